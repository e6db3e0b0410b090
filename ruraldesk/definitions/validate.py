"""What is wrong with a record by itself, in sentences a clerk can act on.

Used while a record is being entered and again before it is written. What needs other records
(unique values, references that exist, rules over ledgers) is judged by the store.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import cast

from ruraldesk.definitions.asking import Asked, asked_of, demanded
from ruraldesk.definitions.choosing import did_you_mean, nearest
from ruraldesk.definitions.exact import NumberTooLarge
from ruraldesk.definitions.fitting import shown, value_fault
from ruraldesk.definitions.model import FieldDef, FieldType, FormDef, Record, Value
from ruraldesk.definitions.rows import Ledgers
from ruraldesk.definitions.values import shown_unit, text_of
from ruraldesk.errors import Problem
from ruraldesk.texts.translate import listed, tr, with_unit

_EMPTY = Record(values={})


def check_values(
    form: FormDef,
    record: Record,
    *,
    ledgers: Ledgers,
    as_of: date,
    before: Record | None = None,
) -> list[Problem]:
    """Return everything that keeps `record` from being saved, in the order of the entry form.

    Args:
        form: the record's ledger.
        ledgers: where conditions look up other records.
        as_of: the day for which conditions hold.
        before: the record as it is saved; choices that were retired since may stay, and its state
            may only move where the form allows. None for a record that was never saved.
    """
    sound = _sound(form, record)
    checking = _Checking(form, sound, ledgers, as_of)
    return [
        *checking.record(form, record, sound, before or _EMPTY),
        *checking.state_move(form, sound, before),
        *checking.lines(form, record, before or _EMPTY),
    ]


def _sound(form: FormDef, record: Record) -> Record:
    """Return the record without values that are none of their fields' types, for conditions."""
    bad = [
        field.key
        for field in form.fields
        if field.stored and value_fault(field, record[field.key]) is not None
    ]
    lines = {
        line.key: tuple(_sound(line, row) for row in record.lines.get(line.key, ()))
        for line in form.lines
        if line.key in record.lines
    }
    if not bad and not lines:
        return record
    values = {key: value for key, value in record.values.items() if key not in bad}
    return replace(record, values=values, lines=lines)


def _is_empty(value: Value) -> bool:
    return value is None or value == "" or value == ()


@dataclass(frozen=True, slots=True)
class _Checking:
    """One check of one record; methods yield the problems of its parts.

    `sound` is the whole record as conditions see it.
    """

    ledger: FormDef
    sound: Record
    ledgers: Ledgers
    as_of: date

    def record(
        self,
        form: FormDef,
        record: Record,
        sound: Record,
        before: Record,
        way: tuple[str, str] = ("", ""),
    ) -> Iterator[Problem]:
        """Judge the fields of the record, or of one of its lines.

        `way` is how the place of the fields begins, in a problem's `field` and in its sentence.
        """
        try:
            asked = self._asked(form, sound)
        except NumberTooLarge as error:
            yield self._problem("", tr(form.title), error.code, str(error), way)
            asked = Asked(frozenset(field.key for field in form.asked()), frozenset())
        yield from self._unknown(form, record, way)
        for field in form.fields:
            if field.stored:
                yield from self._field(form, field, record, sound, before, asked, way)
        for line in form.lines:
            if line.key in asked.required and not record.lines.get(line.key):
                sentence = tr("There must be at least one row here{state}.")
                told = sentence.format(state=_state_name(form, sound, line.key))
                yield self._problem(line.key, tr(line.title), "required", told, way)

    def _field(
        self,
        form: FormDef,
        field: FieldDef,
        record: Record,
        sound: Record,
        before: Record,
        asked: Asked,
        way: tuple[str, str],
    ) -> Iterator[Problem]:
        """Judge one field: its type, whether it is filled, and what the form demands of it."""
        key, value = field.key, record[field.key]
        found: tuple[str, str] | None = None
        if _is_empty(value):
            if key in asked.required:
                found = "required", _ask_for(form, sound, field)
        elif (fault := value_fault(field, value)) is not None:
            found = "value", fault
        elif key in asked.visible:  # what nobody is asked now, nobody could mend
            found = _LIMITS.get(field.type, _unlimited)(field, value, before[key])
        if found is not None:
            yield self._problem(key, tr(field.label), *found, way)

    def lines(self, form: FormDef, record: Record, before: Record) -> Iterator[Problem]:
        """Judge the lines of the record: each by itself, and what must differ between them."""
        known = {line.key: line for line in form.lines}
        for key, rows in record.lines.items():
            line = known.get(key)
            if line is None:
                yield self._stranger(form, key, tuple(known), ("", ""))
                continue
            old = {row.uuid: row for row in before.lines.get(key, ()) if row.uuid}
            sound = self.sound.lines[key]
            for number, row in enumerate(rows, start=1):
                earlier = old.get(row.uuid, _EMPTY)
                way = _way(line, number)
                yield from self.record(line, row, sound[number - 1], earlier, way)
            yield from self._doubles(line, sound)

    def _asked(self, form: FormDef, sound: Record) -> Asked:
        parent = self.sound if form.parent else None
        return asked_of(form, sound, ledgers=self.ledgers, as_of=self.as_of, parent=parent)

    def state_move(self, form: FormDef, record: Record, before: Record | None) -> Iterator[Problem]:
        """Judge the step from the saved state to the entered one."""
        if form.states is None or before is None:
            return
        field = form.field(form.states.field)
        old, new = before[field.key], record[field.key]
        state = form.states.state(old) if isinstance(old, str) else None
        if state is None or not isinstance(new, str) or new == old or new in state.to:
            return
        if field.choices is None or new not in field.choices.codes():
            return  # said already: there is no such state
        allowed = listed(text_of(field, code) for code in state.to)
        if allowed:
            sentence = tr("From “{old}” it goes to {allowed}, not to “{new}”.")
        else:
            sentence = tr("“{old}” is the last state; it cannot become “{new}”.")
        told = sentence.format(old=text_of(field, old), new=text_of(field, new), allowed=allowed)
        yield self._problem(field.key, tr(field.label), "state_move", told, ("", ""))

    def _unknown(self, form: FormDef, record: Record, way: tuple[str, str]) -> Iterator[Problem]:
        """Name the keys that the form does not have."""
        known = {field.key for field in form.fields}
        for key in record.values:
            if key not in known:
                yield self._stranger(form, key, tuple(known), way)

    def _stranger(
        self, form: FormDef, key: str, known: tuple[str, ...], way: tuple[str, str]
    ) -> Problem:
        sentence = tr("“{form}” has no field “{key}”.").format(form=tr(form.title), key=shown(key))
        sentence += did_you_mean(nearest(key, sorted(known)))
        return self._problem(key, shown(key), "unknown_field", sentence, way)

    def _doubles(self, form: FormDef, rows: tuple[Record, ...]) -> Iterator[Problem]:
        """Name the rows that share a value which must be unique within the record."""
        for field in form.fields:
            if not field.unique or not field.stored:
                continue
            counts = Counter(row[field.key] for row in rows if row[field.key] is not None)
            for number, row in enumerate(rows, start=1):
                if counts[row[field.key]] > 1:
                    told = _there_twice(field, row)
                    yield self._problem(
                        field.key, tr(field.label), "unique", told, _way(form, number)
                    )

    def _problem(
        self, key: str, label: str, code: str, sentence: str, way: tuple[str, str]
    ) -> Problem:
        return Problem(
            message=tr("{place}: {sentence}").format(place=way[1] + label, sentence=sentence),
            form=self.ledger.key,
            record=self.sound.uuid,
            field=way[0] + key,
            code=code,
        )


def _there_twice(field: FieldDef, row: Record) -> str:
    """Say which value stands in two rows; a record that has no name here is not called by UUID."""
    name = row.names.get(field.key, "")
    if field.type is FieldType.REFERENCE and not name:
        return tr("The same one is chosen in two rows; each row needs its own.")
    sentence = tr("“{value}” is there twice; each row needs its own.")
    return sentence.format(value=shown(text_of(field, row[field.key], name)))


def _way(form: FormDef, number: int) -> tuple[str, str]:
    """Return how the place of a line's fields begins: for programs, and for people."""
    words = tr("{lines}, row {number}, ").format(lines=tr(form.title), number=number)
    return f"{form.key}[{number}].", words


def _ask_for(form: FormDef, record: Record, field: FieldDef) -> str:
    choosing = field.type in (FieldType.CHOICE, FieldType.CHOICES, FieldType.REFERENCE)
    sentence = tr("Choose something{state}.") if choosing else tr("Fill this in{state}.")
    return sentence.format(state=_state_name(form, record, field.key))


def _state_name(form: FormDef, record: Record, key: str) -> str:
    """Return which state asks for the field or lines `key`; "" where it is always asked for."""
    if form.states is None:
        return ""
    field = form.field(form.states.field)
    always = (found := form.find(key)) is not None and found.required
    if always or key not in demanded(form, record):
        return ""
    return tr(" (needed in the state “{state}”)").format(state=text_of(field, record[field.key]))


def _unlimited(field: FieldDef, value: Value, before: Value) -> tuple[str, str] | None:
    return None


def _text_limits(field: FieldDef, value: Value, before: Value) -> tuple[str, str] | None:
    text = str(value)
    if len(text) > field.max_length:
        sentence = tr("This has {length} characters; {limit} at most fit. Shorten it.")
        return "length", sentence.format(length=len(text), limit=field.max_length)
    if field.pattern and not _compiled(field.pattern).fullmatch(text):
        sentence = tr("“{value}” does not fit: {help}")
        return "pattern", sentence.format(value=shown(text), help=tr(field.pattern_help))
    return None


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _range_limits(field: FieldDef, value: Value, before: Value) -> tuple[str, str] | None:
    if field.range is None:
        return None
    # A range holds values of its field's own type, or exact numbers for whole ones.
    low, high = cast("tuple[Decimal | None, Decimal | None]", field.range)
    number = cast("Decimal", value)
    too_low = low is not None and number < low
    too_high = high is not None and number > high
    if not too_low and not too_high:
        return None
    bounds = {"low": _bound(field, low), "high": _bound(field, high)}
    if low is not None and high is not None:
        sentence = tr("{value} is out of range; enter {low} to {high}.")
    elif too_low:
        sentence = tr("{value} is too small; enter {low} or more.")
    else:
        sentence = tr("{value} is too large; enter {high} or less.")
    return "range", sentence.format(value=_bound(field, value), **bounds)


def _bound(field: FieldDef, value: Value) -> str:
    """Return a value as the sentence about a range names it, with its unit."""
    if value is None:
        return ""
    if field.type in (FieldType.YEAR, FieldType.DATE):
        return str(value)
    unit = "" if field.type is FieldType.PERCENT else shown_unit(field)
    return with_unit(text_of(field, value), unit)


def _choice_limits(field: FieldDef, value: Value, before: Value) -> tuple[str, str] | None:
    """Refuse retired members, except those that the saved record already has."""
    if field.choices is None:
        return None
    retired = {item.code: tr(item.label) for item in field.choices.items if item.retired}
    kept = before if isinstance(before, tuple) else (before,)
    entered = value if isinstance(value, tuple) else (value,)
    for code in entered:
        if code in retired and code not in kept:
            sentence = tr("“{choice}” is no longer used; choose another.")
            return "retired_choice", sentence.format(choice=retired[str(code)])
    return None


_LIMITS = {
    FieldType.TEXT: _text_limits,
    FieldType.NOTE: _text_limits,
    FieldType.INTEGER: _range_limits,
    FieldType.DECIMAL: _range_limits,
    FieldType.MONEY: _range_limits,
    FieldType.PERCENT: _range_limits,
    FieldType.YEAR: _range_limits,
    FieldType.DATE: _range_limits,
    FieldType.CHOICE: _choice_limits,
    FieldType.CHOICES: _choice_limits,
    FieldType.SERIAL: _text_limits,
}
