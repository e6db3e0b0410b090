"""A village's month to pack: the examples of all shipped ledgers, or of some, as records."""

import io
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from ruraldesk.definitions.model import Definitions, Record
from ruraldesk.exchange.keys import Identity, identity_from
from ruraldesk.exchange.manifest import Manifest
from ruraldesk.exchange.parts import Part, Parts, from_folder, into_folder, part_of, write_parts
from ruraldesk.services.books import shipped_definitions

VILLAGE, TOWN = "410726104201", "410726104000"
NAME, TITLE = "410726104201-2023-11-1", "黄寺村 2023年11月"
PHOTO = "attachments/0123456789ab-照片.jpg"

SIGNER = identity_from(
    f"rdk1-secret:{'17' * 32}:"
    "AGE-SECRET-KEY-1LGPU4S6LR86M9RN79JGA6M2CFD0GJQQQRR5M0U57RUW87VDFVSXQ9ZWF83"
)


def examples(definitions: Definitions, *, count: int = 1) -> dict[str, list[Record]]:
    """Return the example of each ledger `count` times, with what a book adds to it."""
    return {
        key: sorted((_born(form.example, key, n) for n in range(count)), key=lambda one: one.uuid)
        for key, form in definitions.forms.items()
        if form.example is not None
    }


def _born(example: Record, form: str, number: int) -> Record:
    lines = {
        key: tuple(
            replace(line, uuid=_uuid(form, number, key, place)) for place, line in enumerate(many)
        )
        for key, many in example.lines.items()
    }
    own = example.uuid if number == 0 and example.uuid else _uuid(form, number)
    return replace(
        example,
        lines=lines,
        uuid=own,
        revision=number + 1,
        created="2023-11-02T08:15:00+08:00",
        changed="2023-11-16T10:00:00+08:00",
        changed_by="李会计",
    )


def _uuid(*parts: object) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "/".join(map(str, parts))))


def small(definitions: Definitions, *, count: int = 3) -> dict[str, list[Record]]:
    """Return the records of a few ledgers, one of them empty."""
    chosen = {key: examples(definitions, count=count)[key] for key in ("project", "unit")}
    return {**chosen, "cadre": []}


def written(folder: Path, records: Mapping[str, list[Record]] | None = None) -> Parts:
    """Write the parts of a month into `folder`, with one photo."""
    definitions = shipped_definitions()
    records = small(definitions) if records is None else records
    parts = write_parts(into_folder(folder), definitions, records, name=NAME, title=TITLE)
    photo = b"\xff\xd8 not really a photo " * 40
    (folder / "attachments").mkdir()
    (folder / PHOTO).write_bytes(photo)
    return replace(parts, parts=(*parts.parts, part_of(PHOTO, io.BytesIO(photo))))


def manifest_of(parts: Parts, signer: Identity = SIGNER, **other: object) -> Manifest:
    """Return the manifest of a month's first package."""
    said: dict[str, object] = {
        "unit": VILLAGE,
        "unit_name": "黄寺村",
        "level": "village",
        "parent": TOWN,
        "book": "5f0f0a52-9d29-4c5a-9d1a-0b7b8d9f1c11",
        "key": signer.public.text,
        "month": "2023-11",
        "sequence": 1,
        "closed_at": "2023-12-01T09:00:00+08:00",
        "program": "0.1.0",
        "counts": parts.counts,
        "totals": parts.totals,
        "nil": {"cadre": "本月无变动"},
        "versions": parts.versions,
        "parts": parts.parts,
    }
    return Manifest(**{**said, **other})  # type: ignore[arg-type]


def parts_of(folder: Path) -> dict[str, Part]:
    """Return the parts that lie in `folder`, by name."""
    return {name: part_of(name, file) for name, file in _files(folder)}


def _files(folder: Path) -> Iterator[tuple[str, io.BytesIO]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.relative_to(folder).as_posix(), io.BytesIO(path.read_bytes())


READ = from_folder
