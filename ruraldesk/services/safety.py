"""Keeping what was entered: backups, restoring, verifying."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from ruraldesk.definitions.compiled_cache import load_compiled
from ruraldesk.errors import Cancelled, Progress
from ruraldesk.services.books import shipped_definitions
from ruraldesk.store.backup import Restored
from ruraldesk.store.backup import restore as restore_backup
from ruraldesk.store.book import Book
from ruraldesk.store.verify import Found, Verdict
from ruraldesk.store.verify import verify as verify_path
from ruraldesk.texts.resources import forms_dir

__all__ = ["Found", "Restored", "Verdict", "backup", "last_backup", "restore", "verify"]


def backup(
    book: Book,
    to: Path | None = None,
    reason: str = "",
    *,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Path:
    """Make a checked backup beside the book, or in the folder `to`; return its file.

    Raises:
        Stopped: `cancelled` said so; nothing is left of it.
    """
    return book.backups.make(to, reason=reason, progress=progress, cancelled=cancelled)


def last_backup(book: Book) -> datetime | None:
    """Return when the newest backup beside the book was made; None where there is none."""
    kept = book.backups.list()
    return kept[0].made if kept else None


def restore(
    file: Path,
    to: Path,
    *,
    replace: bool = False,
    password: str | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Restored:
    """Bring a backup back as the book `to`; an existing book is refused unless `replace`.

    Raises:
        Stopped: `cancelled` said so; a book that was there is there as it was.
    """
    return restore_backup(
        file,
        to,
        shipped_definitions(),
        replace=replace,
        password=password,
        progress=progress,
        cancelled=cancelled,
        own=lambda folder: load_compiled(forms_dir(), folder),
    )


def verify(path: Path, password: str | None = None, book: Book | None = None) -> Verdict:
    """Say whether a book, a backup, or a file that travels is whole.

    Args:
        password: of what is verified, where it is a book or a backup.
        book: of the office that can open a file that travels.
    """
    from ruraldesk.services.travelling import travels, verify_travelling

    return verify_travelling(path, book) if travels(path) else verify_path(path, password)
