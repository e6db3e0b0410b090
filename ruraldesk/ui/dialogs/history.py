"""What happened to a record: when, by whom, which entry became which; one can be put back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ruraldesk.definitions.model import FormDef
from ruraldesk.definitions.names import name_of
from ruraldesk.errors import Level, UserError
from ruraldesk.services import entry
from ruraldesk.texts.translate import tr
from ruraldesk.ui import tokens
from ruraldesk.ui.dialogs.correcting import with_reason
from ruraldesk.ui.dialogs.room import open_within
from ruraldesk.ui.widgets import Button, Card, Chip, LinkButton, label

if TYPE_CHECKING:
    from ruraldesk.services.books import Book
    from ruraldesk.services.entry import Change, FieldChange, Saved

_TONES = {"create": "pine", "delete": "cinnabar", "restore": "sky"}
_LABEL_WIDTH = 130  # pixels
_FOLDED = 12  # fields of one change that are shown at once
_BACK = 20  # pixels of height of what puts an entry back


class HistoryDialog(QDialog):
    """The changes of one record, the newest first; single entries, or all of it, come back."""

    def __init__(self, book: Book, form: FormDef, uuid: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._book, self._form, self._uuid = book, form, uuid
        self._changed = False
        self.setWindowTitle(tr("History of the record"))
        open_within(self, 720, 580)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(10)
        self._name = label("", "card")
        layout.addWidget(self._name)
        self._area = _area()
        layout.addWidget(self._area, 1)
        self.problem = label("", "problem")
        self.problem.setWordWrap(True)
        self.problem.hide()
        layout.addWidget(self.problem)
        row = QHBoxLayout()
        self._count = label("", "label")
        row.addWidget(self._count)
        row.addStretch(1)
        self.restore = Button(tr("Restore the record"), primary=True)
        self.restore.clicked.connect(self._restore)
        self.close_button = Button(tr("Close"), hint="Esc")
        self.close_button.clicked.connect(self.reject)
        row.addWidget(self.restore)
        row.addWidget(self.close_button)
        layout.addLayout(row)
        self._read()
        self.close_button.setFocus()

    def _read(self) -> None:
        book, form = self._book, self._form
        self._record = entry.load(book, form.key, self._uuid)
        self.changes = entry.history(book, form.key, self._uuid)
        self._name.setText(name_of(form, self._record))
        self._count.setText(tr("{count} changes").format(count=len(self.changes)))
        self.restore.setVisible(self._record.deleted and not book.read_only)
        self._area.setWidget(self._list())

    def reject(self) -> None:
        """Leave; whoever opened the dialog hears whether anything was put back."""
        self.done(int(self._changed))

    def put_back(self, change: FieldChange) -> None:
        """Make an entry what it was before a change; a rule may refuse that."""
        act = partial(entry.put_back, self._book, self._form.key, self._record, change)
        self._do(act)

    def _restore(self) -> None:
        if self._do(partial(entry.restore, self._book, self._form.key, self._uuid)):
            self.accept()

    def _do(self, act: Callable[[str], Saved]) -> bool:
        """Do something with the record, and show what has become of it."""
        self.problem.hide()
        try:
            saved = with_reason(self, act)
        except UserError as error:
            self._refuse(str(error))
            return False
        if saved.refused:
            blocking = (one.message for one in saved.problems if one.level is Level.BLOCK)
            self._refuse(next(blocking))
            return False
        self._changed = True
        self._read()
        return True

    def _refuse(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.show()

    def _list(self) -> QWidget:
        body = QWidget()
        body.setObjectName("historyBody")
        layout = QVBoxLayout(body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for change in self.changes:
            layout.addWidget(self._card(change))
        if not self.changes:
            layout.addWidget(label(tr("Nothing is written about this record."), "label"))
        layout.addStretch(1)
        return body

    def _card(self, change: Change) -> QWidget:
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
            grid = _fields(change.fields)
            self._offer(grid, change.fields)
            layout.addLayout(grid)
        return card

    def _offer(self, grid: QGridLayout, fields: Sequence[FieldChange]) -> None:
        """Put a button beside each entry that is something else by now."""
        for row, one in enumerate(fields[:_FOLDED]):
            if entry.can_put_back(self._book, self._form.key, self._record, one):
                back = LinkButton(tr("Put back"))
                back.setToolTip(
                    tr("Make “{label}” again: {old}").format(
                        label=one.label, old=one.old or tr("(empty)")
                    )
                )
                back.setAccessibleName(back.toolTip())
                back.setFont(tokens.font(tokens.TABLE))
                back.setFixedHeight(_BACK)
                back.clicked.connect(partial(self.put_back, one))
                grid.addWidget(back, row, 4, Qt.AlignmentFlag.AlignTop)


def _area() -> QScrollArea:
    area = QScrollArea()
    area.setAccessibleName(tr("History of the record"))
    area.setStyleSheet(
        "QScrollArea, QWidget#historyBody { background: transparent; }"
        f"QScrollArea:focus {{ border: 2px solid {tokens.PINE}; }}"
    )
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return area


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
        grid.addWidget(words, _FOLDED, 0, 1, 5)
    return grid


def _change(one: FieldChange) -> str:
    """Return a change in one line."""
    change = f"{one.old} → {one.new}"
    return tr("{place}: {sentence}").format(place=one.label, sentence=change)
