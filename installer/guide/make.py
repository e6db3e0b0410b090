"""Make the guide for installing: a sheet of A4, both sides, in black and white or colour.

    python -m installer.guide.make dist/安装说明.pdf --setup FILE --folder FOLDER

FILE is the setup, FOLDER the program's that is in it. SOURCE_DATE_EPOCH gives the date of the file;
the same words, pictures and setup make the same bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from installer.guide.blocks import (
    RISE,
    THICK,
    THIN,
    Block,
    Heading,
    Table,
    Window,
    Words,
)
from installer.guide.drawings import DRAWINGS, Drawing
from installer.guide.lines import Line, width, write
from installer.guide.words import PICTURES, Guide, Part, read
from installer.machine import SetupError
from ruraldesk.documents import fonts

MARGIN, TOP, BOTTOM = 16 * mm, 13 * mm, 11 * mm
GUTTER = 8 * mm
GAP, MOST_GAP = 7.0, 26.0  # between parts of a column, in points
PAD = 8.0  # inside a frame
TITLE, FOOT = 20.0, 8.5  # sizes of letters, in points
MB = 1_000_000


class _Page:
    """One side of the sheet, filled from the top, from the bottom, then the columns between."""

    def __init__(self, canvas: Canvas, parts: Sequence[Part], setup: str, top: float) -> None:
        self._canvas, self._parts, self._setup = canvas, parts, setup
        self._top, self._bottom = top, BOTTOM + 6.5 * mm
        self._room = A4[0] - 2 * MARGIN

    def draw(self) -> None:
        """Draw all parts.

        Raises:
            SetupError: they do not fit.
        """
        for part in self._at("top"):
            blocks = self._blocks(part, self._room)
            self._put(blocks, part, MARGIN, self._top, self._room)
            self._top -= _height(blocks, part) + GAP
        for part in reversed(self._at("bottom")):
            blocks = self._blocks(part, self._room)
            self._bottom += _height(blocks, part)
            self._put(blocks, part, MARGIN, self._bottom, self._room)
            self._bottom += GAP
        wide = (self._room - GUTTER) / 2
        self._column(self._at("left"), MARGIN, wide)
        self._column(self._at("right"), MARGIN + wide + GUTTER, wide)

    def _column(self, parts: Sequence[Part], left: float, room: float) -> None:
        columns = [(part, self._blocks(part, room)) for part in parts]
        over = self._top - self._bottom - sum(_height(blocks, part) for part, blocks in columns)
        gap = over / max(len(columns) - 1, 1)
        if gap < GAP:
            raise SetupError(
                f"The guide's column with “{parts[0].heading}” is {(GAP - gap) * len(parts):.0f} "
                "points too long. Shorten its words in guide.toml."
            )
        top = self._top
        for part, blocks in columns:
            self._put(blocks, part, left, top, room)
            top -= _height(blocks, part) + min(gap, MOST_GAP)

    def _at(self, place: str) -> list[Part]:
        return [part for part in self._parts if part.place == place]

    def _blocks(self, part: Part, room: float) -> list[Block]:
        if part.framed:
            room -= 2 * PAD
        blocks: list[Block] = [Heading(part.heading, room, part.step)]
        blocks += [Words(text, room) for text in part.text]
        if part.picture in DRAWINGS:
            blocks.append(Drawing(part.picture, room, self._setup))
        elif part.picture:
            blocks.append(Window(PICTURES / part.picture, room, part.mark))
        if part.table:
            blocks.append(Table(part.table, room))
        return blocks

    def _put(
        self, blocks: Sequence[Block], part: Part, left: float, top: float, room: float
    ) -> None:
        if part.framed:
            high = _height(blocks, part)
            self._canvas.setLineWidth(THICK)
            self._canvas.rect(left, top - high, room, high)
            left, top = left + PAD, top - PAD
        for block in blocks:
            block.draw(self._canvas, left, top)
            top -= block.height


def _height(blocks: Sequence[Block], part: Part) -> float:
    return sum(block.height for block in blocks) + (2 * PAD - 3 if part.framed else 0)


def write_guide(guide: Guide, target: Path, facts: Mapping[str, str]) -> None:
    """Write the guide as a PDF.

    Raises:
        SetupError: its words do not fit the pages.
    """
    fonts.face(fonts.SONG)  # known to reportlab from here on
    canvas = Canvas(
        str(target),
        pagesize=A4,
        pageCompression=1,
        invariant=1,
        lang="zh-CN",
        initialFontName=fonts.SONG,
    )
    canvas.setTitle(guide.title)
    canvas.setAuthor("RuralDesk")
    canvas.setCreator("RuralDesk")
    for number, parts in enumerate(guide.pages, start=1):
        top = A4[1] - TOP
        if number == 1:
            top = _draw_title(canvas, guide, top)
        _Page(canvas, parts, facts["setup"], top).draw()
        _draw_foot(
            canvas,
            f"乡村台账 RuralDesk {facts['version']}",
            f"第 {number} 页　共 {len(guide.pages)} 页",
        )
        canvas.showPage()
    canvas.save()


def _draw_title(canvas: Canvas, guide: Guide, top: float) -> float:
    title: Line = [(letter, fonts.HEI) for letter in guide.title]
    write(canvas, title, (A4[0] - width(title, TITLE)) / 2, top - TITLE, TITLE)
    lead = Words(guide.lead, A4[0] - 2 * MARGIN)
    lead.draw(canvas, MARGIN, top - TITLE - 12)
    return top - TITLE - 12 - lead.height - GAP


def _draw_foot(canvas: Canvas, foot: str, page: str) -> None:
    canvas.setLineWidth(THIN)
    canvas.line(MARGIN, BOTTOM + 3 * mm, A4[0] - MARGIN, BOTTOM + 3 * mm)
    write(canvas, [(one, fonts.SONG) for one in foot], MARGIN, BOTTOM - FOOT * RISE, FOOT)
    told: Line = [(one, fonts.SONG) for one in page]
    right = A4[0] - MARGIN - width(told, FOOT)
    write(canvas, told, right, BOTTOM - FOOT * RISE, FOOT)


def facts_of(setup: Path, folder: Path) -> Mapping[str, str]:
    """Return what the guide tells of a setup.

    Room on the disk: the setup unpacks the program's folder into the one for temporary files, then
    to its place, and leaves a copy of itself beside it.

    Args:
        setup: `RuralDesk-VERSION-setup.exe`.
        folder: the program's folder.
    """
    content = setup.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    tree = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    taken = tree + len(content)
    return {
        "setup": setup.name,
        "version": setup.name.split("-")[1],
        "taken": str(-(-taken // (10 * MB)) * 10),
        "free": str(-(-(taken + tree) // (100 * MB)) * 100),
        "tree": str(-(-tree // (10 * MB)) * 10),
        "digest": " ".join(digest[at : at + 8] for at in range(0, 64, 8)),
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Make the guide that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", type=Path)
    parser.add_argument("--setup", type=Path, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    given = parser.parse_args(arguments)
    facts = facts_of(given.setup, given.folder)
    try:
        write_guide(read(facts), given.target, facts)
    except SetupError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
