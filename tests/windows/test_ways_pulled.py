"""A stick with the open book on it is pulled out and put back: nothing that was typed is lost.

The stick is a drive of its own, whose files fail once it is out, as on Windows; with which numbers
Windows refuses them cannot be seen here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.drive import Drive, made_drive
from tests.endtoend.screen import Screen, wait_for
from tests.windows.wine import LONGEST_S, Wine

BOOK = r"E:\黄寺村.rdb"
ID_NUMBER = "410726196803122462"
VILLAGE = ["--unit", "410726104201", "--name", "黄寺村", "--level", "village"]


@pytest.fixture
def drive(tmp_path: Path, windows: Wine) -> Iterator[Drive]:
    with made_drive(tmp_path) as made:
        stick = made.folder / "stick"  # Wine asks nothing of a drive that is a whole device
        stick.mkdir()
        windows.stop()
        windows.plug_in(stick, "e:", "王楼U盘")
        yield made
        windows.pull_out("e:")


def test_what_is_typed_while_the_stick_is_out_is_kept_and_saved_when_it_is_back(
    windows: Wine, installed: Path, drive: Drive, screen: Screen, pictures: Path
) -> None:
    console = installed / "RuralDesk.com"
    windows.run("wine", console, "init", BOOK, *VILLAGE, "--parent", "410726104000")
    with windows.started("wine", installed / "RuralDesk.exe", "open", BOOK):
        screen.wait_for_title("黄寺村 ·", LONGEST_S)
        screen.wait_until_still(20)
        screen.press("ctrl+l")
        screen.type("cgbhmc")
        screen.press("Return", "ctrl+n", "Return")
        screen.paste("李桂英")
        screen.press("Return")
        drive.pull_out()
        screen.type(ID_NUMBER)
        screen.press("ctrl+s")
        screen.wait_until_still(20)
        screen.picture().save(pictures / "pulled 1 told.png")
        screen.call("xdotool", "key", "alt+F4")
        wait_for("a question", lambda: screen.title() == "乡村台账")
        screen.wait_until_still()
        screen.picture().save(pictures / "pulled 2 asked.png")
        screen.press("Escape")
        drive.put_in()
        screen.wait_for_title("黄寺村 ·")
        screen.press("ctrl+s")
        screen.wait_until_still(20)
        screen.picture().save(pictures / "pulled 3 saved.png")
        screen.call("xdotool", "key", "alt+F4")
    told = windows.run("wine", console, "rows", BOOK, "cadre", "--json")
    (row,) = json.loads(told.stdout)["rows"]
    assert (row["name"], row["id_number"]) == ("李桂英", ID_NUMBER)
    assert not (windows.home / "AppData" / "Roaming" / "RuralDesk" / "crashes").exists()
