"""What is on the screen before anything else is imported: the grounds and the program's name.

PySide6 makes the several hundred enumerations of `Qt` when the namespace is first touched, even
inside `QPainter.fillRect`, and that takes a sixth of an empty window's time. So these widgets are
coloured by their palettes alone; whoever adds to them should measure again.
"""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QColor, QFont, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QLabel, QWidget

from ruraldesk.texts.translate import tr
from ruraldesk.ui import tokens


def coloured(widget: QWidget, ground: str, ink: str = "") -> QWidget:
    """Give `widget` a ground and a colour of its text."""
    palette = widget.palette()
    palette.setColor(QPalette.ColorRole.Window, QColor(ground))
    palette.setColor(QPalette.ColorRole.WindowText, QColor(ink or tokens.INK))
    widget.setPalette(palette)
    widget.setAutoFillBackground(True)
    return widget


class Brand(QWidget):
    """The program's name at the top of the navigation."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        coloured(self, tokens.PINE_DARK)
        self.setFixedSize(tokens.NAV_WIDTH, tokens.TOP_BAR)
        name = tr("RuralDesk")
        first = self._word(
            name, tokens.font(tokens.BRAND, bold=True, spacing=0.6), tokens.NAV_STRONG
        )
        first.setGeometry(16, 1, first.sizeHint().width(), tokens.TOP_BAR)
        if name == "RuralDesk":
            return
        second = self._word("RuralDesk", tokens.font(tokens.LABEL, spacing=0.8), tokens.NAV_QUIET)
        left = first.geometry().right() + 9
        second.setGeometry(left, 1, tokens.NAV_WIDTH - left, tokens.TOP_BAR)

    def _word(self, text: str, font: QFont, ink: str) -> QLabel:
        word = QLabel(text, self)
        word.setFont(font)
        coloured(word, tokens.PINE_DARK, ink)
        return word


class Frame(QWidget):
    """The empty frame of the window, painted first."""

    painted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        coloured(self, tokens.PAPER)
        self._side = coloured(QWidget(self), tokens.PINE_DARK)
        self._top = coloured(QWidget(self), tokens.CARD)
        self._foot = coloured(QWidget(self), tokens.BAR)
        self._top_line = coloured(QWidget(self), tokens.LINE)
        self._foot_line = coloured(QWidget(self), tokens.LINE)
        self._brand = Brand(self)
        self._was_painted = False

    def resizeEvent(self, event: QResizeEvent) -> None:
        left, foot = tokens.NAV_WIDTH, self.height() - tokens.STATUS_BAR
        right = self.width() - left
        self._side.setGeometry(0, 0, left, self.height())
        self._top.setGeometry(left, 0, right, tokens.TOP_BAR)
        self._top_line.setGeometry(left, tokens.TOP_BAR - 1, right, 1)
        self._foot.setGeometry(left, foot, right, tokens.STATUS_BAR)
        self._foot_line.setGeometry(left, foot, right, 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._was_painted:
            self._was_painted = True
            # Through the timer: the frame reaches the screen before imports take the thread.
            QTimer.singleShot(0, self, self.painted.emit)
