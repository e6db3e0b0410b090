"""A package under another key than its unit is known by: shown, and taken in only on purpose."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ruraldesk.errors import UserError
from ruraldesk.exchange.keys import PublicKey
from ruraldesk.services.book_settings import setting
from ruraldesk.services.identity import KeySource, key_in_file, key_of_unit, trust_key
from ruraldesk.services.merging import Said, Verdict
from ruraldesk.store.book import Book


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyChange:
    """A unit's file under a new key; the fingerprints stand on its printed covers."""

    path: Path
    unit: str
    unit_name: str
    known: PublicKey
    found: PublicKey


def key_change(book: Book, verdict: Verdict) -> KeyChange | None:
    """Return the two keys when a file was refused only because its unit's key has changed."""
    if verdict.verdict is not Said.FORGED or not verdict.unit:
        return None
    known = key_of_unit(book, verdict.unit)
    try:
        found = key_in_file(book, verdict.path, verdict.unit)
    except UserError:  # its signature is false: no key is to be taken from it
        return None
    if known is None or known == found:
        return None
    return KeyChange(
        path=verdict.path,
        unit=verdict.unit,
        unit_name=verdict.unit_name,
        known=known,
        found=found,
    )


def take_key_in(book: Book, change: KeyChange) -> None:
    """Know a unit by its new key from now on.

    Raises:
        ReadOnlyBook: the book cannot be written.
    """
    trust_key(
        book,
        change.unit,
        change.found,
        source=KeySource.TYPED,
        operator=setting(book, "operator"),
    )
