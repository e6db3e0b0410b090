"""A record with hundreds of rows is typed again in pieces that the screen can show."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from ruraldesk.services.second_keying import Asked

_MOST = 24  # fields at once; a row is never divided


def pieces_of(asked: Sequence[Asked]) -> list[list[Asked]]:
    """Return what is asked of a record in pieces, in order."""
    pieces: list[list[Asked]] = [[]]
    for _, group in groupby(asked, key=lambda one: (one.place.lines, one.row)):
        together = list(group)
        if pieces[-1] and len(pieces[-1]) + len(together) > _MOST:
            pieces.append([])
        pieces[-1] += together
    return pieces
