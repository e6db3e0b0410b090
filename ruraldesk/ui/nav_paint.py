"""What the navigation paints beside the names of its pages and ledgers."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from ruraldesk.texts.translate import tr
from ruraldesk.ui import icons, tokens

_MARGIN = 15


def icon(painter: QPainter, key: str, rect: QRect) -> None:
    """Paint the icon of a page or group at the left; groups that came in packs have a table's."""
    name = key if key in icons.names() else "table"
    box = QRectF(_MARGIN, rect.center().y() - 7, 15, 15)
    icons.draw(painter, name, box, painter.pen().color(), weight=1.3)


def badge(painter: QPainter, count: int, rect: QRect) -> None:
    """Paint at the right, in red, how many wait; nothing where none does."""
    if not count:
        return
    right = rect.right() - _MARGIN
    shown = str(count) if count < 1000 else "999+"
    width = max(20, painter.fontMetrics().horizontalAdvance(shown) + 12)
    box = QRectF(right - width, rect.center().y() - 9.5, width, 20)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(tokens.CINNABAR))
    painter.drawRoundedRect(box, 10, 10)
    painter.setPen(QColor(tokens.CARD))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, shown)


def nothing_found(painter: QPainter, width: int) -> None:
    """Say that no ledger has the name that was typed."""
    painter.setFont(tokens.font(tokens.LABEL))
    painter.setPen(QColor(tokens.NAV_QUIET))
    box = QRect(20, 6, width - 36, 60)
    where = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
    painter.drawText(box, where, tr("No ledger is called so. Esc shows all."))
