"""A block of cells from Excel or WPS, read for the columns it falls on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ruraldesk.definitions.model import FieldDef, FieldType, Value
from ruraldesk.definitions.values import BadValue, parse
from ruraldesk.services.pasted_table import Pasted, read_cells
from ruraldesk.services.pasting import day_of, is_heading, what_is_lost
from ruraldesk.texts.clean import clean_text
from ruraldesk.texts.translate import tr
from ruraldesk.ui.entry.source import Sources

MOST_ROWS = 2000  # in one block; longer tables are imported


@dataclass(frozen=True, slots=True)
class Cell:
    """One pasted cell: its value and name, or its text with the reason why it is no value."""

    text: str
    value: Value = None
    name: str = ""
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """What a clipboard holds, for the fields it falls on."""

    fields: tuple[FieldDef, ...]
    rows: tuple[tuple[Cell, ...], ...]
    heading_dropped: bool  # the first row repeated the headings
    columns_dropped: int  # columns for which the table has no place
    rows_dropped: int  # beyond MOST_ROWS

    def faults(self) -> list[tuple[int, FieldDef, Cell]]:
        """Return the cells that are no values, with row (from 0) and field."""
        return [
            (number, one, cell)
            for number, row in enumerate(self.rows)
            for one, cell in zip(self.fields, row, strict=False)
            if cell.fault
        ]


def read_block(text: str, fields: Sequence[FieldDef], sources: Sources, html: str = "") -> Block:
    """Read a clipboard's cells for the columns `fields`, by position."""
    table = read_cells(text, html)
    heading = bool(table) and is_heading(table[0], fields)
    if heading:
        table = table[1:]
    width = max((len(row) for row in table), default=0)
    taken = tuple(fields[:width])
    reader = _Reader(sources)
    rows = tuple(
        tuple(reader.cell(one, cell) for one, cell in zip(taken, row, strict=False))
        for row in table[:MOST_ROWS]
    )
    return Block(
        fields=taken,
        rows=rows,
        heading_dropped=heading,
        columns_dropped=max(0, width - len(taken)),
        rows_dropped=max(0, len(table) - MOST_ROWS),
    )


class _Reader:
    """Reads cells; remembers whom names meant, since tables repeat themselves."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._known: dict[tuple[str, str], Cell] = {}
        self._units: Mapping[str, str] | None = None

    def cell(self, one: FieldDef, cell: Pasted) -> Cell:
        cleaned = clean_text(cell.text, multiline=one.type is FieldType.NOTE)
        if not cleaned:
            return Cell(text="")
        if lost := what_is_lost(one, cleaned):
            return Cell(text=cleaned, value=cleaned, fault=lost)
        if (day := day_of(one, cell)) is not None:
            return Cell(text=cleaned, value=day)
        if one.type is FieldType.FILES:
            return Cell(text="", fault=tr("Files cannot be pasted as text; add them with F4."))
        if one.type is FieldType.REFERENCE:
            return self._reference(one, cleaned)
        if one.type is FieldType.DIVISION and not cleaned.isdigit():
            return self._unit(cleaned)
        try:
            return Cell(text=cleaned, value=parse(self._sources.current(one), cleaned))
        except BadValue as error:
            return Cell(text=cleaned, value=cleaned, fault=str(error))

    def _reference(self, one: FieldDef, text: str) -> Cell:
        known = self._known.get((one.form, text))
        if known is None:
            known = self._known[one.form, text] = self._look_up(one, text)
        return known

    def _look_up(self, one: FieldDef, text: str) -> Cell:
        found = list(self._sources.find(one.form, text, 5))
        exact = [hit for hit in found if text in (hit.name, *hit.name.split())]
        meant = exact if exact else found
        if len(meant) == 1:
            return Cell(text=text, value=meant[0].uuid, name=meant[0].name)
        sentence = (
            tr("“{text}” names more than one record; choose the one that is meant.")
            if meant
            else tr("“{text}” is not among the records; enter it there first, or correct it.")
        )
        return Cell(text=text, value=text, fault=sentence.format(text=text))

    def _unit(self, text: str) -> Cell:
        if self._units is None:
            self._units = {name: code for code, name in self._sources.units()}
        code = self._units.get(text) or self._units.get(f"{text}村")
        if code is not None:
            return Cell(text=text, value=code, name=text)
        message = tr("No unit of this book is called “{name}”; F4 shows them all.")
        return Cell(text=text, value=text, fault=message.format(name=text))
