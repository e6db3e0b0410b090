"""A file that another program has open: Windows lets nobody write, replace or delete it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.windows.wine import Wine

VILLAGE = ["--unit", "410726104201", "--name", "黄寺村", "--level", "village"]


@pytest.fixture(scope="module")
def book(windows: Wine, installed: Path, documents: Path) -> Path:
    path = documents / "打开" / "黄寺村.rdb"
    path.parent.mkdir()
    who = [*VILLAGE, "--parent", "410726104000"]
    windows.run("wine", installed / "RuralDesk.com", "init", windows.path(path), *who)
    return path


@contextmanager
def held(windows: Wine, *words: str | Path) -> Iterator[None]:
    """Let another program hold files as long as the block lasts."""
    with windows.talking("wine", windows.tool("holding"), *words) as other:
        assert other.stdout is not None
        assert other.stdin is not None
        assert other.stdout.readline().strip() == b"held"
        yield
        other.stdin.close()


def test_a_workbook_that_another_program_holds_is_left_whole_and_named(
    windows: Wine, installed: Path, book: Path
) -> None:
    out = book.parent / "报送"
    month = ["--month", "2023-11", "--to", windows.path(out), "--format", "xlsx"]
    export = [installed / "RuralDesk.com", "export", windows.path(book), *month]
    windows.run("wine", *export)
    (workbook,) = out.glob("*.xlsx")
    before, files = workbook.read_bytes(), sorted(out.iterdir())

    with held(windows, windows.path(workbook)):
        told = windows.run("wine", *export, check=False)

    assert told.returncode != 0
    assert workbook.name in told.stderr
    assert "打开，请先关闭" in told.stderr
    assert workbook.read_bytes() == before
    assert sorted(out.iterdir()) == files  # nothing unfinished stays
