"""The files of packs that this office made: where they lie, and how they get onto sticks."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ruraldesk.errors import Cancelled, Progress, UserError
from ruraldesk.exchange.carrying import Carried
from ruraldesk.exchange.pack import SUFFIX, read_pack
from ruraldesk.exchange.sticks import Stick
from ruraldesk.files.failures import drive_errors
from ruraldesk.services.carrying import carry
from ruraldesk.services.pack_forms import FormFiles
from ruraldesk.services.pack_making import Content, MadePack, compose, write
from ruraldesk.store.book import Book
from ruraldesk.store.packs import KeptPack
from ruraldesk.texts.translate import tr

_FOLDER = "下发"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A pack as a clerk puts it together: texts, forms, records by ledger, settings."""

    title: str = ""
    note: str = ""
    forms: FormFiles = field(default_factory=FormFiles)
    chosen: Mapping[str, Collection[str]] | None = None
    settings: Mapping[str, str] | None = None


class PackFileLost(UserError):
    """The file of a pack that this office made is not where it was written."""

    code = "pack_file_lost"

    def __init__(self, pack: KeptPack, folder: Path) -> None:
        message = tr(
            "The file of pack {number} “{title}” is not in {folder} any more. Copy it back from a "
            "stick or a backup of that folder, or make a new pack: it brings the same forms along."
        )
        super().__init__(message.format(number=pack.number, title=pack.title, folder=folder))


def packs_folder(book: Book) -> Path:
    """Return the folder beside the book in which its packs are written."""
    return book.path.parent / _FOLDER


def content_of(book: Book, draft: Draft) -> Content:
    """Return what a draft would send down and change; see `pack_making.compose`."""
    return compose(
        book,
        forms=draft.forms,
        chosen=draft.chosen,
        settings=draft.settings,
        title=draft.title,
        note=draft.note,
    )


def write_pack_of(book: Book, content: Content, *, operator: str = "") -> MadePack:
    """Write a pack beside the book, from where it goes onto any number of sticks.

    Raises:
        FileError: the folder cannot be written.
        ReadOnlyBook: the number of the pack cannot be kept.
    """
    folder = packs_folder(book)
    with drive_errors(folder):
        folder.mkdir(exist_ok=True)
    return write(book, content, folder, operator=operator)


def pack_file(book: Book, pack: KeptPack) -> Path:
    """Return the file of a pack that this office made.

    Raises:
        PackFileLost: it is not there any more.
    """
    folder = packs_folder(book)
    named = f"第{pack.number}号"
    found = sorted(folder.glob(f"*{SUFFIX}")) if folder.is_dir() else []
    for file in sorted(found, key=lambda one: named not in one.name):
        try:
            same = read_pack(file).sha256 == pack.sha256
        except UserError:  # a damaged file is not the one that is asked for
            continue
        if same:
            return file
    raise PackFileLost(pack, folder)


def hand_over(
    book: Book,
    pack: KeptPack,
    place: Stick | Path,
    *,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> tuple[Carried, ...]:
    """Write a pack onto a stick, where it is read back, or copy it into a folder: then ().

    Raises:
        PackFileLost: its file is not there any more.
        UserError: the stick or the folder cannot be written, see `carrying.carry`.
        Stopped: `cancelled` said so; nothing is left on the stick.
    """
    file = pack_file(book, pack)
    if isinstance(place, Stick):
        return carry([file], place, progress=progress, cancelled=cancelled)
    with drive_errors(place):
        shutil.copyfile(file, place / file.name)
    return ()
