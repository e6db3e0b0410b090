"""A row of buttons and the like that goes on in the next line where it is too narrow."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from shiboken6 import isValid

_SAID = Qt.WidgetAttribute.WA_WState_ExplicitShowHide  # whoever made it said that it is hidden


class WrappingRow(QWidget):
    """What is shown stands side by side, as large as it would like to be.

    What was added by `add_right` stays together at the right end of the last line. This is a widget
    since layouts that are written in Python let Qt crash when they are taken apart.
    """

    def __init__(self, spacing: int = 8, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._spacing = spacing
        self._parts: list[QWidget] = []
        self._right: list[QWidget] = []
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def add(self, *widgets: QWidget) -> None:
        """Add widgets to the row."""
        for one in widgets:
            hidden = one.isHidden() and one.testAttribute(_SAID)
            one.setParent(self)
            one.setHidden(hidden)
            self._parts.append(one)

    def add_right(self, *widgets: QWidget) -> None:
        """Add widgets that stand at the right end."""
        self._right += widgets
        self.add(*widgets)

    def clear(self) -> None:
        """Take all widgets out for good."""
        for one in self._parts:
            one.hide()
            one.deleteLater()
        self._parts, self._right = [], []

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        lines = self._lines(width)
        return sum(map(_height, lines)) + self._spacing * max(0, len(lines) - 1)

    def sizeHint(self) -> QSize:
        return QSize(self._width(self._shown()), self.heightForWidth(self.width()))

    def minimumSizeHint(self) -> QSize:
        shown = self._shown()
        widest = max((_size(one).width() for one in shown), default=0)
        return QSize(widest, self.heightForWidth(max(widest, self.width())))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()
        if event.oldSize().width() != self.width():
            self.updateGeometry()

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LayoutRequest:  # a part has come, gone, or grown
            self.updateGeometry()
            self._lay_out()
        return super().event(event)

    def _lay_out(self) -> None:
        top, lines = 0, self._lines(self.width())
        for line in lines:
            left, high = 0, _height(line)
            spare = max(0, self.width() - self._width(line))
            for one in line:
                if spare and one in self._right:
                    left, spare = left + spare, 0
                size = _size(one)
                one.setGeometry(QRect(QPoint(left, top + (high - size.height()) // 2), size))
                left += size.width() + self._spacing
            top += high + self._spacing

    def _shown(self) -> list[QWidget]:
        return [one for one in self._parts if isValid(one) and not one.isHidden()]

    def _width(self, parts: list[QWidget]) -> int:
        widths = [_size(one).width() for one in parts]
        return sum(widths) + self._spacing * max(0, len(widths) - 1)

    def _lines(self, width: int) -> list[list[QWidget]]:
        shown = self._shown()
        right = [one for one in shown if one in self._right]
        lines: list[list[QWidget]] = []
        for group in [*([one] for one in shown if one not in right), right]:
            if lines and self._width([*lines[-1], *group]) <= width:
                lines[-1] += group
            elif self._width(group) <= width or len(group) == 1:
                lines.append([*group])
            else:
                lines += [[one] for one in group]
        return [line for line in lines if line]


def _size(part: QWidget) -> QSize:
    return part.sizeHint().expandedTo(part.minimumSize()).boundedTo(part.maximumSize())


def _height(parts: list[QWidget]) -> int:
    return max((_size(one).height() for one in parts), default=0)
