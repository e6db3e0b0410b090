"""A question to group by is found by typing, wherever in the menus it stands."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ruraldesk.services.pivot_axes import Axis
from ruraldesk.ui.ledger.pivot.choosers import AxisButton
from ruraldesk.ui.ledger.pivot.finding_menu import FindingMenu

Key = Qt.Key

pytestmark = pytest.mark.qt_log_ignore(
    "^This plugin does not support (raise|grabbing the keyboard|propagateSizeHints)", extend=True
)


def axis(label: str, *more: Axis) -> Axis:
    return Axis(source=f"[{label}]", label=label, paper=label, more=more)


PLACE = axis("单位", axis("单位 · 层级"), axis("单位 · 地形"))
OTHERS = [axis(one) for one in ("编号", "名称", "阶段", "类别", "性质", "年份", "优先级", "地址")]


@pytest.fixture
def button(qtbot: QtBot) -> AxisButton:
    made = AxisButton("行", [PLACE, *OTHERS])
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.fixture
def menu(qtbot: QtBot, button: AxisButton) -> FindingMenu:
    made = button.menu()
    assert isinstance(made, FindingMenu)
    made.popup(button.mapToGlobal(button.rect().bottomLeft()))
    qtbot.waitUntil(made.line.hasFocus)
    return made


def offered(menu: FindingMenu) -> list[str]:
    return [one.text() for one in menu.actions() if one.isVisible() and one.text()]


def press(key: Qt.Key) -> None:
    """Press a key where the focus is."""
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, key)


def test_typing_finds_questions_about_what_a_reference_leads_to(
    qtbot: QtBot, button: AxisButton, menu: FindingMenu
) -> None:
    whole = offered(menu)
    QTest.keyClicks(menu.line, "di")
    assert offered(menu) == ["地址", "单位 · 地形"]
    menu.line.setText("单位")
    assert offered(menu) == ["单位", "单位 · 层级", "单位 · 地形"]
    menu.line.clear()
    assert offered(menu) == whole

    QTest.keyClicks(menu.line, "dx")
    with qtbot.waitSignal(button.chosen) as chosen:
        press(Key.Key_Return)
    assert chosen.args == ["[单位 · 地形]"]
    assert not menu.isVisible()


def test_arrows_lead_from_the_line_to_what_was_found_and_letters_back(
    qtbot: QtBot, button: AxisButton, menu: FindingMenu
) -> None:
    menu.line.setText("地")
    press(Key.Key_Down)
    press(Key.Key_Down)
    assert menu.activeAction().text() == "单位 · 地形"
    QTest.keyClick(menu, Key.Key_X)
    assert menu.line.text() == "地x"
    assert menu.line.hasFocus()

    menu.line.setText("地")
    press(Key.Key_Down)
    with qtbot.waitSignal(button.chosen) as chosen:
        press(Key.Key_Return)
    assert chosen.args == ["[地址]"]


def test_what_is_asked_elsewhere_in_the_table_is_found_and_not_chosen(
    qtbot: QtBot, button: AxisButton
) -> None:
    button.show_axis("", frozenset({"[阶段]"}))
    menu = button.menu()
    assert isinstance(menu, FindingMenu)
    menu.popup(button.mapToGlobal(button.rect().bottomLeft()))
    menu.line.setText("阶段")
    with qtbot.assertNotEmitted(button.chosen):
        press(Key.Key_Return)
    assert menu.isVisible()
    menu.line.setText("没有这个")
    assert offered(menu) == ["没有找到。可以输入名称的一部分，或拼音首字母。"]
    press(Key.Key_Escape)
    assert not menu.isVisible()


def test_few_questions_need_no_line_to_find_one(qtbot: QtBot) -> None:
    button = AxisButton("行", OTHERS)
    qtbot.addWidget(button)
    assert not isinstance(button.menu(), FindingMenu)
