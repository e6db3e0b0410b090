"""The clerk's own notes on the record that the panel shows: each at its field, written with F8."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ruraldesk.services.notes import Note
from ruraldesk.texts.translate import tr
from ruraldesk.ui.entry.note_place import Line
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
        for key, page in panel.pages.lines.items():
            page.note_wanted.connect(partial(self._open_in, key))

    def show(self) -> None:
        """Show the notes on the record that the panel shows now."""
        base = self._panel.working.base
        notes: list[Note] = []
        found: dict[str, Note] = {}
        if base.uuid and not base.deleted:
            notes = self._panel.door.notes_on(base.uuid)
            found = {one.field: one for one in notes if not one.line}
        boxes = self._panel.pages.page.boxes
        self.above.show_note(found.get(""))
        for key in {*self._strips, *found} & boxes.keys():
            self._strip(key).show_note(found.get(key))
        for key, page in self._panel.pages.lines.items():
            page.show_notes([one for one in notes if one.lines == key])

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
        """Write or change the note on the field, or on the cell of a table, with the focus (F8)."""
        pages = self._panel.pages
        at = pages.tabs.current()
        if at == 0:
            self.open(pages.page.focused())
        else:
            key, page = list(pages.lines.items())[at - 1]
            self._open_in(key, page.current_key())

    def _open_in(self, lines: str, key: str) -> None:
        """Write or change the note on a field of the current row of a table."""
        page = self._panel.pages.lines[lines]
        row = page.table.currentIndex().row()
        line = page.model.line(row)
        if line:
            self.open(key, Line(lines, line, row + 1))
        else:
            self._tell_unsaved()

    def _tell_unsaved(self) -> None:
        told = tr("Save the record first; a note stands on what is saved.")
        self._panel.foot.tell(told)

    def open(self, key: str, line: Line | None = None) -> None:
        """Write or change the note on a field, or with "" on the whole record or line."""
        from ruraldesk.ui.entry.note_dialog import NoteDialog

        panel = self._panel
        base = panel.working.base
        if not base.uuid:
            self._tell_unsaved()
            return
        place = panel.pages.place()
        dialog = NoteDialog(panel.door.book, panel.door.form.key, base.uuid, key, panel, line=line)
        if dialog.exec():
            self.show()
            panel.other_saved.emit(panel.door.form.key)
        panel.pages.return_to(place)
