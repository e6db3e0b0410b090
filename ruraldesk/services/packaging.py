"""The submission: a closed month in one signed file for the office above, and its printed cover.

The package is made from what lies in the archive, so that it is the same however often it is made:
its tables, their schema and definitions, the attachments that the office above does not have yet,
and what the package says of those that this book made before it.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import IO, Any

from ruraldesk.definitions.model import FieldType
from ruraldesk.errors import Cancelled, Level, Problem, Progress
from ruraldesk.exchange.containers import Envelope
from ruraldesk.exchange.csv_cells import from_cell
from ruraldesk.exchange.csv_files import csv_rows
from ruraldesk.exchange.keys import PublicKey, public_key
from ruraldesk.exchange.manifest import EARLIER, Manifest, check_code
from ruraldesk.exchange.package import ATTACHMENTS, SUFFIX, write_package
from ruraldesk.exchange.parts import Opener, Part, part_of, write_parts
from ruraldesk.exchange.schema import columns, csv_name
from ruraldesk.services import months
from ruraldesk.services.identity import identity_of, key_of_unit
from ruraldesk.services.month_archive import Archived, archived, refuse_damaged
from ruraldesk.store.attachments import AttachmentMissing
from ruraldesk.store.book import Book
from ruraldesk.store.failures import ReadOnlyBook
from ruraldesk.store.month_rows import MonthRows
from ruraldesk.store.months import DoneAct, MonthAct, MonthState, WrongState
from ruraldesk.texts.dates import chinese_month
from ruraldesk.texts.filenames import legal_name
from ruraldesk.texts.translate import tr


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


def package(
    book: Book,
    month: str,
    folder: Path,
    *,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Packaged:
    """Write the package of a closed month, and its cover as a PDF, into `folder`.

    It is encrypted when the key of the office above is known. That it was made is kept in the book;
    that it was handed in is `months.submitted`.

    Raises:
        NotClosed, WrongState: the month is open.
        SnapshotDamaged: the archive is not as it was when the month was closed.
        AttachmentMissing: a file that an earlier package of this state carried is gone.
        ReadOnlyBook: the book cannot be written.
        FileError, CannotWrite: the folder cannot be written.
        MissingGlyphs: a copy or the cover cannot be printed.
        Stopped: `cancelled` said so.
    """
    if book.read_only:
        raise book.because or ReadOnlyBook(book.path, book.holder)
    state = book.months.get(month).state
    found = archived(book, month)
    if state is MonthState.OPEN:
        raise WrongState(month, MonthAct.PACKAGE, state)
    refuse_damaged(book, found)
    signer = identity_of(book)
    manifest, missing = _manifest(book, found, signer.public)
    said = found.snapshot
    stem = f"{said.unit_name} {chinese_month(month)} 第{said.sequence}次"
    target, cover = folder / legal_name(stem + SUFFIX), folder / legal_name(f"{stem} 封面.pdf")
    reader = key_of_unit(book, said.parent) if said.parent else None
    problems = [_left_out(name) for name in missing]
    with tempfile.TemporaryDirectory(prefix="ruraldesk-") as scratch:
        copies: Mapping[str, Path] = {}
        if _is_as_closed(book, found):
            copies = _copies(book, manifest, Path(scratch), progress, cancelled)
        problems += [] if copies else [_no_copies(month)]
        written = write_package(
            target,
            manifest,
            partial(_opened, book, found.read),
            signer,
            copies=copies,
            envelope=Envelope(to=said.parent, key=reader) if reader else None,
        )
    _write_cover(book, manifest, cover, reader)
    _keep(book, manifest)
    return Packaged(
        files=(written.path, cover),
        month=month,
        sequence=said.sequence,
        sha256=manifest.sha256,
        check_code=written.check_code,
        encrypted=written.encrypted,
        fingerprint=signer.public.fingerprint,
        problems=tuple(problems),
    )


def _manifest(book: Book, found: Archived, key: PublicKey) -> tuple[Manifest, list[str]]:
    """Return the manifest of a closed month, and the attachments that are gone."""
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
        names: Iterable[str] = same[0].detail["attachments"]
        missing: list[str] = []
    else:
        names, missing = _still_to_send(book, found, before)
    attachments = [_attachment(book, name) for name in names]
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
        parts=tuple(sorted((*said.parts, *attachments), key=lambda part: part.name)),
    )
    return manifest, missing


def _packages(book: Book) -> list[DoneAct]:
    """Return the acts of this book that made packages, in their order."""
    return _acts(book, MonthAct.PACKAGE)


def _acts(book: Book, kind: MonthAct) -> list[DoneAct]:
    acts = (one for row in book.months.all() for one in book.months.acts(row.month))
    return sorted((one for one in acts if one.act is kind), key=lambda one: one.id)


def _still_to_send(
    book: Book, found: Archived, before: list[DoneAct]
) -> tuple[list[str], list[str]]:
    """Return the attachments that the office above does not have, and those that are gone."""
    accepted = {(one.month, one.sequence) for one in _acts(book, MonthAct.ACCEPT)}
    there = {
        str(name)
        for one in before
        if (one.month, one.sequence) in accepted
        for name in one.detail["attachments"]
    }
    names, missing = [], []
    for name in sorted(set(_named(found)) - there):
        try:
            book.attachments.path(name)
        except AttachmentMissing:
            missing.append(name)
        else:
            names.append(name)
    return names, missing


def _named(found: Archived) -> Iterator[str]:
    """Yield the attachments that the closed month's records name."""
    forms = found.tables().forms
    for table in (part for form in forms.values() for part in (form, *form.lines)):
        fields = [one for one in table.fields if one.type is FieldType.FILES]
        part = next(
            (one for one in found.snapshot.parts if one.name == csv_name(table.table)), None
        )
        if not fields or part is None:
            continue
        places = [(columns(table).index(one.key), one) for one in fields]
        with found.read(part.name) as file:
            rows = csv_rows(file)
            next(rows)
            for row in rows:
                for place, field in places:
                    value = from_cell(field, row[place])
                    yield from value if isinstance(value, tuple) else ()


def _attachment(book: Book, name: str) -> Part:
    with book.attachments.path(name).open("rb") as file:
        return part_of(ATTACHMENTS + name, file)


def _opened(book: Book, read: Opener, name: str) -> AbstractContextManager[IO[bytes]]:
    """Open a part of the package: an attachment of the book, or what lies in the archive."""
    if name.startswith(ATTACHMENTS):
        return book.attachments.path(name.removeprefix(ATTACHMENTS)).open("rb")
    return read(name)


def _is_as_closed(book: Book, found: Archived) -> bool:
    """Say whether the book still tells of the month what it told when it was closed."""
    said, forms = found.snapshot, book.definitions.forms
    if not book.journal.is_changed_since(book.months.get(said.month).head):
        return True
    with book.reading() as connection:
        rows = MonthRows(connection, book, said.month)
        records = {key: rows.of(forms[key]) for key in said.counts if key in forms}
        today = write_parts(lambda name: io.BytesIO(), book.definitions, records, name="", title="")
    tables = {part for part in said.parts if part.rows is not None}
    return tables == {part for part in today.parts if part.rows is not None}


def _copies(
    book: Book,
    manifest: Manifest,
    folder: Path,
    progress: Progress | None,
    cancelled: Cancelled | None,
) -> Mapping[str, Path]:
    """Write the month's workbook and PDFs, and return them by their names."""
    from ruraldesk.documents.settled import settle_workbook
    from ruraldesk.services.exporting import export_month

    day = date.fromisoformat(manifest.closed_at[:10])
    done = export_month(
        book,
        manifest.month,
        folder,
        printed_on=day,
        code=check_code(manifest),
        progress=progress,
        cancelled=cancelled,
    )
    for file in done.files:
        if file.suffix == ".xlsx":
            settle_workbook(file, day)
    return {file.name: file for file in done.files}


def _write_cover(book: Book, manifest: Manifest, target: Path, reader: PublicKey | None) -> None:
    from ruraldesk.services.package_cover import write_cover

    write_cover(book, manifest, target, reader=reader)


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


def _left_out(name: str) -> Problem:
    message = tr(
        "The file “{name}” is missing or damaged and is not in the package. Restore it from a "
        "backup, or remove it from its record."
    )
    return Problem(message=message.format(name=name), level=Level.WARN, code="attachment_missing")


def _no_copies(month: str) -> Problem:
    message = tr(
        "Records of {month} changed after it was closed: the package holds them as they were "
        "closed, but no Excel and PDF copies. To report the changes, reopen the month."
    )
    return Problem(
        message=message.format(month=chinese_month(month)), level=Level.INFORM, code="no_copies"
    )
