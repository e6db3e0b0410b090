"""Whether what was written is what the report says: control totals, and marks for the next one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Table, func, select

from ruraldesk.definitions.model import UNIT, FieldType, FormDef
from ruraldesk.store.arrival import TotalsDiffer
from ruraldesk.store.columns import places, unscaled
from ruraldesk.store.questions import Question, asked_keys
from ruraldesk.store.record_rows import chunks
from ruraldesk.store.tables import tables_of
from ruraldesk.store.taking_laying import Laying
from ruraldesk.texts.numbers import plain
from ruraldesk.texts.translate import tr


def mark_of(laying: Laying, form: FormDef) -> list[Any]:
    """Return what shows whether a ledger of the units has changed: content, rows, revisions."""
    table = laying.book.tables[form.table]
    query = select(func.count(), func.coalesce(func.sum(table.c.revision), 0))
    question = laying.book.tables.kept(
        ("marks", form.table),
        lambda: Question.of(query.where(table.c[UNIT].in_(asked_keys())), laying.connection),
    )
    rows, revisions = question.ask(laying.connection, keys=sorted(laying.scope)).one()
    return [laying.arrival.hashes.get(form.key, ""), rows, int(revisions)]


def refuse_other_totals(laying: Laying, forms: Sequence[FormDef]) -> None:
    """Compare what the ledgers hold now with what the report says that they hold.

    Raises:
        TotalsDiffer: some number of rows, or some sum, is another one.
    """
    found: list[tuple[str, str, str]] = []
    for form in forms:
        for part in tables_of(form):
            if part.table in laying.arrival.counts:
                found += _differences(laying, form, part)
    if found:
        raise TotalsDiffer(found)


def _differences(laying: Laying, form: FormDef, part: FormDef) -> Iterator[tuple[str, str, str]]:
    own = laying.book.tables[form.table]
    said = laying.arrival.totals.get(part.table, {})
    fields = [one for one in part.fields if one.key in said and one.stored]
    names = tuple(one.key for one in fields)
    every, of_some = laying.book.tables.kept(
        ("totals", part.table, names), lambda: _questions(laying, own, part, names)
    )
    rows, *sums = every.ask(laying.connection, keys=sorted(laying.scope)).one()
    for some in chunks(laying.stayed.get(form.key, ())):
        less, *parts = of_some.ask(laying.connection, keys=some).one()
        rows -= less
        sums = [(one or 0) - (other or 0) for one, other in zip(sums, parts, strict=True)]
    title = f"{tr(form.title)} · {tr(part.title)}" if part.parent else tr(form.title)
    if rows != laying.arrival.counts[part.table]:
        what = tr("{form}, rows").format(form=title)
        yield what, str(laying.arrival.counts[part.table]), str(rows)
    for one, raw in zip(fields, sums, strict=True):
        whole = one.type is FieldType.INTEGER
        total = Decimal(raw or 0) if whole else unscaled(raw or 0, places(one))
        if total != Decimal(said[one.key]):
            what = tr("{form}, {field}").format(form=title, field=tr(one.label))
            yield what, said[one.key], plain(total, one.places)


def _questions(
    laying: Laying, own: Table, part: FormDef, names: Sequence[str]
) -> tuple[Question, Question]:
    """Return what asks for rows and sums of all that units have, and of some records."""
    table = laying.book.tables[part.table]
    query = select(func.count(), *(func.sum(table.c[one]) for one in names))
    if part.parent:
        query = query.join_from(table, own, table.c.parent_id == own.c.id)
    every = query.where(own.c[UNIT].in_(asked_keys()), own.c.deleted.is_(None))
    of_some = query.where(own.c.id.in_(asked_keys()))
    return Question.of(every, laying.connection), Question.of(of_some, laying.connection)
