"""The ugly ones: files that lie on a stick beside good packages, and what must be said of each.

Each is made from a package that a village really handed in. Some are made with care, by somebody
who knows how a package is built; others are what a bad stick or another program leaves.
"""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from ruraldesk.exchange.containers import (
    MANIFEST,
    SIGNATURE,
    Container,
    Envelope,
    in_memory,
    write_container,
)
from ruraldesk.exchange.keys import Identity, new_identity
from ruraldesk.exchange.manifest import Manifest, read_manifest
from ruraldesk.exchange.parts import part_of
from ruraldesk.exchange.zips import write_zip
from ruraldesk.services.merging import Said
from tests.exchange.test_zips import foreign

OTHER_TOWN, STRANGER, NEW_VILLAGE = "410726105000", "410726105201", "410726104399"
_BOMB = 96 * 1024 * 1024
_LEDGER = "ledgers/payment.csv"


@dataclass(frozen=True)
class Given:
    """A package that was handed in, and who can read and sign it."""

    path: Path
    town: Identity
    village: Identity

    def parts(self) -> tuple[Manifest, dict[str, bytes]]:
        """Return the manifest and all parts, decrypted."""
        with Container(self.path, [self.town]) as container:
            parts = {name: container.zip.read(name) for name in container.zip.names}
        return read_manifest(parts[MANIFEST]), parts


Maker = Callable[[Given, Path], None]


def _signed(target: Path, manifest: Manifest, parts: Mapping[str, bytes], signer: Identity) -> None:
    """Write a package whose manifest was changed, with a signature that fits."""
    frame = {MANIFEST, SIGNATURE}
    kept = {
        name: in_memory(content)
        for name, content in parts.items()
        if name not in frame and not name.startswith("copies")
    }
    write_container(target, manifest.content(), kept, signer)


def _plain(target: Path, parts: Mapping[str, bytes]) -> None:
    """Write parts as the program zips them, signature and all as they are."""
    file = io.BytesIO()
    write_zip(file, {name: in_memory(content) for name, content in parts.items()})
    target.write_bytes(file.getvalue())


def the_same(given: Given, target: Path) -> None:
    shutil.copyfile(given.path, target)


def flipped_bit(given: Given, target: Path) -> None:
    content = bytearray(given.path.read_bytes())
    content[len(content) * 3 // 7] ^= 0x04
    target.write_bytes(content)


def cut_off(given: Given, target: Path) -> None:
    content = given.path.read_bytes()
    target.write_bytes(content[: len(content) * 2 // 3])


def empty(given: Given, target: Path) -> None:
    target.write_bytes(b"")


def something_else(given: Given, target: Path) -> None:
    target.write_text("会议通知：本周五下午三点开会。", encoding="utf-8")


def removed_part(given: Given, target: Path) -> None:
    _, parts = given.parts()
    del parts[_LEDGER]
    _plain(target, parts)


def replaced_csv(given: Given, target: Path) -> None:
    _, parts = given.parts()
    parts[_LEDGER] = parts[_LEDGER].replace(b"0", b"9", 9)
    _plain(target, parts)


def zipped_again(given: Given, target: Path) -> None:
    """What a clerk's unpacking and packing again makes of it."""
    _, parts = given.parts()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def forged_signature(given: Given, target: Path) -> None:
    manifest, parts = given.parts()
    totals = {**manifest.totals, "payment": {"amount": "9999999.99"}}
    parts[MANIFEST] = replace(manifest, totals=totals).content()
    _plain(target, parts)


def signed_by_another(given: Given, target: Path) -> None:
    """A whole, well-made package with other amounts, under somebody else's key."""
    manifest, parts = given.parts()
    parts[_LEDGER] = parts[_LEDGER].replace(b"1", b"7", 5)
    other = new_identity()
    new = part_of(_LEDGER, io.BytesIO(parts[_LEDGER]))
    listed = tuple(
        replace(one, size=new.size, sha256=new.sha256) if one.name == _LEDGER else one
        for one in manifest.parts
    )
    after = replace(
        manifest,
        parts=listed,
        key=other.public.text,
        sequence=manifest.sequence + 1,
        previous=manifest.sha256,
    )
    _signed(target, after, parts, other)


def another_towns_village(given: Given, target: Path) -> None:
    manifest, parts = given.parts()
    signer = new_identity()
    other = replace(
        manifest, unit=STRANGER, unit_name="外镇村", parent=OTHER_TOWN, key=signer.public.text
    )
    _signed(target, other, parts, signer)


def for_another_office(given: Given, target: Path) -> None:
    manifest, parts = given.parts()
    frame = {MANIFEST, SIGNATURE}
    kept = {name: in_memory(one) for name, one in parts.items() if name not in frame}
    envelope = Envelope(to=OTHER_TOWN, key=new_identity().public)
    write_container(target, manifest.content(), kept, given.village, envelope)


def unknown_village(given: Given, target: Path) -> None:
    manifest, parts = given.parts()
    signer = new_identity()
    other = replace(manifest, unit=NEW_VILLAGE, unit_name="新设村", key=signer.public.text)
    _signed(target, other, parts, signer)


def last_years_month(given: Given, target: Path) -> None:
    manifest, parts = given.parts()
    month = f"{int(manifest.month[:4]) - 1}{manifest.month[4:]}"
    old = replace(
        manifest, month=month, sequence=1, correction_of=0, previous="", earlier=(), reason=""
    )
    _signed(target, old, parts, given.village)


def newer_format(given: Given, target: Path) -> None:
    manifest, parts = given.parts()
    newer = replace(manifest, format=manifest.format + 1, sequence=manifest.sequence + 1)
    _signed(target, newer, parts, given.village)


def other_totals(given: Given, target: Path) -> None:
    """The village's own program counted wrong by one 分."""
    manifest, parts = given.parts()
    said = dict(manifest.totals)
    said["payment"] = {"amount": f"{_plus_a_fen(said['payment']['amount'])}"}
    after = replace(
        manifest,
        totals=said,
        sequence=manifest.sequence + 1,
        previous=manifest.sha256,
        earlier=manifest.before[:10],
    )
    _signed(target, after, parts, given.village)


def zip_bomb(given: Given, target: Path) -> None:
    manifest, parts = given.parts()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(MANIFEST, manifest.content())
        archive.writestr(SIGNATURE, parts[SIGNATURE])
        with archive.open(_LEDGER, "w") as bomb:
            for _ in range(_BOMB >> 20):
                bomb.write(bytes(1 << 20))


def well_made_bomb(given: Given, target: Path) -> None:
    """A bomb that is zipped and signed as the program does it."""
    manifest, parts = given.parts()
    parts["ledgers/bomb.csv"] = bytes(_BOMB // 3)
    bomb = part_of("ledgers/bomb.csv", io.BytesIO(parts["ledgers/bomb.csv"]))
    _signed(target, replace(manifest, parts=(*manifest.parts, bomb)), parts, given.village)


def path_tricks(given: Given, target: Path) -> None:
    """Names that lead out of the folder, in a zip that ends as the program's do."""
    _, parts = given.parts()
    for name in ("../../../逃出来.txt", "/tmp/逃出来.txt", "C:\\逃出来.txt", "..\\逃出来.txt"):
        parts[name] = "逃".encode()
    target.write_bytes(foreign(*parts.items()).getvalue())


UGLY: dict[Maker, Said] = {
    the_same: Said.SAME,
    flipped_bit: Said.DAMAGED,
    cut_off: Said.DAMAGED,
    empty: Said.DAMAGED,
    something_else: Said.DAMAGED,
    removed_part: Said.DAMAGED,
    replaced_csv: Said.DAMAGED,
    zipped_again: Said.DAMAGED,
    zip_bomb: Said.DAMAGED,
    well_made_bomb: Said.DAMAGED,
    path_tricks: Said.DAMAGED,
    forged_signature: Said.FORGED,
    signed_by_another: Said.FORGED,
    another_towns_village: Said.WRONG_OFFICE,
    for_another_office: Said.WRONG_OFFICE,
    unknown_village: Said.UNKNOWN_UNIT,
    last_years_month: Said.OLDER,
    newer_format: Said.NEWER_PROGRAM,
    other_totals: Said.TOTALS_DIFFER,
}
"""Each of them, and the verdict that it must get beside or after the package it was made from."""

NEEDS_KNOWN = frozenset({signed_by_another, last_years_month})
"""Those that are seen through only once the town has had a package of the village."""


def _plus_a_fen(amount: str) -> str:
    return f"{Decimal(amount) + Decimal('0.01'):f}"
