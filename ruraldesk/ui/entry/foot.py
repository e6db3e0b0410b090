"""The foot of the panel: saving, and what is known about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ruraldesk.texts.translate import listed, tr
from ruraldesk.ui import tokens
from ruraldesk.ui.messages import KEPT_CLEAR
from ruraldesk.ui.widgets import Button, ElidedLabel


class EntryFoot(QWidget):
    """Save and begin the next, save, and a few words."""

    save_wanted = Signal(bool)  # True: and begin the next

    back_wanted = Signal()  # Shift+Enter on a button

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(KEPT_CLEAR)
        self.save_next = Button(tr("Save and new"), primary=True, hint="Ctrl+Return")
        self.save = Button(tr("Save"), hint="Ctrl+S")
        self.words = ElidedLabel("hint")
        self.save_next.clicked.connect(lambda: self.save_wanted.emit(True))
        self.save.clicked.connect(lambda: self.save_wanted.emit(False))
        self.comment = Button(tr("Comment…"), primary=True)
        self.comment.clicked.connect(self._comment)
        self.comment.hide()
        self._on_comment: Callable[[], object] | None = None
        for button in (self.comment, self.save_next, self.save):
            button.installEventFilter(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 9, 16, 10)
        layout.setSpacing(8)
        layout.addWidget(self.comment)
        layout.addWidget(self.save_next)
        layout.addWidget(self.save)
        layout.addWidget(self.words, 1)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        ):
            self.back_wanted.emit()
            return True
        return False

    def tell(self, text: str) -> None:
        """Show a few words at the right."""
        self.words.setText(text)

    def tell_aside(self, text: str) -> None:
        """Show a few words where nothing weightier is said."""
        if not self.words.whole_text():
            self.tell(text)

    def tell_asked(self, labels: Sequence[str]) -> None:
        """Say which fields are asked for since an answer was given; they may be out of view."""
        self.tell(tr("Now asked too: {fields}").format(fields=listed(labels)))

    def offer_comment(self, act: Callable[[], object] | None) -> None:
        """Offer to comment on the record before saving is; None for a record of one's own."""
        self._on_comment = act
        self.comment.setVisible(act is not None)
        self.save_next.set_primary(act is None)

    def _comment(self) -> None:
        if self._on_comment is not None:
            self._on_comment()

    def lead_back(self) -> None:
        """Offer one way of saving: the one that leads back to where the entry was begun."""
        self.save_next.setText(tr("Save and go back"))
        self.save.hide()

    def set_writable(self, writable: bool) -> None:
        """Offer saving, or not."""
        self.save_next.setVisible(writable)
        self.save.setVisible(writable)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(1, 0, self.width() - 2, 1, QColor(tokens.INNER_LINE))
