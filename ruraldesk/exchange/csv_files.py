"""CSV as RFC 4180 has it, in UTF-8 without a mark and with line feeds, the same on every system."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from typing import IO

LARGEST_CELL = 1 << 20  # characters; the longest note has 4,000

_QUOTED = re.compile('[",\r\n]|^ | $')


def csv_line(cells: Sequence[str]) -> bytes:
    """Return one row as it stands in the file."""
    return (",".join(map(_cell, cells)) + "\n").encode("utf-8")


def csv_rows(file: IO[bytes]) -> Iterator[list[str]]:
    """Yield the rows of a file, its heading first.

    Raises:
        csv.Error, UnicodeDecodeError: it is no such file.
    """
    csv.field_size_limit(LARGEST_CELL)
    text = io.TextIOWrapper(file, encoding="utf-8", newline="")
    try:
        yield from csv.reader(text, strict=True)
    finally:
        if not file.closed:
            text.detach()  # whoever opened the file closes it


def _cell(text: str) -> str:
    if _QUOTED.search(text) is None:
        return text
    return '"' + text.replace('"', '""') + '"'
