"""A package under another key than its unit is known by: shown, and taken in only on purpose."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ruraldesk.errors import UserError
from ruraldesk.exchange.keys import PublicKey
from ruraldesk.services.book_settings import setting
from ruraldesk.services.identity import (
    KeySource,
    StrangeKey,
    key_in_file,
    refuse_strange_key,
    trust_key,
)
from ruraldesk.services.merging import Said, Verdict
from ruraldesk.services.merging_verdicts import TAKEN_IN
from ruraldesk.store.book import Book
from ruraldesk.store.known_keys import KnownKeys


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyChange:
    """A unit's file under a new key; the fingerprints stand on its printed covers.

    `known` is the fingerprint by which the unit is known, or which was told for it.
    """

    path: Path
    unit: str
    unit_name: str
    known: str
    found: PublicKey


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstKey:
    """The key of a unit that is not known yet: its fingerprint stands on the printed cover."""

    unit: str
    unit_name: str
    fingerprint: str


def key_change(book: Book, verdict: Verdict) -> KeyChange | None:
    """Return the two keys when a file was refused only because its unit's key has changed."""
    if verdict.verdict is not Said.FORGED or not verdict.unit:
        return None
    try:
        found = key_in_file(book, verdict.path, verdict.unit)
    except UserError:  # its signature is false: no key is to be taken from it
        return None
    try:
        refuse_strange_key(book, verdict.unit, found)
    except StrangeKey as error:
        known = error.known
    else:
        return None
    return KeyChange(
        path=verdict.path,
        unit=verdict.unit,
        unit_name=verdict.unit_name,
        known=known,
        found=found,
    )


def first_key(book: Book, verdict: Verdict) -> FirstKey | None:
    """Return the key that a file brings of a unit that the book does not know yet, or only so.

    It is to be compared with the unit's printed cover; None once somebody has done that.
    """
    if verdict.verdict not in TAKEN_IN:
        return None
    trusted = KnownKeys(book).trusted(verdict.unit)
    if trusted is not None:
        if trusted.source is not KeySource.FIRST:
            return None
        fingerprint = trusted.fingerprint
    elif KnownKeys(book).expected(verdict.unit):
        return None  # it was told, and the file would be refused if it were another
    else:
        try:
            fingerprint = key_in_file(book, verdict.path, verdict.unit).fingerprint
        except UserError:  # it cannot be read any more
            return None
    return FirstKey(unit=verdict.unit, unit_name=verdict.unit_name, fingerprint=fingerprint)


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
