"""Saving and deleting from the panel, with what may come between: somebody else's change."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from ruraldesk.definitions.model import Record
from ruraldesk.definitions.names import name_of
from ruraldesk.errors import Level, Problem, UserError
from ruraldesk.services.entry import StaleRevision
from ruraldesk.texts.translate import tr
from ruraldesk.ui import messages
from ruraldesk.ui.dialogs.correcting import with_reason

if TYPE_CHECKING:
    from ruraldesk.services.entry import Saved
    from ruraldesk.ui.entry.panel import EntryPanel

_ENTRY = "the record saved last"  # what a message may be about


def save_record(panel: EntryPanel, record: Record) -> Saved | None:
    """Save `record`; where somebody changed it meanwhile, compare both and save what is chosen.

    Returns None when nothing was saved and the user was told why.
    """
    while True:
        try:
            return with_reason(panel, partial(panel.door.save, record))
        except StaleRevision as stale:
            chosen = _compare(panel, record, stale.theirs)
            if chosen is None:
                panel.foot.tell(tr("Not saved"))
                return None
            record = chosen
        except UserError as error:
            messages.tell_error(panel, error)
            return None


def _compare(panel: EntryPanel, mine: Record, theirs: Record) -> Record | None:
    from ruraldesk.ui.entry.comparison import ComparisonDialog

    dialog = ComparisonDialog(panel.door.form, panel.working.base, mine, theirs, panel)
    return dialog.merged() if dialog.exec() else None


def delete_record(panel: EntryPanel) -> bool:
    """Put the panel's record into the recycle bin after a question; return whether it went."""
    detail = tr("It can be restored from the recycle bin, or taken back with Ctrl+Z.")
    name = name_of(panel.door.form, panel.working.base)
    question = tr("Move “{name}” to the recycle bin?").format(name=name)
    if not messages.ask(panel, question, yes=tr("To the recycle bin"), detail=detail):
        return False
    try:
        outcome = with_reason(panel, partial(panel.door.delete, panel.working.base))
    except UserError as error:
        messages.tell_error(panel, error)
        return False
    if outcome.refused:
        told = "\n".join(problem.message for problem in outcome.problems)
        messages.tell(panel, told, "cinnabar")
        return False
    return True


def tell_saved(
    panel: EntryPanel, name: str, problems: Sequence[Problem], *, following: bool
) -> None:
    """Say that a record is saved; with the next one begun, also what its rules only warn of."""
    warnings = [one for one in problems if one.level is Level.WARN]
    told = tr("Saved: {name}").format(name=name)
    if warnings:
        told = tr("Saved: {name} · {count} hints").format(name=name, count=len(warnings))
    counted = tr("Saved · {count} hints").format(count=len(warnings))
    panel.foot.tell(counted if warnings else told)  # little room; the panel's head has the name
    messages.hush(panel, _ENTRY)
    if following and warnings:
        words = "\n".join([told, *(one.message for one in warnings)])
        messages.tell(panel, words, "wheat", about=_ENTRY)
