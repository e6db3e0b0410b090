"""The command update: from the office's book onto a stick, from the stick to the setup."""

from pathlib import Path

import pytest

from tests.cli.conftest import HUANGSI, TOWN, Run

CONTENT = b"MZ" + bytes(5000)


@pytest.fixture
def setup(tmp_path: Path) -> Path:
    path = tmp_path / "RuralDesk-9.1-setup.exe"
    path.write_bytes(CONTENT)
    return path


@pytest.fixture
def town(tmp_path: Path, run: Run) -> Path:
    path = tmp_path / "王楼 镇.rdb"
    assert run("init", path, "--unit", TOWN, "--name", "王楼镇", "--level", "town").code == 0
    return path


@pytest.fixture
def village(tmp_path: Path, run: Run) -> Path:
    path = tmp_path / "黄寺 村.rdb"
    words = ("--name", "黄寺村", "--level", "village", "--parent", TOWN)
    assert run("init", path, "--unit", HUANGSI, *words).code == 0
    return path


def test_an_office_signs_and_the_unit_below_unpacks(
    run: Run, town: Path, village: Path, setup: Path, tmp_path: Path
) -> None:
    stick, out, changes = tmp_path / "U盘", tmp_path / "取出", tmp_path / "更新内容.txt"
    stick.mkdir()
    changes.write_text("打印更快\n修正年龄\n", encoding="utf-8")
    made = run("update", town, "--setup", setup, "--changes", changes, "--to", stick)
    assert made.code == 0, made.err
    key = run("keys", town, "--json").document["key"]
    assert run("keys", village, "--trust", TOWN, "--key", key).code == 0
    done = run("update", village, "--from", stick, "--to", out, "--json")
    assert done.code == 0, done.err
    assert done.document["version"] == "9.1"
    assert done.document["changes"] == "打印更快\n修正年龄"
    assert Path(done.document["file"]).read_bytes() == CONTENT


def test_a_stick_without_one_is_told_as_such(run: Run, village: Path, tmp_path: Path) -> None:
    stick = tmp_path / "U盘"
    stick.mkdir()
    done = run("update", village, "--from", stick, "--to", tmp_path / "取出")
    assert done.code == 0
    assert "没有比本机更新的版本" in done.out
    assert not (tmp_path / "取出").exists()


def test_one_of_the_two_must_be_said(run: Run, town: Path, tmp_path: Path) -> None:
    assert run("update", town, "--to", tmp_path).code == 2


def test_changes_that_cannot_be_read_are_told(
    run: Run, town: Path, setup: Path, tmp_path: Path
) -> None:
    lost = tmp_path / "没有.txt"
    done = run("update", town, "--setup", setup, "--changes", lost, "--to", tmp_path)
    assert done.code == 1
    assert "没有.txt" in done.err
