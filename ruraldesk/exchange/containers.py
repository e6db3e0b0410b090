"""The file that packages, receipts and packs are: a signed zip, encrypted where that is wanted.

In the zip, `manifest.json` says what must be there and `manifest.sig` is its signature. Encrypted,
the whole zip is `sealed.age` in an outer one, whose `envelope.json` says for whom: an office that
cannot open it learns whose it is, and a flipped bit is told from a wrong key.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Protocol, Self, TypeVar, cast

from ruraldesk.exchange.answers import is_word
from ruraldesk.exchange.described import canonical, read_json
from ruraldesk.exchange.keys import (
    BadKey,
    Identity,
    PublicKey,
    Unreadable,
    is_signed_by,
    public_key,
    read_signature,
    seal_for,
    signature_text,
    unseal,
)
from ruraldesk.exchange.manifest import BadManifest
from ruraldesk.exchange.refusals import (
    KINDS,
    DamagedPackage,
    ForgedPackage,
    NewerPackage,
    NotAPackage,
    NotForUs,
    WrongKind,
)
from ruraldesk.exchange.strange_files import strange_file
from ruraldesk.exchange.zips import BrokenZip, Content, NotAZip, SafeZip, write_zip
from ruraldesk.files.failures import drive_errors
from ruraldesk.files.writing import written_whole

MANIFEST = "manifest.json"
SIGNATURE = "manifest.sig"
ENVELOPE = "envelope.json"
SEALED = "sealed.age"
ENVELOPE_FORMAT = 1

_IN_MEMORY = 1 << 26  # bytes; larger ones are unpacked into a temporary file


class Signed(Protocol):
    """What the manifests of all kinds of files say alike."""

    @property
    def key(self) -> str:
        """The public key of who signed, as `PublicKey.text`."""


T = TypeVar("T", bound=Signed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """For whom a file is encrypted."""

    to: str  # division code
    key: PublicKey
    to_name: str = ""


def in_memory(content: bytes) -> Content:
    """Return what opens `content` as a part."""
    return lambda: io.BytesIO(content)


def write_container(
    target: Path,
    manifest: bytes,
    parts: Mapping[str, Content],
    signer: Identity,
    envelope: Envelope | None = None,
) -> None:
    """Write a signed zip to `target`, replacing what was there only when all is written.

    Raises:
        FileError: the drive is full, write-protected, gone …
    """
    entries = {
        **parts,
        MANIFEST: in_memory(manifest),
        SIGNATURE: in_memory(signature_text(signer.sign(manifest))),
    }
    with written_whole(target) as unfinished, unfinished.open("w+b") as file:
        if envelope is None:
            write_zip(file, entries)
            return
        with _scratch() as plain, _scratch() as sealed:
            write_zip(plain, entries)
            plain.seek(0)
            seal_for(envelope.key, plain, sealed)
            said = {
                "format": ENVELOPE_FORMAT,
                "to": envelope.to,
                "key": envelope.key.fingerprint,
                "name": envelope.to_name,
            }
            outer = {ENVELOPE: in_memory(canonical(said)), SEALED: lambda: _rewound(sealed)}
            write_zip(file, outer)


class Container:
    """A file from a stick, opened and looked through; a context manager that closes it.

    Raises:
        FileError: it cannot be read.
        NotAPackage, DamagedPackage, NewerPackage, NotForUs.
    """

    def __init__(self, path: Path, identities: Iterable[Identity]) -> None:
        self.path = path
        self.encrypted = False
        self._files = ExitStack()
        try:
            with drive_errors(path):
                self._zip = self._opened(tuple(identities))
                self.manifest = self._read(MANIFEST)
                self.signature = read_signature(self._read(SIGNATURE))
        except BaseException:
            self.close()
            raise

    @property
    def zip(self) -> SafeZip:
        """The zip with the parts, decrypted."""
        return self._zip

    def said(self) -> dict[str, Any]:
        """Return the manifest as JSON has it.

        Raises:
            DamagedPackage: it is none.
        """
        try:
            said = read_json(self.manifest)
            known = type(said["format"]) is int and said["format"] > 0
            if known and isinstance(said["kind"], str):
                return cast("dict[str, Any]", said)
        except (ValueError, TypeError, KeyError):
            pass
        raise DamagedPackage(self.path, (MANIFEST,))

    def refuse_other(self, kind: str, newest: int) -> None:
        """Refuse what is not of this kind, or of a newer format than `newest`.

        Raises:
            DamagedPackage, NotAPackage, WrongKind, NewerPackage.
        """
        said = self.said()
        found = said["kind"]
        if found != kind:
            raise WrongKind(self.path, found, kind) if found in KINDS else NotAPackage(self.path)
        if said["format"] > newest:
            raise NewerPackage(self.path)

    def signed(self, kind: str, newest: int, read: Callable[[bytes], T]) -> tuple[T, PublicKey]:
        """Return what the manifest says, as `read` tells it, and the key that signed it.

        Raises:
            DamagedPackage: `read` raises BadManifest, or the key is none.
            ForgedPackage: the signature is not that of the key that the manifest names.
            NotAPackage, WrongKind, NewerPackage: as `refuse_other`.
        """
        self.refuse_other(kind, newest)
        try:
            manifest = read(self.manifest)
            key = public_key(manifest.key)
        except (BadManifest, BadKey) as error:
            raise DamagedPackage(self.path, (MANIFEST,)) from error
        if not is_signed_by(key, self.manifest, self.signature):
            raise ForgedPackage(self.path)
        return manifest, key

    def close(self) -> None:
        """Close the file and forget what was decrypted."""
        self._files.close()

    def __enter__(self) -> Self:
        """Return the container itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the file."""
        self.close()

    def _opened(self, identities: tuple[Identity, ...]) -> SafeZip:
        try:
            outer = self._safe(self._files.enter_context(self.path.open("rb")))
        except NotAZip as error:
            raise strange_file(self.path) from error
        if SEALED not in outer.names:
            return outer
        self.encrypted = True
        plain = self._files.enter_context(_scratch())
        self._unseal(outer, identities, plain)
        try:
            return self._safe(plain)
        except NotAZip as error:
            raise DamagedPackage(self.path, (SEALED,)) from error

    def _safe(self, file: IO[bytes]) -> SafeZip:
        try:
            return SafeZip(file)
        except BrokenZip as error:
            raise DamagedPackage(self.path, (error.what,)) from error

    def _unseal(self, outer: SafeZip, identities: tuple[Identity, ...], plain: IO[bytes]) -> None:
        if not outer.is_whole():
            raise DamagedPackage(self.path, (SEALED,))
        to, key, name = self._envelope(outer)
        mine = [one for one in identities if one.public.fingerprint == key]
        if not mine:
            raise NotForUs(self.path, to, key, name)
        try:
            with outer.open(SEALED) as sealed:
                unseal(mine, sealed, plain)
        except Unreadable as error:
            raise DamagedPackage(self.path, (SEALED,)) from error

    def _envelope(self, outer: SafeZip) -> tuple[str, str, str]:
        """Return for whom the file is: code, key, and the name, "" where it does not say."""
        try:
            said = read_json(outer.read(ENVELOPE, most=1 << 16))
            if int(said["format"]) > ENVELOPE_FORMAT:
                raise NewerPackage(self.path)
            words = (said["to"], said["key"], said.get("name", ""))
            if not all(map(is_word, words)):
                raise DamagedPackage(self.path, (ENVELOPE,))
            return words
        except (BrokenZip, ValueError, TypeError, KeyError) as error:
            raise DamagedPackage(self.path, (ENVELOPE,)) from error

    def _read(self, name: str) -> bytes:
        if name not in self._zip.names:
            raise DamagedPackage(self.path, (name,))
        try:
            return self._zip.read(name)
        except BrokenZip as error:
            raise DamagedPackage(self.path, (name,)) from error


def _scratch() -> IO[bytes]:
    return cast("IO[bytes]", tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY))


def _rewound(file: IO[bytes]) -> IO[bytes]:
    file.seek(0)
    return file
