"""The paper lists really typed into LibreOffice Calc on a screen that nobody sees.

The sheet is as good as a clerk makes it: ID number and telephone are text, the day is a date, what
is computed stands ready at the right. Calc's own help is used wherever it saves keys: its
completion of what the column holds already, Ctrl+D, and one range filled at once for what is alike
in many lines. Chinese signs lie on free keys of the screen's keyboard; what an input method would
take for them is counted.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from string import ascii_uppercase

from openpyxl import Workbook, load_workbook

from tests.bench.keystrokes.hands import PAUSE_S, Count, Hands, pinyin_keys, word_keys
from tests.bench.keystrokes.paper import CHOSEN, DATES, Line
from tests.endtoend import spreadsheet
from tests.endtoend.screen import Screen, virtual_screen
from tests.endtoend.spreadsheet import Spreadsheet

PROGRAMS = ("soffice", "Xvfb", "openbox", "xdotool", "xmodmap", "xclip")
_FILLED_AT_ONCE = 3  # lines that are alike: from here one range is filled
_TEXT = frozenset({"身份证号", "联系电话"})
_FIRST_KEY, _LAST_KEY = 93, 255  # codes of keys that an ordinary keyboard does not have
_SETTLES_S = 0.4  # so long Calc takes until the name of a range can be typed
_IN_USE = frozenset({*range(104, 120), 127, 133, 134, 135, *range(203, 208)})  # arrows, modifiers
_COMPLETES_S = 0.08  # until it has completed what was typed


def missing() -> list[str]:
    """Return the programs that are not there."""
    return [one for one in PROGRAMS if shutil.which(one) is None]


class CalcHands(Hands):
    """Keys of a screen, as a keyboard sends them."""

    def __init__(self, screen: Screen) -> None:
        super().__init__()
        self._screen = screen

    def rest(self, keys: int) -> None:
        """Pause as long as so many keys take the robot."""
        time.sleep(keys * PAUSE_S)

    def settle(self) -> None:
        """Wait until the field for the name of a range is there, all of it marked."""
        time.sleep(_SETTLES_S)
        self._screen.call("xdotool", "key", "ctrl+a")

    def _press(self, key: str) -> None:
        self._screen.call("xdotool", "key", "--clearmodifiers", key)

    def _type(self, text: str) -> None:
        self._screen.call("xdotool", "type", "--delay", f"{PAUSE_S * 1000:.0f}", text)

    def _put(self, text: str) -> None:
        self._screen.call("xdotool", "type", "--delay", "40", text)
        time.sleep(_COMPLETES_S)


def prepare(path: Path, columns: Sequence[str], rows: int, *, formulas: bool) -> None:
    """Write the sheet that a clerk has made ready."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([*columns, *(["性别", "出生日期"] if formulas else [])])
    for place, column in enumerate(columns):
        letter = ascii_uppercase[place]
        sheet.column_dimensions[letter].width = 22
        for row in range(2, rows + 2):
            if column in _TEXT:
                sheet[f"{letter}{row}"].number_format = "@"
            elif column in DATES:
                sheet[f"{letter}{row}"].number_format = "yyyy-mm-dd"
    if formulas:
        number = ascii_uppercase[columns.index("身份证号")]
        sex, born = ascii_uppercase[len(columns)], ascii_uppercase[len(columns) + 1]
        for row in range(2, rows + 2):
            cell = f"{number}{row}"
            odd = f'IF(ISODD(MID({cell},17,1)),"男","女")'
            sheet[f"{sex}{row}"] = f'=IF({cell}="","",{odd})'
            sheet[f"{born}{row}"] = f'=IF({cell}="","",TEXT(MID({cell},7,8),"0000-00-00"))'
    book.save(path)


@contextmanager
def opened(screen: Screen, path: Path, signs: str) -> Iterator[tuple[CalcHands, Spreadsheet]]:
    """Open a sheet in Calc; the cursor stands below the first heading."""
    _lay_keys(screen, signs)
    with spreadsheet.opened(screen, path) as sheet:
        sheet.key("Down")
        yield CalcHands(screen), sheet


def enter_all(
    hands: CalcHands, columns: Sequence[str], lines: Sequence[Line], *, in_order: bool = False
) -> Count:
    """Type a list: what changes from line to line first, what is alike for many at the end.

    Args:
        in_order: type line after line, whatever is alike.
    """
    alike = [one for one in columns if _runs(one, lines) and not in_order]
    typed = [one for one in columns if one not in alike]
    assert list(columns) == [*typed, *alike], "what is alike stands last in the sheet"
    seen: dict[str, list[str]] = {one: [] for one in typed}
    for number, line in enumerate(lines):
        for column in typed:
            above = lines[number - 1][column] if number else ""
            _cell(hands, column, line[column], above, seen[column])
            hands.press("Return" if column == typed[-1] else "Tab")
            seen[column].append(line[column])
    for column in alike:
        letter = ascii_uppercase[list(columns).index(column)]
        _fill(hands, letter, [line[column] for line in lines], column)
    return hands.stop()


def _runs(column: str, lines: Sequence[Line]) -> bool:
    """Say whether a column holds the same in many lines one after the other."""
    runs = [len(list(run)) for _, run in groupby(line[column] for line in lines)]
    return min(runs) >= _FILLED_AT_ONCE and column not in CHOSEN


def _cell(hands: CalcHands, column: str, text: str, above: str, seen: Sequence[str]) -> None:
    words = text.replace(".", "-") if column in DATES else text
    if text.isascii():
        ways = [(len(words), words)]
    else:
        known = word_keys(text) if column in CHOSEN else pinyin_keys(text)
        begun = _shortest(text, seen)
        ways = [(known, text), (pinyin_keys(begun), begun)] if begun else [(known, text)]
    keys, wanted = min(ways)
    if text == above and keys > 2:
        hands.press("ctrl+d")
    elif wanted.isascii():
        hands.type(words)
    else:
        hands.chinese(wanted, keys)


def _shortest(text: str, seen: Sequence[str]) -> str:
    """Return the shortest beginning that Calc completes to `text`; "" where it never does."""
    if text not in seen:
        return ""
    for length in range(1, len(text)):
        if {one for one in seen if one.startswith(text[:length])} == {text}:
            return text[:length]
    return ""


def _fill(hands: CalcHands, letter: str, values: Sequence[str], column: str) -> None:
    """Go to each run of equal values by name, type the first and fill the range with Ctrl+D."""
    row = 2
    for value, run in groupby(values):
        last = row + len(list(run)) - 1
        hands.press("ctrl+shift+t")
        hands.settle()
        hands.type(f"{letter}{row}:{letter}{last}".lower())
        hands.press("Return")
        _cell(hands, column, value, "", [])
        hands.press("alt+Return")  # fills the whole marked range
        row = last + 1


def read_back(path: Path, columns: Sequence[str], rows: int) -> list[dict[str, object]]:
    """Return what the saved sheet holds, by column."""
    sheet = load_workbook(path).active
    assert sheet is not None
    return [
        {column: sheet.cell(row, place + 1).value for place, column in enumerate(columns)}
        for row in range(2, rows + 2)
    ]


def _lay_keys(screen: Screen, signs: str) -> None:
    """Lay signs on keys that an ordinary keyboard does not have, two on each."""
    free = [code for code in range(_FIRST_KEY, _LAST_KEY) if code not in _IN_USE]
    wanted = sorted({one for one in signs if not one.isascii()})
    pairs = [wanted[place : place + 2] for place in range(0, len(wanted), 2)]
    assert len(pairs) <= len(free), "more signs than free keys"
    orders = [
        f"keycode {code} = " + " ".join(f"U{ord(sign):04X}" for sign in pair)
        for code, pair in zip(free, pairs, strict=False)
    ]
    screen.call("xmodmap", *[part for order in orders for part in ("-e", order)])


@contextmanager
def at_screen(folder: Path) -> Iterator[Screen]:
    """Start a screen for Calc."""
    home = folder / "home"
    home.mkdir(exist_ok=True)
    with virtual_screen(home) as screen:
        yield screen
