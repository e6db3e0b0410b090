"""A figure opened to the rows it was computed from, with its condition and its day."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QTabWidget, QVBoxLayout, QWidget

from ruraldesk.definitions.in_words import in_words
from ruraldesk.definitions.model import FieldDef, FieldType, FormDef, Record, Value
from ruraldesk.definitions.names import name_of
from ruraldesk.errors import Problem
from ruraldesk.services import figures, tracing
from ruraldesk.services.figures import FigureResult
from ruraldesk.services.ledger import ListQuery
from ruraldesk.services.tracing import Trace, TraceSource
from ruraldesk.texts.dates import told_date
from ruraldesk.texts.numbers import group
from ruraldesk.texts.translate import tr, unit_name
from ruraldesk.ui import messages, tokens
from ruraldesk.ui.dialogs.room import open_within
from ruraldesk.ui.jobs import Latest
from ruraldesk.ui.ledger.columns import default_keys, make_columns
from ruraldesk.ui.ledger.filters import Filters
from ruraldesk.ui.ledger.grid import Grid
from ruraldesk.ui.ledger.model import LedgerModel
from ruraldesk.ui.session import Session
from ruraldesk.ui.widgets import Button, ElidedLabel, label

MOST_LINES = 5000  # records whose lines are shown
_OWNER = "of_record"  # key of the column that says to which record a line belongs


class TracedRows:
    """Rows that were found already: a ledger that the table reads from memory."""

    def __init__(self, records: Sequence[Record], totals: Sequence[str]) -> None:
        self._records = {record.id: record for record in records}
        self._totals = totals

    def first_ids(self, query: ListQuery, limit: int) -> array[int]:
        """Return the first ids."""
        return self.ids(query)[:limit]

    def ids(self, query: ListQuery) -> array[int]:
        """Return all ids, in the order in which the rows were found."""
        return array("q", self._records)

    def rows(self, ids: Sequence[int], fields: Sequence[str]) -> list[Record]:
        """Return the records with these ids."""
        return [self._records[number] for number in ids]

    def totals(self, query: ListQuery) -> dict[str, Value]:
        """Return the sums of the form's total fields."""
        sums: dict[str, Value] = {}
        for key in self._totals:
            values = [record.values.get(key) for record in self._records.values()]
            numbers = [value for value in values if not isinstance(value, (str, tuple, type(None)))]
            if numbers:
                sums[key] = sum(numbers)  # type: ignore[arg-type]
        return sums

    def problems(self, ids: Sequence[int]) -> list[Problem]:
        """Return nothing: the rows are here to be counted, not to be judged."""
        return []


class TraceView(QDialog):
    """What is behind a number on the screen or on paper."""

    record_opened = Signal(str, str)  # form key, UUID
    traced = Signal()

    def __init__(
        self,
        session: Session,
        key: str,
        parent: QWidget | None = None,
        day: date | None = None,
        *,
        units: str = "",
        whose: str = "",
    ) -> None:
        """Open a figure as of a day, that of the book unless another is given.

        Args:
            units: leading digits of a unit's code: only what it has, and the units below it.
            whose: what that unit is called.
        """
        super().__init__(parent)
        self._session, self._key, self._day = session, key, day or session.day
        self._units = units
        definition = session.book.definitions.figures[key]
        title = " · ".join(part for part in (whose, tr(definition.label)) if part)
        self.setWindowTitle(title)
        open_within(self, 1000, 600)
        self.value = label("", "title")
        self.day = label("", "quiet")
        self.note = label(tr(definition.note), "label")
        self.note.setWordWrap(True)
        if not definition.note:
            self.note.hide()
        self.condition = ElidedLabel("label")
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.grids: list[Grid] = []
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(label(title, "title"), 0, Qt.AlignmentFlag.AlignBaseline)
        head.addWidget(self.value, 0, Qt.AlignmentFlag.AlignBaseline)
        head.addWidget(self.day, 1, Qt.AlignmentFlag.AlignBaseline)
        foot = QHBoxLayout()
        foot.addWidget(self.condition, 1)
        close = Button(tr("Close"), hint="Esc")
        close.clicked.connect(self.reject)
        foot.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(tokens.MARGIN, 16, tokens.MARGIN, 14)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addWidget(self.note)
        layout.addWidget(self.tabs, 1)
        layout.addLayout(foot)
        self._latest = Latest(self)
        self._ask()

    def _ask(self) -> None:
        book, key, day, units = self._session.book, self._key, self._day, self._units
        self._latest.run(
            lambda: tracing.trace(book, key, day, MOST_LINES, units),
            done=lambda found: self._show(*found),
            failed=lambda error: messages.tell_error(self, error),
        )

    def _show(self, result: FigureResult, trace: Trace) -> None:
        self.value.setText(figures.told(result))
        parts = [tr("as of {day}").format(day=told_date(trace.as_of))]
        if result.value is not None and result.definition.wording != "exact":
            exact = group(result.value, result.definition.places)
            parts.append(
                tr("exactly {value} {unit}").format(
                    value=exact, unit=unit_name(result.definition.unit)
                )
            )
        parts.append(tr("{count} rows").format(count=f"{result.rows:,}"))
        self.day.setText(" · ".join(parts))
        told = in_words(result.definition.value)
        self.condition.setText(tr("Computed as: {condition}").format(condition=told))
        for source in trace.sources:
            self._add_source(source)
        self.tabs.tabBar().setVisible(self.tabs.count() > 1)
        if self.grids:
            self.grids[0].setFocus()
        self.traced.emit()

    def _add_source(self, source: TraceSource) -> None:
        form = self._session.form(source.form)
        if source.lines:
            shown, rows, owners = lines_as_rows(form, source)
        else:
            shown, rows = form, list(source.records)
            owners = {record.id: record.uuid for record in rows}
        model = LedgerModel(shown, TracedRows(rows, shown.totals), self)
        grid = Grid(model, Filters(), filterable=False)
        grid.show_columns(make_columns(shown, default_keys(shown)), {}, 2)
        grid.opened.connect(lambda row: self._open(form.key, owners.get(model.id_at(row), "")))
        model.ask(ListQuery())
        self.grids.append(grid)
        self.tabs.addTab(grid, tr(shown.title))

    def _open(self, form_key: str, uuid: str) -> None:
        if uuid:
            self.accept()
            self.record_opened.emit(form_key, uuid)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)

    def done(self, result: int) -> None:
        """Close; what is still being read is dropped."""
        self._latest.forget()
        super().done(result)


def lines_as_rows(
    form: FormDef, source: TraceSource
) -> tuple[FormDef, list[Record], dict[int, str]]:
    """Return the lines of a source as rows of their own, each saying to which record it belongs.

    The third part says by row id which record that is.
    """
    line_form = form.line(source.lines)
    owner = FieldDef(key=_OWNER, type=FieldType.TEXT, label=form.title)
    shown = replace(
        line_form,
        fields=(owner, *line_form.fields),
        list_columns=(_OWNER, *default_keys(line_form)),
    )
    rows, owners = [], {}
    for record in source.records:
        name = name_of(form, record)
        for line in record.lines.get(source.lines, ()):
            rows.append(replace(line, values={_OWNER: name, **line.values}))
            owners[line.id] = record.uuid
    return shown, rows, owners
