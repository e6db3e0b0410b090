"""The note on a field, a line or a record: written, changed, finished."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QCheckBox, QRadioButton, QWidget

from ruraldesk.definitions.model import FieldDef, FieldType
from ruraldesk.definitions.names import name_of
from ruraldesk.definitions.values import BadValue
from ruraldesk.errors import UserError
from ruraldesk.services import notes
from ruraldesk.services.books import Book
from ruraldesk.texts.translate import tr
from ruraldesk.ui import tokens
from ruraldesk.ui.dialogs.parts import Sheet, cancel_button
from ruraldesk.ui.dialogs.reason import Words
from ruraldesk.ui.entry.door import Door
from ruraldesk.ui.entry.editors import editor
from ruraldesk.ui.entry.note_place import Line
from ruraldesk.ui.widgets import Button

_DUE = FieldDef(key="due", type=FieldType.DATE, label="")


class NoteDialog(Sheet):
    """What is to be remembered of a place, and whether it is to be followed up by a day."""

    def __init__(
        self,
        book: Book,
        form_key: str,
        record: str,
        field: str,
        parent: QWidget,
        *,
        line: Line | None = None,
    ) -> None:
        """Show the open note of a place, or begin one.

        Args:
            field: key of a field of the record, or of `line`; "" for all of it.
            line: the row of a table of detail rows that is meant; its cell or all of it.
        """
        super().__init__(tr("A note"), parent.window(), 480)
        self._book, self._form_key, self._record = book, form_key, record
        self._line = line
        self.note: notes.Note | None = None
        self.say(_place(book, form_key, record, field, line), "strong")
        self.on_cell, self.on_row = QRadioButton(), QRadioButton()
        self._cell = field
        self._begin_choice()
        self.words = Words()
        self.words.setTabChangesFocus(True)
        self.words.setFixedHeight(84)
        self.ask(tr("What is to be remembered"), self.words)
        self.follow_up = QCheckBox(tr("To be followed up"))
        self.follow_up.setFont(tokens.font(tokens.TEXT))
        self.body.addWidget(self.follow_up)
        self.due = editor(_DUE, Door(book, form_key), self)
        self.due.setAccessibleName(tr("By which day"))
        self.ask(tr("By which day"), self.due, tr("5 or 11.25; then it stands under “To do”"))
        self.say(tr("Notes stay in this book; they go into no package."))
        self.agree = Button(tr("Keep"), primary=True, hint="Ctrl+Return")
        self.agree.clicked.connect(self.act)
        self.done_with = Button(tr("Finished"))
        self.done_with.setToolTip(tr("It is dealt with: it goes from its place, and stays listed."))
        self.done_with.clicked.connect(self.finish_note)
        self.finish(cancel_button(self), self.done_with, self.agree)
        self.due.changed.connect(lambda: self.follow_up.setChecked(True))
        self.follow_up.toggled.connect(lambda on: None if on else self.due.show_value(None))
        self.due.stepped.connect(lambda direction: self.agree.setFocus())
        self._show()

    def _begin_choice(self) -> None:
        """Let a note in a table stand on the cell or on the whole row; where one is, there."""
        line = self._line
        if line is None:
            return
        field = self._book.definitions.form(self._form_key).line(line.lines).find(self._cell)
        if field is not None:
            self.on_cell.setText(tr("On the cell “{field}”").format(field=tr(field.label)))
            self.on_row.setText(tr("On the whole row {number}").format(number=line.number))
            for one in (self.on_cell, self.on_row):
                one.setFont(tokens.font(tokens.TEXT))
                self.body.addWidget(one)
        here = notes.note_at(self._book, self._record, self._cell, line.uuid)
        whole = notes.note_at(self._book, self._record, "", line.uuid)
        only_row = field is None or (here is None and whole is not None)
        (self.on_row if only_row else self.on_cell).setChecked(True)
        self.on_row.toggled.connect(self._turn)

    def _field(self) -> str:
        """Return the field that is meant; "" for the whole record or row."""
        return "" if self._line is not None and self.on_row.isChecked() else self._cell

    def _turn(self) -> None:
        """Show the note of the other place; words that were begun are not lost."""
        begun = self.words.toPlainText()
        before = self.note.text if self.note is not None else ""
        self._show()
        if begun.strip() and begun != before:
            stood = self.note.text if self.note is not None else ""
            self.words.setPlainText(f"{stood}\n{begun}".strip())

    def _show(self) -> None:
        line = self._line.uuid if self._line is not None else ""
        note = self.note = notes.note_at(self._book, self._record, self._field(), line)
        self.words.setPlainText(note.text if note is not None else "")
        self.follow_up.setChecked(note is not None and note.follow_up)
        due = note.due if note is not None else ""
        self.due.show_value(date.fromisoformat(due) if due else None)
        self.done_with.setVisible(note is not None)
        self.words.selectAll()
        self.words.setFocus()
        for one in (self.words, self.follow_up, self.due, self.agree, self.done_with):
            one.setEnabled(not self._book.read_only)

    def act(self) -> None:
        """Keep the note."""
        try:
            self.due.settle()
            due = self.due.value()
        except BadValue as error:
            self.refuse(str(error), self.due)
            return
        try:
            self.note = notes.write(
                self._book,
                self._form_key,
                self._record,
                self._field(),
                self.words.toPlainText(),
                follow_up=self.follow_up.isChecked() or due is not None,
                due=due if isinstance(due, date) else None,
                changes=self.note.uuid if self.note is not None else "",
                lines=self._line.lines if self._line is not None else "",
                line=self._line.uuid if self._line is not None else "",
            )
        except UserError as error:
            self.refuse(str(error), self.words)
            return
        self.accept()

    def finish_note(self) -> None:
        """Say that the note is dealt with."""
        assert self.note is not None
        try:
            notes.finish(self._book, self.note)
        except UserError as error:
            self.refuse(str(error))
            return
        self.accept()


def _place(book: Book, form_key: str, record: str, field: str, line: Line | None) -> str:
    saved = book.records.peek(form_key, record)
    form = book.definitions.form(form_key)
    called = name_of(form, saved) if saved is not None else tr(form.title)
    if line is not None:
        row = tr("Row {number}").format(number=line.number)
        return f"{called} · {tr(form.line(line.lines).title)} · {row}"
    one = form.find(field)
    return f"{called} · {tr(one.label)}" if one is not None else called
