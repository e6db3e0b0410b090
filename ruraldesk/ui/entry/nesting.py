"""A new entry of another ledger in the panel's own place: what a reference needs is entered first.

The half-filled record waits behind it, as it is on screen and as a draft. Saving the new one, or
closing it, leads back to the field; what is closed half-filled is a draft of its own ledger.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget

from ruraldesk.definitions.model import UNIT, Record
from ruraldesk.definitions.names import name_of
from ruraldesk.texts.translate import tr
from ruraldesk.ui.entry.editors import NamedEditor
from ruraldesk.ui.entry.editors.options import Option
from ruraldesk.ui.entry.pages import Place

if TYPE_CHECKING:
    from ruraldesk.ui.entry.panel import EntryPanel

Then = Callable[[str, str], object]  # told the UUID of the new record and what it is called


class Nested:
    """The inner panel of a panel, made when it is wanted."""

    def __init__(self, panel: EntryPanel) -> None:
        self._panel = panel
        self._place = Place(0, "")
        self._covered: list[QWidget] = []
        self.inner: EntryPanel | None = None
        panel.door.new_wanted = self.open_for_field

    def is_open(self) -> bool:
        """Say whether another ledger's entry stands in the panel's place."""
        return self.inner is not None

    def open_for_field(self, form_key: str, text: str) -> None:
        """Begin what the field with the focus refers to, `text` being what was typed there.

        In a moment, since the editor that asks for it goes away with the page.
        """
        place = self._panel.pages.place()
        begun = partial(self._begin, form_key, text, place)
        QTimer.singleShot(0, self._panel, begun)

    def _begin(self, form_key: str, text: str, place: Place) -> None:
        panel = self._panel
        record = panel.door.begun(form_key, text)
        unit = panel.entered()[UNIT]
        if UNIT in record.values and isinstance(unit, str) and unit.isdigit():
            names = {**record.names, UNIT: panel.entered().names.get(UNIT, "")}
            record = replace(record, values={**record.values, UNIT: unit}, names=names)
        self.open(form_key, record, partial(self._put, place))
        self._place = place

    def open(self, form_key: str, record: Record, then: Then) -> None:
        """Begin a new entry with `record`; `then` is told what it has become once it is saved."""
        panel = self._panel
        panel.keep_draft()
        self._place = panel.pages.place()
        other = panel.door.other(form_key)
        inner = self.inner = type(panel)(other.book, other.form, panel, door=other)
        parts = (panel.head, panel.notice, panel.pages, panel.foot)
        self._covered = [one for one in parts if not one.isHidden()]
        for one in self._covered:
            one.hide()
        layout = panel.layout()
        assert layout is not None
        layout.addWidget(inner)
        inner.show()  # now, so that its fields can take the focus
        inner.closed.connect(self.shut)
        inner.saved.connect(partial(self._on_saved, then))
        inner.record_wanted.connect(panel.record_wanted)
        inner.new_wanted.connect(panel.new_wanted)
        inner.other_saved.connect(panel.other_saved)
        inner.foot.lead_back()
        inner.open_new(record)
        words = tr("New in “{form}”; saving leads back to “{ledger}”, which waits as it is.")
        told = words.format(form=tr(other.form.title), ledger=tr(panel.door.form.title))
        inner.notice.tell(told, "sky", [(tr("Go back"), inner.close_panel)])

    def focus(self) -> None:
        """Give the inner entry the focus."""
        if self.inner is not None:
            self.inner.setFocus(Qt.FocusReason.OtherFocusReason)

    def shut(self, *, back: bool = True) -> None:
        """Close the inner entry; `back` gives the focus to the field that waits for it."""
        inner, self.inner = self.inner, None
        if inner is None:
            return
        inner.keep_draft()
        layout = self._panel.layout()
        assert layout is not None
        layout.removeWidget(inner)
        inner.hide()
        inner.reviewer.stop()
        inner.deleteLater()
        for one in self._covered:
            one.show()
        if back:
            self._panel.pages.return_to(self._place)

    def _on_saved(self, then: Then, uuid: str) -> None:
        assert self.inner is not None
        door = self.inner.door
        name = name_of(door.form, door.load(uuid))
        self.shut()
        self._panel.other_saved.emit(door.form.key)
        then(uuid, name)

    def _put(self, place: Place, uuid: str, name: str) -> None:
        """Choose the new record in the field or cell that wanted it, which is open again."""
        if place.tab == 0:
            put_reference(self._panel, place.key, uuid, name)
            return
        editor = list(self._panel.pages.lines.values())[place.tab - 1].table.delegate.open_editor
        if isinstance(editor, NamedEditor):
            editor.take(Option(uuid, name))


def put_reference(panel: EntryPanel, key: str, uuid: str, name: str) -> None:
    """Choose a record in a reference of the form, as if the clerk had."""
    editor = panel.pages.page.boxes[key].editor
    assert isinstance(editor, NamedEditor)
    editor.take(Option(uuid, name))
