"""The photos of a record on paper: which ones, what stands below them, when they were taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ruraldesk.services.exporting import letterhead
from ruraldesk.store.attachments import AttachmentMissing, caption_of
from ruraldesk.store.book import Book
from ruraldesk.store.pictures import JPEG, taken_on

PER_PAGE = (2, 4, 6, 9, 1)  # photos on a page, the first ones being usual
TITLE = "照片附页"


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetOfPhotos:
    """How many pages were written, and which files could not be shown."""

    pages: int
    left_out: tuple[str, ...]


def photos_in(names: Sequence[str]) -> list[str]:
    """Return the attachments that are photos, in their order."""
    return [name for name in names if Path(name).suffix.lower() == JPEG]


def write_sheet_of(
    book: Book, names: Sequence[str], subject: str, target: Path, per_page: int = 4
) -> SheetOfPhotos:
    """Print photos with caption and day as a PDF.

    Args:
        book: to which they belong.
        names: of the attachments, in the order of the pages; other files are left out.
        subject: what the photos are about, part of the title.
        target: the file that is written.
        per_page: one of `PER_PAGE`.

    Raises:
        MissingGlyphs, CannotWrite: see `write_contact_sheet`.
    """
    from ruraldesk.documents.contact_sheet import Photo, write_contact_sheet

    photos: list[Photo] = []
    left_out = [name for name in names if name not in photos_in(names)]
    for name in photos_in(names):
        try:
            path = book.attachments.path(name)
        except AttachmentMissing:
            left_out.append(name)
            continue
        photos.append(Photo(path=path, caption=_caption(name), taken=taken_on(path)))
    head = letterhead(book, "", datetime.now().date())
    title = f"{subject}{TITLE}" if subject else TITLE
    pages = write_contact_sheet(title, photos, target, head, per_page=per_page) if photos else 0
    return SheetOfPhotos(pages=pages, left_out=tuple(left_out))


def _caption(name: str) -> str:
    """Return a caption, but for the numbers that cameras give."""
    caption = caption_of(name)
    camera = caption.upper().startswith(("IMG", "DSC", "MVIMG", "PXL", "MMEXPORT", "WECHATIMG"))
    return "" if camera else caption
