"""What was read before: each reading with its files and their verdicts; it can be taken back."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QBoxLayout, QWidget

from ruraldesk.services import merging, merging_memory
from ruraldesk.services.merging import TakenBack, Verdict
from ruraldesk.services.merging_memory import Reading
from ruraldesk.texts.translate import listed, tr
from ruraldesk.ui import jobs, messages, tokens
from ruraldesk.ui.reporting.list_table import Cell, Column, ListTable
from ruraldesk.ui.reporting.two_tables import TwoTables
from ruraldesk.ui.reporting.verdicts import VerdictTable
from ruraldesk.ui.reporting.words import shown_time
from ruraldesk.ui.session import Session
from ruraldesk.ui.widgets import Button

_LEAST = 3 * tokens.ROW + 34  # pixels: three readings can be seen on the smallest screen
_NAMED = 8  # units that a question names


class BatchesPart(TwoTables):
    """Above the readings, below the files of the one that the cursor is on."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__("stick", parent)
        self._session = session
        self._readings: Sequence[Reading] = ()
        self._latest = jobs.Latest(self)
        columns = (
            Column(tr("Read at"), 96),
            Column(tr("From")),
            Column(tr("Taken in"), 60, right=True),
            Column(tr("Refused"), 60, right=True),
            Column(tr("Known"), 60, right=True),
            Column(tr("By"), 84),
            Column(tr("State"), 92),
        )
        self.table = ListTable(columns, tr("What was read"), many=False)
        self.table.moved.connect(self._read_files)
        self.table.setMinimumHeight(_LEAST)
        self.files = VerdictTable()
        self.files.chosen.connect(self._show_sentence)
        self.back = Button(tr("Take this batch back…"))
        self.back.clicked.connect(self.take_back)
        below = QBoxLayout.Direction.TopToBottom
        self.lay_out(below, (self.table, self.files), (1, 1), self.back)
        self.nothing.setText(tr("Nothing was read yet. Each reading stands here with its files."))

    def show_readings(self, readings: Sequence[Reading]) -> None:
        """Show these readings."""
        self._readings = tuple(readings)
        self.show_there(bool(readings))
        self.table.show_rows([_cells(one) for one in readings])

    def current(self) -> Reading | None:
        """Return the reading that the cursor is on."""
        row = self.table.currentRow()
        return self._readings[row] if 0 <= row < len(self._readings) else None

    def _read_files(self) -> None:
        one, book = self.current(), self._session.book
        self.back.setVisible(one is not None and bool(one.held))
        self.back.setEnabled(not book.read_only)
        if one is None:
            self._show_files([])
            return
        batch = one.batch
        self._latest.run(
            lambda: merging_memory.files_of(book, batch),
            done=self._show_files,
            failed=lambda error: messages.tell_error(self, error),
        )

    def _show_files(self, files: Sequence[Verdict]) -> None:
        self.files.show_verdicts(files)
        self._show_sentence()

    def _show_sentence(self) -> None:
        one, reading = self.files.current(), self.current()
        if one is not None:
            self.sentence.setText(one.message)
        elif reading is None:
            self.sentence.clear()
        elif reading.by_hand:
            told = tr("{units}: handed in as tables, noted here.")
            self.sentence.setText(told.format(units=listed(reading.held)))
        else:
            self.sentence.setText(tr("What became of its files was not kept then."))

    def take_back(self) -> None:
        """Take back all that came in with a reading, once that is confirmed."""
        one, book, by = self.current(), self._session.book, self._session.operator
        if one is None or not one.held:
            return
        names = listed(one.held[:_NAMED]) + (" …" if len(one.held) > _NAMED else "")
        detail = tr(
            "{count} reports go back together: {names}. The ledgers are as they were before; what "
            "the reports brought is put into the recycle bin. Reports that build on them must be "
            "taken back first. Receipts that went down already are not called back."
        )
        question = tr("Take back what was taken in on {time}?")
        if messages.ask(
            self.window(),
            question.format(time=shown_time(one.time)),
            yes=tr("Take the batch back"),
            detail=detail.format(count=len(one.held), names=names),
        ):
            jobs.run(
                lambda: merging.unmerge(book, one.batch, operator=by),
                done=self._on_back,
                failed=lambda error: messages.tell_error(self, error),
                owner=self,
            )

    def _on_back(self, back: TakenBack) -> None:
        self._session.note_change()
        told = tr(
            "Taken back: {count} reports. {changed} records are as before, {removed} are in the "
            "recycle bin."
        )
        messages.tell(
            self,
            told.format(count=len(back.reports), changed=back.changed, removed=back.removed),
        )


def _cells(one: Reading) -> tuple[Cell, ...]:
    refused = f"{one.refused:,}" if one.refused else ""
    known = sum(one.said.values()) - one.taken - one.refused
    state, tone = _state(one)
    return (
        Cell(shown_time(one.time)),
        Cell(tr("tables") if one.by_hand else one.place),
        Cell(f"{one.taken:,}" if one.taken else ""),
        Cell(refused, ink=tokens.CINNABAR_TEXT),
        Cell(f"{known:,}" if known else ""),
        Cell(one.operator),
        Cell(state, tone=tone),
    )


def _state(one: Reading) -> tuple[str, str]:
    if one.undone:
        return tr("batch taken back"), "stone"
    if one.held:
        return tr("holds"), "pine"
    return tr("nothing taken in"), "cinnabar"
