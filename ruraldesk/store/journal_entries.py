"""The journal's entries: one for every change, each chained to the one before it by its hash.

An entry that was altered, taken out or put in between shows, since no hash after it fits any more.
Entries of one act (a save, an import) share their `batch`; taking an act back and doing it again
are entries of the same batch, so that the batch's last entry says whether the act still holds.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Row, Table, insert, select

from ruraldesk.store.bookkeeping import now
from ruraldesk.store.changes import Part, dumped


class Action(StrEnum):
    """What an entry tells; a stable word."""

    CREATE = "create"
    CHANGE = "change"
    DELETE = "delete"
    RESTORE = "restore"
    BULK = "bulk"  # one entry for many new records: `after` holds them by UUID
    MERGE = "merge"  # one entry for many records of one unit (in `record`): both sides by UUID
    UNMERGE = "unmerge"  # the same, the other way round
    UNDO = "undo"
    REDO = "redo"
    MONTH = "month"  # something done with a month, see months.py: no record changes


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Who does something, when, and why; everything of one act is undone together."""

    operator: str = ""
    reason: str = ""
    batch: str = field(default_factory=lambda: uuid4().hex)
    session: str = ""
    time: str = field(default_factory=now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One change of one record; `record` is its UUID, "" for a bulk entry."""

    action: Action
    form: str
    record: str
    revision: int
    before: Part
    after: Part


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenLink:
    """The first entry of the journal that does not fit the one before it."""

    number: int
    time: str
    operator: str


def last_hash(connection: Connection, journal: Table) -> str:
    """Return the hash of the last entry: another one after every change of the book."""
    query = select(journal.c.hash).order_by(journal.c.id.desc()).limit(1)
    return connection.execute(query).scalar_one_or_none() or ""


def append(connection: Connection, journal: Table, act: Act, entries: Sequence[Entry]) -> None:
    """Write `entries` behind the last one, in their order."""
    if not entries:
        return
    last = connection.execute(
        select(journal.c.id, journal.c.hash).order_by(journal.c.id.desc()).limit(1)
    ).first()
    written, link = (last.id, last.hash) if last else (0, "")
    rows = []
    for number, entry in enumerate(entries, start=written + 1):
        row = {
            "id": number,
            "time": act.time,
            "operator": act.operator,
            "session": act.session,
            "batch": act.batch,
            "action": entry.action.value,
            "form": entry.form,
            "record": entry.record,
            "revision": entry.revision,
            "before": dumped(entry.before),
            "after": dumped(entry.after),
            "reason": act.reason,
        }
        link = row["hash"] = _link(link, row)
        rows.append(row)
    connection.execute(insert(journal), rows)


def changed_since(connection: Connection, journal: Table, head: str) -> dict[str, set[str]] | None:
    """Return the UUIDs of the records that changed after an entry, by ledger.

    Args:
        head: the hash of the entry, "" for the beginning. It is looked for from the end, so that
            the work follows what was done since.

    Returns:
        None where no entry has that hash, as in a book that was restored from before it.
    """
    columns = (journal.c[name] for name in ("hash", "action", "form", "record", "before", "after"))
    query = select(*columns).order_by(journal.c.id.desc())
    found: dict[str, set[str]] = {}
    with connection.execute(query, execution_options={"yield_per": 500}) as rows:
        for row in rows:
            if row.hash == head:
                return found
            if row.action in _OF_MANY:
                before, after = parts(row)
                found.setdefault(row.form, set()).update(before, after)
            elif row.action != Action.MONTH:
                found.setdefault(row.form, set()).add(row.record)
    return None if head else found


def broken_link(connection: Connection, journal: Table) -> BrokenLink | None:
    """Return the first entry that was altered, or before which entries are missing."""
    link = ""
    for expected, row in enumerate(_all_entries(connection, journal), start=1):
        link = _link(link, row._mapping)
        if row.id != expected or row.hash != link:
            return BrokenLink(number=expected, time=row.time, operator=row.operator)
    return None


def parts(row: Row[Any]) -> tuple[Part, Part]:
    """Return what an entry says of before and after."""
    return json.loads(row.before), json.loads(row.after)


def _all_entries(connection: Connection, journal: Table) -> Iterator[Row[Any]]:
    query = select(journal).order_by(journal.c.id)
    with connection.execute(query, execution_options={"yield_per": 500}) as rows:
        yield from rows


_OF_MANY = frozenset({Action.BULK, Action.MERGE, Action.UNMERGE})  # hold records by their UUIDs

_HASHED = (
    *("id", "time", "operator", "session", "batch", "action", "form", "record", "revision"),
    *("before", "after", "reason"),
)


def _link(previous: str, row: Any) -> str:
    """Return the hash of an entry: over its content, in a fixed writing, and the hash before it."""
    content = json.dumps(
        [previous, *(row[name] for name in _HASHED)], ensure_ascii=False, separators=(",", ":")
    )
    return hashlib.sha256(content.encode("utf-8")).hexdigest()
