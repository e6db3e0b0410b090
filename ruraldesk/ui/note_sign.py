"""The sign of a note in a cell."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen


def draw_leaf(painter: QPainter, cell: QRectF, tint: QColor, filled: bool, size: float = 8) -> None:
    """Draw a folded corner at the lower right of a cell: a note, `filled` where it waits."""
    right, bottom = cell.right() - 1, cell.bottom() - 1
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(tint, 1.2))
    painter.setBrush(tint if filled else Qt.BrushStyle.NoBrush)
    painter.drawPolygon(
        [
            QPointF(right - size, bottom - 1),
            QPointF(right - 1, bottom - size),
            QPointF(right - 1, bottom - 1),
        ]
    )
    painter.restore()
