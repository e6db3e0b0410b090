"""Why a file from a stick is not taken: each refusal with its whole sentence and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ruraldesk.errors import UserError
from ruraldesk.texts.clean import shown_path
from ruraldesk.texts.divisions import told_unit
from ruraldesk.texts.translate import listed, tr

KINDS = {"package": ".rdp", "receipt": ".rdr", "pack": ".rdk", "update": ".rdu"}
"""The kinds of files that travel, each with its ending."""

_SHOWN = 5  # parts that a sentence names


class FileRefused(UserError):
    """A package, receipt or pack that is not taken in; `path` names it."""

    def __init__(self, path: Path, sentence: str, **values: object) -> None:
        super().__init__(sentence.format(name=shown_path(path.name), **values))
        self.path = path


class NotAPackage(FileRefused):
    """The file is something else; what it is, subclasses know."""

    code = "not_a_package"
    sentence = (
        "{name} is no file that RuralDesk made. Choose a package (.rdp), receipt (.rdr), pack "
        "(.rdk) or update (.rdu)."
    )

    def __init__(self, path: Path) -> None:
        super().__init__(path, tr(self.sentence))


class WrongKind(NotAPackage):
    """The file is one of ours, but of another kind than the one that is asked for."""

    code = "wrong_kind"

    def __init__(self, path: Path, found: str, wanted: str) -> None:
        sentences = {
            "package": tr(
                "{name} is a unit's package. The office above takes it in, where the reports of "
                "its units are read; here belongs a file that ends in “{suffix}”."
            ),
            "receipt": tr(
                "{name} is a receipt. The unit that it answers takes it in, on the page of its "
                "month; here belongs a file that ends in “{suffix}”."
            ),
            "pack": tr(
                "{name} is a pack with forms or tasks. It is taken in with “Take a pack in…”; here "
                "belongs a file that ends in “{suffix}”."
            ),
            "update": tr(
                "{name} is an update of the program. It is installed with “Update…” in the menu of "
                "the name at the top right; here belongs a file that ends in “{suffix}”."
            ),
        }
        FileRefused.__init__(self, path, sentences[found], suffix=KINDS[wanted])


class DamagedPackage(FileRefused):
    """The file is not as it was written; `parts` names what is wrong with it.

    The sentence says of the file's own parts what they hold: nobody who reads it knows their names.
    """

    code = "damaged"

    def __init__(self, path: Path, parts: Sequence[str]) -> None:
        said = list(dict.fromkeys(_said(part) for part in parts))
        shown = listed(said[:_SHOWN]) + (" …" if len(said) > _SHOWN else "")
        super().__init__(
            path,
            tr(
                "{name} is damaged ({parts}) and was not taken in. Have it written to the stick "
                "again, and use another stick if it happens twice."
            ),
            parts=shown,
        )
        self.parts = tuple(parts)


class ForgedPackage(FileRefused):
    """The file says that it is from somebody whose signature it does not carry."""

    code = "forged"

    def __init__(self, path: Path) -> None:
        super().__init__(
            path,
            tr(
                "The signature of {name} is wrong: somebody changed the file after it was made. It "
                "was not taken in. Ask the unit by phone, and have it make the file again."
            ),
        )


class NewerPackage(FileRefused):
    """A newer program made the file, in a way that this one does not know."""

    code = "newer_program"

    def __init__(self, path: Path) -> None:
        super().__init__(
            path,
            tr(
                "{name} was made by a newer RuralDesk. Install the newest RuralDesk on this "
                "computer, then take the file in again."
            ),
        )


class NotForUs(FileRefused):
    """The file is encrypted for somebody else; `to` is that unit's code.

    `own_key` is the fingerprint of the reader's key where the file is for the reader's office, but
    was encrypted for another key.
    """

    code = "wrong_office"

    def __init__(
        self, path: Path, to: str, to_key: str, to_name: str = "", own_key: str = ""
    ) -> None:
        for_others = tr(
            "{name} is encrypted for {to} (key {key}) and cannot be read here. Hand it to that "
            "office; if that is you, give the sender your present key and have it made again."
        )
        for_another_key = tr(
            "{name} is for {to}, but encrypted for the key {key}; this book has the key {own}. If "
            "the book with that key is on another computer, take the file in there; otherwise give "
            "the sender this book's key and have the file made again."
        )
        super().__init__(
            path,
            for_another_key if own_key else for_others,
            to=told_unit(to, to_name),
            key=to_key,
            own=own_key,
        )
        self.to, self.to_key, self.to_name = to, to_key, to_name


def _said(part: str) -> str:
    """Return what a part of a package, receipt or pack holds; other words as they are."""
    folder, inside, _ = part.partition("/")
    known = {
        "ledgers": tr("its ledgers"),
        "attachments": tr("its photos and files"),
        "copies": tr("its Excel and PDF copies"),
        "forms": tr("its forms"),
        "records": tr("its records"),
    }
    if inside:
        return known.get(folder, shown_path(part))
    known = {
        "manifest.json": tr("its list of contents"),
        "manifest.sig": tr("its signature"),
        "envelope.json": tr("its encrypted content"),
        "sealed.age": tr("its encrypted content"),
        "definitions.json": tr("its forms"),
        "datapackage.json": tr("its forms"),
        "copies.json": tr("its Excel and PDF copies"),
        "copies.sig": tr("its Excel and PDF copies"),
        "answers.json": tr("its answers to comments"),
        "settings.json": tr("its settings"),
        "keys.json": tr("its keys"),
        "setup.exe": tr("its setup"),
    }
    return known.get(part, shown_path(part))
