"""Notes on detail rows: on a cell, on a whole row, going where the row goes."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ruraldesk.definitions.model import Record
from ruraldesk.services import entry, notes
from ruraldesk.store.book import Book
from ruraldesk.ui.entry.going import go_to
from ruraldesk.ui.entry.lines.page import LinesPage
from ruraldesk.ui.entry.note_dialog import NoteDialog
from ruraldesk.ui.entry.panel import EntryPanel
from tests.services.office import add, town_book

Key = Qt.Key
ITEMS = ("road_hardening", "sewer")


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with town_book(tmp_path) as made:
        yield made


@pytest.fixture
def road(book: Book) -> Record:
    made = add(book, "project", name="主街硬化", stage="proposed")
    lines = tuple(Record(values={"item": item, "planned_qty": Decimal(3)}) for item in ITEMS)
    record = replace(entry.load(book, "project", made.uuid), lines={"outputs": lines})
    assert not entry.save(book, "project", record).refused
    return entry.load(book, "project", made.uuid)


@pytest.fixture
def panel(qtbot: QtBot, book: Book, road: Record) -> EntryPanel:
    made = EntryPanel(book, book.definitions.form("project"))
    qtbot.addWidget(made)
    made.resize(760, 700)
    made.show()
    qtbot.waitExposed(made)
    made.open(road.uuid)
    return made


@pytest.fixture
def page(panel: EntryPanel) -> LinesPage:
    return panel.pages.lines["outputs"]


def answering(
    monkeypatch: pytest.MonkeyPatch, text: str, before: Callable[[NoteDialog], None] | None = None
) -> None:
    def fill(dialog: NoteDialog) -> int:
        if before is not None:
            before(dialog)
        dialog.words.setPlainText(text)
        dialog.act()
        return dialog.result()

    monkeypatch.setattr(NoteDialog, "exec", fill)


def column(page: LinesPage, key: str) -> int:
    return [one.key for one in page.model.fields].index(key)


def tip(page: LinesPage, row: int, key: str) -> str:
    index = page.model.index(row, column(page, key))
    return str(page.model.data(index, Qt.ItemDataRole.ToolTipRole) or "")


def test_f8_in_a_table_notes_something_on_the_cell(
    qtbot: QtBot,
    panel: EntryPanel,
    page: LinesPage,
    road: Record,
    book: Book,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answering(monkeypatch, "数不对")
    go_to(panel, "outputs[2].planned_qty")
    editor = page.table.open_editor()
    assert editor is not None
    with qtbot.waitSignal(panel.other_saved):
        qtbot.keyClick(editor, Key.Key_F8)
    second = road.lines["outputs"][1].uuid
    note = notes.note_at(book, road.uuid, "planned_qty", second)
    assert note is not None
    assert (note.lines, note.line) == ("outputs", second)
    assert "数不对" in page.cell_note.text()
    assert "数不对" in tip(page, 1, "planned_qty")
    assert tip(page, 0, "planned_qty") == ""
    assert page.table.currentIndex().row() == 1
    page.table.go_to(0, column(page, "planned_qty"))
    assert page.cell_note.text() == ""


def test_a_note_on_the_whole_row_is_told_in_each_of_its_cells(
    panel: EntryPanel, page: LinesPage, road: Record, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    answering(monkeypatch, "整行再核", lambda dialog: dialog.on_row.setChecked(True))
    go_to(panel, "outputs[1].planned_qty")
    panel.noting.open_here()
    first = road.lines["outputs"][0].uuid
    assert notes.note_at(book, road.uuid, "", first) is not None
    assert "整行再核" in page.row_note.text()
    page.table.go_to(0, column(page, "item"))
    assert "整行再核" in page.row_note.text()
    assert "整行再核" in tip(page, 0, page.model.fields[0].key)


def test_notes_go_with_their_rows_before_and_after_saving(
    panel: EntryPanel, page: LinesPage, road: Record, book: Book
) -> None:
    second = road.lines["outputs"][1].uuid
    notes.write(book, "project", road.uuid, "planned_qty", "数不对", lines="outputs", line=second)
    panel.open(road.uuid)
    go_to(panel, "outputs[1].planned_qty")
    page.remove_row()
    assert "数不对" in tip(page, 0, "planned_qty")
    page.take_back()
    assert "数不对" in tip(page, 1, "planned_qty")
    assert tip(page, 0, "planned_qty") == ""
    page.table.go_to(0, 0)
    page.remove_row()
    assert panel.save(following=False)
    assert "数不对" in tip(page, 0, "planned_qty")


def test_a_new_row_is_saved_before_anything_is_noted_on_it(
    panel: EntryPanel, page: LinesPage, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    answering(monkeypatch, "?")
    go_to(panel, "outputs[3].planned_qty")
    panel.noting.open_here()
    assert notes.open_count(book) == 0
    assert "先保存" in panel.foot.words.whole_text()


def test_words_that_were_begun_are_not_lost_when_the_other_place_is_chosen(
    qtbot: QtBot, panel: EntryPanel, road: Record, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = road.lines["outputs"][1].uuid
    notes.write(book, "project", road.uuid, "", "整行再核", lines="outputs", line=second)
    shown: list[str] = []

    def look(dialog: NoteDialog) -> int:
        shown.append(dialog.words.toPlainText())
        dialog.on_cell.setChecked(True)
        shown.append(dialog.words.toPlainText())
        dialog.words.setPlainText("量错了")
        dialog.on_row.setChecked(True)
        shown.append(dialog.words.toPlainText())
        return 0

    monkeypatch.setattr(NoteDialog, "exec", look)
    go_to(panel, "outputs[2].planned_qty")
    panel.noting.open_here()
    assert shown == ["整行再核", "", "整行再核\n量错了"]
