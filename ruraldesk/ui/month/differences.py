"""What is not the same in two closed months: the records, and what changed in each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import islice

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from ruraldesk.services import month_changes
from ruraldesk.services.month_changes import ADDED, CHANGED, REMOVED, RowDifference
from ruraldesk.texts.dates import told_month
from ruraldesk.texts.translate import joined, tr
from ruraldesk.ui import tokens
from ruraldesk.ui.dialogs.parts import Combo
from ruraldesk.ui.dialogs.room import open_within
from ruraldesk.ui.jobs import Latest
from ruraldesk.ui.row_list import Item, RowList
from ruraldesk.ui.session import Session
from ruraldesk.ui.widgets import Button, Card, label

MOST = 3000  # records that are shown
_TONES = {ADDED: "pine", CHANGED: "wheat", REMOVED: "cinnabar"}


class DifferencesDialog(QDialog):
    """Two months to choose, a ledger to narrow it to, and the records that differ."""

    record_opened = Signal(str, str)  # form key, UUID
    shown = Signal()  # the list has been read

    def __init__(
        self,
        session: Session,
        months: Sequence[str],
        later: str,
        parent: QWidget | None = None,
        form: str = "",
    ) -> None:
        """Compare `later`, one of the closed `months` (the newest first), with the one before."""
        super().__init__(parent)
        self._session, self._form = session, form
        self._found: list[RowDifference] = []
        self._listed: list[RowDifference] = []
        self._latest = Latest(self)
        self.setWindowTitle(tr("What changed between two months"))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        open_within(self, 980, 600)
        self.first, self.second, self.ledger = Combo(), Combo(), Combo()
        for month in months:
            for box in (self.first, self.second):
                box.addItem(told_month(month), month)
        place = list(months).index(later)
        self.second.setCurrentIndex(place)
        self.first.setCurrentIndex(min(place + 1, len(months) - 1))
        self.count = label("", "quiet")
        self.problem = label("", "problem")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.list = RowList(empty_text=tr("Nothing differs."))
        self.list.setAccessibleName(tr("What changed"))
        self.list.opened.connect(self._open)
        for box in (self.first, self.second):
            box.activated.connect(lambda _: self._read())
        self.ledger.activated.connect(lambda _: self._narrow())
        self._lay_out()
        self._read()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(label(tr("What changed"), "title"))
        head.addSpacing(8)
        for box, name in (
            (self.first, tr("From")),
            (self.second, tr("To")),
            (self.ledger, tr("Ledger")),
        ):
            words = label(name, "label")
            words.setBuddy(box)
            box.setAccessibleName(name)
            head.addWidget(words)
            head.addWidget(box)
        self.ledger.setMinimumWidth(150)
        head.addStretch(1)
        card = Card()
        inside = QVBoxLayout(card)
        inside.setContentsMargins(1, 6, 1, 6)
        inside.addWidget(self.list)
        foot = QHBoxLayout()
        foot.addWidget(self.count, 1)
        close = Button(tr("Close"), hint="Esc")
        close.clicked.connect(self.reject)
        foot.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(tokens.MARGIN, 16, tokens.MARGIN, 14)
        layout.setSpacing(10)
        layout.addLayout(head)
        layout.addWidget(self.problem)
        layout.addWidget(card, 1)
        layout.addLayout(foot)

    def _read(self) -> None:
        first, second = str(self.first.currentData()), str(self.second.currentData())
        book = self._session.book
        self.count.setText(tr("comparing…"))
        self._latest.run(
            lambda: list(islice(month_changes.differences(book, first, second), MOST + 1)),
            done=self._show,
            failed=lambda error: self._refuse(str(error)),
        )

    def _refuse(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.show()
        self._show([])

    def _show(self, found: list[RowDifference]) -> None:
        if found:
            self.problem.hide()
        self._found = found
        kept = str(self.ledger.currentData() or self._form)
        by_form = Counter(one.form for one in found)
        self.ledger.clear()
        self.ledger.addItem(tr("All ledgers"), "")
        for form, count in by_form.items():
            self.ledger.addItem(f"{self._title(form)}  {count}", form)
        if kept and kept not in by_form:
            self.ledger.addItem(self._title(kept), kept)
        self.ledger.setCurrentIndex(max(0, self.ledger.findData(kept)))
        self._narrow()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        self.shown.emit()

    def _narrow(self) -> None:
        """Show the records of the chosen ledger."""
        form = str(self.ledger.currentData())
        self._form = form
        self._listed = [one for one in self._found[:MOST] if form in ("", one.form)]
        words = {ADDED: tr("Added"), CHANGED: tr("Changed"), REMOVED: tr("Removed")}
        self.list.show_items(
            [
                Item(words[one.kind], _TONES[one.kind], _sentence(one), self._title(one.form))
                for one in self._listed
            ]
        )
        kinds = Counter(one.kind for one in self._listed)
        told = tr("{added} added, {changed} changed, {removed} removed")
        text = told.format(
            added=f"{kinds[ADDED]:,}", changed=f"{kinds[CHANGED]:,}", removed=f"{kinds[REMOVED]:,}"
        )
        if len(self._found) > MOST:
            more = tr("only the first {count} are shown").format(count=f"{MOST:,}")
            text = joined([text, more])
        self.count.setText(text)

    def _title(self, form: str) -> str:
        known = self._session.book.definitions.forms.get(form)
        return tr(known.title) if known is not None else form

    def _open(self, number: int) -> None:
        one = self._listed[number]
        if one.form in self._session.book.definitions.forms:
            self.accept()
            self.record_opened.emit(one.form, one.uuid)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)

    def done(self, result: int) -> None:
        """Close; what is still being read is dropped."""
        self._latest.forget()
        super().done(result)


def _sentence(one: RowDifference) -> str:
    """Return the record's name and, of one that changed, what became what."""
    name = one.name or one.uuid
    if not one.fields:
        return name
    changes = (f"{each.label} {_side(each.old)} → {_side(each.new)}" for each in one.fields)
    told = tr("{place}: {sentence}")
    return told.format(place=name, sentence=joined(changes))


def _side(text: str) -> str:
    return text or tr("(empty)")
