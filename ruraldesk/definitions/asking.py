"""What a form asks of one record as it stands: which fields are visible, which must be filled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ruraldesk.definitions.evaluate import evaluate
from ruraldesk.definitions.expressions import Expression
from ruraldesk.definitions.model import FieldType, FormDef, Record
from ruraldesk.definitions.rows import Ledgers


@dataclass(frozen=True, slots=True)
class Asked:
    """Keys of the fields that are visible, and of the fields and lines that must be filled."""

    visible: frozenset[str]
    required: frozenset[str]


def asked_of(
    form: FormDef,
    record: Record,
    *,
    ledgers: Ledgers,
    as_of: date,
    parent: Record | None = None,
) -> Asked:
    """Return what `form` asks of `record`, by its conditions and the state it is in.

    A condition that is undecided does not hold. What is not visible, retired, computed or numbered
    by the program is not required.

    Raises:
        NumberTooLarge: a condition computes a number that cannot be kept exactly.
    """

    def holds(condition: Expression) -> bool:
        return evaluate(condition, record, ledgers, as_of=as_of, parent=parent) is True

    visible = set()
    required = set()
    for field in form.fields:
        if field.retired or (field.visible_when is not None and not holds(field.visible_when)):
            continue
        visible.add(field.key)
        if field.type not in (FieldType.COMPUTED, FieldType.SERIAL) and (
            field.required or (field.required_when is not None and holds(field.required_when))
        ):
            required.add(field.key)
    lines = {line.key for line in form.lines}
    return Asked(
        frozenset(visible), frozenset(required | demanded(form, record) & (visible | lines))
    )


def demanded(form: FormDef, record: Record) -> set[str]:
    """Return the keys of fields and lines that the record's state requires."""
    if form.states is None:
        return set()
    code = record[form.states.field]
    state = form.states.state(code) if isinstance(code, str) else None
    return set(state.requires) if state else set()
