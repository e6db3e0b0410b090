"""Opening and making books with the definitions that this program ships, and a book's own."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from ruraldesk.definitions.compiled_cache import load_compiled
from ruraldesk.definitions.faults import BadDefinitions
from ruraldesk.definitions.identity import BOOK_LEVELS, is_division_code
from ruraldesk.definitions.layers import DEFINITIONS
from ruraldesk.definitions.model import Definitions
from ruraldesk.errors import Cancelled, Progress, UserError
from ruraldesk.files.failures import FileError
from ruraldesk.services.identity import renew
from ruraldesk.services.own_unit import enter_own_unit
from ruraldesk.store.book import Book, BookInfo
from ruraldesk.store.failures import NewerBook
from ruraldesk.store.own_forms import exchanged, is_settled, lay_ready, own_forms, settle
from ruraldesk.store.packs import KeptPack, Packs, PackState, folded, installed_in
from ruraldesk.store.paths import BookPaths
from ruraldesk.texts.resources import forms_dir
from ruraldesk.texts.translate import tr

_SHOWN = 10  # faults told at once
_with_packs: dict[bytes, Definitions] = {}  # so that books of the same packs share their tables

__all__ = [
    "BOOK_LEVELS",
    "BadUnit",
    "Book",
    "FaultyForms",
    "create_book",
    "definitions_of",
    "definitions_over",
    "level_name",
    "open_book",
    "shipped_definitions",
]


class BadUnit(UserError):
    """A book is asked for with a division code, name or level that cannot be one."""

    code = "bad_unit"


class FaultyForms(UserError):
    """The book's own definitions cannot be used; `faults` holds everything that is wrong."""

    code = "faulty_forms"

    def __init__(self, path: Path, error: BadDefinitions) -> None:
        self.faults = error.faults
        message = tr(
            "{name} can only be read, with the program's own forms: the forms that were sent down "
            "for it do not fit together any more. Install a mended pack of the office above, or "
            "take the pack back. What is wrong:"
        )
        lines = [message.format(name=path.name), *(f"· {fault}" for fault in error.faults[:_SHOWN])]
        if len(error.faults) > _SHOWN:
            lines.append(tr("… and {count} more.").format(count=len(error.faults) - _SHOWN))
        super().__init__("\n".join(lines))


@lru_cache(maxsize=1)
def shipped_definitions() -> Definitions:
    """Return the forms, choices and figures that come with the program; loaded once."""
    return load_compiled(forms_dir())


def definitions_of(path: Path) -> Definitions:
    """Return what holds in the book at `path`: its own definitions over those of the program.

    Raises:
        BadDefinitions: its own ones cannot be used; every fault is told with file and place.
    """
    return definitions_over(own_forms(BookPaths(path.absolute())))


def definitions_over(own: Path | None) -> Definitions:
    """Return the program's definitions with those of a folder over them, where it has any.

    Raises:
        BadDefinitions: they cannot be used; every fault is told with file and place.
    """
    if own is None or not any(own.rglob(DEFINITIONS)):
        return shipped_definitions()
    return load_compiled(forms_dir(), own, _with_packs)


def level_name(level: str) -> str:
    """Return what the users call a level of `BOOK_LEVELS`."""
    return {"village": tr("Village"), "town": tr("Town"), "county": tr("County")}[level]


def create_book(
    path: Path,
    *,
    unit: str,
    name: str,
    level: str,
    parent: str = "",
    password: str | None = None,
    begun: bool = False,
) -> Book:
    """Make a new, empty book for the unit with the 12-digit division code `unit`, and its keys.

    Args:
        begun: enter the unit itself in the ledger of units, so that others can lie below it.

    Raises:
        BadUnit: the code, the name or the level is no possible one.
        UserError: the file cannot be made (it exists already, the folder cannot be written …).
    """
    for code in (unit, parent) if parent else (unit,):
        if not is_division_code(code):
            raise BadUnit(
                tr(
                    "“{code}” is not a division code. It has 12 digits, for example "
                    "410726104000; the township's statistics desk has the list."
                ).format(code=code)
            )
    if not name.strip():
        raise BadUnit(tr("The unit has no name. Give the name of the village, town or county."))
    if level not in BOOK_LEVELS:
        raise BadUnit(
            tr("“{level}” is not a level. Choose village, town or county.").format(level=level)
        )
    info = BookInfo(unit=unit, name=name.strip(), level=level, parent=parent)
    book = Book.create(path, shipped_definitions(), info, password=password)
    renew(book)
    if begun:
        enter_own_unit(book)
    return book


def open_book(
    path: Path,
    *,
    password: str | None = None,
    read_only: bool = False,
    mending: bool = False,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Book:
    """Open the book at `path`; read-only when somebody else has it (`book.holder` says who).

    Where its own definitions have faults, as a newer program may find some, it is opened with those
    of the program, to be read only (`book.because` says why): printing and looking up go on, and
    nothing is entered that the office above would have asked in another way.

    Args:
        mending: open it for writing even so, to give it other definitions.
        progress, cancelled: of the backup that precedes bringing it up to date.

    Raises:
        Stopped: `cancelled` said so; the book is as it was.
        UserError: it cannot be opened, see `Book.open`.
    """
    paths = BookPaths(path.absolute())
    try:
        definitions, fault, older = definitions_of(path), None, not is_settled(paths)
    except BadDefinitions as error:
        definitions, fault, older = shipped_definitions(), FaultyForms(path, error), True
    lost = not paths.forms.exists()  # only then: definitions of packs may be needed from the book
    reading = read_only or (fault is not None and not mending)
    try:
        book = Book.open(
            path,
            definitions,
            password=password,
            read_only=reading,
            older=older,
            progress=progress,
            cancelled=cancelled,
        )
    except NewerBook:
        if not lost or not _written_again(paths, installed_in(paths.book, password)):
            raise
        return open_book(path, password=password, read_only=read_only, mending=mending)
    if lost and Packs(book).bring_forms():
        kept = Packs(book).all(PackState.INSTALLED)
        if _written_again(paths, kept):
            book.close()
            return open_book(path, password=password, read_only=read_only, mending=mending)
    if not mending:
        book.because = fault
    if not book.read_only and fault is None and older:
        settle(paths)
    return book


def _written_again(paths: BookPaths, packs: list[KeptPack]) -> bool:
    """Write a book's own definitions that got lost, as when only its file was copied.

    Returns whether there were any, and a place for them.
    """
    files = folded(packs)
    if not files:
        return False
    try:
        lay_ready(paths, files)
        with exchanged(paths):
            pass
    except FileError:  # a write-protected place: it is read without them
        return False
    return True
