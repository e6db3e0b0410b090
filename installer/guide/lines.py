"""Words in lines: some of them bold, broken by the rules that the program's papers follow."""

from __future__ import annotations

from itertools import dropwhile, groupby

from reportlab.pdfgen.canvas import Canvas

from ruraldesk.documents import fonts
from ruraldesk.documents.wrapping import pieces

Line = list[tuple[str, str]]  # a character and its face

BOLD = "**"


def lines_of(text: str, size: float, room: float) -> list[Line]:
    """Return `text` in lines at most `room` points wide; what stands between `**` is bold."""
    letters = _letters(text)
    lines: list[Line] = [[]]
    used, at = 0.0, 0
    for piece in pieces("".join(letter for letter, _ in letters)):
        here = letters[at : at + len(piece)]
        at += len(piece)
        if lines[-1] and used + width(here, size) > room:
            lines.append([])
            used = 0.0
        if not lines[-1]:
            here = list(dropwhile(lambda one: one[0].isspace(), here))
        lines[-1].extend(here)
        used += width(here, size)
    return lines


def width(line: Line, size: float) -> float:
    """Return how wide a line is, in points."""
    return sum(fonts.width(letter, face, size) for letter, face in line)


def write(canvas: Canvas, line: Line, left: float, base: float, size: float) -> None:
    """Write a line from `left` on the base line `base`."""
    for face, letters in groupby(line, key=lambda one: one[1]):
        words = "".join(letter for letter, _ in letters)
        for name, run in fonts.runs(words, face):
            canvas.setFont(name, size)
            canvas.drawString(left, base, run)
            left += fonts.width(run, name, size)


def _letters(text: str) -> Line:
    faces = (fonts.SONG, fonts.HEI)
    return [
        (letter, faces[place % 2])
        for place, words in enumerate(text.split(BOLD))
        for letter in words
    ]
