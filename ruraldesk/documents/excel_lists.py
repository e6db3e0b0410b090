"""The drop-downs' members: short lists stand in the cell's rule, long ones on a hidden sheet."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook

from ruraldesk.definitions.model import FieldDef

INLINE = 255  # characters that a drop-down's rule may hold (Excel's own limit)
SHEET = "选项"


class Lists:
    """Collects the long lists while sheets are written, and writes them last."""

    def __init__(self) -> None:
        self._columns: dict[str, Sequence[str]] = {}

    def formula(self, field: FieldDef, offered: Sequence[str]) -> str:
        """Return the rule's formula: the members themselves, or where they stand."""
        inline = ",".join(offered)
        if len(inline) <= INLINE and not any("," in label or '"' in label for label in offered):
            return f'"{inline}"'
        key = field.choices.key if field.choices is not None else field.key
        self._columns.setdefault(key, offered)
        letter = get_column_letter(list(self._columns).index(key) + 1)
        return f"{SHEET}!${letter}$1:${letter}${len(offered)}"

    def write(self, workbook: Workbook) -> None:
        """Write the hidden sheet, if any list needs it."""
        if not self._columns:
            return
        sheet = workbook.create_sheet(SHEET)
        sheet.sheet_state = "hidden"
        longest = max(map(len, self._columns.values()))
        for index in range(longest):
            sheet.append(
                [
                    labels[index] if index < len(labels) else None
                    for labels in self._columns.values()
                ]
            )
