"""The head of the panel: what the record is called, its state, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QMenu, QWidget

from ruraldesk.definitions.model import FieldType, FormDef, Record
from ruraldesk.definitions.names import name_fields, name_of
from ruraldesk.definitions.values import text_of
from ruraldesk.texts.translate import tr
from ruraldesk.ui import icons, tokens
from ruraldesk.ui.entry.working import without_unreadable
from ruraldesk.ui.widgets import Chip, ElidedLabel, LinkButton

if TYPE_CHECKING:
    from ruraldesk.services.follow_ups import FollowUp


class _Dot(QWidget):
    """A dot that says: changed and not saved."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedSize(11, 11)
        self.setToolTip(tr("Changed, not saved yet"))
        self.setAccessibleName(tr("Changed, not saved yet"))
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.WHEAT))
        painter.drawEllipse(QRectF(0.5, 1.5, 8, 8))


class _CrossButton(LinkButton):
    """Closes the panel; a sign instead of a word."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("", parent)
        self.setFixedSize(26, 26)
        self.setAccessibleName(tr("Close"))
        self.setToolTip(tr("Close (Esc); what is not saved is kept as a draft"))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        box = QRectF(self.rect()).adjusted(7, 7, -7, -7)
        icons.draw(QPainter(self), "cross", box, QColor(tokens.QUIET))


class EntryHead(QWidget):
    """One line over the tabs."""

    history_wanted = Signal()
    note_wanted = Signal()
    pin_wanted = Signal()
    usual_wanted = Signal()
    copy_wanted = Signal()
    delete_wanted = Signal()
    follow_up_wanted = Signal(object)  # FollowUp
    wide_wanted = Signal()
    close_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = ElidedLabel("strong")
        self.name.setFont(tokens.font(16, bold=True))
        self.chip = Chip()
        self.chip.hide()
        self._dot = _Dot(self)
        self._history = self._link(tr("History"))
        self._usual = QCheckBox(tr("Usual fields"), self)
        self._usual.setFont(tokens.font(tokens.TABLE))
        self._usual.setToolTip(tr("Enter stops at the usual fields only; Tab at every one (F12)"))
        self._usual.clicked.connect(self.usual_wanted)
        self._more = LinkButton(tr("More"), self, menu=True)
        self._more.setFont(tokens.font(tokens.TABLE))
        self._close = _CrossButton(self)
        self._history.clicked.connect(self.history_wanted)
        self._more.clicked.connect(self.open_menu)
        self._more.setToolTip(tr("More (F10)"))
        self._close.clicked.connect(self.close_wanted)
        self._saved, self._writable = False, True
        self._usual_only: bool | None = None
        self.follow_ups: Callable[[], Sequence[FollowUp]] = tuple
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 6, 10, 6)
        layout.setSpacing(6)
        layout.addWidget(self._dot)
        layout.addWidget(self.name, 1)
        layout.addWidget(self.chip)
        layout.addWidget(self._history)
        layout.addWidget(self._usual)
        layout.addWidget(self._more)
        layout.addWidget(self._close)
        for button in (self._history, self._usual, self._more, self._close):
            button.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # keys reach them by the menu key

    def _link(self, text: str) -> LinkButton:
        made = LinkButton(text, self)
        made.setFont(tokens.font(tokens.TABLE))
        return made

    def show_name(self, form: FormDef, entered: Record, *, new: bool) -> None:
        """Show what the record is called and its state, as far as they can be read."""
        record = without_unreadable(form, entered)
        told = not new or any(map(partial(_tells, form, record), name_fields(form)))
        named = name_of(form, record) if told else form.title
        named = tr(form.title) if named == form.title else named
        self.name.setText(tr("New: {name}").format(name=named) if new else named)
        if form.states is None:
            return
        field = form.field(form.states.field)
        code = record[field.key]
        state = form.states.state(str(code)) if code else None
        self.chip.setVisible(code is not None)
        if code is not None:
            self.chip.show_state(tr(text_of(field, code)), state.colour if state else "stone")

    def show_acts(self, *, saved: bool, writable: bool) -> None:
        """Offer what can be done; a new record has no history."""
        self._saved, self._writable = saved, writable
        self._history.setVisible(saved)

    def show_usual(self, on: bool | None) -> None:
        """Say whether Enter goes over the usual fields only; None where it does not matter."""
        self._usual_only = on
        self._usual.setVisible(on is not None)
        self._usual.setChecked(bool(on))

    def show_unsaved(self, unsaved: bool) -> None:
        """Show the dot."""
        self._dot.setVisible(unsaved)

    def is_marked_unsaved(self) -> bool:
        """Say whether the dot is shown."""
        return not self._dot.isHidden()

    def menu(self) -> QMenu:
        """Return what can be done with the record."""
        made = QMenu(self)
        made.addAction(tr("Full width") + "\tF11").triggered.connect(self.wide_wanted)
        if self._saved:
            made.addAction(tr("History of the record")).triggered.connect(self.history_wanted)
            made.addAction(tr("Note on the record…")).triggered.connect(self.note_wanted)
        if self._writable:
            words = tr("Carry this field on to new records")
            made.addAction(f"{words}\tF9").triggered.connect(self.pin_wanted)
        if self._usual_only is not None:
            usual = made.addAction(tr("Enter stops at the usual fields only") + "\tF12")
            usual.setCheckable(True)
            usual.setChecked(self._usual_only)
            usual.triggered.connect(self.usual_wanted)
        if self._saved and self._writable:
            made.addAction(tr("New record like this one")).triggered.connect(self.copy_wanted)
            self._add_follow_ups(made)
            made.addSeparator()
            made.addAction(tr("To the recycle bin")).triggered.connect(self.delete_wanted)
        return made

    def _add_follow_ups(self, menu: QMenu) -> None:
        """Offer what the record can be made into, and below a title what each of its lines can."""
        of_lines: dict[str, QMenu] = {}
        for one in self.follow_ups():
            title = tr(one.action.title)
            if one.line is None:
                chosen = menu.addAction(title)
            else:
                if one.action.key not in of_lines:
                    of_lines[one.action.key] = menu.addMenu(title)
                chosen = of_lines[one.action.key].addAction(one.name.replace("&", "&&"))
            chosen.triggered.connect(partial(self.follow_up_wanted.emit, one))

    def open_menu(self) -> None:
        """Show what can be done with the record, the first act chosen (F10)."""
        corner = self._more.mapToGlobal(QPoint(0, self._more.height()))
        menu = self.menu()
        menu.setActiveAction(menu.actions()[0])
        menu.popup(corner)


def _tells(form: FormDef, record: Record, key: str) -> bool:
    """Say whether a part of a new record's name tells it from others: entered, not only chosen."""
    field = form.find(key)
    if field is None or field.type in (FieldType.CHOICE, FieldType.DIVISION):
        return False
    return record[key] not in (None, field.default)
