"""A main figure on a card: its value, how it changed, and further figures below it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ruraldesk.services.home import KeyFigure
from ruraldesk.services.home_figures import Change
from ruraldesk.texts.translate import tr, unit_name
from ruraldesk.ui import tokens

_SIDE = 16
_TOP = 12
_BOTTOM = 11
_BETWEEN = 3  # between two lines


class FigureCard(QAbstractButton):
    """One main figure; a click opens the rows it was computed from."""

    def __init__(self, figure: KeyFigure, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._figure = figure
        self.setText(tr(figure.label))
        told = [_told(one) for one in figure.changes]
        self.setToolTip("\n".join(filter(None, (*told, figure.note))))
        self.setAccessibleName(f"{tr(figure.label)} {figure.value} {unit_name(figure.unit)}")
        self.setAccessibleDescription("\n".join(filter(None, (*told, figure.note))))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        lines = (tokens.TEXT, tokens.KEY_FIGURE, tokens.LABEL, tokens.LABEL)
        heights = [QFontMetrics(tokens.font(size)).height() for size in lines]
        return QSize(200, _TOP + sum(heights) + 3 * _BETWEEN + _BOTTOM)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEvent) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focused = self.hasFocus()
        line = tokens.PINE if focused else tokens.HINT if self.underMouse() else tokens.LINE
        inset = 1.0 if focused else 0.5
        painter.setPen(QPen(QColor(line), 2 if focused else 1))
        painter.setBrush(QColor(tokens.CARD))
        rect = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(rect, tokens.CARD_RADIUS, tokens.CARD_RADIUS)
        top = self._paint(painter, _TOP, tr(self._figure.label), tokens.QUIET, tokens.TEXT)
        top = self._paint_value(painter, top)
        top = self._paint_changes(painter, top)
        tone = self._figure.tone
        ink = tokens.QUIET if tone == "stone" else tokens.TONES[tone].text
        self._paint(painter, top, self._figure.note, ink, tokens.LABEL)

    def _paint_value(self, painter: QPainter, top: int) -> int:
        painter.setFont(tokens.font(tokens.KEY_FIGURE, bold=True))
        painter.setPen(QColor(tokens.INK))
        metrics = painter.fontMetrics()
        base = top + metrics.ascent()
        painter.drawText(_SIDE, base, self._figure.value)
        left = _SIDE + metrics.horizontalAdvance(self._figure.value)
        left += 2 if self._figure.unit == "%" else 6
        painter.setFont(tokens.font(tokens.TEXT))
        painter.drawText(left, base, unit_name(self._figure.unit))
        return top + metrics.height() + _BETWEEN

    def _paint_changes(self, painter: QPainter, top: int) -> int:
        """Paint how the figure changed, as far as there is room; an arrow tells which way."""
        painter.setFont(tokens.font(tokens.LABEL))
        metrics = painter.fontMetrics()
        left, end = _SIDE, self.width() - _SIDE
        for change in self._figure.changes:
            width = metrics.horizontalAdvance(change.short)
            if left > _SIDE and left + width > end:
                break
            painter.setPen(QColor(_ink(change)))
            room = max(0, end - left)
            text = metrics.elidedText(change.short, Qt.TextElideMode.ElideRight, room)
            painter.drawText(left, top + metrics.ascent(), text)
            left += width + metrics.horizontalAdvance("　")
        return top + metrics.height() + _BETWEEN

    def _paint(self, painter: QPainter, top: int, text: str, ink: str, size: int) -> int:
        painter.setFont(tokens.font(size))
        painter.setPen(QColor(ink))
        metrics = painter.fontMetrics()
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, self.width() - 2 * _SIDE)
        painter.drawText(_SIDE, top + metrics.ascent(), shown)
        return top + metrics.height() + _BETWEEN


def _ink(change: Change) -> str:
    return {1: tokens.PINE, -1: tokens.WHEAT_TEXT, 0: tokens.QUIET}[change.sign]


def _told(change: Change) -> str:
    return f"{change.short} · {change.told}"
