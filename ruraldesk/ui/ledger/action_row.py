"""Buttons side by side; those for which there is no room go into a menu."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from ruraldesk.texts.translate import tr
from ruraldesk.ui import tokens
from ruraldesk.ui.widgets import Button

_GAP = 8


class ActionRow(QWidget):
    """The acts of a page. The last one stands at the right end."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(tokens.BUTTON)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._buttons: list[Button] = []
        self._more = Button(tr("More"), self, menu=True)
        self._more.clicked.connect(self._open_more)
        self._more.hide()

    def add(self, button: Button) -> Button:
        """Add a button after the others."""
        button.setParent(self)
        self._buttons.append(button)
        return button

    def lay_out(self) -> None:
        """Place the buttons; call it when one appears, goes, or changes its text."""
        wanted = [button for button in self._buttons if not button.property("put_away")]
        for button in self._buttons:
            button.hide()
        *row, last = wanted
        room = self.width() - last.sizeHint().width() - _GAP
        shown = self._that_fit(row, room)
        left = 0
        for button in shown if len(shown) == len(row) else [*shown, self._more]:
            button.setGeometry(left, 0, button.sizeHint().width(), tokens.BUTTON)
            button.show()
            left += button.width() + _GAP
        self._more.setVisible(len(shown) < len(row))
        width = last.sizeHint().width()
        last.setGeometry(max(left, self.width() - width), 0, width, tokens.BUTTON)
        last.show()

    def put_away(self, button: Button, away: bool) -> None:
        """Leave a button out, or bring it back."""
        button.setProperty("put_away", away)
        self.lay_out()

    def _that_fit(self, row: list[Button], room: int) -> list[Button]:
        widths = [button.sizeHint().width() + _GAP for button in row]
        if sum(widths) <= room:
            return row
        room -= self._more.sizeHint().width() + _GAP
        count = 0
        while count < len(row) and sum(widths[: count + 1]) <= room:
            count += 1
        return row[: max(1, count)]

    def _open_more(self) -> None:
        menu = QMenu(self)
        for button in self._buttons:
            if button.isHidden() and not button.property("put_away"):
                act = menu.addAction(button.text())
                act.setEnabled(button.isEnabled())
                act.triggered.connect(button.click)
        menu.popup(self._more.mapToGlobal(QPoint(0, self._more.height() + 2)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self._buttons:
            self.lay_out()

    def minimumSizeHint(self) -> QSize:
        return QSize(120, tokens.BUTTON)

    def sizeHint(self) -> QSize:
        return QSize(600, tokens.BUTTON)
