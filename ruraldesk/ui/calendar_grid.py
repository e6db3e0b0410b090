"""A month as whole weeks: what is to be done stands in its day, and one day is chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ruraldesk.services.work_calendar import PLANNED, REPORT, CalendarItem, weeks
from ruraldesk.texts.dates import told_date
from ruraldesk.texts.translate import joined, tr
from ruraldesk.texts.workdays import is_workday
from ruraldesk.ui import tokens
from ruraldesk.ui.spoken import say

_DAYS = 7
_LONG = timedelta(days=31)  # the longest month
_PADDING = 6
_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: -_DAYS,
    Qt.Key.Key_Down: _DAYS,
}


class CalendarGrid(QWidget):
    """The days of a month; the keys go from day to day, also into the next month."""

    moved = Signal(date)  # the day that is chosen now
    opened = Signal(date)  # Enter or a click on a day

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._month, self._weeks = "", [[date.min] * _DAYS]
        self._today = self._day = date.min
        self._items: Mapping[date, Sequence[CalendarItem]] = {}
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_month(
        self, month: str, items: Mapping[date, Sequence[CalendarItem]], today: date, day: date
    ) -> None:
        """Show a month with what stands in it, `day` chosen."""
        self._month, self._weeks = month, weeks(month)
        self._items, self._today = items, today
        self.choose(day)

    def choose(self, day: date) -> None:
        """Choose a day of the month that is shown."""
        self._day = day
        items = self._items.get(day, ())
        said = joined(one.text for one in items) if items else tr("Nothing on this day.")
        say(self, said, told_date(day))
        self.update()

    def day(self) -> date:
        """Return the day that is chosen."""
        return self._day

    def sizeHint(self) -> QSize:
        return QSize(640, 480)

    def minimumSizeHint(self) -> QSize:
        return QSize(420, 300)

    def _head(self) -> int:
        return QFontMetrics(tokens.font(tokens.LABEL)).height() + 10

    def rect_of(self, day: date) -> QRectF:
        """Return where a day is painted; an empty rectangle for one of another month's page."""
        for row, week in enumerate(self._weeks):
            if day in week:
                width = self.width() / _DAYS
                height = (self.height() - self._head()) / len(self._weeks)
                left, top = week.index(day) * width, self._head() + row * height
                return QRectF(left, top, width, height)
        return QRectF()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for day in (day for week in self._weeks for day in week):
            if self.rect_of(day).contains(event.position()):
                self.moved.emit(day)
                self.opened.emit(day)
                return

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _STEPS:
            self.moved.emit(self._day + timedelta(days=_STEPS[key]))
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.turn(-1 if key is Qt.Key.Key_PageUp else 1)
        elif key is Qt.Key.Key_Home:
            self.moved.emit(self._today)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(self._day)
        else:
            super().keyPressEvent(event)

    def turn(self, step: int) -> None:
        """Go to the same place in the month before or after."""
        first = self._day.replace(day=1)
        away = first - timedelta(days=1) if step < 0 else first + _LONG
        self.moved.emit(_same_place(self._day, away))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_head(painter)
        for week in self._weeks:
            for day in week:
                self._paint_day(painter, day)
        box = self.rect_of(self._day)
        if not box.isEmpty():
            width = 2.0 if self.hasFocus() else 1.2
            painter.setPen(QPen(QColor(tokens.PINE), width))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box.adjusted(1, 1, -1, -1))

    def _paint_head(self, painter: QPainter) -> None:
        painter.setFont(tokens.font(tokens.LABEL, bold=True))
        painter.setPen(QColor(tokens.QUIET))
        width = self.width() / _DAYS
        for number, name in enumerate(weekdays()):
            box = QRectF(number * width, 0, width, self._head())
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, name)

    def _paint_day(self, painter: QPainter, day: date) -> None:
        box = self.rect_of(day)
        own = f"{day:%Y-%m}" == self._month
        ground = tokens.PINE_FAINT if day == self._today else tokens.CARD
        painter.fillRect(box, QColor(ground if own else tokens.PAPER))
        painter.setPen(QPen(QColor(tokens.INNER_LINE), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box)
        painter.setFont(tokens.font(tokens.TABLE, bold=day == self._today))
        rest = not is_workday(day)
        painter.setPen(QColor(tokens.HINT if not own or rest else tokens.INK))
        metrics = painter.fontMetrics()
        base = box.top() + _PADDING - 2 + metrics.ascent()
        painter.drawText(int(box.left() + _PADDING), int(base), str(day.day))
        if day == self._today or rest:
            said = tr("Today") if day == self._today else tr("off")
            painter.setFont(tokens.font(tokens.LABEL))
            left = box.right() - _PADDING - painter.fontMetrics().horizontalAdvance(said)
            painter.drawText(int(left), int(base), said)
        if own:
            self._paint_items(painter, day, box, box.top() + _PADDING + metrics.height())

    def _paint_items(self, painter: QPainter, day: date, box: QRectF, top: float) -> None:
        """Write what stands in a day as far as there is room, and how much more there is."""
        items = self._items.get(day, ())
        painter.setFont(tokens.font(tokens.LABEL))
        metrics = painter.fontMetrics()
        lines = max(1, int((box.bottom() - 3 - top) // metrics.height()))
        shown = items if len(items) <= lines else items[: lines - 1]
        for one in shown:
            sign, tone = sign_of(one)
            painter.setPen(QColor(tokens.TONES[tone].text))
            room = int(box.width()) - 2 * _PADDING
            text = metrics.elidedText(f"{sign} {one.text}", Qt.TextElideMode.ElideRight, room)
            painter.drawText(int(box.left() + _PADDING), int(top + metrics.ascent()), text)
            top += metrics.height()
        if len(shown) < len(items):
            painter.setPen(QColor(tokens.QUIET))
            told = tr("{count} more") if shown else tr("{count} things")
            text = told.format(count=len(items) - len(shown))
            painter.drawText(int(box.left() + _PADDING), int(top + metrics.ascent()), text)


def _same_place(day: date, month: date) -> date:
    """Return the day of `month` with the number of `day`, or the last one."""
    last = (month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return last.replace(day=min(day.day, last.day))


def sign_of(item: CalendarItem) -> tuple[str, str]:
    """Return the sign and the tone of something: colour is not the only one that tells."""
    if item.late:
        return "!", "cinnabar"
    return {REPORT: ("★", "pine"), PLANNED: ("○", "sky")}.get(item.kind, ("●", "wheat"))


def weekdays() -> tuple[str, ...]:
    """Return the days of the week from Monday, in short."""
    return (tr("Mon"), tr("Tue"), tr("Wed"), tr("Thu"), tr("Fri"), tr("Sat"), tr("Sun"))
