"""The update: a newer setup of the program on its way down, in one file signed by an office.

The setup is what installs the program, so nothing of it is run before the signature and its hash
have been compared. Whether the signer is an office that this book trusts is `services.updates`'.
"""

from __future__ import annotations

import hashlib
import re
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from ruraldesk.definitions.identity import is_division_code
from ruraldesk.exchange.answers import is_said, is_word
from ruraldesk.exchange.containers import MANIFEST, SIGNATURE, Container, write_container
from ruraldesk.exchange.described import canonical, read_json
from ruraldesk.exchange.keys import Identity, PublicKey, public_key
from ruraldesk.exchange.manifest import BadManifest
from ruraldesk.exchange.refusals import DamagedPackage
from ruraldesk.exchange.strange_files import told_exactly
from ruraldesk.exchange.zips import BrokenZip
from ruraldesk.files.failures import drive_errors
from ruraldesk.files.writing import written_whole

SUFFIX = ".rdu"
KIND = "update"
FORMAT = 1
SETUP = "setup.exe"

_SHA256 = re.compile("[0-9a-f]{64}")
_VERSION = re.compile(r"\d{1,4}(\.\d{1,4}){1,3}")
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """What an update says about itself."""

    unit: str  # 12-digit division code of the office that hands it down
    unit_name: str
    key: str  # the office's public key, as `PublicKey.text`
    version: str  # of the program in it
    changes: str  # what is new, a line each
    size: int  # of the setup, in bytes
    sha256: str  # of the setup
    made: str  # ISO time
    kind: str = KIND
    format: int = FORMAT

    def content(self) -> bytes:
        """Return the bytes that stand in the file and are signed."""
        return canonical(asdict(self))

    @property
    def signer(self) -> PublicKey:
        """The key that signed it."""
        return public_key(self.key)


def measured(setup: Path) -> tuple[int, str]:
    """Return how many bytes a setup has, and their SHA-256.

    Raises:
        FileError: it cannot be read.
    """
    digest, size = hashlib.sha256(), 0
    with drive_errors(setup), setup.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
    return size, digest.hexdigest()


def write_update(target: Path, update: Update, setup: Path, signer: Identity) -> None:
    """Write an update, which says of the setup what `measured` found and whose key is the signer's.

    Raises:
        FileError: the setup cannot be read, the drive is full, write-protected, gone …
    """

    def opened() -> AbstractContextManager[IO[bytes]]:
        return setup.open("rb")

    with drive_errors(setup):
        write_container(target, update.content(), {SETUP: opened}, signer)


def read_update(path: Path) -> Update:
    """Return what an update says, when it is as its signer made it; the setup is not read yet.

    Raises:
        FileError: the file cannot be read.
        NotAPackage, WrongKind: it is something else.
        NewerPackage: its format is one that this program does not know.
        DamagedPackage: it is not as it was written.
        ForgedPackage: the signature is not that of the key that it names.
    """
    with told_exactly(path), Container(path, ()) as container:
        return _read(container)


def unpack_setup(path: Path, target: Path) -> Update:
    """Write the setup of an update to `target`, which stands there only when it is whole.

    Raises:
        As `read_update`; FileError too where `target` cannot be written.
    """
    with told_exactly(path), Container(path, ()) as container:
        update = _read(container)
        digest, size = hashlib.sha256(), 0
        with written_whole(target) as unfinished:
            with unfinished.open("wb") as file:
                try:
                    for chunk in container.zip.chunks(SETUP):
                        digest.update(chunk)
                        size += len(chunk)
                        file.write(chunk)
                except BrokenZip as error:
                    raise DamagedPackage(path, (SETUP,)) from error
            if (size, digest.hexdigest()) != (update.size, update.sha256):
                raise DamagedPackage(path, (SETUP,))
        return update


def _read(container: Container) -> Update:
    update, _ = container.signed(KIND, FORMAT, _manifest)
    strangers = container.zip.names ^ {MANIFEST, SIGNATURE, SETUP}
    if strangers:
        raise DamagedPackage(container.path, sorted(strangers))
    return update


def _manifest(content: bytes) -> Update:
    try:
        said: dict[str, Any] = read_json(content)
        update = Update(**said)
        possible = (
            is_division_code(update.unit)
            and is_word(update.unit_name)
            and update.unit_name
            and is_said(update.changes)
            and _VERSION.fullmatch(update.version) is not None
            and _SHA256.fullmatch(update.sha256) is not None
            and type(update.size) is int
            and datetime.fromisoformat(update.made).tzinfo is not None
        )
        if update.content() != content or not possible:
            raise BadManifest("not as this program writes it")
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        raise BadManifest(str(error)) from error
    return update
