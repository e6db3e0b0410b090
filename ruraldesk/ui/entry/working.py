"""The entry under way: what it was made from, and whether it differs from that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import uuid4

from ruraldesk.definitions.fitting import value_fault
from ruraldesk.definitions.model import FormDef, Record, Value

NEW = "new-"  # how the draft keys of new records begin


class Working:
    """A saved record being changed, or a new one being filled."""

    def __init__(self, form: FormDef, base: Record, key: str = "", revision: int = -1) -> None:
        """Begin from `base`.

        Args:
            form: the record's form.
            base: the record as it is saved, or as a new one begins.
            key: under which a draft is kept; the UUID, or a name made up for a new record.
            revision: the saved state that a draft was made from, where that is not the present.
        """
        self.form, self.base = form, base
        self.key = key or base.uuid or f"{NEW}{uuid4()}"
        self.revision = base.revision if revision < 0 else revision
        self._stored = {one.key for one in form.fields if one.stored}

    @property
    def is_new(self) -> bool:
        """Whether the record was never saved."""
        return not self.base.revision

    def record(
        self,
        values: Mapping[str, Value],
        names: Mapping[str, str],
        lines: Mapping[str, tuple[Record, ...]],
    ) -> Record:
        """Return what was entered as a record of the revision that was worked on."""
        kept = {key: value for key, value in self.base.values.items() if key in self._stored}
        merged = {**kept, **values}
        return replace(
            self.base,
            values={key: value for key, value in merged.items() if value is not None},
            names={**self.base.names, **names},
            lines={**self.base.lines, **lines},
            revision=self.revision,
        )

    def differs(self, values: Mapping[str, Value], lines: Mapping[str, tuple[Record, ...]]) -> bool:
        """Say whether anything that was entered is not what the entry began with."""
        if any(self.base[key] != value for key, value in values.items()):
            return True
        return any(
            not same_lines(form, self.base.lines.get(form.key, ()), lines.get(form.key, ()))
            for form in self.form.lines
        )


def same_lines(form: FormDef, before: Sequence[Record], after: Sequence[Record]) -> bool:
    """Say whether two lists of lines hold the same, in the same order."""
    keys = [one.key for one in form.fields if one.stored]
    return len(before) == len(after) and all(
        old.uuid == new.uuid and all(old[key] == new[key] for key in keys)
        for old, new in zip(before, after, strict=True)
    )


def without_unreadable(form: FormDef, record: Record) -> Record:
    """Return a draft's record without the texts that are no values of their fields."""
    values = {
        one.key: record[one.key]
        for one in form.fields
        if record[one.key] is not None and value_fault(one, record[one.key]) is None
    }
    return replace(record, values=values)
