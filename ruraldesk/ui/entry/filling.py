"""Filling fields from the record that a reference means: a person is not typed twice.

A record that is chosen fills at once what is empty. One that is told by what was typed, such as an
ID number, is found when that field is left. What the clerk typed is never touched; what was filled
follows the reference, and goes when it goes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ruraldesk.definitions.filling import filling, identifying
from ruraldesk.definitions.fitting import value_fault
from ruraldesk.definitions.model import FieldDef, Value
from ruraldesk.definitions.values import BadValue
from ruraldesk.texts.translate import listed, tr
from ruraldesk.ui.entry.editors import NameEditor

if TYPE_CHECKING:
    from ruraldesk.services.filling import Meant
    from ruraldesk.ui.entry.panel import EntryPanel


class Filling:
    """Looks after the references of a panel's form that fill others of its fields."""

    def __init__(self, panel: EntryPanel) -> None:
        self._panel, self._page = panel, panel.pages.page
        self._ways = [_Way(panel, one) for one in filling(panel.door.form)]
        self._touched: set[str] = set()  # fields that the clerk filled, or emptied
        self._filled: dict[str, Value] = {}  # what was put into fields, and is still there
        if self._ways:
            self._page.changed.connect(self._on_changed)
            self._page.left.connect(lambda _: self.look())
            panel.reviewer.reviewed.connect(lambda _: self.look())

    def begin(self) -> None:
        """Start with the record that is shown: it stays as it is until the clerk changes it."""
        self._touched.clear()
        self._filled.clear()
        if self._ways:
            values = self._values()
            for way in self._ways:
                way.begin(values)

    def look(self, *, leaving: bool = True) -> None:
        """Find the records that what was typed tells; not by a field that is being typed in.

        Args:
            leaving: whether the field with the focus still is; saving takes it as left.
        """
        panel = self._panel
        if not self._ways or panel.door.read_only or panel.working.base.deleted:
            return
        values = self._values()
        for way in self._ways:
            self._follow(way)
            if way.field.behind:
                continue  # a name is chosen, not found by what is typed elsewhere
            if (leaving and self._page.focused() in way.telling) or not way.is_new(values):
                continue
            present = self._present(way)
            if present is _UNREADABLE or (present is not None and present != way.set_by_us):
                continue
            found = panel.door.meant(way.field, values)
            uuid = found.uuid if found is not None else None
            if uuid != present and (uuid is None or uuid != way.declined):
                way.means, way.set_by_us = uuid, uuid
                self._show(way.field.key, uuid, found.name if found is not None else "")
                self._put(way, found)

    def has_filled(self, key: str) -> bool:
        """Say whether what stands in a field came with a record that was chosen or found."""
        return key in self._filled

    def _on_changed(self, key: str) -> None:
        self._touched.add(key)
        self._filled.pop(key, None)
        for way in self._ways:
            if way.box == key:
                self._follow(way, by_hand=True)

    def _follow(self, way: _Way, *, by_hand: bool = False) -> None:
        """Fill what the record brings that was chosen just now, and take back what another did."""
        present = self._present(way)
        if present is _UNREADABLE or present == way.means:
            return
        if by_hand and present is None:
            way.declined = way.means
        way.means, way.set_by_us = present, None
        found = None
        if isinstance(present, str):
            found = self._panel.door.brought(way.field, present)
        self._put(way, found)

    def _put(self, way: _Way, found: Meant | None) -> None:
        """Put what a record brings into the fields that are free, and tell which."""
        labels, emptied = [], False
        for own, _ in way.field.fills:
            value = found.values.get(own) if found is not None else None
            if not self._is_free(own):
                continue
            if value is not None and found is not None:
                self._filled[own] = value
                if self._page.boxes[own].editor.entered() != value:
                    self._show(own, value, found.names.get(own, ""))
                    labels.append(tr(way.field_label(own)))
            elif own in self._filled:
                del self._filled[own]
                emptied = True
                start = self._panel.working.base
                self._show(own, start[own], start.names.get(own, ""))
        if labels or emptied or found is not None:
            self._panel.pages.changed.emit()
        if labels and found is not None:
            title = tr(way.other.title)
            told = tr("From “{form}”: {fields}").format(form=title, fields=listed(labels))
            self._panel.foot.tell(told)

    def _is_free(self, own: str) -> bool:
        """Say whether a field holds nothing that the clerk or the book gave it."""
        value = self._page.boxes[own].editor.entered()
        if value is None or value == "":
            return True
        if own in self._filled:
            return self._filled[own] == value
        start = self._panel.working
        return start.is_new and own not in self._touched and value == start.base[own]

    def _show(self, key: str, value: Value, name: str) -> None:
        self._page.boxes[key].editor.show_value(value, name)

    def _present(self, way: _Way) -> Value:
        """Return the UUID in a reference, None for none, _UNREADABLE for a text not chosen yet."""
        editor = self._page.boxes[way.box].editor
        if isinstance(editor, NameEditor):
            return editor.known()
        try:
            return editor.value()
        except BadValue:
            return _UNREADABLE

    def _values(self) -> dict[str, Value]:
        """Return what can be read of what is entered."""
        form = self._panel.door.form
        return {
            key: value
            for key, value in self._page.entered_values().items()
            if value is not None and value_fault(form.field(key), value) is None
        }


_UNREADABLE = "?"  # no UUID


class _Way:
    """One reference that fills, and what is known of it in the entry at hand."""

    def __init__(self, panel: EntryPanel, field: FieldDef) -> None:
        form = panel.door.form
        self.field, self.other = field, panel.door.form_of(field.form)
        self.box = field.behind or field.key  # where it is chosen
        self.telling = identifying(form, field, self.other)
        self._labels = {one.key: one.label for one in form.fields}
        self.means: Value = None  # the record whose values were taken
        self.set_by_us: Value = None  # the record that was found by what was typed
        self.declined: Value = None  # the record that the clerk took out again
        self._told: dict[str, Value] = {}

    def field_label(self, key: str) -> str:
        """Return what a field of the form is called."""
        return self._labels[key]

    def begin(self, values: Mapping[str, Value]) -> None:
        """Start with what an entry says at first."""
        self.means = values.get(self.field.key)
        self.set_by_us = self.declined = None
        self._told = self._telling(values)

    def is_new(self, values: Mapping[str, Value]) -> bool:
        """Say whether what tells a record has changed since it was asked last."""
        telling = self._telling(values)
        changed = telling != self._told
        self._told = telling
        return changed

    def _telling(self, values: Mapping[str, Value]) -> dict[str, Value]:
        return {key: value for key, value in values.items() if key in self.telling}
