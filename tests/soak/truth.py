"""What a book holds, read from its file by nothing but SQL: counts, sums, and what else is there.

This knows nothing of packages and merging, so that it can be relied on to judge them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ruraldesk.definitions.model import UNIT, Definitions, FieldDef, FieldType, FormDef
from ruraldesk.store.month_rows import last_of

Held = dict[tuple[str, str], int]
"""By table and field. Of a number its sum in stored units (分 for money), of a reference how many
are set, of "rows" how many there are, and of "texts" a checksum of all other values."""

_NUMBERS = (FieldType.INTEGER, FieldType.DECIMAL, FieldType.MONEY, FieldType.PERCENT)
_SUMMED = frozenset({*_NUMBERS, FieldType.YEAR, FieldType.YES_NO})
_NOBODYS = 0


@dataclass(frozen=True)
class Difference:
    """One number that is not what the village has."""

    unit: str
    table: str
    field: str
    village: int
    town: int

    def __str__(self) -> str:
        said = f"{self.unit} {self.table}.{self.field}"
        return f"{said}: the village has {self.village}, the town {self.town}"


def held_by(path: Path, definitions: Definitions, until: str = "") -> dict[str, Held]:
    """Return by unit what the book at `path` holds.

    Args:
        until: the month after which dated records do not count; "" for all.
    """
    found: dict[str, Held] = {}
    with sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True) as book:
        for form in definitions.forms.values():
            if form.find(UNIT) is None:
                continue  # the units themselves are the town's own ledger
            for part in (form, *form.lines):
                for unit, key, value in _of_table(book, form, part, until):
                    found.setdefault(unit, {})[part.table, key] = value
    book.close()
    return found


def differences(unit: str, village: Held, town: Held) -> list[Difference]:
    """Return what a town holds otherwise than the village; a table without rows counts nothing."""
    return [
        Difference(unit, *place, village.get(place, 0), town.get(place, 0))
        for place in sorted(village.keys() | town.keys())
        if village.get(place, 0) != town.get(place, 0)
    ]


def _of_table(
    book: sqlite3.Connection, form: FormDef, part: FormDef, until: str
) -> Iterator[tuple[str, str, int]]:
    """Yield unit, key and value of one table."""
    stored = [field for field in part.fields if field.stored]
    source = f'"{form.table}" AS o'
    if part.parent:
        source = f'"{part.table}" AS t JOIN {source} ON o.id = t.parent_id'
    alias = "t" if part.parent else "o"
    where, given = "o.deleted IS NULL", []
    dated = form.find(form.dated_by)
    if until and dated is not None:
        where += f' AND (o."{dated.key}" IS NULL OR o."{dated.key}" <= ?)'
        given.append(last_of(dated.type, until))
    columns = ", ".join(f'{alias}."{field.key}"' for field in stored) or "NULL"
    rows = book.execute(f"SELECT o.unit, {columns} FROM {source} WHERE {where}", given)
    sums: dict[str, dict[str, int]] = {}
    for unit, *values in rows:
        _add(sums.setdefault(str(unit), {}), stored, values)
    for unit, one in sums.items():
        for key, value in one.items():
            yield unit, key, value


def _add(sums: dict[str, int], stored: list[FieldDef], values: list[object]) -> None:
    sums["rows"] = sums.get("rows", 0) + 1
    texts: list[object] = []
    for field, value in zip(stored, values, strict=True):
        if field.type in _SUMMED:
            number = value if isinstance(value, int) else _NOBODYS
            sums[field.key] = sums.get(field.key, 0) + number
            texts.append(value)
        elif field.type is FieldType.REFERENCE:
            sums[field.key] = sums.get(field.key, 0) + (value is not None)
        else:
            texts.append(value)
    sums["texts"] = (sums.get("texts", 0) + hash(tuple(texts))) % 2**61
