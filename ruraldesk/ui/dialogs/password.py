"""Asking for the password of a book."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from ruraldesk.texts.translate import tr
from ruraldesk.ui.dialogs.parts import Sheet, cancel_button
from ruraldesk.ui.widgets import Button


def ask_password(parent: QWidget, path: Path) -> str | None:
    """Return the password for the book at `path`, None when the user leaves."""
    dialog = PasswordDialog(parent, path)
    return dialog.password.text() if dialog.exec() else None


class PasswordDialog(Sheet):
    """One field, hidden unless the clerk wants to see it."""

    def __init__(self, parent: QWidget | None, path: Path) -> None:
        super().__init__(tr("Password of the book"), parent, 440)
        self.say(str(path))
        self.password = PasswordField()
        self.ask(tr("Password"), self.password)
        self.visible = QCheckBox(tr("Show what is typed"))
        self.visible.toggled.connect(self.password.show_text)
        self.body.addWidget(self.visible)
        note = tr(
            "The password is kept nowhere. Without it nobody can open the book, not even whoever "
            "looks after the program."
        )
        self.say(note, "hint")
        opening = Button(tr("Open"), primary=True, hint="Return")
        opening.clicked.connect(self.act)
        self.finish(cancel_button(self), opening)
        self.password.returnPressed.connect(self.act)
        self.password.setFocus()

    def act(self) -> None:
        """Take the password."""
        if self.password.text():
            self.accept()
        else:
            self.refuse(tr("Type the password first."), self.password)


class PasswordField(QLineEdit):
    """A line whose text is dots."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.show_text(False)

    def show_text(self, visible: bool) -> None:
        """Show the letters, or dots."""
        mode = QLineEdit.EchoMode
        self.setEchoMode(mode.Normal if visible else mode.Password)
