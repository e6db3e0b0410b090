"""Which tables hold anything: a village keeps a few of the hundred ledgers.

Making the SQL of a rule, a reminder or a figure takes longer than asking it, so that whoever goes
through all ledgers asks here first.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from ruraldesk.store.record_rows import chunks

_TABLES_AT_ONCE = 400  # SQLite joins at most 500 questions


def begun(connection: Connection, tables: Iterable[str]) -> frozenset[str]:
    """Return those of the tables in which a row stands, be it a deleted one."""
    found: set[str] = set()
    for some in chunks(sorted(tables), _TABLES_AT_ONCE):
        parts = [f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in some]
        found.update(connection.exec_driver_sql(" UNION ALL ".join(parts)).scalars())
    return frozenset(found)
