"""Acts on a block of marked cells: fill down and right, count on, one value into all, empty.

Each is one act that is taken back as one; with one wrong cell nothing is written, and the wrong
cells are told.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from ruraldesk.definitions.model import FieldDef, Record, Value
from ruraldesk.errors import UserError
from ruraldesk.services import cells
from ruraldesk.services.cells import RowChange
from ruraldesk.services.series import continued
from ruraldesk.texts.translate import listed, tr
from ruraldesk.ui import messages
from ruraldesk.ui.jobs import Job
from ruraldesk.ui.ledger.block_writing import MOST_ROWS, Block, TooMany, run
from ruraldesk.ui.ledger.writing import Entered

if TYPE_CHECKING:
    from ruraldesk.ui.ledger.page import LedgerPage

_PIECE = 500  # records read at a time


class ListChanged(UserError):
    """Rows of the list are gone that something was to be written into."""

    code = "list_changed"

    def __init__(self) -> None:
        super().__init__(tr("Rows were deleted meanwhile; nothing was written. F5 reads the list."))


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
    if chosen.rows and chosen.rows[0] >= page.model.rowCount():
        _fill_new_row(page, values_of)
        return
    rows = _rows_to_write(page)
    if not rows:
        return
    if len(rows) == 1:
        rows = [rows[0] - 1, rows[0]]
    if rows[0] < 0:
        messages.tell(page, tr("There is no row above to take the value from."), "sky")
        return
    fields, remarks = _writable(page, chosen.columns)
    ids = ids_of(page, rows)

    def make(job: Job | None) -> Block:
        records = records_of(page, ids, fields)
        columns: dict[str, list[Value]] = {}
        given = 1 if values_of is _same else _given(records, fields)
        for one in fields:
            for key in filter(None, (one.key, one.known)):
                begun = [record[key] for record in records[:given]]
                columns[key] = values_of(one, begun, len(rows) - given)
        block = Block(remarks=remarks)
        for place, (row, record) in enumerate(zip(rows[given:], records[given:], strict=True)):
            values = {key: column[place] for key, column in columns.items()}
            block.add(row, change_of(record, values))
        return block

    if fields:
        run(page, make, len(rows), tr("Fill down"))


def _fill_new_row(
    page: LedgerPage, values_of: Callable[[FieldDef, Sequence[Value], int], list[Value]]
) -> None:
    """Take the values of the last row into the row that begins a new record."""
    new, chosen = page.model.rowCount(), page.grid.selection
    if not page.grid.cell.settle():
        return
    fields, _ = _writable(page, chosen.columns)
    if new == 0 or not fields:
        messages.tell(page, tr("There is no row above to take the value from."), "sky")
        return
    try:
        (above,) = records_of(page, ids_of(page, [new - 1]), fields)
    except UserError as error:
        messages.tell_error(page, error)
        return
    keys = [one.key for one in page.model.columns()]
    for one in fields:
        (value,) = values_of(one, [above[one.key]], 1)
        taken = Entered(value)
        if value == above[one.key]:
            known = above[one.known] if one.known else None
            name = above.names.get(one.key, "")
            taken = Entered(value, name, known if isinstance(known, str) else None)
        if refusal := page.entering.put(new, keys.index(one.key), taken):
            page.grid.cell.tell(refusal, "cinnabar")
            return
    page.grid.cell.arm()


def _given(records: Sequence[Record], fields: Sequence[FieldDef]) -> int:
    """Return from how many rows a series begins: two that are filled say the step."""
    two = len(records) > 2 and all(records[1][one.key] is not None for one in fields)
    return 2 if two else 1


def fill_right(page: LedgerPage) -> None:
    """Take the first marked column's values into the others; for one cell the value at its left."""
    chosen = page.grid.selection
    rows = _rows_to_write(page)
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
    ids = ids_of(page, rows)

    def make(job: Job | None) -> Block:
        block = Block(remarks=remarks)
        for row, record in zip(rows, records_of(page, ids, [source, *fields]), strict=True):
            block.add(row, change_of(record, {one.key: record[source.key] for one in fields}))
        return block

    if fields:
        run(page, make, len(rows), tr("Fill right"))


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
    fields, remarks = _writable(page, page.grid.selection.columns)
    rows = _rows_to_write(page)
    ids = ids_of(page, rows)

    def make(job: Job | None) -> Block:
        block = Block(remarks=remarks)
        for row, record in zip(rows, records_of(page, ids, fields), strict=True):
            block.add(row, change_of(record, dict.fromkeys(one.key for one in fields)))
        return block

    if fields and rows:
        run(page, make, len(rows), tr("Empty cells"))


def write_into_marked(page: LedgerPage, entered: Entered) -> None:
    """Write one value into the marked cells of the cursor's column."""
    key = page.model.columns()[page.grid.selection.column].key
    write_value(page, page.form.field(key), entered.value, entered.known)


def write_value(page: LedgerPage, one: FieldDef, value: Value, known: str | None = None) -> None:
    """Write one value into a field of all marked rows."""
    values: dict[str, Value] = {one.key: value}
    if one.names:
        values[one.known] = known
    rows = _rows_to_write(page)
    ids = ids_of(page, rows)

    def make(job: Job | None) -> Block:
        block = Block()
        for row, record in zip(rows, records_of(page, ids, [one]), strict=True):
            block.add(row, change_of(record, values))
        return block

    if rows:
        run(page, make, len(rows), tr("Change rows"))


def marked_rows(page: LedgerPage) -> list[int]:
    """Return the marked rows that hold records which have not ended."""
    return [row for row in page.grid.selection.rows if page.model.is_live(row)]


def count_marked(page: LedgerPage) -> int:
    """Return how many rows are marked; of more than can be written, ended ones among them."""
    count = len(page.grid.selection.rows)
    return count if count > MOST_ROWS else len(marked_rows(page))


def _rows_to_write(page: LedgerPage) -> list[int]:
    """Return the marked rows; none, after saying so, where these are too many."""
    if len(page.grid.selection.rows) > MOST_ROWS:
        messages.tell_error(page, TooMany())
        return []
    return marked_rows(page)


def _writable(page: LedgerPage, columns: Sequence[int]) -> tuple[list[FieldDef], list[str]]:
    """Return the fields of columns that are typed into, and what is said of the others."""
    shown = page.grid.geometry_of_columns.shown
    fields = [page.form.field(page.model.columns()[n].key) for n in columns if shown(n)]
    free = [one for one in fields if not cells.why_fixed(page.form, one)]
    fixed = [tr(one.label) for one in fields if one not in free]
    remarks = [left_out(fixed)] if fixed else []
    if fixed and not free:
        first = next(one for one in fields if one not in free)
        page.grid.cell.tell(cells.why_fixed(page.form, first), "wheat")
    return free, remarks


def ids_of(page: LedgerPage, rows: Sequence[int]) -> list[int]:
    """Return the ids of rows of the list; asked on the window's thread."""
    return [page.model.id_at(row) for row in rows]


def records_of(page: LedgerPage, ids: Sequence[int], fields: Sequence[FieldDef]) -> list[Record]:
    """Read records with what `fields` hold, in the order of `ids`.

    Raises:
        ListChanged: one of them is gone.
    """
    keys = [key for one in fields for key in (one.key, one.known) if key]
    found: list[Record] = []
    for start in range(0, len(ids), _PIECE):
        piece = ids[start : start + _PIECE]
        known = {one.id: one for one in page.reader.rows(piece, keys)}
        if len(known) < len(piece):
            raise ListChanged
        found += [known[record_id] for record_id in piece]
    return found


def change_of(record: Record, values: Mapping[str, Value]) -> RowChange:
    """Return what is to be written into a record that was read."""
    return RowChange(uuid=record.uuid, revision=record.revision, values=values)


def left_out(labels: Sequence[str]) -> str:
    """Return the sentence about columns that nobody types into."""
    return tr("Not written, since nobody types there: {columns}.").format(columns=listed(labels))
