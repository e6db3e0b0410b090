"""Whenever the current fails while a pack is installed: the book opens, and once more is whole."""

import subprocess
import sys
from pathlib import Path

import pytest

from ruraldesk.services import packs
from ruraldesk.services.books import open_book
from ruraldesk.store.own_forms import own_files
from tests.services.cut_off import LOST
from tests.services.office import HUANGSI, add
from tests.services.packing import TASK, TASK_PATH, sent, town, village
from tests.services.small_program import WEATHER, WELL_PATH, use_small_program, well

pytestmark = pytest.mark.long

X = "11111111-1111-4111-8111-111111111111"
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return use_small_program(tmp_path / "program", monkeypatch)


@pytest.fixture
def files(tmp_path: Path, program: Path) -> tuple[Path, Path]:
    """The village's book, which has the first pack, and the second one."""
    row = {"uuid": X, "unit": HUANGSI, "name": "栽树"}
    newer = well(WEATHER).replace("version = 2", "version = 4")
    with town(tmp_path) as office, village(tmp_path) as book:
        add(book, "well", name="东井", depth=3)
        first = sent(office, tmp_path, forms={WELL_PATH: newer.replace("= 4", "= 3")})
        second = sent(
            office, tmp_path, forms={WELL_PATH: newer, TASK_PATH: TASK}, records={"task": [row]}
        )
        packs.install(book, first.path)
    return book.path, second.path


def cut_off(program: Path, book: Path, *words: object) -> int:
    """Do something with a pack in a process that dies; return its exit code."""
    command = [sys.executable, "-m", "tests.services.cut_off", program, book, *words]
    done = subprocess.run(
        [str(word) for word in command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode in (0, LOST), done.stderr
    return done.returncode


@pytest.mark.parametrize("moment", [1, 2, 3])
def test_installing_it_again_makes_it_whole(
    program: Path, files: tuple[Path, Path], moment: int
) -> None:
    path, pack = files
    assert cut_off(program, path, "install", pack, moment) == LOST

    with open_book(path) as book:
        assert book.because is None
        assert [one.number for one in packs.installed(book)] == [1]
        assert [row["name"] for row in book.records.find("well")] == ["东井"]
        packs.install(book, pack)

    with open_book(path) as book:
        assert [row.uuid for row in book.records.find("task")] == [X]
        assert [one.number for one in packs.installed(book)] == [1, 2]
        assert sorted(own_files(book.paths)) == [TASK_PATH, WELL_PATH]
        assert sorted(one.name for one in book.paths.folder.glob("forms*")) == ["forms"]


@pytest.mark.parametrize("moment", [1, 2, 3])
def test_taking_it_back_again_makes_it_whole(
    program: Path, files: tuple[Path, Path], moment: int
) -> None:
    path, pack = files
    with open_book(path) as book:
        packs.install(book, pack)
    assert cut_off(program, path, "uninstall", 2, moment) == LOST

    with open_book(path) as book:
        assert book.because is None
        assert [one.number for one in packs.installed(book)] == [1, 2]
        packs.uninstall(book, 2)

    with open_book(path) as book:
        assert "task" not in book.definitions.forms
        assert book.definitions.form("well").version == 3
        assert [row["name"] for row in book.records.find("well")] == ["东井"]
        assert list(own_files(book.paths)) == [WELL_PATH]


def test_without_a_failure_the_process_comes_to_its_end(
    program: Path, files: tuple[Path, Path]
) -> None:
    path, pack = files

    assert cut_off(program, path, "install", pack, 99) == 0

    with open_book(path) as book:
        assert [one.number for one in packs.installed(book)] == [1, 2]
