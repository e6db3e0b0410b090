"""The backup file: one zip with the database, the attachments, and a manifest of their hashes.

`book.db` is the database as it stands (encrypted when the book is), `attachments/…` the files as
they lie beside the book (likewise), `briefs/…` the user's own templates of briefs, `forms/…` the
book's own definitions, `archive/…` what was closed and what came in, and `manifest.json` comes last
and says what must be there.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from ruraldesk.files.failures import DriveFailed, FileError, NoAccess
from ruraldesk.files.steps import Steps
from ruraldesk.store.failures import BookError, BookMissing, DamagedBook
from ruraldesk.store.paths import BACKUP_SUFFIX, BookPaths
from ruraldesk.texts.translate import tr

FORMAT = 1
DATABASE = "book.db"
ATTACHMENTS, BRIEFS, FORMS, ARCHIVE = "attachments/", "briefs/", "forms/", "archive/"
MANIFEST = "manifest.json"

_CHUNK = 1 << 20
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, KeyError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One file in a backup."""

    name: str
    size: int  # bytes
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup says about itself."""

    book: str  # the book's own UUID
    unit: str
    name: str
    level: str
    made: str  # ISO text with zone
    reason: str
    program: str
    encrypted: bool
    counts: Mapping[str, int]  # rows by table
    parts: tuple[Part, ...]
    format: int = FORMAT

    def as_json(self) -> str:
        """Return the text of the manifest."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """One backup file that could be read so far as to tell what it is."""

    path: Path
    size: int  # bytes
    manifest: Manifest

    @property
    def made(self) -> datetime:
        """The moment whose data the backup holds."""
        return datetime.fromisoformat(self.manifest.made)


class DamagedBackup(BookError):
    """A backup that cannot be relied on; `parts` names what is damaged in it."""

    code = "damaged_backup"

    def __init__(self, path: Path, parts: tuple[str, ...]) -> None:
        super().__init__(
            path,
            tr(
                "The backup {path} is damaged ({parts}) and was not used. Choose another backup; "
                "older ones are in the same folder or on your USB sticks."
            ),
            parts=tr(", ").join(parts),
        )
        self.parts = parts


class NotABackup(BookError):
    """The file or folder is something else."""

    code = "not_a_backup"

    def __init__(self, path: Path) -> None:
        super().__init__(
            path,
            tr("{path} is not a backup. Choose a file whose name ends in {suffix}."),
            suffix=BACKUP_SUFFIX,
        )


class NewerBackup(BookError):
    """A newer program made the backup."""

    code = "newer_backup"

    def __init__(self, path: Path) -> None:
        super().__init__(
            path,
            tr(
                "The backup {name} was made by a newer RuralDesk. Install the newest RuralDesk on "
                "this computer, then restore it again."
            ),
        )


def read_backup(path: Path) -> Backup:
    """Return what the backup at `path` says about itself; its parts are not read yet.

    Raises:
        BookMissing, NoAccess, DriveFailed: there is no readable file.
        NotABackup: it is something else.
        DamagedBackup: its list of contents is destroyed.
        NewerBackup: this program does not know its format.
    """
    with opened(path) as archive:
        return _backup_of(path, archive)


def opened(path: Path) -> zipfile.ZipFile:
    """Return the backup as an open zip file; see `read_backup` for the errors."""
    try:
        if path.exists() and not path.is_file():
            raise NotABackup(path)
        return zipfile.ZipFile(path)
    except FileNotFoundError as error:
        raise BookMissing(path) from error
    except PermissionError as error:
        raise NoAccess(path) from error
    except _BROKEN as error:
        if path.suffix.lower() != BACKUP_SUFFIX:
            raise NotABackup(path) from error
        raise DamagedBackup(path, (tr("its list of contents"),)) from error
    except OSError as error:
        raise DriveFailed(path) from error


def damaged_parts(path: Path, steps: Steps | None = None) -> tuple[str, ...]:
    """Read the whole backup and return the names of the parts that are missing or changed.

    Raises:
        As `read_backup`.
    """
    backup = read_backup(path)
    with opened(path) as archive:
        return tuple(
            part.name for part in backup.manifest.parts if not _is_whole(archive, part, steps)
        )


def backups_in(folder: Path) -> list[Backup]:
    """Return the backups in `folder` whose contents can be listed, newest first."""
    found = []
    for path in folder.glob(f"*{BACKUP_SUFFIX}") if folder.is_dir() else ():
        try:
            found.append(read_backup(path))
        except FileError:
            continue  # not to be relied on; `verify` tells why
    return sorted(found, key=lambda backup: (backup.made, backup.path.name), reverse=True)


def newest_good(paths: BookPaths) -> Path | None:
    """Return the newest backup beside the book of which every byte is as it was made."""
    for backup in backups_in(paths.backups):
        try:
            if not damaged_parts(backup.path):
                return backup.path
        except FileError:
            continue
    return None


def damaged_book(path: Path, detail: str = "") -> DamagedBook:
    """Return the failure for the damaged book at `path`, naming its newest good backup."""
    return DamagedBook(path, newest_good(BookPaths(path)), detail)


def chunks(file: IO[bytes]) -> Iterator[bytes]:
    """Yield the rest of an open file in pieces that fit into memory."""
    while chunk := file.read(_CHUNK):
        yield chunk


class Hasher:
    """The SHA-256 and the size of what is read piece by piece."""

    def __init__(self) -> None:
        self._digest = hashlib.sha256()
        self.size = 0  # bytes so far

    def update(self, chunk: bytes) -> None:
        """Take in the next piece."""
        self._digest.update(chunk)
        self.size += len(chunk)

    def hexdigest(self) -> str:
        """Return the hash of all pieces."""
        return self._digest.hexdigest()


def _backup_of(path: Path, archive: zipfile.ZipFile) -> Backup:
    try:
        said = json.loads(archive.read(MANIFEST))
        number = int(said["format"])
        if number > FORMAT:
            raise NewerBackup(path)
        parts = tuple(Part(**part) for part in said.pop("parts"))
        manifest = Manifest(**said, parts=parts)
        datetime.fromisoformat(manifest.made)
    except (*_BROKEN, TypeError) as error:
        raise DamagedBackup(path, (MANIFEST,)) from error
    except OSError as error:
        raise DriveFailed(path) from error
    return Backup(path=path, size=path.stat().st_size, manifest=manifest)


def _is_whole(archive: zipfile.ZipFile, part: Part, steps: Steps | None) -> bool:
    try:
        with archive.open(part.name) as file:
            hasher = Hasher()
            for chunk in chunks(file):
                hasher.update(chunk)
                if steps is not None:
                    steps.add(len(chunk))
    except (*_BROKEN, OSError):
        return False
    return (hasher.hexdigest(), hasher.size) == (part.sha256, part.size)
