"""Blocks of cells between the table and a spreadsheet, over the real clipboard."""

from collections.abc import Set
from datetime import date
from decimal import Decimal

import pytest

from tests.endtoend.program import Program
from tests.endtoend.screen import Screen, wait_for

pytestmark = pytest.mark.long

BLOCK = (
    "2023-11-05\t黄寺村\t村收集\t2\t3.5\n"
    "2023-11-06\t黄寺村\t村收集\t二车\t4\n"
    "2023-11-07\t黄寺村\t乡转运\t3\t6.25\n"
)
Rows = Set[tuple[object, ...]]


def rows(program: Program) -> Rows:
    keys = ("logged_on", "stage", "trips", "tonnes")
    return {tuple(row[key] for key in keys) for row in program.rows("waste_log")}


def test_a_pasted_block_with_a_wrong_cell_is_told_kept_in_part_and_taken_back(
    program: Program, screen: Screen
) -> None:
    first, second = (
        (date(2023, 11, day), "village_collect", 1, Decimal("1.500")) for day in (1, 2)
    )
    for day, stage, trips, tonnes in (first, second):
        program.add("waste_log", logged_on=day, stage=stage, trips=trips, tonnes=tonnes)
    program.start()
    program.show("ljqyjl")  # the cursor stands on the newest row

    screen.put_on_clipboard(BLOCK)
    screen.press("ctrl+v")
    screen.wait_for_title("粘贴")
    assert rows(program) == {first, second}  # nothing is written before it is decided
    screen.press("Tab", "Tab", "Return")  # onto “write the right rows only”
    pasted = {
        first,
        (date(2023, 11, 5), "village_collect", 2, Decimal("3.500")),
        (date(2023, 11, 7), "town_transfer", 3, Decimal("6.250")),
    }
    wait_for("the right rows in the book", lambda: rows(program) == pasted)

    screen.wait_for_title("黄寺村 ·")
    screen.press("ctrl+z")
    wait_for("the rows as they were", lambda: rows(program) == {first, second})

    screen.wait_until_still()
    screen.press("shift+Down", "shift+Right", "shift+Right")
    screen.call("xdotool", "key", "ctrl+c")
    copied = "2023-11-02\t黄寺村\t村收集\n2023-11-01\t黄寺村\t村收集"
    wait_for("the cells on the clipboard", lambda: screen.clipboard().strip() == copied)
    assert {"text/html", "UTF8_STRING"} <= set(screen.clipboard_kinds())
