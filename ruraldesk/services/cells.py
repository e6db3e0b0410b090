"""Writing into the cells of a ledger's table: one row, or a block of rows as one act."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import uuid4

from ruraldesk.definitions.asking import asked_of
from ruraldesk.definitions.filling import filling
from ruraldesk.definitions.model import UNIT, FieldDef, FieldType, FormDef, Record, Value
from ruraldesk.definitions.names import name_of
from ruraldesk.errors import Cancelled, Problem, Progress, Stopped
from ruraldesk.services import entry
from ruraldesk.services.figures import today
from ruraldesk.services.filling import Filler
from ruraldesk.store.book import Book
from ruraldesk.store.bulk import SavedMany
from ruraldesk.store.preparing import blocks
from ruraldesk.store.sql_expressions import SqlLedgers
from ruraldesk.texts.translate import tr

_PIECE = 500  # rows whose stored values are read together


@dataclass(frozen=True, slots=True, kw_only=True)
class RowChange:
    """What is to be written into one row: the values of some cells, None empties one.

    Without a UUID the row is a new record, which begins with the form's defaults.
    """

    values: Mapping[str, Value]
    uuid: str = ""
    revision: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What became of a block of cells; problems say in `row` which row they concern, from 1.

    `new_ids` are the ids by which lists know the records that were begun, in their order;
    `not_asked` says, by the key of the field, how many cells were left out since their rows do not
    ask for them: a sex beside an identity number that tells it.
    """

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    problems: tuple[Problem, ...] = ()
    new_ids: tuple[int, ...] = ()
    not_asked: Mapping[str, int] = field(default_factory=dict)


def why_fixed(form: FormDef, field: FieldDef, *, new: bool = False) -> str:
    """Return the sentence why nobody types into the cells of a field; "" where one does.

    A `new` record may begin in any state; a saved one is moved on in its entry.
    """
    label = tr(field.label)
    if field.type is FieldType.COMPUTED:
        return tr("“{label}” is computed; change what it is computed from.").format(label=label)
    if field.type is FieldType.SERIAL:
        told = tr("“{label}” is numbered by the program; Ctrl+Enter opens the entry.")
        return told.format(label=label)
    if field.type is FieldType.FILES:
        return tr("Photos and files are added in the entry: Ctrl+Enter opens it.")
    states = form.states
    if states is not None and states.field == field.key and not new:
        told = tr("“{label}” moves step by step and may ask for more; Ctrl+Enter opens the entry.")
        return told.format(label=label)
    if field.retired or field.behind:
        return tr("“{label}” is no longer asked for.").format(label=label)
    return ""


def prepare(book: Book, form_key: str) -> None:
    """Make ready what the first save in a ledger needs; to be called off the window's thread."""
    book.records.prepare(form_key, today(book))


def is_asked(book: Book, form: FormDef, record: Record, key: str) -> bool:
    """Say whether the form asks for a field in a record as it stands."""
    if form.field(key).visible_when is None:
        return True
    with book.reading() as connection:
        ledgers = SqlLedgers(connection, book.tables)
        return key in asked_of(form, record, ledgers=ledgers, as_of=today(book)).visible


def told_not_asked(field: FieldDef) -> str:
    """Return the sentence about a cell that its row does not ask for."""
    return tr("“{label}” is not asked for in this row.").format(label=tr(field.label))


def completed(
    book: Book, form: FormDef, stored: Mapping[str, Value], values: Mapping[str, Value]
) -> dict[str, Value]:
    """Return `values` with what they bring along: a person's data, the record behind a name."""
    if not _fills(form):
        return dict(values)
    defaults = _defaults(book, form)
    return {**values, **Filler(book, form).added(values, stored, defaults)}


def names_of(book: Book, form: FormDef, values: Mapping[str, Value]) -> dict[str, str]:
    """Return what the units and records are called that `values` mean, by their fields."""
    names: dict[str, str] = {}
    for key, value in values.items():
        one = form.field(key)
        if one.type is FieldType.DIVISION:
            names[key] = dict(entry.units(book)).get(str(value), "")
        elif one.type is FieldType.REFERENCE and isinstance(value, str):
            found = book.records.peek(one.form, value)
            names[key] = name_of(book.definitions.form(one.form), found) if found else ""
    return names


def save_rows(
    book: Book,
    form_key: str,
    changes: Sequence[RowChange],
    *,
    reason: str = "",
    only_good: bool = False,
    dry_run: bool = False,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Written:
    """Write a block of cells in one transaction and one act, which is taken back as one.

    With a problem that blocks nothing is written, unless `only_good` leaves out the rows that have
    any; with `dry_run` nothing at all, and only the problems are told.

    Raises:
        Stopped: `cancelled` said so; nothing was written.
    """
    form = book.definitions.form(form_key)
    records, not_asked = _records(book, form, changes)

    def tell(done: int) -> None:
        if cancelled is not None and cancelled():
            raise Stopped
        if progress is not None:
            progress(done, len(changes), tr(form.title))

    saved = _save(book, form, records, reason, tell, skip_bad=only_good, dry_run=dry_run)
    refused = {one.row for one in saved.problems if one.row and blocks([one])}
    kept = not dry_run and (only_good or not refused)
    new = [
        record.id
        for row, (change, record) in enumerate(zip(changes, saved.records, strict=True), start=1)
        if kept and not change.uuid and row not in refused
    ]
    return Written(
        added=saved.added if kept else 0,
        changed=saved.changed if kept else 0,
        unchanged=saved.unchanged if kept else 0,
        refused=len(refused),
        problems=saved.problems,
        new_ids=tuple(new),
        not_asked=not_asked,
    )


def _save(
    book: Book,
    form: FormDef,
    records: Sequence[Record],
    reason: str,
    tell: Callable[[int], None],
    *,
    skip_bad: bool = False,
    dry_run: bool = False,
) -> SavedMany:
    return book.records.save_all(
        [(form.key, record) for record in records],
        operator=entry.operator(book),
        reason=reason,
        skip_bad=skip_bad,
        dry_run=dry_run,
        as_of=today(book),
        progress=tell,
    )


def _records(
    book: Book, form: FormDef, changes: Sequence[RowChange]
) -> tuple[list[Record], Counter[str]]:
    """Return the records to save, completed, and how many cells their rows do not ask for."""
    looking = _Looking(book, form)
    made: list[Record] = []
    for start in range(0, len(changes), _PIECE):
        piece = changes[start : start + _PIECE]
        stored = looking.stored(piece)
        for change in piece:
            before = stored.get(change.uuid) if change.uuid else None
            values = looking.asked(looking.completed(change, before), change, before)
            made.append(
                Record(values=values, uuid=change.uuid or str(uuid4()), revision=change.revision)
            )
    return made, looking.not_asked


class _Looking:
    """Looks rows up as they are stored, as far as the form's conditions and references need it."""

    def __init__(self, book: Book, form: FormDef) -> None:
        self._book, self._form = book, form
        self._defaults = _defaults(book, form)
        self._filler = Filler(book, form) if _fills(form) else None
        self.not_asked: Counter[str] = Counter()  # cells that were left out, by their field
        self._conditional = {one.key for one in form.asked() if one.visible_when is not None}

    def stored(self, changes: Sequence[RowChange]) -> dict[str, Record]:
        touched = {key for change in changes for key in change.values}
        if self._filler is None and touched.isdisjoint(self._conditional):
            return {}
        uuids = [change.uuid for change in changes if change.uuid]
        with self._book.reading() as connection:
            return dict(self._book.records.reader.states(connection, self._form, uuids))

    def completed(self, change: RowChange, before: Record | None) -> dict[str, Value]:
        start = {} if change.uuid else self._defaults
        values = {**start, **change.values}
        if self._filler is None:
            return values
        known = before.values if before else {}
        return {**values, **self._filler.added(change.values, known, self._defaults)}

    def asked(
        self, values: dict[str, Value], change: RowChange, before: Record | None
    ) -> dict[str, Value]:
        """Return `values` without what is written into fields that the row does not ask for."""
        doubtful = [
            key
            for key, value in change.values.items()
            if key in self._conditional and value is not None
        ]
        if not doubtful:
            return values
        whole = Record(values={**(before.values if before else {}), **values})
        with self._book.reading() as connection:
            ledgers = SqlLedgers(connection, self._book.tables)
            asked = asked_of(self._form, whole, ledgers=ledgers, as_of=today(self._book))
        out = [key for key in doubtful if key not in asked.visible]
        self.not_asked.update(out)
        return {key: value for key, value in values.items() if key not in out}


def _fills(form: FormDef) -> bool:
    return bool(filling(form)) or any(one.names for one in form.asked())


def _defaults(book: Book, form: FormDef) -> dict[str, Value]:
    values = form.defaults()
    if form.find(UNIT) is not None:
        values.setdefault(UNIT, book.info.unit)
    return values
