"""The left side, by keyboard and mouse."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ruraldesk.ui import tokens
from ruraldesk.ui.nav_list import HOME, NavGroup, NavList
from ruraldesk.ui.navigation import Navigation

GROUPS = (
    NavGroup("projects", "项目与资金", (("project", "项目台账"), ("payment", "资金拨付"))),
    NavGroup("team", "队伍", (("cadre", "村干部花名册"),)),
)


@pytest.fixture
def navigation(qtbot: QtBot) -> Navigation:
    navigation = Navigation()
    qtbot.addWidget(navigation)
    navigation.resize(tokens.NAV_WIDTH, 600)
    navigation.show_groups(GROUPS)
    with qtbot.waitExposed(navigation):
        navigation.show()
    return navigation


@pytest.fixture
def pages(navigation: Navigation) -> NavList:
    return navigation.pages


def titles(pages: NavList) -> list[str]:
    return [row.title for row in pages._rows]


def go_to_first_heading(pages: NavList) -> None:
    for _ in range(2):  # over the home page and the briefs
        QTest.keyClick(pages, Qt.Key.Key_Down)


def test_groups_and_their_ledgers_stand_in_order(pages: NavList) -> None:
    assert titles(pages) == [
        "首页",
        "简报",
        "项目与资金",
        "项目台账",
        "资金拨付",
        "队伍",
        "村干部花名册",
    ]


def test_arrows_and_enter_choose_a_ledger(qtbot: QtBot, pages: NavList) -> None:
    for _ in range(4):
        QTest.keyClick(pages, Qt.Key.Key_Down)

    with qtbot.waitSignal(pages.chosen) as chosen:
        QTest.keyClick(pages, Qt.Key.Key_Return)

    assert chosen.args == ["payment"]


def test_a_click_chooses_the_row_under_it(qtbot: QtBot, pages: NavList) -> None:
    with qtbot.waitSignal(pages.chosen) as chosen:
        QTest.mouseClick(pages.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(40, 10))

    assert chosen.args == [HOME]


def test_a_group_is_folded_with_the_left_key_and_stays_so(qtbot: QtBot, pages: NavList) -> None:
    go_to_first_heading(pages)
    with qtbot.assertNotEmitted(pages.chosen):
        QTest.keyClick(pages, Qt.Key.Key_Left)
    assert titles(pages) == ["首页", "简报", "项目与资金", "队伍", "村干部花名册"]

    pages.show_groups(GROUPS)
    assert "项目台账" not in titles(pages)
    QTest.keyClick(pages, Qt.Key.Key_Right)
    assert "项目台账" in titles(pages)


def test_a_page_in_a_folded_group_unfolds_it(qtbot: QtBot, pages: NavList) -> None:
    go_to_first_heading(pages)
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


@pytest.mark.parametrize("typed", ["拨付", "zjbf", "BF", "zijinbo", "zi jin bo fu"])
def test_a_ledger_is_found_by_its_name_its_pinyin_and_its_initials(
    qtbot: QtBot, navigation: Navigation, typed: str
) -> None:
    navigation.filter.setFocus()
    navigation.filter.setText(typed)
    assert titles(navigation.pages) == ["项目与资金", "资金拨付"]

    with qtbot.waitSignal(navigation.chosen) as chosen:
        QTest.keyClick(navigation.filter, Qt.Key.Key_Return)

    assert chosen.args == ["payment"]
    assert navigation.filter.text() == ""
    assert "村干部花名册" in titles(navigation.pages)


def test_the_name_of_a_group_finds_all_its_ledgers(navigation: Navigation) -> None:
    navigation.filter.setText("队伍")

    assert titles(navigation.pages) == ["队伍", "村干部花名册"]


def test_ledgers_of_a_folded_group_are_found_and_the_group_stays_folded(
    navigation: Navigation, pages: NavList
) -> None:
    go_to_first_heading(pages)
    QTest.keyClick(pages, Qt.Key.Key_Left)

    navigation.filter.setText("xm")
    assert "项目台账" in titles(pages)
    navigation.filter.clear()

    assert "项目台账" not in titles(pages)


def test_letters_typed_on_the_list_go_to_the_field_and_esc_shows_all_again(
    navigation: Navigation, pages: NavList
) -> None:
    navigation.activateWindow()
    pages.setFocus()
    QTest.keyClicks(pages, "h")
    assert navigation.filter.text() == "h"
    assert titles(pages) == ["队伍", "村干部花名册"]

    QTest.keyClick(navigation.filter, Qt.Key.Key_Escape)

    assert navigation.filter.text() == ""
    assert titles(pages)[0] == "首页"


def test_arrows_in_the_field_move_over_the_found_ledgers(
    qtbot: QtBot, navigation: Navigation
) -> None:
    navigation.filter.setText("项目与")
    QTest.keyClick(navigation.filter, Qt.Key.Key_Down)

    with qtbot.waitSignal(navigation.chosen) as chosen:
        QTest.keyClick(navigation.filter, Qt.Key.Key_Enter)

    assert chosen.args == ["payment"]


def test_a_name_that_no_ledger_has_opens_nothing(qtbot: QtBot, navigation: Navigation) -> None:
    navigation.filter.setText("没有这种")

    with qtbot.assertNotEmitted(navigation.chosen):
        QTest.keyClick(navigation.filter, Qt.Key.Key_Return)

    assert titles(navigation.pages) == []
    navigation.pages.viewport().grab()


def test_a_page_opened_otherwise_ends_a_search_that_found_nothing(navigation: Navigation) -> None:
    navigation.filter.setText("cghmc")

    navigation.select("project")

    assert navigation.filter.text() == ""


def test_there_is_nothing_to_find_without_a_book(navigation: Navigation) -> None:
    assert navigation.filter.isVisible()

    navigation.show_groups(())

    assert not navigation.filter.isVisible()


def test_groups_far_below_are_folded_until_somebody_opens_them(pages: NavList) -> None:
    many = [
        NavGroup(f"group{n}", f"组{n}", tuple((f"l{n}_{i}", f"台账{n}-{i}") for i in range(5)))
        for n in range(4)
    ]
    pages.show_groups(many)
    assert "台账1-4" in titles(pages)
    assert "台账2-0" not in titles(pages)

    pages.select("l3_0")
    assert "台账3-0" in titles(pages)
    assert "台账2-0" not in titles(pages)


def test_what_waits_in_a_folded_group_shows_at_its_heading(pages: NavList) -> None:
    pages.show_badges({"payment": 2, "project": 1})
    go_to_first_heading(pages)
    QTest.keyClick(pages, Qt.Key.Key_Left)
    image = pages.viewport().grab().toImage()
    heading = next(row for row in pages._rows if row.heading)

    assert any(
        QColor(image.pixel(x, y)).name() == tokens.CINNABAR.lower()
        for x in range(150, tokens.NAV_WIDTH)
        for y in range(heading.top, heading.top + heading.height)
    )


def test_a_title_too_long_for_its_place_ends_in_an_ellipsis(pages: NavList) -> None:
    name = "农村人居环境整治提升五年行动进展情况月报台账"
    pages.show_groups((NavGroup("all", "全部", (("long", name),)),))

    shown = pages._shown_title(pages._rows[-1])

    assert shown.endswith("…")
    assert shown[:-1] in name
