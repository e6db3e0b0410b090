"""Editors of dates, months and years: typed in any form, or taken from a calendar."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ruraldesk.definitions.model import FieldDef, Value
from ruraldesk.definitions.values import BadValue, parse
from ruraldesk.texts.short_dates import short_date, short_month
from ruraldesk.ui import tokens
from ruraldesk.ui.entry.editors.calendar import Calendar, MonthPage
from ruraldesk.ui.entry.editors.line import LineEditor

_SIGN = 18  # pixels of the calendar's sign


class YearEditor(LineEditor):
    """A year: typed."""


class _CalendarEditor(LineEditor):
    """A typed date with a calendar under it."""

    def __init__(
        self,
        field: FieldDef,
        parent: QWidget | None = None,
        today: Callable[[], date] = date.today,
    ) -> None:
        self._today = today  # from which short dates are seen
        super().__init__(field, parent)
        self._page: Calendar | None = None
        self.setTextMargins(0, 0, _SIGN, 0)
        self.setMouseTracking(True)

    def value(self) -> Value:
        """Return what is entered, a short date such as 5, 11.5 or 去年3月 written out."""
        try:
            return super().value()
        except BadValue:
            meant = self._short(self.typed())
            if not meant:
                raise
            return parse(self.field, meant)

    def _short(self, text: str) -> str:
        """Return what a short text means, written out; "" where it means nothing."""
        meant = short_date(text, self._today())
        return meant.isoformat() if meant is not None else ""

    def is_open(self) -> bool:
        """Say whether the calendar is open."""
        return self._page is not None and self._page.isVisible()

    def open_choices(self) -> bool:
        """Open the calendar on the day that is entered."""
        if self._page is None:
            self._page = self._make_page()
            self._page.picked.connect(self._on_picked)
        self._page.open_at(self._day())
        return True

    def page(self) -> Calendar | None:
        """Return the calendar where it was opened before."""
        return self._page

    def _make_page(self) -> Calendar:
        return Calendar(self)

    def _day(self) -> date | None:
        try:
            value = self.value()
        except BadValue:
            return None
        return value if isinstance(value, date) else None

    def _text_of_day(self, day: date) -> str:
        return day.isoformat()

    def _on_picked(self, day: date) -> None:
        self.put_typed(self._text_of_day(day))
        self.selectAll()
        self.changed.emit()

    # Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._page is not None and self.is_open():
            if self._page.take_key(event):
                return
            self._page.shut()
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        if self._page is not None:
            self._page.shut()
        super().focusOutEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if event.position().x() > self.width() - _SIGN - 8:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            if self.is_open() and self._page is not None:
                self._page.shut()
            else:
                self.open_choices()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over = event.position().x() > self.width() - _SIGN - 8
        self.setCursor(Qt.CursorShape.ArrowCursor if over else Qt.CursorShape.IBeamCursor)
        super().mouseMoveEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(tokens.HINT), 1))
        box = QRectF(self.width() - 22.5, self.height() / 2 - 5.5, 12, 11)
        painter.drawRoundedRect(box, 2, 2)
        painter.drawLine(box.topLeft() + _down(3.5), box.topRight() + _down(3.5))
        for x in (3.5, 8.5):
            top = box.topLeft() + _right(x)
            painter.drawLine(top - _down(1.5), top + _down(1))


class DateEditor(_CalendarEditor):
    """A date."""


class MonthEditor(_CalendarEditor):
    """A month."""

    def _make_page(self) -> Calendar:
        return MonthPage(self)

    def _day(self) -> date | None:
        try:
            value = self.value()
        except BadValue:
            return None
        return date.fromisoformat(f"{value}-01") if value else None

    def _short(self, text: str) -> str:
        return short_month(text, self._today()) or ""

    def _text_of_day(self, day: date) -> str:
        return f"{day:%Y-%m}"


def _down(pixels: float) -> QPointF:
    return QPointF(0, pixels)


def _right(pixels: float) -> QPointF:
    return QPointF(pixels, 0)
