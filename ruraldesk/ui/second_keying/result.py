"""Where the two keyings differ: both values, and which of them is right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from ruraldesk.definitions.values import shown_unit
from ruraldesk.errors import Level, UserError
from ruraldesk.services import second_keying as twice
from ruraldesk.services.second_keying import Difference, State
from ruraldesk.texts.translate import tr
from ruraldesk.ui.chosen_list import ChosenList
from ruraldesk.ui.dialogs.correcting import with_reason
from ruraldesk.ui.dialogs.parts import Sheet
from ruraldesk.ui.row_list import Item
from ruraldesk.ui.widgets import Button, framed, label

if TYPE_CHECKING:
    from ruraldesk.ui.ledger.page import LedgerPage


class ResultDialog(Sheet):
    """Left keeps what stands in the ledger, right takes what was typed, Enter opens the record."""

    def __init__(self, page: LedgerPage, records: Sequence[str] | None) -> None:
        """Show the differences of these records, or of the whole ledger for None."""
        super().__init__(tr("Second keying: what differs"), page.window(), 820)
        self._page, self._records = page, records
        self._book, self._key = page.session.book, page.form.key
        self.found: list[Difference] = []
        self.count = label("", "label")
        self.count.setWordWrap(True)
        self.body.addWidget(self.count)
        self.list = _Differences(self)
        self.list.setMinimumHeight(260)
        self.list.opened.connect(self._open)
        self.list.setAccessibleName(tr("Second keying: what differs"))
        self.body.addWidget(framed(self.list), 1)
        self.first = Button(tr("The ledger is right"), hint="1")
        self.first.clicked.connect(self.keep_first)
        self.second = Button(tr("Take what was typed"), hint="2")
        self.second.clicked.connect(self.take_second)
        self.paper = Button(tr("List to print…"))
        self.paper.clicked.connect(self._print)
        self.close_button = Button(tr("Close"), primary=True, hint="Esc")
        self.close_button.clicked.connect(self.accept)
        self.finish(self.paper, self.first, self.second, self.close_button, filled=True)
        self.look()
        self.list.setFocus()

    def look(self) -> None:
        """Compare again."""
        self.found = twice.differences(self._book, self._key, self._records)
        self.list.show_items([_item(one) for one in self.found])
        of_all = len(self._records) if self._records is not None else None
        self.count.setText(_told(len(self.found), of_all))
        for button in (self.first, self.second):
            button.setEnabled(bool(self.found) and not self._book.read_only)
        self.paper.setEnabled(bool(self.found))

    def _one(self) -> Difference | None:
        number = self.list.current()
        return self.found[number] if 0 <= number < len(self.found) else None

    def keep_first(self) -> None:
        """Say that what stands in the ledger is right."""
        one = self._one()
        if one is not None and self.first.isEnabled():

            def act() -> str:
                twice.keep_first(self._book, self._key, one)
                return ""

            self._do(act)

    def take_second(self) -> None:
        """Save what was typed the second time."""
        one = self._one()
        if one is None or not self.second.isEnabled():
            return
        if one.place.is_count:
            self.refuse(
                tr("Rows are added or dropped in the record: Enter opens it at these rows.")
            )
            return

        def act() -> str:
            take = partial(twice.take_second, self._book, self._key, one)
            saved = with_reason(self, take)
            blocking = (p.message for p in saved.problems if p.level is Level.BLOCK)
            return next(blocking, "") if saved.refused else ""

        self._do(act)

    def _do(self, act: Callable[[], str]) -> None:
        try:
            refused = act()
        except UserError as error:
            self.refuse(str(error))
            return
        self.refuse(refused)
        self.look()
        self.list.setFocus()

    def _open(self, number: int) -> None:
        one = self.found[number]
        self.accept()
        from ruraldesk.ui.entry.going import go_to

        self._page.open_record(one.record)
        go_to(self._page.place.panel(), one.path)

    def _print(self) -> None:
        from ruraldesk.services.second_keying_paper import file_name, write_differences
        from ruraldesk.ui.dialogs.paper_dialog import PaperDialog

        book, key, found = self._book, self._key, tuple(self.found)
        PaperDialog(
            self,
            tr("Second keying: what differs"),
            file_name(book, key),
            lambda target: write_differences(book, key, found, target),
        ).exec()


class _Differences(ChosenList):
    """A list in which 1 and 2 choose."""

    def __init__(self, dialog: ResultDialog) -> None:
        super().__init__(dialog, empty_text=tr("Both agree everywhere. Nothing is to be chosen."))
        self._dialog = dialog

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_1:
            self._dialog.keep_first()
        elif event.key() == Qt.Key.Key_2:
            self._dialog.take_second()
        else:
            super().keyPressEvent(event)


def _item(one: Difference) -> Item:
    unit = shown_unit(one.field)
    text = tr("{name} · {field}: ledger {first}, typed again {second}").format(
        name=one.called,
        field=tr("{field} ({unit})").format(field=one.where, unit=unit) if unit else one.where,
        first=one.first or tr("empty"),
        second=one.second or tr("empty"),
    )
    side = f"{one.operator} {one.time[5:10]}".strip()
    if one.state is State.DIFFERS:
        return Item(tr("Differs"), "cinnabar", text, side)
    chip = tr("Not all typed") if one.state is State.PARTLY else tr("Changed since")
    return Item(chip, "wheat", text, side)


def _told(differences: int, records: int | None) -> str:
    if records is None:
        return tr("{count} fields differ in the ledger.").format(count=differences)
    told = tr("{records} records were typed again; {count} fields differ. Nothing was changed.")
    return told.format(records=f"{records:,}", count=differences)
