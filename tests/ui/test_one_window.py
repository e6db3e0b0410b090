"""A second start shows the first window and hands over what it should open."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from ruraldesk.files import preferences
from ruraldesk.ui import one_window

SECOND = """
import sys
from pathlib import Path
from ruraldesk.files import preferences
from ruraldesk.ui import one_window
preferences.folder = lambda: Path(sys.argv[1])
path = Path(sys.argv[2]) if len(sys.argv) > 2 else None
print(one_window.hand_over(path), "PySide6" in sys.modules)
"""


class Window(QObject):
    """What comes in at the door."""

    def __init__(self) -> None:
        super().__init__()
        self.came: list[Path | None] = []
        one_window.listen(self, self.came.append)


@pytest.fixture
def window(qapp: object) -> Iterator[Window]:
    made = Window()
    yield made
    made.deleteLater()


def second_start(qtbot: QtBot, *words: object) -> str:
    command = [sys.executable, "-c", SECOND, str(preferences.folder()), *map(str, words)]
    started = subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8")
    qtbot.waitUntil(lambda: started.poll() is not None, timeout=10_000)
    said, _ = started.communicate()
    return said.strip()


def test_the_first_start_finds_nobody(qtbot: QtBot) -> None:
    assert second_start(qtbot) == "False False"


def test_a_start_without_a_book_only_shows_the_window(qtbot: QtBot, window: Window) -> None:
    assert second_start(qtbot) == "True False"
    qtbot.waitUntil(lambda: window.came == [None])


def test_a_book_is_handed_over_whatever_its_name(
    qtbot: QtBot, window: Window, tmp_path: Path
) -> None:
    book = tmp_path / "王楼 镇 🌾.rdb"
    assert second_start(qtbot, book) == "True False"
    qtbot.waitUntil(lambda: window.came == [book])


def test_several_starts_are_all_heard(qtbot: QtBot, window: Window, tmp_path: Path) -> None:
    books = [tmp_path / f"{number}.rdb" for number in range(5)]
    for book in books:
        assert second_start(qtbot, book) == "True False"
    qtbot.waitUntil(lambda: window.came == list(books))


def test_a_window_that_ended_without_a_word_is_no_longer_asked(
    qtbot: QtBot, tmp_path: Path
) -> None:
    first = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from PySide6.QtCore import QCoreApplication\n"
        "from ruraldesk.files import preferences\n"
        "from ruraldesk.ui import one_window\n"
        "preferences.folder = lambda: Path(sys.argv[1])\n"
        "app = QCoreApplication([])\n"
        "one_window.listen(app, print)\n"
        "os._exit(0)\n"
    )
    command = [sys.executable, "-c", first, str(preferences.folder())]
    subprocess.run(command, check=True)

    assert second_start(qtbot) == "False False"
    window = Window()
    assert second_start(qtbot) == "True False"
    window.deleteLater()


def test_another_persons_window_is_not_ours(
    qtbot: QtBot, window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preferences, "folder", lambda: tmp_path / "somebody else")
    assert second_start(qtbot) == "False False"
    assert window.came == []
