"""LibreOffice Calc at a screen, as a clerk of a Chinese office has it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from tests.endtoend.screen import Screen, end, wait_for

_STILL_LOOKS = 8  # Calc draws its parts one after the other
_LOCALE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N">
<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>zh-CN</value></prop></item>
</oor:items>
"""  # dates such as 11-5 are read as in a Chinese office


def skip_without_calc() -> None:
    """Skip the test where LibreOffice is not there."""
    if shutil.which("soffice") is None:
        pytest.skip("needs soffice (Debian: libreoffice-calc)")


def write_sheet(path: Path, rows: Sequence[Sequence[object]]) -> None:
    """Write a workbook of one sheet; days look as they do in Chinese offices."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    for cells in sheet.iter_rows():
        for cell in cells:
            if isinstance(cell.value, date):
                cell.number_format = "yyyy-mm-dd"
    book.save(path)


class Spreadsheet:
    """A workbook that is open in Calc."""

    def __init__(self, screen: Screen, path: Path) -> None:
        self._screen, self.path = screen, path

    def activate(self) -> None:
        """Bring Calc before the other windows."""
        name = self.path.name
        self._screen.call("xdotool", "search", "--name", name, "windowactivate", "--sync")
        wait_for(f"Calc with {name}", lambda: name in self._screen.title())
        self._screen.wait_until_still()

    def key(self, *keys: str) -> None:
        """Press keys; what they do need not be seen at once."""
        for key in keys:
            self._screen.call("xdotool", "key", "--clearmodifiers", key)
        self._screen.wait_until_still()

    def save(self) -> None:
        """Save in the present format, and wait until that is done."""
        before = self.path.stat().st_mtime_ns
        self._answered("ctrl+s")  # keep the format
        wait_for("the saved sheet", lambda: self.path.stat().st_mtime_ns != before)
        self._screen.wait_until_still()

    def paste(self) -> None:
        """Paste at the cursor, taking what Calc suggests about numbers and days."""
        self._answered("ctrl+v")

    def _answered(self, key: str) -> None:
        """Press a key that lets Calc ask something, and answer with what it suggests."""
        name = self.path.name
        self._screen.call("xdotool", "key", "--clearmodifiers", key)
        wait_for("a question of Calc", lambda: (seen := self._screen.title()) and name not in seen)
        self.key("Return")
        wait_for("the sheet", lambda: name in self._screen.title())
        self._screen.wait_until_still()

    def rows(self) -> list[list[object]]:
        """Return what the saved file holds; days as dates."""
        sheet = load_workbook(self.path).active
        assert sheet is not None
        return [
            [one.date() if isinstance(one, datetime) else one for one in row]
            for row in sheet.iter_rows(values_only=True)
        ]


@contextmanager
def opened(screen: Screen, path: Path) -> Iterator[Spreadsheet]:
    """Open a workbook; the cursor stands in its first cell."""
    profile = screen.home / "libreoffice"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_LOCALE, encoding="utf-8")
    command = [
        *("soffice", f"-env:UserInstallation={profile.as_uri()}", "--norestore", "--nologo"),
        *("--nofirststartwizard", "--calc", str(path)),
    ]
    process = subprocess.Popen(
        command, env=screen.variables(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_for("the sheet", lambda: path.name in screen.title())
        screen.wait_until_still(_STILL_LOOKS)
        made = Spreadsheet(screen, path)
        made.key("Escape", "ctrl+Home")
        yield made
    finally:
        end(process)  # what the launcher started goes with the screen
