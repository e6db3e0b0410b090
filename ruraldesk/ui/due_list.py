"""The list of what is due; many things alike are one line, which Enter or a click unfolds."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QWidget

from ruraldesk.services.due_groups import DueGroup
from ruraldesk.services.home import Due
from ruraldesk.texts.translate import tr
from ruraldesk.ui.row_list import Item, RowList


class DueList(RowList):
    """Shows groups of due things; those that were unfolded stay so when they are read again."""

    due_opened = Signal(str, str)  # form key, UUID
    menu_asked = Signal(object, QPoint)  # a due thing, where on the screen

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, empty_text=tr("Nothing is due."))
        self._groups: Sequence[DueGroup] = ()
        self._unfolded: set[tuple[str, str, str]] = set()
        self._lines: list[DueGroup | Due] = []
        self.opened.connect(self._open)

    def show_groups(self, groups: Sequence[DueGroup]) -> None:
        """Show what is due."""
        self._groups = groups
        self._lines = []
        items: list[Item] = []
        for group in groups:
            if len(group.things) == 1:
                self._lines.append(group.things[0])
                items.append(due_item(group.things[0]))
                continue
            unfolded = group.key in self._unfolded
            self._lines.append(group)
            items.append(_group_item(group, unfolded=unfolded))
            if unfolded:
                self._lines += group.things
                items += [due_item(one, inset=True) for one in group.things]
        super().show_items(items)

    def show_items(self, items: Sequence[Item]) -> None:
        """Show other lines, of which only `opened` tells."""
        self._groups, self._lines = (), []
        super().show_items(items)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of the thing under the pointer, or of that the keys have come to."""
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        number = self.current() if by_key else self._row_at(event.pos())
        line = self._lines[number] if 0 <= number < len(self._lines) else None
        if isinstance(line, Due):
            place = self.rect_of(number).bottomLeft() if by_key else event.pos()
            self.menu_asked.emit(line, self.viewport().mapToGlobal(place))

    def _open(self, number: int) -> None:
        if number >= len(self._lines):
            return
        line = self._lines[number]
        if isinstance(line, DueGroup):
            self._unfolded ^= {line.key}
            self.show_groups(self._groups)
        else:
            self.due_opened.emit(line.form, line.record)


def due_item(due: Due, *, inset: bool = False) -> Item:
    """Return the line of something due: how soon, what, and whom it concerns."""
    chip, tone = _how_soon(due)
    return Item(chip, tone, f"　{due.message}" if inset else due.message, due.who)


def _group_item(group: DueGroup, *, unfolded: bool) -> Item:
    chip, tone = _how_soon(group.things[0])
    return Item(chip, tone, group.message, tr("Fold up") if unfolded else tr("Unfold"))


def _how_soon(due: Due) -> tuple[str, str]:
    if due.days < 0:
        return tr("Overdue {days} d").format(days=-due.days), "cinnabar"
    if due.days <= 2:
        return (tr("Today"), tr("Tomorrow"), tr("In 2 days"))[due.days], "wheat"
    return f"{due.due:%m-%d}", "sky"
