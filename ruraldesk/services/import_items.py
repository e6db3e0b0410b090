"""Records that a table's rows speak of: what each row says of them, and the records to save."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import uuid4

from ruraldesk.definitions.model import (
    NUMBER_TYPES,
    FieldDef,
    FieldType,
    FormDef,
    Record,
    Value,
)
from ruraldesk.definitions.names import name_fields
from ruraldesk.definitions.values import text_of
from ruraldesk.services.known_records import folded

# Of a line these may be corrected by a table; another text, choice or date is another line.
_CORRECTED = NUMBER_TYPES | {FieldType.YES_NO, FieldType.NOTE, FieldType.FILES}


@dataclass(slots=True)
class Item:
    """One record of one ledger, as the table's rows tell it.

    `values` is what they say, `said` which row said it first; `fresh` records are new and also get
    `defaults`. `lines` holds by the lines' key what rows say of one line each.
    """

    form: FormDef
    uuid: str
    fresh: bool
    rows: list[int] = field(default_factory=list)
    values: dict[str, Value] = field(default_factory=dict)
    said: dict[str, int] = field(default_factory=dict)
    defaults: dict[str, Value] = field(default_factory=dict)
    lines: dict[str, list[dict[str, Value]]] = field(default_factory=dict)

    def contradictions(self, given: Mapping[str, Value]) -> Iterator[str]:
        """Yield the keys of which another row says something else."""
        for key, value in given.items():
            differs = key in self.said and folded(self.values[key]) != folded(value)
            if differs and self.form.field(key).type is not FieldType.NOTE:
                yield key

    def lay(self, given: Mapping[str, Value], row: int) -> bool:
        """Take what a row says; notes of several rows are kept one below the other.

        Returns whether the row says anything new.
        """
        new = False
        for key, value in given.items():
            if key not in self.said:
                self.values[key], self.said[key], new = value, row, True
            elif self._says_more(key, value):
                self.values[key], new = f"{self.values[key]}\n{value}", True
        if row not in self.rows:
            self.rows.append(row)
        return new

    def _says_more(self, key: str, value: Value) -> bool:
        is_note = self.form.field(key).type is FieldType.NOTE
        return is_note and str(value) not in str(self.values[key]).split("\n")

    def add_line(self, key: str, given: dict[str, Value]) -> bool:
        """Take what a row says of a line; return whether no row said the same."""
        lines = self.lines.setdefault(key, [])
        if given in lines:
            return False
        lines.append(given)
        return True

    def record(self, stored: Record | None) -> Record:
        """Return the record to save, over the stored one."""
        old = stored.lines if stored else {}
        lines = {
            key: _lines_over(self.form.line(key), old.get(key, ()), given)
            for key, given in self.lines.items()
        }
        if stored is not None:
            values = {
                key: value
                for key, value in self.values.items()
                if folded(stored[key]) != folded(value)
            }
            return Record(values=values, lines=lines, uuid=self.uuid, revision=stored.revision)
        return Record(values={**self.defaults, **self.values}, lines=lines, uuid=self.uuid)

    def refers_to(self) -> Iterator[str]:
        """Yield the texts that may be the UUIDs of records that this one and its lines name."""
        lines = (line for one in self.lines.values() for line in one)
        for values in (self.values, *lines):
            yield from (value for value in values.values() if isinstance(value, str))

    def renamed(self, stored: Record) -> Iterator[tuple[FieldDef, str, str]]:
        """Yield the fields by which people know the record and that the table would change."""
        for key in name_fields(self.form):
            one = self.form.find(key)
            if one is None or one.type is not FieldType.TEXT or key not in self.values:
                continue
            before, after = stored[key], self.values[key]
            if before is not None and folded(before) != folded(after):
                yield one, text_of(one, before), text_of(one, after)


def in_order(items: Sequence[Item]) -> tuple[list[Item], list[int]]:
    """Return the items in an order to save them, and for each the group it stands or falls with.

    What only one row speaks of is one group; a record of several rows stands for itself, so that a
    row that is refused does not take the others with it. What a record refers to comes before it.
    """
    by_uuid = {item.uuid: item for item in items}
    shared = {item.uuid for item in items if len(item.rows) > 1}
    ordered: dict[str, Item] = {}

    def place(item: Item, of_shared: bool) -> None:
        if of_shared:
            shared.add(item.uuid)
        if item.uuid in ordered:
            return
        for uuid in item.refers_to():
            if uuid in by_uuid and uuid != item.uuid:
                place(by_uuid[uuid], item.uuid in shared)
        ordered.setdefault(item.uuid, item)

    for item in sorted(items, key=lambda one: (one.rows[0], one.uuid not in shared)):
        place(item, False)
    return list(ordered.values()), [
        -at if item.uuid in shared else item.rows[0]
        for at, item in enumerate(ordered.values(), start=1)
    ]


def defaults_of(form: FormDef) -> dict[str, Value]:
    """Return what a new record holds where nothing is said."""
    return {one.key: one.default for one in form.asked() if one.default is not None}


def _lines_over(
    form: FormDef, stored: Sequence[Record], given: Sequence[Mapping[str, Value]]
) -> tuple[Record, ...]:
    """Lay lines over those that are stored, each over another one; the rest are new.

    A line is laid over one that contradicts it nowhere, else over one that differs in numbers and
    notes only. The first line of a record gets all defaults, as the first post named is the main
    one, and the further ones what each line must have.
    """
    lines = list(stored)
    free = set(range(len(lines)))
    for one in given:
        place = next((p for p in sorted(free) if _agrees(lines[p], one)), None)
        if place is None:
            place = next((p for p in sorted(free) if _corrects(form, lines[p], one)), None)
        if place is None:
            start = _further(form) if lines else defaults_of(form)
            lines.append(Record(values={**start, **one}, uuid=str(uuid4())))
            continue
        free.discard(place)
        lines[place] = replace(lines[place], values={**lines[place].values, **one})
    return tuple(lines)


def _further(form: FormDef) -> dict[str, Value]:
    """Return the defaults of a line that is not the first: of what no line can do without."""
    return {
        key: value
        for key, value in defaults_of(form).items()
        if form.field(key).required and form.field(key).type is not FieldType.YES_NO
    }


def _agrees(line: Record, given: Mapping[str, Value]) -> bool:
    return all(line[key] in (None, value) for key, value in given.items())


def _corrects(form: FormDef, line: Record, given: Mapping[str, Value]) -> bool:
    years = [one.key for one in form.fields if one.type is FieldType.YEAR and one.required]
    if any(key in given and line[key] == given[key] for key in years):
        return True  # a village has one line for each year
    same = [
        key
        for key, value in given.items()
        if line[key] == value and form.field(key).type not in _CORRECTED - {FieldType.YEAR}
    ]
    return bool(same) and all(
        line[key] in (None, value) or form.field(key).type in _CORRECTED - {FieldType.YEAR}
        for key, value in given.items()
    )
