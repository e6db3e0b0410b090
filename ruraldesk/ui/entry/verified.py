"""Whether the panel's record was verified by second keying, as a chip in its head."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout

from ruraldesk.services.second_keying import State
from ruraldesk.texts.translate import tr
from ruraldesk.ui.widgets import Chip

if TYPE_CHECKING:
    from ruraldesk.ui.entry.panel import EntryPanel

_TONES = {
    State.VERIFIED: "pine",
    State.DIFFERS: "cinnabar",
    State.CHANGED: "wheat",
    State.PARTLY: "wheat",
}


class Verified:
    """Shows who verified the record and when, or that it differs or was changed since."""

    def __init__(self, panel: EntryPanel) -> None:
        self._panel = panel
        self.chip = Chip()
        self.chip.hide()
        layout = panel.head.layout()
        assert isinstance(layout, QHBoxLayout)
        layout.insertWidget(layout.indexOf(panel.head.chip), self.chip)
        panel.begun.connect(self.show)

    def show(self) -> None:
        """Show how the record stands that the panel shows now."""
        base = self._panel.working.base
        found = self._panel.door.verified(base) if base.uuid else None
        self.chip.setVisible(found is not None)
        if found is None:
            return
        words = {
            State.VERIFIED: tr("Verified"),
            State.DIFFERS: tr("Second keying differs"),
            State.CHANGED: tr("Changed after verifying"),
            State.PARTLY: tr("Rows not verified"),
        }
        self.chip.show_state(words[found.state], _TONES[found.state])
        told = tr("Typed again by {name} on {day}")
        self.chip.setToolTip(told.format(name=found.operator or "—", day=found.time[:10]))
