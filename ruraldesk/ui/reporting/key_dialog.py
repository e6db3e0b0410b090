"""A unit's key has changed: both fingerprints, and the new one taken in only on purpose."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from ruraldesk.services.strange_keys import KeyChange
from ruraldesk.texts.translate import tr
from ruraldesk.ui import tokens
from ruraldesk.ui.dialogs.parts import Sheet, cancel_button
from ruraldesk.ui.widgets import Button, Card, label


class KeyDialog(Sheet):
    """What to ask the unit, both fingerprints, and a tick that it was asked."""

    def __init__(self, change: KeyChange, parent: QWidget | None) -> None:
        super().__init__(tr("{unit}: another key").format(unit=change.unit_name), parent, 560)
        self.say(
            tr(
                "The file is signed with another key than {unit} is known by. That is right when "
                "the unit made new keys or began with a new book; otherwise somebody else made "
                "the file. Ask by telephone for the fingerprint on the unit's printed cover and "
                "compare it letter by letter."
            ).format(unit=change.unit_name),
            "table",
        )
        self.known, self.found = _code(change.known), _code(change.found.fingerprint)
        card = Card()
        grid = QGridLayout(card)
        grid.setContentsMargins(16, 12, 16, 12)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(10)
        grid.setColumnStretch(1, 1)
        for row, (words, code) in enumerate(
            ((tr("Known so far"), self.known), (tr("In the file"), self.found))
        ):
            grid.addWidget(label(words, "label"), row, 0)
            grid.addWidget(code, row, 1)
        self.body.addWidget(card)
        self.asked = QCheckBox(tr("I asked the unit: its cover shows the fingerprint of the file."))
        self.body.addWidget(self.asked)
        self.agree = Button(tr("Take the new key in"), primary=True)
        self.agree.clicked.connect(self.act)
        self.agree.setEnabled(False)
        self.asked.toggled.connect(self.agree.setEnabled)
        self.finish(cancel_button(self), self.agree)

    def act(self) -> None:
        if self.asked.isChecked():
            self.accept()
        else:
            self.refuse(tr("Ask the unit first, then tick that you did."), self.asked)


def _code(fingerprint: str) -> QWidget:
    made = label(fingerprint, "strong")
    made.setFont(tokens.font(tokens.CARD_TITLE, bold=True, spacing=1.0))
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made
