"""The folder for Linux desktops that `bootstrap.py linux` has made, and a screen nobody sees."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.endtoend.screen import Screen, skip_without_programs, virtual_screen


@pytest.fixture(scope="session")
def folder() -> Path:
    return Path(os.environ["RURALDESK_FOLDER"])


@pytest.fixture(scope="module")
def screen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screen]:
    skip_without_programs()
    with virtual_screen(tmp_path_factory.mktemp("home")) as shown:
        yield shown
