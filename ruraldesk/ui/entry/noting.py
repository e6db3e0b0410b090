"""The clerk's own notes on the record that the panel shows: each at its field, written with F8."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ruraldesk.texts.translate import tr
from ruraldesk.ui.entry.note_strip import NoteStrip

if TYPE_CHECKING:
    from ruraldesk.ui.entry.panel import EntryPanel


class Noting:
    """Puts notes under their fields; what is about the whole record stands above the tabs."""

    def __init__(self, panel: EntryPanel) -> None:
        self._panel = panel
        self.above = NoteStrip()
        self.above.setContentsMargins(8, 0, 8, 0)
        self.above.opened.connect(lambda: self.open(""))
        self._strips: dict[str, NoteStrip] = {}
        panel.begun.connect(self.show)
        panel.head.note_wanted.connect(lambda: self.open(""))

    def show(self) -> None:
        """Show the notes on the record that the panel shows now."""
        base = self._panel.working.base
        found = {}
        if base.uuid and not base.deleted:
            found = {one.field: one for one in self._panel.door.notes_on(base.uuid)}
        boxes = self._panel.pages.page.boxes
        self.above.show_note(found.get(""))
        for key in {*self._strips, *found} & boxes.keys():
            self._strip(key).show_note(found.get(key))

    def shown(self, key: str) -> str:
        """Return the note that stands at a field, or with "" above the tabs; "" for none."""
        if not key:
            return self.above.text()
        return self._strips[key].text() if key in self._strips else ""

    def _strip(self, key: str) -> NoteStrip:
        """Return the strip of a field; made when there is something to show in it."""
        if key not in self._strips:
            strip = self._strips[key] = NoteStrip()
            strip.opened.connect(partial(self.open, key))
            self._panel.pages.page.boxes[key].put_note(strip)
        return self._strips[key]

    def open_here(self) -> None:
        """Write or change the note on the field with the focus (F8); in a table, on the record."""
        pages = self._panel.pages
        self.open(pages.page.focused() if pages.tabs.current() == 0 else "")

    def open(self, key: str) -> None:
        """Write or change the note on a field, or with "" on the whole record."""
        from ruraldesk.ui.entry.note_dialog import NoteDialog

        panel = self._panel
        base = panel.working.base
        if not base.uuid:
            panel.foot.tell(tr("Save the record first; a note stands on what is saved."))
            return
        place = panel.pages.place()
        dialog = NoteDialog(panel.door.book, panel.door.form.key, base.uuid, key, panel)
        if dialog.exec():
            self.show()
            panel.other_saved.emit(panel.door.form.key)
        panel.pages.return_to(place)
