"""A line between head and tabs: a draft that waits, a book that can only be read."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ruraldesk.ui import tokens
from ruraldesk.ui.widgets import LinkButton, label, recolour


class NoticeBar(QWidget):
    """One sentence on a quiet ground, with what can be done about it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tone = tokens.TONES["wheat"]
        self._words = label("", "label")
        self._words.setWordWrap(True)
        self._buttons: list[LinkButton] = []
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(16, 3, 8, 3)
        self._layout.setSpacing(2)
        self._layout.addWidget(self._words, 1)
        self.hide()

    def tell(
        self, text: str, tone: str, acts: Sequence[tuple[str, Callable[[], object]]] = ()
    ) -> None:
        """Show `text`, with a button for each of `acts`: its words, and what it does."""
        self.clear()
        self._tone = tokens.TONES[tone]
        recolour(self._words, self._tone.text)
        self._words.setText(text)
        for words, act in acts:
            button = LinkButton(words, self)
            button.setFont(tokens.font(tokens.LABEL, bold=True))
            button.setAccessibleDescription(text)
            button.clicked.connect(act)
            self._layout.addWidget(button)
            QWidget.setTabOrder(self._buttons[-1] if self._buttons else self, button)
            self._buttons.append(button)
        if self._buttons:
            self.setFocusProxy(self._buttons[0])
        self.show()

    def text(self) -> str:
        """Return what is shown; "" for nothing."""
        return "" if self.isHidden() else self._words.text()

    def buttons(self) -> list[LinkButton]:
        """Return the buttons that are shown."""
        return list(self._buttons)

    def clear(self) -> None:
        """Show nothing."""
        self.setFocusProxy(None)  # type: ignore[arg-type]  # Qt takes none
        for button in self._buttons:
            self._layout.removeWidget(button)
            button.deleteLater()
        self._buttons.clear()
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), QColor(self._tone.ground))
