"""Opening and making books with the definitions that this program ships."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from ruraldesk.definitions.compiled_cache import load_compiled
from ruraldesk.definitions.identity import BOOK_LEVELS, is_division_code
from ruraldesk.definitions.model import Definitions
from ruraldesk.errors import UserError
from ruraldesk.store.book import Book, BookInfo
from ruraldesk.texts.resources import forms_dir
from ruraldesk.texts.translate import tr

__all__ = [
    "BOOK_LEVELS",
    "BadUnit",
    "Book",
    "create_book",
    "level_name",
    "open_book",
    "shipped_definitions",
]


class BadUnit(UserError):
    """A book is asked for with a division code, name or level that cannot be one."""

    code = "bad_unit"


@lru_cache(maxsize=1)
def shipped_definitions() -> Definitions:
    """Return the forms, choices and figures that come with the program; loaded once."""
    return load_compiled(forms_dir())


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
) -> Book:
    """Make a new, empty book for the unit with the 12-digit division code `unit`.

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
    return Book.create(path, shipped_definitions(), info, password=password)


def open_book(path: Path, *, password: str | None = None, read_only: bool = False) -> Book:
    """Open the book at `path`; read-only when somebody else has it (`book.holder` says who)."""
    return Book.open(path, shipped_definitions(), password=password, read_only=read_only)
