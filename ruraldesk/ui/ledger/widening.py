"""What a column turns out to need once sums and problems are known, and what a cell's tip says."""

from __future__ import annotations

from collections.abc import Container

from PySide6.QtGui import QFontMetrics

from ruraldesk.services.notes import part_of
from ruraldesk.ui.entry import note_words as words
from ruraldesk.ui.ledger.asked import told_of
from ruraldesk.ui.ledger.columns import PADDING, Geometry
from ruraldesk.ui.ledger.model import LedgerModel
from ruraldesk.ui.ledger.paint import problem_level
from ruraldesk.ui.ledger.totals import Totals
from ruraldesk.ui.ledger.widths import marked_width

FIRST_ROWS = 60  # that say how wide a column has to be


def widen_for_totals(geometry: Geometry, totals: Totals) -> bool:
    """Make columns as wide as their sums; return whether one was too narrow."""
    bold = QFontMetrics(totals.font())
    wider = False
    for number, column in enumerate(geometry.columns):
        needed = bold.horizontalAdvance(totals.text(column.key)) + 2 * PADDING + 2
        width = geometry.widths[number]
        if width and needed > width:
            geometry.set_width(number, needed)
            wider = True
    return wider


def widen_for_signs(
    geometry: Geometry, model: LedgerModel, dragged: Container[str], metrics: QFontMetrics
) -> None:
    """Make columns as wide as what is marked in them with its sign; `dragged` ones stay."""
    columns = model.columns()
    for row in map(model.row, range(min(model.rowCount(), FIRST_ROWS))):
        problems = model.problems(row.uuid)
        for number, column in enumerate(columns) if problems else ():
            if column.key in dragged or not problem_level(problems, columns, number):
                continue
            needed = marked_width(row.texts[number], column, metrics)
            if 0 < geometry.widths[number] < needed:
                geometry.set_width(number, needed)


def tip_of(model: LedgerModel, row: int, column: int, metrics: QFontMetrics, room: int) -> str:
    """Return what a cell would say: why its row waits, its problems, or the text that was cut."""
    shown = model.row(row)
    if not shown.texts:
        return ""
    columns = model.columns()
    problems = model.problems(shown.uuid)
    told = [shown.told] if shown.told else []
    told += [p.message for p in problems if problem_level([p], columns, column) is not None]
    if model.asked is not None:
        told += [told_of(one) for one in model.asked.at(shown.uuid, columns, column)]
        noted = model.asked.notes_at(shown.uuid, columns, column)
        told += [words.told_of(one, part_of(model.form, one) if one.line else "") for one in noted]
    if model.moved is not None:
        told += filter(None, [model.moved.tip(shown.uuid, columns, column)])
    if told:
        return "\n".join(told)
    text = shown.texts[column]
    return text if metrics.horizontalAdvance(text) > room else ""
