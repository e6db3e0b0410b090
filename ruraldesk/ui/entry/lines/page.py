"""One tab of detail rows: the table, its sums, what is wrong, and the keys that help."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ruraldesk.definitions.asking import Asked
from ruraldesk.definitions.model import FormDef, Record, Value
from ruraldesk.errors import Level, Problem
from ruraldesk.services.notes import Note
from ruraldesk.texts.translate import tr
from ruraldesk.ui import tokens
from ruraldesk.ui.entry.asked_strip import Asked as AskedComment
from ruraldesk.ui.entry.asked_strip import AskedStrip
from ruraldesk.ui.entry.lines.model import UNREADABLE, LinesModel
from ruraldesk.ui.entry.lines.paste_preview import PastePreview
from ruraldesk.ui.entry.lines.pasting import Block, read_block
from ruraldesk.ui.entry.lines.table import LinesTable
from ruraldesk.ui.entry.lines.totals import TotalsStrip
from ruraldesk.ui.entry.note_strip import NoteStrip
from ruraldesk.ui.entry.problem_text import ProblemText
from ruraldesk.ui.entry.source import Sources
from ruraldesk.ui.keys import set_hints
from ruraldesk.ui.widgets import LinkButton, label

_MOST_TOLD = 4  # sentences under the table


class LinesPage(QWidget):
    """Detail rows of one kind."""

    changed = Signal()
    left = Signal()  # a cell is filled
    finished = Signal(int)
    record_wanted = Signal(str, str)
    note_wanted = Signal(str)  # key of the field of the current row; "" for the whole row

    def __init__(self, form: FormDef, sources: Sources, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form = form
        self._sources = sources
        self._own: tuple[Problem, ...] = ()  # about the rows as a whole
        self._found: tuple[tuple[int, str, Problem], ...] = ()  # about single cells
        self._refused = False
        self._uuid = ""
        self.comments: AskedStrip | None = None  # what the office above asks about these rows
        self._typed: tuple[int, str] | None = None  # the cell (row, field) that is being typed in
        self.model = LinesModel(form, sources)
        self.table = LinesTable(self.model, sources, self)
        self.totals = TotalsStrip(self.table, self.model, self)
        self.problem = ProblemText(self)
        self._removed = _RemovedBar(self)
        keys = label(
            tr("Ctrl+V pastes rows · Ctrl+Shift+N puts one in · Ctrl+Delete drops it · F11 wide"),
            "hint",
        )
        keys.setWordWrap(True)
        set_hints(
            self.table,
            tr("Enter next cell · Ctrl+D as above · Ctrl+Delete drops it · Ctrl+PgUp PgDn tabs"),
        )
        self.setFocusProxy(self.table)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 0, 1, 8)
        layout.setSpacing(0)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.totals)
        layout.addWidget(self._removed)
        self._words = QVBoxLayout()
        self._words.setContentsMargins(15, 6, 15, 0)
        self._words.setSpacing(4)
        self.cell_note, self.row_note = NoteStrip(), NoteStrip()
        for part in (self.cell_note, self.row_note, self.problem, keys):
            self._words.addWidget(part)
        layout.addLayout(self._words)
        self._connect()

    def _connect(self) -> None:
        self.model.edited.connect(self._on_edited)
        self.table.moved.connect(self._on_moved)
        self.table.left.connect(self.left)
        self.table.finished.connect(self.finished)
        self.table.delegate.remove_wanted.connect(self.remove_row)
        self.table.delegate.insert_wanted.connect(self.insert_row)
        self.table.delegate.take_back_wanted.connect(self.take_back)
        self.table.delegate.paste_wanted.connect(self.paste)
        self.problem.record_wanted.connect(self.record_wanted)
        self._removed.take_back.clicked.connect(self.take_back)
        self.cell_note.opened.connect(lambda: self.note_wanted.emit(self.current_key()))
        self.row_note.opened.connect(lambda: self.note_wanted.emit(""))

    # what is entered

    def show_lines(self, lines: Sequence[Record], uuid: str = "") -> None:
        """Show the lines of the record `uuid`."""
        self._uuid = uuid
        self._own, self._found = (), ()
        self._typed = None
        self.model.show_lines(lines)
        self._removed.hide()
        self.totals.refresh()
        self._tell_problems()

    def records(self, *, readable: bool) -> tuple[Record, ...]:
        """Return the rows that hold anything."""
        return self.model.records(readable=readable)

    def settle(self) -> None:
        """Take what is being typed."""
        self.table.settle()

    def set_read_only(self, read_only: bool) -> None:
        """Let the rows be read only."""
        self.model.read_only = read_only

    # what is shown

    def show_review(
        self,
        computed: Sequence[Mapping[str, Value]],
        asked: Sequence[Asked],
        problems: Sequence[tuple[int, str, Problem]],
        own: Sequence[Problem],
        *,
        refused: bool = False,
    ) -> None:
        """Show computed cells, what is asked, the problems of cells and of the rows as a whole.

        `computed` and `asked` are empty where nobody looked at the record yet; `refused`: the
        record could not be saved, so that every missing cell is told.
        """
        self._own, self._found, self._refused = tuple(own), tuple(problems), refused
        self.model.show_computed(computed)
        self.model.show_asked(asked)
        self._show_cells()
        self.totals.refresh()
        self._tell_problems()

    def put_comments(self, strip: AskedStrip) -> None:
        """Let what the office above asks stand under the table."""
        self.comments = strip
        self._words.insertWidget(0, strip)
        strip.turned.connect(self._go_to_comment)

    def show_comments(self, asked: Sequence[AskedComment], *, read_only: bool) -> None:
        """Show what is asked about these rows, and mark the cells that are meant."""
        if self.comments is not None:
            self.comments.show_asked(asked, read_only=read_only)
        self.model.show_comments([one.comment for one in asked if one.comment.is_open])

    def show_notes(self, notes: Sequence[Note]) -> None:
        """Show the clerk's own notes on these rows: signs in the cells, the current ones below."""
        self.model.noted.show(notes)
        self.table.viewport().update()
        self._show_note()

    def current_key(self) -> str:
        """Return the key of the field in the current cell; "" for none."""
        index = self.table.currentIndex()
        return self.model.fields[index.column()].key if index.isValid() else ""

    def _show_note(self) -> None:
        index = self.table.currentIndex()
        row, key = index.row(), self.current_key()
        of_row = tr("Row {number}").format(number=row + 1)
        part = tr(self.form.field(key).label) if key else ""
        self.cell_note.show_note(self.model.noted.on(row, key) if key else None, part)
        self.row_note.show_note(self.model.noted.on(row, ""), of_row)

    def _go_to_comment(self) -> None:
        """Let the row that the comment is about be seen; the focus stays where it is."""
        about = self.comments.current() if self.comments is not None else None
        place = self.model.place_of(about) if about is not None else None
        if place is not None:
            self.table.scrollTo(self.model.index(*place))

    def _show_cells(self) -> None:
        """Show the problems of cells, but of the row that is being filled only up to the focus."""
        self.model.show_problems([one for one in self._found if not self._is_to_come(one)])

    def _is_to_come(self, found: tuple[int, str, Problem]) -> bool:
        """Say whether a cell is missing that the clerk has not left yet."""
        number, key, problem = found
        index = self.table.currentIndex()
        if problem.code != "required" or self._refused or not index.isValid():
            return False
        column = next((at for at, one in enumerate(self.model.fields) if one.key == key), -1)
        return self.model.places()[number] == index.row() and column >= index.column()

    def blocked(self) -> tuple[int, int] | None:
        """Return the first cell (row, column) that keeps the record from being saved."""
        for row, one, problem in self.model.problems():
            if problem.level is Level.BLOCK:
                return row, self.model.fields.index(one)
        return None

    def blocks(self) -> int:
        """Return how many cells, and rules about all rows, keep the record from being saved."""
        cells = {
            (row, one.key)
            for row, one, problem in self.model.problems()
            if problem.level is Level.BLOCK
        }
        return len(cells) + sum(problem.level is Level.BLOCK for problem in self._own)

    def go_to_blocked(self) -> None:
        """Go to the first cell with a blocking problem, or the first cell of all."""
        self._typed = None
        row, column = self.blocked() or (0, self.table.first_column(0))
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self.table.go_to(row, column)
        self._tell_problems()  # of the cell in which one stands already, too

    def take_above(self, before: Record | None = None, *, counted: bool = False) -> bool:
        """Take the value above, or what follows it; over the first row stand the lines before."""
        lines = before.lines.get(self.form.key, ()) if before is not None else ()
        return self.table.take_above(lines[-1] if lines else None, counted=counted)

    # rows

    def remove_row(self) -> None:
        """Drop the row with the focus; the bar below brings it back."""
        self.settle()
        index = self.table.currentIndex()
        row, column = index.row(), index.column()
        if self.model.remove(row):
            self._found = ()  # until the next look: rows have moved
            self._removed.show_removed(row + 1)
            self.table.go_to(min(row, self.model.rowCount() - 1), column)

    def insert_row(self) -> None:
        """Begin an empty row above the one with the focus; empty ones are never saved."""
        self.settle()
        row = self.table.currentIndex().row()
        if self.model.insert(row):
            self._found = ()  # until the next look: rows have moved
            self.table.go_to(row, self.table.first_column(row))

    def take_back(self) -> bool:
        """Bring the dropped row back; return False where there is none."""
        row = self.model.take_back()
        if row < 0:
            return False
        self._found = ()
        self._removed.hide()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self.table.go_to(row, self.table.first_column(row))
        return True

    def paste(self) -> None:
        """Show what the clipboard's cells would be, and put them in when that is agreed to."""
        self.settle()
        index = self.table.currentIndex()
        fields = [
            one
            for column, one in enumerate(self.model.fields)
            if column >= index.column() and self.model.enterable(column)
        ]
        held = QGuiApplication.clipboard().mimeData()
        block = read_block(held.text(), fields, self._sources, held.html())
        if block.rows and PastePreview(block, self).exec():
            self.put_block(index.row(), block)

    def put_block(self, row: int, block: Block) -> None:
        """Put pasted cells in from `row` on; rows that are missing are begun."""
        for number, cells in enumerate(block.rows):
            for one, cell in zip(block.fields, cells, strict=False):
                self.model.put(row + number, one.key, cell.value, cell.name)
        self.table.fit_columns()
        self.table.go_to(row, self.table.first_column(row))

    def _on_edited(self) -> None:
        index = self.table.currentIndex()
        if self.table.delegate.open_editor is not None and index.isValid():
            self._typed = index.row(), self.model.fields[index.column()].key
        self.totals.refresh()
        self.changed.emit()

    def _tell_problems(self) -> None:
        """Say what is wrong in the current row, or in all rows where it is right."""
        told = self._told(self.table.currentIndex().row()) or self._told()
        self.problem.show_problems([*self._own, *told][:_MOST_TOLD], own=self._uuid)

    def _told(self, row: int | None = None) -> list[Problem]:
        """Return what is wrong in a row, or in all; a text still being typed is no mistake yet."""
        found = []
        for number, one, problem in self.model.problems(row):
            if problem.code == UNREADABLE:
                if (number, one.key) == self._typed:
                    continue
                place = tr("{lines}, row {number}, ").format(
                    lines=tr(self.form.title), number=number + 1
                )
                sentence = tr("{place}: {sentence}").format(
                    place=place + tr(one.label), sentence=problem.message
                )
                problem = replace(problem, message=sentence)
            found.append(problem)
        return found

    def _on_moved(self) -> None:
        self._typed = None
        index = self.table.currentIndex()
        asked = self.model.comment_at(index.row(), index.column()) if index.isValid() else None
        if asked is not None and self.comments is not None:
            self.comments.turn_to(asked.uuid)
        self._show_note()
        self._show_cells()
        self._tell_problems()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if control and event.key() == Qt.Key.Key_Z and self.take_back():
            return
        super().keyPressEvent(event)


class _RemovedBar(QWidget):
    """Says which row was dropped, and brings it back."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._words = label("", "label")
        self.take_back = LinkButton(tr("Bring it back (Ctrl+Z)"))
        self.take_back.setFont(tokens.font(tokens.LABEL))
        self.take_back.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(15, 2, 8, 0)
        layout.addWidget(self._words)
        layout.addWidget(self.take_back)
        layout.addStretch(1)
        self.hide()

    def show_removed(self, number: int) -> None:
        """Say that row `number` was dropped."""
        self._words.setText(tr("Row {number} is dropped.").format(number=number))
        self.show()
