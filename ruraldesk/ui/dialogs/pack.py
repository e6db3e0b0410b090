"""What a pack of the office above would change, before it is taken in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel, QPlainTextEdit, QWidget

from ruraldesk.texts.translate import tr
from ruraldesk.ui.dialogs.parts import Sheet, cancel_button
from ruraldesk.ui.widgets import Button

if TYPE_CHECKING:
    from ruraldesk.services.packs import PackResult

_WIDTH, _HEIGHT = 620, 240


class PackDialog(Sheet):
    """Shows each change and each doubt; accepted when the clerk wants it."""

    def __init__(self, result: PackResult, told: Sequence[str], parent: QWidget | None) -> None:
        pack = result.pack
        title = tr("Pack {number} “{title}” of {unit}")
        super().__init__(
            title.format(number=pack.number, title=pack.title, unit=pack.unit_name), parent, _WIDTH
        )
        if pack.note:
            self.say(pack.note)
        self.say(tr("After a backup, all of this is taken in at once:"), "hint")
        self.changes = QPlainTextEdit("\n".join(f"· {sentence}" for sentence in told))
        self.changes.setReadOnly(True)
        self.changes.setMinimumHeight(_HEIGHT)
        self.body.addWidget(self.changes, 1)
        self.doubts = QLabel("\n".join(problem.message for problem in result.problems))
        self.doubts.setWordWrap(True)
        self.doubts.setVisible(bool(result.problems))
        self.body.addWidget(self.doubts)
        taking = Button(tr("Take it in"), primary=True, hint="Ctrl+Return")
        taking.clicked.connect(self.act)
        self.finish(cancel_button(self), taking, filled=True)
        taking.setFocus()
