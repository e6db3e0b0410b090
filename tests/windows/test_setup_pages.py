"""The setup as a clerk sees it, page by page, up to the program's first window.

The pictures of the printed guide come from here: this test alone, with RURALDESK_PICTURES set to
installer/guide/pictures, makes them anew.
"""

from __future__ import annotations

import time
from pathlib import Path

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from tests.endtoend.screen import Screen, wait_for
from tests.windows.wine import Wine

OWN_KEY = r"HKCU\Software\RuralDesk"
LONGEST_S = 180.0  # that unpacking may take on a busy machine
NAVIGATION, TOP_BAR, STATUS_BAR = 230, 90, 50  # of the program's window, in pixels and more
PAPER = 249  # how light the page is, of 255; a card is white
AROUND = 14  # pixels of paper that a picture of a card keeps
COLOURS = 96  # that a picture keeps: windows are flat, and the guide stays small


def test_a_clerk_walks_through_the_setup_in_chinese(
    windows: Wine, setup: Path, screen: Screen, pictures: Path
) -> None:
    program = windows.local / "Programs" / "RuralDesk" / "RuralDesk.exe"
    last = windows.home / "Desktop" / "乡村台账.lnk"  # of what is written
    last.unlink(missing_ok=True)
    with windows.started("wine", setup):
        if "安装" not in wait_for("the setup", screen.title):
            screen.press("Return")  # the language, which a Windows that is not Chinese is asked
        screen.wait_for_title("乡村台账 RuralDesk 安装")
        keep(screen, pictures / "setup_welcome.png")
        screen.press("Return")
        keep(screen, pictures / "setup_folder.png")
        screen.call("xdotool", "key", "Return")
        wait_for_file(last)
        screen.wait_until_still(20)
        keep(screen, pictures / "setup_ready.png")
        screen.call("xdotool", "key", "Return")
        wait_for("the program, which the setup starts", lambda: screen.title() == "乡村台账")
        wait_for("the page that asks for a book", lambda: card_on(screen))
        screen.wait_until_still()
        asked = card_on(screen)
        assert asked is not None
        save(asked, pictures / "start.png", "")
        screen.call("xdotool", "key", "alt+F4")
    assert program.exists()
    assert windows.get(OWN_KEY, "Language") == "2052"


def wait_for_file(path: Path) -> None:
    until = time.monotonic() + LONGEST_S
    while not path.exists():
        assert time.monotonic() < until, f"{path.name} was not written"
        time.sleep(0.1)


def keep(screen: Screen, target: Path) -> None:
    """Keep what is inside the frame of the only window on the screen, and its title."""
    wide, high = wait_for("a window that has the focus", lambda: size_of_window(screen))
    picture = screen.picture()
    framed = picture.getbbox()  # around it, the screen is black
    assert framed is not None
    left = framed[0] + (framed[2] - framed[0] - wide) // 2
    bottom = framed[3] - (framed[2] - framed[0] - wide) // 2
    save(picture.crop((left, bottom - high, left + wide, bottom)), target, screen.title())


def save(picture: Image.Image, target: Path, title: str) -> None:
    words = PngInfo()
    words.add_itxt("Title", title)
    few = picture.quantize(COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(target, optimize=True, pnginfo=words)


def card_on(screen: Screen) -> Image.Image | None:
    """Return the only white card on the page, with a little of the paper around it."""
    picture = screen.picture()
    page = picture.crop((NAVIGATION, TOP_BAR, picture.width, picture.height - STATUS_BAR))
    box = page.convert("L").point(lambda light: 255 if light > PAPER else 0).getbbox()
    if box is None or box[2] - box[0] > page.width - 2 * AROUND:
        return None
    return page.crop((box[0] - AROUND, box[1] - AROUND, box[2] + AROUND, box[3] + AROUND))


def size_of_window(screen: Screen) -> tuple[int, int] | None:
    """Return the size inside the frame of the window that has the focus; None where none has it."""
    told = screen.call("xdotool", "getactivewindow", "getwindowgeometry", "--shell")
    size = dict(line.split("=") for line in told.split())
    return (int(size["WIDTH"]), int(size["HEIGHT"])) if "WIDTH" in size else None
