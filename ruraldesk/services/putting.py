"""Saving records that come as JSON, one object a line: all or nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

from ruraldesk.definitions.choosing import did_you_mean, nearest
from ruraldesk.definitions.model import FieldDef, FieldType, FormDef, Record, Value
from ruraldesk.definitions.plain import from_plain
from ruraldesk.definitions.values import BadValue
from ruraldesk.errors import Problem, UserError
from ruraldesk.services.references import References
from ruraldesk.store.book import Book
from ruraldesk.texts.translate import tr

OUTSIDE = ("uuid", "revision", "id", "deleted", "changed", "changed_by", "created")


class UnknownForm(UserError):
    """A ledger is asked for that the book does not keep."""

    code = "unknown_form"

    def __init__(self, key: str, book: Book) -> None:
        known = list(book.definitions.forms)
        hint = did_you_mean(nearest(key, known))
        super().__init__(
            tr("This book has no ledger “{key}”.").format(key=key)
            + hint
            + tr(" It has: {keys}.").format(keys="、".join(known))
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Put:
    """What became of the records: counts, the UUIDs in the order of the lines, the problems."""

    added: int
    changed: int
    unchanged: int
    uuids: tuple[str, ...]
    problems: tuple[Problem, ...]
    refused: bool


def form_of(book: Book, key: str) -> FormDef:
    """Return the ledger `key` of the book; UnknownForm names the nearest one."""
    try:
        return book.definitions.form(key)
    except KeyError:
        raise UnknownForm(key, book) from None


def put(book: Book, form_key: str, lines: Iterable[str], *, operator: str = "") -> Put:
    """Save one record a line; a `uuid` that the book knows updates the fields that are given.

    Nothing is saved when any line is refused; each refusal names its line.
    """
    form = form_of(book, form_key)
    reader = JsonReader(book, form)
    records: list[Record] = []
    rows: list[int] = []
    problems: list[Problem] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        record, wrong = reader.record(line, number)
        problems.extend(wrong)
        if record is not None:
            records.append(record)
            rows.append(number)
    if problems:
        return _refused(problems)
    saved = book.records.save_many(form_key, records, operator=operator)
    told = tuple(_at_line(problem, rows) for problem in saved.problems)
    if saved.refused:
        return _refused(told)
    return Put(
        added=saved.added,
        changed=saved.changed,
        unchanged=saved.unchanged,
        uuids=tuple(record.uuid for record in saved.records),
        problems=told,
        refused=False,
    )


def _refused(problems: Iterable[Problem]) -> Put:
    return Put(added=0, changed=0, unchanged=0, uuids=(), problems=tuple(problems), refused=True)


def _at_line(problem: Problem, rows: list[int]) -> Problem:
    """Turn the place in the list of records (1-based) into the number of the line."""
    if problem.row is None:
        return problem
    return replace(problem, row=rows[problem.row - 1])


class JsonReader:
    """Turns JSON objects into records of one form, finding what they refer to."""

    def __init__(self, book: Book, form: FormDef) -> None:
        self._book, self._form = book, form
        self._references = References(book)

    def record(self, line: str, number: int) -> tuple[Record | None, list[Problem]]:
        """Return the record of one line, or None and what is wrong with it."""
        try:
            data = json.loads(line, parse_float=str, parse_constant=str)
        except json.JSONDecodeError as error:
            message = tr(
                "Line {line} is not JSON (at character {place}). Each line holds one object such "
                'as {{"name": "…"}}.'
            ).format(line=number, place=error.colno)
            return None, [Problem(message=message, form=self._form.key, row=number, code="json")]
        if not isinstance(data, dict):
            message = tr("Line {line} is not an object in braces {{…}}.").format(line=number)
            return None, [Problem(message=message, form=self._form.key, row=number, code="json")]
        problems: list[Problem] = []
        values, lines = self._read(self._form, data, "", number, problems)
        if problems:
            return None, problems
        record = self._joined(data, values, lines)
        self._references.announce(self._form, record)
        return record, []

    def _joined(
        self,
        data: Mapping[str, Any],
        values: dict[str, Value],
        lines: dict[str, tuple[Record, ...]],
    ) -> Record:
        """Lay what is given over the saved record of the same UUID, or over the defaults."""
        uuid = str(data.get("uuid") or "")
        before = self._book.records.peek(self._form.key, uuid) if uuid else None
        if before is not None:
            stored = {f.key: before[f.key] for f in self._form.fields if f.stored}
            return replace(before, values={**stored, **values}, lines={**before.lines, **lines})
        defaults = {f.key: f.default for f in self._form.fields if f.default is not None}
        if self._form.find("unit") is not None:
            defaults.setdefault("unit", self._book.info.unit)
        return Record(values={**defaults, **values}, lines=lines, uuid=uuid or str(uuid4()))

    def _read(
        self,
        form: FormDef,
        data: Mapping[str, Any],
        place: str,
        number: int,
        problems: list[Problem],
    ) -> tuple[dict[str, Value], dict[str, tuple[Record, ...]]]:
        values: dict[str, Value] = {}
        lines: dict[str, tuple[Record, ...]] = {}
        line_forms = {line.key: line for line in form.lines}
        for key, plain in data.items():
            field = form.find(key)
            where = f"{place}{key}"
            if key in OUTSIDE or (field is not None and not field.stored):
                continue  # what `rows` prints beside the entries may come back unchanged
            if field is not None:
                try:
                    values[key] = self._value(field, plain)
                except BadValue as error:
                    problems.append(self._problem(str(error), number, where, "value"))
            elif key in line_forms:
                lines[key] = self._lines(line_forms[key], plain, where, number, problems)
            else:
                problems.append(self._unknown(form, key, number, where))
        return values, lines

    def _lines(
        self, form: FormDef, plain: object, place: str, number: int, problems: list[Problem]
    ) -> tuple[Record, ...]:
        if not isinstance(plain, list) or not all(isinstance(one, dict) for one in plain):
            message = tr("“{key}” holds a list of objects: [{{…}}, {{…}}].").format(key=place)
            problems.append(self._problem(message, number, place, "lines"))
            return ()
        made = []
        for position, one in enumerate(plain, start=1):
            values, _ = self._read(form, one, f"{place}[{position}].", number, problems)
            made.append(Record(values=values, uuid=str(one.get("uuid") or "")))
        return tuple(made)

    def _value(self, field: FieldDef, plain: object) -> Value:
        if field.type is FieldType.REFERENCE and isinstance(plain, str) and plain:
            return self._references.uuid_of(field.form, plain)
        if field.type is FieldType.DIVISION and isinstance(plain, str) and plain:
            return self._references.unit_code(plain)
        return from_plain(field, plain)

    def _unknown(self, form: FormDef, key: str, number: int, place: str) -> Problem:
        known = [field.key for field in form.fields] + [line.key for line in form.lines]
        hint = did_you_mean(nearest(key, known))
        message = tr("“{form}” has no field “{key}”.").format(form=form.title, key=key) + hint
        return self._problem(message, number, place, "unknown_field")

    def _problem(self, message: str, row: int, place: str, code: str) -> Problem:
        return Problem(message=message, form=self._form.key, row=row, field=place, code=code)
