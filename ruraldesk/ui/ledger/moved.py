"""What moved in a ledger of standing facts since last month: new, changed and ended records.

They are marked in the list; those that ended stand among the others, struck out, until the month is
over.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QBoxLayout, QMenu

from ruraldesk.files import preferences
from ruraldesk.services import ledger
from ruraldesk.services.ledger import Filter, ListQuery
from ruraldesk.services.month_changes import ADDED, CHANGED, REMOVED
from ruraldesk.services.month_marks import Marks, marks, side_by_side
from ruraldesk.texts.dates import told_month
from ruraldesk.texts.translate import tr
from ruraldesk.ui import tokens
from ruraldesk.ui.jobs import Latest
from ruraldesk.ui.widgets import LinkButton

if TYPE_CHECKING:
    from ruraldesk.services.books import Book
    from ruraldesk.ui.ledger.columns import Column
    from ruraldesk.ui.ledger.page import LedgerPage
    from ruraldesk.ui.session import Session

_STRIP = 4  # pixels at the left of a row
_BROKEN = tokens.ROW // 3  # pixels from one part of a broken strip to the next
_SIGN = 14  # pixels that a chip's sign takes
_ROOM = 760  # pixels of the page below which the menu alone tells the kinds
_KINDS = (ADDED, CHANGED, REMOVED)
_TONES = {ADDED: "pine", CHANGED: "wheat", REMOVED: "stone"}


class MovedRecords(QObject):
    """What is new and what changed since the month before was closed; read again after changes."""

    changed = Signal()

    def __init__(self, session: Session, form_key: str, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._form_key = session, form_key
        self._latest = Latest(self)
        self._marks: Marks | None = None
        self._ended: tuple[int, ...] = ()
        self._of: dict[str, tuple[str, ...]] = {}  # UUIDs by kind, "" for all

    def look(self) -> None:
        """Read it, off the window's thread."""
        book, month, form = self._session.book, self._session.month, self._form_key
        self._latest.run(lambda: _read(book, month, form), done=self._take)

    def forget(self) -> None:
        """Drop what is under way; the book is about to be closed."""
        self._latest.forget()

    def _take(self, read: tuple[Marks | None, tuple[int, ...]]) -> None:
        if read != (self._marks, self._ended):
            self._marks, self._ended = read
            found = self._marks.found if self._marks is not None else {}
            self._of = {
                kind: tuple(sorted(uuid for uuid, one in found.items() if kind in ("", one.kind)))
                for kind in ("", *_KINDS)
            }
            self.changed.emit()

    def count(self, kind: str = "") -> int:
        """Return how many records came, changed or ended; of one kind if it is named."""
        return len(self._of.get(kind, ()))

    def ended(self) -> tuple[int, ...]:
        """Return the ids of the records that ended, which lie in the recycle bin."""
        return self._ended

    def kind(self, uuid: str) -> str:
        """Return what became of a record: "added", "changed", "removed", "" for nothing."""
        mark = self._marks.found.get(uuid) if self._marks is not None else None
        return mark.kind if mark is not None else ""

    def tip(self, uuid: str, columns: Sequence[Column], number: int) -> str:
        """Return what the cell said last month; of a new record, or of what no column shows, all.

        "" where the cell says what it said. Of an ended record each cell tells that it has ended.
        """
        mark = self._marks.found.get(uuid) if self._marks is not None else None
        if mark is None or self._marks is None:
            return ""
        month = told_month(self._marks.month)
        if mark.kind == ADDED:
            told = tr("New since {month}").format(month=month)
            return told if number == 0 else ""
        if mark.kind == REMOVED:
            return tr("Ended since {month}: it lies in the recycle bin").format(month=month)
        key = columns[number].key
        if number and key not in mark.new:
            return ""
        book, form = self._session.book, self._marks.form
        sides = side_by_side(book, form, mark, "" if number == 0 else key)
        said = tr("Last month: {value}")
        if number:
            return "\n".join(said.format(value=one.old or tr("(empty)")) for one in sides)
        head = tr("Changed since {month}").format(month=month)
        lines = (
            f"{one.label}: {one.old or tr('(empty)')} → {one.new or tr('(empty)')}" for one in sides
        )
        return "\n".join((head, *lines))

    def filter(self, kind: str = "") -> Filter:
        """Return the condition that leaves the records that moved, or those of one kind, only."""
        return Filter("", "records", self._of.get(kind, ()))


def _read(book: Book, month: str, form: str) -> tuple[Marks | None, tuple[int, ...]]:
    """Return what moved, and the ids of what ended."""
    found = marks(book, month, form)
    gone = [uuid for uuid, one in found.found.items() if one.kind == REMOVED] if found else []
    if not gone:
        return found, ()
    asked = ListQuery(where=(Filter("", "records", tuple(gone)),), deleted=True)
    return found, tuple(ledger.ids(book, form, asked))


def paint_strip(painter: QPainter, kind: str, y: int) -> None:
    """Mark a row at its left edge: filled where it changed, hollow if new, broken if ended."""
    if kind == CHANGED:
        painter.fillRect(QRectF(0, y, _STRIP, tokens.ROW - 1), QColor(tokens.WHEAT))
    elif kind == ADDED:
        painter.setPen(QPen(QColor(tokens.PINE), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRectF(1, y + 1, _STRIP - 1, tokens.ROW - 4))
    elif kind == REMOVED:
        for part in range(3):
            painter.fillRect(
                QRectF(0, y + part * _BROKEN, _STRIP, _BROKEN - 4), QColor(tokens.HINT)
            )


class MovedChip(LinkButton):
    """Says how many records are new, changed or ended; a click shows these alone, or all again."""

    def __init__(self, page: LedgerPage, moved: MovedRecords, kind: str) -> None:
        super().__init__("")
        self.kind = kind
        self._page, self._moved = page, moved
        self.setCheckable(True)
        self.setFont(tokens.font(tokens.TABLE, bold=True))
        self.setFixedHeight(28)  # lower than the title: the table stays where it is
        self.clicked.connect(self._narrow)
        self.show_count()

    def show_count(self) -> None:
        """Show how many there are now, and whether they are shown alone."""
        page = self._page
        self.setText(_words(self._moved, self.kind))
        self.setChecked(self._moved.filter(self.kind) in page.query().where)
        room = page.width() >= _ROOM and not page.place.is_open()
        self.setVisible(self._moved.count(self.kind) > 0 and room)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        size = super().sizeHint()
        return QSize(size.width() + _SIGN, size.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tone = tokens.TONES[_TONES[self.kind]]
        hovered = self.underMouse() or self.isChecked()
        painter.setPen(QPen(QColor(tone.text), 1) if self.isChecked() else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tone.ground) if hovered else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.translate(8, 0)
        paint_strip(painter, self.kind, 1)
        painter.restore()
        painter.setPen(QColor(tone.text if self.isChecked() else tokens.INK))
        painter.setFont(self.font())
        box = QRectF(8 + _SIGN, 0, self.width(), self.height())
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, self.text())
        if self.hasFocus():
            self._paint_focus(painter)

    def _narrow(self) -> None:
        _narrow(self._page, self._moved, self.kind, on=self.isChecked())


class MovedLink(LinkButton):
    """Says how many records moved; offers to show them alone, and the list of changes."""

    def __init__(self, page: LedgerPage, moved: MovedRecords) -> None:
        super().__init__("", menu=True)
        self.setFont(tokens.font(tokens.TABLE, bold=True))
        self.setFixedHeight(28)  # lower than the title: the table stays where it is
        self._page, self._moved = page, moved
        self.clicked.connect(lambda: self.menu().popup(self.mapToGlobal(QPoint(0, self.height()))))
        self.show_count()

    def menu(self) -> QMenu:
        """Return what can be done with what moved."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(tr("Only what moved this month"), self.show_moved)
        for kind in filter(self._moved.count, _KINDS):
            one = menu.addAction(_words(self._moved, kind))
            one.setCheckable(True)
            one.setChecked(self._moved.filter(kind) in self._page.query().where)
            one.toggled.connect(partial(self._narrow, kind))
        menu.addSeparator()
        ended = menu.addAction(tr("Ended records stay in the list"), self._keep_ended)
        ended.setCheckable(True)
        ended.setChecked(_keeps_ended(self._page))
        menu.addAction(tr("List of changes with reasons…"), self.open_list)
        return menu

    def show_moved(self) -> None:
        """Show the new, the changed and the ended records only."""
        self._page.show_only((self._moved.filter(),), tr("moved this month"))
        self._page.grid.setFocus()

    def open_list(self) -> None:
        """Show the list of changes of this ledger."""
        from ruraldesk.ui.change_list import ChangeListDialog

        page = self._page
        dialog = ChangeListDialog(page.session, page.form.key, page)
        dialog.record_opened.connect(lambda form, uuid: page.open_record(uuid))
        dialog.open()

    def show_count(self) -> None:
        """Show how many there are now."""
        count = self._moved.count()
        self.setVisible(count > 0)
        self.setText(tr("{count} moved this month").format(count=count))
        self.updateGeometry()

    def _narrow(self, kind: str, on: bool) -> None:
        _narrow(self._page, self._moved, kind, on=on)

    def _keep_ended(self) -> None:
        page = self._page
        preferences.keep(_key(page), not _keeps_ended(page))
        _list_ended(page, self._moved)


class _Room(QObject):
    """Tells when a page gets wider or narrower."""

    changed = Signal()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize:
            self.changed.emit()
        return False


def _words(moved: MovedRecords, kind: str) -> str:
    """Return how many records of one kind moved, in words."""
    words = {
        ADDED: tr("New: {count}"),
        CHANGED: tr("Changed: {count}"),
        REMOVED: tr("Ended: {count}"),
    }
    return words[kind].format(count=f"{moved.count(kind):,}")


def _narrow(page: LedgerPage, moved: MovedRecords, kind: str, *, on: bool) -> None:
    """Show the records of one kind alone, or all again."""
    if on:
        page.show_only((moved.filter(kind),), _words(moved, kind))
    else:
        page.clear_filters()
    page.grid.setFocus()


def _key(page: LedgerPage) -> str:
    return f"ended.{page.form.key}"


def _keeps_ended(page: LedgerPage) -> bool:
    return bool(preferences.load(_key(page), True))


def _list_ended(page: LedgerPage, moved: MovedRecords) -> None:
    """List what ended among the others, where the clerk wants it or asked for just that."""
    asked = {moved.filter(), moved.filter(REMOVED)} & {*page.query().where}
    page.model.list_also(moved.ended() if asked or _keeps_ended(page) else ())


def attach(page: LedgerPage) -> None:
    """Let the page of a ledger of standing facts mark what moved; others stay as they are."""
    if not page.form.lasting:
        return
    moved = page.model.moved = MovedRecords(page.session, page.form.key, page)
    parts: list[MovedChip | MovedLink] = [
        *(MovedChip(page, moved, kind) for kind in _KINDS),
        MovedLink(page, moved),
    ]
    boxes: Iterable[QBoxLayout] = page.findChildren(QBoxLayout)
    head = next(box for box in boxes if box.indexOf(page.asked_link) >= 0)
    for one in parts:
        head.insertWidget(head.indexOf(page.asked_link), one)

    def show() -> None:
        for one in parts:
            one.show_count()
        _list_ended(page, moved)
        page.model.problems_changed.emit()

    moved.changed.connect(show)
    room = _Room(page)
    page.installEventFilter(room)
    for moment in (page.model.asked_anew, page.place.opened, page.place.closed, room.changed):
        moment.connect(show)
    page.session.changed.connect(lambda _: moved.look())
    moved.look()
