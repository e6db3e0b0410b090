"""The folder that runs from a stick: started there, it leaves the computer as it was.

Whether it starts from a stick of the real, slow kind cannot be seen here: the stick is a folder.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from installer.windows.setup import PORTABLE
from tests.endtoend.screen import Screen, wait_for
from tests.windows.wine import LONGEST_S, Wine

UNPACKED = "新建 文件夹"
BOOK = rf"E:\{UNPACKED}\账本\黄寺村.rdb"
BOOKS = (480, 168, 1098, 600)  # where the start page has its list
OF_WINDOWS = (r"\Software\Wine", r"\Software\Microsoft\Windows\CurrentVersion\Explorer")
VILLAGE = ["--unit", "410726104201", "--name", "黄寺村", "--level", "village"]


@pytest.fixture(scope="module")
def stick(setup: Path, windows: Wine, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A stick with the program's folder, as it comes out of the zip, and a book beside it."""
    folder = tmp_path_factory.mktemp("sticks") / "王楼"
    program = folder / UNPACKED / "乡村台账"
    program.parent.mkdir(parents=True)
    shutil.copytree(setup.parent / "RuralDesk", program, copy_function=os.link)
    (program / PORTABLE).touch()
    (folder / UNPACKED / "账本").mkdir()
    windows.plug_in(folder, "e:", "王楼")
    book = [BOOK, *VILLAGE, "--parent", "410726104000"]
    windows.run("wine", rf"E:\{UNPACKED}\乡村台账\RuralDesk.com", "init", *book)
    return folder


def test_it_leaves_nothing_on_the_computer_and_knows_its_book_under_another_letter(
    windows: Wine, stick: Path, screen: Screen, pictures: Path
) -> None:
    before = left_behind(windows)
    with windows.started("wine", rf"E:\{UNPACKED}\乡村台账\RuralDesk.exe"):
        screen.wait_for_title("乡村台账", LONGEST_S)
        screen.wait_until_still(20)
        screen.call("xdotool", "key", "ctrl+o")
        screen.wait_for_title("打开账本")  # Qt notes in the registry where this dialog was
        screen.paste(BOOK)
        screen.picture().save(pictures / "portable 1 asked for a book.png")
        screen.call("xdotool", "key", "Return")
        wait_for("the book", lambda: screen.call("xdotool", "search", "--name", "黄寺村 ·"))
        screen.bring_up("黄寺村 ·")  # Wine gives the focus to nobody after this dialog
        screen.wait_until_still(20)
        screen.call("xdotool", "key", "alt+F4")
    assert left_behind(windows) ^ before == set()
    kept = json.loads((stick / UNPACKED / "乡村台账/设置/window.json").read_text(encoding="utf-8"))
    assert [one["path"] for one in kept["recent_books"]] == ["../账本/黄寺村.rdb"]

    windows.pull_out("e:")
    windows.plug_in(stick, "f:")
    with windows.started("wine", rf"F:\{UNPACKED}\乡村台账\RuralDesk.exe"):
        screen.wait_for_title("乡村台账", LONGEST_S)
        # The frame is painted first, without anything in it.
        wait_for("the books", lambda: screen.picture().crop(BOOKS).getcolors(8) is None)
        screen.wait_until_still()
        screen.picture().save(pictures / "portable 2 under another letter.png")
        screen.call("xdotool", "key", "Return")  # opens the book that was open last
        screen.wait_for_title("黄寺村 ·")
        screen.call("xdotool", "key", "alt+F4")
    windows.pull_out("f:")
    assert left_behind(windows) ^ before == set()


def left_behind(windows: Wine) -> set[str]:
    """Return the files of the user, and what of his part of the registry is not Windows' own."""
    files = {
        f"{one.relative_to(windows.home)} {one.stat().st_mtime_ns}"
        for one in windows.home.rglob("*")
        if one.is_file()
    }
    told = windows.run("wine", "reg", "query", r"HKCU\Software", "/s", encoding="gbk").stdout
    key, values = "", set()
    for line in told.splitlines():
        key = line if line.startswith("HKEY") else key
        if not any(one in key for one in OF_WINDOWS):
            values.add(f"{key}: {line}")
    return files | values
