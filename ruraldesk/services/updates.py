"""Updates of the program without a network: the office above hands a newer setup down on a stick.

An update is installed only when it is signed with a key by which this book has known the office
before, from a receipt or a pack, or with the book's own: a first file from nowhere may bring forms,
which can be looked at and taken back, but never a program.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ruraldesk import __version__
from ruraldesk.errors import UserError
from ruraldesk.exchange.finding import files_below
from ruraldesk.exchange.update import (
    SUFFIX,
    Update,
    measured,
    read_update,
    unpack_setup,
    write_update,
)
from ruraldesk.files.failures import drive_errors
from ruraldesk.services.identity import identity_of, is_known_or_told
from ruraldesk.services.pack_records import is_above
from ruraldesk.services.versions import is_newer, version_numbers
from ruraldesk.store.book import Book
from ruraldesk.texts.filenames import legal_name
from ruraldesk.texts.translate import tr

_SETUP = re.compile(r"RuralDesk-(\d{1,4}(?:\.\d{1,4}){1,3})-setup\.exe")


class UpdateRefused(UserError):
    """An update is not made or not installed; nothing was changed."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """An update that may be installed."""

    path: Path
    update: Update


def make(book: Book, setup: Path, folder: Path, *, changes: str = "") -> Path:
    """Sign a setup with the book's key and write it as an update into `folder`; return the file.

    Args:
        setup: as it was made, `RuralDesk-VERSION-setup.exe`: its name tells the version.
        changes: what is new, for the clerks who install it.

    Raises:
        UpdateRefused: the file is called otherwise.
        FileError: it cannot be read, or the folder not be written.
    """
    named = _SETUP.fullmatch(setup.name)
    if named is None:
        message = tr(
            "{name} is not called as a setup of RuralDesk is, for example "
            "RuralDesk-1.2.0-setup.exe. Choose the setup under its own name."
        )
        raise UpdateRefused("no_setup", message.format(name=setup.name))
    size, sha256 = measured(setup)
    signer = identity_of(book)
    update = Update(
        unit=book.info.unit,
        unit_name=book.info.name,
        key=signer.public.text,
        version=named[1],
        changes=changes,
        size=size,
        sha256=sha256,
        made=datetime.now().astimezone().isoformat(timespec="seconds"),
    )
    name = tr("RuralDesk {version} update").format(version=update.version)
    target = folder / legal_name(f"{name}{SUFFIX}")
    write_update(target, update, setup, signer)
    return target


def newest(book: Book, folders: Iterable[Path]) -> Offer | None:
    """Return the newest update on sticks that is newer than this program and may be installed.

    What may not be is passed over: whoever chooses such a file is told why.

    Raises:
        FileError: a stick cannot be read.
    """
    found: list[Offer] = []
    for folder in folders:
        for path in files_below(folder, SUFFIX):
            try:
                found.append(offer(book, path))
            except UserError:
                continue
    return max(found, key=lambda one: version_numbers(one.update.version), default=None)


def offer(book: Book, path: Path) -> Offer:
    """Return the update in a file.

    Raises:
        FileError, FileRefused: it cannot be read, is damaged, forged or something else.
        StrangeKey: the office is known by another key.
        UpdateRefused: it is no newer than this program, not from an office above, or that
            office's key is not known yet.
    """
    update = read_update(path)
    refuse_unknown_office(book, update)
    if not is_newer(update.version):
        message = tr("This computer has RuralDesk {own} already; the update brings {version}.")
        told = message.format(own=__version__, version=update.version)
        raise UpdateRefused("not_newer", told)
    return Offer(path=path, update=update)


def refuse_unknown_office(book: Book, update: Update) -> None:
    """Refuse an update of whoever is not known as an office above.

    Raises:
        StrangeKey: the office is known by another key.
        UpdateRefused: it is not above, or not known yet.
    """
    if update.unit == book.info.unit:
        known = identity_of(book).public.fingerprint == update.signer.fingerprint
    elif is_above(update.unit, book.info):
        known = is_known_or_told(book, update.unit, update.signer)
    else:
        message = tr(
            "This update is from {unit} ({code}), which is not an office above {own}. Ask the "
            "office above for its own update."
        )
        told = message.format(unit=update.unit_name, code=update.unit, own=book.info.name)
        raise UpdateRefused("wrong_office", told)
    if not known:
        message = tr(
            "This book does not know the key of {unit} yet, so nobody can tell whether the update "
            "is really from there. Take in a receipt or a pack of {unit} first, or its key on the "
            "page “Unit keys”: {fingerprint}."
        )
        told = message.format(unit=update.unit_name, fingerprint=update.signer.fingerprint)
        raise UpdateRefused("unknown_key", told)


def unpack(offered: Offer, folder: Path) -> Path:
    """Copy the setup of an update from the stick into `folder`, and return it when it is whole.

    Raises:
        FileError, FileRefused: the stick was pulled, the file is damaged, the drive is full …
    """
    with drive_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"RuralDesk-{offered.update.version}-setup.exe"
    if unpack_setup(offered.path, target) != offered.update:
        message = tr("{name} is no longer the file that was looked at. Look at it again.")
        target.unlink()
        raise UpdateRefused("exchanged", message.format(name=offered.path.name))
    return target


def kept_setups(folder: Path) -> list[tuple[str, Path]]:
    """Return version and file of the setups that were kept when they were run, the newest first."""
    found = [(match[1], path) for path in _files(folder) if (match := _SETUP.fullmatch(path.name))]
    return sorted(found, key=lambda one: version_numbers(one[0]), reverse=True)


def earlier_setup(folder: Path) -> tuple[str, Path] | None:
    """Return the newest kept setup that is older than this program: the way back."""
    return next((one for one in kept_setups(folder) if is_newer(__version__, one[0])), None)


def _files(folder: Path) -> list[Path]:
    return list(folder.iterdir()) if folder.is_dir() else []
