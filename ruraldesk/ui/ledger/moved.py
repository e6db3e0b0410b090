"""What moved in a ledger of standing facts since last month: marked in the list, found together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QBoxLayout, QMenu

from ruraldesk.services.ledger import Filter
from ruraldesk.services.month_changes import ADDED, CHANGED
from ruraldesk.services.month_marks import Marks, marks, side_by_side
from ruraldesk.texts.dates import told_month
from ruraldesk.texts.translate import tr
from ruraldesk.ui import tokens
from ruraldesk.ui.jobs import Latest
from ruraldesk.ui.widgets import LinkButton

if TYPE_CHECKING:
    from ruraldesk.ui.ledger.columns import Column
    from ruraldesk.ui.ledger.page import LedgerPage
    from ruraldesk.ui.session import Session

_STRIP = 4  # pixels at the left of a row


class MovedRecords(QObject):
    """What is new and what changed since the month before was closed; read again after changes."""

    changed = Signal()

    def __init__(self, session: Session, form_key: str, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._form_key = session, form_key
        self._latest = Latest(self)
        self._marks: Marks | None = None

    def look(self) -> None:
        """Read it, off the window's thread."""
        book, month, form = self._session.book, self._session.month, self._form_key
        self._latest.run(lambda: marks(book, month, form), done=self._take)

    def forget(self) -> None:
        """Drop what is under way; the book is about to be closed."""
        self._latest.forget()

    def _take(self, found: Marks | None) -> None:
        if found != self._marks:
            self._marks = found
            self.changed.emit()

    def count(self) -> int:
        """Return how many records came, changed or went."""
        return len(self._marks.found) if self._marks is not None else 0

    def kind(self, uuid: str) -> str:
        """Return what became of a record: "added", "changed", "" for neither."""
        mark = self._marks.found.get(uuid) if self._marks is not None else None
        return mark.kind if mark is not None else ""

    def tip(self, uuid: str, columns: Sequence[Column], number: int) -> str:
        """Return what the cell said last month; of a new record, or of what no column shows, all.

        "" where the cell says what it said.
        """
        mark = self._marks.found.get(uuid) if self._marks is not None else None
        if mark is None or self._marks is None:
            return ""
        month = told_month(self._marks.month)
        if mark.kind == ADDED:
            told = tr("New since {month}").format(month=month)
            return told if number == 0 else ""
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

    def filter(self) -> Filter:
        """Return the condition that leaves the new and the changed records only."""
        return Filter("", "records", self._marks.moved() if self._marks is not None else ())


def paint_strip(painter: QPainter, kind: str, y: int) -> None:
    """Mark a row at its left edge: a filled strip for a changed record, a hollow one for a new."""
    if kind == CHANGED:
        painter.fillRect(QRectF(0, y, _STRIP, tokens.ROW - 1), QColor(tokens.WHEAT))
    elif kind == ADDED:
        painter.setPen(QPen(QColor(tokens.PINE), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRectF(1, y + 1, _STRIP - 1, tokens.ROW - 4))


class MovedLink(LinkButton):
    """Says how many records moved; offers to show them alone, and the list of changes."""

    def __init__(self, page: LedgerPage, moved: MovedRecords) -> None:
        super().__init__("", menu=True)
        self.setFont(tokens.font(tokens.TABLE, bold=True))
        self.setFixedHeight(28)  # lower than the title: the table stays where it is
        self._page, self._moved = page, moved
        moved.changed.connect(self._show)
        self.clicked.connect(lambda: self.menu().popup(self.mapToGlobal(QPoint(0, self.height()))))
        self._show()

    def menu(self) -> QMenu:
        """Return what can be done with what moved."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(tr("Only what moved this month"), self.show_moved)
        menu.addAction(tr("List of changes with reasons…"), self.open_list)
        return menu

    def show_moved(self) -> None:
        """Show the new and the changed records only."""
        self._page.show_only((self._moved.filter(),), tr("moved this month"))
        self._page.grid.setFocus()

    def open_list(self) -> None:
        """Show the list of changes of this ledger."""
        from ruraldesk.ui.change_list import ChangeListDialog

        page = self._page
        dialog = ChangeListDialog(page.session, page.form.key, page)
        dialog.record_opened.connect(lambda form, uuid: page.open_record(uuid))
        dialog.open()

    def _show(self) -> None:
        count = self._moved.count()
        self.setVisible(count > 0)
        self.setText(tr("{count} moved this month").format(count=count))
        self.updateGeometry()


def attach(page: LedgerPage) -> None:
    """Let the page of a ledger of standing facts mark what moved; others stay as they are."""
    if not page.form.lasting:
        return
    moved = page.model.moved = MovedRecords(page.session, page.form.key, page)
    link = MovedLink(page, moved)
    boxes: Iterable[QBoxLayout] = page.findChildren(QBoxLayout)
    head = next(box for box in boxes if box.indexOf(page.asked_link) >= 0)
    head.insertWidget(head.indexOf(page.asked_link), link)
    moved.changed.connect(page.model.problems_changed)
    page.session.changed.connect(lambda _: moved.look())
    moved.look()
