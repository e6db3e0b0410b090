"""The last line: how many rows, and the sums of what can be summed."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ruraldesk.definitions.model import Value
from ruraldesk.definitions.values import text_of
from ruraldesk.texts.translate import tr
from ruraldesk.ui import tokens
from ruraldesk.ui.ledger.columns import PADDING, Geometry, Placed

HEIGHT = tokens.ROW + 2


class Totals(QWidget):
    """One line under the rows; it stays at the bottom when the rows scroll."""

    def __init__(self, geometry: Geometry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._geometry = geometry
        self._totals: Mapping[str, Value] = {}
        self._count, self._known = 0, True
        self.setFixedHeight(HEIGHT)
        self.setFont(tokens.font(tokens.TABLE, bold=True))

    def show_totals(self, totals: Mapping[str, Value]) -> None:
        """Show the sums, by field key."""
        self._totals = totals
        self.update()

    def show_count(self, count: int, *, known: bool = True) -> None:
        """Show how many rows are summed, once that is known."""
        self._count, self._known = count, known
        self.update()

    def text(self, key: str) -> str:
        """Return the sum shown under a column."""
        column = next((one for one in self._geometry.columns if one.key == key), None)
        value = self._totals.get(key)
        return text_of(column.field, value) if column and value is not None else ""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        geometry = self._geometry
        width = min(geometry.total, geometry.room)
        painter.fillRect(0, 0, width, HEIGHT, QColor(tokens.TOTALS))
        painter.setFont(self.font())
        frozen = geometry.frozen_width
        painter.setClipRect(frozen, 0, width - frozen, HEIGHT)
        for one in geometry.scrolling():
            self._paint_cell(painter, one)
        painter.setClipRect(0, 0, frozen, HEIGHT)
        for one in geometry.fixed():
            self._paint_cell(painter, one)
        painter.setClipping(False)
        painter.fillRect(0, 0, width, 2, QColor(tokens.TOTALS_LINE))
        painter.setPen(QPen(QColor(tokens.LINE), 0))
        painter.drawLine(0, HEIGHT - 1, width - 1, HEIGHT - 1)
        painter.setPen(QColor(tokens.INK))
        painter.drawText(self._words_box(), Qt.AlignmentFlag.AlignVCenter, self.words())

    def words(self) -> str:
        """Return what stands at the beginning of the line."""
        return (
            tr("Total of {count}").format(count=f"{self._count:,}") if self._known else tr("Total")
        )

    def _words_box(self) -> QRect:
        """The words stand under the first columns, as far as those have no sum."""
        left = PADDING
        columns = self._geometry.columns
        if len(columns) > 1 and not self.text(columns[1].key) and self._geometry.frozen != 1:
            needed = self.fontMetrics().horizontalAdvance(self.words()) + 2 * PADDING
            if self._geometry.widths[0] < needed:
                left = self._geometry.widths[0] + PADDING
        return QRect(left, 2, self.width() - left, HEIGHT - 3)

    def _paint_cell(self, painter: QPainter, one: Placed) -> None:
        text = self.text(self._geometry.columns[one.number].key)
        painter.setPen(QPen(QColor(tokens.INNER_LINE), 0))
        x = one.left + one.width - 1
        painter.drawLine(x, 2, x, HEIGHT)
        if text:
            painter.setPen(QColor(tokens.INK))
            box = QRect(one.left, 2, one.width - PADDING, HEIGHT - 3)
            side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(box, side, text)
