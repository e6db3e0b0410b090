"""What a part of the guide is made of: each block knows how high it is and draws itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from installer.guide.lines import Line, lines_of, width, write
from ruraldesk.documents import fonts

SIZE, LEADING = 10.5, 15.5  # points; a clerk of fifty reads it without taking his glasses off
HEADING = 12.5
THIN, THICK = 0.5, 1.4
SCALE = 0.385  # points for a pixel of a picture that is not wider than its column
BAR = 13.0  # height of a window's title bar
NARROW = 150.0  # a window that asks one thing can only be closed
CELL = 4.0  # inside a table, around its words
RISE = 0.36  # from the middle of a line of words to its base, in parts of the size


class Block(Protocol):
    """Something with a height that can be drawn."""

    height: float

    def draw(self, canvas: Canvas, left: float, top: float) -> None:
        """Draw it with its upper left corner there."""


@dataclass(slots=True)
class Words:
    """A paragraph, or a point of a list."""

    text: str
    room: float
    height: float = field(init=False)
    _lines: list[Line] = field(init=False)
    _indent: float = field(init=False, default=0.0)

    def __post_init__(self) -> None:
        if self.text.startswith("- "):
            self._indent = SIZE
        self._lines = lines_of(self.text.removeprefix("- "), SIZE, self.room - self._indent)
        self.height = len(self._lines) * LEADING

    def draw(self, canvas: Canvas, left: float, top: float) -> None:
        """Draw the lines, the first of a list's point behind its dot."""
        base = top - LEADING / 2 - SIZE * RISE
        if self._indent:
            canvas.circle(left + 3.2, base + SIZE * RISE, 1.3, stroke=0, fill=1)
        for line in self._lines:
            write(canvas, line, left + self._indent, base, SIZE)
            base -= LEADING


@dataclass(slots=True)
class Heading:
    """The heading of a part, behind its number where it is a step."""

    text: str
    room: float
    step: int
    height: float = 22.0

    def draw(self, canvas: Canvas, left: float, top: float) -> None:
        """Draw a step's number white on black, another heading over a line."""
        middle = top - 9.0
        if self.step:
            canvas.circle(left + 8.5, middle, 8.5, stroke=0, fill=1)
            canvas.setFillGray(1)
            number: Line = [(str(self.step), fonts.HEI)]
            write(canvas, number, left + 8.5 - width(number, 11) / 2, middle - 11 * RISE, 11)
            canvas.setFillGray(0)
        else:
            canvas.setLineWidth(THIN)
            canvas.line(left, top - 18.5, left + self.room, top - 18.5)
        words = [(letter, fonts.HEI) for letter in self.text]
        write(canvas, words, left + (23 if self.step else 0), middle - HEADING * RISE, HEADING)


@dataclass(slots=True)
class Window:
    """A picture of a window under the title bar that Windows gives it, or of a part of one."""

    path: Path
    room: float
    mark: tuple[float, float, float, float] | None
    height: float = field(init=False)
    _scale: float = field(init=False)
    _size: tuple[float, float] = field(init=False)
    _title: str = field(init=False)
    _bar: float = field(init=False)

    def __post_init__(self) -> None:
        with Image.open(self.path) as picture:
            self._scale = min(SCALE, self.room / picture.width)
            self._size = picture.width * self._scale, picture.height * self._scale
            self._title = picture.info["Title"]
        self._bar = BAR if self._title else 0.0
        self.height = self._size[1] + self._bar + 8

    def draw(self, canvas: Canvas, left: float, top: float) -> None:
        """Draw the bar, the picture, and a frame around what is to be pressed."""
        wide, high = self._size
        top -= 3
        bottom = top - self._bar - high
        if self._title:
            title_bar(canvas, self._title, (left, top - self._bar, wide, self._bar))
        canvas.drawImage(ImageReader(str(self.path)), left, bottom, wide, high)
        canvas.setLineWidth(THIN)
        canvas.setStrokeGray(0.35)
        canvas.rect(left, bottom, wide, high + self._bar)
        canvas.setStrokeGray(0)
        if self.mark is not None:
            x, y, w, h = (one * self._scale for one in self.mark)
            press_mark(canvas, (left + x, top - self._bar - y - h, w, h))


@dataclass(slots=True)
class Table:
    """Two columns between thin lines: what is seen, and what helps."""

    rows: tuple[tuple[str, ...], ...]
    room: float
    shares: tuple[float, ...] = (0.36, 0.64)  # of the columns in the width
    height: float = field(init=False)
    _cells: list[list[list[Line]]] = field(init=False)

    def __post_init__(self) -> None:
        head, *body = self.rows
        bold = tuple(f"**{cell}**" for cell in head)
        self._cells = [
            [
                lines_of(cell, SIZE, share * self.room - 2 * CELL)
                for cell, share in zip(row, self.shares, strict=True)
            ]
            for row in (bold, *body)
        ]
        self.height = sum(map(_height, self._cells)) + 4

    def draw(self, canvas: Canvas, left: float, top: float) -> None:
        """Draw the rows; the outer lines are heavier, the head is shaded."""
        lowest = top - sum(map(_height, self._cells))
        canvas.setFillGray(0.93)
        head = _height(self._cells[0])
        canvas.rect(left, top - head, self.room, head, stroke=0, fill=1)
        canvas.setFillGray(0)
        y = top
        canvas.setLineWidth(THIN)
        for row in self._cells:
            x = left
            for cell, share in zip(row, self.shares, strict=True):
                base = y - CELL / 2 - LEADING / 2 - SIZE * RISE
                for line in cell:
                    write(canvas, line, x + CELL, base, SIZE)
                    base -= LEADING
                x += share * self.room
            y -= _height(row)
            canvas.line(left, y, left + self.room, y)
        between = left + self.shares[0] * self.room
        canvas.line(between, top, between, lowest)
        canvas.setLineWidth(THICK)
        canvas.rect(left, lowest, self.room, top - lowest)


def _height(row: list[list[Line]]) -> float:
    return max(map(len, row)) * LEADING + CELL


def title_bar(canvas: Canvas, title: str, box: tuple[float, float, float, float]) -> None:
    """Draw a title bar as Windows 10 has it: white, with its signs at the right end."""
    left, bottom, wide, high = box
    canvas.setFillGray(1)
    canvas.rect(left, bottom, wide, high, stroke=0, fill=1)
    canvas.setFillGray(0)
    middle = bottom + high / 2
    write(canvas, [(one, "hei") for one in title], left + 5, middle - 6.5 * RISE, 6.5)
    canvas.setLineWidth(0.6)
    x = left + wide - 10
    canvas.line(x - 2.2, middle - 2.2, x + 2.2, middle + 2.2)
    canvas.line(x - 2.2, middle + 2.2, x + 2.2, middle - 2.2)
    if wide < NARROW:
        return
    canvas.rect(x - 18.2, middle - 2.2, 4.4, 4.4)
    canvas.line(x - 34.2, middle, x - 29.8, middle)


def press_mark(canvas: Canvas, box: tuple[float, float, float, float]) -> None:
    """Frame what is to be pressed: heavy on white, so that it is seen in black and white, too."""
    left, bottom, wide, high = box
    for line, colour in ((4.5, (1.0, 1.0, 1.0)), (2.0, (0.70, 0.15, 0.12))):
        canvas.setStrokeColorRGB(*colour)
        canvas.setLineWidth(line)
        canvas.roundRect(left - 2.5, bottom - 2.5, wide + 5, high + 5, 4)
    canvas.setStrokeGray(0)
