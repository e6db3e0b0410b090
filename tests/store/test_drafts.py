"""Half-filled entries are kept as they stand."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ruraldesk.definitions.model import Record
from ruraldesk.store.book import Book
from ruraldesk.store.failures import ReadOnlyBook
from tests.store.sample_forms import rows
from tests.store.village import HUANGSI, reopened, village_book

HALF = Record(
    values={
        "unit": HUANGSI,
        "name": "路",
        "planned": Decimal("1.50"),
        "proposed_on": date(2023, 11, 16),
        "finished_on": "去年冬天",  # what was typed, though no date
        "demo": True,
        "tags": ("road", "water"),
        "kind": None,
    },
    lines={"outputs": (Record(values={"item": "灯", "target": Decimal("2.00")}, uuid="x"),)},
    names={"unit": "黄寺村"},
    revision=3,
    id=7,
    uuid="b0000000-0000-4000-8000-000000000001",
)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with village_book(tmp_path) as book:
        yield book


def test_a_draft_comes_back_as_it_was_after_closing_the_program(book: Book) -> None:
    book.drafts.keep("project", "new-1", HALF)

    draft = reopened(book).drafts.get("project", "new-1")

    assert draft is not None
    assert draft.record == HALF
    assert (draft.form, draft.key) == ("project", "new-1")


def test_keeping_again_replaces(book: Book) -> None:
    book.drafts.keep("project", "new-1", HALF)
    book.drafts.keep("project", "new-1", Record(values={"name": "新"}))

    assert [draft.record["name"] for draft in book.drafts.all("project")] == ["新"]


def test_drafts_are_listed_by_form_and_never_counted(book: Book) -> None:
    book.drafts.keep("project", "new-1", HALF)
    book.drafts.keep("person", "new-1", Record(values={}))

    assert {draft.form for draft in book.drafts.all()} == {"project", "person"}
    assert [draft.form for draft in book.drafts.all("person")] == ["person"]
    assert rows(book, "project") == []
    assert len(rows(book, "_journal")) == 2  # the two villages


def test_a_dropped_draft_is_gone_and_dropping_nothing_is_no_matter(book: Book) -> None:
    book.drafts.keep("project", "new-1", HALF)

    book.drafts.drop("project", "new-1")
    book.drafts.drop("project", "new-1")

    assert book.drafts.get("project", "new-1") is None


def test_a_read_only_book_keeps_no_drafts(book: Book) -> None:
    with reopened(book, read_only=True) as book, pytest.raises(ReadOnlyBook):
        book.drafts.keep("project", "new-1", HALF)
