"""Asks in a few words why: a month is reopened, a ledger is empty, a closed record changes."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QPlainTextEdit, QWidget

from ruraldesk.texts.translate import tr
from ruraldesk.ui import tokens
from ruraldesk.ui.dialogs.parts import Sheet, cancel_button
from ruraldesk.ui.widgets import Button


class ReasonDialog(Sheet):
    """A question, what follows from the answer, and a field for the reason."""

    def __init__(
        self, title: str, says: str, yes: str, parent: QWidget | None, tick: str = ""
    ) -> None:
        """Ask under `title`; `yes` is what is going to be done, `tick` what may be chosen."""
        super().__init__(title, parent, 480)
        self.say(says)
        self.reason = Words()
        self.reason.setTabChangesFocus(True)
        self.reason.setFixedHeight(76)
        self.ask(tr("Reason"), self.reason)
        self.tick = QCheckBox(tick)
        self.tick.setFont(tokens.font(tokens.TEXT))
        self.body.addWidget(self.tick)
        self.tick.setVisible(bool(tick))
        self.agree = Button(yes, primary=True, hint="Ctrl+Return")
        self.agree.clicked.connect(self.act)
        self.finish(cancel_button(self), self.agree)
        self.reason.setFocus()

    def text(self) -> str:
        """Return the reason that was given."""
        return self.reason.toPlainText().strip()

    def act(self) -> None:
        if self.text():
            self.accept()
        else:
            self.refuse(tr("No reason is given. Write in a few words why."), self.reason)


class Words(QPlainTextEdit):
    """Leaves Ctrl+Enter to the dialog."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
        else:
            super().keyPressEvent(event)


def ask_reason(parent: QWidget | None, title: str, says: str, yes: str) -> str:
    """Ask for a reason; return "" when the question was left."""
    dialog = ReasonDialog(title, says, yes, parent)
    return dialog.text() if dialog.exec() else ""
