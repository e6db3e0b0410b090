"""Telling while a record is typed that it may be there already: never more than a warning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from ruraldesk.definitions.fitting import value_fault
from ruraldesk.definitions.identity import birth_of
from ruraldesk.definitions.model import UNIT, FieldDef, FormDef, Record
from ruraldesk.definitions.names import name_of
from ruraldesk.errors import Level, Problem
from ruraldesk.store import likely_doubles
from ruraldesk.store.book import Book
from ruraldesk.texts.translate import tr

CODE = "likely_double"


def with_likely_doubles(
    book: Book,
    form: FormDef,
    record: Record,
    before: Record | None,
    problems: Sequence[Problem] = (),
) -> list[Problem]:
    """Return problems with those that name records of the unit which may be the one at hand.

    Each of these stands beside the field that tells, and leads to the other record. Where a rule
    of the form speaks of the same field already, its sentence leads there instead. What stands in
    the record since it was saved is not doubted again.

    Args:
        before: the record as it is saved; None for a new one.
        problems: what else is known of the record.
    """
    told = list(problems)
    for one in _likely_doubles(book, form, record, before):
        same = record[likely_doubles.NAME] if one.field == likely_doubles.NAME else None
        at = next(
            (
                place
                for place, other in enumerate(told)
                if other.field == one.field
                and other.level is Level.WARN
                and str(same) in other.message
            ),
            None,
        )
        if same and at is not None:
            told[at] = replace(told[at], form=one.form, record=one.record)
        else:
            told.append(one)
    return told


def _likely_doubles(
    book: Book, form: FormDef, record: Record, before: Record | None
) -> list[Problem]:
    new = _new(form, record, before)
    found = list(_same_numbers(book, form, record, new))
    told = {one.record for one in found}
    for one in (*_same_people(book, form, record, new), *_like_titles(book, form, record, new)):
        if one.record not in told:
            told.add(one.record)
            found.append(one)
    return found


def _new(form: FormDef, record: Record, before: Record | None) -> Mapping[str, FieldDef]:
    """Return the fields whose values can be read, and were not there when it was saved."""
    moved = before is None or before[UNIT] != record[UNIT]
    return {
        field.key: field
        for field in form.fields
        if field.stored
        and record[field.key] not in (None, "")
        and (moved or before is None or before[field.key] != record[field.key])
        and value_fault(field, record[field.key]) is None
    }


def _same_numbers(
    book: Book, form: FormDef, record: Record, new: Mapping[str, FieldDef]
) -> Iterator[Problem]:
    for field in new.values():
        uuid = likely_doubles.holder(book, form, field, record) if field.unique else None
        other = book.records.peek(form.key, uuid) if uuid is not None else None
        if other is not None:
            message = tr("“{name}” in this ledger has it already. One of the two is wrong.")
            yield _problem(form, field.key, other.uuid, message, name_of(form, other))


def _same_people(
    book: Book, form: FormDef, record: Record, new: Mapping[str, FieldDef]
) -> Iterator[Problem]:
    number = likely_doubles.id_number_of(form)
    if number is None or not likely_doubles.is_of_people(form):
        return
    telling = (likely_doubles.NAME, likely_doubles.BORN, number.key)
    if not new.keys() & set(telling) or not record[likely_doubles.NAME]:
        return
    told = birth_of(str(record[number.key])) if number.key in new else None
    born = told or record[likely_doubles.BORN]
    if not isinstance(born, date):
        return
    book.search.prepare()
    other = likely_doubles.same_person(book, form, record, born)
    if other is not None:
        message = tr(
            "{name}, born on the same day, is in this ledger already. Is it the same person?"
        )
        yield _problem(form, likely_doubles.NAME, other.uuid, message, other.called)


def _like_titles(
    book: Book, form: FormDef, record: Record, new: Mapping[str, FieldDef]
) -> Iterator[Problem]:
    if likely_doubles.NAME not in new or not likely_doubles.has_titles(form):
        return
    book.search.prepare()
    place = record.names.get(UNIT, "")
    for other in likely_doubles.like_titles(book, form, record, place):
        message = tr("“{name}” in this ledger is called nearly so. Is it the same one?")
        yield _problem(form, likely_doubles.NAME, other.uuid, message, other.called)


def _problem(form: FormDef, key: str, uuid: str, message: str, name: str) -> Problem:
    return Problem(
        message=message.format(name=name),
        level=Level.WARN,
        form=form.key,
        record=uuid,
        field=key,
        code=CODE,
    )
