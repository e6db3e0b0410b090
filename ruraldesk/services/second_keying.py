"""Second keying: amounts and numbers are typed once more without being seen, then compared.

Those of detail rows are typed again, too, and how many rows there are: one may be missing.
Nothing in a record changes by that; what differs is listed with both values, and somebody chooses.
A value that changed after it was typed twice counts as not verified any more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from ruraldesk.definitions.model import FieldDef, FormDef, Record, Value
from ruraldesk.definitions.names import name_of
from ruraldesk.definitions.plain import from_plain, to_plain
from ruraldesk.definitions.values import text_of
from ruraldesk.services import entry
from ruraldesk.services.book_settings import setting
from ruraldesk.services.second_keying_places import (
    Asked,
    Hidden,
    Kind,
    Place,
    asked_of,
    field_at,
    hidden_of,
    is_there,
    kinds_of,
    not_asked,
    row_at,
    told,
    value_at,
    with_value,
)
from ruraldesk.store.book import Book
from ruraldesk.store.bookkeeping import now
from ruraldesk.store.journal_entries import Act
from ruraldesk.store.keyed_again import Keyed, Twice
from ruraldesk.store.lists import ListQuery
from ruraldesk.texts.translate import tr

__all__ = [
    "Asked", "Difference", "Hidden", "Kind", "Place", "Standing", "State", "asked_of",
    "differences", "hidden_of", "in_list", "in_month", "keep_first", "key_again",
    "kinds_of", "not_asked", "not_verified", "standing", "standings", "take_second", "told",
]  # fmt: skip

_PIECE = 500  # records read at once


class State(StrEnum):
    """How a record, or one of its fields, stands."""

    VERIFIED = "verified"
    DIFFERS = "differs"  # the two do not agree, and nobody has chosen
    PARTLY = "partly"  # there are rows that were not typed again
    CHANGED = "changed"  # it was changed after it was typed again


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Whether a record was verified, when, and by whom."""

    state: State
    time: str  # ISO
    operator: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One place in which the two do not agree; the values as they are shown."""

    record: str  # UUID
    called: str
    place: Place
    field: FieldDef
    row: int = 0  # which row of its table it is now, from 1
    where: str  # the place in words
    state: State  # all but VERIFIED
    first: str  # what stands there now
    second: str  # what was typed
    operator: str
    time: str

    @property
    def path(self) -> str:
        """Return the place as problems name it: "budget", "outputs[2].quantity", "outputs"."""
        if not self.place.lines:
            return self.place.field
        return (
            f"{self.place.lines}[{self.row}].{self.place.field}" if self.row else self.place.lines
        )


def in_month(book: Book, form_key: str, month: str) -> list[str]:
    """Return the UUIDs of records that were entered or changed in a month, or are dated so."""
    return book.keyed_again.in_month(book.definitions.form(form_key), month)


def in_list(book: Book, form_key: str, query: ListQuery) -> list[str]:
    """Return the UUIDs of the records that a list shows, in its order."""
    ids = book.lists.ids(form_key, query)
    found: list[str] = []
    for at in range(0, len(ids), _PIECE):
        rows = book.records.by_ids(form_key, ids[at : at + _PIECE], ())
        found += [one.uuid for one in rows]
    return found


def not_verified(book: Book, form_key: str, records: Sequence[str]) -> list[str]:
    """Return those of these records that are not verified as they are now."""
    known = standings(book, form_key)
    return [
        uuid for uuid in records if uuid not in known or known[uuid].state is not State.VERIFIED
    ]


def key_again(
    book: Book, form_key: str, record: Record, typed: Mapping[str, Value], operator: str = ""
) -> Standing:
    """Keep what was typed again of a record as it was read; return whether it agrees.

    What was typed earlier at its other places stays.

    Args:
        typed: values by the keys of their places.

    Raises:
        ReadOnlyBook: the book cannot be written.
    """
    form = book.definitions.form(form_key)
    who = operator or setting(book, "operator")
    before = book.keyed_again.all(form_key, [record.uuid]).get(record.uuid)
    twice = dict(before.typed) if before is not None else {}
    for key, value in typed.items():
        place = Place.of(key)
        field = field_at(form, place)
        if field is not None and is_there(record, place):
            stood = _plain(field, value_at(record, place))
            twice[key] = Twice(stood=stood, typed=_plain(field, value))
    keyed = Keyed(form=form_key, record=record.uuid, typed=twice, time=now(), operator=who)
    book.keyed_again.keep(keyed, Act(operator=who))
    return _standing(form, keyed, record)


def standing(book: Book, form_key: str, record: Record) -> Standing | None:
    """Return how a record stands as it is saved; None where it was never typed again."""
    keyed = book.keyed_again.all(form_key, [record.uuid]).get(record.uuid)
    return _standing(book.definitions.form(form_key), keyed, record) if keyed is not None else None


def standings(book: Book, form_key: str) -> dict[str, Standing]:
    """Return by UUID how the records of a ledger stand that were typed again."""
    form = book.definitions.form(form_key)
    return {record.uuid: _standing(form, keyed, record) for keyed, record in _read(book, form_key)}


def differences(
    book: Book, form_key: str, records: Iterable[str] | None = None
) -> list[Difference]:
    """Return where the two do not agree, of a ledger or of some of its records."""
    form = book.definitions.form(form_key)
    wanted = None if records is None else set(records)
    return [
        Difference(
            record=record.uuid,
            called=name_of(form, record),
            place=one.place,
            field=one.field,
            row=one.row,
            where=told(form, one.place, one.row),
            state=one.state,
            first=text_of(one.field, value_at(record, one.place)),
            second=_second(keyed, record, one),
            operator=keyed.operator,
            time=keyed.time,
        )
        for keyed, record in _read(book, form_key)
        if wanted is None or record.uuid in wanted
        for one in _judged(form, keyed, record)
        if one.state is not State.VERIFIED
    ]


def keep_first(book: Book, form_key: str, one: Difference) -> None:
    """Say that what stands in the record is right; the second time was mistyped.

    Raises:
        NoSuchRecord: the record is gone.
        ReadOnlyBook: the book cannot be written.
    """
    record = book.records.get(form_key, one.record)
    form = book.definitions.form(form_key)
    keyed = book.keyed_again.all(form_key, [one.record])[one.record]
    right = {one.place.key: _plain(one.field, value_at(record, one.place))}
    for place in _not_typed(keyed, record, one.place) if one.place.is_count else ():
        field = field_at(form, place)
        if field is not None:
            right[place.key] = _plain(field, value_at(record, place))
    _decide(book, keyed, right)


def take_second(book: Book, form_key: str, one: Difference, reason: str = "") -> entry.Saved:
    """Save the record with what was typed the second time; every rule holds as for `entry.save`.

    Not for numbers of rows: which row is missing, or is too many, only the paper says.

    Raises:
        NoSuchRecord: the record is gone.
        ReadOnlyBook: the book cannot be written.
    """
    record = entry.load(book, form_key, one.record)
    keyed = book.keyed_again.all(form_key, [one.record])[one.record]
    typed = keyed.typed[one.place.key].typed
    changed = with_value(record, one.place, _value(one.field, typed))
    saved = entry.save(book, form_key, changed, reason)
    if not saved.refused:
        _decide(book, keyed, {one.place.key: typed})
    return saved


def _decide(book: Book, keyed: Keyed, right: Mapping[str, str]) -> None:
    """Keep what is right at some places, and who says so."""
    who = setting(book, "operator")
    decided = {key: Twice(stood=one, typed=one, decided=who) for key, one in right.items()}
    typed = {**keyed.typed, **decided}
    book.keyed_again.keep(replace(keyed, typed=typed), Act(operator=who))


def _read(book: Book, form_key: str) -> list[tuple[Keyed, Record]]:
    """Return what was typed again, with the records as they are now, where they still are."""
    form = book.definitions.form(form_key)
    found = []
    for uuid, keyed in book.keyed_again.all(form_key).items():
        record = book.records.peek(form.key, uuid)
        if record is not None and not record.deleted:
            found.append((keyed, record))
    return sorted(found, key=lambda one: one[1].id)


@dataclass(frozen=True, slots=True)
class _Judged:
    """How one place stands."""

    place: Place
    field: FieldDef
    row: int
    state: State


def _judged(form: FormDef, keyed: Keyed, record: Record) -> Iterator[_Judged]:
    """Yield how each place stands that was typed again; of rows that are gone the count tells."""
    for key, twice in keyed.typed.items():
        place = Place.of(key)
        field = field_at(form, place)
        if field is not None and is_there(record, place):
            state = _state(field, twice, value_at(record, place))
            if place.is_count and state is State.VERIFIED and _not_typed(keyed, record, place):
                state = State.PARTLY
            yield _Judged(place, field, row_at(record, place), state)


def _not_typed(keyed: Keyed, record: Record, count: Place) -> list[Place]:
    """Return the places in rows that were not typed again, of the fields that were in others."""
    known = [one for key in keyed.typed if (one := Place.of(key)).lines == count.lines]
    rows = {one.line for one in known}
    fields = dict.fromkeys(one.field for one in known if one.line)
    return [
        Place(field, count.lines, line.uuid)
        for line in record.lines.get(count.lines, ())
        if line.uuid not in rows
        for field in fields
    ]


def _standing(form: FormDef, keyed: Keyed, record: Record) -> Standing:
    states = {one.state for one in _judged(form, keyed, record)}
    heaviest = (State.DIFFERS, State.CHANGED, State.PARTLY)
    state = next((one for one in heaviest if one in states), State.VERIFIED)
    return Standing(state=state, time=keyed.time, operator=keyed.operator)


def _second(keyed: Keyed, record: Record, one: _Judged) -> str:
    """Return what was typed at a place as it is shown, or which rows were not typed at all."""
    if one.state is State.PARTLY:
        rows = {place.line for place in _not_typed(keyed, record, one.place)}
        return tr("{count} rows not typed").format(count=len(rows))
    return text_of(one.field, _value(one.field, keyed.typed[one.place.key].typed))


def _state(field: FieldDef, twice: Twice, value: Value) -> State:
    if _plain(field, value) == twice.typed:
        return State.VERIFIED
    return State.DIFFERS if twice.stood != twice.typed else State.CHANGED


def _plain(field: FieldDef, value: Value) -> str:
    plain = to_plain(field, value)
    return "" if plain is None else str(plain)


def _value(field: FieldDef, plain: str) -> Value:
    return from_plain(field, plain) if plain else None
