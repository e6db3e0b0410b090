"""One record after the other: what is known of it, and empty fields for what is hidden."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from ruraldesk.definitions.model import FormDef, Record, Value
from ruraldesk.definitions.names import name_of
from ruraldesk.definitions.values import BadValue, text_of
from ruraldesk.errors import UserError
from ruraldesk.services import second_keying as twice
from ruraldesk.services.second_keying import Asked, Hidden
from ruraldesk.texts.translate import tr
from ruraldesk.ui import tokens
from ruraldesk.ui.dialogs.parts import Sheet, cancel_button
from ruraldesk.ui.entry.door import Door
from ruraldesk.ui.entry.editors import Editor, editor
from ruraldesk.ui.second_keying.pieces import pieces_of
from ruraldesk.ui.widgets import Button, empty, label

if TYPE_CHECKING:
    from ruraldesk.ui.ledger.page import LedgerPage

_MOST_TOLD = 6  # other values by which a record is known again on the paper
_MOST_OF_ROW = 4


class KeyingDialog(Sheet):
    """Enter goes from field to field and on to the next record; Esc stops, what was typed stays."""

    def __init__(self, page: LedgerPage, records: Sequence[str], hidden: Hidden, who: str) -> None:
        super().__init__(tr("Second keying"), page.window(), 560)
        self._form, self._who = page.form, who
        self._door = Door(page.session.book, page.form.key)
        self._hidden, self._waiting, self._at = hidden, list(records), 0
        self._pieces: list[list[Asked]] = [[]]  # of this record, as many as fit at once in each
        self._piece = 0
        self.keyed: list[str] = []
        self.editors: dict[str, Editor] = {}  # by the key of their place
        self._record = Record(values={})
        self.place, self.called = label("", "quiet"), label("", "strong")
        self.called.setWordWrap(True)
        self.known = label("", "label")
        self.known.setWordWrap(True)
        self._holder = QWidget()
        self._grid = QGridLayout(self._holder)
        self._grid.setContentsMargins(0, 6, 0, 6)
        self._grid.setHorizontalSpacing(12)
        self._grid.setColumnStretch(1, 1)
        for part in (self.place, self.called, self.known, self._holder):
            self.body.addWidget(part)
        self.agree = Button(tr("Next record"), primary=True, hint="Ctrl+Return")
        self.agree.clicked.connect(self.act)
        self.skip = Button(tr("Leave out"), hint="PgDown")
        self.skip.setShortcut("PgDown")
        self.skip.clicked.connect(lambda: self._go(self._at + 1))
        self.back = Button(tr("Record before"), hint="PgUp")
        self.back.setShortcut("PgUp")
        self.back.clicked.connect(self._go_back)
        self.finish(cancel_button(self, tr("Stop")), self.back, self.skip, self.agree)
        self._go(0)

    def record(self) -> Record:
        """Return the record that is typed again now."""
        return self._record

    def _go(self, at: int) -> None:
        """Show a record without what is asked for; after the last one the dialog is done."""
        step = 1 if at >= self._at else -1
        while 0 <= at < len(self._waiting):
            if self._show(self._waiting[at]):
                self._at = at
                self._show_piece(0)
                return
            at += step
        if at >= len(self._waiting):
            self.accept()

    def _go_back(self) -> None:
        if self._piece:
            self._show_piece(self._piece - 1)
        else:
            self._go(self._at - 1)

    def _show(self, uuid: str) -> bool:
        """Show a record; return False for one that is gone, or has nothing to be typed again."""
        book = self._door.book
        record = book.records.peek(self._form.key, uuid)
        asked = [] if record is None else twice.asked_of(self._form, self._hidden, record)
        if record is None or record.deleted or not asked:
            return False
        self._record, self._pieces = record, pieces_of(asked)
        self.called.setText(name_of(self._form, record))
        self.known.setText("　".join(self._told(self._form, record, _MOST_TOLD)))
        return True

    def _show_piece(self, number: int) -> None:
        """Show as much of the record as fits at once."""
        self._piece = number
        told = tr("Record {at} of {count}")
        words = told.format(at=f"{self._at + 1:,}", count=f"{len(self._waiting):,}")
        if len(self._pieces) > 1:
            part = tr("part {at} of {count}").format(at=number + 1, count=len(self._pieces))
            words = f"{words} · {part}"
        self.place.setText(words)
        self.back.setEnabled(self._at > 0 or number > 0)
        last = number == len(self._pieces) - 1
        self.agree.setText(tr("Next record") if last else tr("Go on"))
        self._lay_out(self._pieces[number])
        self._scroll.verticalScrollBar().setValue(0)
        self.refuse("")

    def _told(self, form: FormDef, record: Record, most: int) -> list[str]:
        """Return what else is known of a record or a line, by which it is found on the paper."""
        hidden = {field.key for field in self._hidden.get(form.key if form.parent else "", ())}
        parts = []
        for key in form.list_columns:
            field = form.field(key)
            if key in hidden or field.private or not field.stored:
                continue
            text = text_of(field, record[key], record.names.get(key, ""))
            if text:
                words = tr("{place}: {sentence}")
                parts.append(words.format(place=tr(field.label), sentence=text))
        return parts[:most]

    def _lay_out(self, piece: Sequence[Asked]) -> None:
        empty(self._grid)
        self.editors = {}
        lines, row = "", 0
        for one in piece:
            if one.place.lines != lines:
                lines = one.place.lines
                self._add_words(tr(self._form.line(lines).title), "strong")
            if one.row not in (0, row):
                self._add_words(self._row_words(one), "label")
            row = one.row
            self._add_editor(one)
        self._make_room()
        QTimer.singleShot(0, self, lambda: self._step(0))

    def _add_words(self, text: str, role: str) -> None:
        words = label(text, role)
        words.setWordWrap(True)
        self._grid.addWidget(words, self._grid.rowCount(), 0, 1, 2)

    def _row_words(self, one: Asked) -> str:
        """Return which row is typed, and what is known of it."""
        form = self._form.line(one.place.lines)
        line = self._record.lines[form.key][one.row - 1]
        number = tr("Row {number}").format(number=one.row)
        return "　".join([number, *self._told(form, line, _MOST_OF_ROW)])

    def _add_editor(self, one: Asked) -> None:
        step = len(self.editors)
        name: QLabel = label(tr(one.field.label), "text")  # the editor says the unit
        made = editor(self._door.current(one.field), self._door, self._holder)
        made.setAccessibleName(twice.told(self._form, one.place, one.row))
        made.setFont(tokens.font(tokens.TEXT))
        made.show_value(None)
        made.stepped.connect(lambda direction: self._step(step + direction))
        self.editors[one.place.key] = made
        at = self._grid.rowCount()
        self._grid.addWidget(name, at, 0)
        self._grid.addWidget(made, at, 1)

    def _step(self, number: int) -> None:
        """Go to a field; after the last one to what follows."""
        made = list(self.editors.values())
        if number >= len(made):
            self.act()
        elif number >= 0:
            made[number].setFocus(Qt.FocusReason.TabFocusReason)
            self._show_focus()

    def act(self) -> None:
        """Keep what was typed of the record, and go on to the next."""
        record = self._record
        typed: dict[str, Value] = {**twice.not_asked(self._form, self._hidden, record)}
        for key, made in self.editors.items():
            try:
                made.settle()
                typed[key] = made.value()
            except BadValue as error:
                self.refuse(str(error), made)
                return
        try:
            twice.key_again(self._door.book, self._form.key, record, typed, self._who)
        except UserError as error:
            self.refuse(str(error))
            return
        if record.uuid not in self.keyed:
            self.keyed.append(record.uuid)
        if self._piece + 1 < len(self._pieces):
            self._show_piece(self._piece + 1)
        else:
            self._go(self._at + 1)
