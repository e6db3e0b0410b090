"""Rows of a ledger as they are typed: each cell is saved at once, by the rules of the form.

What cannot be saved yet because another cell of the row is missing or contradicts waits: it is
shown as not saved, and kept as a draft on the disk, until the row may be saved. A new record waits
so until its row is left.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from ruraldesk.definitions.model import FieldDef, Record, Value
from ruraldesk.errors import Level, Problem, UserError
from ruraldesk.services import cells, entry
from ruraldesk.services.entry import Saved, StaleRevision
from ruraldesk.texts.translate import tr
from ruraldesk.ui import jobs, messages
from ruraldesk.ui.dialogs.correcting import with_reason
from ruraldesk.ui.entry.working import without_unreadable
from ruraldesk.ui.ledger.cells import make_row
from ruraldesk.ui.ledger.waiting_row import Waiting, new_key
from ruraldesk.ui.ledger.writing import Entered

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from ruraldesk.services.entry import Draft
    from ruraldesk.ui.entry.editors import Editor
    from ruraldesk.ui.ledger.page import LedgerPage

NEW_ROW = 0  # the id under which the row is known that begins a new record
_KEEP_MS = 700  # without a key, then what is typed is kept as a draft
_ABOUT = "a row of the table"  # what a message may be about


class RowEntry:
    """Writes into the rows of a ledger's page."""

    def __init__(self, page: LedgerPage) -> None:
        self._page = page
        self._waiting: dict[int, Waiting] = {}
        self._typed: tuple[int, int, Value] | None = None
        self.refusal = ""  # why what is typed is kept nowhere, such as a stick that is gone
        self._kept: str | None = None  # key of the draft that holds what is being typed
        self._prepared = False  # whether the first save was made ready for
        self._keeping = QTimer(page)
        self._keeping.setSingleShot(True)
        self._keeping.setInterval(_KEEP_MS)
        self._keeping.timeout.connect(self.keep_typed)

    # what the table asks

    def takes_new(self) -> bool:
        """Say whether a row to begin a new record in stands last."""
        page = self._page
        return page.model.complete and not page.bin

    def why_fixed(self, row: int, column: int) -> str:
        """Return why nothing is typed into a cell; "" where something is."""
        if self._page.model.has_ended(row):
            return tr("This record has ended; restore it (right click) before it is changed.")
        new = row >= self._page.model.rowCount()
        return cells.why_fixed(self._page.form, self._field(column), new=new)

    def first_free(self) -> int:
        """Return the first column in which the new row is typed into."""
        row, places = self._page.model.rowCount(), range(len(self._page.model.columns()))
        return next((one for one in places if not self.why_fixed(row, one)), 0)

    def editor(self, column: int, parent: QWidget) -> Editor:
        """Return a new editor for a column."""
        from ruraldesk.ui.entry.door import Door
        from ruraldesk.ui.entry.editors import editor

        page = self._page
        if not self._prepared:
            self._prepared = True
            book, key = page.session.book, page.form.key
            jobs.run(lambda: cells.prepare(book, key), owner=page)
        return editor(self._field(column), Door(page.session.book, page.form.key), parent)

    def begin(self, row: int, column: int) -> Entered | str:
        """Return what a cell holds, to be edited; or the sentence why it cannot be."""
        page, one = self._page, self._field(column)
        if page.place.has_unsaved() and page.place.shows(page.model.row(row).uuid):
            return tr("This record is being changed in the entry at the side; save it there first.")
        try:
            waiting = self._of(row)
        except UserError as error:
            return str(error)
        record = waiting.record(page.form)
        if not cells.is_asked(page.session.book, page.form, record, one.key):
            return cells.told_not_asked(one)
        known = record[one.known] if one.names else None
        name = record.names.get(one.key, "")
        return Entered(record[one.key], name, known if isinstance(known, str) else None)

    def put(self, row: int, column: int, entered: Entered) -> str:
        """Write into a cell; return the sentence why it cannot stay, "" where it may."""
        page, one = self._page, self._field(column)
        waiting = self._of(row)
        added = self._added(waiting, one, entered)
        trial = replace(waiting, values={**waiting.values, **added})
        brought = {key: value for key, value in added.items() if key != one.key}
        names = cells.names_of(page.session.book, page.form, brought)
        trial.names = {**waiting.names, **names, one.key: entered.name}
        record_id = page.model.id_at(row)
        self._typed = self._kept = None
        self._keeping.stop()
        if record_id == NEW_ROW:
            return self._put_new(one, trial)
        outcome = self._save(trial)
        if outcome is None:
            return tr("Not saved.")
        if outcome.refused:
            return self._refused(record_id, trial, one, outcome.problems)
        self._done(row, record_id, trial)
        doubts = [
            each.message
            for each in outcome.problems
            if each.level is Level.WARN and each.field == one.key
        ]
        if doubts:
            self._tell("\n".join(doubts), "wheat")
        return ""

    def note_typed(self, row: int, column: int, typed: Value) -> None:
        """Keep what is being typed in a moment, unless another key follows."""
        self._typed = row, column, typed
        self._keeping.start()

    def forget_typed(self, row: int) -> None:
        """What was typed is given up: a draft holds what was entered before, or is dropped."""
        self._keeping.stop()
        self._typed, kept = None, self._kept
        self._kept = None
        page, waiting = self._page, self._waiting.get(self._page.model.id_at(row))
        try:
            if waiting is not None and waiting.values:
                self._keep(waiting, {})
            elif kept is not None:
                entry.drop_draft(page.session.book, page.form.key, kept)
        except UserError as error:
            messages.tell_error(page, error)

    def leave(self, row: int) -> bool:
        """Save what waits in a row that is left; return False where it cannot be."""
        page = self._page
        record_id = page.model.id_at(row)
        waiting = self._waiting.get(record_id)
        if waiting is None or not waiting.values:
            return True
        outcome = self._save(waiting)
        if outcome is None:
            return False
        if outcome.refused:
            self._go_to_problem(row, outcome.problems)
            return False
        self._done(row, record_id, waiting, outcome.record)
        return True

    def same_into_all(self, entered: Entered) -> None:
        """Write one value into all marked cells."""
        from ruraldesk.ui.ledger import blocks

        self.forget_typed(self._page.grid.selection.row)
        blocks.write_into_marked(self._page, entered)

    # rows that wait

    def is_waiting(self, row: int) -> bool:
        """Say whether something was entered in a row that is not saved yet."""
        waiting = self._waiting.get(self._page.model.id_at(row))
        return waiting is not None and bool(waiting.values)

    def begin_like(self, record: Record) -> None:
        """Begin the new row with what `record` holds."""
        waiting = Waiting(base=record, key=new_key())
        stored = {one.key for one in self._page.form.fields if one.stored}
        waiting.values = {
            key: value
            for key, value in record.values.items()
            if key in stored and value is not None
        }
        waiting.names = dict(record.names)
        self._waiting[NEW_ROW] = waiting
        self._hold(NEW_ROW, waiting)

    def give_up(self, row: int) -> bool:
        """Drop what waits in a row; return False where nothing does. Its draft stays offered."""
        record_id = self._page.model.id_at(row)
        waiting = self._waiting.pop(record_id, None)
        if waiting is None:
            return False
        self._page.model.lay_over(record_id, None)
        return waiting.kept

    def draft_of(self, row: int) -> Draft | None:
        """Return the draft of a row that waits; None where none does."""
        waiting = self._waiting.get(self._page.model.id_at(row))
        if waiting is None:
            return None
        drafts = entry.drafts(self._page.session.book, self._page.form.key)
        return next((one for one in drafts if one.key == waiting.key), None)

    def forget(self) -> None:
        """Another list is shown: what waits is on the disk as drafts, which are offered there."""
        self.keep_typed()
        self._typed = None
        if not self._waiting:
            return
        for record_id in self._waiting:
            self._page.model.lay_over(record_id, None)
        self._waiting.clear()
        if not self._page.bin:
            self._page.waiting.look()

    def keep_typed(self) -> None:
        """Write down what is being typed and not yet saved, and rows that could not be before."""
        self._keeping.stop()
        lost, self.refusal = bool(self.refusal), ""
        try:
            if lost:
                for waiting in self._waiting.values():
                    self._keep(waiting, {})
            if self._typed is not None:
                self._keep_cell(*self._typed)
                self._typed = None
        except UserError as error:
            self._not_kept(error)

    def _keep_cell(self, row: int, column: int, typed: Value) -> None:
        one = self._field(column)
        waiting = self._of(row)
        if typed != waiting.record(self._page.form)[one.key]:
            self._keep(waiting, {one.key: typed})
            self._kept = waiting.key

    def _field(self, column: int) -> FieldDef:
        return self._page.form.field(self._page.model.columns()[column].key)

    def _of(self, row: int) -> Waiting:
        """Return the row as it is being entered, read afresh where nothing waits."""
        page = self._page
        record_id, book = page.model.id_at(row), page.session.book
        waiting = self._waiting.get(record_id)
        if waiting is not None:
            return waiting
        if record_id == NEW_ROW:
            waiting = Waiting(base=entry.blank(book, page.form.key), key=new_key())
            self._waiting[NEW_ROW] = waiting
            return waiting
        uuid = page.model.row(row).uuid
        return Waiting(base=entry.load(book, page.form.key, uuid), key=uuid)

    def _added(self, waiting: Waiting, one: FieldDef, entered: Entered) -> dict[str, Value]:
        """Return the value, with what it brings along into fields that are empty."""
        page = self._page
        values: dict[str, Value] = {one.key: entered.value}
        if one.names:
            values[one.known] = entered.known
        new = not waiting.base.revision  # then what it began with is nobody's answer yet
        stored = waiting.values if new else waiting.record(page.form).values
        return cells.completed(page.session.book, page.form, stored, values)

    def _put_new(self, one: FieldDef, trial: Waiting) -> str:
        """Take a cell of a new record, which is saved when its row is left."""
        page = self._page
        record = trial.record(page.form)
        told = entry.review(
            page.session.book, page.form.key, without_unreadable(page.form, record)
        ).problems
        wrong = [
            each.message
            for each in told
            if each.level is Level.BLOCK and each.field == one.key and each.code != "required"
        ]
        if wrong:
            return "\n".join(wrong)
        self._waiting[NEW_ROW] = trial
        self._hold(NEW_ROW, trial)
        return ""

    def _save(self, waiting: Waiting) -> Saved | None:
        """Save a row; None where that was given up or refused by more than its values."""
        page, book = self._page, self._page.session.book
        record = waiting.record(page.form)
        while True:
            try:
                return with_reason(page, partial(entry.save, book, page.form.key, record))
            except StaleRevision as stale:
                chosen = self._compare(waiting.base, record, stale.theirs)
                if chosen is None:
                    return None
                record = chosen
            except UserError as error:
                messages.tell_error(page, error)
                return None

    def _compare(self, base: Record, mine: Record, theirs: Record) -> Record | None:
        from ruraldesk.ui.entry.comparison import ComparisonDialog

        dialog = ComparisonDialog(self._page.form, base, mine, theirs, self._page)
        return dialog.merged() if dialog.exec() else None

    def _refused(
        self, record_id: int, trial: Waiting, one: FieldDef, problems: tuple[Problem, ...]
    ) -> str:
        """Keep a wrong value in its cell; let one wait that only others contradict."""
        blocking = [each for each in problems if each.level is Level.BLOCK]
        own = [each.message for each in blocking if each.field == one.key]
        if own or entry.needs_reason(problems) or not any(each.field for each in blocking):
            return "\n".join(own or [each.message for each in blocking])
        self._waiting[record_id] = trial
        why = tr("Not saved yet: {why}").format(why="\n".join(each.message for each in blocking))
        self._hold(record_id, trial, why)
        self._tell(why, "cinnabar")
        return ""

    def _tell(self, sentence: str, tone: str) -> None:
        """Say something at the cell that is being left, once the cursor has gone on."""
        cell = self._page.grid.cell
        place = cell.place_of_cursor()
        QTimer.singleShot(0, cell, lambda: cell.tell(sentence, tone, place))

    def _hold(self, record_id: int, waiting: Waiting, why: str = "") -> None:
        """Show a row as not saved, and keep it as a draft."""
        page = self._page
        columns = page.model.columns()
        record = waiting.record(page.form)
        changed = {
            number
            for number, column in enumerate(columns)
            if column.key in waiting.values
            and waiting.values[column.key] != waiting.base[column.key]
        }
        row = make_row(record, columns)
        if record_id == NEW_ROW and not changed:
            changed = {number for number, text in enumerate(row.texts) if text}
        page.model.lay_over(record_id, replace(row, told=why, unsaved=frozenset(changed)))
        try:
            self._keep(waiting, {})
        except UserError as error:
            self._not_kept(error)

    def _not_kept(self, error: UserError) -> None:
        self.refusal = str(error)
        messages.tell_error(self._page, error)

    def _keep(self, waiting: Waiting, typed: dict[str, Value]) -> None:
        page = self._page
        entry.keep_draft(
            page.session.book, page.form.key, waiting.key, waiting.record(page.form, typed)
        )
        waiting.kept = True

    def _done(
        self, row: int, record_id: int, waiting: Waiting, saved: Record | None = None
    ) -> None:
        """A row is saved: show it so, and let its draft go."""
        page = self._page
        self._waiting.pop(record_id, None)
        book = page.session.book
        entry.drop_draft(book, page.form.key, waiting.key)
        messages.hush(page, _ABOUT)
        page.model.lay_over(record_id, None)
        if record_id == NEW_ROW and saved is not None:
            page.model.append([saved.id])
        else:
            page.model.read_row_again(row)
        page.note_own_change()

    def _go_to_problem(self, row: int, problems: tuple[Problem, ...]) -> None:
        """Say why a row cannot be saved, at the first cell that is meant."""
        page = self._page
        blocking = [one for one in problems if one.level is Level.BLOCK]
        keys = [column.key for column in page.model.columns()]
        seen = next((keys.index(one.field) for one in blocking if one.field in keys), -1)
        told = "\n".join(one.message for one in blocking[:3])
        if seen < 0:
            told += "\n" + tr("That is not among the columns: Ctrl+Enter opens the entry.")
        page.grid.selection.move(row, seen if seen >= 0 else page.grid.selection.column)
        page.grid.show_column(page.grid.selection.column)
        page.grid.cell.arm()
        page.grid.cell.tell(told)
