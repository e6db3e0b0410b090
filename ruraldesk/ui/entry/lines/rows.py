"""The rows of one line form while they are being entered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from ruraldesk.definitions.filling import filling
from ruraldesk.definitions.fitting import value_fault
from ruraldesk.definitions.model import FieldDef, FieldType, FormDef, Record, Value
from ruraldesk.definitions.values import BadValue, parse


@dataclass(slots=True)
class Row:
    """One row: what is in its cells, and the saved line it was made from."""

    values: dict[str, Value] = field(default_factory=dict)  # typed text where it is no value
    names: dict[str, str] = field(default_factory=dict)
    computed: Mapping[str, Value] = field(default_factory=dict)
    saved: Record | None = None
    visible: frozenset[str] | None = None  # fields asked in this row; None while nobody looked
    required: frozenset[str] = frozenset()
    means: dict[str, Value] = field(default_factory=dict)  # by reference: whose data was taken
    filled: dict[str, Value] = field(default_factory=dict)  # what was taken, and is still there

    def is_empty(self, defaults: Mapping[str, Value]) -> bool:
        """Say whether nothing was entered beside what the form fills in."""
        return self.saved is None and all(
            value is None or value == defaults.get(key) for key, value in self.values.items()
        )

    def record(self, form: FormDef, *, readable: bool) -> Record:
        """Return the row as a record; with `readable` without texts that are no values."""
        values = {
            key: value
            for key, value in self.values.items()
            if value is not None and not (readable and fault_of(form.field(key), value))
        }
        base = self.saved or Record(values={})
        return replace(base, values=values, names=dict(self.names))


def row_of(record: Record, form: FormDef) -> Row:
    """Return the row of a saved line, or of a draft's."""
    stored = {one.key for one in form.fields if one.stored}
    return Row(
        values={key: value for key, value in record.values.items() if key in stored},
        names=dict(record.names),
        computed={key: value for key, value in record.values.items() if key not in stored},
        saved=record if record.uuid else None,
        means={one.key: record[one.key] for one in filling(form)},
    )


def fault_of(one: FieldDef, value: Value) -> str | None:
    """Return the sentence that says why a cell's text is no value; None where it is one."""
    fault = value_fault(one, value)
    if fault is None or not isinstance(value, str):
        return fault
    if one.type in (FieldType.REFERENCE, FieldType.DIVISION):
        return fault
    try:
        parse(one, value)
    except BadValue as error:
        return str(error)
    return fault


def records_of(
    rows: Iterable[Row], form: FormDef, *, readable: bool
) -> tuple[tuple[Record, ...], list[int]]:
    """Return the rows that hold anything as records, and the place of each among the rows."""
    defaults = form.defaults()
    kept = [(place, row) for place, row in enumerate(rows) if not row.is_empty(defaults)]
    records = tuple(row.record(form, readable=readable) for _, row in kept)
    return records, [place for place, _ in kept]
