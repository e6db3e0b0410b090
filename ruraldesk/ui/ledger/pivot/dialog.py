"""The rows of a ledger as a table of groups: chosen above, read below, opened to its rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from ruraldesk.definitions.expressions import Expression
from ruraldesk.definitions.model import FieldType, FormDef
from ruraldesk.errors import UserError
from ruraldesk.files import preferences
from ruraldesk.services.ledger import ListQuery
from ruraldesk.services.pivot import (
    Line,
    Member,
    Pivot,
    pivot,
    rows_behind,
)
from ruraldesk.services.pivot_axes import axes, counted, values
from ruraldesk.services.pivot_files import as_text, export_pivot, print_pivot, told
from ruraldesk.services.pivot_spec import PivotSpec, known_spec, value_of
from ruraldesk.texts.filenames import legal_name
from ruraldesk.texts.translate import listed, tr
from ruraldesk.ui import folders, messages, progress, tokens
from ruraldesk.ui.jobs import Latest
from ruraldesk.ui.ledger.filters import Filters
from ruraldesk.ui.ledger.grid import Grid
from ruraldesk.ui.ledger.model import LedgerModel
from ruraldesk.ui.ledger.pivot.choosers import LONGEST, NARROW, AxisButton, RowsButton, ValueButton
from ruraldesk.ui.ledger.pivot.table import PivotRows
from ruraldesk.ui.session import Session
from ruraldesk.ui.widgets import Button, ElidedLabel, label
from ruraldesk.ui.wrapping import WrappingRow

_WIDTH, _HEIGHT = 1180, 680
_FRAME = 40  # pixels around it that the screen keeps
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class PivotDialog(QDialog):
    """One ledger's groups; `rows_wanted` tells whose rows are to be shown, and in words."""

    rows_wanted = Signal(tuple, str)  # conditions, words
    keep_wanted = Signal(object)  # the PivotSpec that is to be kept with a view
    shown = Signal()  # the table stands on the screen

    def __init__(
        self,
        session: Session,
        form: FormDef,
        query: ListQuery,
        words: str,
        parent: QWidget | None = None,
        spec: PivotSpec | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._form = session, form
        self._query, self._condition = query, words
        forms = session.book.definitions.forms
        kept = preferences.load(f"pivot.{form.key}", {})
        self.spec = spec or (known_spec(form, forms, kept) if kept else _usual(form, forms))
        self.made: Pivot | None = None
        self._rows: PivotRows | None = None
        self._sort: tuple[tuple[str, bool], ...] = ()
        self._latest = Latest(self)
        self.setWindowTitle(tr("Pivot of {title}").format(title=tr(form.title)))
        longest = LONGEST if self.screen().availableGeometry().width() >= _WIDTH else NARROW
        self.counted = RowsButton(form, longest)
        self.rows = AxisButton(tr("Rows by"), (), longest)
        self.inner = AxisButton(tr("then by"), (), longest)
        self.column = AxisButton(tr("Columns"), (), longest)
        self.value = ValueButton((), longest)
        self.swap = Button(tr("Swap rows and columns"))
        self.count = ElidedLabel("quiet")
        self.grid: Grid | None = None
        self._place = QVBoxLayout()
        self._lay_out()
        self._connect()
        self._fit_screen()
        self.ask()

    # making

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(12)
        title = label(tr("Pivot of {title}").format(title=tr(self._form.title)), "title")
        head.addWidget(title, 0, Qt.AlignmentFlag.AlignBaseline)
        head.addWidget(self.count, 1, Qt.AlignmentFlag.AlignBaseline)
        head.addWidget(self.swap)
        bar = WrappingRow()
        bar.add(self.counted, self.rows, self.inner, self.column, self.value)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(tokens.MARGIN, 14, tokens.MARGIN, 12)
        layout.setSpacing(10)
        layout.addLayout(head)
        layout.addWidget(bar)
        layout.addLayout(self._place, 1)
        layout.addLayout(self._foot())

    def _foot(self) -> QHBoxLayout:
        self.hint = ElidedLabel("label")
        self.hint.setText(tr("Enter or a double click shows the rows behind a number."))
        self.copy = Button(tr("Copy table"), hint="Ctrl+C")
        self.keep = Button(tr("Keep as view…"))
        self.print = Button(tr("Print"), hint="Ctrl+P")
        self.export = Button(tr("Export Excel"))
        close = Button(tr("Close"), hint="Esc")
        self.copy.clicked.connect(self.copy_table)
        self.keep.clicked.connect(lambda: self.keep_wanted.emit(self.spec))
        self.keep.setEnabled(not self._session.book.read_only)
        self.print.clicked.connect(self.print_table)
        self.export.clicked.connect(self._choose_file)
        close.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.hint, 1)
        for button in (self.keep, self.copy, self.print, self.export, close):
            foot.addWidget(button)
        return foot

    def _connect(self) -> None:
        self.counted.chosen.connect(self._count)
        self.rows.chosen.connect(lambda source: self._take_rows(0, source))
        self.inner.chosen.connect(lambda source: self._take_rows(1, source))
        self.column.chosen.connect(lambda source: self.take(replace(self.spec, column=source)))
        self.value.chosen.connect(self._take_value)
        self.swap.clicked.connect(self._swap)

    def _fit_screen(self) -> None:
        room = self.screen().availableGeometry()
        width, height = room.width() - _FRAME, room.height() - 2 * _FRAME
        self.resize(min(_WIDTH, width), min(_HEIGHT, height))

    # what is asked

    def take(self, spec: PivotSpec) -> None:
        """Show another table of the same rows, and remember what was asked."""
        self.spec = spec
        self._sort = ()
        preferences.keep(f"pivot.{self._form.key}", spec.plain())
        self.ask()

    def _take_rows(self, place: int, source: str) -> None:
        rows = list(self.spec.rows)
        rows[place : place + 1] = [source] if source else []
        self.take(replace(self.spec, rows=tuple(rows)))

    def _take_value(self, function: str, key: str) -> None:
        self.take(replace(self.spec, function=function, value=key))

    def _swap(self) -> None:
        """Put what stands at the side above, and the other way round."""
        first, *others = self.spec.rows or ("",)
        column = [self.spec.column] if self.spec.column else []
        self.take(replace(self.spec, rows=(*column, *others), column=first))

    def _count(self, lines: str) -> None:
        """Count the records, or one kind of their lines: by what is asked of these first."""
        if lines != self.spec.lines:
            self.take(_usual(self._form, self._session.book.definitions.forms, lines))

    def _offer(self) -> None:
        """Let what is counted be grouped and summed by its own fields."""
        lines = self.spec.lines
        offered = axes(self._form, self._session.book.definitions.forms, lines)
        for button in (self.rows, self.inner, self.column):
            button.offer(offered)
        self.value.offer(values(self._form, lines))
        self.counted.show_lines(lines)

    def ask(self) -> None:
        """Read the table that is chosen, in the background."""
        self._offer()
        spec, taken = self.spec, frozenset({*self.spec.rows, self.spec.column})
        first, second = (*spec.rows, "", "")[:2]
        self.rows.show_axis(first, taken)
        self.inner.show_axis(second, taken)
        self.inner.setEnabled(bool(first))
        self.column.show_axis(spec.column, taken)
        self.swap.setEnabled(bool(spec.rows or spec.column))
        self._show_count(tr("reading…"))
        book, key, query = self._session.book, self._form.key, self._query
        self._latest.run(
            lambda: pivot(book, key, query, spec), done=self._show, failed=self._refuse
        )

    # what is shown

    def _show(self, made: Pivot) -> None:
        self.made = made
        field = value_of(self._form, made.spec)
        words = told(made, field)
        self.value.show_value(made.spec.function, made.spec.value, words)
        self._rows = rows = PivotRows(made, field)
        total = made.lines[-1].total
        rows_told = tr("{count} records") if made.counted is None else tr("{count} rows")
        self._show_count(rows_told.format(count=f"{total.rows:,}"))
        model = LedgerModel(rows.form(), rows, self)
        model.colours = rows
        grid = Grid(model, Filters(), filterable=False)
        grid.show_columns(rows.columns, {}, rows.leading())
        grid.opened.connect(self._open_row)
        grid.header.sort_asked.connect(self._sort_by)
        grid.totals.installEventFilter(self)
        model.loaded.connect(lambda: grid.totals.show_count(total.rows))
        model.loaded.connect(self.shown)
        self._replace(grid)
        for button in (self.copy, self.print, self.export, self.keep):
            button.setEnabled(button is not self.keep or not self._session.book.read_only)
        if not rows.lines:
            grid.show_empty_text(tr("No record answers to the filter."))
        model.ask(ListQuery(sort=self._sort))

    def _refuse(self, error: UserError) -> None:
        self.made = self._rows = None
        self._show_count("")
        sentence = label(str(error), "problem")
        sentence.setWordWrap(True)
        sentence.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._replace(sentence)
        for button in (self.copy, self.print, self.export):
            button.setEnabled(False)
        self.shown.emit()

    def _replace(self, widget: QWidget) -> None:
        """Put the table, or the sentence in its place, between the choices and the acts."""
        first = self._place.count() == 0
        had_focus = first or (self.grid is not None and self.grid.hasFocus())
        while self._place.count():
            old = self._place.takeAt(0).widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        self._place.addWidget(widget, 1)
        widget.show()  # what is not seen yet takes no focus
        self.grid = widget if isinstance(widget, Grid) else None
        if self.grid is not None:
            self.setTabOrder(self.swap, self.grid)
            self.setTabOrder(self.grid, self.keep)
            if had_focus:
                self.grid.setFocus()

    def _show_count(self, text: str) -> None:
        parts = [text]
        if self._condition:
            parts.append(tr("Filter: {words}").format(words=self._condition))
        self.count.setText(" · ".join(part for part in parts if part))

    def _sort_by(self, key: str, add: bool) -> None:
        """Order by a column: the greatest first, then the least, then as it was."""
        following = {None: True, True: False, False: None}[dict(self._sort).get(key)]
        self._sort = () if following is None else ((key, following),)
        if self.grid is not None:
            self.grid.header.show_sort(self._sort)
            self.grid.model.ask(ListQuery(sort=self._sort))

    # what is done

    def _open_row(self, row: int) -> None:
        if self.grid is not None and self._rows is not None:
            self._open(self._rows.lines[row], self.grid.selection.column)

    def _open(self, line: Line, number: int) -> None:
        """Show the rows behind a number; one of none opens nothing."""
        if self.made is None or self._rows is None:
            return
        column = self._column_at(number)
        cells = dict(zip((member.raw for member in self.made.columns), line.cells, strict=True))
        cell = line.total if column is None else cells[column.raw]
        if not cell.rows:
            self.hint.setText(tr("There are no records behind this cell."))
            return
        where = rows_behind(self._session.book, self._form.key, self.spec, line, column)
        self.accept()
        self.rows_wanted.emit(self._behind(where), self._words(line, column))

    def _behind(self, where: Sequence[Expression]) -> tuple[object, ...]:
        return (*self._query.where, *where)

    def _column_at(self, number: int) -> Member | None:
        assert self.made is not None
        assert self._rows is not None
        place = number - self._rows.leading()
        return self.made.columns[place] if 0 <= place < len(self.made.columns) else None

    def _words(self, line: Line, column: Member | None) -> str:
        assert self.made is not None
        pairs = [
            (axis.label, member.label)
            for axis, member in zip(self.made.rows, line.members, strict=False)
        ]
        if column is not None and self.made.column is not None:
            pairs.append((self.made.column.label, column.label))
        parts = [tr("{field} = {labels}").format(field=a, labels=b) for a, b in pairs]
        return listed([*([self._condition] if self._condition else []), *parts])

    def copy_table(self) -> None:
        """Put the whole table on the clipboard, as text with tabs that Excel takes as cells."""
        if self.made is None:
            return
        field = value_of(self._form, self.made.spec)
        QGuiApplication.clipboard().setText(as_text(self.made, field))
        self.hint.setText(tr("The table is on the clipboard; paste it into Excel or WPS."))

    def print_table(self) -> None:
        """Show the table as it will be printed."""
        from ruraldesk.ui.dialogs.paper_dialog import PaperDialog

        book, key, query, spec = self._session.book, self._form.key, self._query, self.spec
        words, condition = tr("Pivot of {title}").format(title=self._form.title), self._condition
        PaperDialog(
            self,
            words,
            f"{book.info.name}_{words}",
            lambda target: print_pivot(book, key, query, spec, condition, target),
        ).open()

    def _choose_file(self) -> None:
        folder = folders.proposed(folders.EXPORTS)
        words = tr("Pivot of {title}").format(title=self._form.title)
        name = legal_name(f"{self._session.book.info.name}_{words}.xlsx")
        chosen, _ = QFileDialog.getSaveFileName(
            self, tr("Export to Excel"), str(folder / name), tr("Excel workbook (*.xlsx)")
        )
        if chosen:
            self.export_to(Path(chosen))

    def export_to(self, target: Path, done: Callable[[int], object] | None = None) -> None:
        """Write the table to `target`, with a way to stop."""
        if target.suffix.lower() != ".xlsx":
            target = target.with_name(f"{target.name}.xlsx")
        folders.keep(folders.EXPORTS, target.parent)
        book, key, query, spec = self._session.book, self._form.key, self._query, self.spec
        condition = self._condition

        def tell(count: int) -> None:
            text = tr("{count} rows written to {path}.").format(count=count, path=target)
            url = QUrl.fromLocalFile(str(target))
            messages.tell(self, text, act=(tr("Open"), lambda: QDesktopServices.openUrl(url)))
            if done is not None:
                done(count)

        progress.run(
            self,
            tr("Export to Excel"),
            lambda job: export_pivot(
                book, key, query, spec, condition, target, cancelled=job.cancelled
            ),
            done=tell,
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A double click on the last line opens the rows of a whole column."""
        if isinstance(event, QMouseEvent) and event.type() is QEvent.Type.MouseButtonDblClick:
            grid = self.grid
            if grid is not None and self.made is not None and watched is grid.totals:
                number = grid.geometry_of_columns.at(event.position().toPoint().x())
                self._open(self.made.lines[-1], number)
                return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        if control and event.key() == Qt.Key.Key_C:
            self.copy_table()
        elif control and event.key() == Qt.Key.Key_P and self.print.isEnabled():
            self.print_table()
        elif event.key() not in _ENTER:  # it opens a cell, never presses a button of the dialog
            super().keyPressEvent(event)

    def done(self, result: int) -> None:
        """Close; what is still being read is dropped."""
        self._latest.forget()
        super().done(result)


def _usual(form: FormDef, forms: Mapping[str, FormDef], lines: str = "") -> PivotSpec:
    """Return what to show first: by unit, and by state, or by the first choice there is."""
    sources = {one.source for axis in axes(form, forms, lines) for one in axis.all()}
    rows = counted(form, lines)
    choices = [
        field.key
        for field in rows.asked()
        if field.shape is FieldType.CHOICE and field.key in sources
    ]
    state = rows.states.field if rows.states is not None else ""
    first = next((key for key in ("unit", *choices, "parent.unit") if key in sources), "")
    column = state if state in sources and state != first else ""
    return PivotSpec(lines=lines, rows=(first,) if first else (), column=column)
