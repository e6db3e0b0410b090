"""The menu at the end of the top line fits the screen."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from ruraldesk.ui.top_bar import TopBar

pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support", extend=True)


def test_a_menu_that_is_too_long_for_the_screen_is_narrower_between_its_lines(
    qtbot: QtBot,
) -> None:
    bar = TopBar()
    qtbot.addWidget(bar)
    room = bar.screen().availableGeometry().height()
    short, long = QMenu(bar), QMenu(bar)
    short.addAction("设置…")
    for number in range(room // 32 + 1):
        long.addAction(f"第 {number} 项")
    for menu in (short, long):
        bar.open_menu(menu)
        menu.hide()
    assert long.actionGeometry(long.actions()[0]).height() < 29
    assert short.actionGeometry(short.actions()[0]).height() > 29
