"""The rows of a ledger: every id is held, rows are read a page at a time when they are drawn."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from ruraldesk.definitions.model import FormDef, Value
from ruraldesk.errors import Problem, UserError
from ruraldesk.services.ledger import ListQuery
from ruraldesk.ui.jobs import Latest
from ruraldesk.ui.ledger.asked import AskedRecords
from ruraldesk.ui.ledger.cells import EMPTY_ROW, Row, make_row
from ruraldesk.ui.ledger.colours import Colouring
from ruraldesk.ui.ledger.columns import Column
from ruraldesk.ui.ledger.moved import MovedRecords
from ruraldesk.ui.ledger.reader import LedgerReader

PAGE_SIZE = 64
PAGES_KEPT = 40
FIRST = 100  # ids asked for at once, before all of them

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class LedgerModel(QAbstractTableModel):
    """Any number of records of one form, filtered and sorted by a `ListQuery`.

    `ask` empties the table, shows the first rows as soon as they are known, and then knows all of
    them. `refresh` asks the same again and keeps what is shown until the answer is there.
    """

    asked_anew = Signal()  # other rows, or another order, will be shown
    loaded = Signal()  # every id is known
    totals_changed = Signal()
    problems_changed = Signal()
    overlaid = Signal()  # a row is shown as it is being entered, or no more
    failed = Signal(UserError)

    def __init__(self, form: FormDef, reader: LedgerReader, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.form = form
        self.query = ListQuery()
        self.totals: Mapping[str, Value] = {}
        self.complete = False  # whether all ids are known
        self.end_wanted = -1  # the row in which the cursor waits to go on to the end
        self.colours: Colouring | None = None  # of cells, beside those of chips
        self.asked: AskedRecords | None = None  # what the office above asks about the records
        self.moved: MovedRecords | None = None  # what came and changed since last month
        self._reader = reader
        self._columns: tuple[Column, ...] = ()
        self._ids: array[int] = array("q")
        self._pages: OrderedDict[int, list[Row]] = OrderedDict()
        self._problems: dict[str, list[Problem]] = {}
        self._checked: set[int] = set()  # pages whose problems are known or asked for
        self._over: dict[int, Row] = {}  # rows shown otherwise than they are saved, by id
        self.outdated = False  # whether records changed since the sums were read
        self._summed: ListQuery | None = None  # whose sums are known, or asked for
        self._ended: frozenset[int] = frozenset()  # ids in the recycle bin that are listed, too
        self._asked = False
        self._forgotten = False
        self._ids_job, self._totals_job = Latest(self), Latest(self)
        self._problems_job = Latest(self)

    def show_columns(self, columns: Sequence[Column]) -> None:
        """Show these columns from now on."""
        self.beginResetModel()
        self._columns = tuple(columns)
        self._pages.clear()
        self.endResetModel()

    def columns(self) -> tuple[Column, ...]:
        """Return the columns that are shown."""
        return self._columns

    def ask(self, query: ListQuery) -> None:
        """Show the rows that answer `query`."""
        if self._forgotten:
            return
        self.complete = self._asked = False
        self.end_wanted = -1
        self.asked_anew.emit()
        also = () if query.deleted else tuple(sorted(self._ended))
        self.query = query = replace(query, also=also)
        self._asked = True
        self._ids_job.run(
            lambda: self._reader.first_ids(query, FIRST), done=self._take_first, failed=self._fail
        )
        if self.outdated or self._summed != _rows_of(query):  # another order has the same sums
            self.ask_totals()

    def refresh(self) -> None:
        """Read everything again: rows at once, which rows there are in the background."""
        if self._forgotten:
            return
        self.read_all_again()
        query = self.query
        self._ids_job.run(lambda: self._reader.ids(query), done=self._take_all, failed=self._fail)
        self.ask_totals()

    def list_also(self, ended: Collection[int]) -> None:
        """List these records of the recycle bin among the others, as ended ones."""
        if self._ended == frozenset(ended):
            return
        self._ended = frozenset(ended)
        if self._asked and not self.query.deleted:
            self.query = replace(self.query, also=tuple(sorted(ended)))
            self.refresh()

    def has_ended(self, number: int) -> bool:
        """Say whether the record in a row lies in the recycle bin, though the others do not."""
        return bool(self._ended) and not self.query.deleted and self.id_at(number) in self._ended

    def is_live(self, number: int) -> bool:
        """Say whether a row holds a record that has not ended."""
        return self.id_at(number) > 0 and not self.has_ended(number)

    def count_ended(self) -> int:
        """Return how many rows hold ended records."""
        if not self._ended or self.query.deleted:
            return 0
        return len(self._ended.intersection(self._ids))

    def forget(self) -> None:
        """Drop every question that is under way and ask no more: the book is about to be closed."""
        self._forgotten = True
        for job in (self._ids_job, self._totals_job, self._problems_job):
            job.forget()

    def _take_first(self, ids: array[int]) -> None:
        self._replace(ids)
        query = self.query
        if len(ids) < FIRST:
            self._finish()
        else:
            self._ids_job.run(
                lambda: self._reader.ids(query), done=self._take_all, failed=self._fail
            )

    def _take_all(self, ids: array[int]) -> None:
        known = len(self._ids)
        if len(ids) > known and ids[:known] == self._ids:
            self.beginInsertRows(_NOWHERE, known, len(ids) - 1)
            self._ids = ids
            self._pages.pop(known // PAGE_SIZE, None)  # it was cut off where the first ids ended
            self._checked.discard(known // PAGE_SIZE)
            self.endInsertRows()
        elif ids.tobytes() != self._ids.tobytes():  # a million numbers are compared at once
            self._replace(ids)
        self._finish()

    def _replace(self, ids: array[int]) -> None:
        self.beginResetModel()
        self._ids = ids
        self._forget_rows()
        self.endResetModel()

    def _finish(self) -> None:
        self.complete = True
        self.loaded.emit()

    def _forget_rows(self) -> None:
        self._pages.clear()
        self._problems.clear()
        self._checked.clear()
        self._problems_job.forget()

    def _fail(self, error: UserError) -> None:
        self.failed.emit(error)

    def ask_totals(self) -> None:
        """Ask for the sums again, in the background."""
        if not self.form.totals:
            return
        query = self.query
        self.outdated, self._summed = False, _rows_of(query)

        def take(totals: Mapping[str, Value]) -> None:
            self.totals = totals
            self.totals_changed.emit()

        def fail(error: UserError) -> None:
            self._summed = None
            self._fail(error)

        self._totals_job.run(lambda: self._reader.totals(query), done=take, failed=fail)

    def lay_over(self, record_id: int, row: Row | None) -> None:
        """Show a row as it is being entered; id 0 is the one that begins a new record."""
        if row is None:
            self._over.pop(record_id, None)
        else:
            self._over[record_id] = row
        self.overlaid.emit()

    def read_row_again(self, number: int) -> None:
        """Show what is saved of one row now; it stays where it is until the list is asked anew."""
        page = number // PAGE_SIZE
        for row in self._pages.pop(page, ()):
            self._problems.pop(row.uuid, None)
        self._checked.discard(page)
        self._tell_changed()

    def read_all_again(self) -> None:
        """Show what is saved of all rows now; which there are, and their order, stays."""
        self._forget_rows()
        self._tell_changed()

    def append(self, record_ids: Sequence[int]) -> None:
        """Show records that were entered just now as the last ones."""
        if not record_ids:
            return
        last = len(self._ids)
        self.beginInsertRows(_NOWHERE, last, last + len(record_ids) - 1)
        self._ids.extend(record_ids)
        self._pages.pop(last // PAGE_SIZE, None)
        self._checked.discard(last // PAGE_SIZE)
        self.endInsertRows()

    def _tell_changed(self) -> None:
        if self._ids:
            corner = self.index(len(self._ids) - 1, max(0, len(self._columns) - 1))
            self.dataChanged.emit(self.index(0, 0), corner)

    def row(self, number: int) -> Row:
        """Return a row, reading its page when it is not at hand."""
        if self._over:
            over = self._over.get(self.id_at(number))
            if over is not None:
                return over
        if number >= len(self._ids):
            return EMPTY_ROW
        page, place = divmod(number, PAGE_SIZE)
        rows = self._pages.get(page)
        if rows is None and self._forgotten:
            return EMPTY_ROW
        if rows is None:
            rows = self._read(page)
        else:
            self._pages.move_to_end(page)
        return rows[place] if place < len(rows) else EMPTY_ROW

    def _read(self, page: int) -> list[Row]:
        ids = self._ids[page * PAGE_SIZE : (page + 1) * PAGE_SIZE]
        keys = [column.key for column in self._columns]
        try:
            records = self._reader.rows(ids, keys)
        except UserError as error:
            self._pages[page] = rows = [EMPTY_ROW] * len(ids)  # not asked again at each repaint
            self.failed.emit(error)
            return rows
        found = {one.id: make_row(one, self._columns) for one in records}
        rows = [found.get(number, EMPTY_ROW) for number in ids]
        self._pages[page] = rows
        while len(self._pages) > PAGES_KEPT:
            self._pages.popitem(last=False)
        return rows

    def look_for_problems(self, first: int, last: int) -> None:
        """Ask in the background what the rules say about the rows `first` to `last`."""
        pages = set(range(first // PAGE_SIZE, last // PAGE_SIZE + 1)) - self._checked
        if not pages or self.query.deleted or self._forgotten:
            return
        ids = [
            number
            for page in sorted(pages)
            for number in self._ids[page * PAGE_SIZE : (page + 1) * PAGE_SIZE]
        ]

        def take(problems: list[Problem]) -> None:
            self._checked |= pages
            for problem in problems:
                self._problems.setdefault(problem.record, []).append(problem)
            self.problems_changed.emit()

        self._problems_job.run(lambda: self._reader.problems(ids), done=take, failed=self._fail)

    def problems(self, uuid: str) -> Sequence[Problem]:
        """Return the known problems of a record."""
        return self._problems.get(uuid, ())

    def id_at(self, number: int) -> int:
        """Return the id of the record in a row, 0 where there is none."""
        return self._ids[number] if 0 <= number < len(self._ids) else 0

    def row_of(self, record_id: int) -> int:
        """Return the row of the record with this id, -1 when it is not in the list."""
        try:
            return self._ids.index(record_id)
        except ValueError:
            return -1

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            right = self._columns[index.column()].right
            side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        texts = self.row(index.row()).texts
        return texts[index.column()] if texts else ""

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation is Qt.Orientation.Vertical:
            return section + 1
        return self._columns[section].heading if section < len(self._columns) else None


def _rows_of(query: ListQuery) -> ListQuery:
    """Return the question without the order, which changes no sum."""
    return replace(query, sort=(), also=())
