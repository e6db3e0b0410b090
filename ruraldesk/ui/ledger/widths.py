"""How wide a column should be: as its heading and what the first rows hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtGui import QFontMetrics

from ruraldesk.definitions.model import Value
from ruraldesk.definitions.values import text_of
from ruraldesk.ui.ledger.cells import Row
from ruraldesk.ui.ledger.columns import NARROWEST, PADDING, SIGN, WIDEST, Column

_CHIP = 20  # what a chip needs beside its text


def natural_widths(
    columns: Sequence[Column],
    rows: Sequence[Row],
    totals: Mapping[str, Value],
    cell: QFontMetrics,
    bold: QFontMetrics,
) -> list[int]:
    """Return a width for each column, in which its heading, sum and usual content fit."""
    return [
        _width(number, column, rows, totals, cell, bold) for number, column in enumerate(columns)
    ]


def marked_width(text: str, column: Column, cell: QFontMetrics) -> int:
    """Return the width in which a text and the sign of its problem fit, but for very long texts."""
    needed = cell.horizontalAdvance(text) + (_CHIP if column.chip else 0) + SIGN
    return min(WIDEST, needed + 2 * PADDING + 2)


def _width(
    number: int,
    column: Column,
    rows: Sequence[Row],
    totals: Mapping[str, Value],
    cell: QFontMetrics,
    bold: QFontMetrics,
) -> int:
    heading = bold.horizontalAdvance(column.heading)
    texts = {row.texts[number] for row in rows if row.texts}
    longest = sorted(texts, key=len, reverse=True)[:8]  # the widest is among the longest
    content = max((cell.horizontalAdvance(text) for text in longest), default=0)
    if column.chip:
        content += _CHIP
    if number == 0:
        content += SIGN  # of what is wrong anywhere in the row
    total = totals.get(column.key)
    if total is not None:
        content = max(content, bold.horizontalAdvance(text_of(column.field, total)))
    needed = max(heading, content) + 2 * PADDING + 2
    return max(NARROWEST, heading + 2 * PADDING, min(WIDEST, needed))
