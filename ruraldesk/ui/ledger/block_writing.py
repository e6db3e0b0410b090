"""Writing a block of cells: all of it or nothing, as one act; wrong cells are told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from ruraldesk.definitions.model import FormDef
from ruraldesk.definitions.values import text_of
from ruraldesk.errors import Level, Stopped, UserError
from ruraldesk.services import cells, entry
from ruraldesk.services.cells import RowChange, Written
from ruraldesk.texts.translate import listed, tr
from ruraldesk.ui import messages, progress
from ruraldesk.ui.dialogs.correcting import ask_why
from ruraldesk.ui.jobs import Job

if TYPE_CHECKING:
    from ruraldesk.ui.ledger.page import LedgerPage

MOST_ROWS = 50_000  # that one act writes
AT_ONCE = 20  # rows that are written without a job: the window waits a moment


class BlockStopped(UserError):
    """A block of cells was being written and was stopped."""

    code = "stopped"

    def __init__(self) -> None:
        super().__init__(tr("Stopped: nothing was written."))


class TooMany(UserError):
    """More rows than one act writes."""

    code = "too_many"

    def __init__(self) -> None:
        told = tr("At most {count} rows can be written at once; take fewer, or import the table.")
        super().__init__(told.format(count=f"{MOST_ROWS:,}"))


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell that cannot be written: its row in the list, its column's key, the text, and why."""

    row: int
    key: str
    text: str
    why: str


@dataclass(slots=True)
class Block:
    """What is to be written: for each change the row of the list in which it stands."""

    rows: list[int] = field(default_factory=list)
    changes: list[RowChange] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)  # cells that are no values
    remarks: list[str] = field(default_factory=list)  # what was left out, and why

    def add(self, row: int, change: RowChange) -> None:
        """Add a row."""
        self.rows.append(row)
        self.changes.append(change)

    def without_faults(self) -> Block:
        """Return the rows in which every cell is a value."""
        bad = {one.row for one in self.faults}
        kept = [pair for pair in zip(self.rows, self.changes, strict=True) if pair[0] not in bad]
        return Block([row for row, _ in kept], [change for _, change in kept], [], self.remarks)


Made = Callable[[Job | None], Block]


def run(page: LedgerPage, make: Made, rows: int, title: str) -> None:
    """Make a block of about `rows` rows and write it; a long one can be stopped."""
    if rows > MOST_ROWS:
        messages.tell_error(page, TooMany())
        return
    if page.grid.cell.settle():
        _Writing(page, make, title, long=rows > AT_ONCE).begin()


class _Writing:
    """One block on its way into the book."""

    def __init__(self, page: LedgerPage, make: Made, title: str, *, long: bool) -> None:
        self._page, self._make, self._title, self._long = page, make, title, long
        self._block: Block | None = None
        self._tried = Block()  # the rows of it whose cells are values
        self._reason = ""
        self._only_good = False

    def begin(self) -> None:
        if not self._long:
            try:
                self._take(self._act(None))
            except UserError as error:
                messages.tell_error(self._page, error)
            return
        progress.run(self._page, self._title, self._act, done=self._take)

    def _act(self, job: Job | None) -> Written:
        """Read what is to be written where that is not done yet, and write it, or only try to."""
        if self._block is None:
            self._block = self._make(job)
        bad = len({one.row for one in self._block.faults})
        self._tried = self._block.without_faults() if bad else self._block
        page = self._page
        try:
            written = cells.save_rows(
                page.session.book,
                page.form.key,
                self._tried.changes,
                reason=self._reason,
                only_good=self._only_good,
                dry_run=bad > 0 and not self._only_good,
                progress=job.progress if job else None,
                cancelled=job.cancelled if job else None,
            )
        except Stopped:
            raise BlockStopped from None
        return replace(written, refused=written.refused + bad)

    def _take(self, written: Written) -> None:
        block = self._block
        assert block is not None
        closed = [one for one in written.problems if one.code == entry.CLOSED_MONTH]
        blocking = [one for one in closed if one.level is Level.BLOCK]
        if blocking and not self._reason:
            self._reason = ask_why(self._page, blocking)
            if self._reason:
                self.begin()
            return
        if written.added or written.changed:
            self._page.show_written(written)
        if written.refused and not self._only_good:
            self._tell_refused(block, written)
            return
        remarks = [*block.remarks, *_not_asked(self._page.form, written)]
        messages.tell(self._page, *_words(written, remarks))

    def _tell_refused(self, block: Block, written: Written) -> None:
        from ruraldesk.ui.ledger.refused_dialog import RefusedDialog

        faults = [*block.faults, *_faults(self._page.form, self._tried, written)]
        bad = len({one.row for one in faults})
        dialog = RefusedDialog(
            self._page, self._title, faults, len(block.rows) - bad, block.remarks
        )
        dialog.go_wanted.connect(partial(_go_to, self._page))
        if dialog.exec():
            self._only_good = True
            self.begin()


def _go_to(page: LedgerPage, row: int, key: str) -> None:
    """Put the cursor on a row, in the column of a field where that is shown."""
    keys = [column.key for column in page.model.columns()]
    page.grid.move_to(row, keys.index(key) if key in keys else page.grid.selection.column)
    page.grid.setFocus()


def _faults(form: FormDef, block: Block, written: Written) -> list[Fault]:
    """Return which cells the problems are about."""
    found = []
    for one in written.problems:
        if one.level is not Level.BLOCK or not one.row:
            continue
        change = block.changes[one.row - 1]
        key = one.field.split("[")[0].split(".")[0]
        written_to = form.find(key)
        text = text_of(written_to, change.values.get(key)) if written_to is not None else ""
        found.append(Fault(block.rows[one.row - 1], key, text, one.message))
    return found


def _not_asked(form: FormDef, written: Written) -> list[str]:
    """Return what is said of cells that their rows do not ask for."""
    told = tr("{count} cells were left out, since their rows do not ask for them: {columns}.")
    labels = [tr(form.field(key).label) for key in written.not_asked]
    count = sum(written.not_asked.values())
    return [told.format(count=f"{count:,}", columns=listed(labels))] if count else []


def _words(written: Written, remarks: Sequence[str]) -> tuple[str, str]:
    """Return what to say of a block that was written, and in which tone."""
    told = []
    if written.changed:
        told.append(tr("{count} rows changed").format(count=f"{written.changed:,}"))
    if written.added:
        told.append(tr("{count} rows added").format(count=f"{written.added:,}"))
    if not told:
        told.append(tr("Nothing had to be changed"))
    if written.refused:
        told.append(tr("{count} rows left out").format(count=f"{written.refused:,}"))
    changed = written.changed or written.added
    done = tr("{told}. Ctrl+Z takes it back.") if changed else tr("{told}.")
    words = "\n".join([done.format(told=listed(told)), *remarks])
    return words, "wheat" if written.refused else "pine"
