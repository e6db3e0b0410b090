"""The top line: one search over everything, the unit, the month, the operator."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPen, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QSizePolicy, QWidget

from ruraldesk.texts.translate import tr
from ruraldesk.ui import tokens
from ruraldesk.ui.widgets import Ground, LinkButton, label

SEARCH_WIDTH = 420
MENU_KEY = "Alt+M"

_ITEM = 32  # pixels of a line in a menu
_TIGHT = "QMenu::item { padding-top: 3px; padding-bottom: 3px; }"


class SearchField(QLineEdit):
    """The search over everything; the key that leads here stands at its end."""

    moved = Signal(int)  # arrow keys, for the list of results: -1 up, 1 down
    left = Signal()  # Esc

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFont(tokens.font(tokens.TEXT))
        self.setAccessibleName(tr("Search everything"))
        self.setPlaceholderText(
            tr("Find anything: names, projects, pinyin initials, ends of ID numbers…")
        )
        self.setMinimumWidth(180)
        self.setMaximumWidth(SEARCH_WIDTH)
        self.setFixedHeight(tokens.BUTTON)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setTextMargins(2, 0, 64, 0)
        self.setStyleSheet(f"QLineEdit:!focus {{ background: {tokens.FIELD}; }}")
        self._key_font = tokens.font(tokens.LABEL)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.moved.emit(1)
        elif event.key() == Qt.Key.Key_Up:
            self.moved.emit(-1)
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._key_font)
        box = QRectF(self.width() - 66, self.height() / 2 - 8.5, 55, 17)
        painter.setPen(QPen(QColor(tokens.FIELD_LINE), 1))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setPen(QColor(tokens.QUIET))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "Ctrl K")


class MonthChip(LinkButton):
    """The month that is worked on; a click chooses another one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setFont(tokens.font(tokens.TABLE))

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + 26, tokens.BUTTON)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(0, (self.height() - 26) / 2, self.width(), 26).adjusted(1, 1, -1, -1)
        painter.setPen(QPen(QColor(tokens.PINE), 2) if self.hasFocus() else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.PINE_TINT if self.underMouse() else tokens.PINE_FAINT))
        painter.drawRoundedRect(box, 12, 12)
        painter.setPen(QColor(tokens.PINE))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self.text())


class TopBar(Ground):
    """Search at the left; unit, month and operator at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tokens.CARD, parent, edge="bottom")
        self.setFixedHeight(tokens.TOP_BAR)
        self.search = SearchField(self)
        self.unit = label("", "strong")
        self.month = MonthChip(self)
        self.operator = LinkButton("", self, menu=True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(tokens.MARGIN, 1, tokens.MARGIN - 8, 1)
        layout.setSpacing(14)
        layout.addWidget(self.search, 3)
        layout.addStretch(1)
        layout.addWidget(self.unit)
        layout.addWidget(self.month)
        layout.addSpacing(-8)
        layout.addWidget(self.operator)
        QShortcut(QKeySequence(MENU_KEY), self).activated.connect(self.operator.click)
        self.operator.setToolTip(f"{tr('Menu')}  {MENU_KEY}")
        self.month.setToolTip(tr("Choose the month that is worked on"))
        self.show_no_book()

    def show_no_book(self) -> None:
        """Nothing is open yet: only the operator's menu can be used."""
        self.search.hide()
        self.unit.hide()
        self.month.hide()
        self.show_operator("")

    def show_book(self, unit: str, month: str) -> None:
        """Show whose book is open, and the month that is worked on ("2023-11")."""
        self.search.show()
        self.unit.setText(unit)
        self.unit.show()
        self.show_month(month)
        self.month.show()

    def show_month(self, month: str, standing: str = "") -> None:
        """Show the month that is worked on, and in a word where it stands if that is known."""
        year, number = month.split("-")
        told = tr("{year}-{month}").format(year=year, month=int(number))
        self.month.setText(f"{told} · {standing}" if standing else told)
        self.month.updateGeometry()

    def show_operator(self, name: str) -> None:
        """Show who keeps the book."""
        text = tr("Bookkeeper {name}").format(name=name) if name else tr("Menu")
        self.operator.setText(text)
        self.operator.updateGeometry()

    def open_menu(self, menu: QMenu) -> None:
        """Show `menu` under the operator's name."""
        if len(menu.actions()) * _ITEM > self.screen().availableGeometry().height():
            menu.setStyleSheet(_TIGHT)  # else the last one would begin a second column
        corner = self.operator.mapToGlobal(self.operator.rect().bottomRight())
        menu.popup(corner - QPoint(menu.sizeHint().width() - 1, 0))
