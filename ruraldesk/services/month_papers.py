"""What leaves the house at the month's end: package, cover and ledgers, and their way out."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from pathlib import Path

from ruraldesk.errors import Cancelled, Progress, UserError
from ruraldesk.exchange.stick_failures import stick_errors
from ruraldesk.exchange.sticks import Stick, eject, volume_of
from ruraldesk.services import carrying, months
from ruraldesk.services.carrying import Carried
from ruraldesk.services.packaging import Packaged, package
from ruraldesk.store.book import Book

_FOLDER = "报送"
_LEDGERS = "台账"


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    """A month's package with its cover, and the ledgers to be printed and signed with it."""

    folder: Path
    packaged: Packaged
    cover: Path
    ledgers: tuple[Path, ...]

    @property
    def to_print(self) -> tuple[Path, ...]:
        """The PDFs for paper, the cover first."""
        return (self.cover, *self.ledgers)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedIn:
    """What is on the stick, and whether it can be pulled out; else `refusal` says why not yet.

    `kept` says that it lies in a folder of this computer: nothing was handed in.
    """

    carried: tuple[Carried, ...]
    safe: bool
    refusal: str = ""
    kept: bool = False


def papers_folder(book: Book, month: str) -> Path:
    """Return the folder beside the book in which a month's package and papers are made."""
    return book.path.parent / _FOLDER / month


def make_papers(
    book: Book,
    month: str,
    *,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Papers:
    """Make the package of a closed month, its cover, and the ledgers as PDFs with its check code.

    Where the book changed since, the ledgers are left out: they would not be what was closed.

    Raises:
        NotClosed, WrongState, SnapshotDamaged, FileError, CannotWrite, MissingGlyphs: as `package`.
        Stopped: `cancelled` said so.
    """
    folder = papers_folder(book, month)
    with stick_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    packaged = package(
        book, month, folder, copies_to=folder / _LEDGERS, progress=progress, cancelled=cancelled
    )
    ledgers = tuple(file for file in packaged.copies if file.suffix == ".pdf")
    return Papers(folder=folder, packaged=packaged, cover=packaged.files[1], ledgers=ledgers)


def hand_in(
    book: Book,
    papers: Papers,
    stick: Stick,
    *,
    release: bool = True,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> HandedIn:
    """Write the package and its cover onto a stick, note that the month was handed in, let it go.

    Args:
        release: False for a folder that somebody chose. On a stick it counts as handed in; on any
            other drive it does not, until somebody says so (`note_handed_in`).

    Raises:
        UserError: as `carrying.carry`; the files are not on the stick, and nothing is noted.
        Stopped: `cancelled` said so; nothing is left on the stick.
    """
    packaged = papers.packaged
    carried = carrying.carry(packaged.files, stick, progress=progress, cancelled=cancelled)
    if not release and stick.identity not in {one.identity for one in carrying.sticks()}:
        return HandedIn(carried=carried, safe=False, kept=True)
    note_handed_in(book, packaged, stick)
    if not release:
        return HandedIn(carried=carried, safe=False)
    return released(HandedIn(carried=carried, safe=False), stick)


def note_handed_in(book: Book, packaged: Packaged, stick: Stick) -> None:
    """Note that a package was handed in on a drive."""
    detail = {"sha256": packaged.sha256, "stick": stick.label, "file": packaged.files[0].name}
    months.submitted(book, packaged.month, detail)


def released(handed_in: HandedIn, stick: Stick) -> HandedIn:
    """Let the stick go; it is safe to pull it out only where the system says so."""
    try:
        eject(stick)
    except UserError as error:
        return replace(handed_in, safe=False, refusal=str(error))
    return replace(handed_in, safe=True, refusal="")


def needed(papers: Papers) -> int:
    """Return how many bytes the package and its cover take."""
    return sum(path.stat().st_size for path in papers.packaged.files)


def stick_at(folder: Path) -> Stick:
    """Return a folder that somebody chose as a place to write to, whatever drive it is on.

    Raises:
        UserError: it does not answer.
    """
    with stick_errors(folder):
        volume, room = volume_of(folder), shutil.disk_usage(folder)
    return Stick(
        root=folder,
        label=volume.label,
        letter=volume.letter,
        file_system=volume.file_system,
        write_protected=volume.write_protected,
        identity=volume.identity,
        free=room.free,
        total=room.total,
    )
