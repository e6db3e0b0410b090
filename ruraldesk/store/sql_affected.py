"""The records that a change touches, found in SQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import Select, Table, select

from ruraldesk.definitions.affected import Hop, Touch
from ruraldesk.definitions.expression_nodes import Base, Identity
from ruraldesk.store.sql_compiler import Compiler
from ruraldesk.store.sql_rows import Frame, From


def affected_ids(
    touch: Touch,
    tables: Mapping[str, Table],
    ids: Sequence[int] | Select[int],
    *,
    as_of: date | None,
) -> Select[int]:
    """Return the SELECT of the ids of the records that changed records touch, deleted ones not.

    Args:
        touch: of the changed records' ledger, from `touched_by`.
        ids: of the changed records. Ask before the change, and again after it.
        as_of: the date for computed fields on the way; None in what becomes a `Question`.
    """
    table = tables[touch.form.table]
    found = select(table.c.id).where(table.c.deleted.is_(None))
    if touch.everything:
        return found
    compiler = Compiler(tables, as_of)
    reached: Sequence[int] | Select[int] = ids
    for hop in touch.hops:
        reached = _beyond(hop, compiler, reached)
    return found.where(table.c.id.in_(reached))


def _beyond(hop: Hop, compiler: Compiler, ids: Sequence[int] | Select[int]) -> Select[int]:
    """Return the ids of the rows that a hop leads to from the rows `ids`."""
    source = From(compiler.tables[hop.source.table].alias())
    near = Frame(source.first, source, parent_table=hop.source.parent)
    values = source.select(compiler.sql(hop.near, near)).where(source.first.c.id.in_(ids))
    if isinstance(hop.far, Identity) and hop.far.base is Base.THIS:
        return values
    target = From(compiler.tables[hop.target.table].alias())
    far = Frame(target.first, target, parent_table=hop.target.parent)
    far.this = far
    wanted = compiler.sql(hop.far, far)
    return target.select(target.first.c.id).where(wanted.in_(values))
