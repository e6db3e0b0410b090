"""The page without a book: open one, make one, go on with a recent one, look at the sample."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ruraldesk.files.recent import RecentBook, forget_book
from ruraldesk.texts.translate import tr
from ruraldesk.ui import icons, tokens
from ruraldesk.ui.guide.place import done_tasks
from ruraldesk.ui.widgets import Button, Card, LinkButton, empty, label


class StartPage(QWidget):
    """What a clerk sees first, and whenever no book is open."""

    open_asked = Signal()
    create_asked = Signal()
    sample_asked = Signal()
    learn_asked = Signal()
    restore_asked = Signal()
    book_chosen = Signal(Path)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        card = Card(self)
        card.setFixedWidth(620)
        self._inside = QVBoxLayout(card)
        self._inside.setContentsMargins(28, 24, 28, 24)
        self._inside.setSpacing(8)
        self._inside.addWidget(label(tr("Which book do you want to work in?"), "title"))
        self._inside.addSpacing(4)
        self._recent = QVBoxLayout()
        self._recent.setSpacing(6)
        self._inside.addLayout(self._recent)
        self.open_book = Button(tr("Open a book…"), hint="Ctrl+O")
        self.new = Button(tr("New book…"))
        self.sample = Button(tr("Sample book"))
        self.restore = Button(tr("From a backup…"))
        self.learn = LinkButton(tr("Learn it on the sample"))
        self.open_book.clicked.connect(self.open_asked)
        self.new.clicked.connect(self.create_asked)
        self.sample.clicked.connect(self.sample_asked)
        self.restore.clicked.connect(self.restore_asked)
        self.learn.clicked.connect(self.learn_asked)
        self._inside.addSpacing(8)
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in (self.open_book, self.new, self.sample, self.restore):
            row.addWidget(button)
        row.addStretch(1)
        self._inside.addLayout(row)
        note = label(
            tr(
                "A book is one file with everything an office keeps. It stays on this computer; "
                "nothing is sent anywhere."
            ),
            "label",
        )
        note.setWordWrap(True)
        self._inside.addSpacing(8)
        self._inside.addWidget(note)
        first_day = QHBoxLayout()
        first_day.setContentsMargins(0, 4, 0, 0)
        first_day.addWidget(label(tr("New to the program?"), "label"))
        first_day.addWidget(self.learn)
        first_day.addStretch(1)
        self._inside.addLayout(first_day)
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        outer.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(3)
        self.show_recent(())

    def show_recent(self, books: Sequence[RecentBook]) -> None:
        """Offer these books, and the guided first day; Enter opens the first that is there."""
        empty(self._recent)
        self._rows = [_BookRow(book) for book in books]
        for row in self._rows:
            row.clicked.connect(partial(self._choose, row))
            row.removed.connect(partial(self._forget, row))
            self._recent.addWidget(row)
            row.show()  # at once, so that it can take the focus
        if not self._rows:
            self._say_none()
        done = len(done_tasks())
        text = tr("Go on learning on the sample ({done} done)").format(done=done)
        self.learn.setText(text if done else tr("Learn it on the sample"))
        self.learn.updateGeometry()
        self.new.set_primary(not self._rows)
        self._order_tabs()

    def _say_none(self) -> None:
        self._recent.addWidget(label(tr("No book has been opened on this computer yet."), "quiet"))

    def _choose(self, row: _BookRow, *_: object) -> None:
        if row.look():
            self.book_chosen.emit(row.book.path)

    def _forget(self, row: _BookRow) -> None:
        """Take a book out of the list; the focus goes to the one in its place."""
        forget_book(row.book.path)
        place = self._rows.index(row)
        self._rows.remove(row)
        row.hide()
        row.deleteLater()
        if self._rows:
            self._rows[min(place, len(self._rows) - 1)].setFocus()
        else:
            self._say_none()
            self.new.set_primary(True)
            self.new.setFocus()
        self._order_tabs()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._order_tabs()  # the order of before was lost when the page got its place

    def _order_tabs(self) -> None:
        buttons = (self.open_book, self.new, self.sample, self.restore, self.learn)
        for one, following in pairwise((*self._rows, *buttons)):
            QWidget.setTabOrder(one, following)

    def focusInEvent(self, event: QFocusEvent) -> None:
        there = (row for row in self._rows if row.is_there)
        first = next(there, self._rows[0] if self._rows else self.new)
        first.setFocus(event.reason())  # a focus proxy would keep Tab from the buttons


class _BookRow(QAbstractButton):
    """One recent book: its name, its month and when it was opened, and where it lies."""

    removed = Signal()

    def __init__(self, book: RecentBook) -> None:
        super().__init__()
        self.book, self.is_there = book, book.is_there()
        self.setText(book.path.stem)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.remove = LinkButton(tr("Out of the list"), self)
        self.remove.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Delete does it from the keyboard
        self.remove.clicked.connect(self.removed)
        self._describe()

    def look(self) -> bool:
        """Look again whether the book is there, and say so."""
        self.is_there = self.book.is_there()
        self._describe()
        self.update()
        return self.is_there

    def _describe(self) -> None:
        self.remove.setVisible(not self.is_there)
        self.setAccessibleDescription(f"{self._about()} {self._where()}")

    def _about(self) -> str:
        """Return what stands behind the name."""
        unit = self.book.unit if self.book.unit not in self.text() else ""
        return " · ".join(filter(None, (unit, self.book.told(date.today()))))

    def _where(self) -> str:
        if self.is_there:
            return str(self.book.path)
        text = tr("Not there now: moved, renamed, or its stick is not in. {path}")
        return text.format(path=self.book.path)

    def sizeHint(self) -> QSize:
        return QSize(300, 50)

    def resizeEvent(self, event: QResizeEvent) -> None:
        size = self.remove.sizeHint()
        self.remove.setGeometry(self.width() - size.width() - 8, 10, size.width(), size.height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() == Qt.Key.Key_Delete:
            self.removed.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focused = self.hasFocus()
        painter.setPen(QPen(QColor(tokens.PINE if focused else tokens.LINE), 2 if focused else 1))
        hot = self.underMouse() or focused
        painter.setBrush(QColor(tokens.PINE_FAINT if hot else tokens.CARD))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        room = self.width() - (self.remove.width() + 28 if not self.is_there else 48)
        self._paint_words(painter, room)
        if self.is_there:
            tint = QColor(tokens.PINE if hot else tokens.HINT)
            icons.draw(painter, "right", QRectF(self.width() - 28, 17, 16, 16), tint)

    def _paint_words(self, painter: QPainter, room: int) -> None:
        middle, elide = Qt.AlignmentFlag.AlignVCenter, Qt.TextElideMode.ElideRight
        painter.setPen(QColor(tokens.INK if self.is_there else tokens.QUIET))
        painter.setFont(tokens.font(tokens.TEXT, bold=True))
        name = painter.fontMetrics().elidedText(self.text(), elide, room)
        painter.drawText(QRectF(12, 6, room, 22), middle, name)
        taken = painter.fontMetrics().horizontalAdvance(name) + 12
        painter.setPen(QColor(tokens.QUIET))
        painter.setFont(tokens.font(tokens.LABEL))
        about = painter.fontMetrics().elidedText(self._about(), elide, max(0, room - taken))
        painter.drawText(QRectF(12 + taken, 6, room - taken, 22), middle, about)
        cut = Qt.TextElideMode.ElideMiddle if self.is_there else elide
        where = painter.fontMetrics().elidedText(self._where(), cut, room)
        painter.drawText(QRectF(12, 26, room, 18), 0, where)
