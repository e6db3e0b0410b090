"""What is kept with a book beside its records: who enters, and who signs."""

from __future__ import annotations

from collections.abc import Mapping

from ruraldesk.store.book import Book

VIEWS = "views."
"""Begins the setting with the views that a clerk keeps of a ledger; `services.views` reads it."""


def setting(book: Book, key: str) -> str:
    """Return what the book keeps under `key`; "" for nothing."""
    return book.settings.get(key, "")


def keep_settings(book: Book, entered: Mapping[str, str]) -> None:
    """Write the settings that differ; a book that can only be read is left alone."""
    if book.read_only:
        return
    for key, text in entered.items():
        if text != setting(book, key):
            book.settings[key] = text
