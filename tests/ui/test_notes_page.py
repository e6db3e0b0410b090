"""The page of notes in the window: it leads to the very place, and finishes what is dealt with."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ruraldesk.definitions.model import Record
from ruraldesk.services import entry, notes
from ruraldesk.store.book import Book
from ruraldesk.ui import jobs
from ruraldesk.ui.notes.page import NotesPage
from ruraldesk.ui.session import Session
from tests.services.office import add, town_book

Key = Qt.Key


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with town_book(tmp_path) as made:
        yield made
        jobs.stop_all()


@pytest.fixture
def road(book: Book) -> Record:
    made = add(book, "project", name="主街硬化", stage="proposed")
    line = Record(values={"item": "road_hardening", "planned_qty": Decimal(3)})
    record = replace(entry.load(book, "project", made.uuid), lines={"outputs": (line,)})
    assert not entry.save(book, "project", record).refused
    road = entry.load(book, "project", made.uuid)
    uuid = road.lines["outputs"][0].uuid
    notes.write(book, "project", road.uuid, "name", "名称待批")
    notes.write(
        book, "project", road.uuid, "item", "再量", lines="outputs", line=uuid, follow_up=True
    )
    return road


@pytest.fixture
def page(qtbot: QtBot, book: Book, road: Record) -> NotesPage:
    made = NotesPage(Session(book))
    qtbot.addWidget(made)
    made.resize(900, 500)
    with qtbot.waitSignal(made.loaded):
        made.show()
        made.refresh()
    return made


def test_enter_leads_to_the_row_of_a_note_and_to_the_field_of_another(
    qtbot: QtBot, page: NotesPage, road: Record
) -> None:
    assert [one.note.text for one in page.shown()] == ["再量", "名称待批"]
    with qtbot.waitSignal(page.place_opened) as opened:
        qtbot.keyClick(page.list, Key.Key_Return)
    assert opened.args == ["project", road.uuid, "outputs[1].item"]
    qtbot.keyClick(page.list, Key.Key_Down)
    with qtbot.waitSignal(page.place_opened) as opened:
        qtbot.keyClick(page.list, Key.Key_Return)
    assert opened.args == ["project", road.uuid, "name"]


def test_the_mouse_chooses_a_note_and_the_button_finishes_it(
    qtbot: QtBot, page: NotesPage, book: Book
) -> None:
    with qtbot.assertNotEmitted(page.place_opened):
        qtbot.mouseClick(
            page.list.viewport(), Qt.MouseButton.LeftButton, pos=page.list.rect_of(1).center()
        )
    page.done_with.click()
    assert [one.note.text for one in notes.listed(book)] == ["再量"]


def test_a_note_whose_row_is_gone_says_so(
    qtbot: QtBot, page: NotesPage, book: Book, road: Record
) -> None:
    record = replace(entry.load(book, "project", road.uuid), lines={"outputs": ()})
    assert not entry.save(book, "project", record).refused
    with qtbot.waitSignal(page.loaded):
        page.refresh()
    assert page.list.items()[0].chip == "行已删"
    with qtbot.assertNotEmitted(page.place_opened):
        qtbot.keyClick(page.list, Key.Key_Return)
