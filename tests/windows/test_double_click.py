"""Files are opened from Windows' own Explorer: the first start, and while the window is open.

Wine 8 does not lay a user's kinds of files over those of all users, as Windows does by itself; so
they are copied there.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.endtoend.screen import Screen, differs, wait_for
from tests.windows.wine import Wine

KINDS = (".rdb", ".ruraldesk", ".rdp", ".rdr", ".rdk", ".rdu", "RuralDesk.Book", "RuralDesk.File")


@pytest.fixture(scope="module")
def explorer(windows: Wine, installed: Path) -> None:
    for kind in KINDS:
        own, of_all = (rf"{root}\Software\Classes\{kind}" for root in ("HKCU", "HKLM"))
        windows.run("wine", "reg", "copy", own, of_all, "/s", "/f")


@pytest.mark.usefixtures("explorer")
def test_books_and_files_that_travel_open_by_a_double_click(
    windows: Wine, installed: Path, documents: Path, screen: Screen, pictures: Path
) -> None:
    first, second = documents / "东街 村 2023.rdb", documents / "西街 村.ruraldesk"
    for number, book in enumerate((first, second), start=5):
        who = ["--unit", f"41072610420{number}", "--name", book.name[:2], "--level", "village"]
        windows.run("wine", installed / "RuralDesk.com", "init", windows.path(book), *who)
    package = documents / "外村 报送 2023年11月.rdp"
    package.write_bytes(b"PK")
    with windows.started("wine", "start", "/unix", first):
        screen.wait_for_title("东街 ·")
        screen.wait_until_still(20)
        windows.run("wine", "start", "/unix", second)
        screen.wait_for_title("西街 ·")
        screen.wait_until_still(20)
        before = screen.picture()
        windows.run("wine", "start", "/unix", package)
        wait_for("a word on the package", lambda: differs(before, screen.picture()))
        screen.wait_until_still()
        screen.picture().save(pictures / "double-click.png")
        screen.call("xdotool", "key", "alt+F4")
