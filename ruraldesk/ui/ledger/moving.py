"""Where the cursor of a ledger's table goes: by arrow keys, by Tab, by Enter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from ruraldesk.ui import tokens

if TYPE_CHECKING:
    from ruraldesk.ui.ledger.grid import Grid

Key = Qt.Key


def target(grid: Grid, key: int, control: bool) -> tuple[int, int] | None:
    """Return the cell that an arrow or page key leads to, None for other keys."""
    row, column = grid.selection.row, grid.selection.column
    shown = grid.geometry_of_columns.next_shown
    page = max(1, grid.viewport().height() // tokens.ROW - 1)
    last_row, last_column = grid.rows() - 1, shown(len(grid.model.columns()), -1)
    last_saved = max(0, grid.model.rowCount() - 1)
    to_end = control and key in (Key.Key_End, Key.Key_Down) and not grid.model.complete
    grid.model.end_wanted = last_saved if to_end else -1
    targets = {
        Key.Key_Up: (0 if control else row - 1, column),
        Key.Key_Down: (last_saved if control and row < last_saved else row + 1, column),
        Key.Key_Left: (row, 0 if control else shown(column, -1)),
        Key.Key_Right: (row, last_column if control else shown(column, 1)),
        Key.Key_PageUp: (row - page, column),
        Key.Key_PageDown: (row + page, column),
        Key.Key_Home: (0, 0) if control else (row, 0),
        Key.Key_End: (last_saved if last_row >= 0 else 0, last_column)
        if control
        else (row, last_column),
    }
    return targets.get(Key(key))


class Run:
    """Entering row after row: Enter goes down to the column in which the Tabs began.

    It lasts until the cursor is moved otherwise; while it does, Enter passes empty cells by instead
    of opening the record.
    """

    def __init__(self) -> None:
        self.on = False
        self._column = -1

    def end(self) -> None:
        """The cursor was moved by an arrow or the mouse."""
        self.on = False
        self._column = -1

    def next(self, grid: Grid, rows: int, columns: int) -> tuple[int, int]:
        """Return the cell to go to after one was filled."""
        row, column = grid.selection.row, grid.selection.column
        self.on = True
        if not columns:
            begun, self._column = self._column, -1
            return row + rows, begun if begun >= 0 and rows > 0 else column
        if self._column < 0:
            self._column = column
        following = _following(grid, column, columns)
        if following >= 0:
            return row, following
        if columns > 0:
            return row + 1, self._column
        return row - 1, _following(grid, len(grid.model.columns()), -1)


def _following(grid: Grid, column: int, step: int) -> int:
    """Return the next column in which something can be typed; -1 where there is none."""
    writing = grid.cell.writing
    while True:
        column = grid.geometry_of_columns.next_shown(column, step)
        if not 0 <= column < len(grid.model.columns()):
            return -1
        if writing is None or not writing.why_fixed(grid.selection.row, column):
            return column
