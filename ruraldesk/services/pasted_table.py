"""The cells on a clipboard: as Excel, WPS and LibreOffice put them there.

They offer a block of cells in several formats. HTML tells the most: merged cells, lines within a
cell, and behind a shown text the number itself, so that “11月5日” keeps its year. Text with tabs
is what is left where there is no table in it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from html.parser import HTMLParser

MOST_CELLS = 3_000_000  # more is no block of cells but an accident
_DAY_ZERO = date(1899, 12, 30)  # of the serial numbers of days in spreadsheets


@dataclass(frozen=True, slots=True)
class Pasted:
    """One cell: its text as it was shown, and the date that it holds where that is known."""

    text: str
    day: date | None = None


EMPTY = Pasted("")


def read_cells(text: str, html: str = "") -> list[list[Pasted]]:
    """Return the rows of cells on a clipboard, from its HTML where there is a table in it."""
    rows = _from_html(html) if "<t" in html.lower() else []
    rows = rows or [[Pasted(cell) for cell in row] for row in _from_text(text)]
    while rows and not any(cell.text.strip() for cell in rows[-1]):
        rows.pop()
    return rows


def _from_text(text: str) -> list[list[str]]:
    """Take a text apart as Excel puts it together: tabs, lines, quotation marks."""
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter="\t", strict=True))
    except csv.Error:  # a quotation mark that is only a quotation mark
        return [line.split("\t") for line in text.splitlines()]


def _from_html(html: str) -> list[list[Pasted]]:
    parser = _Table()
    parser.feed(html)
    parser.close()
    return parser.rows()


class _Table(HTMLParser):
    """Reads the first table of a document; what is merged downwards stands in each row."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._found: dict[tuple[int, int], Pasted] = {}
        self._row, self._column = -1, 0
        self._wide = 0
        self._span = (1, 1)
        self._attributes: dict[str, str] = {}
        self._words: list[str] | None = None  # of the cell that is open
        self._done = False

    def rows(self) -> list[list[Pasted]]:
        last = max((row for row, _ in self._found), default=-1)
        return [
            [self._found.get((row, column), EMPTY) for column in range(self._wide)]
            for row in range(last + 1)
        ]

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        if self._done:
            return
        if tag == "tr":
            self._finish()
            self._row, self._column = self._row + 1, 0
        elif tag in ("td", "th"):
            self._finish()
            self._row = max(self._row, 0)
            self._attributes = {key: value or "" for key, value in attrs}
            self._span = self._number("rowspan"), self._number("colspan")
            self._words = []
        elif tag in ("br", "p", "div") and self._words:
            self._words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr"):
            self._finish()
        elif tag == "table":
            self._finish()
            self._done = bool(self._found)

    def handle_data(self, data: str) -> None:
        if self._words is not None:
            self._words.append(" ".join(data.split("\n")) if "\n" in data else data)

    def _number(self, key: str) -> int:
        value = self._attributes.get(key, "1")
        return max(1, min(int(value), 10_000)) if value.isdigit() else 1

    def _finish(self) -> None:
        """Put the open cell where it stands: beside those that reach down from above."""
        if self._words is None:
            return
        lines = "".join(self._words).split("\n")
        text = "\n".join(" ".join(line.split()) for line in lines).strip()
        self._words = None
        while (self._row, self._column) in self._found:
            self._column += 1
        down, across = self._span
        if down * across + len(self._found) > MOST_CELLS:
            return
        cell = Pasted(text, _day_of(self._attributes))
        for row in range(self._row, self._row + down):
            for column in range(self._column, self._column + across):
                self._found[row, column] = cell if column == self._column else EMPTY
        self._column += across
        self._wide = max(self._wide, self._column)


def _day_of(attributes: dict[str, str]) -> date | None:
    """Return the date that LibreOffice says of a cell: a number of days, in a format of dates."""
    given, letters = attributes.get("sdval", ""), set(attributes.get("sdnum", "").upper())
    if not given or not ({"D", "M"} <= letters or {"Y", "M"} <= letters):
        return None
    try:
        return _DAY_ZERO + timedelta(days=int(float(given)))
    except (ValueError, OverflowError):
        return None


_TEXT_CELL = """ style="mso-number-format:'\\@'" sdnum="1033;0;@\""""


def written_cells(rows: Sequence[Sequence[str]]) -> str:
    """Return cells as a text with tabs, as Excel takes them: with quotation marks where needed."""
    made = io.StringIO(newline="")
    csv.writer(made, delimiter="\t", lineterminator="\n").writerows(rows)
    return made.getvalue().removesuffix("\n")


def _day_cell(text: str) -> str:
    """Return what tells spreadsheets that a cell is a day; "" where it is none."""
    try:
        count = (date.fromisoformat(text) - _DAY_ZERO).days
    except ValueError:
        return ""
    format_ = "yyyy\\-mm\\-dd"
    return f""" style="mso-number-format:'{format_}'" sdval="{count}" sdnum="1033;0;YYYY-MM-DD\""""


def written_html(
    rows: Sequence[Sequence[str]], numbers: Sequence[bool], days: Sequence[bool] = ()
) -> str:
    """Return cells as an HTML table; what is no number stays the text that it is, in Excel too.

    Args:
        numbers: of each column, whether numbers stand in it: an identity number is none.
        days: of each column, whether days do: LibreOffice takes them as texts unless it is told.
    """
    dated = days or [False] * len(numbers)
    lines = []
    for row in rows:
        cells = []
        for text, number, day in zip(row, numbers, dated, strict=True):
            shown = "<br>".join(escape(part) for part in text.split("\n"))
            kind = "" if number else _TEXT_CELL
            cells.append(f"<td{(_day_cell(text) if day else '') or kind}>{shown}</td>")
        lines.append(f"<tr>{''.join(cells)}</tr>")
    table = f"<table>{''.join(lines)}</table>"
    return f'<html><head><meta charset="utf-8"></head><body>{table}</body></html>'
