"""What happened to a record: when, by whom, which entry became which."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ruraldesk.definitions.model import FormDef
from ruraldesk.definitions.names import name_of
from ruraldesk.errors import UserError
from ruraldesk.services import entry
from ruraldesk.texts.translate import tr
from ruraldesk.ui import messages
from ruraldesk.ui.dialogs.correcting import with_reason
from ruraldesk.ui.widgets import Button, Card, Chip, label

if TYPE_CHECKING:
    from ruraldesk.services.books import Book
    from ruraldesk.services.entry import Change, FieldChange

_TONES = {"create": "pine", "delete": "cinnabar", "restore": "sky"}
_LABEL_WIDTH = 130  # pixels
_FOLDED = 12  # fields of one change that are shown at once


class HistoryDialog(QDialog):
    """The changes of one record, the newest first; a deleted one can be restored from here."""

    def __init__(self, book: Book, form: FormDef, uuid: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._book, self._form, self._uuid = book, form, uuid
        record = entry.load(book, form.key, uuid)
        self.changes = entry.history(book, form.key, uuid)
        self.setWindowTitle(tr("History of the record"))
        self.resize(640, 560)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(10)
        layout.addWidget(label(name_of(form, record), "card"))
        layout.addWidget(_list(self.changes), 1)
        row = QHBoxLayout()
        row.addWidget(label(tr("{count} changes").format(count=len(self.changes)), "label"))
        row.addStretch(1)
        self.restore = Button(tr("Restore the record"), primary=True)
        self.restore.clicked.connect(self._restore)
        self.restore.setVisible(record.deleted and not book.read_only)
        close = Button(tr("Close"), hint="Esc")
        close.clicked.connect(self.reject)
        row.addWidget(self.restore)
        row.addWidget(close)
        layout.addLayout(row)
        close.setFocus()

    def _restore(self) -> None:
        try:
            act = partial(entry.restore, self._book, self._form.key, self._uuid)
            restored = with_reason(self, act)
        except UserError as error:
            messages.tell_error(self, error)
            return
        if restored.refused:
            messages.tell(self, restored.problems[0].message, "cinnabar")
            return
        self.accept()


def _list(changes: Sequence[Change]) -> QScrollArea:
    body = QWidget()
    body.setObjectName("historyBody")
    layout = QVBoxLayout(body)
    layout.setContentsMargins(0, 0, 6, 0)
    layout.setSpacing(8)
    for change in changes:
        layout.addWidget(_card(change))
    if not changes:
        layout.addWidget(label(tr("Nothing is written about this record."), "label"))
    layout.addStretch(1)
    area = QScrollArea()
    area.setStyleSheet("QScrollArea, QWidget#historyBody { background: transparent; }")
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(body)
    return area


def _card(change: Change) -> QWidget:
    card = Card()
    layout = QVBoxLayout(card)
    layout.setContentsMargins(14, 10, 14, 10)
    layout.setSpacing(6)
    head = QHBoxLayout()
    when = datetime.fromisoformat(change.time).astimezone()
    head.addWidget(Chip(change.words, _TONES.get(change.action, "wheat")))
    head.addWidget(label(f"{when:%Y-%m-%d %H:%M}", "table"))
    head.addWidget(label(change.operator or tr("without a name"), "quiet"))
    head.addStretch(1)
    layout.addLayout(head)
    if change.reason:
        reason = label(tr("Reason: {reason}").format(reason=change.reason), "quiet")
        reason.setWordWrap(True)
        layout.addWidget(reason)
    if change.fields:
        layout.addLayout(_fields(change.fields))
    return card


def _fields(fields: Sequence[FieldChange]) -> QGridLayout:
    """Return label, before, arrow, after in columns; only label and after where all is new."""
    new = all(not one.old for one in fields)
    grid = QGridLayout()
    grid.setHorizontalSpacing(10)
    grid.setVerticalSpacing(3)
    grid.setColumnMinimumWidth(0, _LABEL_WIDTH)
    for column in (1,) if new else (1, 3):
        grid.setColumnStretch(column, 1)
    for row, one in enumerate(fields[:_FOLDED]):
        after = (one.new or tr("(empty)"), "table")
        before = ((one.old or tr("(empty)"), "quiet"), ("→", "quiet"))
        cells = ((one.label, "label"), *(() if new else before), after)
        for column, (text, role) in enumerate(cells):
            words = label(text, role)
            words.setWordWrap(text != "→")
            if column == 0:
                words.setMaximumWidth(_LABEL_WIDTH + 40)
            grid.addWidget(words, row, column, Qt.AlignmentFlag.AlignTop)
    if len(fields) > _FOLDED:
        more = tr("… and {count} more fields").format(count=len(fields) - _FOLDED)
        words = label(more, "label")
        words.setToolTip("\n".join(_change(one) for one in fields))
        grid.addWidget(words, _FOLDED, 0, 1, 4)
    return grid


def _change(one: FieldChange) -> str:
    """Return a change in one line."""
    change = f"{one.old} → {one.new}"
    return tr("{place}: {sentence}").format(place=one.label, sentence=change)
