"""Typing into the cells of a ledger's table, by keyboard, over a real book."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ruraldesk.definitions.model import Record
from ruraldesk.services import entry
from ruraldesk.store.book import Book
from ruraldesk.ui.entry.comparison import ComparisonDialog
from ruraldesk.ui.ledger.page import LedgerPage
from tests.ui.ledger.hands import (
    CODE,
    CONTROL,
    NAME,
    PROGRESS,
    SHIFT,
    STAGE,
    TOTAL,
    Key,
    at,
    compose,
    focus,
    keys,
    on_clipboard,
    place,
    press,
    saved,
    text,
)  # fmt: skip


def test_what_is_typed_replaces_the_cell_and_enter_goes_down(page: LedgerPage, book: Book) -> None:
    at(page, 1, TOTAL)

    keys("3.5")
    press(Key.Key_Return)

    assert saved(book, "W02")["total"] == Decimal(35_000)
    assert text(page, 1, TOTAL) == "3.50"
    assert place(page) == (2, TOTAL)
    assert not page.grid.cell.is_open
    assert page.grid.hasFocus()


def test_tab_goes_right_and_enter_returns_under_the_first_cell(
    page: LedgerPage, book: Book
) -> None:
    at(page, 0, TOTAL)

    keys("5")
    press(Key.Key_Tab)
    keys("4")
    press(Key.Key_Tab)
    keys("66")
    press(Key.Key_Return)

    assert place(page) == (1, TOTAL)
    record = saved(book, "W01")
    assert (record["total"], record["paid"], record["progress"]) == (50_000, 40_000, 66)


def test_in_a_run_enter_passes_a_cell_by_instead_of_opening_the_record(page: LedgerPage) -> None:
    at(page, 0, PROGRESS)
    keys("5")
    press(Key.Key_Return, Key.Key_Return)

    assert place(page) == (2, PROGRESS)
    assert not page.place.is_open()


def test_enter_opens_the_record_after_an_arrow_key(page: LedgerPage) -> None:
    at(page, 0, PROGRESS)
    keys("5")
    press(Key.Key_Return, Key.Key_Down, Key.Key_Return)

    assert page.place.is_open()


def test_f2_edits_what_stands_there(page: LedgerPage, book: Book) -> None:
    at(page, 0, NAME)
    before = saved(book, "W01")["name"]

    press(Key.Key_F2, Key.Key_End)
    keys("2")
    press(Key.Key_Return)

    assert saved(book, "W01")["name"] == f"{before}2"


def test_esc_gives_the_old_value_back(page: LedgerPage, book: Book) -> None:
    at(page, 0, PROGRESS)
    before = saved(book, "W01")

    keys("99")
    press(Key.Key_Escape)

    assert saved(book, "W01") == before
    assert not page.grid.cell.is_open
    assert text(page, 0, PROGRESS) == "1%"
    assert page.grid.hasFocus()


def test_a_wrong_value_stays_in_its_cell_with_the_reason(page: LedgerPage, book: Book) -> None:
    at(page, 0, TOTAL)
    before = saved(book, "W01")

    keys("abc")
    press(Key.Key_Return)

    assert page.grid.cell.is_open
    assert "1.5万元" in page.grid.cell.note.text()
    assert place(page) == (0, TOTAL)
    assert saved(book, "W01") == before
    page.grid.move_to(4, NAME)  # as a click elsewhere does
    assert place(page) == (0, TOTAL)
    assert page.grid.cell.widget is not None
    assert page.grid.cell.widget.typed() == "abc"


def test_each_cell_is_one_act_that_is_taken_back(page: LedgerPage, book: Book) -> None:
    before = saved(book, "W01")
    at(page, 0, TOTAL)
    keys("7")
    press(Key.Key_Tab)
    keys("6")
    press(Key.Key_Return)

    entry.undo(book)
    assert saved(book, "W01")["paid"] == before["paid"]
    assert saved(book, "W01")["total"] == 70_000
    entry.undo(book)
    assert saved(book, "W01")["total"] == before["total"]
    entry.redo(book)
    assert saved(book, "W01")["total"] == 70_000


def test_a_choice_is_found_by_its_initials(page: LedgerPage, book: Book) -> None:
    page.go_to_new_row()
    keys("W99")
    at(page, 12, STAGE)

    keys("ys")
    press(Key.Key_Return)

    assert saved(book, "W99")["stage"] == "accepted"


def test_the_state_of_a_saved_record_is_not_typed_and_says_why(
    page: LedgerPage, book: Book
) -> None:
    at(page, 0, STAGE)

    keys("y")

    assert not page.grid.cell.is_open
    assert "Ctrl+Enter" in page.grid.cell.note.text()
    press(Key.Key_Return, held=CONTROL)
    assert page.place.is_open()


def test_the_first_piece_of_a_composed_word_is_neither_lost_nor_committed(
    page: LedgerPage, book: Book
) -> None:
    at(page, 0, NAME)
    target = QGuiApplication.focusObject()

    compose("h")
    assert page.grid.cell.is_open
    assert QGuiApplication.focusObject() is target  # a move of the focus would commit the letter
    compose("he")
    compose("hedao")
    assert page.grid.cell.widget is not None
    assert page.grid.cell.widget.typed() == ""
    compose("", "河道")
    compose("q")
    compose("", "清淤")
    press(Key.Key_Return)

    assert saved(book, "W01")["name"] == "河道清淤"


def test_a_composed_word_that_is_given_up_leaves_the_cell_as_it_was(
    qtbot: QtBot, page: LedgerPage, book: Book
) -> None:
    before = saved(book, "W01")
    at(page, 0, NAME)

    compose("h")
    compose("")
    qtbot.waitUntil(lambda: not page.grid.cell.is_open)
    press(Key.Key_Down)

    assert place(page) == (1, NAME)
    assert saved(book, "W01") == before


def test_the_input_method_knows_where_the_cell_is(page: LedgerPage) -> None:
    at(page, 2, NAME)
    rectangle = QGuiApplication.inputMethod().cursorRectangle()
    cell = page.grid.cell_rect(2, NAME)
    corner = page.grid.viewport().mapTo(page, cell.topLeft())
    assert abs(rectangle.top() - corner.y()) < cell.height()
    assert abs(rectangle.left() - corner.x()) < 40


def test_ctrl_z_is_the_windows_while_nothing_is_typed(qtbot: QtBot, page: LedgerPage) -> None:
    shortcut = QShortcut(QKeySequence("Ctrl+Z"), page)
    with qtbot.waitSignal(shortcut.activated):
        press(Key.Key_Z, held=CONTROL)


def test_somebody_elses_change_is_compared_not_overwritten(
    page: LedgerPage, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[Record] = []
    monkeypatch.setattr(ComparisonDialog, "exec", lambda self: compared.append(self.merged()))
    at(page, 0, PROGRESS)
    keys("5")
    other = saved(book, "W01")
    page.entering._waiting[page.model.id_at(0)] = page.entering._of(0)  # as it was read
    book.records.save(
        "project", Record(values={"people": 77}, uuid=other.uuid, revision=other.revision)
    )
    press(Key.Key_Return)

    assert len(compared) == 1
    assert saved(book, "W01")["people"] == 77
    assert page.grid.cell.is_open
    assert saved(book, "W01")["progress"] == 1


# new rows


def test_a_row_typed_at_the_end_becomes_a_record_when_it_is_left(
    page: LedgerPage, book: Book
) -> None:
    press(Key.Key_N, held=CONTROL | SHIFT)
    assert place(page) == (12, CODE)

    keys("W99")
    press(Key.Key_Tab)
    keys("Xin")
    assert len(book.records.find("project")) == 12
    press(Key.Key_Return)

    record = saved(book, "W99")
    assert record["name"] == "Xin"
    assert record["unit"] == "410726104000"
    assert place(page) == (13, CODE)
    assert page.model.rowCount() == 13
    assert text(page, 12, NAME) == "Xin"
    assert entry.drafts(book) == []


def test_a_new_row_is_kept_as_a_draft_before_it_is_saved(page: LedgerPage, book: Book) -> None:
    page.go_to_new_row()
    keys("W99")
    press(Key.Key_Tab)
    keys("Xi")
    page.entering.keep_typed()

    [draft] = entry.drafts(book)
    assert draft.record["code"] == "W99"
    assert draft.record["name"] == "Xi"


def test_the_whole_new_row_is_one_act(page: LedgerPage, book: Book) -> None:
    page.go_to_new_row()
    keys("W99")
    press(Key.Key_Tab)
    keys("Xin")
    press(Key.Key_Return)

    entry.undo(book)

    assert len(book.records.find("project")) == 12


def test_esc_also_takes_back_the_draft_of_what_was_typed(page: LedgerPage, book: Book) -> None:
    at(page, 0, NAME)
    keys("Xin")
    page.entering.keep_typed()
    assert [one.record["name"] for one in entry.drafts(book)] == ["Xin"]

    press(Key.Key_Escape)

    assert entry.drafts(book) == []


def test_a_cell_that_cannot_be_saved_keeps_its_draft_until_it_is(
    page: LedgerPage, book: Book
) -> None:
    at(page, 0, TOTAL)
    keys("abc")
    page.entering.keep_typed()
    press(Key.Key_Return)
    assert [one.record["total"] for one in entry.drafts(book)] == ["abc"]

    press(Key.Key_Backspace, Key.Key_Backspace, Key.Key_Backspace)
    keys("5")
    press(Key.Key_Return)

    assert entry.drafts(book) == []
    assert saved(book, "W01")["total"] == 50_000


def test_esc_gives_a_begun_row_up_but_keeps_its_draft(page: LedgerPage, book: Book) -> None:
    page.go_to_new_row()
    keys("W99")
    press(Key.Key_Tab, Key.Key_Escape)

    assert page.model.row(12).texts == ()
    assert len(entry.drafts(book)) == 1
    assert len(book.records.find("project")) == 12


def test_a_row_like_another_is_begun_without_its_code(page: LedgerPage, book: Book) -> None:
    at(page, 2, NAME)
    press(Key.Key_C, held=CONTROL | SHIFT)

    assert place(page)[0] == 12
    assert text(page, 12, NAME) == text(page, 2, NAME)
    page.grid.move_to(0, NAME)
    assert len(book.records.find("project")) == 13


def test_in_the_recycle_bin_nothing_is_typed(qtbot: QtBot, page: LedgerPage, book: Book) -> None:
    entry.delete(book, "project", saved(book, "W01").uuid, 1)
    with qtbot.waitSignal(page.model.loaded):
        page.show_view(None, in_bin=True)

    keys("5")

    assert not page.grid.cell.is_open
    assert page.grid.rows() == 1


def test_a_thousand_moves_leave_no_editor_behind(page: LedgerPage) -> None:
    for number in range(200):
        at(page, number % 12, number % 7)
    assert len(page.grid.cell._made) == 6  # none for the state


def test_a_begun_row_is_offered_above_the_table_when_another_list_is_shown(
    qtbot: QtBot, page: LedgerPage
) -> None:
    page.go_to_new_row()
    keys("W99")
    press(Key.Key_Tab)

    page.sort_by("code")

    qtbot.waitUntil(page.waiting.isVisible)
    assert page.model.row(12).texts == ()


def test_ctrl_s_saves_the_cell_and_stays(page: LedgerPage, book: Book) -> None:
    at(page, 0, TOTAL)
    keys("9")
    press(Key.Key_S, held=CONTROL)
    assert saved(book, "W01")["total"] == 90_000
    assert place(page) == (0, TOTAL)


def test_fifty_rows_are_entered_by_keyboard_alone(page: LedgerPage, book: Book) -> None:
    page.go_to_new_row()
    for number in range(50):
        for typed, key in (
            (f"K{number:02}", Key.Key_Tab),
            (f"Road {number}", Key.Key_Tab),
            ("", Key.Key_Tab),
            ("zj", Key.Key_Tab),
            (f"{number}.5", Key.Key_Return),
        ):
            keys(typed)
            press(key)

    entered = [one for one in book.records.find("project") if str(one["code"]).startswith("K")]
    assert len(entered) == 50
    assert entered[49]["total"] == 495_000
    assert {one["stage"] for one in entered} == {"building"}
    assert {one["unit"] for one in entered} == {"410726104000"}
    assert entry.drafts(book) == []


def test_the_menu_key_opens_the_menu_of_the_row(qtbot: QtBot, page: LedgerPage) -> None:
    page.grid.menu_asked.disconnect()  # the menu would wait for a choice
    at(page, 1, NAME)
    here = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(), QPoint())
    with qtbot.waitSignal(page.grid.menu_asked):
        QApplication.sendEvent(focus(), here)


def test_the_entry_at_the_side_shows_what_was_typed_into_the_table(
    page: LedgerPage, book: Book
) -> None:
    page.resize(1500, 700)
    page.open_row(0)
    page.grid.setFocus()
    at(page, 0, PROGRESS)
    keys("77")
    press(Key.Key_Return)

    editor = page.place.panel().pages.page.boxes["progress"].editor
    assert editor.value() == 77
    assert page.grid.hasFocus()
    assert not page.place.has_unsaved()


def test_a_record_that_is_being_changed_at_the_side_is_not_typed_into(
    page: LedgerPage, book: Book
) -> None:
    page.resize(1500, 700)
    page.open_row(0)
    editor = page.place.panel().pages.page.boxes["progress"].editor
    editor.put_typed("55")
    editor.changed.emit()
    page.grid.setFocus()
    at(page, 0, PROGRESS)

    keys("7")

    assert not page.grid.cell.is_open
    assert "右边" in page.grid.cell.note.text()


def test_what_is_pasted_into_the_row_being_entered_waits_with_it(
    page: LedgerPage, book: Book
) -> None:
    last = page.model.rowCount()
    at(page, last, NAME)
    on_clipboard("村部屋顶防水")
    press(Key.Key_V, held=CONTROL)
    assert text(page, last, NAME) == "村部屋顶防水"
    assert [one for one in book.records.find("project") if one["name"] == "村部屋顶防水"] == []

    at(page, last, TOTAL)
    on_clipboard("3.5万元")
    press(Key.Key_V, held=CONTROL)
    assert text(page, last, TOTAL) == "3.50"


def test_a_pasted_text_that_is_no_number_is_told_at_its_cell(page: LedgerPage) -> None:
    last = page.model.rowCount()
    at(page, last, NAME)
    keys("a")
    press(Key.Key_Tab)
    at(page, last, TOTAL)
    on_clipboard("三五")
    press(Key.Key_V, held=CONTROL)
    assert page.grid.cell.note.text()
    assert text(page, last, TOTAL) in ("", "0.00")


def test_one_value_written_into_all_leaves_no_draft_behind(page: LedgerPage, book: Book) -> None:
    page.grid.move_to(0, TOTAL)
    page.grid.move_to(2, TOTAL, extend=True)
    keys("7")
    page.entering.keep_typed()  # as after a moment without a key
    press(Key.Key_Return, held=CONTROL)
    assert [text(page, row, TOTAL) for row in range(3)] == ["7.00"] * 3
    assert entry.drafts(book, "project") == []
