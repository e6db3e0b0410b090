"""Where second keying asks: fields of a record, fields of its lines, and how many lines there are.

A place is known by a text, under which what was typed is kept: "budget" is a field of the record,
"outputs/UUID/quantity" one of a line, "outputs//" the number of lines. A line is meant by its UUID,
so that lines may be moved and others put before them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from ruraldesk.definitions.model import FieldDef, FieldType, FormDef, Record, Value
from ruraldesk.texts.translate import on_paper, tr


class Kind(StrEnum):
    """What is hidden and asked for again."""

    AMOUNTS = "amounts"
    NUMBERS = "numbers"
    DATES = "dates"


Hidden = Mapping[str, Sequence[FieldDef]]
"""What is asked for again: by the key of the kind of lines, "" for the record itself."""

_KINDS: Mapping[Kind, frozenset[FieldType]] = {
    Kind.AMOUNTS: frozenset(
        {FieldType.MONEY, FieldType.DECIMAL, FieldType.PERCENT, FieldType.INTEGER}
    ),
    Kind.NUMBERS: frozenset({FieldType.PERSON_ID, FieldType.CREDIT_CODE, FieldType.PHONE}),
    Kind.DATES: frozenset({FieldType.DATE, FieldType.MONTH}),
}
_COUNT = FieldDef(key="", type=FieldType.INTEGER, label="How many rows")  # said by `tr`


@dataclass(frozen=True, slots=True)
class Place:
    """One place: a field of the record; of a line; or with `lines` alone the number of lines."""

    field: str = ""
    lines: str = ""  # key of the kind of lines
    line: str = ""  # UUID

    @property
    def key(self) -> str:
        """Return the text under which what was typed here is kept."""
        return f"{self.lines}/{self.line}/{self.field}" if self.lines else self.field

    @property
    def is_count(self) -> bool:
        """Whether the number of lines is meant."""
        return bool(self.lines) and not self.line

    @classmethod
    def of(cls, key: str) -> Place:
        """Return the place that is kept under `key`."""
        if "/" not in key:
            return cls(key)
        lines, line, field = key.split("/", 2)
        return cls(field, lines, line)


@dataclass(frozen=True, slots=True)
class Asked:
    """A place that is typed again, the field that judges it, and which row it is, from 1."""

    place: Place
    field: FieldDef
    row: int = 0


def fields_of(form: FormDef, kinds: Iterable[Kind]) -> list[FieldDef]:
    """Return the fields of these kinds; private texts, such as bank cards, are numbers."""
    wanted = frozenset[FieldType]().union(*(_KINDS[kind] for kind in kinds))
    numbers = Kind.NUMBERS in set(kinds)
    return [
        field
        for field in form.asked()
        if field.stored
        and (field.type in wanted or (numbers and field.private and field.type is FieldType.TEXT))
    ]


def hidden_of(form: FormDef, kinds: Iterable[Kind]) -> Hidden:
    """Return what of a form and of its lines is of these kinds; what has none is left out."""
    wanted = list(kinds)
    parts = {"": form, **{one.key: one for one in form.lines}}
    return {key: found for key, part in parts.items() if (found := fields_of(part, wanted))}


def kinds_of(form: FormDef) -> list[Kind]:
    """Return the kinds of which a form or its lines have fields."""
    return [kind for kind in Kind if hidden_of(form, [kind])]


def asked_of(form: FormDef, hidden: Hidden, record: Record) -> list[Asked]:
    """Return what is typed again of a record.

    Of the record what is filled, and what lists show; of lines, where there are any, their number,
    and of each what is filled in one of them at least: what the paper has and the row has not.
    """
    found = [
        Asked(Place(field.key), field)
        for field in hidden.get("", ())
        if record[field.key] is not None or field.key in form.list_columns
    ]
    for one in form.lines:
        lines = record.lines.get(one.key, ())
        used = [
            field
            for field in hidden.get(one.key, ())
            if any(line[field.key] is not None for line in lines)
        ]
        if not used:
            continue
        found.append(Asked(Place(lines=one.key), _COUNT))
        for row, line in enumerate(lines, start=1):
            found += [Asked(Place(field.key, one.key, line.uuid), field, row) for field in used]
    return found


def not_asked(form: FormDef, hidden: Hidden, record: Record) -> dict[str, int]:
    """Return by their keys the numbers of lines of which nothing is filled, and so not asked.

    They are kept as they are, so that a line that comes later is told.
    """
    asked = {one.place.lines for one in asked_of(form, hidden, record)}
    return {
        Place(lines=one.key).key: len(record.lines.get(one.key, ()))
        for one in form.lines
        if one.key in hidden and one.key not in asked
    }


def field_at(form: FormDef, place: Place) -> FieldDef | None:
    """Return the field that judges what is typed at a place; None where the form has none."""
    if not place.lines:
        return form.find(place.field)
    part = next((one for one in form.lines if one.key == place.lines), None)
    if part is None:
        return None
    return _COUNT if place.is_count else part.find(place.field)


def row_at(record: Record, place: Place) -> int:
    """Return which row of its kind the line of a place is, from 1; 0 where it is gone, or none."""
    uuids = [one.uuid for one in record.lines.get(place.lines, ())]
    return uuids.index(place.line) + 1 if place.line in uuids else 0


def is_there(record: Record, place: Place) -> bool:
    """Say whether a record has a place; the line of it may be gone."""
    return not place.line or row_at(record, place) > 0


def value_at(record: Record, place: Place) -> Value:
    """Return what stands at a place that is there."""
    lines = record.lines.get(place.lines, ())
    if place.is_count:
        return len(lines)
    row = row_at(record, place)
    return lines[row - 1][place.field] if row else record[place.field]


def with_value(record: Record, place: Place, value: Value) -> Record:
    """Return a record with another value at a place that is there; not for numbers of lines."""
    if not place.line:
        return replace(record, values={**record.values, place.field: value})
    changed = tuple(
        replace(one, values={**one.values, place.field: value}) if one.uuid == place.line else one
        for one in record.lines[place.lines]
    )
    return replace(record, lines={**record.lines, place.lines: changed})


def told(form: FormDef, place: Place, row: int, *, paper: bool = False) -> str:
    """Return a place in words, on paper always in Chinese: table, row and field."""
    say = on_paper if paper else tr
    field = field_at(form, place)
    words = [say(field.label)] if field is not None else []
    if place.lines:
        if row:
            words.insert(0, say("Row {number}").format(number=row))
        words.insert(0, say(form.line(place.lines).title))
    return " · ".join(words)
