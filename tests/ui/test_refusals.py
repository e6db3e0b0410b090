"""What the environment refuses somewhere inside Qt is told as a sentence, not as a crash."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication

from ruraldesk.files import crash, preferences
from ruraldesk.files.failures import DriveFailed

REFUSAL = DriveFailed(Path("E:/黄寺村.rdb"))


class Field(QObject):
    def event(self, event: QEvent) -> bool:
        raise DriveFailed(REFUSAL.path)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    said: list[str] = []
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    crash.install(said.append)
    yield said
    crash._tellers.clear()


def test_a_drive_that_is_gone_is_told_as_it_stands(told: list[str], qapp: QApplication) -> None:
    field = Field()
    QApplication.postEvent(field, QEvent(QEvent.Type.User))
    with pytest.raises(DriveFailed, match="Error calling Python override") as raised:
        qapp.processEvents()  # Qt's binding puts words of its own before the sentence
    sys.excepthook(raised.type, raised.value, raised.tb)

    assert told == [str(REFUSAL)]
    assert not (preferences.folder() / "crashes").exists()
