"""A clerk's own notes, and what was typed a second time, are kept as they are."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from ruraldesk.definitions.model import Definitions
from ruraldesk.store import migrations
from ruraldesk.store.book import Book
from ruraldesk.store.journal_entries import Act
from ruraldesk.store.keyed_again import Keyed, Twice
from ruraldesk.store.notes import Note
from tests.store.sample_forms import put, rows
from tests.store.test_migrations import OWN, made_before, noted, tables_like

NOTE = Note(
    uuid="n1",
    form="project",
    record="r1",
    field="budget",
    called="主街硬化",
    text="发票还没拿到",
    follow_up=True,
    due="2023-11-25",
    time="2023-11-16T09:00:00+08:00",
    operator="李会计",
)


def test_a_note_is_kept_changed_and_finished_and_stands_in_the_journal(book: Book) -> None:
    head = book.journal.head()
    assert book.own_notes.keep(NOTE, Act(operator="李会计"))
    assert not book.own_notes.keep(NOTE, Act())
    done = replace(NOTE, finished="2023-11-20T09:00:00+08:00", answer="已拿到")
    other = replace(NOTE, uuid="n2", record="r2", field="", follow_up=False, due="")
    assert book.own_notes.keep(done, Act())
    assert book.own_notes.keep(other, Act())
    assert book.own_notes.all() == [done, other]
    assert book.own_notes.all(form="project", open_only=True) == [other]
    assert book.own_notes.all(record="r1") == [done]
    assert book.own_notes.all(form="payment") == []
    assert book.journal.head() != head
    assert book.journal.verify_chain() is None


def test_a_note_is_nothing_that_undo_takes_back(book: Book) -> None:
    book.own_notes.keep(NOTE, Act(operator="李会计"))
    assert book.journal.can_undo("李会计") == ""


def test_of_a_record_what_was_typed_last_counts(book: Book) -> None:
    first = Keyed(
        form="project",
        record="r1",
        typed={"budget": Twice(stood="1.00", typed="2.00")},
        time="2023-11-16T09:00:00+08:00",
        operator="王支书",
    )
    book.keyed_again.keep(first, Act(operator="王支书"))
    again = replace(first, typed={"budget": Twice(stood="1.00", typed="1.00", decided="王支书")})
    book.keyed_again.keep(again, Act(operator="王支书"))
    assert book.keyed_again.all("project") == {"r1": again}
    assert book.keyed_again.all("project", ["r2"]) == {}
    assert book.journal.verify_chain() is None


def test_a_book_from_before_gets_the_tables(
    book: Book, definitions: Definitions, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ("_own_notes", "_keyed_again")
    new = {name: tables_like(book, name) for name in names}
    put(book)
    number = next(step.number for step in OWN if "own notes" in step.why)
    old = made_before(book, number, *names)
    monkeypatch.setattr(migrations, "_known", list(OWN))
    with Book.open(old, definitions) as again:
        assert {name: tables_like(again, name) for name in names} == new
        assert len(rows(again)) == 1
        assert number in [one for one, _ in noted(again)]
        assert again.own_notes.all() == []


def test_notes_from_before_lines_could_have_any_stand_on_the_record_itself(
    book: Book, definitions: Definitions, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = tables_like(book, "_own_notes")
    book.own_notes.keep(NOTE, Act(operator="李会计"))
    number = next(step.number for step in OWN if "on a line" in step.why)
    with book.writing() as connection:
        for column in ("lines", "line"):
            connection.execute(text(f"ALTER TABLE _own_notes DROP COLUMN {column}"))
    old = made_before(book, number)
    monkeypatch.setattr(migrations, "_known", list(OWN))
    with Book.open(old, definitions) as again:
        assert tables_like(again, "_own_notes") == new
        assert again.own_notes.all() == [NOTE]
        assert again.journal.verify_chain() is None
