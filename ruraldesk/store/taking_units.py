"""The units of a report: for whom it speaks, and which of our units its rows mean.

Every book has rows of its own for the same divisions: they are told by code, never by UUID.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, Row, null, select

from ruraldesk.definitions.identity import is_division_code, parent_code
from ruraldesk.definitions.model import UNIT, Definitions, FieldType, FormDef, Record
from ruraldesk.store.record_rows import RecordReader
from ruraldesk.store.tables import Tables

if TYPE_CHECKING:
    from ruraldesk.store.book import Book

_KEPT = ("code", "name", "level", "upper")  # what the office above says of the unit itself
_OWN_NUMBERS = "600"  # the last digits of codes that a town gives itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Units:
    """The units of one report.

    `scope` are the codes that it speaks for, `ids` and `uuids` our units by the UUIDs of its own
    rows, `records` its rows about units in the scope, each as it is to be kept, by our UUID.
    """

    scope: frozenset[str]
    ids: Mapping[str, int]
    uuids: Mapping[str, str]
    records: Mapping[str, Record]


def units_of(connection: Connection, book: Book, unit: str, rows: Sequence[Record]) -> Units:
    """Return what a report of `unit` means that brings `rows` of the ledger of units."""
    form = book.definitions.forms.get(UNIT)
    if form is None or form.find("code") is None:
        return Units(scope=frozenset({unit}), ids={}, uuids={}, records={})
    known = _known(connection, book.tables, form)
    scope = _scope(unit, known, rows)
    uuids: dict[str, str] = {}  # of theirs → ours
    for row in rows:
        code = str(row["code"] or "")
        if code in known:
            uuids[row.uuid] = known[code].uuid
        elif code in scope:
            uuids[row.uuid] = row.uuid
    ids = {row.uuid: known[str(row["code"])].id for row in rows if str(row["code"]) in known}
    stored = RecordReader(book).states(
        connection, form, [uuids[row.uuid] for row in rows if row.uuid in uuids]
    )
    records = {
        uuids[row.uuid]: _laid(form, row, stored.get(uuids[row.uuid]), uuids)
        for row in rows
        if row.uuid in uuids and str(row["code"]) in scope
    }
    ids |= {known[str(row["code"])].uuid: ids[row.uuid] for row in rows if row.uuid in ids}
    return Units(scope=scope, ids=ids, uuids=uuids, records=records)


def units_below(connection: Connection, tables: Tables, definitions: Definitions) -> dict[str, str]:
    """Return the code of the unit above by the code of each unit, "" where none is said."""
    form = definitions.forms.get(UNIT)
    if form is None or form.find("code") is None:
        return {}
    known = _known(connection, tables, form)
    codes = {row.id: code for code, row in known.items()}
    return {code: codes.get(row.upper, "") for code, row in known.items()}


def _known(connection: Connection, tables: Tables, form: FormDef) -> dict[str, Row[Any]]:
    """Return our live units by code."""
    table = tables[form.table]
    columns: list[ColumnElement[Any]] = [table.c.id, table.c.uuid, table.c.code]
    columns.append(table.c.upper if "upper" in table.c else null().label("upper"))
    query = select(*columns).where(table.c.deleted.is_(None), table.c.code.is_not(None))
    return {row.code: row for row in connection.execute(query)}


def _scope(unit: str, known: Mapping[str, Row[Any]], rows: Sequence[Record]) -> frozenset[str]:
    """Return the codes of the unit and of all below it.

    Of a unit that we know only our own word counts: nobody reports for a neighbour by calling it
    his own.
    """
    codes = {row.id: code for code, row in known.items()}
    upper = {code: codes.get(row.upper, "") or _above(code) for code, row in known.items()}
    theirs = {row.uuid: str(row["code"] or "") for row in rows}
    for row in rows:
        code = theirs[row.uuid]
        if code not in known and _may_be_below(code, unit):
            upper[code] = theirs.get(str(row["upper"]), "") or _above(code)
    below: dict[str, set[str]] = {}
    for code, one in upper.items():
        below.setdefault(one, set()).add(code)
    found, waiting = set[str](), [unit]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += below.get(one, ())
    return frozenset(found)


def _may_be_below(code: str, unit: str) -> bool:
    """Say whether a unit that we do not know can be one below `unit`, by its digits.

    Groups and hamlets of a village are numbered by the town, from 600 on.
    """
    if not is_division_code(code):
        return False
    if not unit.endswith("000"):
        return code[:9] == unit[:9] and code[9:] >= _OWN_NUMBERS
    return code.startswith(unit[:6] if unit.endswith("000000") else unit[:9])


def _above(code: str) -> str:
    return parent_code(code) if is_division_code(code) else ""


def _laid(form: FormDef, row: Record, stored: Record | None, uuids: Mapping[str, str]) -> Record:
    """Return what is kept of a unit: our own word for what it is, and theirs for the rest."""
    values = dict(row.values)
    for field in form.fields:
        if field.type is FieldType.REFERENCE and field.form == UNIT:
            values[field.key] = uuids.get(str(values.get(field.key)))
    if stored is None:
        return replace(row, values=values)
    filled = {key: value for key, value in values.items() if value is not None}
    kept = {key: stored[key] for key in _KEPT if stored[key] is not None}
    return replace(
        row,
        uuid=stored.uuid,
        id=stored.id,
        values={**stored.values, **filled, **kept},
        lines={**stored.lines, **dict(_filled_lines(row))},
    )


def _filled_lines(row: Record) -> Iterator[tuple[str, tuple[Record, ...]]]:
    return ((key, lines) for key, lines in row.lines.items() if lines)
