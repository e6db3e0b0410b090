"""The left side: the program's name, the home page, and the ledgers in their groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QVBoxLayout, QWidget

from ruraldesk.texts.translate import tr
from ruraldesk.ui import icons, preferences, tokens
from ruraldesk.ui.frame import Brand, coloured

HOME = "home"
_HEADING_HEIGHT = 33
_ACTIVATING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


@dataclass(frozen=True, slots=True)
class NavGroup:
    """A heading and the ledgers under it: (key, title) each."""

    key: str
    title: str
    ledgers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Row:
    key: str
    title: str
    top: int
    height: int
    heading: bool = False


class Navigation(QWidget):
    """Brand above, pages below."""

    chosen = Signal(str)  # HOME or the key of a ledger

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        coloured(self, tokens.PINE_DARK)
        self.setFixedWidth(tokens.NAV_WIDTH)
        self.pages = NavList(self)
        self.pages.chosen.connect(self.chosen)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 8)
        layout.setSpacing(0)
        layout.addWidget(Brand(self))
        layout.addWidget(self.pages)


class NavList(QAbstractScrollArea):
    """The pages one can go to; by mouse, or by arrows and Enter."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr("Ledgers"))
        self.viewport().setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self._groups: tuple[NavGroup, ...] = ()
        self._rows: list[_Row] = []
        self._folded: set[str] = set()
        self._counts: Mapping[str, int] = {}
        self._badges: Mapping[str, int] = {}
        self._selected = self._cursor = HOME
        self._hovered = ""
        self._lay_out()

    def show_groups(self, groups: Sequence[NavGroup]) -> None:
        """Show these ledgers, groups folded in the last session folded; none without a book."""
        self._groups = tuple(groups)
        self._folded = set(preferences.load("folded_groups", []))
        self._lay_out()

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """Show how many rows each ledger has."""
        self._counts = counts
        self.viewport().update()

    def show_badges(self, badges: Mapping[str, int]) -> None:
        """Show red numbers: things in a ledger that wait for somebody."""
        self._badges = badges
        self.viewport().update()

    def select(self, key: str) -> None:
        """Mark the page that is open."""
        for group in self._groups:
            if group.key in self._folded and any(key == ledger for ledger, _ in group.ledgers):
                self._folded.discard(group.key)
                self._lay_out()
        self._selected = self._cursor = key
        self._show_cursor()
        self.viewport().update()

    def sizeHint(self) -> QSize:
        return QSize(tokens.NAV_WIDTH, 300)

    def _lay_out(self) -> None:
        rows = [_Row(HOME, tr("Home"), 0, tokens.NAV_ROW)] if self._groups else []
        top = tokens.NAV_ROW
        for group in self._groups:
            rows.append(_Row(group.key, group.title, top, _HEADING_HEIGHT, heading=True))
            top += _HEADING_HEIGHT
            if group.key in self._folded:
                continue
            for key, title in group.ledgers:
                rows.append(_Row(key, title, top, tokens.NAV_ROW))
                top += tokens.NAV_ROW
        self._rows = rows
        self._fit()
        self.viewport().update()

    def _fit(self) -> None:
        whole = self._rows[-1].top + self._rows[-1].height if self._rows else 0
        height = self.viewport().height()
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, whole - height))
        bar.setPageStep(height)
        bar.setSingleStep(tokens.NAV_ROW)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().update()

    def _row_at(self, point: QPoint) -> _Row | None:
        y = point.y() + self.verticalScrollBar().value()
        return next((r for r in self._rows if r.top <= y < r.top + r.height), None)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        row = self._row_at(event.position().toPoint())
        hovered = row.key if row else ""
        if hovered != self._hovered:
            self._hovered = hovered
            self.viewport().update()

    def leaveEvent(self, event: object) -> None:
        self._hovered = ""
        self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        row = self._row_at(event.position().toPoint())
        if row is not None and event.button() is Qt.MouseButton.LeftButton:
            self._cursor = row.key
            self._activate(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._rows:
            return
        key = event.key()
        place = next((i for i, row in enumerate(self._rows) if row.key == self._cursor), 0)
        moves = {
            Qt.Key.Key_Up: place - 1,
            Qt.Key.Key_Down: place + 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: len(self._rows) - 1,
        }
        row = self._rows[place]
        if key in moves:
            self._cursor = self._rows[max(0, min(moves[Qt.Key(key)], len(self._rows) - 1))].key
            self._show_cursor()
            self.viewport().update()
        elif key in _ACTIVATING or (row.heading and key == self._folding_key(row)):
            self._activate(row)
        else:
            super().keyPressEvent(event)

    def _folding_key(self, row: _Row) -> Qt.Key:
        return Qt.Key.Key_Right if row.key in self._folded else Qt.Key.Key_Left

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def _activate(self, row: _Row) -> None:
        if not row.heading:
            self.chosen.emit(row.key)
            return
        self._folded ^= {row.key}
        preferences.keep("folded_groups", sorted(self._folded))
        self._lay_out()

    def _show_cursor(self) -> None:
        row = next((row for row in self._rows if row.key == self._cursor), None)
        if row is None:
            return
        bar = self.verticalScrollBar()
        if row.top < bar.value():
            bar.setValue(row.top)
        elif row.top + row.height > bar.value() + self.viewport().height():
            bar.setValue(row.top + row.height - self.viewport().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.translate(0, -self.verticalScrollBar().value())
        text, count = tokens.font(tokens.TEXT), tokens.font(tokens.LABEL)
        for row in self._rows:
            rect = QRect(0, row.top, self.viewport().width(), row.height)
            if row.heading:
                painter.setFont(count)
                self._paint_heading(painter, row, rect)
            else:
                self._paint_ground(painter, row, rect)
                painter.setFont(text)
                painter.setPen(
                    QColor(tokens.CARD if row.key == self._selected else tokens.NAV_TEXT)
                )
                painter.drawText(
                    rect.adjusted(20, 0, -60, 0), Qt.AlignmentFlag.AlignVCenter, row.title
                )
                painter.setFont(count)
                self._paint_count(painter, row, rect)
            if self.hasFocus() and row.key == self._cursor:
                self._paint_focus(painter, rect)

    def _paint_ground(self, painter: QPainter, row: _Row, rect: QRect) -> None:
        if row.key == self._selected:
            painter.fillRect(rect, QColor(tokens.PINE))
            painter.fillRect(0, rect.top(), 4, rect.height(), QColor(tokens.WHEAT))
        elif row.key == self._hovered:
            painter.fillRect(rect, QColor(tokens.PINE_DARK_HOVER))

    def _paint_heading(self, painter: QPainter, row: _Row, rect: QRect) -> None:
        folded = row.key in self._folded
        painter.setPen(QColor(tokens.NAV_TEXT if row.key == self._hovered else tokens.NAV_HEADING))
        box = rect.adjusted(16, 8, -16, 0)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, row.title)
        if folded or row.key == self._hovered:
            x = 16 + painter.fontMetrics().horizontalAdvance(row.title) + 6
            middle = box.center().y() + 1
            if folded:
                sign = QRectF(x, middle - 3.5, 5, 7)
                icons.draw_triangle(painter, sign, painter.pen().color(), pointing="right")
            else:
                sign = QRectF(x, middle - 2.5, 7, 5)
                icons.draw_triangle(painter, sign, painter.pen().color())

    def _paint_count(self, painter: QPainter, row: _Row, rect: QRect) -> None:
        badge = self._badges.get(row.key, 0)
        right = rect.right() - 15
        if badge:
            shown = str(badge) if badge < 1000 else "999+"
            width = max(20, painter.fontMetrics().horizontalAdvance(shown) + 12)
            box = QRectF(right - width, rect.center().y() - 9.5, width, 20)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.CINNABAR))
            painter.drawRoundedRect(box, 10, 10)
            painter.setPen(QColor(tokens.CARD))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, shown)
        elif row.key in self._counts:
            painter.setPen(
                QColor(tokens.NAV_TEXT if row.key == self._selected else tokens.NAV_QUIET)
            )
            box = QRectF(0, rect.top(), right, rect.height())
            where = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
            painter.drawText(box, where, f"{self._counts[row.key]:,}")

    def _paint_focus(self, painter: QPainter, rect: QRect) -> None:
        painter.setPen(QPen(QColor(tokens.WHEAT), 2))  # pine would not show on this ground
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(rect.adjusted(1, 1, -1, -1))
