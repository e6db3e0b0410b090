"""Carrying files onto a chosen stick, and what is said of it."""

from dataclasses import fields
from pathlib import Path

import pytest

from ruraldesk.exchange.stick_failures import StickChanged
from ruraldesk.exchange.sticks import volume_of
from ruraldesk.exchange.volumes import Volume
from ruraldesk.services.carrying import Stick, carry, told

PACKAGE, COVER = "东王楼村 2023年11月 第1次.rdp", "东王楼村 2023年11月 第1次 封面.pdf"


@pytest.fixture
def stick(tmp_path: Path) -> Stick:
    """A folder as if it were a stick."""
    root = tmp_path / "U 盘"
    root.mkdir()
    volume = volume_of(root)
    known = {one.name: getattr(volume, one.name) for one in fields(Volume)}
    return Stick(**{**known, "root": root}, free=0, total=0)


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    made = [tmp_path / PACKAGE, tmp_path / COVER]
    for one in made:
        one.write_bytes(one.name.encode())
    return made


def test_files_go_to_the_root_of_the_stick_or_into_a_folder_on_it(
    stick: Stick, files: list[Path]
) -> None:
    (stick.root / "报送").mkdir()

    carry(files, stick)
    carry(files[:1], stick, stick.root / "报送")

    assert sorted(one.name for one in stick.root.iterdir()) == sorted([PACKAGE, COVER, "报送"])
    assert [one.name for one in (stick.root / "报送").iterdir()] == [PACKAGE]


def test_it_is_told_what_became_of_each_file(stick: Stick, files: list[Path]) -> None:
    assert told(carry(files, stick)) == "2 个文件已写到U盘，读回核对一致"

    (stick.root / PACKAGE).write_bytes(b"old")
    assert told(carry(files, stick)) == (
        f"2 个文件已写到U盘，读回核对一致，其中 {COVER} 原来就在，内容相同，"
        f"原来那个不同的 {PACKAGE} 改名保留为 {PACKAGE}.旧"
    )


def test_another_stick_than_the_chosen_one_is_refused(stick: Stick, files: list[Path]) -> None:
    known = {one.name: getattr(stick, one.name) for one in fields(Stick)}
    with pytest.raises(StickChanged):
        carry(files, Stick(**{**known, "identity": "another"}))
