"""Months after a point: 1975.1 is January or October, and the cells around it tell which."""

from __future__ import annotations

import re

from ruraldesk.definitions.model import FieldType
from ruraldesk.documents.excel_raw import RawValue, raw_text
from ruraldesk.documents.headings import ColumnMatch
from ruraldesk.documents.understanding import Understanding

_DOUBTFUL = re.compile(r"((?:19|20)[0-9]{2})\.1")
_PADDED = re.compile(r"(?:19|20)[0-9]{2}\.0[1-9]")
_BARE = re.compile(r"(?:19|20)[0-9]{2}\.[2-9]")
_MONTH = re.compile(r"((?:19|20)[0-9]{2})[年./-]\s*(1[0-2]|0?[2-9])(?![0-9])")
_TENTH = re.compile(r"(?:19|20)[0-9]{2}\.10")
_TYPES = (FieldType.DATE, FieldType.MONTH)


class MonthStyles:
    """How the date columns of a table write the months after a point.

    As a number, 1975.10 is kept and shown as 1975.1. In a column whose other months have two
    digits (1975.08) it can only be October; so it is where the cell shows two decimals. In a
    column of texts that writes 1975.8 or 1975.10, 1975.1 can only be January. What began after
    January ends in October. Else it stays doubtful, and is refused when it is read.
    """

    def __init__(self, found: Understanding) -> None:
        self._found = found
        self._months: dict[tuple[int, type], str] = {}
        for column in found.taken:
            if column.target is not None and column.target.field.type in _TYPES:
                self._learn(column.index)

    def told(self, column: ColumnMatch, row: int, raw: RawValue) -> RawValue:
        """Return what the cell says, with its month in two digits where that is certain."""
        if not isinstance(raw, (float, str)):
            return raw
        match = _DOUBTFUL.fullmatch(raw_text(raw))
        if match is None or column.target is None or column.target.field.type not in _TYPES:
            return raw
        month = self._months.get((column.index, type(raw)), "")
        if isinstance(raw, float) and self._after_start(column, row, int(match[1])):
            month = "10"
        if isinstance(raw, float) and (row, column.index) in self._found.sheet.looks().two_places:
            month = "10"
        return f"{match[1]}.{month}" if month else raw

    def _after_start(self, column: ColumnMatch, row: int, year: int) -> bool:
        """Say whether something that began in the same year after January ends in this cell."""
        starts = {one.start for one in self._found.matcher.ranges if one.end == column.field}
        for other in self._found.taken:
            if other.field in starts:
                cells = self._found.sheet.rows[row]
                begun = (
                    _MONTH.match(raw_text(cells[other.index])) if other.index < len(cells) else None
                )
                if begun and int(begun[1]) == year and int(begun[2]) > 1:
                    return True
        return False

    def _learn(self, column: int) -> None:
        rows = range(self._found.first, len(self._found.sheet.rows))
        cells = [self._found.sheet.rows[row] for row in rows]
        for kind in (float, str):
            texts = [
                raw_text(cell[column])
                for cell in cells
                if column < len(cell) and isinstance(cell[column], kind)
            ]
            padded, bare, tenth = (
                any(shape.fullmatch(text) for text in texts) for shape in (_PADDED, _BARE, _TENTH)
            )
            if kind is float and padded and not bare:
                self._months[column, kind] = "10"
            elif kind is str and (bare or tenth) and not padded:
                self._months[column, kind] = "01"
