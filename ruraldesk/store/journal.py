"""The journal as people read it: what became of a record, by whom, and whether the chain holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, func, select

from ruraldesk.definitions.model import UNIT, FieldDef, FieldType, FormDef
from ruraldesk.definitions.plain import from_plain
from ruraldesk.definitions.values import BadValue, text_of
from ruraldesk.errors import Cancelled
from ruraldesk.store.changes import DELETED, POSITION, Part
from ruraldesk.store.journal_entries import Action, BrokenLink, broken_link, last_hash, parts
from ruraldesk.store.putting_back import Back, of_field
from ruraldesk.store.record_rows import RecordReader
from ruraldesk.store.referring import targets
from ruraldesk.store.taken import taken_units
from ruraldesk.store.undo import Undo, Undone, act_in_words
from ruraldesk.texts.translate import tr

if TYPE_CHECKING:
    from ruraldesk.store.book import Book


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """One entry that became another: where, and the texts that were shown."""

    label: str  # of a line: 工程产出, row 2, 数量
    old: str
    new: str
    back: Back | None = None  # what brings the entry back to `old`; None where nothing can


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One step in the life of a record."""

    time: str  # ISO
    operator: str
    action: str  # a stable word, see Action
    words: str  # the same for people
    revision: int
    fields: tuple[FieldChange, ...]
    reason: str


class Journal:
    """The journal of a book."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._table = book.tables["_journal"]
        self._reader = RecordReader(book)

    @cached_property
    def _undo(self) -> Undo:
        return Undo(self._book)

    def history(self, form: str, uuid: str) -> list[Change]:
        """Return what became of a record, the newest first; names are those of today."""
        definition = self._book.definitions.form(form)
        table = self._table
        query = select(table).where(table.c.form == form, table.c.record == uuid)
        with self._book.reading() as connection:
            rows = connection.execute(query.order_by(table.c.id.desc())).all()
            changes = [self._change(connection, definition, row, *parts(row)) for row in rows]
            if not rows or rows[-1].action != Action.CREATE:
                changes += self._among_many(connection, definition, uuid)
        return sorted(changes, key=lambda change: change.time, reverse=True)

    def verify_chain(self) -> BrokenLink | None:
        """Return the first entry that was tampered with; None when the journal is whole."""
        with self._book.reading() as connection:
            return broken_link(connection, self._table)

    def head(self) -> str:
        """Return the hash of the last entry: another one after every change of the book."""
        with self._book.reading() as connection:
            return last_hash(connection, self._table)

    def is_changed_since(self, head: str) -> bool:
        """Say whether any record changed after the entry with the hash `head`, "" the beginning."""
        table = self._table
        at = select(table.c.id).where(table.c.hash == head).scalar_subquery()
        query = (
            select(table.c.id)
            .where(table.c.id > func.coalesce(at, 0), table.c.action != Action.MONTH)
            .limit(1)
        )
        with self._book.reading() as connection:
            return connection.execute(query).first() is not None

    def undo(
        self, operator: str, reason: str = "", cancelled: Cancelled | None = None
    ) -> Undone | None:
        """Take back the operator's last act; see `Undo.undo`."""
        return self._undo.undo(operator, reason, cancelled)

    def redo(
        self, operator: str, reason: str = "", cancelled: Cancelled | None = None
    ) -> Undone | None:
        """Do again what the operator took back last; see `Undo.redo`."""
        return self._undo.redo(operator, reason, cancelled)

    def can_undo(self, operator: str) -> str:
        """Return in words what `undo` would take back, "" when there is nothing."""
        return self._undo.can_undo(operator)

    def can_redo(self, operator: str) -> str:
        """Return in words what `redo` would do again, "" when there is nothing."""
        return self._undo.can_redo(operator)

    def in_words(self, form: FormDef, old: Part, new: Part) -> tuple[FieldChange, ...]:
        """Return the two sides of a difference as people read it; names are those of today."""
        with self._book.reading() as connection:
            names = self._names(connection, form, (old, new))
        return tuple(_field_changes(form, old, new, names))

    def _among_many(self, connection: Connection, form: FormDef, uuid: str) -> Iterator[Change]:
        """Yield what became of a record together with many others, the newest first."""
        table = self._table
        own = self._book.tables[form.table]
        units = taken_units(connection, self._book)
        if units and UNIT in own.c:
            unit = connection.execute(select(own.c[UNIT]).where(own.c.uuid == uuid)).scalar()
            if unit in units:  # else one above it reports for it
                units = {str(unit)}
        query = select(table).where(
            table.c.form == form.key,
            table.c.record.in_(["", *sorted(units)]),
            table.c.after.contains(f'"{uuid}"'),
        )
        for row in connection.execute(query.order_by(table.c.id.desc())):
            before, after = parts(row)
            yield self._change(connection, form, row, before.get(uuid) or {}, after[uuid])

    def _change(
        self, connection: Connection, form: FormDef, row: Row[Any], old: Part, new: Part
    ) -> Change:
        names = self._names(connection, form, (old, new))
        return Change(
            time=row.time,
            operator=row.operator,
            action=row.action,
            words=act_in_words(Action(row.action)),
            revision=row.revision,
            fields=tuple(_field_changes(form, old, new, names)),
            reason=row.reason,
        )

    def _names(
        self, connection: Connection, form: FormDef, sides: tuple[Part, Part]
    ) -> dict[tuple[str, str], str]:
        """Return what the records and units that a change mentions are called today."""
        wanted: set[tuple[str, str]] = set()
        for side in sides:
            for field, value in _mentioned(form, side):
                if field.type is FieldType.REFERENCE:
                    wanted.add((field.form, value))
                elif field.type is FieldType.DIVISION:
                    wanted.add(("", value))
        units = self._reader.unit_names(connection, [code for key, code in wanted if not key])
        names = {("", code): f"{name} {code}" for code, name in units.items()}
        found = targets(connection, self._book, [one for one in wanted if one[0]])
        for (key, uuid), target in found.items():
            other = self._book.definitions.forms[key]
            called = self._reader.names(connection, other, [target.id])
            names[key, uuid] = called[target.id].name
        return names


def _mentioned(form: FormDef, side: Part) -> Iterator[tuple[FieldDef, str]]:
    for field in form.fields:
        if isinstance(value := side.get(field.key), str):
            yield field, value
    for line_form in form.lines:
        for part in (side.get(line_form.key) or {}).values():
            yield from _mentioned(line_form, part or {})


def _field_changes(
    form: FormDef, old: Part, new: Part, names: Mapping[tuple[str, str], str]
) -> Iterator[FieldChange]:
    for field in form.fields:
        if field.behind and field.behind in new:
            continue  # the name says it
        if field.key in new and (old.get(field.key) is not None or new[field.key] is not None):
            was = _shown(field, old.get(field.key), names)
            yield FieldChange(
                label=tr(field.label),
                old=was,
                new=_shown(field, new[field.key], names),
                back=of_field(field, old) if field.key in old else None,
            )
    if DELETED in new:
        places = {True: tr("in the recycle bin"), False: tr("in the ledger"), None: ""}
        yield FieldChange(label=tr("Place"), old=places[old.get(DELETED)], new=places[new[DELETED]])
    for line_form in form.lines:
        sides = (old.get(line_form.key) or {}, new.get(line_form.key) or {})
        for uuid in sides[1]:
            yield from _line_changes(line_form, uuid, sides[0].get(uuid), sides[1][uuid], names)


def _line_changes(
    form: FormDef,
    uuid: str,
    old: Part | None,
    new: Part | None,
    names: Mapping[tuple[str, str], str],
) -> Iterator[FieldChange]:
    place = (new or {}).get(POSITION) or (old or {}).get(POSITION)
    row = (
        tr("{lines}, row {number}").format(lines=tr(form.title), number=place)
        if place
        else tr(form.title)
    )
    if old is None or new is None:
        told = tr("{place}: {sentence}")
        part = new or old or {}
        text = tr("; ").join(
            told.format(place=tr(field.label), sentence=_shown(field, part[field.key], names))
            for field in form.fields
            if part.get(field.key) is not None and not field.behind
        )
        back = Back(values=old, lines=form.key, line=uuid, whole=True) if old else None
        yield FieldChange(
            label=row, old="" if old is None else text, new="" if new is None else text, back=back
        )
        return
    for change in _field_changes(form, old, new, names):
        back = replace(change.back, lines=form.key, line=uuid) if change.back else None
        yield FieldChange(
            label=tr("{row}, {field}").format(row=row, field=change.label),
            old=change.old,
            new=change.new,
            back=back,
        )
    if POSITION in new and old.get(POSITION) != new[POSITION]:
        yield FieldChange(
            label=tr("{lines}, order").format(lines=tr(form.title)),
            old=str(old.get(POSITION) or ""),
            new=str(new[POSITION] or ""),
        )


def _shown(field: FieldDef, plain: object, names: Mapping[tuple[str, str], str]) -> str:
    """Return what was shown of a value; one that no longer fits its field as it was kept."""
    if plain is None:
        return ""
    try:
        value = from_plain(field, plain)
    except BadValue:
        return str(plain)
    key = field.form if field.type is FieldType.REFERENCE else ""
    return text_of(field, value, names.get((key, str(value)), str(value)))
