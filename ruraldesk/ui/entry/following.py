"""What a record can be made into: offered in the panel's menu, opened in its own ledger."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ruraldesk.texts.translate import tr
from ruraldesk.ui.entry.nesting import put_reference

if TYPE_CHECKING:
    from ruraldesk.services.follow_ups import FollowUp
    from ruraldesk.ui.entry.panel import EntryPanel


def lead(panel: EntryPanel) -> None:
    """Offer in the head's menu what the panel's record can be made into."""
    panel.head.follow_ups = lambda: panel.door.follow_ups(panel.working.base)
    panel.head.follow_up_wanted.connect(partial(_begin, panel))


def _begin(panel: EntryPanel, chosen: FollowUp) -> None:
    if panel.has_unsaved():
        panel.foot.tell(tr("Save this record first; what comes of it refers to what is saved."))
        return
    record, sets = panel.door.begin(panel.working.base, chosen), chosen.action.sets
    if not sets:
        panel.new_wanted.emit(chosen.action.form, record)
        return

    def take(uuid: str, name: str) -> None:
        put_reference(panel, sets, uuid, name)
        panel.save(following=False)

    panel.nested.open(chosen.action.form, record, take)
