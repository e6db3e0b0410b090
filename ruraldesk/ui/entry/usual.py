"""Enter goes over the usual fields only: 常填项, learned from the records entered last.

A new record of many fields is mostly entered from a list of few. What is passed over is drawn
fainter and is reached with Tab; what must be filled, and what is wrong, is never passed over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ruraldesk.files import preferences
from ruraldesk.texts.translate import tr

if TYPE_CHECKING:
    from ruraldesk.services.usual import Usual
    from ruraldesk.ui.entry.field_box import FieldBox
    from ruraldesk.ui.entry.panel import EntryPanel

_KEPT = "entry.usual_only"


class UsualFields:
    """Knows which fields of a panel's form Enter passes over, and leads on to the usual lines."""

    def __init__(self, panel: EntryPanel) -> None:
        self._panel = panel
        self._known: Usual | None = None  # of a new record, in a ledger that has records
        panel.pages.page.passes = self.passes
        panel.head.usual_wanted.connect(self.toggle)
        panel.begun.connect(self._begin)
        panel.reviewer.reviewed.connect(lambda _: self._show())

    def toggle(self) -> None:
        """Go over the usual fields only, or over all of them (F12); it is remembered."""
        on = not _is_on()
        preferences.keep(_KEPT, on)
        self._begin()
        usual_only = tr("Enter now stops at the usual fields only; Tab reaches every field")
        self._panel.foot.tell(usual_only if on else tr("Enter now stops at every field"))

    def passes(self, box: FieldBox) -> bool:
        """Say whether Enter passes over a field: nothing is missing or wrong there, or to say."""
        if self._known is None or box.blocks():
            return False
        rare = box.key not in self._known.fields
        if box.is_empty():
            return rare and not box.required
        return rare or box.pinned or self._panel.filling.has_filled(box.key)

    def go_on(self) -> bool:
        """Go to the next usual kind of lines; return False where there is none."""
        pages = self._panel.pages
        usual = self._known.lines if self._known is not None else {}
        for place, key in enumerate(pages.lines, start=1):
            if place > pages.tabs.current() and key in usual:
                pages.go_to_tab(place)
                return True
        return False

    def _begin(self) -> None:
        panel = self._panel
        enters = panel.working.is_new and not panel.door.read_only
        self._known = panel.door.usual() if enters and _is_on() else None
        usual = self._known.lines if self._known is not None else {}
        for key, page in panel.pages.lines.items():
            page.model.stopping.show_usual(usual.get(key))
        panel.head.show_usual(_is_on() if enters else None)
        self._show()

    def _show(self) -> None:
        for box in self._panel.pages.page.boxes.values():
            if box.editor.stops and box.field.stored:
                box.show_passed(self.passes(box) and box.is_empty())


def _is_on() -> bool:
    return bool(preferences.load(_KEPT, True))
