"""Comments and receipts stay what they are, are kept once, and stand in the journal."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from ruraldesk.definitions.model import Definitions
from ruraldesk.store import migrations
from ruraldesk.store.book import Book
from ruraldesk.store.comments import Comment, CommentLevel, NoSuchComment
from ruraldesk.store.journal_entries import Act
from ruraldesk.store.receipts import KeptReceipt, ReceiptVerdict
from tests.store.sample_forms import put, rows
from tests.store.test_migrations import OWN, made_before, noted, tables_like

HUANGSI, WANGLOU, TOWN = "410726104201", "410726104202", "410726104000"
COMMENT = Comment(
    uuid="8c0c0f9e-0000-4000-8000-000000000001",
    unit=HUANGSI,
    month="2023-11",
    sequence=1,
    form="project",
    record="8c0c0f9e-0000-4000-8000-000000000002",
    field="name",
    called="道路硬化",
    level=CommentLevel.MEND,
    text="金额与批复不符，\n请核对“附件二”。",
    time="2023-12-02T09:00:00+08:00",
    operator="王镇长",
    office=TOWN,
    office_name="王楼镇",
)
RECEIPT = KeptReceipt(
    unit=HUANGSI,
    month="2023-11",
    sequence=1,
    package="ab" * 32,
    verdict=ReceiptVerdict.RETURNED,
    office=TOWN,
    office_name="王楼镇",
    made="2023-12-02T09:30:00+08:00",
    operator="王镇长",
    sha256="cd" * 32,
)
ACT = Act(operator="王镇长")


def entries(book: Book) -> list[tuple[str, str, str]]:
    """Return what the journal says of comments and receipts: action, form, after."""
    with book.reading() as connection:
        query = "SELECT action, form, after FROM _journal WHERE form LIKE '\\_%' ESCAPE '\\'"
        return [(row.action, row.form, row.after) for row in connection.execute(text(query))]


def test_a_comment_comes_back_as_it_was_kept(book: Book) -> None:
    assert book.comments.keep([COMMENT], ACT) == 1
    assert book.comments.get(COMMENT.uuid) == COMMENT
    assert book.comments.of(HUANGSI, "2023-11") == [COMMENT]
    assert COMMENT.is_open


def test_a_comment_kept_again_changes_nothing_and_leaves_no_entry(book: Book) -> None:
    book.comments.keep([COMMENT], ACT)
    head = book.journal.head()
    assert book.comments.keep([COMMENT], ACT) == 0
    assert book.journal.head() == head


def test_an_answer_takes_the_place_of_none_and_stands_in_the_journal(book: Book) -> None:
    comments = book.comments
    comments.keep([COMMENT], ACT)
    answered = replace(COMMENT, answer="已改", answered="2023-12-03T08:00:00+08:00")
    comments.keep([answered], Act(operator="李会计"))

    assert comments.of(HUANGSI) == [answered]
    assert not answered.is_open
    [_, last] = entries(book)
    assert last[:2] == ("month", "_comments")
    assert "已改" in last[2]
    assert "附件二" not in last[2]
    assert book.journal.verify_chain() is None


def test_comments_of_other_units_and_months_are_left_out(book: Book) -> None:
    other = replace(COMMENT, uuid="other", unit=WANGLOU)
    later = replace(COMMENT, uuid="later", month="2023-12")
    book.comments.keep([COMMENT, other, later], ACT)
    assert [one.uuid for one in book.comments.of(HUANGSI)] == [COMMENT.uuid, "later"]
    assert book.comments.of(WANGLOU, "2023-11") == [other]


def test_a_comment_that_nobody_wrote_is_told(book: Book) -> None:
    with pytest.raises(NoSuchComment, match="nobody-wrote-it"):
        book.comments.get("nobody-wrote-it")


def test_a_receipt_is_kept_once_with_its_comments(book: Book) -> None:
    receipts = book.receipts
    assert receipts.keep(RECEIPT, [COMMENT], ACT) == 1
    assert receipts.keep(RECEIPT, [COMMENT], ACT) == 0
    [kept] = receipts.of(HUANGSI, "2023-11")
    assert replace(kept, time="") == RECEIPT
    assert kept.time
    assert [form for _, form, _ in entries(book)] == ["_comments", "_receipts"]
    assert receipts.of(WANGLOU) == []


def test_neither_is_a_step_of_undo_nor_a_change_of_records(book: Book) -> None:
    put(book)
    head = book.journal.head()
    book.receipts.keep(RECEIPT, [COMMENT], ACT)
    assert not book.journal.is_changed_since(head)
    assert book.journal.can_undo("王镇长") == ""


def test_a_book_from_before_receipts_gets_their_tables(
    book: Book, definitions: Definitions, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ("_comments", "_receipts")
    new = {name: tables_like(book, name) for name in names}
    put(book)
    number = next(step.number for step in OWN if "receipts" in step.why)
    old = made_before(book, number, *names)
    monkeypatch.setattr(migrations, "_known", list(OWN[: number - 1]))
    with Book.open(old, definitions) as again:
        assert {name: tables_like(again, name) for name in names} == new
        assert len(rows(again)) == 1
        assert noted(again)[-1][0] == number
        assert again.comments.of(HUANGSI) == []
