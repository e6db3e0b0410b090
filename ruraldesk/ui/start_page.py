"""The page without a book: open one, make one, go on with a recent one, look at the sample."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ruraldesk.texts.translate import tr
from ruraldesk.ui import icons, preferences, tokens
from ruraldesk.ui.widgets import Button, Card, empty, label

MOST_RECENT = 6
_KEY = "recent_books"


def recent_books() -> list[Path]:
    """Return the books opened last, newest first, as far as they are still there."""
    kept = preferences.load(_KEY, [])
    return [path for path in map(Path, kept) if path.is_file()]


def note_book(path: Path) -> None:
    """Remember that `path` was opened."""
    others = [str(one) for one in recent_books() if one != path]
    preferences.keep(_KEY, [str(path), *others][:MOST_RECENT])


class StartPage(QWidget):
    """What a clerk sees first, and whenever no book is open."""

    open_asked = Signal()
    create_asked = Signal()
    sample_asked = Signal()
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
        self.open_book.clicked.connect(self.open_asked)
        self.new.clicked.connect(self.create_asked)
        self.sample.clicked.connect(self.sample_asked)
        self.restore.clicked.connect(self.restore_asked)
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
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        outer.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(3)
        self.show_recent(recent_books())

    def show_recent(self, books: Sequence[Path]) -> None:
        """Offer these books; Enter opens the first."""
        empty(self._recent)
        rows = [_BookRow(path) for path in books]
        for row in rows:
            row.clicked.connect(lambda _=False, path=row.path: self.book_chosen.emit(path))
            self._recent.addWidget(row)
            row.show()  # at once, so that it can take the focus
        if not rows:
            self._recent.addWidget(
                label(tr("No book has been opened on this computer yet."), "quiet")
            )
        self.new.set_primary(not rows)
        self._rows = rows
        self._order_tabs()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._order_tabs()  # the order of before was lost when the page got its place

    def _order_tabs(self) -> None:
        buttons = (self.open_book, self.new, self.sample, self.restore)
        for one, following in pairwise((*self._rows, *buttons)):
            QWidget.setTabOrder(one, following)

    def focusInEvent(self, event: QFocusEvent) -> None:
        first = self._rows[0] if self._rows else self.new
        first.setFocus(event.reason())  # a focus proxy would keep Tab from the buttons


class _BookRow(QAbstractButton):
    """One recent book: its name, and where it lies."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path
        self.setText(path.stem)
        self.setAccessibleDescription(str(path))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(300, 50)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
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
        painter.setPen(QColor(tokens.INK))
        painter.setFont(tokens.font(tokens.TEXT, bold=True))
        box = QRectF(12, 6, self.width() - 24, 22)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, self.text())
        painter.setPen(QColor(tokens.QUIET))
        painter.setFont(tokens.font(tokens.LABEL))
        folder = painter.fontMetrics().elidedText(
            str(self.path), Qt.TextElideMode.ElideMiddle, self.width() - 24
        )
        painter.drawText(QRectF(12, 26, self.width() - 24, 18), 0, folder)
        tint = QColor(tokens.PINE if hot else tokens.HINT)
        icons.draw(painter, "right", QRectF(self.width() - 28, 17, 16, 16), tint)
