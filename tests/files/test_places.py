"""The program's own folders, and paths that are kept on a stick with another letter each time."""

import sys
from pathlib import Path

import pytest

from ruraldesk.files import places


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a program that is on its way to a stick: its mark is not there yet."""
    folder = tmp_path / "王楼U盘" / "乡村台账"
    folder.mkdir(parents=True)
    monkeypatch.setattr(places, "PROGRAM", folder)
    return folder


def moved(program: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put the stick into another computer; return the program's folder there."""
    stick = program.parent.rename(program.parents[1] / "另一台电脑")
    monkeypatch.setattr(places, "PROGRAM", stick / program.name)
    return stick / program.name


def test_an_installed_program_keeps_its_things_in_the_users_profile(program: Path) -> None:
    assert places.portable_folder() is None
    for folder in (places.settings_folder(), places.cache_folder()):
        assert not folder.is_relative_to(program.parent)


def test_a_program_on_a_stick_keeps_its_things_beside_itself(program: Path) -> None:
    (program / "portable.txt").touch()

    assert places.settings_folder() == program / "设置"
    assert places.cache_folder().is_relative_to(program / "设置")


def test_what_lies_on_the_stick_is_found_after_it_got_another_letter(
    program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (program / "portable.txt").touch()
    kept = places.kept_words(program.parent / "账本" / "王楼镇.rdb")

    assert kept == "../账本/王楼镇.rdb"
    there = moved(program, monkeypatch)
    assert places.kept_path(kept) == there.parent / "账本" / "王楼镇.rdb"


def test_an_installed_program_keeps_whole_paths(program: Path) -> None:
    path = program / "王楼镇.rdb"

    assert places.kept_words(path) == str(path)
    assert places.kept_path(str(path)) == path


@pytest.mark.skipif(sys.platform != "win32", reason="one tree holds all drives here")
def test_what_lies_on_another_drive_is_kept_with_its_letter(program: Path) -> None:
    (program / "portable.txt").touch()

    assert places.kept_words(Path("Q:/账本/王楼镇.rdb")) == r"Q:\账本\王楼镇.rdb"
    assert places.kept_path(r"Q:\账本\王楼镇.rdb") == Path("Q:/账本/王楼镇.rdb")
