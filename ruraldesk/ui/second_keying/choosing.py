"""Which records are typed again, and what of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QLineEdit, QRadioButton, QVBoxLayout, QWidget

from ruraldesk.services import second_keying as twice
from ruraldesk.services.entry import operator
from ruraldesk.services.ledger import ListQuery
from ruraldesk.services.second_keying import Hidden, Kind
from ruraldesk.texts.dates import told_month
from ruraldesk.texts.translate import tr
from ruraldesk.ui import tokens
from ruraldesk.ui.dialogs.parts import Sheet, cancel_button
from ruraldesk.ui.widgets import Button, label

if TYPE_CHECKING:
    from ruraldesk.ui.ledger.page import LedgerPage


def start(page: LedgerPage) -> None:
    """Choose, type again, and compare, over the rows of a ledger's page."""
    from ruraldesk.ui.second_keying.keying import KeyingDialog
    from ruraldesk.ui.second_keying.result import ResultDialog

    choosing = ChoosingDialog(page)
    wanted = choosing.exec()
    records = list(choosing.records)
    if wanted and records:
        keying = KeyingDialog(page, records, choosing.hidden(), choosing.who.text().strip())
        keying.exec()
        records = keying.keyed
    if (wanted and records) or choosing.only_result:
        ResultDialog(page, records if wanted else None).exec()
    page.session.note_change(page.form.key)
    page.grid.setFocus()


class ChoosingDialog(Sheet):
    """Which records, and what is hidden and asked for again."""

    def __init__(self, page: LedgerPage) -> None:
        super().__init__(tr("Second keying"), page.window(), 500)
        self._page = page
        self.records: list[str] = []
        self.only_result = False
        book, form = page.session.book, page.form
        self.say(
            tr(
                "Amounts and numbers are hidden and typed again from the paper, by somebody else "
                "if possible. Nothing in the ledger changes by it; what differs is listed then."
            )
        )
        month = told_month(page.session.month)
        self.month = QRadioButton(tr("New or changed in {month}").format(month=month))
        self.listed = QRadioButton(tr("As the table is filtered now"))
        self.all = QRadioButton(tr("All records of the ledger"))
        for one in (self.month, self.listed, self.all):
            one.setFont(tokens.font(tokens.TEXT))
            one.toggled.connect(self._count)
        self.left = QCheckBox(tr("Without those that are verified already"))
        self.left.setChecked(True)
        which = (self.month, self.listed, self.all, self._plain(self.left))
        self._group(tr("Which records"), which)
        words = {
            Kind.AMOUNTS: tr("Amounts and quantities"),
            Kind.NUMBERS: tr("ID, phone and bank numbers"),
            Kind.DATES: tr("Dates"),
        }
        known = twice.kinds_of(form)
        self.kinds = {kind: QCheckBox(words[kind]) for kind in known}
        for kind, box in self.kinds.items():
            box.setChecked(kind is not Kind.DATES or len(known) == 1)
            box.toggled.connect(self._count)
        self._group(tr("What is typed again"), [self._plain(one) for one in self.kinds.values()])
        self.who = QLineEdit(operator(book))
        self.who.setFont(tokens.font(tokens.TEXT))
        self.ask(tr("Who types"), self.who)
        self.agree = Button(tr("Begin"), primary=True, hint="Ctrl+Return")
        self.agree.clicked.connect(self.act)
        self.show_result = Button(tr("Differences so far"))
        self.show_result.clicked.connect(self._on_result)
        self.show_result.setEnabled(bool(twice.differences(book, form.key)))
        self.finish(cancel_button(self), self.show_result, self.agree)
        self.left.toggled.connect(self._count)
        first = self.listed if page.is_narrowed() else self.month
        first.setChecked(True)
        if not self.records:  # nothing in this month yet: the whole ledger is offered
            first = self.all
            first.setChecked(True)
        first.setFocus()

    def hidden(self) -> Hidden:
        """Return what is hidden and asked for again."""
        kinds = [kind for kind, box in self.kinds.items() if box.isChecked()]
        return twice.hidden_of(self._page.form, kinds)

    def _group(self, title: str, boxes: Sequence[QWidget]) -> None:
        """Add boxes that belong together under their title."""
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(label(title, "label"))
        for one in boxes:
            column.addWidget(one)
        self.body.addLayout(column)

    def _plain(self, box: QCheckBox) -> QCheckBox:
        box.setFont(tokens.font(tokens.TEXT))
        return box

    def _count(self) -> None:
        """Say how many records it will be."""
        page = self._page
        book, key = page.session.book, page.form.key
        if self.month.isChecked():
            found = partial(twice.in_month, book, key, page.session.month)
        elif self.listed.isChecked():
            found = partial(twice.in_list, book, key, page.query())
        else:
            found = partial(twice.in_list, book, key, ListQuery())
        self.records = found()
        if self.left.isChecked():
            self.records = twice.not_verified(book, key, self.records)
        ready = bool(self.records) and bool(self.hidden())
        self.agree.setText(tr("Begin ({count})").format(count=f"{len(self.records):,}"))
        self.agree.setEnabled(ready and not book.read_only)
        self.agree.updateGeometry()

    def _on_result(self) -> None:
        self.only_result = True
        self.reject()

    def act(self) -> None:
        if self.agree.isEnabled():
            self.accept()
