"""What programs that read the screen aloud are told of a ledger's table: the cell of the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QFontMetrics

from ruraldesk.texts.translate import joined, tr
from ruraldesk.ui.ledger.widening import tip_of
from ruraldesk.ui.spoken import say

if TYPE_CHECKING:
    from ruraldesk.ui.ledger.grid import Grid


class CellSpeaker(QObject):
    """Names the table by the heading and the text of the cell, and what is wrong in it."""

    def __init__(self, grid: Grid) -> None:
        super().__init__(grid)
        self._grid = grid
        grid.moved.connect(self.speak)
        grid.model.loaded.connect(self.speak)
        grid.model.problems_changed.connect(self.speak)
        self.speak()

    def speak(self) -> None:
        """Say the cell of the cursor; without rows, why there are none."""
        grid, chosen = self._grid, self._grid.selection
        title = tr(grid.model.form.title)
        count = grid.model.rowCount()
        if not count:
            say(grid, title, grid.empty_text)
            return
        columns = grid.model.columns()
        if not 0 <= chosen.column < len(columns) or chosen.row < 0:
            say(grid, title, "")
            return
        heading = columns[chosen.column].heading
        if chosen.row >= count:
            say(grid, title, joined((heading, tr("new row"))))
            return
        texts = grid.model.row(chosen.row).texts
        text = texts[chosen.column] if texts else ""
        told = tip_of(grid.model, chosen.row, chosen.column, QFontMetrics(grid.font()), _ANY)
        words = joined((f"{heading} {text or tr('empty')}", *told.splitlines()))
        say(grid, title, words, chosen.row, count)


_ANY = 1_000_000  # pixels: what is cut off on the screen is read out anyhow
