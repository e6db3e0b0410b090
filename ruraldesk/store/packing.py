"""Making one backup file: a copy taken while others work, checked to the last byte."""

from __future__ import annotations

import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zipfile import ZipInfo

from sqlalchemy import Engine

from ruraldesk import __version__
from ruraldesk.errors import Cancelled, Progress
from ruraldesk.files.failures import drive_errors
from ruraldesk.files.steps import Steps
from ruraldesk.files.writing import refuse_when_full, written_whole
from ruraldesk.store import archive, dialect
from ruraldesk.store.archive import (
    ARCHIVE,
    ATTACHMENTS,
    BRIEFS,
    DATABASE,
    FORMS,
    MANIFEST,
    Manifest,
    Part,
)
from ruraldesk.store.archived_files import archived_files
from ruraldesk.store.attachments import stored_files
from ruraldesk.store.cipher import Key
from ruraldesk.store.dialect import Access
from ruraldesk.store.failures import BookError, DamagedBook
from ruraldesk.store.info import BookInfo, read_info
from ruraldesk.store.leftovers import MAKING
from ruraldesk.store.own_forms import own_places
from ruraldesk.store.paths import BACKUP_SUFFIX, BookPaths, is_template_name
from ruraldesk.texts.filenames import legal_name
from ruraldesk.texts.translate import tr

_ROOM = 64 * 1024 * 1024  # bytes that are left free beside a backup
_FLATTENED = 1  # zlib's quickest: a database shrinks to a fifth with it, to a sixth with more


class BackupRefused(BookError):
    """The book itself is damaged, so a copy of it is no backup."""

    code = "backup_refused"

    def __init__(self, path: Path, detail: str, newest: Path | None) -> None:
        super().__init__(
            path,
            tr(
                "No backup was made, because the book {path} is damaged ({detail}); all earlier "
                "backups were kept. Restore the newest good one: {newest}."
            ),
            detail=detail,
            newest=newest or tr("none beside the book; look on your USB sticks"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A database that is backed up: where it is, how it is read."""

    paths: BookPaths
    engine: Engine
    key: Key | None


def write_backup(
    source: Source,
    folder: Path,
    reason: str,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Path:
    """Write a checked backup of `source` into `folder` and return its file; see `Backups.make`."""
    size = source.paths.book.stat().st_size
    stored = [*stored_files(source.paths.attachments), *own_templates(source.paths)]
    stored += [*own_places(source.paths).values(), *archived_files(source.paths).values()]
    files = sum(file.stat().st_size for file in stored)
    steps = Steps(4 * size + 2 * files, progress, cancelled)  # copied, checked, packed, read back
    with _scratch(source.paths, folder) as scratch:
        copy = scratch / DATABASE
        refuse_when_full(copy, size + _ROOM)
        steps.begin(tr("Copying the book"))
        info, counts = _copy(source, copy, steps)
        steps.begin(tr("Checking the copy"))
        _check(source, copy, counts)
        steps.add(size)
        moment = datetime.now().astimezone()
        target = _free_name(folder, info.name, moment)
        with written_whole(target) as unfinished:
            steps.begin(tr("Packing"))
            _pack(source, copy, unfinished, info, counts, moment, reason, steps)
            steps.begin(tr("Reading every byte back"))
            damaged = archive.damaged_parts(unfinished, steps)
            if damaged:
                raise archive.DamagedBackup(unfinished, damaged)
    return target


@contextmanager
def _scratch(paths: BookPaths, folder: Path) -> Iterator[Path]:
    """Yield a new folder for the copy: on the book's own disk, else where the backup goes."""
    base = paths.backups if os.access(paths.book.parent, os.W_OK) else folder
    with drive_errors(base):
        base.mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(prefix=MAKING, dir=base))
    try:
        yield scratch
    finally:
        shutil.rmtree(scratch, ignore_errors=True)  # what is left does no harm


def _copy(source: Source, copy: Path, steps: Steps) -> tuple[BookInfo, dict[str, int]]:
    """Copy the database; return whose it is, and its rows at that very moment."""
    with dialect.translating(source.paths.book), source.engine.connect() as connection:
        info, counts = read_info(connection), dialect.row_counts(connection)
        dialect.copy_database(connection, copy, source.key, steps)
    return info, counts


def _check(source: Source, copy: Path, counts: dict[str, int]) -> None:
    """Refuse a copy that is not whole: then the book is not."""
    engine = dialect.make_engine(copy, Access.IMMUTABLE, source.key)
    try:
        with dialect.translating(copy), engine.connect() as connection:
            damage = dialect.damage_in(connection, encrypted=source.key is not None)
            if not damage and dialect.row_counts(connection) != counts:
                damage = [tr("its rows cannot be counted")]
    except DamagedBook as error:
        damage = [dialect.said_by(error.__cause__)]
    finally:
        engine.dispose()
    if damage:
        newest = archive.newest_good(source.paths)
        raise BackupRefused(source.paths.book, damage[0], newest)


def _free_name(folder: Path, name: str, moment: datetime) -> Path:
    stem = legal_name(f"{name}_{moment:%Y-%m-%d_%H%M%S}")
    taken = 1
    target = folder / f"{stem}{BACKUP_SUFFIX}"
    while target.exists():
        taken += 1
        target = folder / f"{stem}_{taken}{BACKUP_SUFFIX}"
    return target


def _pack(
    source: Source,
    copy: Path,
    target: Path,
    info: BookInfo,
    counts: dict[str, int],
    moment: datetime,
    reason: str,
    steps: Steps,
) -> None:
    encrypted = source.key is not None
    files = stored_files(source.paths.attachments)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=_FLATTENED) as packed:
        # Ciphertext and photos do not shrink: a ZipInfo is stored as it is.
        parts = [_add(packed, copy, ZipInfo(DATABASE) if encrypted else DATABASE, steps)]
        parts += [_add(packed, file, ZipInfo(ATTACHMENTS + file.name), steps) for file in files]
        own = own_templates(source.paths)
        parts += [_add(packed, file, ZipInfo(BRIEFS + file.name), steps) for file in own]
        forms = own_places(source.paths).items()
        parts += [_add(packed, file, FORMS + name, steps) for name, file in forms]
        reported = archived_files(source.paths).items()
        parts += [_add(packed, file, ARCHIVE + name, steps) for name, file in reported]
        manifest = Manifest(
            book=info.id,
            unit=info.unit,
            name=info.name,
            level=info.level,
            made=moment.isoformat(timespec="seconds"),
            reason=reason,
            program=__version__,
            encrypted=encrypted,
            counts=counts,
            parts=tuple(parts),
        )
        packed.writestr(MANIFEST, manifest.as_json())


def own_templates(paths: BookPaths) -> list[Path]:
    """Return the user's own templates of briefs, which are no secret: they hold no records."""
    files = paths.briefs.iterdir() if paths.briefs.is_dir() else ()
    return sorted(file for file in files if is_template_name(file.name) and file.is_file())


def _add(packed: zipfile.ZipFile, file: Path, entry: ZipInfo | str, steps: Steps) -> Part:
    """Add one file and return what the manifest says of it, from the bytes as they were read."""
    hasher = archive.Hasher()
    with file.open("rb") as read, packed.open(entry, "w", force_zip64=True) as written:
        for chunk in archive.chunks(read):
            hasher.update(chunk)
            written.write(chunk)
            steps.add(len(chunk))
    name = entry if isinstance(entry, str) else entry.filename
    return Part(name=name, size=hasher.size, sha256=hasher.hexdigest())
