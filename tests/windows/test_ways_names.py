"""Names that Windows takes for something else, and names that code page 936 does not have.

Wine takes paths of more than 259 characters as they are, so what the program says where Windows
refuses them is tried in `tests/files/test_writing.py`, with Windows' own numbers.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.windows.wine import Wine

VILLAGE = ["--unit", "410726104201", "--name", "㐀𠮷村", "--level", "village"]
RARE = "㐀𠮷😀 台账"


@pytest.mark.parametrize("name", ["NUL.rdb", "黄寺村:2023.rdb", "黄寺村.rdb."])
def test_a_book_of_a_name_that_means_something_else_is_refused(
    windows: Wine, installed: Path, documents: Path, name: str
) -> None:
    before = sorted(documents.iterdir())
    book = f"{windows.path(documents)}\\{name}"
    command = [installed / "RuralDesk.com", "init", book, *VILLAGE, "--parent", "410726104000"]

    told = windows.run("wine", *command, check=False)

    assert told.returncode != 0
    assert f"不允许用“{name}”" in told.stdout + told.stderr
    assert sorted(documents.iterdir()) == before


def test_characters_that_the_code_page_lacks_are_kept_in_every_name(
    windows: Wine, installed: Path, documents: Path
) -> None:
    console, folder = installed / "RuralDesk.com", documents / RARE
    folder.mkdir()
    book, out = folder / f"{RARE}.rdb", folder / "报送"
    parent = ["--parent", "410726104000"]
    windows.run("wine", console, "init", windows.path(book), *VILLAGE, *parent)
    assert book.exists()
    month = ["--month", "2023-11", "--to", windows.path(out), "--format", "xlsx,pdf"]
    windows.run("wine", console, "export", windows.path(book), *month)
    assert [one.name for one in out.glob("*㐀𠮷村*.xlsx")]
    assert [one.name for one in out.glob("*㐀𠮷村*.pdf")]
