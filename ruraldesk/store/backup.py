"""Backups of a book: making them, keeping enough of them, bringing one back."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

from sqlalchemy import Connection

from ruraldesk.definitions.faults import BadDefinitions
from ruraldesk.definitions.layers import is_definition_path
from ruraldesk.definitions.model import Definitions
from ruraldesk.errors import Cancelled, Progress
from ruraldesk.files.failures import FolderMissing, drive_errors
from ruraldesk.files.steps import Steps
from ruraldesk.files.writing import (
    flush,
    flush_folder,
    refuse_when_full,
    unfinished_name,
    written_whole,
)
from ruraldesk.store import archive, dialect
from ruraldesk.store.archive import (
    ARCHIVE,
    ATTACHMENTS,
    BRIEFS,
    DATABASE,
    FORMS,
    Backup,
    DamagedBackup,
)
from ruraldesk.store.archived_files import is_archive_name, make_way
from ruraldesk.store.attachments import SEALED, is_name
from ruraldesk.store.cipher import Key, derive_key, fits
from ruraldesk.store.creating import refuse_existing, refuse_unfinished, remove_database
from ruraldesk.store.dialect import Access
from ruraldesk.store.failures import (
    BookInUse,
    DamagedBook,
    NoPassword,
    NotABook,
    PasswordNeeded,
    WrongPassword,
)
from ruraldesk.store.header import read_header
from ruraldesk.store.lock import BookLock
from ruraldesk.store.one_folder import refuse_shared_files
from ruraldesk.store.opening import key_for
from ruraldesk.store.own_forms import exchanged, lay_ready, settle
from ruraldesk.store.packing import BackupRefused, Source, write_backup
from ruraldesk.store.paths import BookPaths, is_template_name
from ruraldesk.store.tables import Tables
from ruraldesk.store.upgrading import refuse_stranger, upgrade
from ruraldesk.texts.translate import tr

if TYPE_CHECKING:
    from ruraldesk.store.book import Book

LATEST, DAYS, WEEKS, MONTHS = 5, 7, 4, 12  # how many backups are kept, the newest of each


class Backups:
    """The backups of a book."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._source = Source(paths=book.paths, engine=book.engine, key=book.key)

    def make(
        self,
        to: Path | None = None,
        reason: str = "",
        *,
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
    ) -> Path:
        """Make a backup and return its file, after every byte of it was read back and checked.

        Args:
            to: a folder, made where it is missing; without it the backup goes beside the book,
                and older ones that are no longer needed are deleted once this one is known good.
            reason: why it was made, as the list of backups shows it.

        Raises:
            BackupRefused: the book is damaged; nothing was deleted.
            DiskFull, TooLargeForDrive, NoAccess, DriveFailed: it cannot be written there.
            Stopped: `cancelled` said so; nothing is left of this backup, all others are.
        """
        folder = (to or self._book.paths.backups).absolute()
        made = write_backup(self._source, folder, reason, progress, cancelled)
        if to is None:
            for old in surplus(self.list()):
                with drive_errors(old.path):
                    old.path.unlink(missing_ok=True)
        return made

    def list(self) -> list[Backup]:
        """Return the backups of this book that lie beside it, newest first."""
        return [
            backup
            for backup in archive.backups_in(self._book.paths.backups)
            if backup.manifest.book == self._book.info.id
        ]

    def newest_good(self) -> Path | None:
        """Return the newest backup of which every byte is as it was made; all are read for it."""
        return archive.newest_good(self._book.paths)


def surplus(backups: Sequence[Backup]) -> list[Backup]:
    """Return which of `backups` (newest first) need not be kept.

    Kept are the latest few, and the newest of each of the last days, weeks and months that have
    one: gaps do not make old backups go sooner.
    """
    kept = {backup.path for backup in backups[:LATEST]}
    for pattern, count in (("%Y-%m-%d", DAYS), ("%G-%V", WEEKS), ("%Y-%m", MONTHS)):
        newest: dict[str, Path] = {}
        for backup in backups:
            newest.setdefault(backup.made.strftime(pattern), backup.path)
        kept.update(list(newest.values())[:count])
    return [backup for backup in backups if backup.path not in kept]


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What a restoration did."""

    path: Path
    made: datetime  # the moment whose data the book now holds
    before: Mapping[str, int]  # records by ledger of the book that was replaced, if any
    after: Mapping[str, int]  # records by ledger now
    kept: Path | None  # where the book that was replaced is kept


def restore(
    file: Path,
    to: Path,
    definitions: Definitions,
    *,
    password: str | None = None,
    replace: bool = False,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    own: Callable[[Path], Definitions] | None = None,
) -> Restored:
    """Make the book `to` out of the backup `file`.

    Args:
        file: the backup; it is only read.
        to: the book to be made.
        definitions: those that the restored book is brought up to date with.
        password: of an encrypted backup.
        replace: put it in the place of a book that is there; that one is backed up first, or, when
            it is damaged, kept as it is.
        own: makes the definitions of a book that has a folder of its own ones.

    Raises:
        BookMissing, DamagedBackup, NewerBackup, PasswordNeeded, WrongPassword, NoPassword: of the
            backup.
        BookExists, FilesShared, BookInUse, FolderMissing, NoAccess, DiskFull: of the place.
        NewerBook, ChangedFields, Duplicates: the definitions do not fit.
        Stopped: `cancelled` said so; a book that was there is there as it was.
    """
    to = to.absolute()
    paths = BookPaths(to)
    _refuse_place(to, replace=replace)
    backup = archive.read_backup(file)
    size = sum(part.size for part in backup.manifest.parts)
    steps = Steps(3 * size, progress, cancelled)  # read, written, checked
    steps.begin(tr("Reading every byte of the backup"))
    _refuse_unusable(backup, password, steps)
    lock = BookLock(paths)
    unfinished = unfinished_name(to)
    try:
        refuse_when_full(unfinished, size)
        steps.begin(tr("Unpacking"))
        _extract(backup, unfinished, paths, steps)
        key = _key(backup, unfinished, password)
        steps.begin(tr("Checking what was unpacked"))
        forms = _forms_ready(backup, paths)
        fitting, older = _with_own(definitions, forms, own)
        after = _checked_and_upgraded(backup, unfinished, key, fitting, older=older)
        refuse_unfinished(unfinished, to)
        steps.begin(tr("Putting it in place"))  # the last moment to stop
        before, kept = _set_aside(paths, password, definitions)
        with exchanged(paths) if forms else nullcontext():
            _swap_in(unfinished, paths)
    finally:
        settle(paths)
        remove_database(unfinished)
        lock.release()
    return Restored(path=to, made=backup.made, before=before, after=after, kept=kept)


def _refuse_place(to: Path, *, replace: bool) -> None:
    """Refuse a place without a folder, or with a book that is not to be replaced."""
    if replace:
        refuse_shared_files(to)
    else:
        refuse_existing(to)
    if not to.parent.is_dir():
        raise FolderMissing(to)


def _forms_ready(backup: Backup, paths: BookPaths) -> Path | None:
    """Write the backup's own definitions beside those that are there; None where neither has any.

    They are exchanged as a whole: the tables of the database are theirs.
    """
    names = [part.name for part in backup.manifest.parts if part.name.startswith(FORMS)]
    if not names and not paths.forms.exists():
        return None
    with archive.opened(backup.path) as packed:
        return lay_ready(paths, {name.removeprefix(FORMS): packed.read(name) for name in names})


def _with_own(
    shipped: Definitions, forms: Path | None, own: Callable[[Path], Definitions] | None
) -> tuple[Definitions, bool]:
    """Return what the restored book is brought up to date with, and whether that may be older."""
    if forms is None or own is None or not any(forms.rglob("*.toml")):
        return shipped, False
    try:
        return own(forms), False
    except BadDefinitions:
        return shipped, True  # told when the book is opened


def _refuse_unusable(backup: Backup, password: str | None, steps: Steps) -> None:
    file = backup.path
    strange = tuple(part.name for part in backup.manifest.parts if not _is_ours(part.name))
    damaged = strange or archive.damaged_parts(file, steps)
    if damaged:
        raise DamagedBackup(file, damaged)
    if backup.manifest.encrypted and password is None:
        raise PasswordNeeded(file)
    if not backup.manifest.encrypted and password is not None:
        raise NoPassword(file)


def _is_ours(name: str) -> bool:
    """Return whether a part has a name that leads into the book's own folder."""
    template = name.removeprefix(BRIEFS)
    if template != name:
        return is_template_name(template)
    form = name.removeprefix(FORMS)
    if form != name:
        return is_definition_path(form)
    reported = name.removeprefix(ARCHIVE)
    if reported != name:
        return is_archive_name(reported)
    attachment = name.removeprefix(ATTACHMENTS)
    return name == DATABASE or (attachment != name and is_name(attachment.removesuffix(SEALED)))


def _extract(backup: Backup, database: Path, paths: BookPaths, steps: Steps) -> None:
    """Write the database under its unfinished name, and the files beside it that are missing.

    A template of a brief that was changed since stays as it is: nothing newer is lost. What was
    closed must be what the database says; another file in its place is kept beside it.
    """
    with archive.opened(backup.path) as packed:
        with drive_errors(database):
            _write(packed, DATABASE, database, steps)
            flush(database)
        for part in backup.manifest.parts:
            if part.name == DATABASE or part.name.startswith(FORMS):
                continue
            target = _place(paths, part.name)
            reported = part.name.startswith(ARCHIVE)
            with drive_errors(target):
                wanted = make_way(target, part) if reported else not target.exists()
            if wanted:
                with written_whole(target) as unfinished:
                    _write(packed, part.name, unfinished, steps)


def _place(paths: BookPaths, name: str) -> Path:
    """Return where a file beside the database goes."""
    template = name.removeprefix(BRIEFS)
    if template != name:
        return paths.briefs / template
    reported = name.removeprefix(ARCHIVE)
    if reported != name:
        return paths.archive / reported
    return paths.attachments / name.removeprefix(ATTACHMENTS)


def _write(packed: ZipFile, name: str, target: Path, steps: Steps) -> None:
    with packed.open(name) as read, target.open("xb") as written:
        for chunk in archive.chunks(read):
            written.write(chunk)
            steps.add(len(chunk))


def _key(backup: Backup, database: Path, password: str | None) -> Key | None:
    if password is None:
        return None
    key = derive_key(password, read_header(database).salt)
    if not fits(database, key):
        raise WrongPassword(backup.path)
    return key


def _checked_and_upgraded(
    backup: Backup, database: Path, key: Key | None, definitions: Definitions, *, older: bool
) -> dict[str, int]:
    """Check the extracted database, bring it up to date, and return its records by ledger."""
    engine = dialect.make_engine(database, Access.WRITE, key)
    tables = Tables.of(definitions)
    try:
        with dialect.translating(database), engine.connect() as connection:
            refuse_stranger(connection, backup.path)
            damage = dialect.damage_in(connection, encrypted=key is not None)
            if damage or dialect.row_counts(connection) != backup.manifest.counts:
                raise DamagedBackup(backup.path, (DATABASE,))
        upgrade(engine, backup.path, definitions, tables, older=older)
        with dialect.translating(database), engine.connect() as connection:
            return _records(connection, definitions)
    finally:
        engine.dispose()


def _set_aside(
    paths: BookPaths, password: str | None, definitions: Definitions
) -> tuple[dict[str, int], Path | None]:
    """Keep the book that is to be replaced: as a backup, or as it is when it is damaged."""
    if not paths.book.exists():
        return {}, _moved_away(paths) if paths.log.exists() else None
    try:
        key = key_for(paths.book, password)
        engine = dialect.make_engine(paths.book, Access.WRITE, key)
        try:
            with dialect.translating(paths.book), engine.connect() as connection:
                before = _records(connection, definitions)
            source = Source(paths=paths, engine=engine, key=key)
            kept = write_backup(source, paths.backups, tr("before another backup was restored"))
        finally:
            engine.dispose()
    except (BackupRefused, DamagedBook, NotABook, PasswordNeeded, WrongPassword, NoPassword):
        return {}, _moved_away(paths)
    return before, kept


def _swap_in(unfinished: Path, paths: BookPaths) -> None:
    """Put the new database in the place of the old one, whose log must not be played back into it.

    Raises:
        BookInUse: somebody still reads the old one.
    """
    if paths.log.exists() and paths.log.stat().st_size:
        raise BookInUse(paths.book)
    with drive_errors(paths.book):
        try:
            for file in (paths.log, paths.index):
                file.unlink(missing_ok=True)
            unfinished.replace(paths.book)
        except PermissionError as error:  # Windows replaces no file that is open
            raise BookInUse(paths.book) from error
        flush_folder(paths.book.parent)


def _moved_away(paths: BookPaths) -> Path:
    """Move a book that cannot be backed up, with its log, into the folder of its files."""
    folder = paths.folder / f"replaced_{datetime.now():%Y-%m-%d_%H%M%S}"
    kept = folder / paths.book.name
    with drive_errors(paths.book):
        folder.mkdir(parents=True)
        paths.index.unlink(missing_ok=True)
        if paths.log.exists():
            paths.log.rename(BookPaths(kept).log)
        if paths.book.exists():
            paths.book.rename(kept)
        if paths.forms.exists():
            BookPaths(kept).folder.mkdir()
            shutil.copytree(paths.forms, BookPaths(kept).forms)
    return kept


def _records(connection: Connection, definitions: Definitions) -> dict[str, int]:
    """Return the number of records in each ledger, without the recycle bin."""
    counts = {}
    for form in definitions.forms.values():
        if dialect.columns_of(connection, form.table):
            counts[form.key] = connection.exec_driver_sql(
                f'SELECT count(*) FROM "{form.table}" WHERE deleted IS NULL'
            ).scalar_one()
    return counts
