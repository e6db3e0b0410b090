"""What a check of the month found, as lines of a list: on its page, and at the month's end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ruraldesk.errors import Level, Problem
from ruraldesk.services import checking
from ruraldesk.texts.translate import tr
from ruraldesk.ui.row_list import Item

if TYPE_CHECKING:
    from ruraldesk.ui.jobs import Job
    from ruraldesk.ui.session import Session

_HEAVIEST_FIRST = (Level.BLOCK, Level.WARN, Level.INFORM)
_TONES = {Level.BLOCK: "cinnabar", Level.WARN: "wheat", Level.INFORM: "sky"}


Found = tuple[tuple[Problem, ...], Mapping[str, str]]
"""The problems of a month, the heaviest first, and what their records are called."""


def found(session: Session, month: str, job: Job | None = None) -> Found:
    """Check a month. Takes its time: to be called off the window's thread, with its job.

    Raises:
        Stopped: the job was asked to stop.
    """
    progress, cancelled = (job.progress, job.cancelled) if job is not None else (None, None)
    problems = checking.check(session.book, month, progress=progress, cancelled=cancelled)
    called = checking.called(session.book, problems)
    return tuple(sorted(problems, key=lambda one: _HEAVIEST_FIRST.index(one.level))), called


def items(session: Session, problems: Sequence[Problem], called: Mapping[str, str]) -> list[Item]:
    """Return the lines that tell the problems."""
    names = {Level.BLOCK: tr("Wrong"), Level.WARN: tr("Doubtful"), Level.INFORM: tr("Note")}
    return [
        Item(
            names[one.level],
            _TONES[one.level],
            _sentence(one, called),
            tr(session.form(one.form).title) if one.form else "",
        )
        for one in problems
    ]


def _sentence(problem: Problem, called: Mapping[str, str]) -> str:
    """Return what is wrong, after the name of the record where it is known."""
    if problem.record not in called:
        return problem.message
    told = tr("{place}: {sentence}")
    return told.format(place=called[problem.record], sentence=problem.message)
