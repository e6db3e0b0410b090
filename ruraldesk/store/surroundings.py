"""What the rest of the book says to a record: values are taken, references lead nowhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import Connection, func, literal, select

from ruraldesk.definitions.fitting import value_fault
from ruraldesk.definitions.model import UNIT, FieldDef, FieldType, FormDef, Record
from ruraldesk.definitions.values import text_of
from ruraldesk.errors import Problem
from ruraldesk.store.columns import Raw, to_sql
from ruraldesk.store.record_rows import UNIT_FORM, RecordReader, chunks
from ruraldesk.store.referring import Pointers, Target, targets
from ruraldesk.texts.translate import tr

if TYPE_CHECKING:
    from ruraldesk.store.book import Book

UniqueKey = tuple[str, str, str, Raw]
"""Form, field, unit and stored value: what a value is known by that nobody else may have."""


class Unique:
    """The values of a form's records that must differ from all others of their unit."""

    def __init__(self, form: FormDef) -> None:
        self._form, self._placed = form.key, form.find(UNIT) is not None
        self._fields = [
            field
            for field in form.fields
            if field.stored and (field.unique or field.type is FieldType.SERIAL)
        ]

    def keys(self, record: Record) -> Iterator[UniqueKey]:
        """Yield the keys of the values that a record has."""
        unit = str(record[UNIT] or "") if self._placed else ""
        for field in self._fields:
            value = record[field.key]
            if value is not None and value_fault(field, value) is None:
                place = "" if field.key == UNIT else unit
                yield self._form, field.key, place, to_sql(field, value)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the records of one chunk meet in the book, looked up at once."""

    connection: Connection
    book: Book
    form: FormDef
    pointers: Pointers
    unique: Unique
    targets: Mapping[tuple[str, str], Target]  # by form and UUID: what is referred to
    holders: Mapping[UniqueKey, int]  # ids of those who have a unique value now
    units: frozenset[str] | None  # codes that a division may have; None: any will do

    @classmethod
    def of(
        cls, connection: Connection, book: Book, form: FormDef, records: Sequence[Record]
    ) -> Surroundings:
        """Look up what `records`, of one form, meet."""
        pointers, unique = Pointers(form), Unique(form)
        referred = {
            (found.field.form, found.value)
            for record in records
            for found in pointers.of(record)
            if found.field.type is FieldType.REFERENCE
        }
        return cls(
            connection,
            book,
            form,
            pointers,
            unique,
            targets(connection, book, referred),
            _holders(connection, book, form, [key for one in records for key in unique.keys(one)]),
            _unit_codes(connection, book, form),
        )

    def shared_values(self, record: Record, taken: Mapping[UniqueKey, str]) -> Iterator[Problem]:
        """Name the values that must differ and are somebody else's; `taken`: UUIDs of new ones."""
        for key in self.unique.keys(record):
            holder = self.holders.get(key)
            if holder is not None and holder != record.id:
                name = self._name(self.form, holder)
            elif taken.get(key, record.uuid) != record.uuid:
                name = tr("another of these records")
            else:
                continue
            field = self.form.field(key[1])
            yield Problem(
                message=tr(
                    "{field}: “{value}” is already used by “{name}”. Enter another value, or "
                    "open that record instead."
                ).format(field=tr(field.label), value=text_of(field, record[field.key]), name=name),
                field=field.key,
                code="unique",
            )

    def lost_references(
        self,
        record: Record,
        before: Record | None,
        added: Mapping[tuple[str, str], int],
    ) -> Iterator[Problem]:
        """Name the references that lead nowhere, or newly into the recycle bin.

        `added` are the records that this transaction brings.
        """
        kept = {(one.field.form, one.value) for one in self.pointers.of(before)} if before else {}
        for one in self.pointers.of(record):
            if one.field.type is FieldType.DIVISION:
                sentence = "" if ("", one.value) in kept else self._lost_unit(one.value)
            elif (one.field.form, one.value) in added:
                continue
            else:
                old = (one.field.form, one.value) in kept
                sentence = self._lost_record(one.field, one.value, kept=old)
            if sentence:
                place = f"{one.words}{tr(one.field.label)}"
                message = tr("{place}: {sentence}").format(place=place, sentence=sentence)
                yield Problem(
                    message=message, field=f"{one.place}{one.field.key}", code="reference"
                )

    def _lost_record(self, field: FieldDef, uuid: str, *, kept: bool) -> str:
        target = self.targets.get((field.form, uuid))
        form = self.book.definitions.forms[field.form]
        if target is None:
            return tr("the record is not in “{form}”. Enter it there first.").format(
                form=tr(form.title)
            )
        if target.deleted and not kept:
            return tr(
                "“{name}” is in the recycle bin of “{form}”. Restore it first, or choose another."
            ).format(name=self._name(form, target.id), form=tr(form.title))
        return ""

    def _lost_unit(self, code: str) -> str:
        if self.units is None or code in self.units:
            return ""
        units = self.book.definitions.forms[UNIT_FORM]
        return tr(
            "the code {code} is not in “{form}”. Enter the unit there first, or correct the code."
        ).format(code=code, form=tr(units.title))

    def _name(self, form: FormDef, id_: int) -> str:
        reader = RecordReader(self.book)
        return reader.names(self.connection, form, [id_], as_of=date.today())[id_].name


def _holders(
    connection: Connection, book: Book, form: FormDef, keys: Iterable[UniqueKey]
) -> dict[UniqueKey, int]:
    """Return the ids of those who have the values now."""
    table = book.tables[form.table]
    found: dict[UniqueKey, int] = {}
    values: dict[str, set[Raw]] = {}
    for _, key, _, raw in keys:
        values.setdefault(key, set()).add(raw)
    for key, wanted in values.items():
        scoped = UNIT in table.c and key != UNIT
        unit = func.coalesce(table.c[UNIT], "") if scoped else literal("")
        query = select(table.c.id, unit, table.c[key]).where(table.c.deleted.is_(None))
        for piece in chunks(wanted):
            for id_, place, raw in connection.execute(query.where(table.c[key].in_(piece))):
                found[form.key, key, place, raw] = id_
    return found


def _unit_codes(connection: Connection, book: Book, form: FormDef) -> frozenset[str] | None:
    units = book.definitions.forms.get(UNIT_FORM)
    if units is None or form.key == UNIT_FORM or units.find("code") is None:
        return None
    table = book.tables[units.table]
    query = select(table.c.code).where(table.c.deleted.is_(None), table.c.code.is_not(None))
    codes = frozenset(connection.execute(query).scalars())
    return codes | {book.info.unit, book.info.parent} if codes else None
