"""Blocks of cells between the table and LibreOffice Calc, both running, over the real clipboard."""

from collections.abc import Set
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.endtoend.program import UNIT, Program
from tests.endtoend.screen import Screen, wait_for
from tests.endtoend.spreadsheet import opened, skip_without_calc, write_sheet

pytestmark = pytest.mark.long

DAY = date(2023, 11, 1)
SHEET = [
    [date(2023, 11, 5), "黄寺村", "村收集", 2, 3.5],
    [date(2023, 11, 6), "黄寺村", "村收集", "二车", 4],  # no number
    [date(2023, 11, 7), "黄寺村", "乡转运", 3, 6.25],
    ["2023-11-31", "黄寺村", "村收集", 1, 2],  # no day
    [date(2023, 11, 9), "不在册村", "村收集", 1, 2],  # no unit of the book
]
Rows = Set[tuple[object, ...]]
HELD = (DAY, UNIT, "village_collect", 1, Decimal("1.500"))
RIGHT = {
    (date(2023, 11, 5), UNIT, "village_collect", 2, Decimal("3.500")),
    (date(2023, 11, 7), UNIT, "town_transfer", 3, Decimal("6.250")),
}
MENDED = (date(2023, 11, 6), UNIT, "village_collect", 2, Decimal("4.000"))


def rows(program: Program) -> Rows:
    keys = ("logged_on", "unit", "stage", "trips", "tonnes")
    return {tuple(row[key] for key in keys) for row in program.rows("waste_log")}


def test_a_block_from_calc_comes_in_without_its_wrong_rows_and_is_mended_and_goes_back(
    program: Program, screen: Screen, tmp_path: Path
) -> None:
    skip_without_calc()
    path = tmp_path / "清运.xlsx"
    write_sheet(path, SHEET)
    program.add("waste_log", logged_on=DAY, stage="village_collect", trips=1, tonnes=Decimal("1.5"))
    with opened(screen, path) as sheet:
        sheet.key("ctrl+shift+End", "ctrl+c")
        program.start()
        program.show("ljqyjl")
        screen.press("ctrl+shift+n")  # the row that begins a new record
        screen.press("ctrl+v")
        screen.wait_for_title("粘贴")
        assert rows(program) == {HELD}  # nothing is written before it is decided
        screen.press("Tab", "Tab", "Return")  # onto “write the right rows only”
        wait_for("the right rows in the book", lambda: rows(program) == {HELD, *RIGHT})

        sheet.activate()
        sheet.key("ctrl+Home", "Down", "Right", "Right", "Right")
        sheet.key("2", "Return")  # in place of 二车
        sheet.key("ctrl+Home", "Down", *["shift+Right"] * 4, "ctrl+c")
        screen.call("xdotool", "search", "--name", "黄寺村 ·", "windowactivate", "--sync")
        screen.wait_for_title("黄寺村 ·")
        screen.press("ctrl+shift+n")
        screen.press("ctrl+v")
        everything = {HELD, *RIGHT, MENDED}
        wait_for("the mended row in the book", lambda: rows(program) == everything)

        screen.wait_until_still()
        screen.press("ctrl+Home")
        screen.press("shift+Down", "shift+Right", "shift+Right", "shift+Right", "shift+Right")
        screen.call("xdotool", "key", "ctrl+c")
        sheet.activate()
        sheet.key("ctrl+Home", *["Down"] * 9)
        sheet.paste()
        sheet.save()
        copied = [row for row in sheet.rows()[9:] if row[0]]
        assert len(copied) == 2
        assert {row[0] for row in copied} <= {one[0] for one in everything}
        assert all(row[1] == "黄寺村" and isinstance(row[3], int) for row in copied)
