"""The doors to the guided first day, light enough for the start of the program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ruraldesk.files.practice import is_practice

if TYPE_CHECKING:
    from ruraldesk.ui.desk import Desk


def learn(desk: Desk) -> None:
    """Begin the guided first day in a copy of the sample, or go on with it."""
    from ruraldesk.ui.guide.guide import begin

    begin(desk)


def stand_beside(desk: Desk) -> None:
    """Show the tasks beside the pages if the open book is the one that they are done in."""
    if desk.session is not None and is_practice(desk.session.book.path):
        from ruraldesk.ui.guide.guide import Guide

        Guide(desk)
