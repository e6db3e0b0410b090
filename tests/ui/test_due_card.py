"""What is to do, counted by urgency and narrowed by a click on a count."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ruraldesk.services.home import Due, DueGroup
from ruraldesk.ui.due_card import DueCard
from ruraldesk.ui.row_list import Item

TODAY = date(2023, 11, 16)


def group(message: str, days: int, *, owed_by: str = "", count: int = 1) -> DueGroup:
    thing = Due(
        form="project",
        record="",
        due=TODAY + timedelta(days=days),
        message=message,
        who="",
        days=days,
        reminder=message,
        owed_by=owed_by,
    )
    return DueGroup(message=message, things=(thing,) * count)


GROUPS = [
    group("整改逾期", -3, count=4),
    group("上周没有上报", -1, owed_by="黄寺村"),
    group("今天办结", 0),
    group("本周验收", 5, count=2),
    group("下月到期", 20),
]


@pytest.fixture
def card(qtbot: QtBot) -> DueCard:
    made = DueCard()
    qtbot.addWidget(made)
    made.resize(640, 400)
    made.show()
    made.show_due(GROUPS)
    return made


def counts(card: DueCard) -> list[str]:
    return [chip.text() for chip in card.counts.values() if chip.isVisible()]


def messages(card: DueCard) -> list[str]:
    return [item.text for item in card.list.items()]


def press(card: DueCard, key: str) -> None:
    QTest.mouseClick(card.counts[key], Qt.MouseButton.LeftButton)


def test_things_are_counted_by_how_urgent_they_are(card: DueCard) -> None:
    assert counts(card) == ["逾期 5", "今天 1", "本周 2", "以后 1", "应报 1"]
    assert messages(card) == [one.message for one in GROUPS]


@pytest.mark.parametrize(
    ("key", "left"),
    [
        ("overdue", ["整改逾期", "上周没有上报"]),
        ("today", ["今天办结"]),
        ("week", ["本周验收"]),
        ("later", ["下月到期"]),
        ("owed", ["上周没有上报"]),
    ],
)
def test_a_pressed_count_leaves_what_it_counts(card: DueCard, key: str, left: list[str]) -> None:
    press(card, key)
    assert messages(card) == left


def test_another_count_lets_go_of_the_first_and_pressing_twice_shows_all(card: DueCard) -> None:
    press(card, "today")
    press(card, "later")
    assert messages(card) == ["下月到期"]
    press(card, "later")
    assert messages(card) == [one.message for one in GROUPS]


def test_enter_presses_a_count_too(card: DueCard) -> None:
    QTest.keyClick(card.counts["today"], Qt.Key.Key_Return)
    assert messages(card) == ["今天办结"]


def test_a_count_stays_pressed_when_the_book_is_read_again(card: DueCard) -> None:
    press(card, "week")
    card.show_due([*GROUPS, group("本周开工", 3)])
    assert messages(card) == ["本周验收", "本周开工"]


def test_what_was_narrowed_to_is_done_and_all_the_rest_is_shown(card: DueCard) -> None:
    press(card, "today")
    rest = [one for one in GROUPS if one.when != "today"]
    card.show_due(rest)
    assert messages(card) == [one.message for one in rest]
    assert "今天 0" not in counts(card)


def test_other_lines_stand_without_counts(card: DueCard) -> None:
    card.show_instead("从这里开始", [Item("①", "wheat", "填写记账人", "")])
    assert counts(card) == []
    assert card.title.text() == "从这里开始"
