"""Writing a comment on what a unit reported: about the month, a ledger, a record or a field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from ruraldesk.definitions.model import FormDef
from ruraldesk.services.comments import CommentLevel
from ruraldesk.texts.translate import tr
from ruraldesk.ui.dialogs.parts import Combo, Sheet, asked, cancel_button
from ruraldesk.ui.dialogs.reason import Words
from ruraldesk.ui.widgets import Button


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What was written, and what it is about; "" for what it is not about."""

    form: str
    record: str
    field: str
    level: CommentLevel
    text: str


_FIELDS_SEEN = 14  # more are scrolled to


class CommentDialog(Sheet):
    """What is it about, what does it ask for, and the words."""

    def __init__(self, unit: str, forms: Sequence[FormDef], parent: QWidget | None) -> None:
        """Ask about a unit's month, or one of the ledgers of its report."""
        super().__init__(tr("Comment for {unit}").format(unit=unit), parent, 500)
        self._record = ""
        self.about, self.field, self.level = Combo(), Combo(), Combo()
        self.about.addItem(tr("The whole month"), "")
        for form in forms:
            self.about.addItem(tr(form.title), form.key)
        self.level.addItem(tr("must be mended"), CommentLevel.MEND)
        self.level.addItem(tr("please look"), CommentLevel.LOOK)
        self.words = Words()
        self.words.setTabChangesFocus(True)
        self.words.setFixedHeight(92)
        self._ask()

    @classmethod
    def on_record(
        cls, unit: str, form: FormDef, uuid: str, name: str, field: str, parent: QWidget | None
    ) -> CommentDialog:
        """Ask about one record; `field` is offered first."""
        made = cls(unit, [form], parent)
        made._record = uuid
        made.about.clear()
        made.about.addItem(f"{tr(form.title)} · {name}" if name else tr(form.title), form.key)
        made.field.addItem(tr("The whole record"), "")
        for one in form.asked():
            made.field.addItem(tr(one.label), one.key)
        made.field.setMaxVisibleItems(_FIELDS_SEEN)
        made.field.setCurrentIndex(max(0, made.field.findData(field)))
        made.field_row.show()
        return made

    def _ask(self) -> None:
        self.ask(tr("About"), self.about)
        self.field_row = asked(tr("Which field"), self.field)
        self.body.addWidget(self.field_row)
        self.field_row.hide()
        self.ask(tr("What it asks for"), self.level)
        self.ask(
            tr("Comment"),
            self.words,
            tr("It goes down with the receipt; the unit sees it at the place that it is about."),
        )
        self.agree = Button(tr("Keep the comment"), primary=True, hint="Ctrl+Return")
        self.agree.clicked.connect(self.act)
        self.finish(cancel_button(self), self.agree)
        self.words.setFocus()

    def written(self) -> Written:
        """Return what was written."""
        return Written(
            form=str(self.about.currentData() or ""),
            record=self._record,
            field=str(self.field.currentData() or ""),
            level=CommentLevel(self.level.currentData()),
            text=self.words.toPlainText().strip(),
        )

    def act(self) -> None:
        if self.written().text:
            self.accept()
        else:
            self.refuse(tr("Nothing is written. Say in a few words what is meant."), self.words)
