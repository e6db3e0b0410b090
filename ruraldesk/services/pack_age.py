"""Whether forms that packs brought hide newer ones of the program: a pack replaces whole files.

So that this shows, a pack tells by its hash which file of the program each of its own replaces.
After an update of the program the two are compared: the pack's form still holds, and its office is
asked to send it anew, made from the program's present one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from ruraldesk.definitions.model import FormDef
from ruraldesk.files.failures import drive_errors
from ruraldesk.services import books
from ruraldesk.store.book import Book
from ruraldesk.store.packs import KeptPack, Packs, PackState, folded, supplying
from ruraldesk.texts.resources import forms_dir
from ruraldesk.texts.translate import listed, tr

_NAMED = 5  # fields that a sentence names


@dataclass(frozen=True, slots=True, kw_only=True)
class OutdatedForm:
    """A file of a pack that was made from an older one of the program than there is now."""

    pack: KeptPack
    file: str  # path below the folder of forms
    title: str  # of the ledger; the file's name where it is none
    missing: tuple[str, ...]  # what the program's ledger asks for, and the pack's does not
    message: str

    def as_json(self) -> dict[str, Any]:
        """Return the shape that the command line prints."""
        return {
            "file": self.file,
            "title": self.title,
            "unit": self.pack.unit,
            "number": self.pack.number,
            "missing": list(self.missing),
            "message": self.message,
        }


def replaced_files(forms: Mapping[str, bytes], earlier: Sequence[KeptPack]) -> dict[str, str]:
    """Return the SHA-256 of the program's file from which each of `forms` was made, by its path.

    What an earlier pack of the office brought and goes along unchanged was made from what that
    pack says, not from what the program has by now.
    """
    before = folded(earlier)
    said: dict[str, str] = {}
    for pack in earlier:
        said.update(pack.replaces)
    found = {}
    for name, content in forms.items():
        origin = said.get(name) if before.get(name) == content else shipped_hash(name)
        if origin is not None:
            found[name] = origin
    return found


def outdated_forms(book: Book) -> list[OutdatedForm]:
    """Return what packs brought that hides newer forms of this program, by path.

    Of an office's own packs only the last of each file counts; packs from before this was noted
    cannot be told.
    """
    packs = Packs(book)
    holding = supplying(packs.all(PackState.INSTALLED))
    sent = supplying(packs.all(PackState.MADE))
    return [
        _outdated(book, name, pack)
        for name, pack in sorted({**sent, **holding}.items())
        if name in pack.replaces
        and shipped_hash(name) not in (None, pack.replaces[name], _hash(pack, name))
    ]


def shipped_hash(name: str) -> str | None:
    """Return the SHA-256 of the program's own file; None where it has none of that path."""
    file = forms_dir().joinpath(*name.split("/"))
    with drive_errors(file):
        return _digest(file.read_bytes()) if file.is_file() else None


def _hash(pack: KeptPack, name: str) -> str:
    return _digest(folded([pack])[name])


def _digest(content: bytes) -> str:
    return hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()


def _outdated(book: Book, name: str, pack: KeptPack) -> OutdatedForm:
    key = PurePosixPath(name).stem
    shipped, own = books.shipped_definitions().forms.get(key), book.definitions.forms.get(key)
    missing = _missing(shipped, own) if shipped and own else ()
    title = tr(shipped.title) if shipped else name
    if pack.unit == book.info.unit:
        message = tr(
            "“{title}” of pack {number} is older than that of this program. Take the program's "
            "present form, put your changes into it, and send a new pack.{more}"
        )
    else:
        message = tr(
            "“{title}” of pack {number} is older than that of this program. Ask {unit} to send it "
            "anew, made from the program's present form; until then the pack's holds.{more}"
        )
    more = tr(" The program's also asks for: {names}.")
    shown = listed(missing[:_NAMED]) + (" …" if len(missing) > _NAMED else "")
    return OutdatedForm(
        pack=pack,
        file=name,
        title=title,
        missing=missing,
        message=message.format(
            title=title,
            number=pack.number,
            unit=pack.unit_name,
            more=more.format(names=shown) if missing else "",
        ),
    )


def _missing(shipped: FormDef, own: FormDef) -> tuple[str, ...]:
    """Return the labels of fields, and titles of lines, that only the program's form has."""
    lines = {line.key: line for line in own.lines}
    fields = [one.label for one in shipped.fields if own.find(one.key) is None]
    for line in shipped.lines:
        known = lines.get(line.key)
        if known is None:
            fields.append(line.title)
        else:
            fields += [one.label for one in line.fields if known.find(one.key) is None]
    return tuple(tr(label) for label in fields)
