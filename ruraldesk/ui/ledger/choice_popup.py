"""A small list to tick values of a column; typing narrows it, by pinyin too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QColor, QHideEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from ruraldesk.texts.translate import tr
from ruraldesk.ui import tokens
from ruraldesk.ui.finding import name_matches
from ruraldesk.ui.widgets import Button, label

_MOST_ROWS = 11
_FEW = 8  # values that need no field to find one
_NARROWEST, _WIDEST = 230, 420
_CODE = Qt.ItemDataRole.UserRole
_ROWS = Qt.ItemDataRole.UserRole + 1  # how many rows have the value, in words
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class _List(QListWidget):
    """A list in which Space ticks, Enter accepts, and letters go to the field above."""

    confirmed = Signal()
    typed = Signal(str)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        text = event.text()
        if event.key() in _ENTER:
            self.confirmed.emit()
        elif text.strip() and text.isprintable():
            self.typed.emit(text)
        else:
            super().keyPressEvent(event)


class _Counted(QStyledItemDelegate):
    """Paints how many rows have the value at the right end of its line."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        count = index.data(_ROWS)
        rect = QRect(option.rect)  # type: ignore[attr-defined]
        if count:
            room = option.fontMetrics.horizontalAdvance(count) + 12  # type: ignore[attr-defined]
            option.rect.setRight(rect.right() - room)  # type: ignore[attr-defined]
        super().paint(painter, option, index)
        if count:
            painter.save()
            painter.setFont(option.font)  # type: ignore[attr-defined]
            painter.setPen(QColor(tokens.QUIET))
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(rect.adjusted(0, 0, -6, 0), right, count)
            painter.restore()


class ChoicePopup(QFrame):
    """Ticks for every value; closes by Enter, Esc, or a click elsewhere."""

    accepted = Signal(tuple)  # codes of the ticked values
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
        self._known: dict[str, str] = {}
        self._corner, self._width = QPoint(), 0
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(tr("Find, by pinyin too"))
        self.search.setAccessibleName(tr("Find, by pinyin too"))
        self.search.textChanged.connect(lambda: self._narrow())
        self.search.returnPressed.connect(self._accept_found)
        self.list = _List(self)
        self.list.setFont(tokens.font(tokens.TABLE))
        self.list.setItemDelegate(_Counted(self.list))
        self.list.confirmed.connect(self.accept)
        self.list.typed.connect(self._type)
        self.list.itemClicked.connect(self._toggle_by_text)
        self.note = label("", "label")
        self.note.setWordWrap(True)
        self.note.hide()
        self._states: tuple[str, ...] = ()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.setSpacing(6)
        layout.addWidget(self.search)
        layout.addWidget(self.list)
        layout.addWidget(self.note)
        layout.addLayout(self._buttons())
        self.show_values([(code, text, "") for code, text in members], ticked)

    def show_values(
        self, values: Sequence[tuple[str, str, str]], ticked: Sequence[str] | None = None
    ) -> None:
        """Offer these values: code, what it is called, and how many rows have it, in words.

        Args:
            ticked: codes; None keeps the ticks that there are.
        """
        kept = self._ticked() if ticked is None else tuple(ticked)
        row = self.list.currentRow()
        at = self.list.item(row).data(_CODE) if row >= 0 else None
        self.list.clear()
        self._known = {code: text for code, text, _ in values}
        for code, text, count in values:
            item = QListWidgetItem(text, self.list)
            item.setData(_CODE, code)
            item.setData(_ROWS, count)
            on = code in kept
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
            item.setToolTip(text)
        self._states = self._ticked()
        self.search.setVisible(len(values) > _FEW)
        self._narrow()
        place = next((n for n, one in enumerate(values) if one[0] == at), -1)
        if place >= 0 and not self.list.item(place).isHidden():
            self.list.setCurrentRow(place)
        if self.isVisible():
            self._place()

    def labels(self) -> Mapping[str, str]:
        """Return what the offered values are called, by code."""
        return self._known

    def tell(self, sentence: str) -> None:
        """Say something below the list."""
        self.note.setText(sentence)
        self.note.setVisible(bool(sentence))
        if self.isVisible():
            self._place()

    def show_at(self, corner: QPoint, width: int) -> None:
        """Show the list under its column, inside the screen."""
        self._corner, self._width = corner, width
        self._place()
        self.show()
        self.list.setFocus()

    def _place(self) -> None:
        rows = max(1, min(_MOST_ROWS, self.list.count()))
        self.list.setFixedHeight(rows * (self.list.sizeHintForRow(0) or tokens.ROW) + 6)
        wanted = self.list.sizeHintForColumn(0) + 70
        self.setFixedWidth(max(_NARROWEST, min(_WIDEST, max(wanted, self._width))))
        self.adjustSize()
        screen = self.screen().availableGeometry()
        x = min(self._corner.x(), screen.right() - self.width())
        y = min(self._corner.y(), screen.bottom() - self.height())
        self.move(max(x, screen.left()), max(y, screen.top()))

    def tick(self, codes: Sequence[str]) -> None:
        """Tick exactly these values."""
        for item in self._items():
            on = item.data(_CODE) in codes
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

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and self.search.hasFocus():
            self.list.setFocus()
        else:
            super().keyPressEvent(event)

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(row) for row in range(self.list.count())]

    def _ticked(self) -> tuple[str, ...]:
        checked = Qt.CheckState.Checked
        return tuple(one.data(_CODE) for one in self._items() if one.checkState() is checked)

    def _type(self, text: str) -> None:
        if self.search.isVisible():
            self.search.setFocus()
            self.search.setText(self.search.text() + text)

    def _narrow(self) -> None:
        """Show the values that are called like what is typed."""
        typed = self.search.text().strip() if self.search.isVisibleTo(self) else ""
        first = -1
        for row, item in enumerate(self._items()):
            hidden = bool(typed) and not name_matches(item.text(), typed)
            item.setHidden(hidden)
            if first < 0 and not hidden:
                first = row
        self.list.setCurrentRow(max(first, 0))

    def _accept_found(self) -> None:
        """Take what was found, where nothing that is shown was ticked by hand."""
        found = [item for item in self._items() if not item.isHidden()]
        if self.search.text().strip() and found:
            ticked = self._ticked()
            if not any(item.data(_CODE) in ticked for item in found):
                self.tick([item.data(_CODE) for item in found])
        self.accept()

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
        confirm.clicked.connect(self._accept_found)
        row = QHBoxLayout()
        row.addWidget(every)
        row.addStretch(1)
        row.addWidget(confirm)
        return row
