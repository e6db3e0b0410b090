"""A menu with a line to find an entry in, however deep it stands."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QLineEdit, QMenu, QVBoxLayout, QWidget, QWidgetAction

from ruraldesk.texts.translate import tr

_LINE_WIDTH = 240
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class _Line(QLineEdit):
    """Enter takes what was found; arrows and Escape are the menu's."""

    entered = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER:
            self.entered.emit()
        else:
            super().keyPressEvent(event)


class FindingMenu(QMenu):
    """While something is typed, only what is called so is offered, from all menus within it."""

    def __init__(self, add_found: Callable[[QMenu, str], None], parent: QWidget) -> None:
        """Make a menu that still has no entries; `add_found` adds those that are called so."""
        super().__init__(parent)
        self._add_found = add_found
        self._entries: list[QAction] = []  # what is offered while nothing is typed
        self._found: list[QAction] = []
        self.line = _Line()
        self.line.setPlaceholderText(tr("Find, by pinyin too"))
        self.line.setAccessibleName(tr("Find, by pinyin too"))
        self.line.setClearButtonEnabled(True)
        self.line.setMinimumWidth(_LINE_WIDTH)
        self.line.textChanged.connect(self._narrow)
        self.line.entered.connect(self._take_first)
        around = QWidget()
        around.setFocusProxy(self.line)
        inside = QVBoxLayout(around)
        inside.setContentsMargins(6, 4, 6, 6)
        inside.addWidget(self.line)
        self._finding = QWidgetAction(self)
        self._finding.setDefaultWidget(around)
        self.addAction(self._finding)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.setActiveAction(self._finding)  # from there an arrow leads to the first entry
        self.line.setFocus(Qt.FocusReason.PopupFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        typed = event.text()
        if typed.strip() and typed.isprintable() and not self.line.hasFocus():
            self.line.setFocus()
            self.line.setText(self.line.text() + typed)
        else:
            super().keyPressEvent(event)

    def _narrow(self, text: str) -> None:
        typed = text.strip()
        for old in self._found:
            self.removeAction(old)
            old.deleteLater()
        if not self._entries:
            self._entries = [one for one in self.actions() if one is not self._finding]
        for entry in self._entries:
            entry.setVisible(not typed)
        self._found = []
        if typed:
            self._add_found(self, typed)
            kept = {self._finding, *self._entries}
            self._found = [one for one in self.actions() if one not in kept]
        self.setActiveAction(self._finding)

    def _take_first(self) -> None:
        first = next((one for one in self._found if one.isEnabled()), None)
        if first is not None:
            self.close()
            first.trigger()
