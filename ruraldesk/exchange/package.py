"""The monthly package: writing it, and reading it with nothing taken on trust.

What it is made of is checked before the first row is handed out: every part is there with the size
and hash that the signed manifest says, and no other. Whether the signer is known, the unit is ours
and the month is new, is the merging office's business.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from ruraldesk.definitions.model import FormDef
from ruraldesk.exchange.containers import (
    MANIFEST,
    SIGNATURE,
    Container,
    Envelope,
    in_memory,
    write_container,
)
from ruraldesk.exchange.csv_files import csv_rows
from ruraldesk.exchange.described import canonical, described_forms, read_json
from ruraldesk.exchange.keys import (
    Identity,
    PublicKey,
    is_signed_by,
    read_signature,
    signature_text,
)
from ruraldesk.exchange.manifest import (
    FORMAT,
    KIND,
    Manifest,
    check_code,
    is_part,
    read_manifest,
)
from ruraldesk.exchange.parts import DEFINITIONS, Opener, Part, part_of
from ruraldesk.exchange.refusals import (
    DamagedPackage,
    ForgedPackage,
    NewerPackage,
    NotAPackage,
    NotForUs,
)
from ruraldesk.exchange.schema import columns, csv_name
from ruraldesk.exchange.strange_files import told_exactly
from ruraldesk.exchange.zips import BROKEN, BrokenZip
from ruraldesk.files.failures import drive_errors
from ruraldesk.texts.translate import tr

__all__ = [
    "DamagedPackage",
    "ForgedPackage",
    "NewerPackage",
    "NotAPackage",
    "NotForUs",
    "OpenedPackage",
    "Packed",
    "read_package",
    "write_package",
]

SUFFIX = ".rdp"
ATTACHMENTS = "attachments/"
COPIES = "copies/"
COPIES_LIST, COPIES_SIGNATURE = "copies.json", "copies.sig"
_FRAME = frozenset({MANIFEST, SIGNATURE, COPIES_LIST, COPIES_SIGNATURE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """A package that was written."""

    path: Path
    size: int  # bytes
    check_code: str
    encrypted: bool


def write_package(
    target: Path,
    manifest: Manifest,
    read: Opener,
    signer: Identity,
    *,
    copies: Mapping[str, Path] | None = None,
    envelope: Envelope | None = None,
) -> Packed:
    """Write the package of a closed month; what stood at `target` is replaced when it is complete.

    Args:
        manifest: names the parts, attachments too; its key is the signer's.
        read: opens a part of the manifest by its name, such as `from_folder(…)`.
        copies: the human copies by file name. They carry the check code, so the manifest cannot
            name them: they are listed and signed beside it.
        envelope: for whom to encrypt; None leaves it readable for everybody.

    Raises:
        FileError: the drive is full, write-protected, gone …
    """
    contents = {part.name: _opening(read, part.name) for part in manifest.parts}
    if copies:
        files = {f"{COPIES}{name}": _reading(path) for name, path in copies.items()}
        listed = _copies_list(manifest, files)
        contents |= files
        contents[COPIES_LIST] = in_memory(listed)
        contents[COPIES_SIGNATURE] = in_memory(signature_text(signer.sign(listed)))
    write_container(target, manifest.content(), contents, signer, envelope)
    return Packed(
        path=target,
        size=target.stat().st_size,
        check_code=check_code(manifest),
        encrypted=envelope is not None,
    )


def read_package(path: Path, identities: Iterable[Identity] = ()) -> OpenedPackage:
    """Open a package whose every part is as its signer made it.

    Args:
        path: of the file.
        identities: keys that may open it when it is encrypted.

    Raises:
        FileError: the file cannot be read.
        NotAPackage: it is something else.
        NewerPackage: its format is one that this program does not know.
        NotForUs: it is encrypted, and with none of `identities` can it be read.
        DamagedPackage: it is not as it was written.
        ForgedPackage: the signature is not that of the key that it names.
    """
    with told_exactly(path):
        return _read(path, identities)


def _read(path: Path, identities: Iterable[Identity]) -> OpenedPackage:
    container = Container(path, identities)
    try:
        with drive_errors(path):
            manifest, key = container.signed(KIND, FORMAT, read_manifest)
            forms = _whole(container, manifest, key)
    except BaseException:
        container.close()
        raise
    return OpenedPackage(container, manifest, key, forms)


class OpenedPackage:
    """A package that was checked; a context manager that closes it.

    `forms` are those that it was made with, by the ledger's key, only those that have rows.
    """

    def __init__(
        self,
        container: Container,
        manifest: Manifest,
        signer_key: PublicKey,
        forms: Mapping[str, FormDef],
    ) -> None:
        self._container = container
        self.path = container.path
        self.manifest = manifest
        self.signature = container.signature
        self.signer_key = signer_key
        self.encrypted = container.encrypted
        self.forms = forms
        self._parts = {part.name: part for part in manifest.parts}

    @property
    def sha256(self) -> str:
        """The package's name: the hash of its manifest."""
        return hashlib.sha256(self._container.manifest).hexdigest()

    def table(self, table: str) -> Part | None:
        """Return the CSV file of a ledger or kind of lines; None when it has no rows."""
        return self._parts.get(csv_name(table))

    def columns(self, table: str) -> tuple[str, ...]:
        """Return the columns of a table; KeyError when the package has no rows of it."""
        return columns(self._form(table))

    def rows(self, table: str) -> Iterator[list[str]]:
        """Yield the rows of a table as cells in the order of `columns`; none where it has no file.

        Raises:
            DamagedPackage: the file changed since it was checked, or is no such table. What was
                yielded before is not to be relied on.
            FileError: the stick was pulled out, or fails.
        """
        part = self.table(table)
        if part is None:
            return
        wanted, count = list(self.columns(table)), 0
        try:
            with drive_errors(self.path), self._container.zip.open(part.name) as file:
                rows = csv_rows(file)
                if next(rows, None) != wanted:
                    raise DamagedPackage(self.path, (part.name,))
                for row in rows:
                    if len(row) != len(wanted):
                        raise DamagedPackage(self.path, (part.name,))
                    count += 1
                    yield row
                if count != part.rows:
                    raise DamagedPackage(self.path, (part.name,))
        except (*BROKEN, csv.Error) as error:
            raise DamagedPackage(self.path, (part.name,)) from error

    @property
    def attachments(self) -> tuple[str, ...]:
        """The names of the attachments that came along."""
        return tuple(
            name.removeprefix(ATTACHMENTS) for name in self._parts if name.startswith(ATTACHMENTS)
        )

    def read_attachment(self, name: str) -> bytes:
        """Return an attachment; KeyError when the package has none of that name."""
        return self.read(f"{ATTACHMENTS}{name}")

    def read(self, name: str) -> bytes:
        """Return the content of a part; KeyError when the manifest does not name it.

        Raises:
            DamagedPackage: it changed since it was checked.
        """
        part = self._parts[name]
        try:
            with drive_errors(self.path):
                return self._container.zip.read(name, most=part.size)
        except BrokenZip as error:
            raise DamagedPackage(self.path, (name,)) from error

    def close(self) -> None:
        """Close the file."""
        self._container.close()

    def __enter__(self) -> Self:
        """Return the package itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the file."""
        self.close()

    def _form(self, table: str) -> FormDef:
        ledger, _, line = table.partition("__")
        form = self.forms[ledger]
        return form.line(line) if line else form


def _opening(read: Opener, name: str) -> Callable[[], AbstractContextManager[IO[bytes]]]:
    return lambda: read(name)


def _reading(path: Path) -> Callable[[], AbstractContextManager[IO[bytes]]]:
    return lambda: path.open("rb")


def _copies_list(
    manifest: Manifest, files: Mapping[str, Callable[[], AbstractContextManager[IO[bytes]]]]
) -> bytes:
    parts = []
    for name in sorted(files):
        with files[name]() as file:
            part = part_of(name, file)
        parts.append({"name": name, "size": part.size, "sha256": part.sha256})
    return canonical({"format": FORMAT, "of": manifest.sha256, "parts": parts})


def _whole(container: Container, manifest: Manifest, key: PublicKey) -> dict[str, FormDef]:
    """Compare every part with what was signed, and return the forms that it was made with."""
    parts = {part.name: part for part in (*manifest.parts, *_copies(container, manifest, key))}
    damaged = [part.name for part in parts.values() if not _is_whole(container, part)]
    strangers = container.zip.names - parts.keys() - _FRAME
    if damaged or strangers:
        raise DamagedPackage(container.path, (*damaged, *sorted(strangers)))
    if not container.zip.is_whole():
        raise DamagedPackage(container.path, (tr("its list of contents"),))
    try:
        forms = described_forms(container.zip.read(DEFINITIONS))
    except (BrokenZip, KeyError, TypeError, ValueError, AttributeError) as error:
        raise DamagedPackage(container.path, (DEFINITIONS,)) from error
    tables = {part.table for form in forms.values() for part in (form, *form.lines)}
    if not {table for table, rows in manifest.counts.items() if rows} <= tables:
        raise DamagedPackage(container.path, (DEFINITIONS,))
    return forms


def _copies(container: Container, manifest: Manifest, key: PublicKey) -> list[Part]:
    """Return the human copies that the signer listed."""
    if not container.zip.names & {COPIES_LIST, COPIES_SIGNATURE}:
        return []
    try:
        content = container.zip.read(COPIES_LIST)
        signature = read_signature(container.zip.read(COPIES_SIGNATURE))
        said: dict[str, Any] = read_json(content)
        parts = [Part(**one) for one in said["parts"]]
    except BrokenZip as error:
        raise DamagedPackage(container.path, (error.what,)) from error
    except (ValueError, TypeError, KeyError) as error:
        raise DamagedPackage(container.path, (COPIES_LIST,)) from error
    if not all(is_part(one) and one.name.startswith(COPIES) for one in parts):
        raise DamagedPackage(container.path, (COPIES_LIST,))  # it could replace a ledger
    if said.get("of") != manifest.sha256 or not is_signed_by(key, content, signature):
        raise ForgedPackage(container.path)
    return parts


def _is_whole(container: Container, part: Part) -> bool:
    if part.name not in container.zip.names or container.zip.size(part.name) != part.size:
        return False
    digest = hashlib.sha256()
    try:
        for chunk in container.zip.chunks(part.name):
            digest.update(chunk)
    except BrokenZip:
        return False
    return digest.hexdigest() == part.sha256
