"""Where heading, filter row, rows and sums of a ledger's table stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ruraldesk.ui import tokens
from ruraldesk.ui.ledger import filter_row, header, totals

if TYPE_CHECKING:
    from ruraldesk.ui.ledger.grid import Grid


def place(grid: Grid, top: int) -> None:
    """Place the strips, and set the scroll bars for the rows and columns there are.

    `top` is the height of heading and filter row together.
    """
    room, height = grid.viewport().width(), grid.viewport().height()
    geometry = grid.geometry_of_columns
    geometry.fit(room)
    if geometry.columns and not geometry.shown(grid.selection.column):
        grid.selection.column = max(0, geometry.next_shown(grid.selection.column, -1))
    grid.header.setGeometry(0, 0, room, header.HEIGHT)
    grid.filter_row.setGeometry(0, header.HEIGHT, room, filter_row.HEIGHT)
    tall = grid.rows() * tokens.ROW
    grid.totals.setVisible(grid.model.rowCount() > 0)
    grid.totals.setGeometry(0, top + min(height, tall), room, totals.HEIGHT)
    vertical, horizontal = grid.verticalScrollBar(), grid.horizontalScrollBar()
    vertical.setRange(0, max(0, tall - height))
    vertical.setPageStep(height)
    vertical.setSingleStep(tokens.ROW)
    horizontal.setRange(0, geometry.furthest)
    horizontal.setPageStep(room)
    horizontal.setSingleStep(40)


def follow_columns(grid: Grid) -> None:
    """Draw the strips and the rows anew where the columns went."""
    for one in (grid.header, grid.filter_row, grid.totals, grid.viewport()):
        one.update()
    grid.filter_row.place_editor()
    grid.cell.place()
