"""The calendar that opens under a date: a month of days, or a year of months."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QWidget

from ruraldesk.texts.dates import told_date, told_month
from ruraldesk.texts.translate import tr
from ruraldesk.ui import icons, tokens
from ruraldesk.ui.entry.editors.overlay import Overlay

EARLIEST, LATEST = date(1900, 1, 1), date(2100, 12, 31)
_MARGIN = 8
_HEAD = 34  # month and arrows
_FOOT = 26  # what the keys do


@dataclass(frozen=True, slots=True)
class _Cell:
    """A day or a month on the page."""

    box: QRectF
    day: date
    text: str
    inside: bool  # belongs to the month that is shown


class Calendar(Overlay):
    """A page of days; arrows move, PgUp and PgDn turn, Enter takes."""

    picked = Signal(object)  # a date

    columns = 7
    cell = QSize(34, 28)
    rows = 7  # the names of the days stand in the first

    def __init__(self, field: QWidget) -> None:
        super().__init__(field)
        self.day = date.today()
        self.setFont(tokens.font(tokens.TABLE))
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def open_at(self, day: date | None) -> None:
        """Open with `day` chosen, today where none is entered yet."""
        self.day = day or date.today()
        self.open()
        self.speak(self.spoken())
        self.update()

    def sizeHint(self) -> QSize:
        width = self.columns * self.cell.width() + 2 * _MARGIN
        return QSize(width, _HEAD + self.rows * self.cell.height() + _FOOT + _MARGIN)

    def take_key(self, event: QKeyEvent) -> bool:
        """Handle a key that the field passes on; return False when it is not the calendar's."""
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._pick(self.day)
        elif key == Qt.Key.Key_Escape:
            self.shut()
        elif key == Qt.Key.Key_Home:
            self._show(date.today())
        elif key in self._moves():
            self._show(self._moved(*self._moves()[Qt.Key(key)]))
        else:
            return False
        return True

    def title(self) -> str:
        """Return what stands above the page."""
        return tr("{year}-{month}").format(year=self.day.year, month=self.day.month)

    def keys(self) -> str:
        """Return the line about the keys."""
        return tr("Arrows choose · PgUp PgDn month · Enter takes")

    def _moves(self) -> dict[Qt.Key, tuple[int, int]]:
        """Return the keys with what they move: days, months."""
        return {
            Qt.Key.Key_Left: (-1, 0),
            Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Up: (-7, 0),
            Qt.Key.Key_Down: (7, 0),
            Qt.Key.Key_PageUp: (0, -1),
            Qt.Key.Key_PageDown: (0, 1),
        }

    def turn(self, pages: int) -> None:
        """Turn the page."""
        self._show(self._moved(0, pages))

    def _moved(self, days: int, months: int) -> date:
        ordinal = self.day.year * 12 + self.day.month - 1 + months
        year, month = divmod(ordinal, 12)
        if not EARLIEST.year <= year <= LATEST.year:
            return self.day
        moved = date(year, month + 1, min(self.day.day, monthrange(year, month + 1)[1]))
        return min(max(moved, EARLIEST + timedelta(7)), LATEST - timedelta(7)) + timedelta(days)

    def spoken(self) -> str:
        """Return what is chosen, as it is read aloud."""
        return told_date(self.day)

    def _show(self, day: date) -> None:
        self.day = day
        self.speak(self.spoken())
        self.update()

    def _pick(self, day: date) -> None:
        self.shut()
        self.picked.emit(day)

    def _cells(self) -> list[_Cell]:
        first = self.day.replace(day=1)
        start = first - timedelta(first.weekday())
        cells = []
        for place in range(42):
            row, column = divmod(place, 7)
            day = start + timedelta(place)
            box = self._box(row + 1, column)
            cells.append(_Cell(box, day, str(day.day), day.month == self.day.month))
        return cells

    def _box(self, row: int, column: int) -> QRectF:
        width, height = self.cell.width(), self.cell.height()
        return QRectF(_MARGIN + column * width, _HEAD + row * height, width, height)

    def _is_chosen(self, cell: _Cell) -> bool:
        return cell.day == self.day

    def _is_today(self, cell: _Cell) -> bool:
        return cell.day == date.today()

    def _arrow(self, side: str) -> QRectF:
        return QRectF(_MARGIN if side == "left" else self.width() - _MARGIN - 26, 5, 26, 26)

    # Qt

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place: QPointF = event.position()
        for side, pages in (("left", -1), ("right", 1)):
            if self._arrow(side).contains(place):
                self.turn(pages)
                return
        for cell in self._cells():
            if cell.box.contains(place):
                self._pick(cell.day)
                return

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.turn(-1 if event.angleDelta().y() > 0 else 1)
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(tokens.font(tokens.TEXT, bold=True))
        painter.setPen(QColor(tokens.INK))
        middle = Qt.AlignmentFlag.AlignCenter
        painter.drawText(QRectF(0, 3, self.width(), 30), int(middle), self.title())
        for side in ("left", "right"):
            box = self._arrow(side).adjusted(6, 6, -6, -6)
            icons.draw(painter, side, box, QColor(tokens.QUIET))
        painter.setFont(self.font())
        self._paint_heads(painter)
        for cell in self._cells():
            self._paint_cell(painter, cell)
        painter.setFont(tokens.font(tokens.LABEL - 1))
        painter.setPen(QColor(tokens.HINT))
        foot = QRectF(0, self.height() - _FOOT - 2, self.width(), _FOOT)
        painter.drawText(foot, int(middle), self.keys())

    def _paint_heads(self, painter: QPainter) -> None:
        painter.setPen(QColor(tokens.HINT))
        for column, name in enumerate(tr("Mo Tu We Th Fr Sa Su").split()):
            painter.drawText(self._box(0, column), int(Qt.AlignmentFlag.AlignCenter), name)

    def _paint_cell(self, painter: QPainter, cell: _Cell) -> None:
        box = cell.box.adjusted(2, 1, -2, -1)
        chosen = self._is_chosen(cell)
        if chosen or self._is_today(cell):
            painter.setPen(Qt.PenStyle.NoPen if chosen else QPen(QColor(tokens.PINE), 1))
            painter.setBrush(QColor(tokens.PINE) if chosen else Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box, 5, 5)
        ink = tokens.CARD if chosen else tokens.INK if cell.inside else tokens.HINT
        painter.setPen(QColor(ink))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), cell.text)


class MonthPage(Calendar):
    """A year of months."""

    columns = 3
    rows = 4
    cell = QSize(78, 34)

    def title(self) -> str:
        """Return the year."""
        return tr("Year {year}").format(year=self.day.year)

    def spoken(self) -> str:
        """Return the month that is chosen."""
        return told_month(f"{self.day:%Y-%m}")

    def keys(self) -> str:
        """Return the line about the keys."""
        return tr("Arrows choose · PgUp PgDn year · Enter takes")

    def turn(self, pages: int) -> None:
        """Turn the page by a year."""
        super().turn(12 * pages)

    def _moves(self) -> dict[Qt.Key, tuple[int, int]]:
        return {
            Qt.Key.Key_Left: (0, -1),
            Qt.Key.Key_Right: (0, 1),
            Qt.Key.Key_Up: (0, -3),
            Qt.Key.Key_Down: (0, 3),
            Qt.Key.Key_PageUp: (0, -12),
            Qt.Key.Key_PageDown: (0, 12),
        }

    def _cells(self) -> list[_Cell]:
        cells = []
        for month in range(1, 13):
            row, column = divmod(month - 1, 3)
            text = tr("Month {month}").format(month=month)
            cells.append(_Cell(self._box(row, column), date(self.day.year, month, 1), text, True))
        return cells

    def _is_chosen(self, cell: _Cell) -> bool:
        return cell.day.month == self.day.month

    def _is_today(self, cell: _Cell) -> bool:
        return cell.day == date.today().replace(day=1)

    def _paint_heads(self, painter: QPainter) -> None:
        """Months need no headings."""
