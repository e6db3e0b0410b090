"""The pages of one record: the form's own fields, and a tab for each kind of detail rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from ruraldesk.definitions.fitting import value_fault
from ruraldesk.definitions.model import FormDef, Record, Value
from ruraldesk.errors import Level
from ruraldesk.services.series import continued
from ruraldesk.texts.translate import tr
from ruraldesk.ui.entry.editors import show_known
from ruraldesk.ui.entry.form_page import FormPage
from ruraldesk.ui.entry.lines.page import LinesPage
from ruraldesk.ui.entry.problem_text import ProblemText
from ruraldesk.ui.entry.sorting_problems import Sorted
from ruraldesk.ui.entry.source import Sources
from ruraldesk.ui.entry.tab_strip import TabStrip

if TYPE_CHECKING:
    from ruraldesk.services.entry import Review


@dataclass(frozen=True, slots=True)
class Entered:
    """What is in the pages: values by key, names of references, detail rows."""

    values: Mapping[str, Value]
    names: Mapping[str, str]
    lines: Mapping[str, tuple[Record, ...]]


@dataclass(frozen=True, slots=True)
class Place:
    """Where the focus is: a tab, and in it a field of the form or a cell."""

    tab: int
    key: str
    row: int = 0
    column: int = 0


class EntryPages(QWidget):
    """Shows a record, gives back what was entered; knows nothing of saving."""

    changed = Signal()
    left = Signal()  # a field lost the focus
    finished = Signal(int)  # stepped past the end (1) or before the beginning (-1)
    record_wanted = Signal(str, str)

    def __init__(self, form: FormDef, sources: Sources, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._form = form
        self._uuid = ""
        self._record_blocks = 0
        self._asked_tabs: frozenset[str] = frozenset()
        self.page = FormPage(form, sources)
        self.lines = {one.key: LinesPage(one, sources) for one in form.lines}
        self.tabs = TabStrip([tr("Basics"), *(tr(one.title) for one in form.lines)])
        self.problem = ProblemText()
        self.problem.setContentsMargins(16, 8, 16, 0)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.page)
        for page in self.lines.values():
            self._stack.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.tabs)
        layout.addWidget(self.problem)
        layout.addWidget(self._stack, 1)
        self._connect()

    def _connect(self) -> None:
        self.tabs.chosen.connect(self.go_to_tab)
        self.problem.record_wanted.connect(self.record_wanted)
        self.page.changed.connect(lambda _: self.changed.emit())
        self.page.left.connect(lambda _: self.left.emit())
        self.page.finished.connect(self.finished)
        self.page.record_wanted.connect(self.record_wanted)
        for page in self.lines.values():
            page.changed.connect(self.changed)
            page.left.connect(self.left)
            page.finished.connect(self.finished)
            page.record_wanted.connect(self.record_wanted)

    # what is entered

    def show_record(self, record: Record) -> None:
        """Show a record; nothing of it counts as touched."""
        self._uuid = record.uuid
        self.problem.show_problems(())
        self.page.show_record(record)
        for key, page in self.lines.items():
            page.show_lines(record.lines.get(key, ()), record.uuid)
        self._count()

    def entered(self) -> Entered:
        """Return all that was entered, texts that are no values included: what a draft keeps."""
        lines = {key: page.records(readable=False) for key, page in self.lines.items()}
        return Entered(self.page.entered_values(), self.page.names(), lines)

    def readable(self) -> Entered:
        """Return what was entered without texts that are no values: what is reviewed and saved."""
        boxes, values = self.page.boxes, self.page.entered_values()
        for key in boxes.keys() & values.keys():
            if value_fault(boxes[key].editor.field, values[key]):
                values[key] = None
        lines = {key: page.records(readable=True) for key, page in self.lines.items()}
        return Entered(values, self.page.names(), lines)

    def unreadable(self) -> dict[str, str]:
        """Return the fields of the form whose text is no value, with the sentence about it."""
        return self.page.unreadable()

    def typing_in(self, keys: Iterable[str]) -> str:
        """Return which of the fields `keys` has the focus; "" for none."""
        key = self.page.focused()
        return key if key in set(keys) else ""

    def has_unreadable(self) -> bool:
        """Say whether any text in fields or detail rows is no value."""
        return bool(self.unreadable()) or any(
            page.model.unreadable() for page in self.lines.values()
        )

    def settle(self) -> None:
        """Take what is being typed as final."""
        self.page.settle()
        for page in self.lines.values():
            page.settle()

    def set_read_only(self, read_only: bool) -> None:
        """Let everything be read only."""
        self.page.set_read_only(read_only)
        for page in self.lines.values():
            page.set_read_only(read_only)

    # what is shown

    def show_review(
        self, review: Review, problems: Sorted, *, all_of_them: bool, refused: bool
    ) -> None:
        """Show what is asked, what is computed and what is wrong; `refused`: it was not saved."""
        self.page.show_asked(review.visible, review.required)
        self.page.show_computed(review.computed)
        self.page.show_problems(problems.fields, all_of_them=all_of_them, own=self._uuid)
        for key, page in self.lines.items():
            told = problems.lines.get(key, ())
            page.show_review(
                review.line_computed.get(key, ()),
                review.line_asked.get(key, ()),
                problems.cells.get(key, ()),
                [one for one in told if all_of_them or one.code != "required"],
                refused=refused,
            )
        self.problem.show_problems(problems.record, own=self._uuid)
        self._record_blocks = sum(one.level is Level.BLOCK for one in problems.record)
        self._count()

    def show_changes(self, saved: Record, present: Mapping[str, Value]) -> None:
        """Mark the fields that differ from the saved record."""
        self.page.show_changes(saved, present)

    def show_asked_tabs(self, keys: Iterable[str]) -> None:
        """Mark the tabs of detail rows about which the office above asks something."""
        self._asked_tabs = frozenset(keys)
        self._count()

    def _count(self) -> None:
        self.tabs.show_wrong(0, bool(self.page.first_blocked()))
        for place, (key, page) in enumerate(self.lines.items(), start=1):
            wrong = page.blocks() > 0 or key in self._asked_tabs
            self.tabs.show_count(place, page.model.count(), wrong=wrong)

    # where the focus goes

    def go_to_tab(self, place: int) -> None:
        """Show a tab and give its first field or cell the focus."""
        self.settle()
        self.show_tab(place)
        if place == 0:
            key = self.page.first_stop()
            if key:
                self.page.focus(key)
        else:
            self._line_page(place).table.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_tab(self, place: int) -> None:
        """Show a tab without moving the focus."""
        self._stack.setCurrentIndex(place)
        self.tabs.set_current(place)

    def turn(self, direction: int) -> None:
        """Go to the next tab (1) or the one before (-1), round and round."""
        self.go_to_tab((self.tabs.current() + direction) % self._stack.count())

    def place(self) -> Place:
        """Return where the focus is, for `return_to`."""
        tab = self.tabs.current()
        if tab == 0:
            return Place(0, self.page.focused())
        index = self._line_page(tab).table.currentIndex()
        return Place(tab, "", index.row(), index.column())

    def return_to(self, place: Place) -> None:
        """Give the focus back to where it was."""
        self.show_tab(place.tab)
        if place.tab:
            page = self._line_page(place.tab)
            page.table.setFocus(Qt.FocusReason.OtherFocusReason)
            page.table.go_to(min(place.row, page.model.rowCount() - 1), place.column)
        elif place.key:
            self.page.focus(place.key)

    def count(self) -> int:
        """Return the number of tabs."""
        return self._stack.count()

    def start(self, *, empty: bool) -> None:
        """Give the focus to the first field, with `empty` to the first that is empty."""
        self.show_tab(0)
        key = self.page.first_stop(empty=empty)
        if key:
            self.page.focus(key)

    def go_back(self) -> None:
        """Give the focus to the last field of the current tab."""
        if self.tabs.current() == 0:
            self.page.focus_last()
        else:
            self._line_page(self.tabs.current()).table.setFocus(Qt.FocusReason.OtherFocusReason)

    def go_to_problem(self) -> bool:
        """Give the focus to the first field that keeps the record from being saved."""
        key = self.page.first_blocked()
        if key:
            self.show_tab(0)
            self.page.focus(key)
            return True
        for place, page in enumerate(self.lines.values(), start=1):
            if page.blocks():
                self.show_tab(place)
                page.go_to_blocked()
                return True
        return False

    def take_above(self, before: Record | None, *, counted: bool = False) -> bool:
        """Take into the current field the value that `before` has; in rows, the value above.

        Args:
            counted: take what follows it.
        """
        place = self.tabs.current()
        if place:
            return self._line_page(place).take_above(before, counted=counted)
        key = self.page.focused()
        if not key or before is None or before[key] is None:
            return False
        editor, field = self.page.boxes[key].editor, self.page.boxes[key].field
        if not field.stored or (field.unique and not counted):
            return False
        value = continued(field, [before[key]], 1)[0] if counted else before[key]
        if value != before[key]:
            editor.show_value(value)
        else:
            editor.show_value(value, before.names.get(key, ""))
            show_known(editor, before[field.known])
        editor.selectAll()
        editor.changed.emit()
        return True

    def count_blocks(self) -> int:
        """Return how many places keep the record from being saved."""
        fields = sum(box.blocks() for box in self.page.boxes.values())
        return fields + self._record_blocks + sum(page.blocks() for page in self.lines.values())

    def holds_focus(self) -> bool:
        """Say whether the focus is in here."""
        focus = QApplication.focusWidget()
        return focus is not None and self.isAncestorOf(focus)

    def _line_page(self, place: int) -> LinesPage:
        return list(self.lines.values())[place - 1]
