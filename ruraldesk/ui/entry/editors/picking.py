"""The editor of everything that is chosen rather than written: type a little, Enter takes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QWidget

from ruraldesk.definitions.model import FieldDef
from ruraldesk.definitions.values import BadValue
from ruraldesk.texts.translate import tr
from ruraldesk.ui import icons, tokens
from ruraldesk.ui.entry.editors.line import LineEditor
from ruraldesk.ui.entry.editors.options import ADD, Option
from ruraldesk.ui.entry.editors.popup import OptionList
from ruraldesk.ui.entry.keys import SAVE, SAVE_NEXT, act_of

_ARROW = 18  # pixels of the triangle


class PickEditor(LineEditor):
    """A field with a list: typing narrows it, F4 opens all of it, Enter takes the chosen one."""

    def __init__(self, field: FieldDef, parent: QWidget | None = None) -> None:
        super().__init__(field, parent)
        self._list: OptionList | None = None
        self.show_side("")
        self.setMouseTracking(True)

    # for subclasses

    def options_for(self, text: str) -> Sequence[Option]:
        """Return the options that `text` finds; all for an empty text."""
        raise NotImplementedError

    def take(self, option: Option) -> None:
        """Take `option` as the value."""
        raise NotImplementedError

    def wanted(self) -> str:
        """Return the part of the text that looks for an option."""
        return self._typed

    def nothing_found(self) -> str:
        """Return what the list says when nothing answers."""
        return tr("Nothing found; F4 shows everything")

    # the list

    def is_open(self) -> bool:
        """Say whether the list is open."""
        return self._list is not None and self._list.isVisible()

    def shown_options(self) -> list[Option]:
        """Return the options in the open list."""
        return self._list.options() if self._list is not None and self.is_open() else []

    def open_choices(self) -> bool:
        """Open the whole list, the present value chosen in it."""
        if self.isReadOnly():
            return False
        options = self.options_for("")
        at = next((place for place, one in enumerate(options) if self._is_taken(one)), 0)
        self.show_options(options, current=at)
        return True

    def close_choices(self) -> None:
        """Close the list, taking nothing."""
        if self._list is not None:
            self._list.shut()

    def show_options(self, options: Sequence[Option], *, current: int = 0) -> None:
        """Show `options` under the field."""
        if self._list is None:
            self._list = OptionList(self)
            self._list.picked.connect(self._on_clicked)
            self._list.moved.connect(self.update)
            self._list.closed.connect(self.update)
        self._list.show_options(options, current=current, note=self.nothing_found())

    def chosen(self) -> Option | None:
        """Return the option that Enter would take."""
        return self._list.current() if self._list is not None and self.is_open() else None

    def was_moved(self) -> bool:
        """Say whether arrows moved the choice in the open list."""
        return self._list is not None and self._list.was_moved

    def _is_taken(self, option: Option) -> bool:
        return option.label == self._typed

    def _take_chosen(self) -> bool:
        option = self.chosen()
        self.close_choices()
        if option is None:
            return False
        self.take(option)
        return True

    def _take_wanted(self) -> None:
        """Take the chosen option where one was looked for, not where a list was looked at."""
        if self.is_open() and (self.wanted().strip() or self.was_moved()):
            self._take_chosen()

    def _on_clicked(self, option: Option) -> None:
        self.close_choices()
        self.take(option)
        self.setFocus(Qt.FocusReason.MouseFocusReason)

    def _on_edited(self, text: str) -> None:
        super()._on_edited(text)
        self.narrow()

    def narrow(self) -> None:
        """Show what answers to the typed text; an emptied field shows nothing."""
        if self.wanted().strip():
            options = self.options_for(self.wanted())
            self.show_options(options, current=0 if _is_plain(options) else -1)
        else:
            self.close_choices()

    # Qt

    def step(self, direction: int) -> None:
        """Take what the list has chosen, and move."""
        self._take_chosen()
        super().step(direction)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.is_open() and self._list is not None and self._list.take_key(event):
            return
        if act_of(event) in (SAVE, SAVE_NEXT):
            self._take_wanted()  # saving takes what was looked for, as moving on does
        super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab takes what was looked for, as Enter does; a list only looked at is left as it is."""
        self._take_wanted()
        return super().focusNextPrevChild(forward)

    def settle(self) -> None:
        """Take the only option that answers to what was typed."""
        try:
            self.value()
        except BadValue:
            options = [one for one in self.options_for(self.wanted()) if _is_plain([one])]
            if len(options) == 1:
                self.take(options[0])
        super().settle()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.close_choices()
        super().focusOutEvent(event)

    def opens_at(self, x: float) -> bool:
        """Say whether a click there opens or closes the list: on the triangle."""
        return x > self.width() - _ARROW - 8

    def mousePressEvent(self, event: QMouseEvent) -> None:
        was_open = self.is_open()
        super().mousePressEvent(event)
        if self.opens_at(event.position().x()):
            self.close_choices() if was_open else self.open_choices()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over = self.opens_at(event.position().x())
        self.setCursor(Qt.CursorShape.ArrowCursor if over else Qt.CursorShape.IBeamCursor)
        super().mouseMoveEvent(event)

    def side_width(self) -> int:
        """Return the pixels of the side word and the triangle."""
        return super().side_width() + _ARROW

    def side_edge(self) -> int:
        """Return the pixels between the side word and the field's edge."""
        return super().side_edge() + _ARROW - 2

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        if not self.isReadOnly():
            box = QRectF(self.width() - 18, self.height() / 2 - 2, 7, 5)
            icons.draw_triangle(painter, box, QColor(tokens.HINT))
        painter.end()
        self.paint_found()

    def paint_found(self) -> None:
        """Show, after what was typed, the option that Enter would take."""
        painter = QPainter(self)
        option = self.chosen()
        if option is None or not self.hasFocus() or not self.wanted().strip():
            return
        if self.cursorPosition() < len(self.text()) or option.label == self.wanted():
            return
        if option.value.startswith(ADD):  # what is typed is all that it is called
            return
        start = self.cursorRect().right() - 2
        room = self.width() - start - self.side_width() - 14
        label = self.fontMetrics().elidedText(
            f" {option.label}", Qt.TextElideMode.ElideRight, int(room)
        )
        painter.setPen(QColor(tokens.HINT))
        base = (self.height() + self.fontMetrics().ascent() - self.fontMetrics().descent()) / 2
        painter.drawText(QPointF(start, base), label)


def _is_plain(options: Sequence[Option]) -> bool:
    """Say whether the first option may be taken by Enter alone: adding a member may not."""
    return bool(options) and not options[0].value.startswith(ADD)
