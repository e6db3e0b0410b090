"""What moved from one closed month to the next, and what differs between any two of them.

Both are read from the archive, so that they speak of what was reported: the opening of a month is
the closing of the one before it, whatever was corrected in the ledgers since.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import cast

from ruraldesk.definitions.model import FieldDef, FieldType, FormDef, Record
from ruraldesk.exchange.schema import csv_name
from ruraldesk.exchange.snapshot import BadSnapshot, SnapshotTables
from ruraldesk.services.checking import names_of
from ruraldesk.services.month_archive import Archived, NotClosed, archived, damaged
from ruraldesk.services.months import month_before
from ruraldesk.services.putting import form_of
from ruraldesk.store.book import Book
from ruraldesk.store.changes import difference
from ruraldesk.store.journal import FieldChange
from ruraldesk.store.record_rows import chunks

Pair = tuple[Record | None, Record | None]
"""A record in the earlier month and in the later one."""

ADDED, CHANGED, REMOVED = "added", "changed", "removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """Rows, or the sum of a field in its base unit: opening + added - removed = closing.

    Of a field, what is added comes from new rows and from values that rose, what is removed from
    rows that went and from values that fell. A computed field only tells by how much its sum rose
    or fell as a whole.
    """

    opening: Decimal = Decimal(0)
    added: Decimal = Decimal(0)
    removed: Decimal = Decimal(0)

    @property
    def closing(self) -> Decimal:
        """What there is in the end."""
        return self.opening + self.added - self.removed

    def moved(self, before: Decimal, after: Decimal) -> Balance:
        """Return the balance with one more row, worth `before` in the beginning."""
        return Balance(
            opening=self.opening + before,
            added=self.added + max(after - before, Decimal(0)),
            removed=self.removed + max(before - after, Decimal(0)),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """What moved in a ledger during a month; `previous` is "" where no month was closed before.

    `changed` counts the rows that are in both months and say something else; `totals` are the
    form's.
    """

    form: str
    title: str
    month: str
    previous: str
    rows: Balance
    changed: int
    totals: dict[str, Balance]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowDifference:
    """A record that is not the same in two months: added, changed or removed."""

    form: str
    uuid: str
    name: str
    kind: str
    fields: tuple[FieldChange, ...]  # of one that changed


def movement(book: Book, month: str, form_key: str) -> Movement:
    """Return what moved in one ledger during a month that was closed.

    Raises:
        UnknownForm: the book has no such ledger.
        NotClosed: the month was not closed.
        SnapshotDamaged: what was closed is not as it was.
    """
    form = form_of(book, form_key)
    return _moved(book, form, *_opened(book, month))


def movements(book: Book, month: str) -> list[Movement]:
    """Return what moved in each ledger that has rows in the month or had some before.

    Raises:
        NotClosed, SnapshotDamaged: as `movement`.
    """
    before, after = _opened(book, month)
    keys = after.forms.keys() | (before.forms.keys() if before is not None else set())
    forms = [form for key, form in book.definitions.forms.items() if key in keys]
    return [_moved(book, form, before, after) for form in forms]


def differences(
    book: Book, month_a: str, month_b: str, form: str | None = None
) -> Iterator[RowDifference]:
    """Yield what differs between two closed months, ledger by ledger: from `month_a` to `month_b`.

    Args:
        form: the key of one ledger; None means all.

    Raises:
        UnknownForm, NotClosed, SnapshotDamaged: as `movement`, before the first is yielded.
    """
    keys = None if form is None else [form_of(book, form).key]
    return between(book, archived(book, month_a), archived(book, month_b), keys)


def between(
    book: Book, first: Archived, second: Archived, forms: Sequence[str] | None = None
) -> Iterator[RowDifference]:
    """Yield what differs between two closes, such as those of a month and of its correction.

    Raises:
        SnapshotDamaged: what was closed is not as it was.
    """
    before, after = _Side.of(book, first), _Side.of(book, second)
    keys = sorted(before.forms.keys() | after.forms.keys()) if forms is None else forms
    for key in keys:
        form = _united(book, key, before, after)
        if form is None or before.is_same(form, after):
            continue
        differing = (
            (old, new)
            for old, new in _paired(before, after, key)
            if old is None or new is None or _differ(form, old, new)
        )
        for piece in chunks(differing):
            yield from _told(book, form, piece)


@dataclass(frozen=True, slots=True)
class _Side:
    """One of two closes that are compared."""

    book: Book
    archived: Archived
    tables: SnapshotTables

    @classmethod
    def of(cls, book: Book, found: Archived) -> _Side:
        try:
            return cls(book, found, found.tables())
        except BadSnapshot as error:
            raise damaged(book, found, error) from error

    @property
    def forms(self) -> dict[str, FormDef]:
        return dict(self.tables.forms)

    def records(self, key: str) -> Iterator[Record]:
        try:
            yield from self.tables.records(key)
        except BadSnapshot as error:
            raise damaged(self.book, self.archived, error) from error

    def computed(self, form: str, key: str) -> Decimal:
        """Return the sum of a computed field; 0 where the ledger had no rows."""
        return Decimal(self.archived.snapshot.computed.get(form, {}).get(key, "0"))

    def is_same(self, form: FormDef, other: _Side) -> bool:
        """Say whether a ledger's files have the same bytes in both."""
        names = {csv_name(part.table) for part in (form, *form.lines)}
        ours, theirs = (
            {one.name: one.sha256 for one in side.archived.snapshot.parts if one.name in names}
            for side in (self, other)
        )
        return ours == theirs


def _opened(book: Book, month: str) -> tuple[_Side | None, _Side]:
    """Return the close of the month before and that of the month."""
    after = _Side.of(book, archived(book, month))
    try:
        before = archived(book, month_before(month))
    except NotClosed:
        return None, after
    return _Side.of(book, before), after


def _moved(book: Book, form: FormDef, before: _Side | None, after: _Side) -> Movement:
    fields = [one for one in map(form.field, form.totals) if one.stored]
    whole = form if before is None else _united(book, form.key, before, after) or form
    rows, totals, changed = Balance(), {one.key: Balance() for one in fields}, 0
    for old, new in _paired(before, after, form.key):
        rows = rows.moved(Decimal(old is not None), Decimal(new is not None))
        for one in fields:
            totals[one.key] = totals[one.key].moved(_amount(old, one), _amount(new, one))
        if old is not None and new is not None:
            changed += _differ(whole, old, new)
    for one in (one for one in map(form.field, form.totals) if not one.stored):
        was = Decimal(0) if before is None else before.computed(form.key, one.key)
        totals[one.key] = Balance().moved(was, after.computed(form.key, one.key))
    return Movement(
        form=form.key,
        title=form.title,
        month=after.archived.snapshot.month,
        previous="" if before is None else before.archived.snapshot.month,
        rows=rows,
        changed=changed,
        totals={key: totals[key] for key in form.totals},
    )


def _paired(before: _Side | None, after: _Side, key: str) -> Iterator[Pair]:
    """Yield the records of two closes side by side: both come in the order of their UUIDs."""
    olds = iter(()) if before is None else before.records(key)
    news = after.records(key)
    old, new = next(olds, None), next(news, None)
    while old is not None or new is not None:
        if new is None or (old is not None and old.uuid < new.uuid):
            yield old, None
            old = next(olds, None)
        elif old is None or new.uuid < old.uuid:
            yield None, new
            new = next(news, None)
        else:
            yield old, new
            old, new = next(olds, None), next(news, None)


def _united(book: Book, key: str, before: _Side, after: _Side) -> FormDef | None:
    """Return today's form with the fields that only the months knew; None for an unknown one."""
    known = [book.definitions.forms.get(key), after.forms.get(key), before.forms.get(key)]
    forms = [one for one in known if one is not None]
    if not forms:
        return None
    lines = {line.key: line for form in reversed(forms) for line in form.lines}
    parts = [_with_fields(book, [line, *_lines(forms, key)]) for key, line in lines.items()]
    return replace(_with_fields(book, forms), lines=tuple(parts))


def _lines(forms: Sequence[FormDef], key: str) -> list[FormDef]:
    return [line for form in forms for line in form.lines if line.key == key]


def _with_fields(book: Book, forms: Sequence[FormDef]) -> FormDef:
    fields: dict[str, FieldDef] = {}
    for one in (one for form in forms for one in form.fields):
        lost = one.form and one.form not in book.definitions.forms  # it had come with a pack
        fields.setdefault(one.key, replace(one, type=FieldType.TEXT, form="") if lost else one)
    return replace(forms[0], fields=tuple(fields.values()))


def _told(book: Book, form: FormDef, pairs: Sequence[Pair]) -> Iterator[RowDifference]:
    uuids = [_either(pair).uuid for pair in pairs]
    known = form.key in book.definitions.forms
    names = names_of(book, {form.key: uuids}) if known else {}
    for old, new in pairs:
        uuid = _either((old, new)).uuid
        kind = ADDED if old is None else REMOVED if new is None else CHANGED
        fields: tuple[FieldChange, ...] = ()
        if old is not None and new is not None:
            fields = book.journal.in_words(form, *difference(form, old, new))
        yield RowDifference(
            form=form.key, uuid=uuid, name=names.get(uuid, ""), kind=kind, fields=fields
        )


def _differ(form: FormDef, old: Record, new: Record) -> bool:
    same = old.values == new.values and old.lines == new.lines  # most are
    return not same and bool(difference(form, old, new)[1])


def _either(pair: Pair) -> Record:
    return cast("Record", pair[1] or pair[0])


def _amount(record: Record | None, field: FieldDef) -> Decimal:
    value = record[field.key] if record is not None else None
    return Decimal(0) if value is None else Decimal(cast("int | Decimal", value))
