"""The sums under the number columns."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ruraldesk.texts.translate import tr
from ruraldesk.ui import tokens
from ruraldesk.ui.entry.lines.model import LinesModel
from ruraldesk.ui.entry.lines.table import LinesTable


class TotalsStrip(QWidget):
    """One row under the table, its numbers under their columns."""

    def __init__(self, table: LinesTable, model: LinesModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._table, self._model = table, model
        self._sums: dict[str, str] = {}
        self.setFont(tokens.font(tokens.TABLE, bold=True))
        self.setFixedHeight(tokens.ROW)
        table.horizontalHeader().sectionResized.connect(lambda *_: self.update())
        table.horizontalScrollBar().valueChanged.connect(lambda _: self.update())
        self.setVisible(bool(model.form.totals))

    def refresh(self) -> None:
        """Add up again."""
        self._sums = self._model.totals()
        self.update()

    def sums(self) -> dict[str, str]:
        """Return what is shown, by field."""
        return dict(self._sums)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(tokens.TOTALS))
        painter.fillRect(0, 0, self.width(), 2, QColor(tokens.TOTALS_LINE))
        painter.setPen(QColor(tokens.INK))
        header = self._table.horizontalHeader()
        start = self._table.verticalHeader().width()
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setClipRect(start, 0, self.width() - start, self.height())
        for column, one in enumerate(self._model.fields):
            if one.key in self._sums:
                left = start + header.sectionViewportPosition(column)
                box = QRectF(left, 0, header.sectionSize(column) - 6, self.height())
                painter.drawText(
                    box, int(Qt.AlignmentFlag.AlignRight | middle), self._sums[one.key]
                )
        painter.setClipRect(self.rect())
        first = self._model.fields[0].key if self._model.fields else ""
        if first not in self._sums:
            word = tr("Sum")
            room = painter.fontMetrics().horizontalAdvance(word)
            painter.fillRect(0, 2, max(start, room + 6), self.height(), QColor(tokens.TOTALS))
            painter.drawText(QRectF(3, 0, 200, self.height()), int(middle), word)
