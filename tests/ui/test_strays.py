"""A part that the program shows before it has a place is told, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

import ruraldesk.ui
from tests.ui.strays import Strays

pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support", extend=True)
PLACE = Path(ruraldesk.ui.__file__).parent / "made_up.py"


def run_by_the_program(source: str, part: QWidget) -> None:
    exec(compile(source, str(PLACE), "exec"), {"part": part})


@pytest.mark.parametrize("source", ["part.show()", "part.setVisible(True)"])
def test_a_part_without_a_place_is_told_with_the_line_that_shows_it(
    strays: Strays, source: str
) -> None:
    part = QLabel("说明")
    run_by_the_program(source, part)
    part.close()
    assert strays.found == [
        f"QLabel is shown in {Path('ruraldesk', 'ui', 'made_up.py')}:1 without a parent"
    ]
    strays.found.clear()


def test_parts_in_their_place_dialogs_and_popups_may_be_shown(qtbot: QtBot, strays: Strays) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    part, inside = QLabel("说明"), QVBoxLayout(window)
    inside.addWidget(part)
    popup, dialog = QWidget(None, Qt.WindowType.Popup), QDialog()
    for one in (window, part, popup, dialog):
        run_by_the_program("part.show()", one)
        run_by_the_program("part.setVisible(False)", one)
    assert strays.found == []
