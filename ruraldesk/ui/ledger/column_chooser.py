"""Which columns to show, and in which order."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ruraldesk.definitions.model import FormDef
from ruraldesk.texts.translate import tr
from ruraldesk.ui import tokens
from ruraldesk.ui.finding import name_matches
from ruraldesk.ui.ledger.columns import default_keys, heading_of
from ruraldesk.ui.widgets import Button, label

_WIDTH, _MOST_HIGH = 260, 420
_FEW = 10  # fields that need no line to find one


class _List(QListWidget):
    """Space ticks, Alt with an arrow moves the column, Enter accepts, a letter finds."""

    confirmed = Signal()
    typed = Signal(str)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.confirmed.emit()
        elif step and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.move_current(step)
        elif event.text().strip() and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)

    def move_current(self, step: int) -> None:
        """Move the current column one place up or down."""
        place = self.currentRow()
        target = place + step
        if 0 <= target < self.count():
            self.insertItem(target, self.takeItem(place))
            self.setCurrentRow(target)


class ColumnChooser(QFrame):
    """A list of all fields: those that are ticked are columns, in the order of the list."""

    accepted = Signal(list)  # field keys; empty: the form's own columns

    def __init__(self, form: FormDef, shown: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("popup")
        self.setStyleSheet(
            f"#popup {{ background: {tokens.CARD}; border: 1px solid {tokens.FIELD_LINE}; }}"
            "QListWidget { border: none; padding: 0; }"
        )
        self._form = form
        self.list = _List(self)
        self.list.setFont(tokens.font(tokens.TABLE))
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.list.confirmed.connect(self.accept)
        self.list.typed.connect(self._find)
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(tr("Find, by pinyin too"))
        self.search.setAccessibleName(tr("Find, by pinyin too"))
        self.search.textChanged.connect(self._narrow)
        self.search.returnPressed.connect(self._tick_found)
        self._fill(shown)
        self.search.setVisible(self.list.count() > _FEW)
        hint = label(tr("Space shows or hides, Alt+↑↓ or dragging moves"), "label")
        hint.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(6)
        layout.addWidget(hint)
        layout.addWidget(self.search)
        layout.addWidget(self.list)
        layout.addLayout(self._buttons())

    def show_at(self, corner: QPoint) -> None:
        """Show the list with its upper right corner at `corner`."""
        rows = self.list.count() * (self.list.sizeHintForRow(0) or tokens.ROW) + 8
        self.setFixedWidth(_WIDTH)
        room = self.screen().availableGeometry()
        self.list.setFixedHeight(0)
        layout = self.layout()
        assert layout is not None
        around = layout.totalHeightForWidth(_WIDTH)
        self.list.setFixedHeight(min(rows, _MOST_HIGH, room.height() - around))
        self.adjustSize()
        self.move(corner.x() - _WIDTH, min(corner.y(), room.bottom() - self.height()))
        self.show()
        self.list.setFocus()

    def keys(self) -> list[str]:
        """Return the ticked fields in their order."""
        items = (self.list.item(row) for row in range(self.list.count()))
        return [
            item.data(Qt.ItemDataRole.UserRole)
            for item in items
            if item.checkState() is Qt.CheckState.Checked
        ]

    def accept(self) -> None:
        """Take the choice and close; at least one column stays."""
        chosen = self.keys()
        self.accepted.emit([] if tuple(chosen) == default_keys(self._form) else chosen)
        self.close()

    def reset(self) -> None:
        """Go back to the form's own columns and close."""
        self.accepted.emit([])
        self.close()

    def _fill(self, shown: Sequence[str]) -> None:
        others = [f.key for f in self._form.asked() if f.key not in shown]
        for key in (*shown, *others):
            item = QListWidgetItem(heading_of(self._form.field(key)), self.list)
            item.setData(Qt.ItemDataRole.UserRole, key)
            on = Qt.CheckState.Checked if key in shown else Qt.CheckState.Unchecked
            item.setCheckState(on)
        self.list.setCurrentRow(0)

    def _find(self, typed: str) -> None:
        """Go on with what was typed in the line that finds."""
        if self.search.isVisible():
            self.search.setFocus()
            self.search.insert(typed)

    def _narrow(self, typed: str) -> None:
        """Show the fields that are called like what is typed."""
        found = [
            item
            for item in map(self.list.item, range(self.list.count()))
            if not self._hide(item, bool(typed.strip()) and not name_matches(item.text(), typed))
        ]
        if found:
            self.list.setCurrentItem(found[0])

    def _hide(self, item: QListWidgetItem, hidden: bool) -> bool:
        item.setHidden(hidden)
        return hidden

    def _tick_found(self) -> None:
        """Tick the field that was found, or take its tick away, and let the next be typed."""
        item = self.list.currentItem()
        if self.search.text().strip() and not item.isHidden():
            on = item.checkState() is Qt.CheckState.Checked
            item.setCheckState(Qt.CheckState.Unchecked if on else Qt.CheckState.Checked)
            self.search.clear()
            self.list.scrollToItem(item)
        else:
            self.accept()

    def _buttons(self) -> QHBoxLayout:
        reset = Button(tr("Default"), self)
        reset.clicked.connect(self.reset)
        confirm = Button(tr("OK"), self, primary=True, hint="Return")
        confirm.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.addWidget(reset)
        row.addStretch(1)
        row.addWidget(confirm)
        return row
