"""Definitions are kept compiled; what is kept is used only when it is surely right."""

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ruraldesk.definitions import compiled_cache, loader
from ruraldesk.definitions.compiled_cache import load_compiled
from ruraldesk.definitions.faults import BadDefinitions
from ruraldesk.definitions.model import Definitions
from ruraldesk.files.places import cache_folder
from tests.definitions.builders import write_forms

WELL = """
name = "{depth}"
[[field]]
key = "depth"
type = "integer"
label = "深度"
[[rule]]
key = "deep"
check = "depth > 5"
message = "太浅"
"""
posix_only = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_forms(tmp_path / "台账 定义", ledgers={"well": WELL})


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of the test's own, not yet there."""
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "cache"))
    return cache_folder()


@pytest.fixture
def times_read(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The folders whose files were read, once for each time."""
    read: list[Path] = []
    load = loader.load

    def counted(folder: Path, *, over: Path | None = None) -> Definitions:
        read.append(folder)
        return load(folder, over=over)

    monkeypatch.setattr(loader, "load", counted)
    return read


def kept(place: Path) -> Path:
    """Return the one file in the cache."""
    (file,) = place.iterdir()
    return file


def test_files_are_read_once_and_then_the_compiled_ones(
    folder: Path, times_read: list[Path]
) -> None:
    first, second = load_compiled(folder), load_compiled(folder)

    assert times_read == [folder]
    assert first == second == loader.load(folder)
    assert second.form("well").rules[0].check.tree.shape.kind == "truth"


def test_a_changed_file_of_the_same_size_and_time_is_seen(
    folder: Path, times_read: list[Path]
) -> None:
    load_compiled(folder)
    path = folder / "ledgers" / "main" / "well.toml"
    before = path.stat()
    path.write_text(path.read_text(encoding="utf-8").replace("> 5", "> 6"), encoding="utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))

    found = load_compiled(folder)

    assert len(times_read) == 2
    assert found.form("well").rules[0].check.source == "depth > 6"


@pytest.mark.parametrize(
    "change",
    [
        lambda path: shutil.copy(path, path.with_name("pump.toml")),
        lambda path: path.rename(path.with_name("pump.toml")),
        lambda path: path.write_text("key =", encoding="utf-8"),
    ],
    ids=["added", "renamed", "broken"],
)
def test_faults_are_told_though_the_folder_was_right_before(
    folder: Path, change: Callable[[Path], object]
) -> None:
    load_compiled(folder)
    change(folder / "ledgers" / "main" / "well.toml")

    with pytest.raises(BadDefinitions):
        load_compiled(folder)


def test_another_version_of_the_program_reads_the_files_itself(
    folder: Path, times_read: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    load_compiled(folder)
    monkeypatch.setattr(compiled_cache, "__version__", "0.0.1")

    load_compiled(folder)

    assert len(times_read) == 2


def test_folders_do_not_take_each_others_place(
    folder: Path, tmp_path: Path, times_read: list[Path], place: Path
) -> None:
    other = Path(shutil.copytree(folder, tmp_path / "copy"))
    for one in (folder, other, folder, other):
        load_compiled(one)

    assert times_read == [folder, other]
    assert len(list(place.iterdir())) == 2


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: b"",
        lambda content: content[:20],
        lambda content: content[:-1],
        lambda content: content[:-9] + b"\0" + content[-8:],
        lambda content: b"X" + content[1:],
        lambda content: content + b"!",
        lambda content: b"\0" * len(content),
    ],
    ids=["empty", "cut off", "shorter", "one byte", "stranger", "longer", "zeros"],
)
def test_a_damaged_cache_is_made_anew(
    folder: Path, times_read: list[Path], place: Path, damage: Callable[[bytes], bytes]
) -> None:
    load_compiled(folder)
    file = kept(place)
    good = file.read_bytes()
    file.write_bytes(damage(good))

    assert load_compiled(folder) == loader.load(folder)

    assert len(times_read) == 3
    assert kept(place).read_bytes()[:56] == good[:56]
    load_compiled(folder)
    assert len(times_read) == 3


def test_a_cache_that_names_a_command_is_made_anew_and_runs_nothing(
    folder: Path, times_read: list[Path], place: Path, tmp_path: Path
) -> None:
    load_compiled(folder)
    trace = tmp_path / "ran"
    evil = f"cos\nmkdir\n(V{trace}\ntR.".encode()
    compiled_cache._keep(kept(place), compiled_cache._key_of(folder), evil)

    assert load_compiled(folder) == loader.load(folder)

    assert not trace.exists()
    assert len(times_read) == 3


@posix_only
@pytest.mark.parametrize("which", ["file", "folder"])
def test_what_others_can_write_is_not_read(
    folder: Path, times_read: list[Path], place: Path, which: str
) -> None:
    load_compiled(folder)
    (kept(place) if which == "file" else place).chmod(0o777)

    load_compiled(folder)

    assert len(times_read) == 2


@posix_only
def test_nobody_else_can_read_or_write_what_is_kept(folder: Path, place: Path) -> None:
    load_compiled(folder)

    assert place.stat().st_mode & 0o077 == 0
    assert kept(place).stat().st_mode & 0o077 == 0


@posix_only
def test_what_another_user_owns_is_not_read(
    folder: Path, times_read: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    load_compiled(folder)
    monkeypatch.setattr(os, "geteuid", lambda: 4711)

    load_compiled(folder)

    assert len(times_read) == 2


def test_without_a_place_to_write_the_files_are_read_each_time(
    folder: Path, times_read: list[Path], tmp_path: Path
) -> None:
    (tmp_path / "cache").write_text("in the way", encoding="utf-8")

    assert load_compiled(folder) == load_compiled(folder)

    assert len(times_read) == 2


def test_no_unfinished_file_stays_behind(folder: Path, place: Path) -> None:
    load_compiled(folder)
    kept(place).unlink()
    kept_now = compiled_cache._file_for(folder)
    kept_now.mkdir()  # nothing can take its place
    (kept_now / "in the way").touch()

    load_compiled(folder)

    assert list(place.iterdir()) == [kept_now]


def test_own_files_replace_and_add_and_are_read_once_too(
    folder: Path, tmp_path: Path, times_read: list[Path]
) -> None:
    deeper = WELL.replace("> 5", "> 9")
    own = write_forms(tmp_path / "王楼.files" / "forms", ledgers={"well": deeper, "pump": WELL})
    (own / "groups.toml").unlink()

    first, second = load_compiled(folder, own), load_compiled(folder, own)

    assert first == second
    assert times_read == [folder]
    assert list(first.forms) == ["pump", "well"]
    assert first.form("well").rules[0].check.source == "depth > 9"
    assert "pump" not in load_compiled(folder).forms


def test_what_was_tried_elsewhere_is_compiled_already_when_it_is_in_place(
    folder: Path, tmp_path: Path, times_read: list[Path]
) -> None:
    tried = write_forms(tmp_path / "王楼.files" / "forms.next", ledgers={"pump": WELL})
    load_compiled(folder, tried)
    place = tried.rename(tmp_path / "forms")

    assert "pump" in load_compiled(folder, place).forms
    assert times_read == [folder]


def test_of_many_own_ones_only_the_newest_are_kept(
    folder: Path, tmp_path: Path, place: Path, times_read: list[Path]
) -> None:
    own = tmp_path / "own"
    load_compiled(folder)
    for depth in range(9):
        write_forms(own, ledgers={"pump": WELL.replace("> 5", f"> {depth}")})
        load_compiled(folder, own)

    assert len(list(place.iterdir())) == 7  # the program's own, and six with others over them
    load_compiled(folder, own)
    load_compiled(folder)
    assert len(times_read) == 10
