"""What can be done with a month in the state it is in, and the words under each of its steps."""

from __future__ import annotations

from ruraldesk.services.month_steps import MonthState, MonthView
from ruraldesk.texts.dates import told_date
from ruraldesk.texts.translate import tr
from ruraldesk.ui.month.steps_card import Act

_CLOSED = (MonthState.CLOSED, MonthState.SUBMITTED, MonthState.ACCEPTED, MonthState.RETURNED)


def acts_of(view: MonthView, *, read_only: bool) -> dict[str, Act]:
    """Return the act of each step that has one now; the main one is what comes next."""
    if read_only:
        return {}
    acts = _after_close(view) if view.status.state in _CLOSED else _before_close(view)
    return {key: Act(words, primary=key == view.current) for key, words in acts.items()}


def _before_close(view: MonthView) -> dict[str, str]:
    acts = {"enter": tr("Enter…"), "check": tr("Check…")}
    if _state(view, "close") == "current":
        acts["check"] = tr("Check again…")
        acts["close"] = tr("Close…")
    return acts


def _after_close(view: MonthView) -> dict[str, str]:
    acts = {"print": tr("Package and print…"), "stick": tr("Write…")}
    if view.status.state is MonthState.RETURNED:
        return {**acts, "receipt": tr("Reopen…")}
    if view.status.state is MonthState.SUBMITTED:
        acts["receipt"] = tr("Read a receipt…")
    return {"close": tr("Reopen…"), **acts}


def notes_of(view: MonthView) -> dict[str, str]:
    """Return what stands under each step: what is done, or what it still lacks."""
    notes = {step.key: step.detail for step in view.steps}
    status = view.status
    if view.owed:
        owed = tr("{count} empty ones to explain").format(count=len(view.owed))
        notes["enter"] = f"{notes['enter']} · {owed}"
    if not notes["check"]:
        done = _state(view, "check") == "done"
        notes["check"] = tr("nothing to mend") if done else tr("not checked since the last change")
    if not notes["close"]:
        notes["close"] = tr("once nothing has to be mended")
        if _state(view, "close") == "current":
            notes["close"] = tr("due on {day}").format(day=told_date(status.due))
    if status.state in _CLOSED:
        told = tr("submission {number}").format(number=status.sequence)
        notes["close"] = f"{told} · {notes['close']}"
    return {**_later(view), **{key: text for key, text in notes.items() if text}}


def _later(view: MonthView) -> dict[str, str]:
    """Return the words of the last steps, where nothing is known of them yet."""
    waiting = {
        "print": tr("cover with check code, ledgers"),
        "stick": tr("written, read back, compared"),
        "receipt": tr("comes back on the stick"),
    }
    if view.status.state is MonthState.SUBMITTED:
        waiting["receipt"] = tr("waiting for the office above")
    if view.status.state is MonthState.ACCEPTED:
        waiting["receipt"] = tr("accepted")
    return waiting


def _state(view: MonthView, key: str) -> str:
    return next(step.state for step in view.steps if step.key == key)
