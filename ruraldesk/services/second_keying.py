"""Second keying: amounts and numbers are typed once more without being seen, then compared.

Nothing in a record changes by that; what differs is listed with both values, and somebody chooses.
A value that changed after it was typed twice counts as not verified any more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from ruraldesk.definitions.model import FieldDef, FieldType, FormDef, Record, Value
from ruraldesk.definitions.names import name_of
from ruraldesk.definitions.plain import from_plain, to_plain
from ruraldesk.definitions.values import text_of
from ruraldesk.services import entry
from ruraldesk.services.book_settings import setting
from ruraldesk.store.book import Book
from ruraldesk.store.bookkeeping import now
from ruraldesk.store.journal_entries import Act
from ruraldesk.store.keyed_again import Keyed, Twice
from ruraldesk.store.lists import ListQuery

_PIECE = 500  # records read at once


class Kind(StrEnum):
    """What is hidden and asked for again."""

    AMOUNTS = "amounts"
    NUMBERS = "numbers"
    DATES = "dates"


class State(StrEnum):
    """How a record, or one of its fields, stands."""

    VERIFIED = "verified"
    DIFFERS = "differs"  # the two do not agree, and nobody has chosen
    CHANGED = "changed"  # it was changed after it was typed again


_KINDS: Mapping[Kind, frozenset[FieldType]] = {
    Kind.AMOUNTS: frozenset(
        {FieldType.MONEY, FieldType.DECIMAL, FieldType.PERCENT, FieldType.INTEGER}
    ),
    Kind.NUMBERS: frozenset({FieldType.PERSON_ID, FieldType.CREDIT_CODE, FieldType.PHONE}),
    Kind.DATES: frozenset({FieldType.DATE, FieldType.MONTH}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Whether a record was verified, when, and by whom."""

    state: State
    time: str  # ISO
    operator: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One field in which the two do not agree; the values as they are shown."""

    record: str  # UUID
    called: str
    field: FieldDef
    state: State  # DIFFERS or CHANGED
    first: str  # what stands there now
    second: str  # what was typed
    operator: str
    time: str


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


def kinds_of(form: FormDef) -> list[Kind]:
    """Return the kinds of which a form has fields."""
    return [kind for kind in Kind if fields_of(form, [kind])]


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


def asked_of(form: FormDef, fields: Sequence[FieldDef], record: Record) -> list[FieldDef]:
    """Return which fields are typed again of a record: filled ones, and those that lists show."""
    return [
        field for field in fields if record[field.key] is not None or field.key in form.list_columns
    ]


def key_again(
    book: Book, form_key: str, record: Record, typed: Mapping[str, Value], operator: str = ""
) -> Standing:
    """Keep what was typed again of a record as it was read; return whether it agrees.

    What was typed earlier of its other fields stays.

    Raises:
        ReadOnlyBook: the book cannot be written.
    """
    form = book.definitions.form(form_key)
    who = operator or setting(book, "operator")
    before = book.keyed_again.all(form_key, [record.uuid]).get(record.uuid)
    twice = dict(before.typed) if before is not None else {}
    for key, value in typed.items():
        field = form.field(key)
        twice[key] = Twice(stood=_plain(field, record[key]), typed=_plain(field, value))
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
    found = []
    for keyed, record in _read(book, form_key):
        for key, twice in keyed.typed.items() if wanted is None or record.uuid in wanted else ():
            field = form.find(key)
            if field is None or (state := _state(field, twice, record)) is State.VERIFIED:
                continue
            found.append(
                Difference(
                    record=record.uuid,
                    called=name_of(form, record),
                    field=field,
                    state=state,
                    first=text_of(field, record[key]),
                    second=text_of(field, _value(field, twice.typed)),
                    operator=keyed.operator,
                    time=keyed.time,
                )
            )
    return found


def keep_first(book: Book, form_key: str, one: Difference) -> None:
    """Say that what stands in the record is right; the second time was mistyped.

    Raises:
        NoSuchRecord: the record is gone.
        ReadOnlyBook: the book cannot be written.
    """
    record = book.records.get(form_key, one.record)
    _decide(book, form_key, one, _plain(one.field, record[one.field.key]))


def take_second(book: Book, form_key: str, one: Difference, reason: str = "") -> entry.Saved:
    """Save the record with what was typed the second time; every rule holds as for `entry.save`.

    Raises:
        NoSuchRecord: the record is gone.
        ReadOnlyBook: the book cannot be written.
    """
    record = entry.load(book, form_key, one.record)
    keyed = book.keyed_again.all(form_key, [one.record])[one.record]
    typed = keyed.typed[one.field.key].typed
    value = _value(one.field, typed)
    values = {**record.values, one.field.key: value}
    saved = entry.save(book, form_key, replace(record, values=values), reason)
    if not saved.refused:
        _decide(book, form_key, one, typed)
    return saved


def _decide(book: Book, form_key: str, one: Difference, right: str) -> None:
    keyed = book.keyed_again.all(form_key, [one.record])[one.record]
    who = setting(book, "operator")
    twice = Twice(stood=right, typed=right, decided=who)
    typed = {**keyed.typed, one.field.key: twice}
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


def _standing(form: FormDef, keyed: Keyed, record: Record) -> Standing:
    states = {
        _state(field, twice, record)
        for key, twice in keyed.typed.items()
        if (field := form.find(key)) is not None
    }
    state = next((one for one in (State.DIFFERS, State.CHANGED) if one in states), State.VERIFIED)
    return Standing(state=state, time=keyed.time, operator=keyed.operator)


def _state(field: FieldDef, twice: Twice, record: Record) -> State:
    present = _plain(field, record[field.key])
    if present == twice.typed:
        return State.VERIFIED
    return State.DIFFERS if twice.stood != twice.typed else State.CHANGED


def _plain(field: FieldDef, value: Value) -> str:
    plain = to_plain(field, value)
    return "" if plain is None else str(plain)


def _value(field: FieldDef, plain: str) -> Value:
    return from_plain(field, plain) if plain else None
