"""The encryption of a book: the key from its password, and which pages a key opens.

A book with a password is a SQLCipher 4 database (AES-256-CBC, an HMAC-SHA512 for each page). Its
first 16 bytes are the salt, as SQLCipher keeps it: the mark `RDK1` and 12 random bytes. The mark
tells an encrypted book from random bytes and fixes the parameters below; there is no second file
that could be lost. The raw key is argon2id(password, salt), derived once when a book is opened:
SQLCipher's own derivation would be repeated, at 0.4 s, for each connection.

SQLCipher reports a wrong key and a damaged first page alike. Since each page carries its own
HMAC, the two are told apart here: a wrong key fits no page, the right one fits undamaged pages.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ruraldesk.store.failures import EmptyPassword
from ruraldesk.store.header import CIPHER_MARK, CIPHER_PAGE

SALT_BYTES = 16
_KEY_BYTES = 32
_RESERVED = 80  # at the end of each page: 16 bytes of initial vector, 64 of HMAC
_HMAC_BYTES = 64
_HMAC_SALT_MASK = 0x3A  # SQLCipher's HMAC_SALT_MASK and FAST_PBKDF2_ITER
_HMAC_ROUNDS = 2
_SAMPLES = 64  # pages looked at when the first one does not fit

# Parameters of mark RDK1, after RFC 9106's second choice; about 0.15 s on a present computer.
# Other parameters need another mark.
_TIME_COST = 3
_MEMORY_KIB = 64 * 1024
_PARALLELISM = 1


@dataclass(frozen=True, slots=True)
class Key:
    """The raw key of one book; its representation never shows it."""

    raw: bytes = field(repr=False)
    salt: bytes

    @property
    def pragma(self) -> str:
        """The statement that hands the key to SQLCipher, the first of every connection."""
        return f"PRAGMA key = \"x'{self.raw.hex()}{self.salt.hex()}'\""


def new_salt() -> bytes:
    """Return the salt of a new book, which is also how its file begins."""
    return CIPHER_MARK + secrets.token_bytes(SALT_BYTES - len(CIPHER_MARK))


def derive_key(password: str, salt: bytes) -> Key:
    """Return the key for `password`, which may hold any characters (compared in form NFC).

    Raises:
        EmptyPassword: there is nothing to derive from.
    """
    from argon2.low_level import Type, hash_secret_raw  # only for books with a password

    if not password:
        raise EmptyPassword
    raw = hash_secret_raw(
        unicodedata.normalize("NFC", password).encode("utf-8"),
        salt,
        time_cost=_TIME_COST,
        memory_cost=_MEMORY_KIB,
        parallelism=_PARALLELISM,
        hash_len=_KEY_BYTES,
        type=Type.ID,
    )
    return Key(raw, salt)


def fits(path: Path, key: Key) -> bool:
    """Return whether `key` opens any of the pages looked at; false means a wrong password."""
    hmac_salt = bytes(byte ^ _HMAC_SALT_MASK for byte in key.salt)
    hmac_key = hashlib.pbkdf2_hmac("sha512", key.raw, hmac_salt, _HMAC_ROUNDS, _KEY_BYTES)
    return any(_is_intact(number, page, hmac_key) for number, page in _sample(path))


def _is_intact(number: int, page: bytes, hmac_key: bytes) -> bool:
    start = SALT_BYTES if number == 1 else 0
    body = page[start : CIPHER_PAGE - _HMAC_BYTES]
    found = hmac.new(hmac_key, body + number.to_bytes(4, "little"), "sha512").digest()
    return hmac.compare_digest(found, page[CIPHER_PAGE - _HMAC_BYTES :])


def _sample(path: Path) -> Iterator[tuple[int, bytes]]:
    """Yield the first page, then others spread over the whole file, each with its number."""
    pages = path.stat().st_size // CIPHER_PAGE
    step = max(1, pages // _SAMPLES)
    with path.open("rb") as file:
        for index in range(0, pages, step):
            file.seek(index * CIPHER_PAGE)
            yield index + 1, file.read(CIPHER_PAGE)
