"""Who a file is from and who may read it: a unit's keys, one pair to sign with, one to read with.

Signing is Ed25519, reading age with X25519. Both public keys travel together as one text,
`rdk1:SIGNING:READING`; people compare its fingerprint, five groups of four letters without those
that are taken for one another.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import IO

from ruraldesk.errors import UserError
from ruraldesk.texts.translate import tr

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # without 0 and O, 1 and I

_MARK = "rdk1"
_PUBLIC = re.compile(rf"{_MARK}:([0-9a-f]{{64}}):(age1[02-9ac-hj-np-z]{{58}})")
_SECRET = re.compile(r"rdk1-secret:([0-9a-f]{64}):(AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58})")
_GROUPS, _GROUP = 5, 4


class BadKey(UserError):
    """A text is no key of a unit."""

    code = "bad_key"

    def __init__(self, text: str) -> None:
        super().__init__(
            tr(
                "“{text}” is not the public key of a unit. Copy it again, whole, from the other "
                "unit's program, or take the key from its package."
            ).format(text=text[:40])
        )


class Unreadable(Exception):
    """A sealed file does not open with any of the keys at hand."""


@dataclass(frozen=True)
class PublicKey:
    """What others know of a unit's keys."""

    signing: str  # 32 bytes in hex
    reading: str  # an age recipient

    @property
    def text(self) -> str:
        """Both keys as one line, to be kept and sent."""
        return f"{_MARK}:{self.signing}:{self.reading}"

    @cached_property
    def fingerprint(self) -> str:
        """What people compare, such as `7K4M-2QXX-…`: 100 bits of the key's SHA-256."""
        letters = code_letters(self.text.encode(), _GROUPS * _GROUP)
        return "-".join(letters[at : at + _GROUP] for at in range(0, len(letters), _GROUP))


@dataclass(frozen=True)
class Identity:
    """A unit's own keys; the representation never shows the secret ones."""

    signing: str = field(repr=False)  # the seed, 32 bytes in hex
    reading: str = field(repr=False)  # an age secret key

    @property
    def secret_text(self) -> str:
        """Both secret keys as one line: to be kept in the book, and nowhere else."""
        return f"{_MARK}-secret:{self.signing}:{self.reading}"

    @cached_property
    def public(self) -> PublicKey:
        """What others may know."""
        from nacl.signing import SigningKey
        from pyrage import x25519

        signing = SigningKey(bytes.fromhex(self.signing)).verify_key.encode().hex()
        return PublicKey(signing, str(x25519.Identity.from_str(self.reading).to_public()))

    def sign(self, message: bytes) -> bytes:
        """Return the signature of `message`, 64 bytes; the same ones each time."""
        from nacl.signing import SigningKey

        return SigningKey(bytes.fromhex(self.signing)).sign(message).signature


def new_identity() -> Identity:
    """Return new keys from the system's randomness."""
    from nacl.signing import SigningKey
    from pyrage import x25519

    return Identity(SigningKey.generate().encode().hex(), str(x25519.Identity.generate()))


def identity_from(text: str) -> Identity:
    """Return the keys that `Identity.secret_text` wrote.

    Raises:
        ValueError: it is no such text; the error does not repeat it.
    """
    found = _SECRET.fullmatch(text)
    if found is None:
        raise ValueError("no secret key of a unit")
    return Identity(*found.groups())


def public_key(text: str) -> PublicKey:
    """Return the public key that a line writes.

    Raises:
        BadKey: it is none.
    """
    found = _PUBLIC.fullmatch(text.strip())
    if found is None or not _is_recipient(found[2]):
        raise BadKey(text)
    return PublicKey(*found.groups())


def is_signed_by(key: PublicKey, message: bytes, signature: bytes) -> bool:
    """Say whether `signature` is that of `message` by the holder of `key`."""
    from nacl.exceptions import CryptoError
    from nacl.signing import VerifyKey

    try:
        VerifyKey(bytes.fromhex(key.signing)).verify(message, signature)
    except (CryptoError, ValueError, TypeError):
        return False
    return True


def seal_for(key: PublicKey, plain: IO[bytes], sealed: IO[bytes]) -> None:
    """Write what `plain` holds to `sealed`, readable only by the holder of `key`."""
    import pyrage

    recipient = pyrage.x25519.Recipient.from_str(key.reading)
    pyrage.encrypt_io(plain, sealed, [recipient])


def unseal(identities: Iterable[Identity], sealed: IO[bytes], plain: IO[bytes]) -> None:
    """Write what `sealed` holds to `plain`.

    Raises:
        Unreadable: none of `identities` opens it, or its end is missing or changed.
    """
    import pyrage

    known = [pyrage.x25519.Identity.from_str(one.reading) for one in identities]
    try:
        pyrage.decrypt_io(sealed, plain, known)
    except pyrage.DecryptError as error:
        raise Unreadable from error
    except OSError as error:
        if error.errno is not None:  # the drive's refusal, not the seal's
            raise
        raise Unreadable from error


def code_letters(content: bytes, count: int) -> str:
    """Return `count` letters that follow from the SHA-256 of `content`, at most 51."""
    number = int.from_bytes(hashlib.sha256(content).digest(), "big")
    letters = ""
    for _ in range(count):
        number, place = divmod(number, len(LETTERS))
        letters += LETTERS[place]
    return letters


def signature_text(signature: bytes) -> bytes:
    """Return a signature as the line that stands in a file."""
    return base64.b64encode(signature) + b"\n"


def read_signature(line: bytes) -> bytes:
    """Return the signature that a line writes; b"" when it is none."""
    try:
        return base64.b64decode(line.strip(), validate=True)
    except ValueError:
        return b""


def _is_recipient(text: str) -> bool:
    import pyrage

    try:
        pyrage.x25519.Recipient.from_str(text)
    except pyrage.RecipientError:
        return False
    return True
