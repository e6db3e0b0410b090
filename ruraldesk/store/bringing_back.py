"""Out of the recycle bin: a record, with what it refers to and lies there too, in one act."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from ruraldesk.definitions.model import FieldType, FormDef, Record
from ruraldesk.errors import Level, Problem
from ruraldesk.store.journal_entries import Act, Action
from ruraldesk.store.preparing import Wanted, blocks
from ruraldesk.store.record_rows import RecordReader
from ruraldesk.store.referring import Pointers, targets
from ruraldesk.store.saving import Refused, Saving
from ruraldesk.store.stale import NoSuchRecord
from ruraldesk.texts.translate import tr

if TYPE_CHECKING:
    from ruraldesk.store.book import Book

CODE = "restored_too"
"""Of the word that tells of another record that came back."""


def bring_back(
    book: Book, form: str, uuid: str, act: Act, as_of: date | None = None
) -> tuple[Problem, ...]:
    """Restore a record, before it the deleted records that it refers to; all of them or none.

    Returns:
        What keeps it in the bin (then nothing was changed), or what else was restored.

    Raises:
        NoSuchRecord: the book does not have it.
    """
    definition = book.definitions.form(form)
    reader = RecordReader(book)
    book.search.prepare()
    try:
        with book.writing() as connection:
            wanted = _wanted(connection, book, reader, definition, uuid)
            names = _names(connection, reader, wanted[:-1])
            saving = Saving(connection, book, act, as_of or date.today())
            changes, problems = [], list[Problem]()
            for own, record in wanted:
                after = replace(record, deleted=False, revision=record.revision + 1)
                [judged] = saving.take(
                    own, [Wanted(after=after, before=record, action=Action.RESTORE)]
                )
                problems += judged.problems
                if blocks(problems):
                    raise Refused(problems)
                changes += [judged.change] if judged.change else []
            problems += [one.problem for one in saving.broken(changes)]
            if blocks(problems):
                raise Refused(problems)
            saving.settle(changes)
            saving.finish()
    except Refused as refused:
        return refused.problems
    return tuple(problems) + tuple(
        Problem(
            message=tr("“{name}” in “{form}” was restored, too: this record refers to it.").format(
                name=name, form=tr(own.title)
            ),
            level=Level.INFORM,
            form=own.key,
            record=record.uuid,
            code=CODE,
        )
        for (own, record), name in zip(wanted[:-1], names, strict=True)
    )


def _wanted(
    connection: Connection, book: Book, reader: RecordReader, form: FormDef, uuid: str
) -> list[tuple[FormDef, Record]]:
    """Return the records that come back, each after those that it refers to."""
    found: dict[tuple[str, str], tuple[FormDef, Record]] = {}
    under_way: set[tuple[str, str]] = set()

    def visit(own: FormDef, one: str) -> None:
        key = (own.key, one)
        if key in found or key in under_way:
            return
        under_way.add(key)
        record = reader.states(connection, own, [one]).get(one)
        if record is None:
            raise NoSuchRecord(own, one)
        pointers = [
            (pointer.field.form, pointer.value)
            for pointer in Pointers(own).of(record)
            if pointer.field.type is FieldType.REFERENCE
        ]
        there = targets(connection, book, pointers)
        for other in dict.fromkeys(pointers):
            if other in there and there[other].deleted:
                visit(book.definitions.form(other[0]), other[1])
        found[key] = (own, record)

    visit(form, uuid)
    return list(found.values())


def _names(
    connection: Connection, reader: RecordReader, wanted: list[tuple[FormDef, Record]]
) -> list[str]:
    return [reader.names(connection, own, [one.id])[one.id].name for own, one in wanted]
