"""The list of pages one can go to: home, and the ledgers in groups that can be folded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QFrame,
    QMenu,
    QToolTip,
    QWidget,
)

from ruraldesk.files import preferences
from ruraldesk.texts.translate import tr
from ruraldesk.ui import icons, nav_paint, tokens
from ruraldesk.ui.finding import name_matches
from ruraldesk.ui.nav_row import Row
from ruraldesk.ui.spoken import say

HOME, BRIEFS = "home", "briefs"
REPORTING = "reporting"  # key of the group whose pages stand above the ledgers
_ROW, _HEADING_HEIGHT = tokens.NAV_ROW, 33
_SHOWN_AT_FIRST = 10  # ledgers; with more, the later groups are folded until somebody opens them
_LEFT = 38  # of the words, behind a group's icon
_COUNT_ROOM = 50  # at the right of a ledger's title
_BADGE_ROOM = 32  # at the end of a heading, for the number of what waits
_BAR = """
QScrollBar:vertical { width: 8px; background: $PINE_DARK; }
QScrollBar::handle:vertical { background: $NAV_HANDLE; border-radius: 2px; margin: 2px; }
QScrollBar::handle:vertical:hover { background: $NAV_HEADING; }
"""  # quiet on the dark side
_COMMANDING = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
_ACTIVATING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


@dataclass(frozen=True, slots=True)
class NavGroup:
    """A heading and the ledgers under it: (key, title) each."""

    key: str
    title: str
    ledgers: tuple[tuple[str, str], ...]


class NavList(QAbstractScrollArea):
    """The pages one can go to; by mouse, by arrows and Enter, or by typing a part of the name."""

    chosen = Signal(str)
    typed = Signal(str)  # a letter that no key of the list means

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr("Ledgers"))
        self.verticalScrollBar().setStyleSheet(tokens.coloured(_BAR))
        self.viewport().setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self._groups: tuple[NavGroup, ...] = ()
        self._rows: list[Row] = []
        self._folded: set[str] = set()
        self._counts: Mapping[str, int | str] = {}
        self._badges: Mapping[str, int] = {}
        self._selected = self._at = HOME
        self._hovered = ""
        self._wanted = ""  # what the names of the shown ledgers hold
        self._lay_out()

    def show_groups(self, groups: Sequence[NavGroup]) -> None:
        """Show these ledgers, groups folded in the last session folded; none without a book."""
        self._groups = tuple(groups)
        policy = Qt.FocusPolicy.StrongFocus if groups else Qt.FocusPolicy.NoFocus
        self.setFocusPolicy(policy)  # Tab does not go where there is nothing
        kept = preferences.load("folded_groups")
        self._folded = set(kept if isinstance(kept, list) else _folded_at_first(groups))
        self._lay_out()

    def narrow(self, text: str) -> None:
        """Show only the ledgers whose name, pinyin or initials hold `text`; all for an empty one.

        The first of them is marked, so that Enter opens it; folded groups stay as they were.
        """
        self._wanted = text.strip()
        self._lay_out()
        ledgers = [row.key for row in self._rows if not row.heading]
        if self._wanted:
            self._cursor = ledgers[0] if ledgers else ""
            self.verticalScrollBar().setValue(0)
        else:
            self._cursor = self._selected
            self._show_cursor()

    def move_cursor(self, step: int) -> None:
        """Mark the next ledger below (1) or above (-1), headings passed over."""
        ledgers = [row.key for row in self._rows if not row.heading]
        if ledgers:
            place = ledgers.index(self._cursor) if self._cursor in ledgers else -1
            self._cursor = ledgers[max(0, min(place + step, len(ledgers) - 1))]
            self._show_cursor()
            self.viewport().update()

    def open_cursor(self) -> None:
        """Open the ledger that is marked."""
        row = next((row for row in self._rows if row.key == self._cursor), None)
        if row is not None and not row.heading:
            self._activate(row)

    def show_counts(self, counts: Mapping[str, int | str]) -> None:
        """Show how many rows each ledger has; of another page whatever is said beside it."""
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

    @property
    def _cursor(self) -> str:
        """The row that the keys have come to."""
        return self._at

    @_cursor.setter
    def _cursor(self, key: str) -> None:
        self._at = key
        self._speak()

    def _speak(self) -> None:
        row = next((row for row in self._rows if row.key == self._at), None)
        if row is None:
            say(self, tr("Ledgers"), "")
            return
        folded = self._is_folded(row.key)
        count, badge = self._counts.get(row.key, ""), self._badges.get(row.key, 0)
        say(self, tr("Ledgers"), row.words(count, badge, folded=folded))

    def _lay_out(self) -> None:
        wanted = self._wanted
        rows, top = self._pages_above(), 0 if wanted else 2 * _ROW
        for group in self._groups:
            whole = not wanted or wanted in group.title
            ledgers = [one for one in group.ledgers if whole or name_matches(one[1], wanted)]
            if not ledgers:
                continue
            rows.append(Row(group.key, group.title, top, _HEADING_HEIGHT, heading=True))
            top += _HEADING_HEIGHT
            if self._is_folded(group.key):
                continue
            for key, title in ledgers:
                rows.append(Row(key, title, top, tokens.NAV_ROW))
                top += tokens.NAV_ROW
        self._rows = rows
        self._fit()
        self._speak()
        self.viewport().update()

    def _pages_above(self) -> list[Row]:
        pages = ((HOME, tr("Home")), (BRIEFS, tr("Briefs")))
        shown = pages if self._groups and not self._wanted else ()
        return [Row(key, title, n * _ROW, _ROW) for n, (key, title) in enumerate(shown)]

    def _is_folded(self, group: str) -> bool:
        return group in self._folded and not self._wanted

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

    def _row_at(self, point: QPoint) -> Row | None:
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
        elif event.text().isalnum() and not event.modifiers() & _COMMANDING:
            self.typed.emit(event.text())
        elif key in _ACTIVATING or (row.heading and key == self._folding_key(row)):
            self._activate(row)
        else:
            super().keyPressEvent(event)

    def _folding_key(self, row: Row) -> Qt.Key:
        return Qt.Key.Key_Right if self._is_folded(row.key) else Qt.Key.Key_Left

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self._groups:
            menu = QMenu(self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            every = {group.key for group in self._groups}
            menu.addAction(tr("Fold all groups"), lambda: self._fold(every))
            menu.addAction(tr("Unfold all groups"), lambda: self._fold(set()))
            menu.popup(event.globalPos())

    def _fold(self, groups: set[str]) -> None:
        self._folded = groups
        preferences.keep("folded_groups", sorted(groups))
        self._lay_out()

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            row = self._row_at(event.pos())
            hidden = row is not None and self._shown_title(row) != row.title
            QToolTip.showText(event.globalPos(), row.title if row and hidden else "", self)
            return True
        return super().viewportEvent(event)

    def _shown_title(self, row: Row) -> str:
        """Return the title of a ledger as far as there is room beside its number."""
        room = self.viewport().width() - _LEFT - (0 if row.heading else _COUNT_ROOM)
        return QFontMetrics(tokens.font(tokens.TEXT)).elidedText(
            row.title, Qt.TextElideMode.ElideRight, room
        )

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._rows and all(row.key != self._cursor for row in self._rows):
            self._cursor = self._rows[0].key  # the page shown is none of the list's
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def _activate(self, row: Row) -> None:
        if not row.heading:
            self.chosen.emit(row.key)
            return
        if not self._wanted:
            self._fold(self._folded ^ {row.key})

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
                here = row.key == self._selected
                painter.setPen(QColor(tokens.NAV_SELECTED_TEXT if here else tokens.NAV_TEXT))
                box = rect.adjusted(_LEFT, 0, 0, 0)
                if row.key in (HOME, BRIEFS):
                    nav_paint.icon(painter, row.key, rect)
                painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, self._shown_title(row))
                painter.setFont(count)
                self._paint_count(painter, row, rect)
            if row.key == self._cursor and (self.hasFocus() or self._wanted):
                self._paint_focus(painter, rect)
        if self._wanted and not self._rows:
            nav_paint.nothing_found(painter, self.viewport().width())

    def _paint_ground(self, painter: QPainter, row: Row, rect: QRect) -> None:
        if row.key == self._selected:
            painter.fillRect(rect, QColor(tokens.NAV_SELECTED))
            painter.fillRect(0, rect.top(), 4, rect.height(), QColor(tokens.NAV_MARK))
        elif row.key == self._hovered:
            painter.fillRect(rect, QColor(tokens.PINE_DARK_HOVER))

    def _paint_heading(self, painter: QPainter, row: Row, rect: QRect) -> None:
        folded = self._is_folded(row.key)
        painter.setPen(QColor(tokens.NAV_TEXT if row.key == self._hovered else tokens.NAV_HEADING))
        box = rect.adjusted(_LEFT, 8, -16, 0)
        nav_paint.icon(painter, row.key, rect.adjusted(0, 8, 0, 0))
        badge = self._badge_of(row.key) if folded else 0
        room = box.width() - 12 - (_BADGE_ROOM if badge else 0)
        metrics = painter.fontMetrics()
        title = metrics.elidedText(row.title, Qt.TextElideMode.ElideRight, room)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, title)
        if folded or row.key == self._hovered:
            x = _LEFT + metrics.horizontalAdvance(title) + 6
            middle = box.center().y() + 1
            if folded:
                sign = QRectF(x, middle - 3.5, 5, 7)
                icons.draw_triangle(painter, sign, painter.pen().color(), pointing="right")
            else:
                sign = QRectF(x, middle - 2.5, 7, 5)
                icons.draw_triangle(painter, sign, painter.pen().color())
        if folded:
            nav_paint.badge(painter, badge, rect.adjusted(0, 8, 0, 0))

    def _badge_of(self, group: str) -> int:
        """Return what waits in the ledgers of a folded group: it must not be hidden with them."""
        ledgers = next(one.ledgers for one in self._groups if one.key == group)
        return sum(self._badges.get(key, 0) for key, _ in ledgers)

    def _paint_count(self, painter: QPainter, row: Row, rect: QRect) -> None:
        badge = self._badges.get(row.key, 0)
        if badge:
            nav_paint.badge(painter, badge, rect)
        elif row.key in self._counts:
            here = row.key == self._selected
            painter.setPen(QColor(tokens.NAV_SELECTED_TEXT if here else tokens.NAV_QUIET))
            box = QRectF(0, rect.top(), rect.right() - 15, rect.height())
            where = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
            count = self._counts[row.key]
            painter.drawText(box, where, f"{count:,}" if isinstance(count, int) else count)

    def _paint_focus(self, painter: QPainter, rect: QRect) -> None:
        painter.setPen(QPen(QColor(tokens.NAV_MARK), 2))  # pine would not show on this ground
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(rect.adjusted(1, 1, -1, -1))


def _folded_at_first(groups: Sequence[NavGroup]) -> list[str]:
    """Return the groups that are folded while nobody has folded any: those far below."""
    shown, folded = 0, []
    for group in groups:
        shown += len(group.ledgers) if group.key != REPORTING else 0  # those are pages
        if shown > _SHOWN_AT_FIRST and group is not groups[0]:
            folded.append(group.key)
    return folded
