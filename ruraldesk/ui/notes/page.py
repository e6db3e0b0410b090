"""All notes of the book: to be followed up first, found by their words, opened at their place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ruraldesk.errors import UserError
from ruraldesk.services import notes
from ruraldesk.services.notes import Listed
from ruraldesk.texts.translate import tr
from ruraldesk.ui import keys, messages, tokens
from ruraldesk.ui.chosen_list import ChosenList
from ruraldesk.ui.page import BookPage
from ruraldesk.ui.row_list import Item
from ruraldesk.ui.session import Session
from ruraldesk.ui.widgets import Button, Card, ElidedLabel, label

_PAUSE = 160  # milliseconds without a key before it is looked for what was typed


class NotesPage(BookPage):
    """What clerks noted for themselves; Enter opens the place, Delete finishes a note."""

    place_opened = Signal(str, str, str)  # form key, UUID, field or cell of a line, as paths say it

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._listed: Sequence[Listed] = ()
        self.count = ElidedLabel("quiet")
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(tr("Find in the notes"))
        self.filter.setAccessibleName(tr("Find in the notes"))
        self.filter.setClearButtonEnabled(True)
        self.filter.setMinimumWidth(140)
        self.filter.setMaximumWidth(240)
        self.finished = QCheckBox(tr("Finished ones, too"))
        self.finished.setFont(tokens.font(tokens.TEXT))
        self.done_with = Button(tr("Finished"), hint="Delete")
        self.done_with.clicked.connect(self.finish_one)
        self.list = _Notes(
            empty_text=tr(
                "No notes. F8 in a form or in a table writes one on the field; notes stay in this "
                "book and go into no package."
            )
        )
        self.list.setAccessibleName(tr("Notes"))
        self.list.opened.connect(self._open)
        self.list.finish_wanted.connect(self.finish_one)
        self._lay_out()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self.refresh)
        self.filter.textChanged.connect(lambda _: self._pause.start())
        self.filter.returnPressed.connect(self.list.setFocus)
        self.finished.toggled.connect(lambda _: self.refresh())
        self.setFocusProxy(self.list)
        keys.set_hints(self, tr("Enter opens the place · Delete finishes the note · F8 writes one"))

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(label(tr("Notes"), "title"), 0, Qt.AlignmentFlag.AlignBaseline)
        head.addWidget(self.count, 1, Qt.AlignmentFlag.AlignBaseline)
        for one in (self.filter, self.finished, self.done_with):
            head.addWidget(one)
        card = Card()
        inside = QVBoxLayout(card)
        inside.setContentsMargins(1, 6, 1, 6)
        inside.addWidget(self.list)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(tokens.MARGIN, 14, tokens.MARGIN, 16)
        layout.setSpacing(10)
        layout.addLayout(head)
        layout.addWidget(card, 1)

    def shown(self) -> Sequence[Listed]:
        """Return the notes that are listed."""
        return self._listed

    def _read(self) -> None:
        book, text, finished = self._session.book, self.filter.text(), self.finished.isChecked()
        self._latest.run(
            lambda: notes.listed(book, finished=finished, text=text),
            done=self._show,
            failed=self.fail,
        )

    def _show(self, found: Sequence[Listed]) -> None:
        self._listed = found
        waiting = sum(one.note.follow_up and one.note.is_open for one in found)
        words = tr("{count} notes, {waiting} to be followed up · they stay in this book")
        self.count.setText(words.format(count=len(found), waiting=waiting))
        self.list.show_items([_item(one, self._session.day) for one in found])
        self.done_with.setEnabled(bool(found) and not self._session.book.read_only)
        self.loaded.emit()

    def _open(self, number: int) -> None:
        one = self._listed[number]
        if one.gone:
            told = tr("The record of this note is not in its ledger any more.")
            if one.note.line:
                told = tr("The record or the row of this note is not there any more.")
            messages.tell(self, told, "sky")
        else:
            self.place_opened.emit(one.note.form, one.note.record, one.path)

    def finish_one(self) -> None:
        """Finish the note under the cursor; one that was finished is shown at its place again."""
        number = self.list.current()
        if not 0 <= number < len(self._listed) or self._session.book.read_only:
            return
        note = self._listed[number].note
        book = self._session.book
        try:
            after = notes.finish(book, note) if note.is_open else notes.reopen(book, note)
        except UserError as error:
            messages.tell_error(self, error)
            return
        self._session.note_change(note.form)
        if not after.is_open:
            back = tr("Take back"), lambda: self._reopen(after)
            messages.tell(self, tr("The note is finished."), "pine", act=back)

    def _reopen(self, note: notes.Note) -> None:
        notes.reopen(self._session.book, note)
        self._session.note_change(note.form)


class _Notes(ChosenList):
    """A list whose lines can be finished with Delete."""

    finish_wanted = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.finish_wanted.emit()
        else:
            super().keyPressEvent(event)


def _item(one: Listed, day: date) -> Item:
    note = one.note
    text = tr("{place}: {sentence}").format(place=one.place, sentence=" ".join(note.text.split()))
    side = f"{note.operator} {note.time[5:10]}".strip()
    if note.finished:
        return Item(tr("Finished"), "stone", text, side)
    if one.gone:
        gone = tr("Row gone") if note.line else tr("Record gone")
        return Item(gone, "stone", text, side)
    if note.due:
        late = date.fromisoformat(note.due) < day
        return Item(f"{note.due[5:]}", "cinnabar" if late else "wheat", text, side)
    if note.follow_up:
        return Item(tr("Follow up"), "wheat", text, side)
    return Item(tr("A note"), "sky", text, side)
