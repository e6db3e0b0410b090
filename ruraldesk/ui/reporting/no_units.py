"""What stands on the page of a new office that no unit reports to yet: what to do first."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ruraldesk.texts.translate import tr
from ruraldesk.ui import tokens
from ruraldesk.ui.widgets import Button, Chip, label

_WIDTH = 560


class NoUnits(QWidget):
    """Three steps, and a button for the first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        inside = QWidget()
        inside.setFixedWidth(_WIDTH)
        column = QVBoxLayout(inside)
        column.setSpacing(14)
        column.addWidget(label(tr("No unit reports here yet"), "card"))
        steps = (
            tr(
                "Enter the units below in “Units”, each with its 12-digit code and this office "
                "as its upper unit."
            ),
            tr(
                "A list in Excel or WPS is quicker: “Import” on that page takes the file in, "
                "whatever its columns are called."
            ),
            tr("Then come back: “Read the stick” takes in what the units hand in."),
        )
        for number, text in enumerate(steps, start=1):
            column.addLayout(_step(str(number), text))
        self.enter = Button(tr("Enter the units"), primary=True)
        row = QHBoxLayout()
        row.setContentsMargins(38, 4, 0, 0)
        row.addWidget(self.enter)
        row.addStretch(1)
        column.addLayout(row)
        whole = QVBoxLayout(self)
        whole.addStretch(2)
        beside = QHBoxLayout()
        beside.addStretch(1)
        beside.addWidget(inside)
        beside.addStretch(1)
        whole.addLayout(beside)
        whole.addStretch(3)


def _step(number: str, text: str) -> QHBoxLayout:
    words = label(text, "text")
    words.setWordWrap(True)
    row = QHBoxLayout()
    row.setSpacing(12)
    row.addWidget(Chip(number, "pine", bold=True, size=tokens.TABLE), 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(words, 1)
    return row
