"""Acts on a block of marked cells: fill down and right, count on, one value into all, empty.

Each is one act that is taken back as one; with one wrong cell nothing is written, and the wrong
cells are told.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from ruraldesk.definitions.model import FieldDef, FormDef, Record, Value
from ruraldesk.definitions.values import text_of
from ruraldesk.errors import Level, Stopped, UserError
from ruraldesk.services import cells, entry
from ruraldesk.services.cells import RowChange, Written
from ruraldesk.services.series import continued
from ruraldesk.texts.translate import listed, tr
from ruraldesk.ui import messages, progress
from ruraldesk.ui.dialogs.correcting import ask_why
from ruraldesk.ui.jobs import Job
from ruraldesk.ui.ledger.writing import Entered

if TYPE_CHECKING:
    from ruraldesk.ui.ledger.page import LedgerPage

MOST_ROWS = 50_000  # that one act writes
AT_ONCE = 20  # rows that are written without a job: the window waits a moment
_PIECE = 500


class BlockStopped(UserError):
    """A block of cells was being written and was stopped."""

    code = "stopped"

    def __init__(self) -> None:
        super().__init__(tr("Stopped: nothing was written."))


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


def fill_down(page: LedgerPage) -> None:
    """Take the first marked row's values into the others; for one cell the value above."""
    _fill_down(page, _same)


def fill_series(page: LedgerPage) -> None:
    """Count on from the first marked values: numbers, dates, months, numbered names."""
    _fill_down(page, continued)


def _same(one: FieldDef, given: Sequence[Value], count: int) -> list[Value]:
    return [given[0]] * count


def _fill_down(
    page: LedgerPage, values_of: Callable[[FieldDef, Sequence[Value], int], list[Value]]
) -> None:
    chosen = page.grid.selection
    rows = [row for row in chosen.rows if row < page.model.rowCount()]
    if not rows:
        return
    if len(rows) == 1:
        rows = [rows[0] - 1, rows[0]]
    if rows[0] < 0:
        messages.tell(page, tr("There is no row above to take the value from."), "sky")
        return
    fields, remarks = _writable(page, chosen.columns)

    def make(job: Job | None) -> Block:
        records = _records(page, rows, fields)
        columns: dict[str, list[Value]] = {}
        given = 1 if values_of is _same else _given(records, fields)
        for one in fields:
            begun = [record[one.key] for record in records[:given]]
            columns[one.key] = values_of(one, begun, len(rows) - given)
        block = Block(remarks=remarks)
        for place, (row, record) in enumerate(zip(rows[given:], records[given:], strict=True)):
            values = {key: column[place] for key, column in columns.items()}
            block.add(row, _change(record, values))
        return block

    _run(page, make, len(rows), tr("Fill down"), bool(fields))


def _given(records: Sequence[Record], fields: Sequence[FieldDef]) -> int:
    """Return from how many rows a series begins: two that are filled say the step."""
    two = len(records) > 2 and all(records[1][one.key] is not None for one in fields)
    return 2 if two else 1


def fill_right(page: LedgerPage) -> None:
    """Take the first marked column's values into the others; for one cell the value at its left."""
    chosen = page.grid.selection
    rows = [row for row in chosen.rows if row < page.model.rowCount()]
    columns = list(chosen.columns)
    if len(columns) == 1:
        columns = [page.grid.geometry_of_columns.next_shown(columns[0], -1), columns[0]]
    if not rows or columns[0] < 0:
        return
    source = page.form.field(page.model.columns()[columns[0]].key)
    fields, remarks = _writable(page, columns[1:])
    other = [one for one in fields if not _alike(source, one)]
    if other:
        told = tr("“{label}” holds another kind of value than “{source}”; nothing was filled.")
        message = told.format(label=tr(other[0].label), source=tr(source.label))
        messages.tell(page, message, "wheat")
        return

    def make(job: Job | None) -> Block:
        block = Block(remarks=remarks)
        for row, record in zip(rows, _records(page, rows, [source, *fields]), strict=True):
            block.add(row, _change(record, {one.key: record[source.key] for one in fields}))
        return block

    _run(page, make, len(rows), tr("Fill right"), bool(fields))


def _alike(source: FieldDef, one: FieldDef) -> bool:
    """Say whether a value of one field may stand in the other."""
    same_list = source.choices is one.choices or (
        source.choices is not None
        and one.choices is not None
        and source.choices.key == one.choices.key
    )
    return (source.shape, source.form) == (one.shape, one.form) and same_list


def clear_marked(page: LedgerPage) -> None:
    """Empty the marked cells."""
    _write_all(page, lambda one: None, tr("Empty cells"))


def write_into_marked(page: LedgerPage, entered: Entered) -> None:
    """Write one value into the marked cells of the cursor's column."""
    key = page.model.columns()[page.grid.selection.column].key
    write_value(page, page.form.field(key), entered.value, entered.known)


def write_value(page: LedgerPage, one: FieldDef, value: Value, known: str | None = None) -> None:
    """Write one value into a field of all marked rows."""
    values: dict[str, Value] = {one.key: value}
    if one.names:
        values[one.known] = known
    rows = _marked(page)

    def make(job: Job | None) -> Block:
        block = Block()
        for row, record in zip(rows, _records(page, rows, [one]), strict=True):
            block.add(row, _change(record, values))
        return block

    _run(page, make, len(rows), tr("Change rows"), bool(rows))


def _write_all(page: LedgerPage, value: Callable[[FieldDef], Value], title: str) -> None:
    fields, remarks = _writable(page, page.grid.selection.columns)
    rows = _marked(page)

    def make(job: Job | None) -> Block:
        block = Block(remarks=remarks)
        for row, record in zip(rows, _records(page, rows, fields), strict=True):
            block.add(row, _change(record, {one.key: value(one) for one in fields}))
        return block

    _run(page, make, len(rows), title, bool(fields and rows))


def _marked(page: LedgerPage) -> list[int]:
    return [row for row in page.grid.selection.rows if row < page.model.rowCount()]


def _writable(page: LedgerPage, columns: Sequence[int]) -> tuple[list[FieldDef], list[str]]:
    """Return the fields of columns that are typed into, and what is said of the others."""
    fields = [page.form.field(page.model.columns()[number].key) for number in columns]
    free = [one for one in fields if not cells.why_fixed(page.form, one)]
    fixed = [tr(one.label) for one in fields if one not in free]
    remarks = [left_out(fixed)] if fixed else []
    if fixed and not free:
        first = next(one for one in fields if one not in free)
        page.grid.cell.tell(cells.why_fixed(page.form, first), "wheat")
    return free, remarks


def left_out(labels: Sequence[str]) -> str:
    """Return the sentence about columns that nobody types into."""
    return tr("Not written, since nobody types there: {columns}.").format(columns=listed(labels))


def _records(page: LedgerPage, rows: Sequence[int], fields: Sequence[FieldDef]) -> list[Record]:
    """Read rows of the list, with what `fields` hold."""
    keys = [key for one in fields for key in (one.key, one.known) if key]
    found: list[Record] = []
    for start in range(0, len(rows), _PIECE):
        ids = [page.model.id_at(row) for row in rows[start : start + _PIECE]]
        known = {one.id: one for one in page.reader.rows(ids, keys)}
        found += [known[record_id] for record_id in ids if record_id in known]
    return found


def _change(record: Record, values: Mapping[str, Value]) -> RowChange:
    return RowChange(uuid=record.uuid, revision=record.revision, values=values)


# writing


def _run(page: LedgerPage, make: Made, rows: int, title: str, wanted: bool) -> None:
    """Make a block and write it, unless there is nothing to write."""
    if wanted:
        run(page, make, rows, title)


def run(page: LedgerPage, make: Made, rows: int, title: str) -> None:
    """Make a block of about `rows` rows and write it; a long one can be stopped."""
    if rows > MOST_ROWS:
        told = tr("At most {count} rows can be written at once; mark fewer.")
        messages.tell(page, told.format(count=f"{MOST_ROWS:,}"), "wheat")
        return
    if page.grid.cell.settle():
        _Writing(page, make, title, long=rows > AT_ONCE).begin()


class _Writing:
    """One block on its way into the book."""

    def __init__(self, page: LedgerPage, make: Made, title: str, *, long: bool) -> None:
        self._page, self._make, self._title, self._long = page, make, title, long
        self._block: Block | None = None
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
        """Read what is to be written where that is not done yet, and write it."""
        if self._block is None:
            self._block = self._make(job)
        block = self._block.without_faults() if self._only_good else self._block
        page = self._page
        try:
            if block.faults:
                return Written(refused=len({one.row for one in block.faults}))
            return cells.save_rows(
                page.session.book,
                page.form.key,
                block.changes,
                reason=self._reason,
                only_good=self._only_good,
                progress=job.progress if job else None,
                cancelled=job.cancelled if job else None,
            )
        except Stopped:
            raise BlockStopped from None

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
        messages.tell(self._page, *_words(written, block.remarks))

    def _tell_refused(self, block: Block, written: Written) -> None:
        from ruraldesk.ui.ledger.refused_dialog import RefusedDialog

        faults = [*block.faults, *_faults(self._page.form, block, written)]
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
