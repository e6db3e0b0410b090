"""A small list to tick members of a choice list."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ruraldesk.texts.translate import tr
from ruraldesk.ui import tokens
from ruraldesk.ui.widgets import Button

_MOST_ROWS = 11


class _List(QListWidget):
    """A list in which Space ticks and Enter accepts."""

    confirmed = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.confirmed.emit()
        else:
            super().keyPressEvent(event)


class ChoicePopup(QFrame):
    """Ticks for every member; closes by Enter, Esc, or a click elsewhere."""

    accepted = Signal(tuple)  # codes of the ticked members
    finished = Signal()

    def __init__(
        self,
        members: Sequence[tuple[str, str]],
        ticked: Sequence[str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("popup")
        self.setStyleSheet(
            f"#popup {{ background: {tokens.CARD}; border: 1px solid {tokens.FIELD_LINE}; }}"
            "QListWidget { border: none; padding: 0; }"
        )
        self.list = _List(self)
        self.list.setFont(tokens.font(tokens.TABLE))
        for code, text in members:
            item = QListWidgetItem(text, self.list)
            item.setData(Qt.ItemDataRole.UserRole, code)
            checked = Qt.CheckState.Checked if code in ticked else Qt.CheckState.Unchecked
            item.setCheckState(checked)
        self.list.confirmed.connect(self.accept)
        self.list.itemClicked.connect(self._toggle_by_text)
        self.list.setCurrentRow(0)
        self._states = self._ticked()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.setSpacing(6)
        layout.addWidget(self.list)
        layout.addLayout(self._buttons())

    def show_at(self, corner: QPoint, width: int) -> None:
        """Show the list under its column, inside the screen."""
        rows = min(_MOST_ROWS, self.list.count())
        self.list.setFixedHeight(rows * (self.list.sizeHintForRow(0) or tokens.ROW) + 6)
        self.setFixedWidth(max(width, 190))
        self.adjustSize()
        screen = self.screen().availableGeometry()
        x = min(corner.x(), screen.right() - self.width())
        y = min(corner.y(), screen.bottom() - self.height())
        self.move(x, y)
        self.show()
        self.list.setFocus()

    def tick(self, codes: Sequence[str]) -> None:
        """Tick exactly these members."""
        for row in range(self.list.count()):
            item = self.list.item(row)
            on = item.data(Qt.ItemDataRole.UserRole) in codes
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)

    def accept(self) -> None:
        """Take the ticks and close."""
        self.accepted.emit(self._ticked())
        self.close()

    def accept_all(self) -> None:
        """Tick nothing, which narrows nothing, and close."""
        self.tick(())
        self.accept()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.finished.emit()

    def _ticked(self) -> tuple[str, ...]:
        items = (self.list.item(row) for row in range(self.list.count()))
        return tuple(
            item.data(Qt.ItemDataRole.UserRole)
            for item in items
            if item.checkState() is Qt.CheckState.Checked
        )

    def _toggle_by_text(self, item: QListWidgetItem) -> None:
        """A click on the word ticks as well as a click on the box."""
        if self._ticked() == self._states:
            on = item.checkState() is Qt.CheckState.Checked
            item.setCheckState(Qt.CheckState.Unchecked if on else Qt.CheckState.Checked)
        self._states = self._ticked()

    def _buttons(self) -> QHBoxLayout:
        every = Button(tr("All"), self)
        every.clicked.connect(self.accept_all)
        confirm = Button(tr("OK"), self, primary=True, hint="Return")
        confirm.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.addWidget(every)
        row.addStretch(1)
        row.addWidget(confirm)
        return row
