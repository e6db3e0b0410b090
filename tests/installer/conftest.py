"""The machine as the installer's tests see it: commands are recorded in place of being run."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from installer import machine


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The commands given to `call`, each of which is said to have worked."""
    given: list[list[str]] = []

    def call(command: Sequence[str | Path], root: Path, quiet: bool = False) -> int:
        given.append([str(word) for word in command])
        return 0

    monkeypatch.setattr(machine, "call", call)
    return given


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "call", lambda command, root, quiet=False: 1)
