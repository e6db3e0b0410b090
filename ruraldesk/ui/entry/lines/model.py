"""The table model of a record's detail rows; an empty row to write in always stands last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QBrush, QColor

from ruraldesk.definitions.asking import Asked
from ruraldesk.definitions.fitting import value_fault
from ruraldesk.definitions.model import NUMBER_TYPES, FieldDef, FieldType, FormDef, Record, Value
from ruraldesk.definitions.values import shown_unit, text_of
from ruraldesk.errors import Level, Problem
from ruraldesk.services.comments import Comment
from ruraldesk.texts.translate import tr
from ruraldesk.ui import tokens
from ruraldesk.ui.entry.lines.bringing import bring
from ruraldesk.ui.entry.lines.noted import NotedLines
from ruraldesk.ui.entry.lines.rows import Row, fault_of, records_of, row_of
from ruraldesk.ui.entry.lines.stopping import Stopping
from ruraldesk.ui.entry.note_words import told_of
from ruraldesk.ui.entry.source import Sources

UNREADABLE = "unreadable"  # code of the problem of a text that is no value
Index = QModelIndex | QPersistentModelIndex
RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_NUMBERS = NUMBER_TYPES - {FieldType.YEAR}


class LinesModel(QAbstractTableModel):
    """Rows of one line form, in the order in which they are kept."""

    edited = Signal()

    def __init__(self, form: FormDef, sources: Sources) -> None:
        super().__init__()
        self.form = form
        self.fields: tuple[FieldDef, ...] = tuple(form.asked())
        self.read_only = False
        self._sources = sources
        self._rows: list[Row] = []
        self._problems: dict[tuple[int, str], list[Problem]] = {}
        self._comments: list[Comment] = []
        self.noted = NotedLines(self.line, [one.key for one in self.fields])
        self._removed: list[tuple[int, Row]] = []
        self._visible_at_first: frozenset[str] | None = None  # in a row that is not begun yet
        self._required_at_first = frozenset(one.key for one in self.fields if one.required)
        self.stopping = Stopping(self)

    # what is entered

    def show_lines(self, lines: Sequence[Record]) -> None:
        """Show the lines of a record."""
        self.beginResetModel()
        self._rows = [row_of(line, self.form) for line in lines]
        self._problems.clear()
        self._removed.clear()
        self.endResetModel()

    def records(self, *, readable: bool) -> tuple[Record, ...]:
        """Return the rows that hold anything, as records."""
        return records_of(self._rows, self.form, readable=readable)[0]

    def places(self) -> list[int]:
        """Return the rows of the table that hold anything, in order."""
        return records_of(self._rows, self.form, readable=True)[1]

    def unreadable(self) -> dict[tuple[int, str], str]:
        """Return the places (row, field) whose text is no value, with the sentence about it."""
        return {
            (number, one.key): fault
            for number, row in enumerate(self._rows)
            for one in self.fields
            if one.stored and (fault := fault_of(one, row.values.get(one.key))) is not None
        }

    def count(self) -> int:
        """Return how many rows hold anything."""
        return len(self.records(readable=False))

    def value(self, row: int, key: str) -> Value:
        """Return what is in a cell."""
        if row >= len(self._rows):
            return self.form.defaults().get(key)
        found = self._rows[row]
        return found.values.get(key) if self.form.field(key).stored else found.computed.get(key)

    def name(self, row: int, key: str) -> str:
        """Return what the record or unit in a cell is called."""
        return self._rows[row].names.get(key, "") if row < len(self._rows) else ""

    def known(self, row: int, key: str) -> str | None:
        """Return the UUID of the record behind the name in a cell; None for none."""
        behind = self.form.field(key).known
        found = self._rows[row].values.get(behind) if behind and row < len(self._rows) else None
        return found if isinstance(found, str) else None

    def put(
        self, row: int, key: str, value: Value, name: str = "", known: str | None = None
    ) -> bool:
        """Put a value into a cell; return whether anything changed. The last row becomes real.

        Args:
            name: what the record or unit is called that the value means.
            known: the record behind a value that is a name itself.
        """
        same = value == self.value(row, key) and known == self.known(row, key)
        if same and (not name or name == self.name(row, key)):
            return False
        if row >= len(self._rows):
            self._append()
        found = self._rows[row]
        found.values[key] = value
        if behind := self.form.field(key).known:
            found.values[behind] = known
        found.names.pop(key, None)
        if name:
            found.names[key] = name
        bring(found, self.form, self.form.field(key), self._sources)
        self._tell(row)
        self.edited.emit()
        return True

    def remove(self, row: int) -> bool:
        """Take a row out; `take_back` brings it back."""
        if self.read_only or not 0 <= row < len(self._rows):
            return False
        self.beginRemoveRows(QModelIndex(), row, row)
        self._removed.append((row, self._rows.pop(row)))
        self._problems.clear()
        self.endRemoveRows()
        self.edited.emit()
        return True

    def take_back(self) -> int:
        """Bring the row back that was taken out last; return its place, -1 where there is none."""
        if not self._removed:
            return -1
        row, found = self._removed.pop()
        row = min(row, len(self._rows))
        self._put_in(row, found)
        return row

    def insert(self, row: int) -> bool:
        """Begin an empty row above one; return whether there is one to stand above."""
        if self.read_only or not 0 <= row < len(self._rows):
            return False
        self._put_in(row, self._fresh())
        return True

    def _put_in(self, row: int, found: Row) -> None:
        self.beginInsertRows(QModelIndex(), row, row)
        self._rows.insert(row, found)
        self._problems.clear()
        self.endInsertRows()
        self.edited.emit()

    # what is shown

    def show_computed(self, computed: Sequence[Mapping[str, Value]]) -> None:
        """Show the computed cells; one mapping for each row that holds anything."""
        _, places = records_of(self._rows, self.form, readable=True)
        for place, values in zip(places, computed, strict=False):
            if self._rows[place].computed != values:
                self._rows[place].computed = values
                self._tell(place)

    def show_asked(self, asked: Sequence[Asked]) -> None:
        """Grey out what is not asked; one for each row that holds anything, and one for the next.

        A cell that is not asked keeps its value, as a field of the form does.
        """
        if not asked:
            return
        _, places = records_of(self._rows, self.form, readable=True)
        self._visible_at_first = asked[-1].visible
        self._required_at_first = asked[-1].required
        now = dict.fromkeys(range(len(self._rows)), asked[-1])
        now.update(zip(places, asked[:-1], strict=False))
        for place, row in enumerate(self._rows):
            row.required = now[place].required
            if row.visible != now[place].visible:
                row.visible = now[place].visible
                self._tell(place)
        self._tell(len(self._rows))

    def show_problems(self, problems: Sequence[tuple[int, str, Problem]]) -> None:
        """Show problems by row (counted among those that hold anything) and field.

        What names no field of a row that is asked stands at the first cell that is.
        """
        _, places = records_of(self._rows, self.form, readable=True)
        found: dict[tuple[int, str], list[Problem]] = {}
        for number, key, problem in problems:
            if number < len(places):
                row = places[number]
                place = key if self.is_asked(row, key) else self._first_asked(row)
                found.setdefault((row, place), []).append(problem)
        for (row, key), sentence in self.unreadable().items():
            told = Problem(message=sentence, field=key, code=UNREADABLE)
            found[row, key] = [told]
        if found != self._problems:
            self._problems = found
            self._tell(0, len(self._rows))

    def problems(self, row: int | None = None) -> list[tuple[int, FieldDef, Problem]]:
        """Return the problems of a row, or of all, in order."""
        return [
            (number, one, problem)
            for number in range(len(self._rows))
            if row is None or number == row
            for one in self.fields
            for problem in self._problems.get((number, one.key), ())
        ]

    def level(self, index: Index) -> Level | None:
        """Return how heavy the problems of a cell are."""
        problems = self._problems.get((index.row(), self.fields[index.column()].key), ())
        levels = {problem.level for problem in problems}
        return next((one for one in Level if one in levels), None)

    def show_comments(self, comments: Sequence[Comment]) -> None:
        """Mark the cells that the office above asks about."""
        self._comments = list(comments)
        self._tell(0)

    def place_of(self, about: Comment) -> tuple[int, int] | None:
        """Return row and column of the cell that a comment is about; None where it is gone."""
        for number, row in enumerate(self._rows):
            if row.saved is not None and row.saved.uuid == about.line:
                keys = [one.key for one in self.fields]
                return number, keys.index(about.field) if about.field in keys else 0
        return None

    def comment_at(self, row: int, column: int) -> Comment | None:
        """Return what the office above asks about a cell."""
        return next((one for one in self._comments if self.place_of(one) == (row, column)), None)

    def line(self, row: int) -> str:
        """Return the UUID of the saved line in a row; "" for one that is new."""
        saved = self._rows[row].saved if 0 <= row < len(self._rows) else None
        return saved.uuid if saved is not None else ""

    def totals(self) -> dict[str, str]:
        """Return the sums of the form's total fields as tables show them."""
        sums: dict[str, str] = {}
        for key in self.form.totals:
            one = self.form.find(key)
            values = [self.value(row, key) for row in range(len(self._rows))]
            numbers = [v for v in values if isinstance(v, int | Decimal)]
            if one is not None and numbers:
                total = sum(numbers, Decimal(0))
                sums[key] = text_of(one, int(total) if one.shape is FieldType.INTEGER else total)
        return sums

    def enterable(self, column: int) -> bool:
        """Say whether anything is entered in a column: not in computed ones and serial numbers."""
        return self.fields[column].type not in (FieldType.COMPUTED, FieldType.SERIAL)

    def is_asked(self, row: int, key: str) -> bool:
        """Say whether a row asks for a field, by the form's conditions."""
        known = row < len(self._rows)
        visible = self._rows[row].visible if known else self._visible_at_first
        return any(one.key == key for one in self.fields) and (visible is None or key in visible)

    def has_problem(self, row: int, key: str) -> bool:
        """Say whether anything is told about a cell."""
        return (row, key) in self._problems

    def is_saved(self, row: int) -> bool:
        """Say whether a row was saved before."""
        return row < len(self._rows) and self._rows[row].saved is not None

    def is_required(self, row: int, key: str) -> bool:
        """Say whether a row must have a value in a field, by the form's conditions."""
        known = row < len(self._rows)
        return key in (self._rows[row].required if known else self._required_at_first)

    def _first_asked(self, row: int) -> str:
        return next((one.key for one in self.fields if self.is_asked(row, one.key)), "")

    def _append(self) -> None:
        place = len(self._rows)
        self.beginInsertRows(QModelIndex(), place + 1, place + 1)
        self._rows.append(self._fresh())
        self.endInsertRows()

    def _fresh(self) -> Row:
        return Row(
            values=self.form.defaults(),
            visible=self._visible_at_first,
            required=self._required_at_first,
        )

    def tell_all(self) -> None:
        """Have every cell drawn anew."""
        self._tell(0, len(self._rows))

    def _tell(self, first: int, last: int | None = None) -> None:
        left = self.index(first, 0)
        self.dataChanged.emit(left, self.index(last or first, len(self.fields) - 1))

    # Qt

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  as Qt has it
        return 0 if parent.isValid() else len(self._rows) + (0 if self.read_only else 1)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  as Qt has it
        return 0 if parent.isValid() else len(self.fields)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        one = self.fields[index.column()] if index.isValid() else None
        if one is None or self.read_only or not one.stored:
            return flags
        if not self.is_asked(index.row(), one.key) and (index.row(), one.key) not in self._problems:
            return flags
        return flags | Qt.ItemFlag.ItemIsEditable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        one = self.fields[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(index.row(), one)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if one.shape in _NUMBERS else LEFT
        if role == Qt.ItemDataRole.ToolTipRole:
            asked = self.comment_at(index.row(), index.column())
            words = [self._told(index.row(), one), asked.text if asked is not None else ""]
            words += [told_of(note) for note in self.noted.at(index.row(), index.column())]
            return "\n".join(word for word in words if word) or None
        is_asked = self.is_asked(index.row(), one.key)
        if role == Qt.ItemDataRole.BackgroundRole:
            if not is_asked:
                return QBrush(QColor(tokens.HEADER_LINE), Qt.BrushStyle.BDiagPattern)
            if one.stored:
                return QColor(tokens.FIELD) if self.stopping.passes(index.row(), one.key) else None
            return QColor(tokens.HEADER)
        if role == Qt.ItemDataRole.ForegroundRole and (
            not is_asked or index.row() >= len(self._rows)
        ):
            return QColor(tokens.HINT)
        return None

    def _told(self, row: int, one: FieldDef) -> str:
        """Return what is said of a cell under the pointer."""
        problems = self._problems.get((row, one.key), ())
        if not problems and not self.is_asked(row, one.key):
            return tr("Not asked in this row, by what stands in its other cells.")
        return "\n".join(problem.message for problem in problems)

    def _text(self, row: int, one: FieldDef) -> str:
        value = self.value(row, one.key)
        if value is None:
            return ""
        current = self._sources.current(one)
        if value_fault(replace(current, required=False), value) is not None:
            return str(value)
        if one.type is FieldType.FILES and isinstance(value, tuple):
            return tr("{count} files").format(count=len(value))
        return " ".join(text_of(current, value, self._name(row, one, value)).split("\n"))

    def _name(self, row: int, one: FieldDef, value: Value) -> str:
        name = self.name(row, one.key)
        if not name and one.type is FieldType.DIVISION:
            name = dict(self._sources.units()).get(str(value), "")
        return name

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if orientation == Qt.Orientation.Vertical:
            if role == Qt.ItemDataRole.DisplayRole:
                return str(section + 1) if section < len(self._rows) else "＋"
            return None
        one = self.fields[section]
        if role == Qt.ItemDataRole.DisplayRole:
            unit = shown_unit(one)
            return tr(one.label) + (f" ({unit})" if unit else "") + (" *" if one.required else "")
        if role == Qt.ItemDataRole.ToolTipRole:
            return tr(one.help) or None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if one.shape in _NUMBERS else LEFT
        return None
