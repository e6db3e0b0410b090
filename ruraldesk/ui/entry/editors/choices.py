"""Editors of choices: one, several, yes or no."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from ruraldesk.definitions.choosing import code_of, typed_choices
from ruraldesk.definitions.model import ChoiceList, FieldDef, Value
from ruraldesk.definitions.values import parse
from ruraldesk.errors import UserError
from ruraldesk.files import crash
from ruraldesk.texts.translate import listed, tr
from ruraldesk.ui.entry.editors.options import ADD, Option, matching, options_of
from ruraldesk.ui.entry.editors.picking import PickEditor
from ruraldesk.ui.entry.source import Sources

_LAST_WORD = re.compile(r"[^、，,;；]*$")


class YesNoEditor(PickEditor):
    """是 or 否; y, n, 1, 0, √ and × do as well."""

    def options_for(self, text: str) -> Sequence[Option]:
        """Return yes and no, as far as `text` finds them."""
        both = (
            Option("yes", tr("Yes"), words=("y", "yes", "1", "√", "有", "是")),
            Option("no", tr("No"), words=("n", "no", "0", "×", "无", "否")),
        )
        return matching(both, text)

    def take(self, option: Option) -> None:
        """Take yes or no."""
        self.put_typed(option.label)
        self.changed.emit()


class ChoiceEditor(PickEditor):
    """One member of a list; extensible lists take a new member from here."""

    def __init__(self, field: FieldDef, sources: Sources, parent: QWidget | None = None) -> None:
        super().__init__(sources.current(field), parent)
        self._sources = sources

    def options_for(self, text: str) -> Sequence[Option]:
        """Return the members that `text` finds, and the offer to add it."""
        return [*matching(self._members(), text), *self._adding(text)]

    def take(self, option: Option) -> None:
        """Take a member; an added one is added to the book's list first."""
        if option.value == ADD:
            self._ask_for_new()
            return
        label = self._label(option)
        if label:
            self.put_typed(label)
            self.selectAll()
            self.changed.emit()

    def show_value(self, value: Value, name: str = "") -> None:
        """Show `value`, a member that was added meanwhile too."""
        self.field = self._sources.current(self.field)
        super().show_value(value, name)

    def _members(self) -> list[Option]:
        return options_of(self._choices())

    def _choices(self) -> ChoiceList:
        return self.field.choices or ChoiceList(key="", title="", items=(), extensible=False)

    def _label(self, option: Option) -> str:
        """Return the label of `option`, adding it where it is new; "" where that is refused."""
        if not option.value.startswith(ADD):
            return option.label
        try:
            word = option.value.removeprefix(ADD)
            added = self._sources.add_choice(self._choices().key, word)
        except UserError as error:
            crash.tell(str(error))
            return ""
        self.field = self._sources.current(self.field)
        return added.label

    def _adding(self, text: str) -> list[Option]:
        """Return the offer to add `text`; nothing where it is a member, or lists are fixed."""
        choices, word = self._choices(), text.strip()
        if not choices.extensible or choices.ordered or not choices.key:
            return []
        if not word:
            return [Option(ADD, tr("Other…"), tr("type its name"))]
        if code_of(choices, word) is not None:
            return []
        return [Option(ADD + word, tr("Add “{word}”").format(word=word), tr("to the list"))]

    def _ask_for_new(self) -> None:
        self.put_typed("")
        self.setPlaceholderText(tr("Name of the new choice"))
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()


class ChoicesEditor(ChoiceEditor):
    """Several members of a list, separated by 、; Enter takes or drops the one that is found."""

    def wanted(self) -> str:
        """Return the word after the last separator, unless it is a member already."""
        found = _LAST_WORD.search(self.typed())
        word = found.group().strip() if found else ""
        return "" if code_of(self._choices(), word) is not None else word

    def options_for(self, text: str) -> Sequence[Option]:
        """Return the members that `text` finds, those chosen with their mark."""
        taken = self._codes()
        members = [
            replace(option, checked=option.value in taken)
            for option in matching(self._members(), text)
        ]
        return [*members, *self._adding(text)]

    def take(self, option: Option) -> None:
        """Take a member that was not chosen, drop one that was."""
        if option.value == ADD:
            self._drop_wanted()
            self.setPlaceholderText(tr("Name of the new choice"))
            return
        label = self._label(option)
        if not label:
            return
        code = code_of(self._choices(), label) or ""
        codes = [one for one in self._codes() if one != code]
        if code not in self._codes():
            codes.append(code)
        self._put_codes(codes)
        self.changed.emit()

    def step(self, direction: int) -> None:
        """Take or drop what is found and stay; move on when nothing was looked for."""
        looked_for = self.is_open() and (bool(self.wanted()) or self.was_moved())
        option = self.chosen() if looked_for or self._whole_list_open() else None
        if option is None:
            self.close_choices()
            self.stepped.emit(direction)
            return
        whole = self._whole_list_open()
        self.take(option)
        if whole and option.value != ADD:
            options = self.options_for("")
            at = next((n for n, one in enumerate(options) if one.value == option.value), 0)
            self.show_options(options, current=at)
        else:
            self.close_choices()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and self._whole_list_open():
            self.step(1)
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab takes only what was looked for; in the whole list Enter and Space choose."""
        if self._whole_list_open():
            self.close_choices()
        return super().focusNextPrevChild(forward)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """What is typed adds to the choices there are, whichever way the field was reached."""
        super().focusInEvent(event)
        if self._codes() and not self.isReadOnly():
            self._put_codes(self._codes())
            self.end(False)

    def _whole_list_open(self) -> bool:
        return self.is_open() and not self.wanted()

    def _is_taken(self, option: Option) -> bool:
        return option.value in self._codes()

    def _codes(self) -> tuple[str, ...]:
        """Return the codes that are chosen already, whatever follows the last separator."""
        words = re.split(r"[、，,;；]", self.typed())
        codes = [code_of(self._choices(), word) for word in words if word.strip()]
        return tuple(dict.fromkeys(code for code in codes if code is not None))

    def _put_codes(self, codes: Sequence[str]) -> None:
        text = typed_choices(self._choices(), tuple(codes))
        self.put_typed(text)
        if text and self.hasFocus():
            self._typed = listed([text, ""])
            self.setText(self._typed)

    def _drop_wanted(self) -> None:
        self._put_codes(self._codes())

    def value(self) -> Value:
        """Return the chosen codes.

        Raises:
            BadValue: a word is no member of the list.
        """
        return parse(self.field, self.typed().strip("、，,;； "))
