"""What stands where there is nothing yet: an icon, a sentence, and the one button that helps."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ruraldesk.ui import icons, tokens
from ruraldesk.ui.widgets import Button, label

_SIGN = 60  # the side of the round ground
_ICON = 28
_WIDTH = 470  # of the sentence
_GAP = 14
_LEAST = 150  # pixels; where there is less room, the sentence stands alone


def paint_sign(painter: QPainter, box: QRectF, icon: str) -> None:
    """Paint an icon on a quiet round ground."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(tokens.PINE_TINT))
    painter.drawEllipse(box)
    margin = (box.width() - _ICON) / 2
    inner = box.adjusted(margin, margin, -margin, -margin)
    icons.draw(painter, icon, inner, QColor(tokens.PINE), weight=1.6)


def paint_nothing(painter: QPainter, room: QRect, icon: str, text: str) -> None:
    """Paint in the middle of `room`, a little above it, why there is nothing, with an icon."""
    if not text:
        return
    width = min(_WIDTH, room.width() - 32)
    left = room.left() + (room.width() - width) // 2
    wrapped = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
    painter.setFont(tokens.font(tokens.TABLE))
    needed = painter.fontMetrics().boundingRect(QRect(0, 0, width, 1000), int(wrapped), text)
    top = room.top() + 16
    if room.height() >= _LEAST:
        whole = _SIGN + _GAP + needed.height()
        top = room.top() + max(16, (room.height() - whole) * 2 // 5)
        sign = QRectF(room.left() + (room.width() - _SIGN) / 2, top, _SIGN, _SIGN)
        paint_sign(painter, sign, icon)
        top += _SIGN + _GAP
    painter.setPen(QColor(tokens.QUIET))
    painter.drawText(QRect(left, top, width, needed.height() + 4), int(wrapped), text)


class EmptyState(QWidget):
    """A page's or card's word while it has nothing to show; it may hold one button."""

    def __init__(self, icon: str, text: str = "", act: str = "") -> None:
        super().__init__()
        sign = _Sign(icon)
        self._words = label(text, "quiet")
        self._words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._words.setWordWrap(True)
        self._words.setFixedWidth(_WIDTH)
        self.act = Button(act)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.setSpacing(_GAP)
        layout.addStretch(2)
        for part in (sign, self._words, self.act):
            layout.addWidget(part, 0, Qt.AlignmentFlag.AlignHCenter)
        self.act.setVisible(bool(act))  # before it stands here, it would be a window of its own
        layout.addStretch(3)

    def setText(self, text: str) -> None:
        """Say why there is nothing."""
        self._words.setText(text)
        self._make_room()

    def showEvent(self, event: QShowEvent) -> None:
        self._make_room()  # the letters have their size now
        super().showEvent(event)

    def _make_room(self) -> None:
        """Give every line room: a layout that centres a label asks only for its first line."""
        self._words.ensurePolished()
        self._words.setMinimumHeight(max(self._words.heightForWidth(_WIDTH), 0))  # -1 for no text

    def text(self) -> str:
        """Return what is said."""
        return self._words.text()


class _Sign(QWidget):
    def __init__(self, icon: str) -> None:
        super().__init__()
        self._icon = icon
        self.setFixedSize(_SIGN, _SIGN)

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_sign(QPainter(self), QRectF(self.rect()), self._icon)
