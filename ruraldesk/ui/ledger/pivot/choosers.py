"""The buttons that say what a table of groups is about; a click opens what else it could be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from ruraldesk.definitions.model import FieldDef, FormDef
from ruraldesk.services.pivot_axes import BETWEEN, FUNCTIONS, Axis, counted, functions_of
from ruraldesk.texts.translate import tr
from ruraldesk.ui.finding import name_matches
from ruraldesk.ui.ledger.pivot.finding_menu import FindingMenu
from ruraldesk.ui.widgets import Button

LONGEST = 32  # letters of a name on a button; a Chinese character is as wide as two
NARROW = 18  # of a name on a button where the screen is small, or the text large
_FEW = 10  # questions that need no line to find one
_MOST_FOUND = 20
_FUNCTION_WORDS = {
    "count": "Number of records",
    "sum": "Sum",
    "average": "Average",
    "least": "Least",
    "greatest": "Greatest",
}


class AxisButton(Button):
    """Chooses one question out of the form's, or none."""

    chosen = Signal(str)  # source of the axis, "" for none

    def __init__(
        self,
        what: str,
        axes: Sequence[Axis],
        longest: int = LONGEST,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(what, parent, menu=True)
        self._what, self._axes, self._longest = what, axes, longest
        self._known = {one.source: one for axis in axes for one in axis.all()}
        self._source = ""
        self._taken: frozenset[str] = frozenset()
        self.clicked.connect(self._open)
        self.show_axis("", frozenset())

    def offer(self, axes: Sequence[Axis]) -> None:
        """Let these be chosen from now on: other rows are counted."""
        self._axes = axes
        self._known = {one.source: one for axis in axes for one in axis.all()}

    def show_axis(self, source: str, taken: frozenset[str]) -> None:
        """Show what is chosen; `taken` are asked elsewhere in the table already."""
        self._source, self._taken = source, taken
        axis = self._known.get(source)
        told = axis.label if axis is not None else tr("none")
        words = tr("{place}: {sentence}").format(
            place=self._what, sentence=_short(told, self._longest)
        )
        self.setText(words)
        self.setAccessibleName(tr("{place}: {sentence}").format(place=self._what, sentence=told))
        self.setToolTip(told if _short(told, self._longest) != told else "")
        self.updateGeometry()
        self.update()

    def menu(self) -> QMenu:
        """Return what can be chosen; questions about a referenced record stand in a menu of it."""
        menu = FindingMenu(self._add_found, self) if len(self._known) > _FEW else QMenu(self)
        _entry(menu, tr("none"), not self._source, partial(self.chosen.emit, ""))
        menu.addSeparator()
        self._fill(menu, self._axes, "")
        return menu

    def _add_found(self, menu: QMenu, typed: str) -> None:
        """Add what is called as typed, from all menus within; whose own name it is comes first."""
        found = [one for one in self._known.values() if _is_called(one.label, typed)]
        found.sort(key=lambda one: one.label.count(BETWEEN))
        for axis in found[:_MOST_FOUND]:
            self._add(menu, axis.label, axis)
        if not found:
            told = tr("Nothing found. Try a part of the name, or pinyin initials.")
            menu.addAction(told).setEnabled(False)

    def _fill(self, menu: QMenu, axes: Sequence[Axis], before: str) -> None:
        for axis in axes:
            name = axis.label.removeprefix(before)
            if not axis.more:
                self._add(menu, name, axis)
                continue
            inner = menu.addMenu(name)
            inner.aboutToShow.connect(partial(self._fill_once, inner, axis))

    def _fill_once(self, menu: QMenu, axis: Axis) -> None:
        """Fill the menu of a reference or a date when it is first opened: most never are."""
        if menu.actions():
            return
        if axis.source:
            self._add(menu, axis.label.rpartition(BETWEEN)[2], axis)
            menu.addSeparator()
        self._fill(menu, axis.more, f"{axis.label}{BETWEEN}")

    def _add(self, menu: QMenu, name: str, axis: Axis) -> None:
        on = axis.source == self._source
        entry = _entry(menu, name, on, partial(self.chosen.emit, axis.source))
        entry.setEnabled(on or axis.source not in self._taken)

    def _open(self) -> None:
        self.menu().popup(self.mapToGlobal(QPoint(0, self.height() + 3)))


class RowsButton(Button):
    """Chooses what is counted: the records of a ledger, or one kind of their lines."""

    chosen = Signal(str)  # key of the lines, "" for the records

    def __init__(
        self, form: FormDef, longest: int = LONGEST, parent: QWidget | None = None
    ) -> None:
        super().__init__("", parent, menu=True)
        self._form, self._longest, self._lines = form, longest, ""
        if not form.lines:
            self.hide()
        self.clicked.connect(self._open)
        self.show_lines("")

    def show_lines(self, lines: str) -> None:
        """Show what is counted."""
        self._lines = lines
        words, told = tr("{place}: {sentence}"), tr(counted(self._form, lines).title)
        self.setText(words.format(place=tr("Made of"), sentence=_short(told, self._longest)))
        self.setAccessibleName(words.format(place=tr("Made of"), sentence=told))
        self.setToolTip(tr("Count the records of the ledger, or the rows that belong to them"))
        self.updateGeometry()
        self.update()

    def menu(self) -> QMenu:
        """Return what can be counted."""
        menu = QMenu(self)
        _entry(menu, tr(self._form.title), not self._lines, partial(self.chosen.emit, ""))
        menu.addSeparator()
        for one in self._form.lines:
            _entry(menu, tr(one.title), one.key == self._lines, partial(self.chosen.emit, one.key))
        return menu

    def _open(self) -> None:
        self.menu().popup(self.mapToGlobal(QPoint(0, self.height() + 3)))


class ValueButton(Button):
    """Chooses what is told of the rows: how many, or something of one of their numbers."""

    chosen = Signal(str, str)  # one of FUNCTIONS, key of the number ("" for a count)

    def __init__(
        self, fields: Sequence[FieldDef], longest: int = LONGEST, parent: QWidget | None = None
    ) -> None:
        super().__init__("", parent, menu=True)
        self._fields, self._longest = fields, longest
        self._spec = ("", "")
        self.clicked.connect(self._open)

    def offer(self, fields: Sequence[FieldDef]) -> None:
        """Let these be chosen from now on: other rows are counted."""
        self._fields = fields

    def show_value(self, function: str, key: str, words: str) -> None:
        """Show what is chosen, in words."""
        self._spec = (function, key)
        self.setText(
            tr("{place}: {sentence}").format(
                place=tr("Told"), sentence=_short(words, self._longest)
            )
        )
        self.setToolTip(words if _short(words, self._longest) != words else "")
        self.updateGeometry()
        self.update()

    def menu(self) -> QMenu:
        """Return what can be chosen: a count, and a menu for each number."""
        menu = QMenu(self)
        count = FUNCTIONS[0]
        words = tr(_FUNCTION_WORDS[count])
        _entry(menu, words, self._spec == (count, ""), partial(self.chosen.emit, count, ""))
        if self._fields:
            menu.addSeparator()
        for field in self._fields:
            inner = menu.addMenu(tr(field.label))
            for function in functions_of(field):
                on = self._spec == (function, field.key)
                act = partial(self.chosen.emit, function, field.key)
                _entry(inner, tr(_FUNCTION_WORDS[function]), on, act)
        return menu

    def _open(self) -> None:
        self.menu().popup(self.mapToGlobal(QPoint(0, self.height() + 3)))


def _entry(menu: QMenu, text: str, on: bool, act: Callable[[], object]) -> QAction:
    entry = menu.addAction(text)
    entry.setCheckable(True)
    entry.setChecked(on)
    entry.triggered.connect(lambda: act())
    return entry


def _is_called(label: str, typed: str) -> bool:
    """Say whether a question is called so, with the record that it is about or alone."""
    own = label.rpartition(BETWEEN)[2]
    return name_matches(label, typed) or (own != label and name_matches(own, typed))


def _short(text: str, longest: int) -> str:
    """Return the text as a button shows it; of a long one the end, which tells paths apart."""
    shown = text
    while sum(1 if char.isascii() else 2 for char in shown) > longest:
        shown = f"…{shown.lstrip('…')[1:]}"
    return shown
