"""Other definitions for an open book come with all that is done meanwhile, or not at all."""

from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest

from ruraldesk.definitions.model import Definitions, Record
from ruraldesk.store.adopting import becoming
from ruraldesk.store.book import Book
from ruraldesk.store.evolve import ChangedFields
from ruraldesk.store.failures import NewerBook
from ruraldesk.store.info import BookInfo
from tests.definitions.builders import loaded

WELL = 'name = "{name}"\nversion = 2\n[[field]]\nkey = "name"\ntype = "text"\nlabel = "井名"\n'
DEPTH = '[[field]]\nkey = "depth"\ntype = "integer"\nlabel = "井深"\n'
UNIT = "410726104201"


@pytest.fixture
def plain(tmp_path: Path) -> Definitions:
    return loaded(tmp_path / "plain", ledgers={"well": WELL})


@pytest.fixture
def more(tmp_path: Path) -> Definitions:
    return loaded(tmp_path / "more", ledgers={"well": WELL + DEPTH, "pump": WELL})


@pytest.fixture
def book(tmp_path: Path, plain: Definitions) -> Book:
    info = BookInfo(unit=UNIT, name="黄寺村", level="village")
    return Book.create(tmp_path / "黄寺村.rdb", plain, info)


def new(book: Book, form: str, **values: str | int) -> Record:
    saved = book.records.save(form, Record(values={"unit": UNIT, **values}))
    assert not saved.refused
    return saved.record


def test_the_book_goes_on_with_the_new_definitions(book: Book, more: Definitions) -> None:
    new(book, "well", name="东井")
    assert len(book.records.find("well")) == 1

    with becoming(book, more) as later:
        new(later, "pump", name="一号泵")
        new(later, "well", name="西井", depth=12)

    assert [row["name"] for row in book.records.find("pump")] == ["一号泵"]
    assert [row["depth"] for row in book.records.find("well")] == [None, 12]
    assert len(book.search.find("西井")) == 1
    new(book, "well", name="南井", depth=9)


def test_when_anything_fails_nothing_of_it_remains(
    book: Book, more: Definitions, plain: Definitions
) -> None:
    new(book, "well", name="东井")
    head = book.journal.head()

    def fail() -> None:
        with becoming(book, more) as later:
            new(later, "well", name="西井", depth=12)
            later.settings["due_day"] = "8"
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    assert book.definitions == plain
    assert (book.journal.head(), len(book.records.find("well"))) == (head, 1)
    assert "due_day" not in book.settings
    book.close()
    with Book.open(book.path, plain) as again:
        assert again.backups.list() == []  # its tables fit: nothing was left of the others


def test_what_one_part_of_it_takes_back_leaves_the_rest(book: Book, more: Definitions) -> None:
    def fail(later: Book) -> None:
        with later.writing() as connection:
            connection.exec_driver_sql("DELETE FROM pump")
            raise ZeroDivisionError

    with becoming(book, more) as later:
        new(later, "pump", name="一号泵")
        with pytest.raises(ZeroDivisionError):
            fail(later)

    assert len(book.records.find("pump")) == 1


def test_others_see_the_book_as_it_was_until_then(book: Book, more: Definitions) -> None:
    new(book, "well", name="东井")
    seen: list[tuple[int, bool]] = []

    def look() -> None:
        seen.append((len(book.records.find("well")), "pump" in book.definitions.forms))

    with becoming(book, more) as later:
        new(later, "well", name="西井")
        beside = Thread(target=look)
        beside.start()
        beside.join()
    look()

    assert seen == [(1, False), (2, True)]


def test_definitions_that_do_not_fit_are_refused(book: Book, more: Definitions) -> None:
    form = more.form("well")
    fields = tuple(
        replace(one, type=more.form("well").field("depth").type) if one.key == "name" else one
        for one in form.fields
    )
    other = replace(more, forms={**more.forms, "well": replace(form, fields=fields)})

    with pytest.raises(ChangedFields), becoming(book, other):
        raise AssertionError("the block must not begin")


def test_older_forms_are_taken_only_where_others_are_taken_away(
    book: Book, plain: Definitions
) -> None:
    older = replace(plain, forms={"well": replace(plain.form("well"), version=1)})

    with pytest.raises(NewerBook), becoming(book, older):
        pass
    with becoming(book, older, older=True):
        pass

    book.close()
    Book.open(book.path, older).close()
    Book.open(book.path, plain).close()
