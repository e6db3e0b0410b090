"""A row of a ledger's table that is not saved yet."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from uuid import uuid4

from ruraldesk.definitions.model import FormDef, Record, Value
from ruraldesk.ui.entry.working import NEW


@dataclass(slots=True)
class Waiting:
    """A row that is not saved yet: what it began with, and what was entered since."""

    base: Record
    key: str  # of its draft
    values: dict[str, Value] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    kept: bool = False  # whether a draft of it is on the disk

    def record(self, form: FormDef, more: dict[str, Value] | None = None) -> Record:
        """Return the whole record, with what is being typed."""
        stored = {one.key for one in form.fields if one.stored}
        values = {key: value for key, value in self.base.values.items() if key in stored}
        values |= {**self.values, **(more or {})}
        return replace(self.base, values=values, names={**self.base.names, **self.names})


def new_key() -> str:
    """Return a name under which the draft of a new record is kept."""
    return f"{NEW}{uuid4()}"
