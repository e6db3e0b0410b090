"""One field of all marked rows is changed at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ruraldesk.definitions.model import FieldDef
from ruraldesk.definitions.values import BadValue
from ruraldesk.services import cells
from ruraldesk.texts.translate import tr
from ruraldesk.ui.dialogs.parts import Combo, Sheet, cancel_button
from ruraldesk.ui.entry.door import Door
from ruraldesk.ui.entry.editors import Editor, NameEditor, editor
from ruraldesk.ui.ledger import blocks
from ruraldesk.ui.widgets import Button

if TYPE_CHECKING:
    from ruraldesk.ui.ledger.page import LedgerPage


class ChangeMany(Sheet):
    """Which field, and what it is to hold."""

    def __init__(self, page: LedgerPage, count: int) -> None:
        super().__init__(tr("Change {count} rows").format(count=f"{count:,}"), page.window(), 460)
        self._page = page
        self._door = Door(page.session.book, page.form.key)
        self._fields = [
            one for one in page.form.asked() if not cells.why_fixed(page.form, one) and one.stored
        ]
        self.say(tr("The field is changed in all marked rows; one act, Ctrl+Z takes it back."))
        self.which = Combo()
        for one in self._fields:
            self.which.addItem(tr(one.label))
        present = page.model.columns()[page.grid.selection.column].key
        keys = [one.key for one in self._fields]
        self.which.setCurrentIndex(keys.index(present) if present in keys else 0)
        self.ask(tr("Field"), self.which)
        self._holder = QWidget()
        self._inside = QVBoxLayout(self._holder)
        self._inside.setContentsMargins(0, 0, 0, 0)
        self.ask(tr("New value"), self._holder, tr("Nothing empties the field."))
        self.agree = Button(tr("Change"), primary=True, hint="Ctrl+Return")
        self.agree.clicked.connect(self.act)
        self.finish(cancel_button(self), self.agree)
        self.value: Editor = self._make_editor()
        self.which.currentIndexChanged.connect(self._on_field)
        self.value.setFocus()

    def field(self) -> FieldDef:
        """Return the field that is chosen."""
        return self._fields[self.which.currentIndex()]

    def _make_editor(self) -> Editor:
        made = editor(self.field(), self._door, self._holder)
        made.stepped.connect(lambda direction: self.agree.setFocus())
        self._inside.addWidget(made)
        return made

    def _on_field(self) -> None:
        self.value.deleteLater()
        self._inside.removeWidget(self.value)
        self.value = self._make_editor()
        self.refuse("")

    def act(self) -> None:
        """Write the value, unless it is none."""
        try:
            self.value.settle()
            value = self.value.value()
        except BadValue as error:
            self.refuse(str(error), self.value)
            return
        known = self.value.known() if isinstance(self.value, NameEditor) else None
        self.accept()
        blocks.write_value(self._page, self.field(), value, known)


def change_many(page: LedgerPage) -> None:
    """Ask for a field and a value, and write it into the marked rows."""
    count = blocks.count_marked(page)
    if count and page.grid.cell.settle():
        ChangeMany(page, count).exec()
