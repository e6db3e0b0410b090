"""Notes and carried fields in the form, with a real book."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ruraldesk.definitions.model import Record
from ruraldesk.files import preferences
from ruraldesk.services import notes
from ruraldesk.store.book import Book
from ruraldesk.ui.entry.note_dialog import NoteDialog
from ruraldesk.ui.entry.panel import EntryPanel
from tests.services.office import add, town_book

Key = Qt.Key


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with town_book(tmp_path) as made:
        yield made


@pytest.fixture
def person(book: Book) -> Record:
    return add(
        book, "person", name="李明", sex="male", birth_date=date(1970, 3, 5), ethnicity="hui"
    )


@pytest.fixture
def panel(qtbot: QtBot, book: Book, person: Record) -> EntryPanel:
    made = EntryPanel(book, book.definitions.form("person"))
    qtbot.addWidget(made)
    made.resize(560, 700)
    made.show()
    qtbot.waitExposed(made)
    made.open(person.uuid)
    return made


def answering(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    def fill(dialog: NoteDialog) -> int:
        dialog.words.setPlainText(text)
        dialog.act()
        return dialog.result()

    monkeypatch.setattr(NoteDialog, "exec", fill)


def test_f8_notes_something_on_the_field_with_the_focus(
    qtbot: QtBot, panel: EntryPanel, person: Record, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    answering(monkeypatch, "号码待核")
    panel.pages.page.focus("phone")
    with qtbot.waitSignal(panel.other_saved):
        qtbot.keyClick(panel.pages.page.boxes["phone"].editor, Key.Key_F8)
    assert notes.note_at(book, person.uuid, "phone") is not None
    assert "号码待核" in panel.noting.shown("phone")
    assert panel.noting.shown("name") == ""
    assert panel.pages.page.focused() == "phone"


def test_a_note_on_the_record_stands_above_and_goes_with_it(
    panel: EntryPanel, book: Book, person: Record
) -> None:
    notes.write(book, "person", person.uuid, "", "问一下户口")
    panel.open(person.uuid)
    assert "问一下户口" in panel.noting.shown("")
    panel.open_blank()
    assert panel.noting.shown("") == ""


def test_a_new_record_is_saved_before_anything_is_noted_on_it(
    qtbot: QtBot, panel: EntryPanel, monkeypatch: pytest.MonkeyPatch, book: Book
) -> None:
    answering(monkeypatch, "?")
    panel.open_blank()
    panel.noting.open("name")
    assert notes.open_count(book) == 0
    assert "先保存" in panel.foot.words.whole_text()


def test_a_bad_day_keeps_the_dialog_open(qtbot: QtBot, book: Book, person: Record) -> None:
    parent = EntryPanel(book, book.definitions.form("person"))
    qtbot.addWidget(parent)
    dialog = NoteDialog(book, "person", person.uuid, "phone", parent)
    qtbot.addWidget(dialog)
    dialog.words.setPlainText("回头再问")
    dialog.due.put_typed("13.45")
    dialog.act()
    assert dialog.problem.text()
    assert notes.open_count(book) == 0
    dialog.due.put_typed("2023.11.25")
    dialog.act()
    note = notes.note_at(book, person.uuid, "phone")
    assert note is not None
    assert (note.due, note.follow_up) == ("2023-11-25", True)


def test_a_field_that_is_carried_on_is_in_new_records_and_remembered(
    qtbot: QtBot, panel: EntryPanel, book: Book
) -> None:
    panel.pages.page.focus("ethnicity")
    qtbot.keyClick(panel.pages.page.boxes["ethnicity"].editor, Key.Key_F9)
    panel.open_blank()
    assert panel.pages.entered().values["ethnicity"] == "hui"
    assert panel.pages.page.boxes["ethnicity"].pinned
    assert not panel.has_unsaved()
    assert preferences.load("carried_on.person") == ["ethnicity"]

    other = EntryPanel(book, book.definitions.form("person"))
    qtbot.addWidget(other)
    other.open_blank()  # from the record that was entered last
    assert other.pages.entered().values["ethnicity"] == "hui"
    other.pages.page.focus("ethnicity")
    other.pins.toggle()


def test_a_number_of_ones_own_is_never_carried_on(panel: EntryPanel) -> None:
    panel.pages.page.focus("id_number")
    panel.pins.toggle()
    assert panel.pins.keys() == []
    assert "身份证号" in panel.foot.words.whole_text()
