"""Opening the book that a command names."""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ruraldesk.cli.arguments import PASSWORD_VARIABLE
from ruraldesk.errors import UserError
from ruraldesk.services.books import open_book
from ruraldesk.store.book import Book
from ruraldesk.texts.translate import tr


class NoPasswordFile(UserError):
    """The file that should hold the password cannot be read."""

    code = "no_password_file"

    def __init__(self, path: Path) -> None:
        super().__init__(
            tr("The password file {path} cannot be read as UTF-8 text. Check its name.").format(
                path=path
            )
        )


class WriterElsewhere(UserError):
    """The command must write, but somebody else has the book open."""

    code = "book_in_use"

    def __init__(self, book: Book) -> None:
        super().__init__(
            tr(
                "The book {path} is open elsewhere ({holder}), so nothing can be written. "
                "Close it there and try again."
            ).format(path=book.path, holder=book.holder)
        )


def password_of(parsed: Namespace) -> str | None:
    """Return the password from `--password-file` or the environment; None when there is none."""
    file: Path | None = parsed.password_file
    if file is None:
        return os.environ.get(PASSWORD_VARIABLE) or None
    try:
        return file.read_text(encoding="utf-8-sig").split("\n", 1)[0].rstrip("\r") or None
    except (OSError, UnicodeDecodeError) as error:
        raise NoPasswordFile(file) from error


@contextmanager
def book_of(parsed: Namespace, *, writing: bool, remembering: bool = False) -> Iterator[Book]:
    """Open the book that the command names; a writing command needs it to itself.

    A `remembering` command only notes in the book that it was done, where the book lets it.
    """
    read_only = not (writing or remembering)
    book = open_book(parsed.book, password=password_of(parsed), read_only=read_only)
    try:
        if writing and book.read_only:
            raise WriterElsewhere(book)
        yield book
    finally:
        book.close()
