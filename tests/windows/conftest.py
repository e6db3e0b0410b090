"""One Windows with the setup installed, on a screen that nobody sees."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.endtoend.screen import Screen, skip_without_programs, virtual_screen
from tests.windows.wine import Wine


@pytest.fixture(scope="session")
def screen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screen]:
    skip_without_programs()
    with virtual_screen(tmp_path_factory.mktemp("home")) as shown:
        yield shown


@pytest.fixture(scope="session")
def windows(screen: Screen, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wine]:
    wine = Wine(tmp_path_factory.mktemp("wine") / "prefix", screen.display)
    wine.make()
    yield wine
    wine.stop()


@pytest.fixture(scope="session")
def setup() -> Path:
    """The setup that `bootstrap.py windows` has made."""
    return Path(os.environ["RURALDESK_SETUP"])


@pytest.fixture(scope="module")
def installed(windows: Wine, setup: Path) -> Path:
    """The folder of the program, installed without a word, also after it was removed."""
    windows.run("wine", setup, "/S")
    return windows.local / "Programs" / "RuralDesk"


@pytest.fixture(scope="session")
def documents(windows: Wine) -> Path:
    """A folder of a clerk."""
    folder = windows.home / "Documents" / "台账 2023"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pictures of the screen go: the folder that RURALDESK_PICTURES names, or one that is
    forgotten."""
    named = os.environ.get("RURALDESK_PICTURES")
    folder = Path(named) if named else tmp_path_factory.mktemp("pictures")
    folder.mkdir(parents=True, exist_ok=True)
    return folder
