"""Photos on paper: so many on a page, each with its caption and the day it was taken (照片附页)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from ruraldesk.definitions.layouts import LayoutDef
from ruraldesk.documents import fonts
from ruraldesk.documents.letterhead import Letterhead
from ruraldesk.documents.pdf_frame import RISE, SMALL, THIN, Frame
from ruraldesk.documents.pdf_grid import BOTTOM, FOOT_ROOM, LINE_ROOM, TITLE_ROOM, TOP, paper_of
from ruraldesk.documents.replacing import replacing
from ruraldesk.documents.wrapping import wrap
from ruraldesk.texts.translate import tr

GRIDS = {1: (1, 1), 2: (1, 2), 4: (2, 2), 6: (2, 3), 9: (3, 3)}
"""Columns and rows by the number of photos on a page."""

_GAP = 5 * mm
_CAPTION = 9.5  # points
_LEADING = 12.0
_LINES = 2  # of a caption
_SIGN_ROOM = 11 * mm
_DOTS = 220  # per inch: more than a cheap printer shows, and the file stays small


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    """One photo: its file, what stands below it, and when it was taken ("" where unknown)."""

    path: Path
    caption: str
    taken: str = ""


def write_contact_sheet(
    title: str, photos: Sequence[Photo], target: Path, letterhead: Letterhead, *, per_page: int = 4
) -> int:
    """Print photos to the PDF `target`, which is replaced only when complete; return the pages.

    Photos keep their shape; small ones are not blown up beyond what they hold.

    Raises:
        MissingGlyphs: a character of a caption cannot be printed; nothing is written.
        CannotWrite: the target, or a photo that cannot be read.
    """
    layout = LayoutDef(
        key="photos", title=title, columns=(), orientation="portrait", signatures=("填表人",)
    )
    for photo in photos:
        fonts.demand(photo.caption, tr("Caption of a photo"))
    size = paper_of(layout)
    with replacing(target) as unfinished:
        canvas = Canvas(str(unfinished), pagesize=size, pageCompression=1, invariant=1)
        canvas.setTitle(title)
        canvas.setAuthor(letterhead.unit_name)
        canvas.setCreator("RuralDesk")
        frame = Frame(canvas, size, layout, letterhead, money=False)
        for first in range(0, len(photos), per_page):
            _draw_page(frame, title, photos[first : first + per_page], first, per_page)
        frame.finish()
        canvas.save()
    return math.ceil(len(photos) / per_page)


def _draw_page(
    frame: Frame, title: str, photos: Sequence[Photo], first: int, per_page: int
) -> None:
    columns, rows = GRIDS[per_page]
    top = frame.height - TOP - TITLE_ROOM - LINE_ROOM
    bottom = BOTTOM + FOOT_ROOM + _SIGN_ROOM
    frame.begin(title, top)
    wide = (frame.right - frame.left - _GAP * (columns - 1)) / columns
    high = (top - bottom - _GAP * rows) / rows
    for place, photo in enumerate(photos):
        row, column = divmod(place, columns)
        left = frame.left + column * (wide + _GAP)
        upper = top - row * (high + _GAP)
        _draw_photo(frame, photo, first + place + 1, (left, upper - high, wide, high))
    frame.end(bottom)


def _draw_photo(
    frame: Frame, photo: Photo, number: int, box: tuple[float, float, float, float]
) -> None:
    left, bottom, wide, high = box
    words = _LEADING * _LINES + 3 * mm
    canvas = frame.canvas
    canvas.setLineWidth(THIN)
    canvas.rect(left, bottom + words, wide, high - words)
    image = _picture(photo.path, wide, high - words)
    pixels_wide, pixels_high = image.getSize()
    scale = min((wide - 2 * mm) / pixels_wide, (high - words - 2 * mm) / pixels_high)
    scale = min(scale, 72 / 96 * 2)  # a small picture is at most doubled from its size on screen
    drawn = pixels_wide * scale, pixels_high * scale
    canvas.drawImage(
        image,
        left + (wide - drawn[0]) / 2,
        bottom + words + (high - words - drawn[1]) / 2,
        *drawn,
    )
    text = f"{number}. {photo.caption}" if photo.caption else f"{number}."
    lines = wrap(text, fonts.SONG, _CAPTION, wide)[:_LINES]
    y = bottom + words - _LEADING
    for line in lines:
        x = left + (wide - fonts.width(line, fonts.SONG, _CAPTION)) / 2
        frame.text(line, x, y, fonts.SONG, _CAPTION)
        y -= _LEADING
    if photo.taken:
        said = f"拍摄 {photo.taken}"
        x = left + wide - fonts.width(said, fonts.SONG, SMALL) - 2
        canvas.setFillGray(1)
        room = fonts.width(said, fonts.SONG, SMALL) + 4
        canvas.rect(x - 2, bottom + words + 1, room, SMALL + 4, stroke=0, fill=1)
        canvas.setFillGray(0)
        frame.text(said, x, bottom + words + 2 + SMALL * RISE / 2, fonts.SONG, SMALL)


def _picture(path: Path, wide: float, high: float) -> ImageReader:
    """Return a photo with no more dots than the printer shows in its place."""
    from PIL import Image

    most = max(1, int(wide / 72 * _DOTS)), max(1, int(high / 72 * _DOTS))
    with Image.open(path) as picture:
        picture.draft("RGB", most)
        kept = picture.convert("RGB")
    kept.thumbnail(most)
    return ImageReader(kept)
