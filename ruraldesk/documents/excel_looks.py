"""What an .xlsx sheet shows beside its values: number formats, hidden rows, formulas without value.

The quick reader of values does not tell these. They are read from the sheet's own XML, and only
when somebody asks: 0.82 is 82 % where the cell is formatted so, 1975.1 is 1975.10 where it shows
two decimals, and a formula that was never computed holds nothing though the office sees a number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path, PurePosixPath
from xml.etree.ElementTree import Element, ParseError, iterparse, parse
from zipfile import BadZipFile, ZipFile

Place = tuple[int, int]
"""Row and column of a cell, from 0."""

_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_BUILT_IN = {
    2: "0.00",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
}  # formats that a file need not spell out
_TELLING = re.compile(rb"""[<:]f[ />]|hidden=["'](?:1|true)|t=["']e["']""")
_ODD = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')  # texts, colours and spaces inside a format


@dataclass(frozen=True, slots=True)
class Looks:
    """How the cells of one sheet look; rows and columns count from 0."""

    percents: frozenset[Place] = frozenset()
    two_places: frozenset[Place] = frozenset()
    hidden_rows: frozenset[int] = frozenset()
    uncomputed: frozenset[Place] = frozenset()
    errors: Mapping[Place, str] = field(default_factory=dict)  # such as #REF!


@dataclass(slots=True)
class _Found:
    percents: set[Place] = field(default_factory=set)
    two_places: set[Place] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    uncomputed: set[Place] = field(default_factory=set)
    errors: dict[Place, str] = field(default_factory=dict)


def looks_of(file: Path, sheet: str, *, formats: bool = True) -> Looks:
    """Return how the sheet looks; nothing is known of other formats than .xlsx and .xlsm.

    Without `formats` only hidden rows and formulas are told, and a sheet that has neither is not
    read at length.
    """
    try:
        state = file.stat()
    except OSError:
        return Looks()
    return _looks(file, sheet, formats, (state.st_mtime_ns, state.st_size))


@lru_cache(maxsize=4)
def _looks(file: Path, sheet: str, formats: bool, version: tuple[int, int]) -> Looks:
    try:
        with ZipFile(file) as book:
            part = _part_of(book, sheet)
            if not part or not (formats or _TELLING.search(book.read(part))):
                return Looks()
            return _read(book, part)
    except (BadZipFile, ParseError, KeyError, OSError, ValueError):
        return Looks()  # the values were read; what they look like stays unknown


def _part_of(book: ZipFile, sheet: str) -> str:
    """Return the name of the part that holds the sheet, "" where there is none."""
    folder = PurePosixPath("xl")
    targets = {
        one.get("Id", ""): one.get("Target", "")
        for one in _parsed(book, "xl/_rels/workbook.xml.rels")
    }
    for one in _parsed(book, "xl/workbook.xml").iter():
        if _name(one) == "sheet" and one.get("name") == sheet:
            link = next((value for key, value in one.items() if key.endswith("}id")), "")
            target = targets.get(link, "")
            return target.lstrip("/") if target.startswith("/") else str(folder / target)
    return ""


def _parsed(book: ZipFile, part: str) -> Element:
    with book.open(part) as stream:
        return parse(stream).getroot()


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _read(book: ZipFile, part: str) -> Looks:
    formats = _formats(book)
    found = _Found()
    with book.open(part) as stream:
        for _, element in iterparse(stream):
            if _name(element) == "row":
                _read_row(element, formats, found)
                element.clear()
    return Looks(
        percents=frozenset(found.percents),
        two_places=frozenset(found.two_places),
        hidden_rows=frozenset(found.hidden_rows),
        uncomputed=frozenset(found.uncomputed),
        errors=found.errors,
    )


def _read_row(row: Element, formats: list[str], found: _Found) -> None:
    if row.get("hidden") in ("1", "true") and row.get("r", "").isdigit():
        found.hidden_rows.add(int(row.get("r", "0")) - 1)
    for cell in row:
        place = _place(cell.get("r", ""))
        if place is None:
            continue
        style = cell.get("s", "")
        shape = formats[int(style)] if style.isdigit() and int(style) < len(formats) else ""
        parts = {_name(part): part.text or "" for part in cell}
        if "f" in parts and not parts.get("v") and cell.get("t") != "str":
            found.uncomputed.add(place)
        if cell.get("t") == "e" and parts.get("v"):
            found.errors[place] = parts["v"]
        if "%" in shape:
            found.percents.add(place)
        elif re.search(r"0\.00(?![0#?])", shape):
            found.two_places.add(place)


def _formats(book: ZipFile) -> list[str]:
    """Return the number format of each cell style, without texts and colours in it."""
    if "xl/styles.xml" not in book.namelist():
        return []
    styles = _parsed(book, "xl/styles.xml")
    named = dict(_BUILT_IN)
    for one in styles.iter():
        if _name(one) == "numFmt" and one.get("numFmtId", "").isdigit():
            named[int(one.get("numFmtId", "0"))] = _ODD.sub("", one.get("formatCode", ""))
    return [named.get(number, "") for number in _format_numbers(styles)]


def _format_numbers(styles: Element) -> Iterator[int]:
    for group in styles:
        if _name(group) == "cellXfs":
            for one in group:
                number = one.get("numFmtId", "0")
                yield int(number) if number.isdigit() else 0


def _place(reference: str) -> Place | None:
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]) - 1, column - 1
