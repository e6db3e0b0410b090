"""Reading and saving records: the part of a book that everything else goes through."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from ruraldesk.definitions.expressions import Expression
from ruraldesk.definitions.model import FormDef, Record, Value
from ruraldesk.errors import Problem
from ruraldesk.store.archive import damaged_book
from ruraldesk.store.bulk import Item, SavedMany, SavingMany
from ruraldesk.store.bulk_insert import BulkInsert
from ruraldesk.store.journal_entries import Act, Action
from ruraldesk.store.lists import ListQuery
from ruraldesk.store.matching import Matching
from ruraldesk.store.merging import merged
from ruraldesk.store.preparing import Wanted, blocks
from ruraldesk.store.record_rows import UNIT_FORM, RecordReader, chunks
from ruraldesk.store.rules import Rules
from ruraldesk.store.saving import Refused, Saving
from ruraldesk.store.stale import NoSuchRecord, StaleRevision, refuse_stale

if TYPE_CHECKING:
    from ruraldesk.store.book import Book

__all__ = ["NoSuchRecord", "Records", "Saved", "SavedMany", "StaleRevision"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What became of one record.

    With a blocking problem nothing was changed and `record` is the one handed in; else it is the
    record as the book has it now. `before` is what was stored, None for a new record.
    """

    record: Record
    problems: tuple[Problem, ...] = ()
    before: Record | None = None
    unchanged: bool = False

    @property
    def refused(self) -> bool:
        """Whether a problem kept it from being saved."""
        return blocks(self.problems)


class Records:
    """The records of a book."""

    def __init__(self, book: Book) -> None:
        self._book = book

    @cached_property
    def reader(self) -> RecordReader:
        """Reads records on a connection that one has already."""
        return RecordReader(self._book)

    @cached_property
    def _matching(self) -> Matching:
        return Matching(self._book)

    @cached_property
    def rules(self) -> Rules:
        """The rules of all forms, in SQL."""
        return Rules(self._book)

    def prepare(self, form: str, as_of: date | None = None) -> None:
        """Build all statements that saving in a ledger needs; to be called beside the window.

        Without it the first save of a session takes some tenths of a second longer.
        """
        definition, day = self._form(form), as_of or date.today()
        self._book.search.prepare()
        with self._book.reading() as connection:
            self.reader.by_uuids(connection, definition, [""], as_of=day)
            self.reader.states(connection, definition, [""])
            self.rules.prepare(connection, definition, day)

    def get(self, form: str, uuid: str, *, as_of: date | None = None) -> Record:
        """Return a record with its lines, computed values and the names of what it refers to.

        Raises:
            NoSuchRecord: the book does not have it.
        """
        found = self.peek(form, uuid, as_of=as_of)
        if found is None:
            raise NoSuchRecord(self._form(form), uuid)
        return found

    def peek(self, form: str, uuid: str, *, as_of: date | None = None) -> Record | None:
        """Return what `get` returns, None when the book does not have the record."""
        with self._book.reading() as connection:
            found = self.reader.by_uuids(
                connection, self._form(form), [uuid], as_of=as_of or date.today()
            )
        return found.get(uuid)

    def by_ids(
        self,
        form: str,
        ids: Sequence[int],
        fields: Sequence[str] | None = None,
        *,
        lines: bool = False,
        as_of: date | None = None,
    ) -> list[Record]:
        """Return records in the order of `ids`; unknown ids fall out.

        Args:
            fields: keys of the fields to read, computed ones too; None means all.
            lines: read the lines too, and then all fields.
            as_of: the date for computed fields, today if None.
        """
        definition, day = self._form(form), as_of or date.today()
        with self._book.reading() as connection:
            if not lines:
                return self.reader.by_ids(connection, definition, ids, fields=fields, as_of=day)
            uuids = self.reader.uuids(connection, definition, ids)
            found = self.reader.by_uuids(connection, definition, uuids, as_of=day)
        if not found.keys() >= set(uuids):  # the index of UUIDs and the table disagree
            raise damaged_book(self._book.path)
        return [found[uuid] for uuid in uuids]

    def by_uuids(
        self, form: str, uuids: Iterable[str], *, as_of: date | None = None
    ) -> dict[str, Record]:
        """Return whole records by UUID, as `get` does; unknown ones are left out."""
        with self._book.reading() as connection:
            return self.reader.by_uuids(
                connection, self._form(form), uuids, as_of=as_of or date.today()
            )

    def find(
        self,
        form: str,
        where: Expression | None = None,
        *,
        limit: int | None = None,
        deleted: bool = False,
        as_of: date | None = None,
    ) -> list[Record]:
        """Return whole records for which `where` holds, in the order of the form."""
        query = ListQuery(where=(where,) if where else (), deleted=deleted, as_of=as_of)
        lists = self._book.lists
        ids = lists.ids(form, query) if limit is None else lists.first_ids(form, query, limit)
        return self.by_ids(form, ids, lines=True, as_of=as_of)

    def match(self, form: str, values: Mapping[str, Value]) -> Record | None:
        """Return the stored record that `values` speak of, by the identities of the form.

        The strongest identity that `values` fill and a record has decides; a record that
        contradicts a stronger one is somebody else. None when there is no such record, or several.
        Computed values are not read.
        """
        definition = self._form(form)
        with self._book.reading() as connection:
            uuid = self._matching.uuid(connection, definition, values)
            found = self.reader.states(connection, definition, [uuid]) if uuid else {}
        return found.get(uuid)

    def identities(self, form: str, keys: Sequence[str]) -> dict[tuple[Value, ...], list[str]]:
        """Return the UUIDs of all records by their values of `keys`: `match` for a whole table."""
        definition = self._form(form)
        ids = sorted(self._book.lists.ids(form, ListQuery()))
        found: dict[tuple[Value, ...], list[str]] = {}
        with self._book.reading() as connection:
            for piece in chunks(ids, 5000):
                for record in self.reader.by_ids(
                    connection, definition, piece, fields=keys, as_of=date.today(), depth=0
                ):
                    values = tuple(record[key] for key in keys)
                    if None not in values:
                        found.setdefault(values, []).append(record.uuid)
        return found

    def units(self) -> list[tuple[str, str]]:
        """Return code and name of every unit in the book, its own among them, by code."""
        own = self._book.info
        form = self._book.definitions.forms.get(UNIT_FORM)
        if form is None or not form.find("code") or not form.find("name"):
            return [(own.unit, own.name)]
        table = self._book.tables[form.table]
        query = select(table.c.code, table.c.name).where(
            table.c.deleted.is_(None), table.c.code.is_not(None)
        )
        with self._book.reading() as connection:
            rows = connection.execute(query).all()
        return sorted({own.unit: own.name, **{row.code: row.name or "" for row in rows}}.items())

    def save(
        self,
        form: str,
        record: Record,
        *,
        operator: str = "",
        reason: str = "",
        as_of: date | None = None,
    ) -> Saved:
        """Save one record with its lines in one transaction, or nothing at all.

        What the record does not mention stays as it is stored, see `merged`. Blocking problems
        come back with the record untouched; warnings come back with the saved record.

        Raises:
            StaleRevision: it was changed since it was read; the error carries both versions.
            NoSuchRecord: it has a revision, but the book does not have it.
        """
        definition = self._form(form)
        act = Act(operator=operator, reason=reason)

        def wanted(connection: Connection) -> Wanted:
            before = self._stored(connection, definition, record)
            action = Action.CHANGE if before else Action.CREATE
            return Wanted(after=merged(definition, record, before), before=before, action=action)

        return self._one(definition, record, act, wanted, as_of or date.today())

    def save_many(
        self,
        form: str,
        records: Sequence[Record],
        *,
        operator: str = "",
        batch: str = "",
        reason: str = "",
        skip_bad: bool = False,
        as_of: date | None = None,
    ) -> SavedMany:
        """Save records of one ledger in one transaction; see `save_all`."""
        return self.save_all(
            [(form, record) for record in records],
            operator=operator,
            batch=batch,
            reason=reason,
            skip_bad=skip_bad,
            as_of=as_of,
        )

    def save_all(
        self,
        items: Sequence[tuple[str, Record]],
        *,
        operator: str = "",
        batch: str = "",
        reason: str = "",
        together: Sequence[int] | None = None,
        skip_bad: bool = False,
        dry_run: bool = False,
        as_of: date | None = None,
        progress: Callable[[int], None] | None = None,
    ) -> SavedMany:
        """Save records, each with the key of its ledger, in one transaction and one act.

        A record may refer to one before it that is new, by the UUID that it was given.

        Args:
            batch: what the journal calls the act, such as the name of a file; a number is added.
            together: for each item the number of its group, items of a group being neighbours:
                a group is saved as a whole or not at all.
            skip_bad: save what can be saved and tell the rest; otherwise all or nothing. Problems
                say in `row` which of the items they concern, from 1.
            dry_run: keep nothing, but tell what would have become of it.
            progress: called with the number of items done; what it raises ends the act, and
                nothing is saved.
        """
        act = Act(operator=operator, reason=reason)
        if batch:
            act = replace(act, batch=f"{batch}#{act.batch}")
        made = [
            Item(row, self._form(form), record, together[row - 1] if together else row)
            for row, (form, record) in enumerate(items, start=1)
        ]
        saving = SavingMany(self._book, act, as_of or date.today(), progress)
        return saving.save(made, skip_bad=skip_bad, dry_run=dry_run)

    def insert_many(self, form: str, records: Iterable[Record], *, operator: str = "") -> int:
        """Write new records that are known to be good, quickly; return how many.

        For samples and benches: values, uniqueness and rules are not checked, and serial numbers
        are not given. Ids of units and references must exist.
        """
        act = Act(operator=operator)
        return BulkInsert(self._book, self._form(form), act).insert(records)

    def delete(
        self, form: str, uuid: str, revision: int, *, operator: str = "", reason: str = ""
    ) -> Saved:
        """Move a record into the recycle bin; refused while others refer to it, naming them.

        Raises:
            StaleRevision, NoSuchRecord: as for `save`.
        """
        return self._move(
            form, uuid, revision, Act(operator=operator, reason=reason), Action.DELETE
        )

    def restore(
        self, form: str, uuid: str, revision: int = 0, *, operator: str = "", reason: str = ""
    ) -> Saved:
        """Bring a record back from the recycle bin; refused when it no longer fits.

        Args:
            revision: the one that was seen; 0 takes the record as it is.

        Raises:
            StaleRevision, NoSuchRecord: as for `save`.
        """
        return self._move(
            form, uuid, revision, Act(operator=operator, reason=reason), Action.RESTORE
        )

    def _form(self, key: str) -> FormDef:
        return self._book.definitions.form(key)

    def _move(self, form: str, uuid: str, revision: int, act: Act, action: Action) -> Saved:
        """Move a record into the recycle bin or out of it."""
        definition = self._form(form)

        def wanted(connection: Connection) -> Wanted:
            before = self.reader.states(connection, definition, [uuid]).get(uuid)
            if before is None:
                raise NoSuchRecord(definition, uuid)
            if revision and revision != before.revision:
                raise StaleRevision(definition, before, before)
            after = replace(before, deleted=action is Action.DELETE, revision=before.revision + 1)
            return Wanted(after=after, before=before, action=action)

        return self._one(definition, Record(values={}, uuid=uuid), act, wanted, date.today())

    def _one(
        self,
        form: FormDef,
        record: Record,
        act: Act,
        wanted: Callable[[Connection], Wanted],
        as_of: date,
    ) -> Saved:
        """Write one record in a transaction of its own, and read it back."""
        self._book.search.prepare()
        try:
            with self._book.writing() as connection:
                saving = Saving(connection, self._book, act, as_of)
                [judged] = saving.take(form, [wanted(connection)])
                problems = list(judged.problems)
                if judged.change and not judged.refused:
                    problems += [one.problem for one in saving.broken([judged.change])]
                if blocks(problems):
                    raise Refused(_of_a_record(problems, judged.record.uuid, judged.before))
                if judged.change:
                    saving.settle([judged.change])
                    saving.finish()
                uuid = judged.record.uuid
                done = self.reader.by_uuids(connection, form, [uuid], as_of=as_of)[uuid]
        except Refused as refused:
            return Saved(record=record, problems=refused.problems)
        return Saved(
            record=done,
            problems=tuple(problems),
            before=judged.before,
            unchanged=judged.change is None,
        )

    def _stored(self, connection: Connection, form: FormDef, record: Record) -> Record | None:
        """Return what the book has of a record that is to be saved; refuse a stale one."""
        found = self.reader.states(connection, form, [record.uuid]) if record.uuid else {}
        before = found.get(record.uuid)
        refuse_stale(form, record, before)
        return before


def _of_a_record(
    problems: Iterable[Problem], uuid: str, before: Record | None
) -> tuple[Problem, ...]:
    """Return problems without the identity of a record that is not to be: nothing can open it."""
    if before is not None:
        return tuple(problems)
    return tuple(replace(one, record="") if one.record == uuid else one for one in problems)
