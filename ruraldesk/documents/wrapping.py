"""Breaking text into lines that fit a printed cell, by Chinese rules."""

from __future__ import annotations

from ruraldesk.documents import fonts

NEVER_FIRST = frozenset("，。、；：！？）》」』】〉〕”’…％%,.;:!?)]}·")  # GB/T 15834-2011, 5.1
NEVER_LAST = frozenset("（《「『【〈〔“‘([{")


def wrap(text: str, face: str, size: float, room: float) -> list[str]:
    """Return `text` in lines at most `room` points wide.

    Chinese breaks anywhere except before closing and after opening marks; Latin words and numbers
    stay whole while they fit a line of their own.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        if fonts.width(paragraph, face, size) <= room:
            lines.append(paragraph)
        else:
            lines.extend(_broken(pieces(paragraph), face, size, room))
    return lines


def pieces(text: str) -> list[str]:
    """Take text apart into what may not be broken: one Chinese character, or one Latin word."""
    found: list[str] = []
    for character in text:
        glued = found and (
            (_latin(character) and _latin(found[-1][-1]))
            or character in NEVER_FIRST
            or found[-1][-1] in NEVER_LAST
        )
        if glued:
            found[-1] += character
        else:
            found.append(character)
    return found


def _latin(character: str) -> bool:
    return character.isascii() and not character.isspace()


def _broken(pieces: list[str], face: str, size: float, room: float) -> list[str]:
    lines: list[str] = []
    line = ""
    used = 0.0
    for piece in pieces:
        wide = fonts.width(piece, face, size)
        if line and used + wide > room:
            lines.append(line.rstrip())
            line, used = "", 0.0
            piece = piece.lstrip()
            wide = fonts.width(piece, face, size)
        if wide > room:  # a word longer than a line is cut where it must be
            *full, piece = _cut(piece, face, size, room)
            lines.extend(full)
            wide = fonts.width(piece, face, size)
        line += piece
        used += wide
    return [*lines, line.rstrip()] if line.strip() else lines


def _cut(word: str, face: str, size: float, room: float) -> list[str]:
    parts = [""]
    for character in word:
        if parts[-1] and fonts.width(parts[-1] + character, face, size) > room:
            parts.append("")
        parts[-1] += character
    return parts
