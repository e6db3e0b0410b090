"""A main figure on a card: its value, how it changed, and further figures below it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
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
_WIDTH, _LEAST_WIDTH = 200, 120  # pixels that a card would like, and needs
_VALUE_SIZES = (tokens.KEY_FIGURE, 20, 17)  # pixels; the first at which value and unit fit
_WRAPPED = int(Qt.TextFlag.TextWordWrap)


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
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        return QSize(_WIDTH, self.heightForWidth(_WIDTH))

    def minimumSizeHint(self) -> QSize:
        return QSize(_LEAST_WIDTH, self.heightForWidth(_WIDTH))

    def heightForWidth(self, width: int) -> int:
        """Return how high the card is whose words go on in a next line where they must."""
        room = width - 2 * _SIDE
        label = _lines_high(tr(self._figure.label), tokens.TEXT, room)
        note = _lines_high(self._figure.note, tokens.LABEL, room)
        others = (tokens.KEY_FIGURE, tokens.LABEL)
        heights = [QFontMetrics(tokens.font(size)).height() for size in others]
        return _TOP + label + note + sum(heights) + 3 * _BETWEEN + _BOTTOM

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEvent) -> None:
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
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
        unit, between = unit_name(self._figure.unit), 2 if self._figure.unit == "%" else 6
        whole = QFontMetrics(tokens.font(tokens.KEY_FIGURE, bold=True))
        beside = QFontMetrics(tokens.font(tokens.TEXT)).horizontalAdvance(unit) + between
        room = self.width() - 2 * _SIDE - beside
        fitting = (one for one in _VALUE_SIZES if self._value_width(one) <= room)
        size = next(fitting, _VALUE_SIZES[-1])
        painter.setFont(tokens.font(size, bold=True))
        painter.setPen(QColor(tokens.INK))
        base = top + whole.ascent()
        painter.drawText(_SIDE, base, self._figure.value)
        painter.setFont(tokens.font(tokens.TEXT))
        painter.drawText(_SIDE + self._value_width(size) + between, base, unit)
        return top + whole.height() + _BETWEEN

    def _value_width(self, size: int) -> int:
        return QFontMetrics(tokens.font(size, bold=True)).horizontalAdvance(self._figure.value)

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
        room = self.width() - 2 * _SIDE
        high = _lines_high(text, size, room)
        painter.drawText(QRect(_SIDE, top, room, high), _WRAPPED, text)
        return top + high + _BETWEEN


def _lines_high(text: str, size: int, width: int) -> int:
    """Return how high a text is that is wrapped; an empty one keeps its line."""
    metrics = QFontMetrics(tokens.font(size))
    box = metrics.boundingRect(QRect(0, 0, max(width, 1), 0), _WRAPPED, text)
    return max(metrics.height(), box.height())


def _ink(change: Change) -> str:
    return {1: tokens.PINE, -1: tokens.WHEAT_TEXT, 0: tokens.QUIET}[change.sign]


def _told(change: Change) -> str:
    return f"{change.short} · {change.told}"
