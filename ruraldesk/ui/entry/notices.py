"""What the panel says above its tabs: drafts that wait, a record in the recycle bin."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu

from ruraldesk.errors import Level, UserError
from ruraldesk.texts.translate import tr
from ruraldesk.ui import messages
from ruraldesk.ui.dialogs.correcting import with_reason
from ruraldesk.ui.entry.waiting import menu_of, when

if TYPE_CHECKING:
    from ruraldesk.services.entry import Draft
    from ruraldesk.ui.entry.door import Door
    from ruraldesk.ui.entry.panel import EntryPanel


def new_drafts(door: Door, except_key: str = "") -> list[Draft]:
    """Return the half-filled new records of a ledger, the newest first."""
    return [one for one in door.drafts() if not one.record.revision and one.key != except_key]


def offer_drafts(panel: EntryPanel) -> None:
    """Say how many half-filled new records wait, and let one be gone on with."""
    waiting = panel.new_drafts()
    if not waiting:
        return
    if len(waiting) == 1:
        words = tr("Go on with it")
        acts = [(words, lambda: panel.open_draft(waiting[0]))]
    else:
        acts = [(tr("Choose one"), lambda: _open_menu(panel, waiting))]
    text = tr("{count} unfinished drafts").format(count=len(waiting))
    panel.notice.tell(text, "wheat", acts)


def _open_menu(panel: EntryPanel, waiting: list[Draft]) -> None:
    button = panel.notice.buttons()[0]
    draft_menu(panel, waiting).popup(button.mapToGlobal(QPoint(0, button.height())))


def draft_menu(panel: EntryPanel, waiting: list[Draft]) -> QMenu:
    """Return the drafts to choose from, by their time and name."""
    return menu_of(panel.door.form, waiting, panel.open_draft, panel)


def tell_draft(panel: EntryPanel, draft: Draft) -> None:
    """Say that what is shown is a draft, and let it be dropped."""
    text = tr("Draft of {time}, not saved yet").format(time=when(draft.changed))
    panel.notice.tell(text, "wheat", [(tr("Drop the draft"), panel.drop_draft)])


def tell_deleted(panel: EntryPanel) -> None:
    """Say that the record lies in the recycle bin, and let it be restored."""

    def restore() -> None:
        uuid = panel.working.base.uuid
        try:
            restored = with_reason(panel, partial(panel.door.restore, uuid))
        except UserError as error:
            messages.tell_error(panel, error)
            return
        if restored.refused:
            blocking = (one.message for one in restored.problems if one.level is Level.BLOCK)
            messages.tell(panel, next(blocking), "cinnabar")
            return
        panel.open(uuid)
        panel.saved.emit(uuid)
        if restored.problems:
            messages.tell(panel, "\n".join(one.message for one in restored.problems), "sky")

    acts = [] if panel.door.read_only else [(tr("Restore"), restore)]
    panel.notice.tell(tr("This record is in the recycle bin."), "stone", acts)


def open_history(panel: EntryPanel) -> None:
    """Show what happened to the record."""
    from ruraldesk.ui.dialogs.history import HistoryDialog

    uuid = panel.working.base.uuid
    if uuid:
        dialog = HistoryDialog(panel.door.book, panel.door.form, uuid, panel)
        if dialog.exec():
            panel.refresh()
            panel.saved.emit(uuid)
