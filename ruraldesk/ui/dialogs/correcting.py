"""Final records of a closed month change only with a reason: here it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from ruraldesk.errors import Level, Problem
from ruraldesk.services import entry
from ruraldesk.services.entry import Saved
from ruraldesk.texts.translate import tr


def with_reason(parent: QWidget, act: Callable[[str], Saved]) -> Saved:
    """Do `act` without a reason; where only that is missing, ask for it and do it again."""
    outcome = act("")
    if outcome.refused and entry.needs_reason(outcome.problems):
        reason = ask_why(parent, outcome.problems)
        return act(reason) if reason else outcome
    return outcome


def ask_why(parent: QWidget, problems: Sequence[Problem]) -> str:
    """Ask for the reason that `problems` say is missing; "" when the question was left."""
    from ruraldesk.ui.dialogs.reason import ask_reason

    sentence = next(one.message for one in problems if one.level is Level.BLOCK)
    return ask_reason(parent.window(), tr("Correct a closed month"), sentence, tr("Correct"))
