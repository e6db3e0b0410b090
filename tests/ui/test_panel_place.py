"""The place of the entry panel beside the table."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from types import ModuleType

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ruraldesk.services import cells
from ruraldesk.ui.ledger.page import LedgerPage
from ruraldesk.ui.session import Session
from tests.ui.panels import FakePanel

Key = Qt.Key


@pytest.fixture
def page(qtbot: QtBot, session: Session, monkeypatch: pytest.MonkeyPatch) -> Iterator[LedgerPage]:
    module = ModuleType("ruraldesk.ui.entry.panel")
    module.EntryPanel = FakePanel  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "ruraldesk.ui.entry.panel", module)
    page = LedgerPage(session, session.form("project"))
    qtbot.addWidget(page)
    page.resize(1150, 640)
    with qtbot.waitSignal(page.model.loaded), qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    page.grid.setFocus()
    yield page
    page.forget()


def panel(page: LedgerPage) -> FakePanel:
    made = page.place.panel()
    assert isinstance(made, FakePanel)
    return made


def test_enter_opens_the_record_at_the_side_and_gives_it_the_focus(page: LedgerPage) -> None:
    QTest.keyClick(page.grid, Key.Key_Down)
    QTest.keyClick(page.grid, Key.Key_Return)

    assert panel(page).opened == [page.model.row(1).uuid]
    assert panel(page).hasFocus()
    assert page.grid.isVisible()
    assert panel(page).width() >= 380


def test_control_enter_opens_the_record_also_while_row_after_row_is_entered(
    page: LedgerPage,
) -> None:
    page.grid.run.on = True
    QTest.keyClick(page.grid, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    assert panel(page).opened == [page.model.row(0).uuid]


def test_opening_and_saving_are_made_ready_in_the_background(
    qtbot: QtBot, page: LedgerPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready: list[tuple[str, bool]] = []
    here = threading.get_ident()
    monkeypatch.setattr(
        cells, "prepare", lambda book, key: ready.append((key, threading.get_ident() != here))
    )
    qtbot.waitUntil(lambda: ready == [("project", True)])


def test_nothing_is_made_ready_in_a_book_that_is_about_to_be_closed(
    qtbot: QtBot, session: Session
) -> None:
    page = LedgerPage(session, session.form("project"))
    qtbot.addWidget(page)
    page.forget()
    assert not page.place._ready.isActive()


def test_new_opens_an_empty_entry(page: LedgerPage) -> None:
    QTest.mouseClick(page.new, Qt.MouseButton.LeftButton)

    assert panel(page).opened == [""]


def test_closing_gives_the_room_and_the_focus_back(qtbot: QtBot, page: LedgerPage) -> None:
    page.open_row(0)
    narrow = page.grid.width()

    panel(page).closed.emit()

    qtbot.waitUntil(lambda: page.grid.width() > narrow)
    assert page.grid.hasFocus()
    assert not panel(page).isVisible()


def test_esc_in_the_table_closes_the_panel(page: LedgerPage) -> None:
    page.open_row(0)
    page.grid.setFocus()

    QTest.keyClick(page.grid, Key.Key_Escape)

    assert not page.place.is_open()


def test_the_panel_follows_the_cursor_when_it_rests(qtbot: QtBot, page: LedgerPage) -> None:
    page.open_row(0)
    page.grid.setFocus()

    QTest.keyClick(page.grid, Key.Key_Down)
    QTest.keyClick(page.grid, Key.Key_Down)
    qtbot.waitUntil(lambda: len(panel(page).opened) > 1)

    assert panel(page).opened == [page.model.row(0).uuid, page.model.row(2).uuid]
    assert page.grid.hasFocus()


def test_an_unsaved_entry_is_not_left_by_moving_the_cursor(qtbot: QtBot, page: LedgerPage) -> None:
    page.open_row(0)
    panel(page).unsaved = True
    page.grid.setFocus()

    QTest.keyClick(page.grid, Key.Key_Down)
    with qtbot.waitSignal(page.place._follow.timeout):
        pass

    assert panel(page).opened == [page.model.row(0).uuid]


def test_where_there_is_little_room_the_panel_takes_the_place_of_the_table(
    page: LedgerPage,
) -> None:
    page.resize(640, 500)

    page.open_row(0)
    assert not page.grid.isVisible()
    page.place.close_panel()
    assert page.grid.isVisible()


def test_a_saved_record_makes_the_table_read_again(qtbot: QtBot, page: LedgerPage) -> None:
    page.open_row(0)

    with qtbot.waitSignal(page.session.changed) as told, qtbot.waitSignal(page.model.loaded):
        panel(page).saved.emit(page.model.row(0).uuid)

    assert told.args == ["project"]
    assert page.session.saved_at is not None


def test_a_record_found_by_the_search_gets_the_cursor(page: LedgerPage) -> None:
    row = page.model.row(7)

    page.open_record(row.uuid, row.id)

    assert page.grid.selection.row == 7
    assert panel(page).opened == [row.uuid]


def test_a_record_opened_from_elsewhere_ends_the_look_into_the_recycle_bin(
    qtbot: QtBot, page: LedgerPage
) -> None:
    uuid = page.model.row(3).uuid
    with qtbot.waitSignal(page.model.loaded):
        page.show_view(None, in_bin=True)

    with qtbot.waitSignal(page.model.loaded):
        page.open_record(uuid)

    assert not page.bin
    assert page.model.row(page.grid.selection.row).uuid == uuid


def test_a_record_named_by_its_uuid_gets_the_cursor_as_well(page: LedgerPage) -> None:
    row = page.model.row(5)

    page.open_record(row.uuid)

    assert page.grid.selection.row == 5


def test_a_record_asked_for_before_the_list_is_there_gets_the_cursor_then(
    qtbot: QtBot, page: LedgerPage, session: Session
) -> None:
    uuid = page.model.row(6).uuid
    fresh = LedgerPage(session, session.form("project"))
    qtbot.addWidget(fresh)
    fresh.show()
    fresh.open_record(uuid)

    qtbot.waitUntil(lambda: fresh.grid.selection.row == 6)

    assert fresh.model.row(6).uuid == uuid
    fresh.forget()
