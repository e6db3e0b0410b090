"""The system ends the session, by shutting down or logging off: nothing that was typed is lost.

What is typed and not saved is kept as a draft, as before a power cut, and offered when the book is
opened again. A save is one transaction, and a file that is written takes the place of the old one
when it is complete, so whatever the system breaks off leaves the old state or the new one; but
where a long act is under way, Windows is asked to wait, and tells the user why.

Sleep asks for nothing: a process that is woken goes on where it was, with its files open and locked
as before. Only a stick may be gone meanwhile, which is told as whenever one is pulled out.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject
from PySide6.QtGui import QSessionManager
from PySide6.QtWidgets import QApplication, QWidget

from ruraldesk.texts.translate import tr
from ruraldesk.ui import jobs, messages

if TYPE_CHECKING:
    from ruraldesk.ui.main_window import MainWindow


class Ending(QObject):
    """Answers the system when it wants to end the session."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.commitDataRequest.connect(self.answer)

    def answer(self, system: QSessionManager) -> None:
        """Keep what is typed; ask the system to wait while a long act is under way."""
        keep_typed(self._window)
        acts = jobs.long_acts()
        if not acts:
            return
        if sys.platform == "win32":
            _say_why(self._window, tr("RuralDesk is writing; wait until it is done."))
        for act in acts:
            act.ended.connect(self._look_again)
        system.cancel()

    def _look_again(self) -> None:
        if sys.platform == "win32" and not jobs.long_acts():
            _say_why(self._window, "")


def keep_typed(window: QWidget) -> str:
    """Write down as drafts what stands in forms and rows and is not saved.

    Returns why something of it could not be kept, such as that the book's stick is gone; else "".
    """
    from ruraldesk.ui.entry.panel import EntryPanel
    from ruraldesk.ui.ledger.page import LedgerPage

    refusal = ""
    for part in cast("list[QWidget]", window.findChildren(QWidget)):
        if isinstance(part, LedgerPage):
            part.entering.keep_typed()
            refusal = refusal or part.entering.refusal
        elif isinstance(part, EntryPanel) and (part.isVisible() or part.keeper.refusal):
            part.keep_draft()
            refusal = refusal or part.keeper.refusal
    return refusal


def may_lose(window: QWidget, refusal: str) -> bool:
    """Ask whether to close without what was typed, which could not be kept."""
    return messages.ask(
        window,
        refusal,
        yes=tr("Close without it"),
        detail=tr("What was typed last is not in the book. Closing now loses it."),
        loses=True,
    )


def _say_why(window: QWidget, reason: str) -> None:
    """Let Windows show on the whole screen why it waits; "" takes it back."""
    import ctypes

    user32 = ctypes.windll.user32  # type: ignore[attr-defined,unused-ignore]
    handle = ctypes.c_void_p(int(window.winId()))
    if reason:
        user32.ShutdownBlockReasonCreate(handle, ctypes.c_wchar_p(reason))
    else:
        user32.ShutdownBlockReasonDestroy(handle)
