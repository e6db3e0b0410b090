"""A village's month goes onto a stick in the window, and into the town's book from there."""

from __future__ import annotations

from pathlib import Path

import pytest

from ruraldesk.definitions.model import Record
from ruraldesk.services import entry, nil_reports
from ruraldesk.services.books import create_book, open_book
from ruraldesk.services.reporting_status import unit_status
from tests.endtoend.screen import Screen, wait_for
from tests.windows.wine import LONGEST_S, Wine

TOWN, VILLAGE = "410726104000", "410726104201"
DAY, MONTH = "2023-11-28", "2023-11"
PACKAGE = "黄寺村 2023年11月 第1次.rdp"
READ_STICK = (273, 140)  # where the town's page has its button
TAKE_IN, DARK = (1040, 650), 100  # where the dialog has its green button, and how red that is
STEP_LOOKS = 16  # a step is read from the book after its page has come


@pytest.fixture(scope="module")
def books(documents: Path) -> Path:
    """The books of a town and of its village, which had nothing to report."""
    folder = documents / "月末 报送"
    folder.mkdir()
    with create_book(
        folder / "黄寺村.rdb", unit=VILLAGE, name="黄寺村", level="village", parent=TOWN
    ) as village:
        village.settings["as_of"] = DAY
        for form in ("dispute_screening", "safety_zero"):
            nil_reports.nil_report(village, form, MONTH, "本月无")
    with create_book(folder / "王楼镇.rdb", unit=TOWN, name="王楼镇", level="town") as town:
        town.settings["as_of"] = DAY
        below = {"code": VILLAGE, "name": "黄寺村", "level": "village"}
        kind = {"village_type": "cluster_upgrade"}
        assert not entry.save(town, "unit", Record(values={**below, **kind})).problems
    return folder


def test_the_month_is_written_onto_the_stick_and_read_from_it_by_the_town(
    windows: Wine, installed: Path, books: Path, stick: Path, screen: Screen, pictures: Path
) -> None:
    program = installed / "RuralDesk.exe"

    def go_on(times: int) -> None:
        for _ in range(times):
            screen.press("ctrl+Return")
            screen.wait_until_still(STEP_LOOKS)

    with windows.started("wine", program, "open", windows.path(books / "黄寺村.rdb")):
        screen.wait_for_title("黄寺村 ·", LONGEST_S)
        screen.wait_until_still(20)
        screen.press("ctrl+l")
        screen.type("bybs")
        screen.press("Return")
        screen.wait_until_still(STEP_LOOKS)
        screen.press("Tab", "Tab", "Tab", "Return")  # from the ledgers onto the step “check”
        screen.wait_for_title("月末报送")
        screen.wait_until_still(STEP_LOOKS)
        go_on(4)  # checked, closed, packed, signed
        screen.picture().save(pictures / "carrying 1 which stick.png")
        go_on(1)
        wait_for("the package", (stick / PACKAGE).exists)
        screen.wait_until_still(20)
        screen.picture().save(pictures / "carrying 2 written.png")
        screen.press("Escape")
        screen.bring_up("黄寺村 ·")
        screen.call("xdotool", "key", "alt+F4")
    assert {one.suffix for one in stick.iterdir() if one.name.startswith("黄")} == {".rdp", ".pdf"}

    (stick / "坏的 下发包.rdk").touch()
    with windows.started("wine", program, "open", windows.path(books / "王楼镇.rdb")):
        screen.wait_for_title("王楼镇 ·", LONGEST_S)
        screen.wait_until_still(20)
        screen.press("ctrl+l")
        screen.type("gcbs")
        screen.press("Return")
        screen.wait_until_still(STEP_LOOKS)
        screen.click(*READ_STICK)
        screen.wait_for_title("收入报送")
        wait_for("what can be taken in", lambda: screen.picture().getpixel(TAKE_IN)[0] < DARK)
        screen.picture().save(pictures / "carrying 3 read.png")
        go_on(1)
        screen.press("Escape")
        screen.bring_up("王楼镇 ·")
        windows.run("wine", program, "open", f"E:\\{PACKAGE}")  # as a double-click does
        screen.wait_for_title("收入报送")
        screen.wait_until_still(STEP_LOOKS)
        screen.picture().save(pictures / "carrying 4 double-click.png")
        screen.press("Escape")
        screen.bring_up("王楼镇 ·")
        windows.run("wine", program, "open", "E:\\坏的 下发包.rdk")
        screen.wait_until_still(20)
        screen.picture().save(pictures / "carrying 5 empty pack.png")
        screen.call("xdotool", "key", "alt+F4")
    with open_book(books / "王楼镇.rdb", read_only=True) as town:
        told = unit_status(town, VILLAGE, MONTH)
    assert told is not None
    assert told.sequence == 1
