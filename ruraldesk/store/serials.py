"""Numbers that the program gives: the next one of its pattern, never one that was given before.

The last number of each series is kept beside the ledgers, so that a number does not come back when
its record or its row is deleted. Series are apart by unit (a township takes in villages that number
alike), by year where the pattern has one, and in lines by the record they belong to.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects.sqlite import insert

from ruraldesk.definitions.model import UNIT, FieldDef, FieldType, FormDef, Record, Value
from ruraldesk.store.tables import Tables

PREFIX = "serial/"  # of the keys under which the last numbers are kept
_NUMBER = re.compile(r"\{number(?::0?\d+)?\}")
_LONGEST_NUMBER = 15  # digits; a longer one was no number of the series


@dataclass(frozen=True, slots=True)
class _Series:
    """The numbers of one field that share what stands before and behind the number."""

    form: FormDef
    field: FieldDef
    scope: str  # the unit, or the record the lines belong to
    year: int

    @property
    def key(self) -> str:
        return f"{PREFIX}{self.form.table}/{self.field.key}/{self.scope}/{self._around}"

    @property
    def before(self) -> str:
        return self._around.partition("\n")[0]

    @property
    def _around(self) -> str:
        return _NUMBER.sub("\n", self.field.serial).format(year=f"{self.year:04}")

    def text(self, number: int) -> str:
        return self.field.serial.format(number=number, year=f"{self.year:04}")

    def number(self, text: str) -> int:
        """Return the number in a text of this series, 0 for a text that is none."""
        before, _, behind = self._around.partition("\n")
        digits = text[len(before) : len(text) - len(behind)]
        if not text.startswith(before) or not text.endswith(behind):
            return 0
        fits = digits.isascii() and digits.isdigit() and len(digits) <= _LONGEST_NUMBER
        return int(digits) if fits else 0


class Serials:
    """The serial numbers given in one transaction; `keep` writes how far they went."""

    def __init__(self, connection: Connection, tables: Tables, as_of: date) -> None:
        self._connection, self._tables, self._as_of = connection, tables, as_of
        self._last: dict[str, int] = {}
        self._moved: set[str] = set()

    def filled(self, form: FormDef, record: Record) -> Record:
        """Return a record, which has its UUID, with the numbers that it and its lines lack."""
        lines = dict(record.lines)
        for line_form in form.lines:
            if _numbered_fields(line_form) and lines.get(line_form.key):
                lines[line_form.key] = tuple(
                    replace(line, values=self._values(line_form, line, record.uuid))
                    for line in lines[line_form.key]
                )
        unit = str(record[UNIT] or "") if form.find(UNIT) else ""
        return replace(record, values=self._values(form, record, unit), lines=lines)

    def _values(self, form: FormDef, record: Record, scope: str) -> Mapping[str, Value]:
        """Return the values with their numbers; note those that they bring along."""
        values = dict(record.values)
        for field in _numbered_fields(form):
            series = _Series(form, field, scope, self._year(form, record))
            given = values.get(field.key)
            if given is None:
                number = self._last_of(series) + 1
                values[field.key] = series.text(number)
                self._move(series, number)
            elif (number := series.number(str(given))) and number > self._last_of(series):
                self._move(series, number)
        return values

    def keep(self) -> None:
        """Write the last number of every series that went on."""
        table = self._tables["_book"]
        for key in sorted(self._moved):
            value = str(self._last[key])
            statement = insert(table).values(key=key, value=value)
            self._connection.execute(
                statement.on_conflict_do_update(index_elements=["key"], set_={"value": value})
            )
        self._moved.clear()

    def _move(self, series: _Series, number: int) -> None:
        self._last[series.key] = number
        self._moved.add(series.key)

    def _last_of(self, series: _Series) -> int:
        if series.key not in self._last:
            table = self._tables["_book"]
            query = select(table.c.value).where(table.c.key == series.key)
            kept = self._connection.execute(query).scalar_one_or_none()
            if kept is None:
                self._move(series, self._last_stored(series))
            else:
                self._last[series.key] = int(kept)
        return self._last[series.key]

    def _last_stored(self, series: _Series) -> int:
        """Look through what is there: only when a series is met for the first time."""
        table = self._tables[series.form.table]
        column = table.c[series.field.key]
        query = select(column).where(column.startswith(series.before, autoescape=True))
        if series.form.parent:
            parent = self._tables[series.form.parent]
            query = query.join(parent).where(parent.c.uuid == series.scope)
        elif UNIT in table.c:
            query = query.where(func.coalesce(table.c[UNIT], "") == series.scope)
        texts = self._connection.execute(query).scalars()
        return max((series.number(text) for text in texts), default=0)

    def _year(self, form: FormDef, record: Record) -> int:
        """Return the year of the record: of the date it is dated by, else of today."""
        dated = record[form.dated_by]
        return dated.year if isinstance(dated, date) else self._as_of.year


def _numbered_fields(form: FormDef) -> list[FieldDef]:
    return [one for one in form.fields if one.type is FieldType.SERIAL and not one.retired]
