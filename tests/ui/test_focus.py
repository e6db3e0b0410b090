"""The keys are always somewhere that is seen: on the page that is shown, where one was before."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt, QThreadPool, QTimer
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from ruraldesk.services.books import open_book
from ruraldesk.ui import jobs
from ruraldesk.ui.desk import Desk
from ruraldesk.ui.focus import can_take
from ruraldesk.ui.main_window import MainWindow
from ruraldesk.ui.page import Page
from ruraldesk.ui.pages import HOME
from ruraldesk.ui.widgets import Button
from tests.ui.surfaces import PAGES, focusable
from tests.ui.surfaces.offices import TOWN_BOOK, make_offices

pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support", extend=True)
LEFT_ALONE = ("打开模板文件夹",)
"""Buttons that open another program."""


@pytest.fixture(scope="module")
def desk(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    window = MainWindow()
    window.build()
    window.resize(1366, 768)
    made = Desk(window)
    window.show()
    folder = tmp_path_factory.mktemp("offices")
    make_offices(folder)
    made.take_book(open_book(folder / TOWN_BOOK))
    yield made
    jobs.stop_all()
    made.leave_book()
    window.deleteLater()
    QApplication.processEvents()


def settle(qtbot: QtBot) -> None:
    """Wait until what was asked for is there."""
    qtbot.wait(20)
    pool = QThreadPool.globalInstance()
    qtbot.waitUntil(lambda: pool.activeThreadCount() == 0, timeout=30_000)
    qtbot.wait(20)


def be_active(qtbot: QtBot, window: QWidget) -> None:
    """Give the window the keys again, which the offscreen platform gives to none by itself."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)


def page_of(desk: Desk) -> Page:
    page = desk.window.pages.currentWidget()
    assert isinstance(page, Page)
    return page


def told(widget: QWidget | None) -> str:
    if widget is None:
        return "nothing"
    text = widget.text() if isinstance(widget, QAbstractButton) else widget.accessibleName()
    return f"{type(widget).__name__}({text})"


class Closer:
    """Closes every dialog and menu as Esc does, as soon as it is open."""

    def __init__(self, window: QWidget) -> None:
        self._window, self.closed = window, 0
        self._timer = QTimer(window)
        self._timer.timeout.connect(self._close)
        self._timer.start(20)

    def stop(self) -> None:
        self._timer.stop()

    def _close(self) -> None:
        for one in QApplication.topLevelWidgets():
            if one.isVisible() and one is not self._window:
                self.closed += 1
                if isinstance(one, QDialog):
                    one.reject()
                else:
                    one.close()


@pytest.mark.parametrize("key", PAGES)
def test_a_page_that_is_shown_has_the_keys_where_they_are_seen(
    qtbot: QtBot, qapp: QApplication, desk: Desk, key: str
) -> None:
    desk.window.navigation.filter.setFocus()
    desk.show(key)
    settle(qtbot)
    be_active(qtbot, desk.window)
    focus = qapp.focusWidget()
    assert focus is not None
    assert focus in focusable(page_of(desk)), told(focus)


@pytest.mark.parametrize("key", PAGES)
def test_after_what_a_button_opens_the_keys_are_where_they_were(
    qtbot: QtBot, qapp: QApplication, desk: Desk, key: str, request: pytest.FixtureRequest
) -> None:
    desk.show(key)
    settle(qtbot)
    page = page_of(desk)
    closer = Closer(desk.window)
    request.addfinalizer(closer.stop)
    strayed = []
    for one in focusable(page):
        if not isValid(one):
            continue  # made anew when the page was read again
        if not isinstance(one, QAbstractButton) or one.text() in LEFT_ALONE or one.isCheckable():
            continue
        if not can_take(one):
            continue
        before, seen = told(one), closer.closed
        one.setFocus(Qt.FocusReason.TabFocusReason)
        one.click()
        settle(qtbot)
        be_active(qtbot, desk.window)
        focus = qapp.focusWidget()
        if desk.shown_key() != key:
            desk.show(key)
            settle(qtbot)
            continue
        same = focus is one or not can_take(one) or closer.closed == seen
        if focus is None or not page.isAncestorOf(focus) or not same:
            strayed.append(f"{before} → {told(focus)}")
    assert strayed == []


@pytest.mark.parametrize("gone", ["hidden", "disabled", "deleted"])
def test_the_keys_come_back_to_the_page_when_their_button_is_gone(
    qtbot: QtBot, qapp: QApplication, desk: Desk, gone: str
) -> None:
    desk.show("calendar")
    settle(qtbot)
    page = page_of(desk)
    button = Button("…", page)
    button.show()
    be_active(qtbot, desk.window)
    button.setFocus()
    assert qapp.focusWidget() is button
    QWidget.setTabOrder(button, desk.window.navigation.filter)  # where Qt goes on by itself
    if gone == "hidden":
        button.hide()
    elif gone == "disabled":
        button.setEnabled(False)
    else:
        button.deleteLater()
    settle(qtbot)
    be_active(qtbot, desk.window)
    focus = qapp.focusWidget()
    assert focus is not None
    assert page.isAncestorOf(focus), told(focus)


def test_whoever_goes_to_the_finder_of_ledgers_stays_there(
    qtbot: QtBot, qapp: QApplication, desk: Desk
) -> None:
    desk.show("project")
    settle(qtbot)
    qtbot.keyClick(desk.window, Qt.Key.Key_F2)  # an editor, which goes when the keys leave it
    qtbot.keyClick(desk.window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot)
    assert qapp.focusWidget() is desk.window.navigation.filter


def test_a_window_that_comes_in_front_with_no_focus_gives_it_to_its_page(
    qtbot: QtBot, qapp: QApplication, desk: Desk
) -> None:
    desk.window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is desk.window)
    desk.show(HOME)
    if (focus := QApplication.focusWidget()) is not None:
        focus.clearFocus()  # as at a slow start, when nothing could take it yet
    assert QApplication.focusWidget() is None
    qapp.focusWindowChanged.emit(desk.window.windowHandle())
    page = desk.window.pages.currentWidget()
    assert page is not None

    def given() -> bool:
        focus = QApplication.focusWidget()
        return focus is not None and page.isAncestorOf(focus)

    qtbot.waitUntil(given)


def test_what_a_dialog_gives_the_focus_back_to_keeps_it_until_the_window_is_in_front(
    qtbot: QtBot, desk: Desk
) -> None:
    desk.show(HOME)
    page = desk.window.pages.currentWidget()
    assert page is not None
    target = focusable(page)[-1]
    dialog = QDialog(desk.window)
    qtbot.addWidget(dialog)
    with qtbot.waitActive(dialog):
        dialog.show()
        dialog.activateWindow()
    target.setFocus()
    desk._focus._look()
    assert desk.window.focusWidget() is target


def test_a_page_that_is_read_behind_a_closing_dialog_leaves_the_focus_where_it_goes_back_to(
    qtbot: QtBot, desk: Desk
) -> None:
    desk.show(HOME)
    page = desk.window.pages.currentWidget()
    assert isinstance(page, Page)
    target = focusable(page)[-1]
    dialog = QDialog(desk.window)
    qtbot.addWidget(dialog)
    with qtbot.waitActive(dialog):
        dialog.show()
        dialog.activateWindow()
    target.setFocus()
    page._arrived_at = page
    page.loaded.emit()
    assert desk.window.focusWidget() is target
