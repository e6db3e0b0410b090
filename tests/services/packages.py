"""Packages as villages hand them in: real files, made from the villages' own books."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ruraldesk.definitions.model import Definitions, Record
from ruraldesk.exchange.containers import Envelope
from ruraldesk.exchange.keys import PublicKey
from ruraldesk.exchange.manifest import EARLIER, Manifest
from ruraldesk.exchange.package import write_package
from ruraldesk.exchange.parts import Part, from_folder, into_folder, part_of, write_parts
from ruraldesk.services.identity import identity_of
from ruraldesk.store.book import Book
from ruraldesk.texts.filenames import legal_name
from tests.store.village import TOWN


def package_of(
    book: Book,
    folder: Path,
    month: str = "2023-11",
    sequence: int = 1,
    *,
    after: Manifest | None = None,
    to: PublicKey | None = None,
    name: str = "",
    files: bool = False,
    definitions: Definitions | None = None,
    ledgers_until: str = "",
    said: Callable[[Manifest], Manifest] = lambda manifest: manifest,
    **other: Any,
) -> tuple[Path, Manifest]:
    """Write what the book has now as the package of a month; return the file and its manifest.

    Args:
        after: the manifest of the package that the book made before.
        to: the office's key, to encrypt it.
        name: of the file, "" for what the program calls it.
        files: take the attachments of the book along.
        definitions: others than the book's.
        ledgers_until: the month after which nothing is in it, "" for everything.
        said: changes the manifest before it is signed.
        other: values of the manifest in place of its own.
    """
    used = definitions or book.definitions
    with TemporaryDirectory() as made:
        archive = Path(made)
        records = {
            key: sorted(_until(book, key, ledgers_until), key=lambda one: one.uuid)
            for key in used.forms
        }
        parts = write_parts(into_folder(archive), used, records, name="month", title="月报")
        manifest = Manifest(
            **{
                **_sender(book),
                "month": month,
                "sequence": sequence,
                "closed_at": "2023-12-01T09:00:00+08:00",
                "program": "0.1.0",
                "correction_of": sequence - 1,
                "previous": after.sha256 if after else "",
                "earlier": after.before[:EARLIER] if after else (),
                "counts": parts.counts,
                "totals": parts.totals,
                "versions": parts.versions,
                "parts": (*parts.parts, *(_attachments(book, archive) if files else ())),
                **other,
            }
        )
        manifest = said(manifest)
        target = folder / (name or legal_name(f"{book.info.name} {month} 第{sequence}次.rdp"))
        envelope = Envelope(to=TOWN, key=to) if to else None
        write_package(target, manifest, from_folder(archive), identity_of(book), envelope=envelope)
    return target, manifest


def _sender(book: Book) -> dict[str, Any]:
    """Return what a manifest says of the unit whose book it is."""
    info = book.info
    return {
        "unit": info.unit,
        "unit_name": info.name,
        "level": info.level,
        "parent": info.parent,
        "book": info.id,
        "key": identity_of(book).public.text,
    }


def _until(book: Book, form: str, month: str) -> list[Record]:
    dated = book.definitions.forms[form].dated_by
    return [
        one
        for one in book.records.find(form)
        if not month or not dated or str(one[dated] or "")[:7] <= month
    ]


def _attachments(book: Book, archive: Path) -> list[Part]:
    (archive / "attachments").mkdir()
    parts = []
    for name in book.attachments.names():
        copy = archive / "attachments" / name
        copy.write_bytes(book.attachments.path(name).read_bytes())
        with copy.open("rb") as file:
            parts.append(part_of(f"attachments/{name}", file))
    return parts


def flipped(path: Path, place: float = 0.5) -> Path:
    """Change one bit of a file."""
    content = bytearray(path.read_bytes())
    content[int(len(content) * place)] ^= 0x10
    path.write_bytes(content)
    return path


def renamed_fields(definitions: Definitions, form: str, **changes: Any) -> Definitions:
    """Return definitions in which a form has other fields."""
    return replace(
        definitions,
        forms={**definitions.forms, form: replace(definitions.forms[form], **changes)},
    )
