"""One record after the other: what is known of it, and empty fields for what is hidden."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QGridLayout, QWidget

from ruraldesk.definitions.model import FieldDef, Record, Value
from ruraldesk.definitions.names import name_of
from ruraldesk.definitions.values import BadValue, text_of
from ruraldesk.errors import UserError
from ruraldesk.services import second_keying as twice
from ruraldesk.texts.translate import tr
from ruraldesk.ui import tokens
from ruraldesk.ui.dialogs.parts import Sheet, cancel_button
from ruraldesk.ui.entry.door import Door
from ruraldesk.ui.entry.editors import Editor, editor
from ruraldesk.ui.widgets import Button, empty, label

if TYPE_CHECKING:
    from ruraldesk.ui.ledger.page import LedgerPage

_MOST_TOLD = 6  # other values by which a record is known again on the paper


class KeyingDialog(Sheet):
    """Enter goes from field to field and on to the next record; Esc stops, what was typed stays."""

    def __init__(
        self, page: LedgerPage, records: Sequence[str], fields: Sequence[FieldDef], who: str
    ) -> None:
        super().__init__(tr("Second keying"), page.window(), 560)
        self._form, self._who = page.form, who
        self._door = Door(page.session.book, page.form.key)
        self._fields, self._waiting, self._at = list(fields), list(records), 0
        self.keyed: list[str] = []
        self.editors: dict[str, Editor] = {}
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
        self.back.clicked.connect(lambda: self._go(self._at - 1))
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
                self.back.setEnabled(at > 0)
                return
            at += step
        if at >= len(self._waiting):
            self.accept()

    def _show(self, uuid: str) -> bool:
        """Show a record; return False for one that is gone, or has nothing to be typed again."""
        book = self._door.book
        record = book.records.peek(self._form.key, uuid)
        asked = [] if record is None else twice.asked_of(self._form, self._fields, record)
        if record is None or record.deleted or not asked:
            return False
        self._record = record
        told = tr("Record {at} of {count}")
        at = self._waiting.index(uuid) + 1
        self.place.setText(told.format(at=f"{at:,}", count=f"{len(self._waiting):,}"))
        self.called.setText(name_of(self._form, record))
        self.known.setText(self._told(record))
        self._lay_out(asked)
        self.refuse("")
        return True

    def _told(self, record: Record) -> str:
        """Return what else is known of a record, by which it is found on the paper."""
        hidden = {field.key for field in self._fields}
        parts = []
        for key in self._form.list_columns:
            field = self._form.field(key)
            if key in hidden or field.private or not field.stored:
                continue
            text = text_of(field, record[key], record.names.get(key, ""))
            if text:
                words = tr("{place}: {sentence}")
                parts.append(words.format(place=tr(field.label), sentence=text))
        return "　".join(parts[:_MOST_TOLD])

    def _lay_out(self, asked: Sequence[FieldDef]) -> None:
        empty(self._grid)
        self.editors = {}
        for row, field in enumerate(asked):
            name = label(tr(field.label), "text")  # the editor says the unit
            made = editor(self._door.current(field), self._door, self._holder)
            made.setAccessibleName(tr(field.label))
            made.setFont(tokens.font(tokens.TEXT))
            made.show_value(None)
            made.stepped.connect(lambda direction, row=row: self._step(row + direction))
            self.editors[field.key] = made
            self._grid.addWidget(name, row, 0)
            self._grid.addWidget(made, row, 1)
        self._make_room()
        QTimer.singleShot(0, self, lambda: self._step(0))

    def _step(self, row: int) -> None:
        """Go to a field; after the last one to the next record."""
        made = list(self.editors.values())
        if row >= len(made):
            self.act()
        elif row >= 0:
            made[row].setFocus(Qt.FocusReason.TabFocusReason)

    def act(self) -> None:
        """Keep what was typed of the record, and go on to the next."""
        typed: dict[str, Value] = {}
        for key, made in self.editors.items():
            try:
                made.settle()
                typed[key] = made.value()
            except BadValue as error:
                self.refuse(str(error), made)
                return
        record = self._record
        try:
            twice.key_again(self._door.book, self._form.key, record, typed, self._who)
        except UserError as error:
            self.refuse(str(error))
            return
        if record.uuid not in self.keyed:
            self.keyed.append(record.uuid)
        self._go(self._at + 1)
