"""Widgets as they are in the program: its style, its fonts."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ruraldesk.ui.app import make_application
from tests.ui.entry.fakes import FakeSources


@pytest.fixture(scope="session", autouse=True)
def _look(qapp: QApplication) -> None:
    make_application()


@pytest.fixture
def sources() -> FakeSources:
    return FakeSources()


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[QWidget]:
    """A shown, active window with room for a few fields, one under the other."""
    made = QWidget()
    made.setLayout(QVBoxLayout())
    made.resize(420, 600)
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    yield made
    made.hide()
