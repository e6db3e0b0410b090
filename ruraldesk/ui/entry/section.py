"""A titled group of fields, in as many columns as there is room for."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from ruraldesk.ui import tokens
from ruraldesk.ui.entry.field_box import FieldBox
from ruraldesk.ui.widgets import label

GAP = 12  # pixels between columns
_ROW_GAP = 8
_NARROWEST = 150  # pixels of a column
_PAIR = 2  # columns over which a sentence runs; in a wide panel two pairs stand side by side
_TWO_PAIRS = 760  # from here a form of two columns is laid out in four


def columns_for(width: int) -> int:
    """Return in how many columns fields stand where there are `width` pixels."""
    if width >= _TWO_PAIRS:
        return 4
    return 2 if width >= 2 * _NARROWEST + GAP else 1


class Section(QWidget):
    """Fields of one section; those that are not asked for leave no gap."""

    def __init__(
        self,
        title: str,
        note: str,
        boxes: Sequence[FieldBox],
        parent: QWidget | None = None,
        *,
        first: bool,
    ) -> None:
        super().__init__(parent)
        self.title, self.boxes = title, list(boxes)
        self._columns = 0
        self._asked: tuple[str, ...] = ()
        self._problem_places: dict[str, tuple[int, int]] = {}  # row and first column
        self._lined = not first
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0 if first else 10, 0, 0)
        layout.setSpacing(6)
        if title and (note or not first):
            layout.addWidget(_heading(title, note))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(GAP)
        self._grid.setVerticalSpacing(0)
        layout.addLayout(self._grid)
        for box in self.boxes:
            box.setParent(self)
            box.problem_made.connect(partial(self._place_problem, box))
            box.asked_made.connect(partial(self._place_comments, box))

    def arrange(self, columns: int) -> bool:
        """Lay out the fields that are asked for; return whether anything moved."""
        asked = tuple(box.key for box in self.boxes if box.asked)
        if (columns, asked) == (self._columns, self._asked):
            return False
        self._columns, self._asked = columns, asked
        while self._grid.takeAt(0) is not None:
            pass
        for row in range(self._grid.rowCount()):
            self._grid.setRowMinimumHeight(row, 0)
        row, column, pair = 0, 0, min(_PAIR, columns)
        for box in self.boxes:
            box.setVisible(box.asked)
            if not box.asked:
                box.hide_below()
                continue
            width = min(box.field.width, columns)
            if column + width > columns:
                row, column = row + 2 * pair + 2, 0
            self._grid.addWidget(box, row, column, 1, width, Qt.AlignmentFlag.AlignTop)
            self._problem_places[box.key] = (row + 1 + column % pair, column // pair * pair)
            self._place_problem(box)
            self._place_comments(box)
            self._grid.setRowMinimumHeight(row + 2 * pair + 1, _ROW_GAP)
            column += width
        for place in range(4):
            self._grid.setColumnStretch(place, 1 if place < columns else 0)
        self.setVisible(bool(asked))
        return True

    def _place_problem(self, box: FieldBox) -> None:
        """Put a sentence under its field, across the pair of columns in which the field stands."""
        self._place_below(box, box.problem, 0)

    def _place_comments(self, box: FieldBox) -> None:
        """Put what the office above asks under the sentences about the row's problems."""
        self._place_below(box, box.comments, min(_PAIR, self._columns))
        if box.comments is not None:
            box.comments.setVisible(bool(box.comments.asked()))

    def _place_below(self, box: FieldBox, below: QWidget | None, rows: int) -> None:
        place = self._problem_places.get(box.key)
        if below is not None and place is not None:
            width = max(min(_PAIR, self._columns), min(box.field.width, self._columns))
            self._grid.addWidget(below, place[0] + rows, place[1], 1, width)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._lined:
            QPainter(self).fillRect(0, 0, self.width(), 1, QColor(tokens.INNER_LINE))


def _heading(title: str, note: str) -> QWidget:
    """Return the title, with what the form says about the section beside or below it."""
    made = QWidget()
    beside = len(note) <= 18
    layout = QHBoxLayout(made) if beside else QVBoxLayout(made)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(6 if beside else 1)
    layout.addWidget(label(title, "strong"))
    if note:
        words = label(note, "label")
        words.setWordWrap(True)
        layout.addWidget(words, 1)
    return made
