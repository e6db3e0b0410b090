"""The question that a table of groups answers, and how it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ruraldesk.definitions.model import FieldDef, FormDef
from ruraldesk.services.pivot_axes import FUNCTIONS, axes, counted, functions_of, values

MOST_ROW_FIELDS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class PivotSpec:
    """What a table of groups asks: sources of axes, one of FUNCTIONS, and the key of a number.

    `lines` is the key of the lines that are counted; "" counts the records.
    """

    lines: str = ""
    rows: tuple[str, ...] = ()
    column: str = ""
    function: str = "count"
    value: str = ""

    def plain(self) -> dict[str, Any]:
        """Return the question as JSON data."""
        return {
            "lines": self.lines,
            "rows": list(self.rows),
            "column": self.column,
            "function": self.function,
            "value": self.value,
        }


def value_of(form: FormDef, spec: PivotSpec) -> FieldDef | None:
    """Return the number of which something is told; None where rows are counted."""
    return counted(form, spec.lines).field(spec.value) if spec.value else None


def known_spec(form: FormDef, forms: Mapping[str, FormDef], kept: object) -> PivotSpec:
    """Return the question that was kept as JSON data, without what the form has lost."""
    if not isinstance(kept, Mapping):
        return PivotSpec()
    lines = next((one.key for one in form.lines if one.key == kept.get("lines")), "")
    known = {one.source for axis in axes(form, forms, lines) for one in axis.all()}
    rows = kept.get("rows")
    asked = [one for one in rows if one in known] if isinstance(rows, list) else []
    column, function, value = (kept.get(key) for key in ("column", "function", "value"))
    number = next((one for one in values(form, lines) if one.key == value), None)
    if number is None or function not in functions_of(number):
        function, value = FUNCTIONS[0], ""
    return PivotSpec(
        lines=lines,
        rows=tuple(dict.fromkeys(asked))[:MOST_ROW_FIELDS],
        column=column if isinstance(column, str) and column in known - set(asked) else "",
        function=str(function),
        value=str(value),
    )
