"""What is carried, and onto what."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.exchange.real_drives import MB, ExfatStick
from tests.exchange.stick_files import COVER, PACKAGE


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder on the hard disk with a package of 3 MB and its cover."""
    folder = tmp_path / "报送 文件"
    folder.mkdir()
    (folder / PACKAGE).write_bytes(random.Random(1).randbytes(3 * MB + 17))
    (folder / COVER).write_bytes(random.Random(2).randbytes(70_000))
    return folder


@pytest.fixture
def files(desk: Path) -> list[Path]:
    return [desk / PACKAGE, desk / COVER]


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    """A folder that stands for a stick where it does not matter what kind of drive it is."""
    folder = tmp_path / "U 盘"
    folder.mkdir()
    return folder


@pytest.fixture
def stick(tmp_path: Path) -> Iterator[ExfatStick]:
    made = ExfatStick(tmp_path / "stick.img", tmp_path / "王楼 U盘")
    try:
        yield made
    finally:
        made.remove()
