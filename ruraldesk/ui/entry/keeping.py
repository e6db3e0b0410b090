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
AGAIN_MS = 3000  # after which what could not be kept is tried again: a stick may be back

_ABOUT = "what cannot be kept"  # what a message may be about


class DraftKeeper(QObject):
    """Writes the entry of a panel down as a draft where it differs from what is saved."""

    def __init__(self, panel: EntryPanel) -> None:
        super().__init__(panel)
        self._panel = panel
        self._kept: object = None  # what the draft on the disk holds
        self.refusal = ""  # why what is typed is kept nowhere, such as a stick that is gone
        self._pause = self._timer(PAUSE_MS)
        self._longest = self._timer(LONGEST_MS)
        self._again = self._timer(AGAIN_MS)

    def _timer(self, after_ms: int) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(after_ms)
        timer.timeout.connect(self.keep)
        return timer

    def begin(self, kept: object) -> None:
        """Start with another entry, of which the draft on the disk holds `kept`; None: none."""
        self._kept = kept
        self.refusal = ""
        messages.hush(self._panel, _ABOUT)
        self._stop()

    def soon(self) -> None:
        """Keep the entry when no other key follows, but within a second also while keys follow."""
        self._pause.start()
        if not self._longest.isActive():
            self._longest.start()

    def _stop(self) -> None:
        self._pause.stop()
        self._longest.stop()
        self._again.stop()

    def keep(self) -> bool:
        """Keep what is not saved; return whether there was anything to keep.

        A draft of what has been changed back to what is saved is dropped.
        """
        self._stop()
        panel = self._panel
        if panel.door.read_only:
            return False
        try:
            kept = self._write()
        except UserError as error:
            self._tell_refused(str(error))
            return False
        if self.refusal:
            self.refusal = ""
            messages.tell(panel, tr("What is typed here is kept now."))
            panel.foot.tell("")
        if kept:
            panel.foot.tell_aside(tr("Draft kept"))
        return kept

    def _write(self) -> bool:
        panel = self._panel
        if not panel.differs():
            if self._kept is not None:
                panel.door.drop_draft(panel.working.key)
                self._kept = None
            return False
        state = panel.state()
        if state != self._kept:
            panel.door.keep_draft(panel.working.key, panel.entered())
            self._kept = state
        return True

    def _tell_refused(self, why: str) -> None:
        if why != self.refusal:
            messages.tell(self._panel, why, "cinnabar", about=_ABOUT)
        self.refusal = why
        self._panel.foot.tell(tr("Not kept yet"))
        self._again.start()
