"""The whole window over a real book: opening, pages, search, keys, closing."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu
from pytestqt.qtbot import QtBot

from ruraldesk.files import preferences
from ruraldesk.files.recent import recent_books
from ruraldesk.services import books, entry
from ruraldesk.store.book import Book
from ruraldesk.texts.translate import use_language
from ruraldesk.ui import beside
from ruraldesk.ui.desk import Desk
from ruraldesk.ui.main_window import MainWindow
from ruraldesk.ui.messages import Notice
from tests.ui.books import DEFINITIONS, WANGLOU, small_book
from tests.ui.panels import FakePanel

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier

pytestmark = pytest.mark.qt_log_ignore(
    "^This plugin does not support (raise|grabbing the keyboard)", extend=True
)


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A closed book, where the program's own forms are those of the test."""
    monkeypatch.setattr(books, "shipped_definitions", lambda: DEFINITIONS)
    path = tmp_path / "王楼 镇.rdb"
    small_book(path).close()
    return path


@pytest.fixture(autouse=True)
def _stand_ins(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    module = ModuleType("ruraldesk.ui.entry.panel")
    module.EntryPanel = FakePanel  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "ruraldesk.ui.entry.panel", module)
    yield
    use_language("zh_CN")


@pytest.fixture
def opened(qtbot: QtBot, desk: Desk, path: Path) -> Desk:
    with qtbot.waitSignal(desk.book_opened):
        desk.start(path)
    with qtbot.waitSignal(desk.home().loaded):
        pass
    return desk


def notice(desk: Desk) -> str:
    shown = [one for one in desk.window.children() if isinstance(one, Notice)]
    return shown[-1].text.text() if shown else ""


def test_without_a_book_the_recent_ones_are_offered(qtbot: QtBot, desk: Desk, path: Path) -> None:
    preferences.keep("recent_books", [str(path), str(path.with_name("gone.rdb"))])

    desk.start(None)
    assert desk.window.pages.currentWidget() is desk.start_page
    focus = QApplication.focusWidget()
    assert focus is not None
    with qtbot.waitSignal(desk.book_opened):
        QTest.keyClick(focus, Key.Key_Return)

    assert desk.session is not None
    assert desk.session.book.path == path


def test_an_opened_book_shows_its_unit_its_month_and_its_ledgers(opened: Desk) -> None:
    window = opened.window

    assert window.windowTitle() == "王楼镇 · 乡村台账"
    assert window.top_bar.unit.text() == "王楼镇"
    assert window.top_bar.month.text() == "2023年11月"
    assert window.top_bar.operator.text() == "记账人 陈文书"
    assert window.status.saved.text() == "已保存"
    assert opened.session is not None
    assert [one.path for one in recent_books()] == [opened.session.book.path]


def test_the_number_of_rows_stands_beside_each_ledger(qtbot: QtBot, opened: Desk) -> None:
    pages = opened.window.navigation.pages

    qtbot.waitUntil(lambda: pages._counts == {"project": 12})


def test_a_burst_of_changes_is_counted_once(
    qtbot: QtBot, opened: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages, asked = opened.window.navigation.pages, []
    qtbot.waitUntil(lambda: pages._counts == {"project": 12})
    monkeypatch.setattr(
        beside, "counts_beside", lambda book, month: asked.append(month) or {"project": 13}
    )
    assert opened.session is not None

    for _ in range(5):
        opened.session.changed.emit("project")

    qtbot.waitUntil(lambda: pages._counts == {"project": 13})
    assert asked == ["2023-11"]


def test_a_book_that_is_not_there_ends_in_a_sentence(qtbot: QtBot, desk: Desk, path: Path) -> None:
    desk.start(path.with_name("没有.rdb"))

    qtbot.waitUntil(lambda: "没有.rdb" in notice(desk))
    assert desk.window.pages.currentWidget() is desk.start_page


def test_an_encrypted_book_asks_for_its_password_until_it_is_right(
    qtbot: QtBot, desk: Desk, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = path.with_name("密.rdb")
    Book.create(secret, DEFINITIONS, WANGLOU, password="粮仓 2023").close()
    answers = iter(["错了", "粮仓 2023"])
    module = ModuleType("ruraldesk.ui.dialogs.password")
    module.ask_password = lambda parent, path: next(answers)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "ruraldesk.ui.dialogs.password", module)

    with qtbot.waitSignal(desk.book_opened):
        desk.start(secret)

    assert next(answers, "used up") == "used up"


def test_a_book_open_elsewhere_can_be_read_and_says_so(
    qtbot: QtBot, desk: Desk, path: Path
) -> None:
    with Book.open(path, DEFINITIONS), qtbot.waitSignal(desk.book_opened):
        desk.start(path)

    assert "只读" in desk.window.status.saved.text()
    assert "只能查看" in notice(desk)


def test_the_search_finds_by_initials_and_enter_opens_the_record(
    qtbot: QtBot, opened: Desk
) -> None:
    field = opened.window.top_bar.search
    QTest.keyClick(opened.window, Key.Key_K, CONTROL)
    assert field.hasFocus()
    popup = opened._popup
    assert popup is not None

    with qtbot.waitSignal(popup.answered):
        QTest.keyClicks(field, "hdqy")
    assert [line.text for line in popup.lines()] == ["项目台账", "W08 河道清淤", "W02 河道清淤"]
    QTest.keyClick(field, Key.Key_Down)
    with qtbot.waitSignal(opened.page_shown) as shown:
        QTest.keyClick(field, Key.Key_Return)

    assert shown.args == ["project"]
    page = opened.ledger("project")
    panel = page.place.panel()
    assert isinstance(panel, FakePanel)
    assert len(panel.opened) == 1
    assert not popup.isVisible()


def test_a_record_that_a_problem_names_opens_in_its_ledger(qtbot: QtBot, opened: Desk) -> None:
    panel = opened.ledger("project").place.panel()
    opened.show("home")

    with qtbot.waitSignal(opened.page_shown) as shown:
        panel.record_wanted.emit("project", "some uuid")

    assert shown.args == ["project"]
    assert isinstance(panel, FakePanel)
    assert panel.opened == ["some uuid"]


def test_a_ledger_is_found_by_the_initials_of_its_name(qtbot: QtBot, opened: Desk) -> None:
    popup, field = opened._popup, opened.window.top_bar.search
    assert popup is not None

    with qtbot.waitSignal(popup.answered):
        QTest.keyClicks(field, "xmtz")
    with qtbot.waitSignal(opened.page_shown) as shown:
        QTest.keyClick(field, Key.Key_Return)

    assert shown.args == ["project"]


def test_the_menu_opens_by_key_and_offers_to_restore_a_backup(opened: Desk) -> None:
    QTest.keyClick(opened.window, Key.Key_M, Qt.KeyboardModifier.AltModifier)

    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    texts = [one.text() for one in menu.actions()]
    menu.close()
    assert "设置…" in texts
    assert "从备份恢复…" in texts
    assert "帮助…\tF1" in texts


def test_a_search_that_finds_nothing_says_so_and_esc_leaves(qtbot: QtBot, opened: Desk) -> None:
    popup, field = opened._popup, opened.window.top_bar.search
    assert popup is not None
    field.setFocus()
    with qtbot.waitSignal(popup.answered):
        QTest.keyClicks(field, "qqqq")
    assert popup.lines()[0].text.startswith("没有找到")

    QTest.keyClick(field, Key.Key_Escape)

    assert not popup.isVisible()
    assert field.text() == ""


def test_control_n_begins_a_record_in_the_ledger_on_the_screen(qtbot: QtBot, opened: Desk) -> None:
    page = opened.ledger("project")
    with qtbot.waitSignal(page.model.loaded):
        pass

    QTest.keyClick(opened.window, Key.Key_N, CONTROL)

    panel = page.place.panel()
    assert isinstance(panel, FakePanel)
    assert panel.opened == [""]


def test_control_n_on_the_home_page_asks_in_which_ledger(opened: Desk) -> None:
    QTest.keyClick(opened.window, Key.Key_N, CONTROL)

    menu = QApplication.activePopupWidget()
    assert menu is not None
    assert [one.text() for one in menu.actions()] == ["项目与资金"]
    [ledgers] = menu.findChildren(QMenu)
    assert [one.text() for one in ledgers.actions()] == ["项目台账"]
    ledgers.actions()[0].trigger()
    panel = opened.ledger("project").place.panel()
    assert isinstance(panel, FakePanel)
    assert panel.opened == [""]
    menu.close()


def test_control_z_takes_the_last_act_back_and_tells(qtbot: QtBot, opened: Desk) -> None:
    assert opened.session is not None
    book = opened.session.book
    row = book.records.find("project", None)[0]
    entry.delete(book, "project", row.uuid, row.revision)
    page = opened.ledger("project")
    with qtbot.waitSignal(page.model.loaded):
        pass
    assert page.model.rowCount() == 11

    with qtbot.waitSignal(opened.session.changed), qtbot.waitSignal(page.model.loaded):
        QTest.keyClick(opened.window, Key.Key_Z, CONTROL)

    assert page.model.rowCount() == 12
    assert notice(opened).startswith("已撤销")
    assert opened.window.status.saved.text().startswith("已保存 ")
    opened.session.saved_at = None  # so that the end of the test begins no backup and stops it


def test_nothing_to_take_back_is_said(qtbot: QtBot, opened: Desk) -> None:
    QTest.keyClick(opened.window, Key.Key_Y, CONTROL)

    qtbot.waitUntil(lambda: notice(opened) == "没有可以重做的操作。")


def test_the_keys_that_work_here_stand_at_the_bottom(qtbot: QtBot, opened: Desk) -> None:
    page = opened.ledger("project")
    page.grid.setFocus()
    assert "F2 修改" in opened.window.status.keys.whole_text()

    opened.window.top_bar.search.setFocus()
    assert "Esc 离开" in opened.window.status.keys.whole_text()


def test_f6_goes_around_the_areas_of_the_window(opened: Desk) -> None:
    page = opened.ledger("project")
    page.grid.setFocus()
    seen = []
    for _ in range(3):
        QTest.keyClick(opened.window, Key.Key_F6)
        seen.append(QApplication.focusWidget())

    assert seen == [opened.window.navigation.pages, opened.window.top_bar.search, page.grid]


def test_another_month_is_chosen_from_the_chip(opened: Desk) -> None:
    assert opened.session is not None
    menu = opened.acts.month_menu(opened.window)

    menu.actions()[1].trigger()

    assert opened.session.month == "2023-10"
    assert opened.window.top_bar.month.text() == "2023年10月"


def test_the_window_changes_its_language_and_keeps_the_book(opened: Desk) -> None:
    opened.acts.choose_language("en")

    assert opened.window.top_bar.operator.text() == "Bookkeeper 陈文书"
    assert opened.session is not None
    assert opened.ledger("project").new.text() == "New"
    assert preferences.load("language", "") == "en"


def test_the_words_of_qt_follow_the_language(opened: Desk) -> None:
    def cancel() -> str:
        return QCoreApplication.translate("QPlatformTheme", "Cancel")

    assert cancel() == "取消"
    opened.acts.choose_language("en")
    assert cancel() == "Cancel"
    opened.acts.choose_language("zh_CN")
    assert cancel() == "取消"


def test_a_backup_is_made_now_and_shown(qtbot: QtBot, opened: Desk) -> None:
    assert opened.session is not None
    opened.acts.back_up()

    qtbot.waitUntil(lambda: opened.window.status.backup.text().startswith("备份 今天"))
    assert len(opened.session.book.backups.list()) == 1


def test_what_was_changed_is_backed_up_before_the_window_closes(qtbot: QtBot, opened: Desk) -> None:
    session = opened.session
    assert session is not None
    folder = session.book.paths.backups
    session.note_change("project")

    opened.window.close()
    qtbot.waitUntil(lambda: not opened.window.isVisible())

    assert len(list(folder.iterdir())) == 1
    assert opened.session is None


def test_a_book_that_was_backed_up_for_an_update_is_closed_without_another_backup(
    opened: Desk,
) -> None:
    session = opened.session
    assert session is not None
    session.note_change("project")

    opened.close_for_update()

    assert not opened.window.isVisible()
    assert not session.book.paths.backups.exists()


def test_a_window_that_stays_open_for_what_was_typed_is_backed_up_when_it_closes_later(
    qtbot: QtBot, opened: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = opened.session
    assert session is not None
    folder = session.book.paths.backups
    session.note_change("project")
    with monkeypatch.context() as away:
        away.setattr("ruraldesk.ui.desk.keep_typed", lambda _: "U盘不在")
        away.setattr("ruraldesk.ui.desk.may_lose", lambda *_: False)
        opened.close_for_update()
    assert opened.window.isVisible()

    opened.window.close()
    qtbot.waitUntil(lambda: not opened.window.isVisible())

    assert len(list(folder.iterdir())) == 1


def test_a_window_where_nothing_was_changed_closes_at_once(opened: Desk) -> None:
    opened.window.close()

    assert not opened.window.isVisible()
    assert opened.session is None


def test_the_check_lists_what_is_wrong(qtbot: QtBot, opened: Desk) -> None:
    opened.acts.do_step("check")
    page = opened.window.pages.currentWidget()

    with qtbot.waitSignal(page.checked):  # type: ignore[attr-defined]
        pass

    assert "共 0 处" in page.count.text()  # type: ignore[attr-defined]


def test_ctrl_b_shows_the_briefs(qtbot: QtBot, opened: Desk) -> None:
    with qtbot.waitSignal(opened.page_shown) as shown:
        QTest.keyClick(opened.window, Key.Key_B, CONTROL)

    assert shown.args == ["briefs"]
    assert opened.window.pages.currentWidget().title.text() == ""  # type: ignore[union-attr]


def test_a_book_opens_where_it_was_left_and_leaves_no_picture_of_it(
    qtbot: QtBot, opened: Desk, path: Path
) -> None:
    page = opened.ledger("project")
    with qtbot.waitSignal(page.loaded):
        pass
    opened.window.close()
    assert not list(path.parent.rglob("*.bmp"))

    window = MainWindow()
    qtbot.addWidget(window)
    window.build()
    window.show()
    desk = Desk(window)
    with qtbot.waitSignal(desk.page_shown) as shown:
        desk.start(path)

    assert shown.args == ["project"]
    desk.leave_book()


def test_a_backup_is_looked_for_beside_the_open_book(
    opened: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def choose(parent: object, title: str, folder: str, files: str) -> tuple[str, str]:
        asked.extend((folder, files))
        return "", ""

    monkeypatch.setattr(QFileDialog, "getOpenFileName", choose)
    assert opened.session is not None
    backups = opened.session.book.paths.backups
    backups.mkdir(parents=True, exist_ok=True)
    opened.acts.restore_backup()
    assert asked == [str(backups), "账本备份 (*.rdbak)"]
