"""The editor of a name that may be somebody's whom the book knows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ruraldesk.definitions.model import Value
from ruraldesk.definitions.values import parse
from ruraldesk.ui.entry.editors.line import LineEditor
from ruraldesk.ui.entry.editors.options import ADD, Option, matching
from ruraldesk.ui.entry.editors.references import ReferenceEditor
from ruraldesk.ui.entry.source import Found

_NAMES = re.compile("[、，,；;]")  # what stands between several names


@dataclass(frozen=True, slots=True)
class Written:
    """A name that was written before; nobody is known behind it."""

    name: str
    uuid: str = ""
    detail: str = ""


class NameEditor(ReferenceEditor):
    """A text with the people of a ledger to choose from; another name stays as it is written.

    What is chosen is remembered as the record behind the name, until the name is changed. Where
    several are named, one after the other, each is offered, and no record stands behind them all.
    """

    @property
    def ledger(self) -> str:
        """Key of the ledger whose records are named."""
        return self.field.names

    def look_for(self, text: str) -> Sequence[Found]:
        """Return whom `text` may mean: people, then who was named here before."""
        named = self._sources.find_named(self.ledger, text)
        known = {one.name for one in named}
        before = [Option("", word) for word in self._sources.used(self.field) if word not in known]
        return [*named, *(Written(one.label) for one in matching(before, text))]

    def value(self) -> Value:
        """Return the name as it is written.

        Raises:
            BadValue: it is no text that the field can hold.
        """
        return parse(self.field, self.typed())

    def wanted(self) -> str:
        """Return the name that is being written: the last one."""
        return _NAMES.split(self.typed())[-1]

    def take(self, option: Option) -> None:
        """Take whom the list has chosen, behind those who are named already."""
        before = self.typed().removesuffix(self.wanted())
        if before and not option.value.startswith(ADD):
            option = Option("", before + option.label)
        super().take(option)
        if before:
            self.end(False)  # the next name is written behind

    def known(self) -> str | None:
        """Return the UUID of the record that was chosen for the name; None for none."""
        taken = self.taken()
        return taken.value or None if taken is not None else None

    def name(self) -> str:
        """Return nothing: the value is a name itself."""
        return ""

    def show_value(self, value: Value, name: str = "") -> None:
        """Show a name, as nobody's who is known; `show_known` says whose it is."""
        self._picked = None
        self.show_side("")
        LineEditor.show_value(self, value)

    def show_known(self, uuid: Value) -> None:
        """Say which record the name that is shown means; None for none."""
        if isinstance(uuid, str) and self.typed():
            self._show_picked(Option(uuid, self.typed()))

    def edit_text_of(self, value: Value) -> str:
        """Return the name."""
        return LineEditor.edit_text_of(self, value)

    def shown_text_of(self, value: Value) -> str:
        """Return the name."""
        return LineEditor.shown_text_of(self, value)

    def place_in(self, options: Sequence[Option]) -> int:
        """Return which option Enter takes: the only one of that name; the first for letters.

        A name that is written out is never replaced by a longer one.
        """
        name = self.wanted().strip()
        taken = self.taken()
        same = [
            place
            for place, one in enumerate(options)
            if one.label == name and (taken is None or one.value == taken.value)
        ]
        if same or taken is not None:
            return same[0] if len(same) == 1 else -1
        return 0 if options and (name.isascii() or len(name) == 1) else -1

    def show_found(self, options: Sequence[Option], step: int) -> None:
        """Take whom Enter takes and move on where that was wanted, or show who there is."""
        place = self.place_in(options)
        if step:
            if place >= 0:
                self.take(options[place])
            self.stepped.emit(step)
        elif self.hasFocus() and (options or self.new()):
            self.show_options([*options, *self.new()], current=place)
        else:
            self.close_choices()

    def _show_picked(self, option: Option) -> None:
        super()._show_picked(option)
        self.show_side(self._sources.title_of(self.ledger) if option.value else "")


def show_known(editor: object, uuid: Value) -> None:
    """Say in the editor of a name whose it is; in any other there is nothing to say."""
    if isinstance(editor, NameEditor):
        editor.show_known(uuid)
