"""What the journal says last about records: who, when, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Table, select

from ruraldesk.store.journal_entries import Action
from ruraldesk.store.record_rows import chunks


@dataclass(frozen=True, slots=True)
class Told:
    """What the journal says last about a record; empty where it tells only of many together."""

    number: int = 0  # of the entry
    time: str = ""  # ISO
    operator: str = ""
    reason: str = ""  # the last one that was given: a mended slip need not say it again


def told_between(
    connection: Connection,
    journal: Table,
    form: str,
    uuids: Sequence[str],
    *,
    after: str,
    until: str,
) -> dict[str, Told]:
    """Return what is said of a ledger's records, by UUID.

    Args:
        after, until: heads of the journal; what came after the first, up to the second, counts.
            "" sets no bound.
    """
    columns = (journal.c[name] for name in ("id", "record", "time", "operator", "reason"))
    query = select(*columns).where(
        journal.c.form == form,
        journal.c.action != Action.MONTH,
        journal.c.id > _place(connection, journal, after),
    )
    if last := _place(connection, journal, until):
        query = query.where(journal.c.id <= last)
    found: dict[str, Told] = {}
    for piece in chunks(uuids):
        asked = query.where(journal.c.record.in_(piece)).order_by(journal.c.id)
        for row in connection.execute(asked):
            before = found.get(row.record, Told())
            found[row.record] = Told(row.id, row.time, row.operator, row.reason or before.reason)
    return found


def _place(connection: Connection, journal: Table, head: str) -> int:
    """Return the number of the entry with this hash; 0 for none."""
    if not head:
        return 0
    query = select(journal.c.id).where(journal.c.hash == head)
    return connection.execute(query).scalar_one_or_none() or 0
