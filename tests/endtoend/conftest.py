"""A screen and a program for each test; what the screen showed is kept when it fails."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

from tests.endtoend.program import Program
from tests.endtoend.screen import Screen, skip_without_programs, virtual_screen

FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Screen]:
    skip_without_programs()
    home = tmp_path / "home"
    home.mkdir()
    with virtual_screen(home) as shown:
        yield shown


@pytest.fixture
def program(screen: Screen, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Program]:
    made = Program(screen, tmp_path)
    yield made
    if request.node.stash.get(FAILED, False):
        screen.picture().save(tmp_path / "failed.png")
    made.stop()
