"""An office's own notes are kept as they were, and a book from before gets their tables."""

import pytest

from ruraldesk.definitions.model import Definitions
from ruraldesk.store import migrations
from ruraldesk.store.book import Book
from ruraldesk.store.journal_entries import Act
from ruraldesk.store.office_notes import Given, Judged, Looked
from tests.store.sample_forms import put, rows
from tests.store.test_migrations import OWN, made_before, noted, tables_like

HUANGSI = "410726104201"
FILE = Judged(
    path="E:\\报送\\黄寺村 2023年11月 第1次.rdp",
    verdict="damaged",
    message="文件坏了，请重新拷。",
    unit=HUANGSI,
    unit_name="黄寺村",
    month="2023-11",
    sequence=1,
    check_code="7K4-M2Q",
    counts={"added": 0, "changed": 0, "unchanged": 0, "removed": 0},
)
GIVEN = Given(
    unit=HUANGSI,
    month="2023-11",
    package="ab" * 32,
    verdict="returned",
    place="E: 黄寺",
    stick=True,
    time="2023-12-02T09:00:00+08:00",
    operator="刘科员",
)


def test_files_are_kept_under_the_batch_of_their_reading(book: Book) -> None:
    act, other = Act(operator="刘科员"), Act()
    book.notes.keep_judged([FILE], act)
    book.notes.keep_judged([], Act())
    book.notes.keep_judged([FILE, FILE], other)
    [one] = book.notes.judged(act.batch)
    assert (one.path, one.message, one.counts) == (FILE.path, FILE.message, FILE.counts)
    assert (one.operator, one.time) == ("刘科员", act.time)
    assert len(book.notes.judged()) == 3


def test_what_was_looked_at_stands_in_the_journal_and_the_last_reason_counts(book: Book) -> None:
    head = book.journal.head()
    book.notes.look("double:1", Act(operator="刘科员", reason="同名，不是一个人"))
    act = Act(operator="王科员", reason="已问过两村")
    book.notes.look("double:1", act)
    assert book.notes.looked() == {
        "double:1": Looked(key="double:1", reason="已问过两村", time=act.time, operator="王科员")
    }
    assert book.journal.head() != head
    assert book.journal.verify_chain() is None


def test_receipts_that_went_down_are_kept_in_order(book: Book) -> None:
    later = Given(**{**{n: getattr(GIVEN, n) for n in Given.__slots__}, "stick": False})
    book.notes.give([GIVEN])
    book.notes.give([later])
    assert book.notes.given() == [GIVEN, later]


def test_a_book_from_before_gets_the_tables(
    book: Book, definitions: Definitions, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ("_judged", "_looked", "_given")
    new = {name: tables_like(book, name) for name in names}
    put(book)
    number = next(step.number for step in OWN if "looked at" in step.why)
    old = made_before(book, number, *names)
    monkeypatch.setattr(migrations, "_known", list(OWN[: number - 1]))
    with Book.open(old, definitions) as again:
        assert {name: tables_like(again, name) for name in names} == new
        assert len(rows(again)) == 1
        assert noted(again)[-1][0] == number
        assert again.notes.given() == []
