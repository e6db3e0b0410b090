"""Reports of villages in hand, as a package would bring them: made from a village's own book."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from ruraldesk.definitions.model import SUMMABLE_TYPES, FormDef, Record, Value
from ruraldesk.definitions.plain import from_plain
from ruraldesk.store.arrival import Arrival
from ruraldesk.store.book import Book, BookInfo
from ruraldesk.store.journal_entries import Act
from ruraldesk.store.taking_laying import Counted
from tests.store.village import HUANGSI, TODAY, TOWN, village_definitions


@contextmanager
def book_of(folder: Path, unit: str = HUANGSI, name: str = "黄寺村") -> Iterator[Book]:
    """Yield the new, empty book that a village keeps itself."""
    info = BookInfo(unit=unit, name=name, level="village", parent=TOWN)
    with Book.create(folder / f"{name}.rdb", village_definitions(), info) as book:
        yield book


def enter(book: Book, form: str, uuid: str = "", **values: Any) -> str:
    """Save a record of the book's own unit, over the one that `uuid` names; return its UUID."""
    placed = {} if form == "unit" else {"unit": book.info.unit}
    definition = village_definitions().form(form)
    lines = {
        line.key: tuple(Record(values=_read(line, row)) for row in values.pop(line.key))
        for line in definition.lines
        if line.key in values
    }
    entered = _read(definition, values)
    record = Record(
        values=entered if uuid else placed | entered,
        lines=lines,
        uuid=uuid,
        revision=book.records.get(form, uuid).revision if uuid else 0,
    )
    saved = book.records.save(form, record, as_of=TODAY)
    assert not saved.refused, saved.problems
    return saved.record.uuid


def _read(form: FormDef, plain: dict[str, Any]) -> dict[str, Value]:
    return {
        key: from_plain(form.field(key), value) if form.field(key).stored else None
        for key, value in plain.items()
    }


def report(book: Book, month: str = "2023-11", sequence: int = 1, **more: Any) -> Arrival:
    """Return what the book reports now: all of its ledgers."""
    forms = village_definitions().forms
    kept = {key: sorted(_all(book, key), key=lambda one: one.uuid) for key in forms}
    counts: dict[str, int] = {}
    totals: dict[str, dict[str, str]] = {}
    for form in forms.values():
        _count(form, kept[form.key], counts, totals)
        for line in form.lines:
            lines = [row for one in kept[form.key] for row in one.lines.get(line.key, ())]
            _count(line, lines, counts, totals)
    text = f"{month} {sequence} {counts} {kept}"
    arrival = Arrival(
        unit=book.info.unit,
        unit_name=book.info.name,
        month=month,
        sequence=sequence,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        counts=counts,
        totals=totals,
        hashes={
            key: repr([(one.uuid, one.values, one.lines) for one in kept[key]]) for key in forms
        },
        uuids=lambda form: [one.uuid for one in kept[form]],
        records=lambda form, wanted: (one for one in kept[form] if wanted(one.uuid)),
    )
    return replace(arrival, **more)


def take(town: Book, *arrivals: Arrival, batch: str = "", dry_run: bool = False) -> list[Counted]:
    """Take reports in, as one batch."""
    act = Act(operator="李四", **({"batch": batch} if batch else {}))
    with town.taking.run(act, dry_run=dry_run) as run:
        return [run.take(one, "new") for one in arrivals]


def state(book: Book, form: str, unit: str = "") -> dict[str, object]:
    """Return what a book has of a ledger, by UUID, without what only that book knows."""
    return {
        one.uuid: (dict(one.values), {key: _bare(rows) for key, rows in one.lines.items()})
        for one in _all(book, form)
        if not unit or one["unit"] == unit
    }


def _bare(rows: tuple[Record, ...]) -> list[tuple[str, object]]:
    return [(row.uuid, dict(row.values)) for row in rows]


def _all(book: Book, form: str) -> list[Record]:
    return book.records.find(form, as_of=TODAY)


def _count(
    form: FormDef, records: list[Record], counts: dict[str, int], totals: dict[str, dict[str, str]]
) -> None:
    counts[form.table] = len(records)
    totals[form.table] = {
        one.key: str(sum((Decimal(str(row[one.key] or 0)) for row in records), Decimal(0)))
        for one in form.fields
        if one.stored and one.type in SUMMABLE_TYPES
    }
