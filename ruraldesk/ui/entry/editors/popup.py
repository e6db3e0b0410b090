"""The list of options that opens under a field."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from ruraldesk.ui import icons, tokens
from ruraldesk.ui.entry.editors.options import ADD, Option
from ruraldesk.ui.entry.editors.overlay import Overlay

_ROW = 28
_MOST_ROWS = 9
_PAD = 4
_WIDEST = 460


class OptionList(Overlay):
    """Options, one of them chosen; arrows move, Enter and a click take."""

    picked = Signal(Option)
    moved = Signal()

    def __init__(self, field: QWidget) -> None:
        super().__init__(field)
        self.setFont(tokens.font(tokens.TEXT))
        self.setMouseTracking(True)
        self._small = tokens.font(tokens.LABEL)
        self._options: list[Option] = []
        self._note = ""
        self._current = -1
        self._top = 0
        self.was_moved = False

    def show_options(self, options: Sequence[Option], *, current: int = 0, note: str = "") -> None:
        """Show `options` with the one at `current` chosen (-1: none), or `note` when none is."""
        self._options, self._note = list(options), note
        self._current = current if current < len(self._options) else -1
        self._top = 0
        self.was_moved = False
        self._follow()
        self.open()
        self.update()
        self._speak_current()
        self.moved.emit()

    def options(self) -> list[Option]:
        """Return what is shown."""
        return list(self._options)

    def current(self) -> Option | None:
        """Return the chosen option."""
        return self._options[self._current] if self._current >= 0 else None

    def sizeHint(self) -> QSize:
        rows = min(max(1, len(self._options)), _MOST_ROWS)
        text, small = QFontMetrics(self.font()), QFontMetrics(self._small)
        widest = max(
            (
                text.horizontalAdvance(one.label) + small.horizontalAdvance(one.detail)
                for one in self._options[:200]
            ),
            default=small.horizontalAdvance(self._note),
        )
        return QSize(min(widest + 64, _WIDEST), rows * _ROW + 2 * _PAD)

    def take_key(self, event: QKeyEvent) -> bool:
        """Handle a key that the field passes on; return False when it is not the list's."""
        key = event.key()
        steps = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: self._rows(),
            Qt.Key.Key_PageUp: -self._rows(),
        }
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        if key in steps:
            self._move(steps[Qt.Key(key)])
        elif key == Qt.Key.Key_Escape:
            self.shut()
        else:
            return False
        return True

    def _move(self, steps: int) -> None:
        if self._options:
            self.was_moved = True
            last = len(self._options) - 1
            self._current = max(0, min(last, self._current + steps))
            self._follow()
            self.update()
            self._speak_current()
            self.moved.emit()

    def _speak_current(self) -> None:
        one = self.current()
        words = self._note if one is None else f"{one.label} {one.detail}".strip()
        self.speak(words, self._current, len(self._options) if one is not None else 0)

    def _rows(self) -> int:
        return max(1, (self.height() - 2 * _PAD) // _ROW)

    def _follow(self) -> None:
        """Turn the list so that the chosen option is seen."""
        rows = self._rows() if self.isVisible() else _MOST_ROWS
        if self._current >= 0:
            self._top = max(self._current - rows + 1, min(self._top, self._current))
        self._top = max(0, min(self._top, len(self._options) - rows))

    def _row_at(self, y: float) -> int:
        row = self._top + int((y - _PAD) // _ROW)
        return row if 0 <= row < len(self._options) else -1

    # Qt

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        row = self._row_at(event.position().y())
        if row >= 0 and row != self._current:
            self._current = row
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        row = self._row_at(event.position().y())
        if row >= 0:
            self.picked.emit(self._options[row])

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._top -= 1 if event.angleDelta().y() > 0 else -1
        self._top = max(0, min(self._top, len(self._options) - self._rows()))
        self.update()
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(self.rect().adjusted(2, 2, -2, -2))
        if not self._options:
            painter.setFont(self._small)
            painter.setPen(QColor(tokens.QUIET))
            box = QRectF(self.rect()).adjusted(12, 0, -8, 0)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), self._note)
            return
        for row in range(self._top, min(self._top + self._rows() + 1, len(self._options))):
            box = QRectF(_PAD, _PAD + (row - self._top) * _ROW, self.width() - 2 * _PAD, _ROW)
            self._paint_option(painter, self._options[row], box, chosen=row == self._current)
        self._paint_bar(painter)

    def _paint_option(
        self, painter: QPainter, option: Option, box: QRectF, *, chosen: bool
    ) -> None:
        if chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.PINE_TINT))
            painter.drawRoundedRect(box, 4, 4)
        box = box.adjusted(8, 0, -12, 0)
        if option.checked is not None:
            _paint_check(painter, box, checked=option.checked)
            box = box.adjusted(24, 0, 0, 0)
        painter.setFont(self._small)
        detail = painter.fontMetrics().elidedText(
            option.detail, Qt.TextElideMode.ElideRight, int(box.width() * 0.55)
        )
        painter.setPen(QColor(tokens.QUIET))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(box, int(right), detail)
        room = box.width() - painter.fontMetrics().horizontalAdvance(detail) - 8
        painter.setFont(self.font())
        painter.setPen(QColor(tokens.PINE if option.value.startswith(ADD) else tokens.INK))
        label = painter.fontMetrics().elidedText(
            option.label, Qt.TextElideMode.ElideRight, int(room)
        )
        painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), label)

    def _paint_bar(self, painter: QPainter) -> None:
        """Show where in a long list the rows stand."""
        rows, count = self._rows(), len(self._options)
        if count <= rows:
            return
        room = self.height() - 2 * _PAD
        bar = QRectF(self.width() - 8, _PAD + room * self._top / count, 4, room * rows / count)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.FIELD_LINE))
        painter.drawRoundedRect(bar, 2, 2)


def _paint_check(painter: QPainter, box: QRectF, *, checked: bool) -> None:
    square = QRectF(box.x(), box.center().y() - 7.5, 15, 15)
    painter.setPen(QPen(QColor(tokens.PINE if checked else tokens.FIELD_LINE), 1))
    painter.setBrush(QColor(tokens.PINE if checked else tokens.CARD))
    painter.drawRoundedRect(square, 3, 3)
    if checked:
        icons.draw(painter, "check", square.adjusted(2, 2, -2, -2), QColor(tokens.CARD), weight=1.8)
