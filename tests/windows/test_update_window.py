"""A clerk updates the program in its window, from a stick of the town, and goes back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ruraldesk import __version__
from tests.endtoend.screen import Screen, wait_for
from tests.windows.conftest import NEWER
from tests.windows.wine import LONGEST_S, Wine

TOWN, VILLAGE = "410726104000", "410726104201"
OWN_KEY = r"HKCU\Software\RuralDesk"


@pytest.fixture(scope="module")
def update(windows: Wine, installed: Path, documents: Path, stick: Path, newer: Path) -> Path:
    """The village's book, which knows the town; the town's update lies on the stick."""
    console, folder = installed / "RuralDesk.com", documents / "更新窗口"
    folder.mkdir()
    town, village = folder / "镇.rdb", folder / "村.rdb"
    as_town = ["--unit", TOWN, "--name", "王楼镇", "--level", "town"]
    windows.run("wine", console, "init", windows.path(town), *as_town)
    as_village = ["--unit", VILLAGE, "--name", "黄寺村", "--level", "village", "--parent", TOWN]
    windows.run("wine", console, "init", windows.path(village), *as_village)
    changes = folder / "更新内容.txt"
    changes.write_text("花名册可以按拼音排序\n月末报送更快", encoding="utf-8")
    made = ["--setup", windows.path(newer), "--changes", windows.path(changes), "--to", "E:\\"]
    windows.run("wine", console, "update", windows.path(town), *made)
    told = windows.run("wine", console, "keys", windows.path(town), "--json").stdout
    known = ["--trust", TOWN, "--key", json.loads(told)["key"]]
    windows.run("wine", console, "keys", windows.path(village), *known)
    return village


def test_the_window_is_updated_from_the_stick_and_goes_back(
    windows: Wine, installed: Path, update: Path, stick: Path, screen: Screen, pictures: Path
) -> None:
    program = installed / "RuralDesk.exe"
    (file,) = stick.glob("*.rdu")
    with windows.started("wine", program, "open", windows.path(update)):
        screen.wait_for_title("黄寺村 ·", LONGEST_S)
        screen.wait_until_still(20)
        screen.picture().save(pictures / "update 1 offered.png")
        windows.run("wine", program, "open", f"E:\\{file.name}")
        screen.wait_for_title("更新程序")
        screen.wait_until_still(20)
        screen.picture().save(pictures / "update 2 dialog.png")
        screen.call("xdotool", "key", "ctrl+Return")
    wait_for("the newer version", lambda: windows.get(OWN_KEY, "Version") == NEWER, 120)
    screen.wait_for_title("黄寺村 ·", 120)
    screen.wait_until_still(20)
    screen.picture().save(pictures / "update 3 newer.png")
    backups = update.with_suffix(".files") / "backups"
    assert len(list(backups.iterdir())) == 1
    other = update.with_name("镇.files") / "backups"  # it was opened by commands only
    assert len(list(other.iterdir())) == 1

    windows.run("wine", program, "open", f"E:\\{file.name}")  # now it is no longer newer
    screen.wait_for_title("更新程序")
    screen.wait_until_still(20)
    screen.picture().save(pictures / "update 4 the way back.png")
    screen.press("Tab")
    screen.call("xdotool", "key", "space")
    wait_for("the older version", lambda: windows.get(OWN_KEY, "Version") == __version__, 120)
    screen.wait_for_title("黄寺村 ·", 120)
    screen.wait_until_still(20)
    screen.picture().save(pictures / "update 5 as before.png")
    assert len(list(backups.iterdir())) == 2
    screen.call("xdotool", "key", "alt+F4")
    wait_for("the window to close", lambda: "黄寺村" not in screen.title())
