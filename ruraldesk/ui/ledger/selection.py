"""Which cells are marked: one, or a block of them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Selection:
    """A block of cells between the anchor, where it began, and the cursor; row -1 is nothing."""

    row: int = -1
    column: int = 0
    anchor_row: int = -1
    anchor_column: int = 0

    def move(self, row: int, column: int, *, extend: bool = False) -> None:
        """Put the cursor on a cell; `extend` keeps the anchor."""
        self.row, self.column = row, column
        if not extend or self.anchor_row < 0:
            self.anchor_row, self.anchor_column = row, column

    def all(self, rows: int, columns: int) -> None:
        """Mark everything; the cursor stays where it was."""
        if rows and columns:
            self.anchor_row, self.anchor_column = 0, 0
            self.row, self.column = rows - 1, columns - 1

    def whole_rows(self, columns: int) -> None:
        """Mark the rows of the block from the first to the last column."""
        self.anchor_column, self.column = 0, columns - 1

    @property
    def rows(self) -> range:
        """The marked rows."""
        if self.row < 0:
            return range(0)
        return range(min(self.row, self.anchor_row), max(self.row, self.anchor_row) + 1)

    @property
    def columns(self) -> range:
        """The marked columns."""
        first, last = sorted((self.column, self.anchor_column))
        return range(first, last + 1)

    @property
    def is_block(self) -> bool:
        """Whether more than one cell is marked."""
        return (self.row, self.column) != (self.anchor_row, self.anchor_column)

    def clamp(self, rows: int, columns: int) -> None:
        """Keep the block inside a table of this size."""
        if not rows or not columns:
            self.row = self.anchor_row = -1
            self.column = self.anchor_column = 0
            return
        self.row, self.anchor_row = min(self.row, rows - 1), min(self.anchor_row, rows - 1)
        self.column = min(self.column, columns - 1)
        self.anchor_column = min(self.anchor_column, columns - 1)
