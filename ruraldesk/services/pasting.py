"""A block of pasted cells, read for the columns of a ledger on which it falls."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ruraldesk.definitions.model import NUMBER_TYPES, UNIT, FieldDef, FieldType, Value
from ruraldesk.definitions.values import BadValue, parse
from ruraldesk.errors import Cancelled, Progress, Stopped
from ruraldesk.services.pasted_table import Pasted
from ruraldesk.services.references import References
from ruraldesk.store.book import Book
from ruraldesk.texts.clean import clean_text
from ruraldesk.texts.translate import tr

_SHORTENED = re.compile(r"[0-9](\.[0-9]+)?[Ee]\+[0-9]{2,3}")
_NOT_WIDE_ENOUGH = re.compile("#{2,}")
_TOLD_EVERY = 200


@dataclass(frozen=True, slots=True)
class Cell:
    """What one cell says: its value, or the sentence why it is none."""

    text: str
    value: Value = None
    fault: str = ""


def what_is_lost(one: FieldDef, text: str) -> str:
    """Return the sentence about a text in which a spreadsheet lost digits; "" for all others."""
    if _NOT_WIDE_ENOUGH.fullmatch(text):
        return tr("The column in the spreadsheet was too narrow; make it wider, copy again.")
    if one.type not in NUMBER_TYPES and _SHORTENED.fullmatch(text):
        told = tr(
            "“{text}” is a long number that the spreadsheet has shortened; its last digits "
            "are gone. Set the column to text there, type the number again, then copy."
        )
        return told.format(text=text)
    return ""


def day_of(one: FieldDef, cell: Pasted) -> date | str | None:
    """Return the date or month of a cell of which more is known than its text says."""
    if cell.day is None or one.type not in (FieldType.DATE, FieldType.MONTH):
        return None
    return cell.day if one.type is FieldType.DATE else f"{cell.day:%Y-%m}"


def is_heading(row: Sequence[Pasted], fields: Sequence[FieldDef]) -> bool:
    """Say whether a row repeats the headings of the columns it falls on."""
    pairs = [(cell.text, one) for cell, one in zip(row, fields, strict=False) if cell.text.strip()]
    return bool(pairs) and all(_bare(text) in _headings(one) for text, one in pairs)


def _headings(one: FieldDef) -> set[str]:
    return {_bare(text) for text in (one.label, tr(one.label), *one.headings)}


def _bare(text: str) -> str:
    """Return a heading without its unit and its star."""
    return re.split(r"[\s(（]", clean_text(text).rstrip("*＊"), maxsplit=1)[0]


class CellReader:
    """Reads cells for fields; remembers whom names meant, since tables repeat themselves."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._references = References(book)
        self._known: dict[tuple[object, ...], Cell] = {}

    def rows(
        self,
        rows: Sequence[Sequence[Pasted]],
        fields: Sequence[FieldDef],
        *,
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
    ) -> list[list[Cell]]:
        """Return what the cells of all rows say.

        Raises:
            Stopped: `cancelled` said so.
        """
        read = []
        for number, row in enumerate(rows):
            if number % _TOLD_EVERY == 0:
                if cancelled is not None and cancelled():
                    raise Stopped
                if progress is not None:
                    progress(number, len(rows), tr("reading the cells"))
            unit = next((c.value for c in self._of(fields, row) if c.value), None)
            pairs = zip(fields, row, strict=False)
            read.append([self.cell(one, cell, str(unit or "")) for one, cell in pairs])
        return read

    def _of(self, fields: Sequence[FieldDef], row: Sequence[Pasted]) -> Iterator[Cell]:
        """Yield what a row says of the unit to which it belongs."""
        for one, cell in zip(fields, row, strict=False):
            if one.key == UNIT:
                yield self.cell(one, cell)

    def cell(self, one: FieldDef, cell: Pasted, unit: str = "") -> Cell:
        """Return what a cell says for a field; of records of one name that of `unit` is meant."""
        text = clean_text(cell.text, multiline=one.type is FieldType.NOTE)
        if not text:
            return Cell("")
        key = (one.key, text, cell.day, unit if one.type is FieldType.REFERENCE else "")
        if key not in self._known:
            self._known[key] = self._read(one, cell, text, unit)
        return self._known[key]

    def _read(self, one: FieldDef, cell: Pasted, text: str, unit: str) -> Cell:
        try:
            return Cell(text, self._value(one, cell, text, unit))
        except BadValue as error:
            return Cell(text, None, str(error))

    def _value(self, one: FieldDef, cell: Pasted, text: str, unit: str) -> Value:
        """Return the value of a cell.

        Raises:
            BadValue: it is none.
        """
        if lost := what_is_lost(one, text):
            raise BadValue(lost)
        if (day := day_of(one, cell)) is not None:
            return day
        if one.type is FieldType.REFERENCE:
            return self._references.uuid_of(one.form, text, unit)
        if one.type is FieldType.DIVISION and not one.unique:
            return self._references.unit_code(text)
        if one.choices is not None:  # members may have been added since
            one = replace(
                one, choices=self._book.definitions.choices.get(one.choices.key, one.choices)
            )
        return parse(one, text)
