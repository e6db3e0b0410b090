"""Editors of what is kept elsewhere: another record, a unit."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QWidget

from ruraldesk.definitions.fitting import shown, value_fault
from ruraldesk.definitions.model import FieldDef, Value
from ruraldesk.definitions.values import BadValue, parse
from ruraldesk.texts.translate import tr
from ruraldesk.ui import jobs
from ruraldesk.ui.entry.editors.ahead import TypedAhead
from ruraldesk.ui.entry.editors.options import ADD, Option, matching
from ruraldesk.ui.entry.editors.picking import PickEditor
from ruraldesk.ui.entry.source import Found, Sources

_PAUSE = 90  # milliseconds after a key before the book is asked


class NamedEditor(PickEditor):
    """A value that is shown by its name."""

    def __init__(self, field: FieldDef, sources: Sources, parent: QWidget | None = None) -> None:
        super().__init__(field, parent)
        self._sources = sources
        self._picked: Option | None = None

    def name(self) -> str:
        """Return what the value is called; "" for none."""
        return self._picked.label if self._picked and self._picked.label == self.typed() else ""

    def value(self) -> Value:
        """Return the value that was picked.

        Raises:
            BadValue: nothing is picked for what is typed.
        """
        if not self.typed().strip():
            return None
        if self._picked is not None and self._picked.label == self.typed():
            return self._picked.value
        return self.value_of_text(self.typed().strip())

    def value_of_text(self, text: str) -> Value:
        """Return the value of a text for which nothing was picked.

        Raises:
            BadValue: it is none.
        """
        raise NotImplementedError

    def show_value(self, value: Value, name: str = "") -> None:
        """Show the value by its name; a draft's unreadable text as it was typed."""
        if value is None or value_fault(self.field, value):
            self._picked = None
            self.show_side("")
            self.put_typed(str(value or ""))
        else:
            self._show_picked(Option(str(value), name or str(value)))

    def take(self, option: Option) -> None:
        """Take what the list has chosen."""
        self._show_picked(option)
        self.selectAll()
        self.changed.emit()

    def edit_text_of(self, value: Value) -> str:
        """Return the name; names are what is typed and shown here."""
        return self.typed()

    def shown_text_of(self, value: Value) -> str:
        """Return the name."""
        return self.typed()

    def _show_picked(self, option: Option) -> None:
        self._picked = option
        self.show_side(option.detail if len(option.detail) <= 8 else "")
        self.put_typed(option.label)

    def _on_edited(self, text: str) -> None:
        if self._picked is not None and text != self._picked.label:
            self.show_side("")
        super()._on_edited(text)


class DivisionEditor(NamedEditor):
    """A unit of the book by name, pinyin or code; a 12-digit code outside the book too."""

    def options_for(self, text: str) -> Sequence[Option]:
        """Return the units that `text` finds."""
        units = [Option(code, name, code, (code,)) for code, name in self._sources.units()]
        return matching(units, text)

    def value_of_text(self, text: str) -> Value:
        """Return the code of the only unit called `text`, or `text` where it is a code.

        Raises:
            BadValue: neither.
        """
        if text[:1].isdigit():
            return parse(self.field, text)
        named = [code for code, name in self._sources.units() if name in (text, f"{text}村")]
        if len(named) == 1:
            return named[0]
        if named:
            message = tr("{count} units are called “{name}”; choose one from the list (F4).")
            raise BadValue(message.format(count=len(named), name=shown(text)))
        message = tr("No unit of this book is called “{name}”; F4 shows them all.")
        raise BadValue(message.format(name=shown(text)))

    def show_value(self, value: Value, name: str = "") -> None:
        """Show the unit's name, found in the book where none is handed in."""
        if isinstance(value, str) and not name:
            name = dict(self._sources.units()).get(value, "")
        super().show_value(value, name)

    def _show_picked(self, option: Option) -> None:
        super()._show_picked(option)
        self.show_side("")
        self.setToolTip(option.value)


class ReferenceEditor(NamedEditor):
    """A record of another ledger, searched while typing, off the window's thread."""

    def __init__(self, field: FieldDef, sources: Sources, parent: QWidget | None = None) -> None:
        super().__init__(field, sources, parent)
        self._latest = jobs.Latest(self)
        self._asked: str | None = None  # what the book is being asked
        self._then = 0  # the step to take once the answer is there
        self._ahead = TypedAhead(self)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self._ask)

    @property
    def ledger(self) -> str:
        """Key of the ledger whose records are chosen from."""
        return self.field.form

    def look_for(self, text: str) -> Sequence[Found]:
        """Return what answers to `text`; called off the window's thread."""
        return self._sources.find(self.ledger, text)

    def is_searching(self) -> bool:
        """Say whether an answer is still awaited."""
        return self._asked is not None

    def options_for(self, text: str) -> Sequence[Option]:
        """Return what is in the open list: the book is asked elsewhere."""
        return self.shown_options()

    def open_choices(self) -> bool:
        """Show the records of the ledger, from the first."""
        if not self.isReadOnly():
            self._asked = ""
            self._ask()
        return True

    def narrow(self) -> None:
        """Ask the book in a moment; letters that follow quickly make one question."""
        if self.wanted().strip():
            self._asked = self.wanted()
            self._pause.start()
        else:
            self._forget()
            self.close_choices()

    def step(self, direction: int) -> None:
        """Take what is found and move; quick typing is waited for, what is missing is begun."""
        if self.is_searching() and self.typed().strip():
            self._then = direction
            self._ahead.hold()
            if self._pause.isActive():
                self._pause.stop()
                self._ask()
        elif direction > 0 and _is_new(self.chosen()):
            self._take_chosen()
        else:
            super().step(direction)

    def take(self, option: Option) -> None:
        """Take what the list has chosen; have it begun where it is missing."""
        if _is_new(option):
            self.close_choices()
            self._sources.begin_new(self.ledger, option.value.removeprefix(ADD))
        else:
            super().take(option)

    def _take_wanted(self) -> None:
        if not _is_new(self.chosen()):  # moving on and saving begin nothing
            super()._take_wanted()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab waits for the answer as Enter does."""
        if self.is_searching() and self.typed().strip():
            self.step(1 if forward else -1)
            return True
        return super().focusNextPrevChild(forward)

    def value_of_text(self, text: str) -> Value:
        """Refuse a text for which nothing was picked.

        Raises:
            BadValue: always; a name alone tells no record.
        """
        message = tr("“{text}” is not chosen yet: take a record from the list (F4 shows it).")
        if self._sources.may_begin(self.ledger):
            message += tr(" What is missing is entered from its last line, “New”.")
        raise BadValue(message.format(text=shown(text)))

    def settle(self) -> None:
        """Nothing is taken without being chosen."""
        self._refresh()

    def _forget(self) -> None:
        self._asked, self._then = None, 0
        self._pause.stop()
        self._latest.forget()
        self._ahead.release()

    def _ask(self) -> None:
        self._pause.stop()
        text = self._asked or ""
        self._latest.run(lambda: self.look_for(text), done=self._on_found)

    def _on_found(self, found: Sequence[Found]) -> None:
        self._asked = None
        options = [Option(one.uuid, one.name, one.detail) for one in found]
        step, self._then = self._then, 0
        self.show_found(options, step)
        self._ahead.release()

    def show_found(self, options: Sequence[Option], step: int) -> None:
        """Take the likeliest record and move on where that was wanted (`step`), or show them."""
        if step and options:
            self.take(options[0])
            self.stepped.emit(step)
        elif self.hasFocus():
            self.show_options([*options, *self.new()], current=self.place_in(options))

    def taken(self) -> Option | None:
        """Return what is picked, as long as nothing else is typed over it."""
        return self._picked if self._picked and self._picked.label == self.typed() else None

    def place_in(self, options: Sequence[Option]) -> int:
        """Return which option Enter takes, -1 for none: the present record, or the likeliest."""
        taken = self.taken()
        places = (at for at, one in enumerate(options) if taken and one.value == taken.value)
        return next(places, -1) if taken else 0

    def new(self) -> list[Option]:
        """Return the offer to begin the record that is called as what is typed."""
        word = "" if self.taken() else self.typed().strip()
        ledger = self._sources.may_begin(self.ledger) if word else ""
        return [Option(ADD + word, tr("New “{word}”…").format(word=word), ledger)] if ledger else []

    def focusOutEvent(self, event: QFocusEvent) -> None:
        if event.reason() not in (
            Qt.FocusReason.PopupFocusReason,
            Qt.FocusReason.ActiveWindowFocusReason,
        ):
            self._forget()
        super().focusOutEvent(event)


def _is_new(option: Option | None) -> bool:
    return option is not None and option.value.startswith(ADD)
