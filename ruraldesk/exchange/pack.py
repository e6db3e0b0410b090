"""The pack: what an office sends down to the units below, in one signed file.

In it are definitions (`forms/…`), records (`records/FORM.jsonl`, one JSON object a line), settings
and public keys. It is read with nothing taken on trust: every part is there as the signed manifest
says, and no other. Whether the sender is the office above is the receiving book's business.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from ruraldesk.definitions.identity import BOOK_LEVELS, is_division_code
from ruraldesk.definitions.layers import is_definition_path
from ruraldesk.exchange.answers import is_said, is_word
from ruraldesk.exchange.containers import (
    MANIFEST,
    SIGNATURE,
    Container,
    in_memory,
    write_container,
)
from ruraldesk.exchange.described import canonical, read_json
from ruraldesk.exchange.keys import Identity, PublicKey
from ruraldesk.exchange.manifest import BadManifest
from ruraldesk.exchange.parts import Part
from ruraldesk.exchange.refusals import DamagedPackage
from ruraldesk.exchange.strange_files import told_exactly
from ruraldesk.exchange.zips import BrokenZip
from ruraldesk.texts.translate import tr

SUFFIX = ".rdk"
KIND = "pack"
FORMAT = 1

FORMS, RECORDS = "forms/", "records/"
SETTINGS, KEYS = "settings.json", "keys.json"
LARGEST_PART = 1 << 25  # bytes
LONGEST_TITLE, LONGEST_NOTE = 60, 2000  # characters

_JSONL = ".jsonl"
_KEY = re.compile("[a-z][a-z0-9_]{0,60}")
_SETTING = re.compile("[a-z][a-z0-9_.]{0,60}")
_UUID = re.compile("[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
_SHA256 = re.compile("[0-9a-f]{64}")
_VERSION = re.compile(r"\d{1,4}(\.\d{1,4}){0,3}")


@dataclass(frozen=True, slots=True, kw_only=True)
class PackManifest:
    """What a pack says about itself; the hash of its bytes is the pack's name among machines."""

    unit: str  # 12-digit division code of the sender
    unit_name: str
    level: str  # of the sender
    book: str  # the sending book's own UUID
    key: str  # the sender's public key, as `PublicKey.text`
    number: int  # of the sender's packs, from 1
    title: str
    note: str  # to the clerks below; may be empty
    made: str  # ISO time
    program: str
    needs: str  # the oldest program that can take it in
    parts: tuple[Part, ...] = ()
    # By path below `forms/` the SHA-256 of the program's file that a definition was made from.
    replaces: Mapping[str, str] = field(default_factory=dict)
    kind: str = KIND
    format: int = FORMAT

    def content(self) -> bytes:
        """Return the bytes that stand in the pack and are signed."""
        said = asdict(self)
        if not self.replaces:  # packs from before this was noted have the bytes that they had
            del said["replaces"]
        said["parts"] = [
            {key: value for key, value in one.items() if value is not None} for one in said["parts"]
        ]
        return canonical(said)

    @property
    def sha256(self) -> str:
        """The pack's name among machines."""
        return hashlib.sha256(self.content()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """A pack that was read and checked, with all that is in it."""

    manifest: PackManifest
    key: PublicKey
    forms: Mapping[str, bytes]  # definitions by their path below the folder of forms
    records: Mapping[str, tuple[str, ...]]  # lines of JSON by ledger
    settings: Mapping[str, str]
    keys: Mapping[str, str]  # public keys by the code of the unit whose they are

    @property
    def sha256(self) -> str:
        """The pack's name among machines."""
        return self.manifest.sha256


def parts_of(
    forms: Mapping[str, bytes],
    records: Mapping[str, Iterable[str]],
    settings: Mapping[str, str],
    keys: Mapping[str, str],
) -> dict[str, bytes]:
    """Return the parts of a pack by name; what is empty has none."""
    parts = {f"{FORMS}{name}": content for name, content in forms.items()}
    for form, lines in records.items():
        text = "".join(f"{line}\n" for line in lines)
        if text:
            parts[f"{RECORDS}{form}{_JSONL}"] = text.encode()
    for name, said in ((SETTINGS, settings), (KEYS, keys)):
        if said:
            parts[name] = canonical(dict(said))
    return parts


def described(parts: Mapping[str, bytes]) -> tuple[Part, ...]:
    """Return what the manifest says of the parts."""
    return tuple(
        Part(name=name, size=len(parts[name]), sha256=hashlib.sha256(parts[name]).hexdigest())
        for name in sorted(parts)
    )


def write_pack(
    target: Path, manifest: PackManifest, parts: Mapping[str, bytes], signer: Identity
) -> None:
    """Write a pack, whose manifest names just these parts and the signer's key.

    Raises:
        FileError: the drive is full, write-protected, gone …
    """
    contents = {name: in_memory(content) for name, content in parts.items()}
    write_container(target, manifest.content(), contents, signer)


def read_pack(path: Path) -> Pack:
    """Read a pack of which every part is as its signer made it.

    Raises:
        FileError: the file cannot be read.
        NotAPackage, WrongKind: it is something else.
        NewerPackage: its format is one that this program does not know.
        DamagedPackage: it is not as it was written.
        ForgedPackage: the signature is not that of the key that it names.
    """
    with told_exactly(path), Container(path, ()) as container:
        manifest, key = container.signed(KIND, FORMAT, _manifest)
        return _read(path, manifest, key, _parts(container, manifest))


def _manifest(content: bytes) -> PackManifest:
    try:
        said: dict[str, Any] = read_json(content)
        parts = tuple(Part(**one) for one in said.pop("parts"))
        manifest = PackManifest(**said, parts=parts)
        if manifest.content() != content or not _is_possible(manifest):
            raise BadManifest("not as this program writes it")
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        raise BadManifest(str(error)) from error
    return manifest


def _is_possible(said: PackManifest) -> bool:
    words: tuple[object, ...] = (said.unit_name, said.book, said.title, said.program)
    number: object = said.number
    return (
        all(map(is_word, words))
        and is_said(said.note)
        and is_division_code(said.unit)
        and said.level in BOOK_LEVELS
        and type(number) is int
        and 0 < said.number < 10**6
        and _VERSION.fullmatch(said.needs) is not None
        and datetime.fromisoformat(said.made).tzinfo is not None
        and all(is_definition_path(name) for name in said.replaces)
        and all(_SHA256.fullmatch(one) for one in said.replaces.values())
    )


def _parts(container: Container, manifest: PackManifest) -> dict[str, bytes]:
    """Return the content of every part, when there are just those that were signed."""
    wanted = {part.name: part for part in manifest.parts}
    strangers = container.zip.names - wanted.keys() - {MANIFEST, SIGNATURE}
    found: dict[str, bytes] = {}
    damaged = sorted(strangers)
    for name, part in wanted.items():
        try:
            content = container.zip.read(name, most=LARGEST_PART)
        except BrokenZip:
            damaged.append(name)
            continue
        if hashlib.sha256(content).hexdigest() != part.sha256 or len(content) != part.size:
            damaged.append(name)
        found[name] = content
    if not damaged and not container.zip.is_whole():
        damaged.append(tr("its list of contents"))
    if damaged:
        raise DamagedPackage(container.path, damaged)
    return found


def _read(path: Path, manifest: PackManifest, key: PublicKey, parts: dict[str, bytes]) -> Pack:
    forms: dict[str, bytes] = {}
    records: dict[str, tuple[str, ...]] = {}
    texts: dict[str, dict[str, str]] = {SETTINGS: {}, KEYS: {}}
    for name, content in parts.items():
        try:
            if name in texts:
                texts[name] = _pairs(content)
            elif name.startswith(FORMS):
                forms[_legal(name.removeprefix(FORMS))] = content
            else:
                records[_ledger(name)] = _rows(content)
        except ValueError as error:  # no JSON, no UTF-8, or a name that a pack of ours has not
            raise DamagedPackage(path, (name,)) from error
    if any(not _SETTING.fullmatch(name) for name in texts[SETTINGS]):
        raise DamagedPackage(path, (SETTINGS,))
    return Pack(
        manifest=manifest,
        key=key,
        forms=forms,
        records=records,
        settings=texts[SETTINGS],
        keys=texts[KEYS],
    )


def _legal(name: str) -> str:
    if not is_definition_path(name):
        raise ValueError(name)
    return name


def _ledger(name: str) -> str:
    key = name.removeprefix(RECORDS).removesuffix(_JSONL)
    if name != f"{RECORDS}{key}{_JSONL}" or not _KEY.fullmatch(key):
        raise ValueError(name)
    return key


def _rows(content: bytes) -> tuple[str, ...]:
    """Return lines of JSON, of which each and all lines in it have a UUID."""
    rows = tuple(line for line in content.decode().split("\n") if line)
    if not all(_is_row(read_json(row.encode())) for row in rows):
        raise ValueError("a row without a UUID")
    return rows


def _is_row(said: object) -> bool:
    if not isinstance(said, dict) or not isinstance(said.get("uuid"), str):
        return False
    parts = (one for value in said.values() if isinstance(value, list) for one in value)
    lines = [one for one in parts if isinstance(one, dict)]
    return bool(_UUID.fullmatch(said["uuid"])) and all(map(_is_row, lines))


def _pairs(content: bytes) -> dict[str, str]:
    said = read_json(content)
    if not isinstance(said, dict) or not all(isinstance(one, str) for one in said.values()):
        raise ValueError("no texts by name")
    return said
