"""The submission: a closed month in one signed file for the office above, and its printed cover.

The package is made from what lies in the archive, so that it is the same however often it is made:
its tables, their schema and definitions, the attachments that the office above does not have yet,
and what the package says of those that this book made before it.
"""

from __future__ import annotations

import tempfile
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, Any

from ruraldesk.errors import Cancelled, Problem, Progress
from ruraldesk.exchange.containers import Envelope
from ruraldesk.exchange.keys import PublicKey, public_key
from ruraldesk.exchange.manifest import EARLIER, Manifest, check_code
from ruraldesk.exchange.package import ATTACHMENTS, SUFFIX, write_package
from ruraldesk.exchange.parts import Opener
from ruraldesk.services import months
from ruraldesk.services.identity import identity_of, key_of_unit
from ruraldesk.services.month_archive import Archived, archived, refuse_damaged
from ruraldesk.services.package_attachments import known_parts, named_before, still_to_send
from ruraldesk.services.package_copies import write_copies
from ruraldesk.services.package_cover import write_cover
from ruraldesk.services.unit_names import name_of
from ruraldesk.store.book import Book
from ruraldesk.store.failures import ReadOnlyBook
from ruraldesk.store.months import DoneAct, MonthAct, MonthState, WrongState
from ruraldesk.texts.dates import chinese_month
from ruraldesk.texts.filenames import legal_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Packaged:
    """A package and its cover, as they lie in the folder."""

    files: tuple[Path, ...]  # the package first, then its cover
    month: str
    sequence: int
    sha256: str  # of the manifest: the package's name among machines
    check_code: str
    encrypted: bool
    fingerprint: str  # of the unit's key
    problems: tuple[Problem, ...] = ()  # what is not in it that should be; none blocks
    copies: tuple[Path, ...] = ()  # the month's workbook and PDFs, where they were to be kept


def package(
    book: Book,
    month: str,
    folder: Path,
    *,
    copies_to: Path | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Packaged:
    """Write the package of a closed month, and its cover as a PDF, into `folder`.

    It is encrypted when the key of the office above is known. That it was made is kept in the book;
    that it was handed in is `months.submitted`.

    Args:
        copies_to: where the human copies in the package are kept, to be printed; else they are in
            the package only.

    Raises:
        NotClosed, WrongState: the month is open.
        SnapshotDamaged, AttachmentMissing: what was reported is damaged or gone.
        ReadOnlyBook, FileError, CannotWrite: the book or the folder cannot be written.
        MissingGlyphs: the cover cannot be printed; the package is written.
        Stopped: `cancelled` said so.
    """
    found = _closed(book, month)
    signer, parent = identity_of(book), found.snapshot.parent
    manifest, problems = _manifest(book, found, signer.public)
    target, cover = _names(folder, manifest)
    reader = key_of_unit(book, parent) if parent else None
    with tempfile.TemporaryDirectory(prefix="ruraldesk-") as scratch:
        copies = write_copies(
            book,
            found,
            manifest,
            copies_to or Path(scratch),
            progress=progress,
            cancelled=cancelled,
        )
        written = write_package(
            target,
            manifest,
            partial(_opened, book, found.read),
            signer,
            copies=copies.files,
            envelope=_envelope(book, parent, reader),
        )
    write_cover(book, manifest, cover, reader=reader)
    _keep(book, manifest)
    return Packaged(
        files=(written.path, cover),
        month=month,
        sequence=manifest.sequence,
        sha256=manifest.sha256,
        check_code=written.check_code,
        encrypted=written.encrypted,
        fingerprint=signer.public.fingerprint,
        problems=(*problems, *copies.problems),
        copies=tuple(copies.files.values()) if copies_to else (),
    )


def _envelope(book: Book, parent: str, reader: PublicKey | None) -> Envelope | None:
    return Envelope(to=parent, key=reader, to_name=name_of(book, parent)) if reader else None


def _closed(book: Book, month: str) -> Archived:
    """Return what was closed of the month, read through."""
    if book.read_only:
        raise book.because or ReadOnlyBook(book.path, book.holder)
    state = book.months.get(month).state
    found = archived(book, month)
    if state is MonthState.OPEN:
        raise WrongState(month, MonthAct.PACKAGE, state)
    refuse_damaged(book, found)
    return found


def _names(folder: Path, manifest: Manifest) -> tuple[Path, Path]:
    """Return what the package and its cover are called."""
    month = chinese_month(manifest.month)
    stem = f"{manifest.unit_name} {month} 第{manifest.sequence}次"
    return folder / legal_name(stem + SUFFIX), folder / legal_name(f"{stem} 封面.pdf")


def _manifest(book: Book, found: Archived, key: PublicKey) -> tuple[Manifest, tuple[Problem, ...]]:
    """Return the manifest of a closed month, and what is told of its attachments."""
    said = found.snapshot
    made = _packages(book)
    same = [
        one
        for one in made
        if (one.month, one.sequence) == (said.month, said.sequence)
        and one.detail["key"] == key.fingerprint  # under new keys it is another package
    ]
    before = [one for one in made if not same or one.id < same[0].id]
    hashes = list(dict.fromkeys(str(one.detail["sha256"]) for one in reversed(before)))
    corrected = [
        one.sequence for one in before if one.month == said.month and one.sequence < said.sequence
    ]
    if same:
        attached = known_parts(book, named_before(same[0]))
    else:
        attached = still_to_send(book, found, _accepted(book, before))
    manifest = Manifest(
        unit=said.unit,
        unit_name=said.unit_name,
        level=said.level,
        parent=said.parent,
        book=said.book,
        key=key.text,
        month=said.month,
        sequence=said.sequence,
        closed_at=said.closed_at,
        program=said.program,
        reason=said.reason,
        correction_of=max(corrected, default=0),
        previous=hashes[0] if hashes else "",
        earlier=tuple(hashes[1 : EARLIER + 1]),
        counts=said.counts,
        totals=said.totals,
        nil=said.nil,
        versions=said.versions,
        parts=tuple(sorted((*said.parts, *attached.parts), key=lambda part: part.name)),
    )
    return manifest, attached.problems


def _packages(book: Book) -> list[DoneAct]:
    """Return the acts of this book that made packages, in their order."""
    return _acts(book, MonthAct.PACKAGE)


def _acts(book: Book, kind: MonthAct) -> list[DoneAct]:
    acts = (one for row in book.months.all() for one in book.months.acts(row.month))
    return sorted((one for one in acts if one.act is kind), key=lambda one: one.id)


def _accepted(book: Book, made: list[DoneAct]) -> set[str]:
    """Return the attachments of those packages that the office above accepted."""
    accepted = {(one.month, one.sequence) for one in _acts(book, MonthAct.ACCEPT)}
    return {
        name for one in made if (one.month, one.sequence) in accepted for name in named_before(one)
    }


def _opened(book: Book, read: Opener, name: str) -> AbstractContextManager[IO[bytes]]:
    """Open a part of the package: an attachment of the book, or what lies in the archive."""
    if name.startswith(ATTACHMENTS):
        return book.attachments.path(name.removeprefix(ATTACHMENTS)).open("rb")
    return read(name)


def _keep(book: Book, manifest: Manifest) -> None:
    """Note in the book that the package was made; the same one again is noted once."""
    made = _packages(book)
    if any(one.detail["sha256"] == manifest.sha256 for one in made):
        return
    detail: dict[str, Any] = {
        "sha256": manifest.sha256,
        "check_code": check_code(manifest),
        "key": public_key(manifest.key).fingerprint,
        "attachments": [
            part.name.removeprefix(ATTACHMENTS)
            for part in manifest.parts
            if part.name.startswith(ATTACHMENTS)
        ],
    }
    months.packaged(book, manifest.month, detail)
