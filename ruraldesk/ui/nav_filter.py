"""The field above the ledgers in which one types to find one of them."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLineEdit, QWidget

from ruraldesk.texts.translate import tr
from ruraldesk.ui import tokens

KEY = "Ctrl+L"
_SHEET = """
QLineEdit { background: $NAV_FIELD; color: $NAV_STRONG; border: 1px solid transparent;
  border-radius: 6px; padding: 0px 8px; min-height: 26px;
  placeholder-text-color: $NAV_QUIET;
  selection-background-color: $NAV_MARK; selection-color: $PINE_DARK; }
QLineEdit:hover { border-color: $NAV_HEADING; }
QLineEdit:focus { border: 2px solid $NAV_MARK; padding: 0px 7px; min-height: 24px; }
"""


class NavFilter(QLineEdit):
    """Narrows the ledgers to those whose name is typed; its keys move through the list below."""

    moved = Signal(int)  # -1 up, 1 down
    accepted = Signal()  # Enter: open the ledger that is marked
    left = Signal()  # Esc

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFont(tokens.font(tokens.TABLE))
        self.setPlaceholderText(tr("Find a ledger"))
        self.setAccessibleName(tr("Find a ledger"))
        self.setToolTip(tr("Name, pinyin or initials of a ledger"))
        self.setStyleSheet(tokens.coloured(_SHEET))
        self.setTextMargins(0, 0, 42, 0)
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.PlaceholderText, QColor(tokens.NAV_QUIET))
        self.setPalette(palette)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Down:
                self.moved.emit(1)
            case Qt.Key.Key_Up:
                self.moved.emit(-1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.accepted.emit()
            case Qt.Key.Key_Escape:
                self.left.emit()
            case _:
                super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.text():
            return
        painter = QPainter(self)
        painter.setFont(tokens.font(tokens.LABEL))
        painter.setPen(QColor(tokens.NAV_QUIET))
        box = QRectF(self.width() - 50, 0, 42, self.height())
        where = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(box, where, KEY.replace("+", " "))
