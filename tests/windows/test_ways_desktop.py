"""What changes around a window that is open: sticks come and go, Windows gets dark, other programs
want its book.

Wine tells nobody that a drive came, as Windows does; the program looks by itself. Of high contrast
Wine always says that it is off, and what a stick leaves half-written when it is pulled out is tried
on real exFAT drives in `tests/exchange`, since a folder that stands for a stick loses nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageColor

from ruraldesk.ui import themes, tokens
from tests.endtoend.screen import Screen, differs, wait_for
from tests.windows.wine import LONGEST_S, Wine

VILLAGE = ["--unit", "410726104201", "--name", "黄寺村", "--level", "village"]
NIL = ["dispute", "--month", "2023-11", "--reason", "本月没有"]
PERSONALIZE = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Themes\Personalize"
FOOT = (216, 744)  # the ground of the status bar
STICK = (380, 742, 660, 767)  # what it says of sticks


@pytest.fixture(scope="module")
def book(windows: Wine, installed: Path, documents: Path) -> Path:
    path = documents / "桌面" / "黄寺村.rdb"
    path.parent.mkdir()
    who = [*VILLAGE, "--parent", "410726104000"]
    windows.run("wine", installed / "RuralDesk.com", "init", windows.path(path), *who)
    return path


@pytest.fixture(scope="module", autouse=True)
def window(
    windows: Wine, installed: Path, book: Path, stick: Path, screen: Screen
) -> Iterator[None]:
    """The book's window, in a Windows that is dark."""
    windows.set(PERSONALIZE, "AppsUseLightTheme", "0", "REG_DWORD")
    with windows.started("wine", installed / "RuralDesk.exe", "open", windows.path(book)):
        screen.wait_for_title("黄寺村 ·", LONGEST_S)
        screen.wait_until_still(20)
        yield
        screen.call("xdotool", "key", "alt+F4")


def test_a_dark_windows_has_a_dark_program_until_it_gets_light(
    windows: Wine, screen: Screen, pictures: Path
) -> None:
    screen.picture().save(pictures / "desktop 1 dark.png")
    assert foot(screen) == ImageColor.getrgb(themes.DARK["BAR"])

    windows.set(PERSONALIZE, "AppsUseLightTheme", "1", "REG_DWORD")
    windows.run("wine", windows.tool("colours"))
    wait_for("a light window", lambda: foot(screen) == ImageColor.getrgb(tokens.LIGHT["BAR"]))

    screen.wait_until_still()
    screen.picture().save(pictures / "desktop 2 light.png")


def test_a_stick_is_seen_to_go_and_to_come(
    windows: Wine, stick: Path, screen: Screen, pictures: Path
) -> None:
    screen.picture().save(pictures / "desktop 3 with a stick.png")  # 王楼U盘 (E:)
    with_it = told_of_sticks(screen)

    windows.pull_out("e:")
    wait_for("no stick any more", lambda: differs(with_it, told_of_sticks(screen)))
    screen.picture().save(pictures / "desktop 4 without.png")

    windows.plug_in(stick, "e:")
    wait_for("the stick again", lambda: not differs(with_it, told_of_sticks(screen)))


def test_a_book_that_is_open_is_neither_written_nor_deleted_by_others(
    windows: Wine, installed: Path, book: Path
) -> None:
    command = [installed / "RuralDesk.com", "nil", windows.path(book), *NIL]
    told = windows.run("wine", *command, check=False)
    assert told.returncode != 0
    assert "打开" in told.stderr

    windows.run("wine", "cmd", "/c", "del", windows.path(book), check=False)
    assert book.exists()


def foot(screen: Screen) -> object:
    """Return the colour of the status bar's ground."""
    return screen.picture().getpixel(FOOT)


def told_of_sticks(screen: Screen) -> Image.Image:
    return screen.picture().crop(STICK)
