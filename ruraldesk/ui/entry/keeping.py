"""Keeping what is typed as a draft within a second of its key: a power cut takes little."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from ruraldesk.errors import UserError
from ruraldesk.texts.translate import tr
from ruraldesk.ui import messages

if TYPE_CHECKING:
    from ruraldesk.ui.entry.panel import EntryPanel

PAUSE_MS = 500  # without a key
LONGEST_MS = 900  # that a key waits while others follow without a pause


class DraftKeeper(QObject):
    """Writes the entry of a panel down as a draft where it differs from what is saved."""

    def __init__(self, panel: EntryPanel) -> None:
        super().__init__(panel)
        self._panel = panel
        self._kept: object = None  # what the draft on the disk holds
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.keep)
        self._longest = QTimer(self)
        self._longest.setSingleShot(True)
        self._longest.setInterval(LONGEST_MS)
        self._longest.timeout.connect(self.keep)

    def begin(self, kept: object) -> None:
        """Start with another entry, of which the draft on the disk holds `kept`; None: none."""
        self._kept = kept
        self._stop()

    def soon(self) -> None:
        """Keep the entry when no other key follows, but within a second also while keys follow."""
        self._pause.start()
        if not self._longest.isActive():
            self._longest.start()

    def _stop(self) -> None:
        self._pause.stop()
        self._longest.stop()

    def keep(self) -> bool:
        """Keep what is not saved; return whether there was anything to keep.

        A draft of what has been changed back to what is saved is dropped.
        """
        self._stop()
        panel = self._panel
        if panel.door.read_only:
            return False
        state = panel.state()
        try:
            if not panel.differs():
                if self._kept is not None:
                    panel.door.drop_draft(panel.working.key)
                    self._kept = None
                return False
            if state != self._kept:
                panel.door.keep_draft(panel.working.key, panel.entered())
                self._kept = state
        except UserError as error:
            messages.tell_error(panel, error)
            return False
        panel.foot.tell_aside(tr("Draft kept"))
        return True
