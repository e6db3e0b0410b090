"""Keeping what was entered: backups, restoring, verifying."""

from __future__ import annotations

from pathlib import Path

from ruraldesk.services.books import shipped_definitions
from ruraldesk.store.backup import Restored
from ruraldesk.store.backup import restore as restore_backup
from ruraldesk.store.book import Book
from ruraldesk.store.verify import Found, Verdict
from ruraldesk.store.verify import verify as verify_path

__all__ = ["Found", "Restored", "Verdict", "backup", "restore", "verify"]


def backup(book: Book, to: Path | None = None, reason: str = "") -> Path:
    """Make a checked backup beside the book, or in the folder `to`; return its file."""
    return book.backups.make(to, reason=reason)


def restore(
    file: Path, to: Path, *, replace: bool = False, password: str | None = None
) -> Restored:
    """Bring a backup back as the book `to`; an existing book is refused unless `replace`."""
    return restore_backup(file, to, shipped_definitions(), replace=replace, password=password)


def verify(path: Path, password: str | None = None) -> Verdict:
    """Say whether a book or a backup is whole."""
    return verify_path(path, password)
