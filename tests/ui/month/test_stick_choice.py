"""Which stick the month is written to is never left to chance."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ruraldesk.exchange.sticks import Stick
from ruraldesk.files import preferences
from ruraldesk.services.month_papers import stick_at
from ruraldesk.ui.month.stick_part import StickPart
from ruraldesk.ui.session import Session


@pytest.fixture
def two(tmp_path: Path) -> list[Stick]:
    return [replace(stick_at(tmp_path), identity=one) for one in ("甲", "乙")]


def test_of_two_sticks_none_is_marked_by_itself(
    qtbot: QtBot, session: Session, two: list[Stick]
) -> None:
    part = StickPart(session)
    qtbot.addWidget(part)
    part.show_sticks(two)
    assert part.stick() is None
    assert part.words() == ""  # nothing can be written yet
    assert part.state.text() == "插着 2 个U盘：请选定要上交的那个。"

    part.list.setCurrentRow(1)
    part.show_sticks(two)
    assert part.stick() is two[1]


def test_a_single_stick_is_marked(qtbot: QtBot, session: Session, two: list[Stick]) -> None:
    part = StickPart(session)
    qtbot.addWidget(part)
    part.show_sticks(two[:1])
    assert part.stick() is two[0]


def test_the_stick_that_was_written_to_last_is_marked(
    qtbot: QtBot, session: Session, two: list[Stick]
) -> None:
    preferences.keep("last_stick", "乙")
    part = StickPart(session)
    qtbot.addWidget(part)
    part.show_sticks(two)
    assert part.stick() is two[1]
