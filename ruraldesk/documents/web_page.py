"""Tables that systems of the administration export as .xls but write as a web page."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

LOOKED_AT = 2_000  # bytes at the start by which a page is told
MOST_JOINED = 200  # rows or columns that one cell may cover
_START = re.compile(rb"<(?:!doctype html|html|table|meta|style|head)[\s>]", re.IGNORECASE)
_CHARSET = re.compile(rb"charset=[\"']?([\w-]+)", re.IGNORECASE)
_CHINESE = {"gb2312": "gb18030", "gbk": "gb18030"}

Merged = tuple[int, int, int, int]
"""Top, left, bottom, right of joined cells, from 0."""


def is_web_page(file: Path) -> bool:
    """Say whether a file is a web page, whatever its name says.

    Raises:
        OSError: the file cannot be read.
    """
    with file.open("rb") as stream:
        start = stream.read(LOOKED_AT)
    return _START.search(start) is not None and b"\0" not in start


def page_tables(file: Path) -> tuple[list[list[str]], list[Merged]]:
    """Return the cells of all tables of a page, one below the other, and which are joined.

    Raises:
        OSError: the file cannot be read.
        ValueError: it is written in an unknown code page.
    """
    reader = _Reader()
    reader.feed(_text(file.read_bytes()))
    reader.close()
    return reader.rows, reader.merged


def _text(data: bytes) -> str:
    named = _CHARSET.search(data[:LOOKED_AT])
    code = named[1].decode("ascii", "replace").lower() if named else ""
    for one in dict.fromkeys(("utf-8-sig", _CHINESE.get(code, code), "gb18030")):
        try:
            return data.decode(one)
        except (UnicodeDecodeError, LookupError):
            continue
    raise ValueError("a page in an unknown code page")


class _Reader(HTMLParser):
    """Collects the cells of tables; a cell that covers several leaves the others empty."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.merged: list[Merged] = []
        self._covered: set[tuple[int, int]] = set()
        self._cell: tuple[int, int] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a row or a cell; a line break inside a cell stays one."""
        if tag == "tr":
            self.rows.append([])
            self._cell = None
        elif tag in ("td", "th") and self.rows:
            self._begin_cell(dict(attrs))
        elif tag == "br":
            self.handle_data("\n")

    def handle_endtag(self, tag: str) -> None:
        """End a cell."""
        if tag in ("td", "th", "tr", "table"):
            self._cell = None

    def handle_data(self, data: str) -> None:
        """Add words to the cell."""
        if self._cell is not None:
            row, column = self._cell
            self.rows[row][column] += data

    def _begin_cell(self, attributes: dict[str, str | None]) -> None:
        row = len(self.rows) - 1
        while (row, len(self.rows[row])) in self._covered:
            self.rows[row].append("")
        column = len(self.rows[row])
        down, right = (_span(attributes.get(name)) for name in ("rowspan", "colspan"))
        for below in range(down):
            for beside in range(right):
                self._covered.add((row + below, column + beside))
        self.rows[row].append("")
        if (down, right) != (1, 1):
            self.merged.append((row, column, row + down - 1, column + right - 1))
        self._cell = (row, column)


def _span(text: str | None) -> int:
    number = int(text) if text and text.isdigit() else 1
    return min(max(number, 1), MOST_JOINED)
