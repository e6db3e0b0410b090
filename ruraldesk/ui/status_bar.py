"""The bottom line: what is saved, the last backup, the stick, and the keys that work here."""

from __future__ import annotations

from datetime import date, datetime

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ruraldesk.texts.translate import tr
from ruraldesk.ui import icons, tokens
from ruraldesk.ui.widgets import ElidedLabel, Ground, label


class _Dot(QWidget):
    """A filled circle before the words that say the same."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(12, 14)
        self.tint = tokens.HINT

    def show_tint(self, tint: str) -> None:
        self.tint = tint
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self.tint))
        painter.drawEllipse(QRectF(0.5, 2, 10.5, 10.5))


class _Sign(QWidget):
    """An icon before the words that say the same."""

    def __init__(self, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(16, 16)
        self._icon = icon

    def paintEvent(self, event: QPaintEvent) -> None:
        box = QRectF(0, 1, 14, 14)
        icons.draw(QPainter(self), self._icon, box, QColor(tokens.QUIET), weight=1.2)


class StatusBar(Ground):
    """Says at a glance that nothing is lost."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tokens.BAR, parent, edge="top")
        self.setFixedHeight(tokens.STATUS_BAR)
        self._dot = _Dot(self)
        self.saved = label("", "label")
        self.backup = label("", "label")
        self.stick = label("", "label")
        self.keys = ElidedLabel("label")
        self.keys.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(tokens.MARGIN, 1, tokens.MARGIN, 0)
        layout.setSpacing(4)
        layout.addWidget(self._dot)
        layout.addWidget(self.saved)
        self._signs = (_Sign("backup", self), _Sign("stick", self))
        for sign, one in zip(self._signs, (self.backup, self.stick), strict=True):
            layout.addSpacing(18)
            layout.addWidget(sign)
            layout.addWidget(one)
        layout.addSpacing(18)
        layout.addWidget(self.keys, 1)
        self.show_no_book()

    def show_no_book(self) -> None:
        """Nothing is open yet."""
        for sign in (self._dot, *self._signs):
            sign.hide()
        for one in (self.saved, self.backup, self.stick):
            one.clear()

    def show_saved(self, at: datetime | None, *, read_only: bool = False, holder: str = "") -> None:
        """Show when the book was last saved, or that it can only be read and who has it."""
        self._dot.show()
        if read_only:
            self._dot.show_tint(tokens.WHEAT)
            text = (
                tr("Read only, open at {holder}").format(holder=holder)
                if holder
                else tr("Read only")
            )
        else:
            self._dot.show_tint(tokens.PINE)
            text = tr("All saved") if at is None else tr("Saved {time}").format(time=_when(at))
        self.saved.setText(text)

    def show_backup(self, at: datetime | None) -> None:
        """Show when the last checked backup was made."""
        text = (
            tr("No backup yet")
            if at is None
            else tr("Backup {time} ✓").format(time=_when(at, with_day=True))
        )
        self.backup.setText(text)
        self._signs[0].show()

    def show_stick(self, name: str) -> None:
        """Show the USB stick that is plugged in; "" for none."""
        self.stick.setText(tr("USB stick {name}").format(name=name) if name else tr("No USB stick"))
        self._signs[1].show()

    def show_keys(self, hints: str) -> None:
        """Show which keys help in the place that has the focus."""
        self.keys.setText(hints)


def _when(at: datetime, *, with_day: bool = False) -> str:
    clock = f"{at:%H:%M}"
    if at.date() == date.today():
        return tr("today {time}").format(time=clock) if with_day else clock
    return f"{at:%m-%d} {clock}"
