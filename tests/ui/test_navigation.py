"""The left side, by keyboard and mouse."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ruraldesk.ui import tokens
from ruraldesk.ui.navigation import HOME, NavGroup, Navigation, NavList

GROUPS = (
    NavGroup("projects", "项目与资金", (("project", "项目台账"), ("payment", "资金拨付"))),
    NavGroup("team", "队伍", (("cadre", "村干部花名册"),)),
)


@pytest.fixture
def navigation(qtbot: QtBot) -> Navigation:
    navigation = Navigation()
    qtbot.addWidget(navigation)
    navigation.resize(tokens.NAV_WIDTH, 600)
    navigation.pages.show_groups(GROUPS)
    with qtbot.waitExposed(navigation):
        navigation.show()
    return navigation


@pytest.fixture
def pages(navigation: Navigation) -> NavList:
    return navigation.pages


def titles(pages: NavList) -> list[str]:
    return [row.title for row in pages._rows]


def test_groups_and_their_ledgers_stand_in_order(pages: NavList) -> None:
    assert titles(pages) == [
        "首页",
        "项目与资金",
        "项目台账",
        "资金拨付",
        "队伍",
        "村干部花名册",
    ]


def test_arrows_and_enter_choose_a_ledger(qtbot: QtBot, pages: NavList) -> None:
    for _ in range(3):
        QTest.keyClick(pages, Qt.Key.Key_Down)

    with qtbot.waitSignal(pages.chosen) as chosen:
        QTest.keyClick(pages, Qt.Key.Key_Return)

    assert chosen.args == ["payment"]


def test_a_click_chooses_the_row_under_it(qtbot: QtBot, pages: NavList) -> None:
    with qtbot.waitSignal(pages.chosen) as chosen:
        QTest.mouseClick(pages.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(40, 10))

    assert chosen.args == [HOME]


def test_a_group_is_folded_with_the_left_key_and_stays_so(qtbot: QtBot, pages: NavList) -> None:
    QTest.keyClick(pages, Qt.Key.Key_Down)
    with qtbot.assertNotEmitted(pages.chosen):
        QTest.keyClick(pages, Qt.Key.Key_Left)
    assert titles(pages) == ["首页", "项目与资金", "队伍", "村干部花名册"]

    pages.show_groups(GROUPS)
    assert "项目台账" not in titles(pages)
    QTest.keyClick(pages, Qt.Key.Key_Right)
    assert "项目台账" in titles(pages)


def test_a_page_in_a_folded_group_unfolds_it(qtbot: QtBot, pages: NavList) -> None:
    QTest.keyClick(pages, Qt.Key.Key_Down)
    QTest.keyClick(pages, Qt.Key.Key_Left)

    pages.select("payment")

    assert "资金拨付" in titles(pages)


def test_a_badge_is_red_and_a_count_is_not(pages: NavList) -> None:
    pages.show_counts({"project": 27, "payment": 63})
    pages.show_badges({"payment": 2})
    image = pages.viewport().grab().toImage()

    def has_red(key: str) -> bool:
        row = next(row for row in pages._rows if row.key == key)
        return any(
            QColor(image.pixel(x, y)).name() == tokens.CINNABAR.lower()
            for x in range(150, tokens.NAV_WIDTH)
            for y in range(row.top, row.top + row.height)
        )

    assert has_red("payment")
    assert not has_red("project")


def test_more_ledgers_than_room_can_be_reached(qtbot: QtBot, pages: NavList) -> None:
    many = tuple((f"ledger{number}", f"台账{number}") for number in range(40))
    pages.show_groups((NavGroup("all", "全部", many),))

    QTest.keyClick(pages, Qt.Key.Key_End)

    bar = pages.verticalScrollBar()
    assert bar.maximum() > 0
    assert bar.value() == bar.maximum()
