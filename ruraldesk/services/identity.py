"""Whose files are whose: a book's own keys, and the keys by which it knows other units.

The keys are made with the book and stay in it: they go along into its backups and to a new clerk or
computer, and nowhere else. Whoever has a copy of the book can sign for the unit, so a password on
the book protects its keys too; `renew` makes new ones when a copy fell into wrong hands.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path

from ruraldesk.definitions.identity import is_division_code
from ruraldesk.errors import UserError
from ruraldesk.exchange.containers import MANIFEST, Container
from ruraldesk.exchange.keys import (
    BadKey,
    Identity,
    PublicKey,
    identity_from,
    is_signed_by,
    new_identity,
    public_key,
)
from ruraldesk.exchange.refusals import DamagedPackage, ForgedPackage, NotForUs
from ruraldesk.services.unit_names import called, name_of
from ruraldesk.store.book import Book
from ruraldesk.store.known_keys import (
    KeySource,
    KeyState,
    KnownKey,
    KnownKeys,
    keep_own_secret,
    own_secret,
)
from ruraldesk.texts.divisions import told_unit
from ruraldesk.texts.translate import tr

__all__ = [
    "KeySource",
    "KeyState",
    "KnownKey",
    "Standing",
    "StrangeKey",
    "addressed",
    "identity_of",
    "is_known_or_told",
    "key_in_file",
    "key_of_unit",
    "known_keys",
    "note_strange",
    "noting_strange",
    "public_key",
    "refuse_strange_key",
    "renew",
    "standing",
    "trust_key",
]


class Standing(StrEnum):
    """What a book knows of the key that signed a unit's file."""

    KNOWN = "known"
    NEW = "new"  # the unit's first file: its key is taken in
    OTHER = "other"  # the unit is known by another key


class StrangeKey(UserError):
    """A file is signed with another key than the one its unit is known by."""

    code = "forged"

    def __init__(self, unit: str, known: str, found: PublicKey, name: str = "") -> None:
        super().__init__(
            tr(
                "This file is signed with the key {found}, but {called} is known by {known}. Ask "
                "the unit by phone which of the two is its key: it stands on the covers of its "
                "packages. If it is the new one, take it in on the page “Unit keys” (on the "
                "command line: ruraldesk keys BOOK --trust {unit} --from FILE), then try again."
            ).format(
                unit=unit,
                called=told_unit(unit, name),
                known=known,
                found=found.fingerprint,
            )
        )
        self.unit, self.known, self.found = unit, known, found


class NoOtherUnit(UserError):
    """A key is to be trusted for what is no other unit."""

    code = "no_other_unit"

    def __init__(self, unit: str) -> None:
        super().__init__(
            tr(
                "“{unit}” is not the code of another unit. A code has 12 digits, for example "
                "410726104000; the book's own unit is known by its own key."
            ).format(unit=unit)
        )


class OtherUnit(UserError):
    """A file from which a unit's key should be taken is another unit's."""

    code = "other_unit"

    def __init__(self, path: Path, unit: str, found: str) -> None:
        super().__init__(
            tr("{name} is a file of {found}, not of {unit}. Choose one of that unit.").format(
                name=path.name, unit=unit, found=found
            )
        )


def identity_of(book: Book) -> Identity:
    """Return the book's own keys; a book from before keys were made gets them now.

    Raises:
        ReadOnlyBook: it has none yet and cannot be written.
    """
    kept = own_secret(book)
    return identity_from(kept) if kept else renew(book)


def renew(book: Book) -> Identity:
    """Give the book new keys: the offices it deals with must take the new public key in.

    Raises:
        ReadOnlyBook: it cannot be written.
    """
    made = new_identity()
    keep_own_secret(book, made.secret_text)
    return made


@contextmanager
def addressed(book: Book) -> Iterator[None]:
    """Name in full, as the book knows it, the office that a file in the block is encrypted for."""
    try:
        yield
    except NotForUs as sealed:
        name = name_of(book, sealed.to) or sealed.to_name
        own = identity_of(book).public.fingerprint if sealed.to == book.info.unit else ""
        raise NotForUs(sealed.path, sealed.to, sealed.to_key, name, own) from sealed


def key_of_unit(book: Book, unit: str) -> PublicKey | None:
    """Return the key by which a unit is known; the book's own for its own unit."""
    if unit == book.info.unit:
        return identity_of(book).public
    found = KnownKeys(book).trusted(unit)
    return None if found is None else public_key(found.public)


def key_in_file(book: Book, path: Path, unit: str) -> PublicKey:
    """Return the key that signed a file of `unit`, to be compared with what the unit says.

    Raises:
        OtherUnit: the file is somebody else's.
        ForgedPackage: it is signed with another key than it names.
        FileError, NotAPackage, DamagedPackage, NewerPackage, NotForUs: it cannot be read.
    """
    with addressed(book), Container(path, [identity_of(book)]) as container:
        said = container.said()
        try:
            key = public_key(str(said.get("key", "")))
        except BadKey as error:
            raise DamagedPackage(path, (MANIFEST,)) from error
        if not is_signed_by(key, container.manifest, container.signature):
            raise ForgedPackage(path)
    if said.get("unit") != unit:
        found = told_unit(str(said.get("unit")), str(said.get("unit_name", "")))
        raise OtherUnit(path, called(book, unit), found)
    return key


def known_keys(book: Book) -> list[KnownKey]:
    """Return the keys of all other units, those that were replaced too."""
    return KnownKeys(book).all()


def standing(book: Book, unit: str, key: PublicKey) -> Standing:
    """Say what the book knows of a key that signed a file of `unit`."""
    try:
        return refuse_strange_key(book, unit, key)
    except StrangeKey:
        return Standing.OTHER


def refuse_strange_key(book: Book, unit: str, key: PublicKey) -> Standing:
    """Return what the book knows of a key that signed a file of `unit`.

    A key whose fingerprint was told beforehand is new, though the unit is known by another one.

    Raises:
        StrangeKey: the unit is known by another one, or another one is expected.
    """
    known = key_of_unit(book, unit)
    if known == key:
        return Standing.KNOWN
    expected = KnownKeys(book).expected(unit)
    if expected == key.fingerprint or (known is None and not expected):
        return Standing.NEW
    seen = expected or (known or key).fingerprint
    raise StrangeKey(unit, seen, key, name_of(book, unit))


def is_known_or_told(book: Book, unit: str, key: PublicKey) -> bool:
    """Say whether a unit is known by the key that signed its file, or its fingerprint was told.

    Raises:
        StrangeKey: the unit is known by another one, or another one is expected.
    """
    standing = refuse_strange_key(book, unit, key)
    return standing is Standing.KNOWN or KnownKeys(book).expected(unit) == key.fingerprint


@contextmanager
def noting_strange(book: Book) -> Iterator[None]:
    """Keep another key of a unit that a file came with, so that somebody can decide on it."""
    try:
        yield
    except StrangeKey as error:
        note_strange(book, error.unit, error.found)
        raise


def note_strange(book: Book, unit: str, key: PublicKey) -> None:
    """Keep that another key came with a file of another unit; nothing where it is only read."""
    if unit != book.info.unit and not book.read_only:
        KnownKeys(book).note_strange(unit, key.text, key.fingerprint)


def trust_key(
    book: Book,
    unit: str,
    key: PublicKey,
    *,
    source: KeySource = KeySource.TYPED,
    operator: str = "",
) -> KnownKey:
    """Know a unit by this key from now on; the one before it is kept as replaced.

    Raises:
        NoOtherUnit: `unit` is no code, or the book's own.
        ReadOnlyBook: the book cannot be written.
    """
    if not is_division_code(unit) or unit == book.info.unit:
        raise NoOtherUnit(unit)
    return KnownKeys(book).trust(unit, key.text, key.fingerprint, source=source, operator=operator)
