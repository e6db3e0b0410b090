"""What stands above a cell of the rows, and what follows it when it is counted on."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ruraldesk.definitions.model import FieldDef, Record, Value
from ruraldesk.services.series import continued
from ruraldesk.ui.entry.lines.model import LinesModel


@dataclass(frozen=True, slots=True)
class Taken:
    """A value, what the record it means is called, and the record behind a name."""

    value: Value
    name: str = ""
    known: str | None = None


def above(model: LinesModel, row: int, field: FieldDef, before: Record | None) -> Taken:
    """Return what stands above a cell; above the first row stands the line `before`."""
    key = field.key
    if row > 0:
        return Taken(model.value(row - 1, key), model.name(row - 1, key), model.known(row - 1, key))
    if before is None or before[key] is None:
        return Taken(None)
    known = before[field.known] if field.known else None
    return Taken(before[key], before.names.get(key, ""), known if isinstance(known, str) else None)


def counted_on(model: LinesModel, row: int, field: FieldDef, taken: Taken) -> Taken:
    """Return what follows the value above, by the step between the two above where there are two.

    What cannot be counted on, such as a name, is taken as it is.
    """
    first = model.value(row - 2, field.key) if row > 1 else None
    given = [taken.value] if first is None else [first, taken.value]
    (value,) = continued(field, given, 1)
    if value in given:
        return taken
    return replace(taken, value=value, name="", known=None)
