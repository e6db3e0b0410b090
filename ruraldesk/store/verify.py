"""Whether a book or a backup is whole: every page, every link of the journal, every attachment."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from sqlalchemy import Connection, MetaData

from ruraldesk.errors import Level, Problem, UserError
from ruraldesk.files.failures import drive_errors
from ruraldesk.store import archive, dialect
from ruraldesk.store.archive import ATTACHMENTS, DATABASE, DamagedBackup, NotABackup
from ruraldesk.store.attachments import SEALED, digest_in, named_in, stored_content, stored_files
from ruraldesk.store.bookkeeping import add_bookkeeping
from ruraldesk.store.cipher import Key
from ruraldesk.store.failures import DamagedBook, NotABook, PasswordNeeded
from ruraldesk.store.header import Kind, read_header
from ruraldesk.store.journal_entries import broken_link
from ruraldesk.store.opening import key_for, reading_access
from ruraldesk.store.paths import BACKUP_SUFFIX, BookPaths
from ruraldesk.store.upgrading import refuse_stranger
from ruraldesk.store.verify_archive import CODE as ARCHIVE
from ruraldesk.store.verify_archive import Close, archive_problems, closes_in
from ruraldesk.texts.translate import tr


class VerifiedKind(StrEnum):
    """What was verified; stable words of the command line."""

    BOOK = "book"
    BACKUP = "backup"
    PACKAGE = "package"
    RECEIPT = "receipt"
    PACK = "pack"
    UNKNOWN = "unknown"


_DAMAGE = {
    *(DamagedBook.code, DamagedBackup.code, ARCHIVE),
    *("damaged_part", "journal", "attachment", "forged"),
}


class Found(StrEnum):
    """What can be said of it in a word."""

    WHOLE = "whole"
    DAMAGED = "damaged"
    STRANGE = "strange"  # none of our files
    UNCHECKED = "unchecked"  # missing, without its password, made by a newer program


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether something is whole, what it is, and what is wrong with it."""

    ok: bool
    kind: VerifiedKind
    problems: tuple[Problem, ...]

    @property
    def found(self) -> Found:
        """What was found, in a word: only what is ours can be damaged."""
        codes = {problem.code for problem in self.problems}
        if self.ok:
            return Found.WHOLE
        if codes & _DAMAGE:
            return Found.DAMAGED
        strange = codes & {NotABook.code, NotABackup.code, "not_a_package"}
        return Found.STRANGE if strange else Found.UNCHECKED


def verify(path: Path, password: str | None = None) -> Verdict:
    """Read everything in the book or backup at `path` and say whether it is whole.

    Nothing is changed, and a book that is open elsewhere may be verified. A missing or unreadable
    file is a verdict too. Without its password, of an encrypted backup only the hashes are
    compared; an encrypted book cannot be verified.
    """
    path = path.absolute()
    kind = VerifiedKind.UNKNOWN
    try:
        kind = _kind_of(path)
        check = _backup_problems if kind is VerifiedKind.BACKUP else _book_problems
        problems = check(path, password)
    except UserError as error:
        problems = [error.problem()]
    return Verdict(
        ok=not any(problem.level is Level.BLOCK for problem in problems),
        kind=kind,
        problems=tuple(problems),
    )


def _kind_of(path: Path) -> VerifiedKind:
    if path.suffix.lower() == BACKUP_SUFFIX:
        return VerifiedKind.BACKUP
    stranger = read_header(path).kind is Kind.STRANGER
    return VerifiedKind.UNKNOWN if stranger else VerifiedKind.BOOK


def _book_problems(path: Path, password: str | None) -> list[Problem]:
    key = key_for(path, password)
    problems, named, closes = _database_problems(path, path, key)
    problems += archive_problems(closes, BookPaths(path).archive, key)
    files = stored_files(BookPaths(path).attachments)
    whole = {digest_in(file.name) for file in files if stored_content(file, key) is not None}
    doubtful = named | {_name(file.name) for file in files}
    missing = (name for name in sorted(doubtful) if digest_in(name) not in whole)
    return problems + [_attachment_missing(name) for name in missing]


def _backup_problems(path: Path, password: str | None) -> list[Problem]:
    backup = archive.read_backup(path)
    damaged = archive.damaged_parts(path)
    problems = [_part_damaged(path, part) for part in damaged]
    if DATABASE in damaged:
        return problems
    if backup.manifest.encrypted and password is None:
        return [*problems, _only_hashes(path)]
    with tempfile.TemporaryDirectory(prefix="ruraldesk-") as scratch:
        database = Path(scratch) / DATABASE
        with archive.opened(path) as packed, drive_errors(database):
            packed.extract(DATABASE, scratch)
        found, named, _ = _database_problems(database, path, key_for(database, password))
    there = {digest_in(part.name.removeprefix(ATTACHMENTS)) for part in backup.manifest.parts}
    missing = (name for name in sorted(named) if digest_in(name) not in there)
    return problems + found + [_attachment_missing(name) for name in missing]


def _database_problems(
    database: Path, shown: Path, key: Key | None
) -> tuple[list[Problem], set[str], list[Close]]:
    """Check pages, rows, references and the journal; return also what else must be there.

    These are the names of attachments, and what was closed of each month.
    """
    problems: list[Problem] = []
    named: set[str] = set()
    closes: list[Close] = []
    engine = dialect.make_engine(database, reading_access(database, key), key)
    try:
        with dialect.translating(shown), engine.connect() as connection:
            refuse_stranger(connection, shown)
            damage = dialect.damage_in(connection, encrypted=key is not None)
            dialect.read_everything(connection)
            problems += [_damage(shown, line) for line in damage]
            problems += _journal_problems(connection)
            named, closes = named_in(connection), closes_in(connection)
    except DamagedBook as error:
        problems.append(_damage(shown, dialect.said_by(error.__cause__)))
    finally:
        engine.dispose()
    return problems, named, closes


def _journal_problems(connection: Connection) -> list[Problem]:
    bookkeeping = MetaData()
    add_bookkeeping(bookkeeping)
    broken = broken_link(connection, bookkeeping.tables["_journal"])
    if broken is None:
        return []
    message = tr(
        "The journal was altered outside RuralDesk: entry {number} ({time}, {operator}) does not "
        "follow from the one before it. Compare the book with its last backup."
    ).format(number=broken.number, time=broken.time, operator=broken.operator)
    return [Problem(code="journal", message=message)]


def _name(stored: str) -> str:
    return stored.removesuffix(SEALED)


def _damage(shown: Path, detail: str) -> Problem:
    message = tr(
        "{name} is damaged ({detail}). Restore the newest good backup; do not delete this file."
    ).format(name=shown.name, detail=detail)
    return Problem(code="damaged", message=message)


def _part_damaged(path: Path, part: str) -> Problem:
    message = tr(
        "In the backup {name} the part {part} is damaged. Use another backup to restore from."
    ).format(name=path.name, part=part)
    return Problem(code="damaged_part", message=message)


def _attachment_missing(name: str) -> Problem:
    message = tr(
        "The attachment {name} is missing or damaged. Restore it from a backup, or remove it from "
        "its record and add it again."
    ).format(name=name)
    return Problem(code="attachment", message=message)


def _only_hashes(path: Path) -> Problem:
    message = tr(
        "Every byte of {name} is as it was made. Give its password to have the records in it "
        "checked too."
    ).format(name=path.name)
    return Problem(level=Level.INFORM, code=PasswordNeeded.code, message=message)
