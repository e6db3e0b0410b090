"""Sticks: which are plugged in, writing files onto one, and letting it go."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ruraldesk.errors import Cancelled, Progress
from ruraldesk.exchange.carrying import Carried
from ruraldesk.exchange.carrying import carry as carry_onto
from ruraldesk.exchange.sticks import Stick, eject, sticks
from ruraldesk.texts.translate import joined, listed, tr

__all__ = ["Carried", "Stick", "carry", "eject", "sticks", "told"]


def carry(
    files: Sequence[Path],
    stick: Stick,
    folder: Path | None = None,
    *,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> tuple[Carried, ...]:
    """Write `files` onto a stick, or into a folder on it that is there; then they are on it whole.

    Raises:
        UserError: as `exchange.carrying.carry`; the files are not on it, or not all.
        Stopped: `cancelled` said so; nothing is left on the stick.
    """
    place = stick.root if folder is None else folder
    return carry_onto(files, place, stick=stick, progress=progress, cancelled=cancelled)


def told(carried: Sequence[Carried]) -> str:
    """Return what to say of files that are on the stick: how many, and what became of others."""
    clauses = [
        tr("{count} files are on the stick, read back and compared").format(count=len(carried))
    ]
    already = [one.file.name for one in carried if one.already]
    if already:
        clauses.append(tr("{names} lay there already, the same").format(names=listed(already)))
    clauses += [
        tr("the other file that was called {name} is kept as {kept}").format(
            name=one.file.name, kept=one.kept
        )
        for one in carried
        if one.kept
    ]
    return joined(clauses)
