"""The page of a ledger over a real book, by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from ruraldesk.definitions.expression_parser import parse_expression
from ruraldesk.definitions.model import ViewDef
from ruraldesk.files import preferences
from ruraldesk.services import entry
from ruraldesk.store.book import Book
from ruraldesk.ui import messages
from ruraldesk.ui.dialogs.importing import ImportDialog
from ruraldesk.ui.ledger import acts
from ruraldesk.ui.ledger.column_chooser import ColumnChooser
from ruraldesk.ui.ledger.page import LedgerPage
from ruraldesk.ui.messages import Notice
from ruraldesk.ui.session import Session
from tests.ui.books import add_project
from tests.ui.fakes import FakeLedger

Key = Qt.Key
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier

# Said by Qt's offscreen platform for every menu and list that pops up; harmless.
pytestmark = pytest.mark.qt_log_ignore(
    "^This plugin does not support (raise|grabbing the keyboard)", extend=True
)


@pytest.fixture
def page(qtbot: QtBot, session: Session) -> Iterator[LedgerPage]:
    page = LedgerPage(session, session.form("project"))
    qtbot.addWidget(page)
    page.resize(1150, 640)
    with qtbot.waitSignal(page.model.loaded), qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    page.grid.setFocus()
    yield page
    page.forget()


def codes(page: LedgerPage) -> list[str]:
    place = [column.key for column in page.model.columns()].index("code")
    return [page.model.row(number).texts[place] for number in range(page.model.rowCount())]


def answering(monkeypatch: pytest.MonkeyPatch, answer: bool) -> list[str]:
    """Answer the next questions; return the list that collects them."""
    asked: list[str] = []

    def ask(parent: object, question: str, **words: str) -> bool:
        asked.append(question)
        return answer

    monkeypatch.setattr(messages, "ask", ask)
    return asked


def type_filter(qtbot: QtBot, page: LedgerPage, text: str) -> None:
    editor = page.grid.filter_row.editor
    editor.insert(text)  # as an input method does
    editor.textEdited.emit(text)
    with qtbot.waitSignal(page.model.loaded):
        QTest.keyClick(editor, Key.Key_Return)


def test_the_page_says_how_many_rows_there_are(page: LedgerPage) -> None:
    assert page.title.text() == "项目台账"
    assert page.count.whole_text() == "12 条"
    assert codes(page)[:3] == ["W01", "W02", "W03"]
    assert page.grid.totals.words() == "合计 12 条"


def test_what_is_typed_under_a_heading_narrows_the_rows(qtbot: QtBot, page: LedgerPage) -> None:
    QTest.keyClick(page.grid, Key.Key_Right)
    page.focus_filter()
    assert page.grid.filter_row.editor.hasFocus()

    type_filter(qtbot, page, "河道")

    assert codes(page) == ["W02", "W08"]
    assert page.count.whole_text() == "2 条 · 筛选：项目名称 含“河道”"
    assert page.grid.hasFocus()


def test_typing_alone_is_enough_after_a_pause(qtbot: QtBot, page: LedgerPage) -> None:
    page.grid.filter_row.edit(4)

    with qtbot.waitSignal(page.model.loaded):
        QTest.keyClicks(page.grid.filter_row.editor, ">=10")

    assert codes(page) == ["W10", "W11", "W12"]
    assert page.grid.filter_row.editor.hasFocus()


def test_tab_goes_to_the_next_column_and_esc_clears(qtbot: QtBot, page: LedgerPage) -> None:
    page.grid.filter_row.edit(0)
    editor = page.grid.filter_row.editor
    with qtbot.waitSignal(page.model.loaded):
        QTest.keyClicks(editor, "W1")
    assert codes(page) == ["W10", "W11", "W12"]

    QTest.keyClick(editor, Key.Key_Tab)
    assert editor.text() == ""
    QTest.keyClick(editor, Key.Key_Backtab)
    assert editor.text() == "W1"
    with qtbot.waitSignal(page.model.loaded):
        QTest.keyClick(editor, Key.Key_Escape)

    assert len(codes(page)) == 12
    QTest.keyClick(editor, Key.Key_Escape)
    assert page.grid.hasFocus()


def test_stages_are_ticked_in_a_list(qtbot: QtBot, page: LedgerPage) -> None:
    page.grid.filter_row.edit(3)
    QTest.keyClick(page.grid.filter_row.editor, Key.Key_F4)
    popup = page.grid.filter_row.popup()
    assert popup is not None
    QTest.keyClick(popup.list, Key.Key_Down)
    QTest.keyClick(popup.list, Key.Key_Space)

    with qtbot.waitSignal(page.model.loaded):
        QTest.keyClick(popup.list, Key.Key_Return)

    assert codes(page) == ["W01", "W05", "W09"]
    assert page.count.whole_text() == "3 条 · 筛选：阶段 = 在建"
    assert page.grid.filter_row.popup() is None


def test_a_filter_that_cannot_be_understood_is_told_and_shows_everything(
    qtbot: QtBot, page: LedgerPage
) -> None:
    page.grid.filter_row.edit(4)

    type_filter(qtbot, page, "很多")

    assert len(codes(page)) == 12
    notice = next(one for one in page.window().children() if isinstance(one, Notice))
    assert "1.5万元" in notice.text.text()


def test_the_clear_button_shows_every_row_again(qtbot: QtBot, page: LedgerPage) -> None:
    assert not page.clear.isVisible()
    with qtbot.waitSignal(page.model.loaded):
        page.type_filter("code", "W1")
    assert page.clear.isVisible()

    with qtbot.waitSignal(page.model.loaded):
        QTest.mouseClick(page.clear, Qt.MouseButton.LeftButton)

    assert len(codes(page)) == 12
    assert not page.clear.isVisible()


def test_alt_and_an_arrow_sort_by_the_column_of_the_cursor(qtbot: QtBot, page: LedgerPage) -> None:
    with qtbot.waitSignal(page.model.loaded):
        QTest.keyClick(page.grid, Key.Key_Down, ALT)

    assert codes(page)[:2] == ["W12", "W11"]
    assert page.sort() == (("code", True),)


def test_a_heading_sorts_up_down_and_no_more(qtbot: QtBot, page: LedgerPage) -> None:
    orders = []
    for _ in range(3):
        with qtbot.waitSignal(page.model.loaded):
            page.grid.header.sort_asked.emit("name", False)
        orders.append(page.sort())

    assert orders == [(("name", False),), (("name", True),), (("code", False),)]


def test_a_second_heading_with_shift_sorts_within_the_first(qtbot: QtBot, page: LedgerPage) -> None:
    for key, add in (("stage", False), ("total", True), ("total", True)):
        with qtbot.waitSignal(page.model.loaded):
            page.sort_by(key, add)

    assert page.sort() == (("stage", False), ("total", True))
    assert codes(page)[:3] == ["W12", "W08", "W04"]


def test_delete_asks_and_puts_the_marked_rows_into_the_recycle_bin(
    qtbot: QtBot, page: LedgerPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = answering(monkeypatch, answer=True)
    QTest.keyClick(page.grid, Key.Key_Down, SHIFT)

    with qtbot.waitSignal(page.session.changed), qtbot.waitSignal(page.model.loaded):
        QTest.keyClick(page.grid, Key.Key_Delete, CONTROL)

    assert asked == ["把选中的 2 条记录移入回收站？"]
    assert codes(page)[0] == "W03"
    with qtbot.waitSignal(page.model.loaded):
        page.show_view(None, in_bin=True)
    assert codes(page) == ["W01", "W02"]
    assert page.count.whole_text() == "2 条 · 回收站（Esc 返回台账）"
    assert not page.new.isVisible()


def test_a_question_answered_no_deletes_nothing(
    page: LedgerPage, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = answering(monkeypatch, answer=False)
    page.take_columns(["stage", "code"])  # the question names the record, not its first cells

    QTest.keyClick(page.grid, Key.Key_Delete, CONTROL)

    page.take_columns([])
    assert asked == ["把“W01 水毁桥涵修复”移入回收站？"]
    assert page.model.rowCount() == 12


def test_the_question_itself_can_be_left_with_esc(page: LedgerPage) -> None:
    seen: list[list[str]] = []

    def leave() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        seen.append([one.text() for one in box.buttons() if isinstance(one, QPushButton)])
        QTest.keyClick(box, Key.Key_Escape)

    QTimer.singleShot(0, leave)
    answer = messages.ask(page, "把这条记录移入回收站？", yes="移入回收站")

    assert answer is False
    assert set(seen[0]) == {"移入回收站", "取消"}


def test_rows_come_back_out_of_the_recycle_bin(qtbot: QtBot, page: LedgerPage, book: Book) -> None:
    row = page.model.row(4)
    entry.delete(book, "project", row.uuid, row.revision)
    with qtbot.waitSignal(page.model.loaded):
        page.show_view(None, in_bin=True)

    with qtbot.waitSignal(page.session.changed), qtbot.waitSignal(page.model.loaded):
        QTest.mouseClick(page.restore, Qt.MouseButton.LeftButton)

    assert page.model.rowCount() == 0
    with qtbot.waitSignal(page.model.loaded):
        page.show_view(None)
    assert len(codes(page)) == 12


def test_control_c_copies_cells_as_excel_takes_them(qtbot: QtBot, page: LedgerPage) -> None:
    for key in (Key.Key_Down, Key.Key_Right):
        QTest.keyClick(page.grid, key, SHIFT)

    with qtbot.waitSignal(page.copied):
        QTest.keyClick(page.grid, Key.Key_C, CONTROL)

    assert QGuiApplication.clipboard().text() == "W01\t水毁桥涵修复\nW02\t河道清淤"


def test_what_somebody_else_saved_appears_and_the_cursor_stays(
    qtbot: QtBot, page: LedgerPage, book: Book
) -> None:
    for _ in range(3):
        QTest.keyClick(page.grid, Key.Key_Down)
    add_project(book, 0)

    with qtbot.waitSignal(page.model.loaded):
        page.session.note_change("project")

    assert codes(page)[0] == "W00"
    assert page.model.row(page.grid.selection.row).texts[0] == "W04"


def test_chosen_columns_are_there_in_the_next_session(qtbot: QtBot, page: LedgerPage) -> None:
    page.take_columns(["name", "code", "people"])

    again = LedgerPage(page.session, page.form)
    qtbot.addWidget(again)

    again.forget()
    assert [column.key for column in again.model.columns()] == ["name", "code", "people"]
    assert codes(page)[0] == "W01"


def test_columns_are_chosen_and_moved_with_the_keyboard(qtbot: QtBot, page: LedgerPage) -> None:
    page.choose_columns()
    chooser = next(one for one in page.children() if isinstance(one, ColumnChooser))
    QTest.keyClick(chooser.list, Key.Key_Space)  # the first one off
    QTest.keyClick(chooser.list, Key.Key_Down)
    QTest.keyClick(chooser.list, Key.Key_Down, ALT)  # the second one down

    with qtbot.waitSignal(chooser.accepted):
        QTest.keyClick(chooser.list, Key.Key_Return)

    assert [column.key for column in page.model.columns()][:2] == ["unit", "name"]


def test_the_forms_own_columns_come_back(qtbot: QtBot, page: LedgerPage) -> None:
    page.take_columns(["name"])
    page.choose_columns()
    chooser = next(one for one in page.children() if isinstance(one, ColumnChooser))

    chooser.reset()

    assert [column.key for column in page.model.columns()] == list(page.form.list_columns)
    assert preferences.load("columns.project", []) == []


def test_a_saved_view_brings_its_columns_its_rows_and_its_order(
    qtbot: QtBot, page: LedgerPage, book: Book
) -> None:
    where = parse_expression("people >= 11", page.form, book.definitions.forms)
    view = ViewDef(
        key="many",
        title="受益多",
        columns=("name", "people"),
        where=where,
        sort=(("people", True),),
    )

    with qtbot.waitSignal(page.model.loaded):
        page.show_view(view)

    assert [page.model.row(number).texts[1] for number in range(2)] == ["12", "11"]
    assert page.count.whole_text() == "2 条 · 筛选：受益多"


def test_a_read_only_book_offers_nothing_that_writes(qtbot: QtBot, book: Book) -> None:
    with Book.open(book.path, book.definitions, read_only=True) as reader:
        session = Session(reader)
        page = LedgerPage(session, session.form("project"))
        qtbot.addWidget(page)
        with qtbot.waitSignal(page.model.loaded):
            page.show()

        assert not page.new.isEnabled()
        assert not page.take_in.isEnabled()
        page.forget()


def test_the_list_as_it_stands_goes_to_excel_with_the_name_that_is_chosen(
    page: LedgerPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    proposed: list[str] = []
    written: list[Path] = []

    def choose(parent: object, title: str, name: str, kinds: str) -> tuple[str, str]:
        proposed.append(Path(name).name)
        return str(tmp_path / "清单"), kinds

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    monkeypatch.setattr(acts, "export_to", lambda page, target: written.append(target))

    QTest.mouseClick(page.export, Qt.MouseButton.LeftButton)

    assert proposed == ["王楼镇_项目台账.xlsx"]
    assert written == [tmp_path / "清单"]


def test_the_menu_of_a_row_narrows_to_its_value(qtbot: QtBot, page: LedgerPage) -> None:
    QTest.keyClick(page.grid, Key.Key_Right)

    page.grid.menu_asked.emit(page.mapToGlobal(QPoint(300, 300)))
    menu = QApplication.activePopupWidget()
    assert menu is not None
    only = next(one for one in menu.actions() if one.text() == "只看“水毁桥涵修复”")
    with qtbot.waitSignal(page.model.loaded):
        only.trigger()
    menu.close()

    assert codes(page) == ["W01", "W07"]


def test_rows_from_a_file_are_there_when_the_import_is_closed(
    page: LedgerPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed: list[str] = []
    page.session.changed.connect(changed.append)
    for taken in (False, True):
        monkeypatch.setattr(ImportDialog, "exec", lambda dialog: 0)  # left with Esc
        monkeypatch.setattr(ImportDialog, "has_taken_in", lambda dialog, taken=taken: taken)
        page.take_in.click()

    assert changed == ["project"]


def test_the_end_is_the_last_record_also_where_not_all_are_listed_yet(
    qtbot: QtBot, session: Session
) -> None:
    page = LedgerPage(session, session.form("project"), FakeLedger(100_000))
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: page.model.rowCount() > 0)
    page.ask()
    with qtbot.waitSignal(page.model.modelReset):
        pass
    begun = page.model.rowCount()
    assert page.grid.totals.words() == "合计"  # not of a hundred

    QTest.keyClick(page.grid, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: page.model.complete)

    assert begun == 100
    assert page.grid.selection.row == 99_999
    assert page.grid.totals.words() == "合计 100,000 条"
    page.forget()
