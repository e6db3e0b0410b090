"""Opening the book that a command names."""

from __future__ import annotations

import errno
import os
import sys
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


class EmptyPasswordFile(UserError):
    """The file that should hold the password is empty: the book would not be protected."""

    code = "empty_password"

    def __init__(self, path: Path) -> None:
        super().__init__(
            tr(
                "The password file {path} has an empty first line. Write the password there."
            ).format(path=path)
        )


class SystemRefused(UserError):
    """The system refuses a file or folder in a way that no part of the program knows better."""

    code = "system"

    def __init__(self, error: OSError) -> None:
        reasons = {
            errno.ENAMETOOLONG: tr("its name is too long"),
            errno.EACCES: tr("this user may not"),
            errno.EPERM: tr("this user may not"),
            errno.EROFS: tr("the disk is write-protected"),
            errno.EIO: tr("the drive does not answer"),
            errno.ENOSPC: tr("the disk is full"),
        }
        number = error.errno or 0
        super().__init__(
            tr(
                "{path} cannot be used: {reason}. Check the path and the drive, then try again."
            ).format(
                path=error.filename or tr("A file"),
                reason=reasons.get(number)
                or tr("the system says no (error {number})").format(number=number),
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
        password = file.read_text(encoding="utf-8-sig").split("\n", 1)[0].rstrip("\r")
    except (OSError, ValueError) as error:
        raise NoPasswordFile(file) from error
    if not password:
        raise EmptyPasswordFile(file)
    return password


@contextmanager
def book_of(
    parsed: Namespace, *, writing: bool, remembering: bool = False, mending: bool = False
) -> Iterator[Book]:
    """Open the book that the command names; a writing command needs it to itself.

    A `remembering` command only notes in the book that it was done, where the book lets it; a
    `mending` one may write although the book's own definitions have faults.
    """
    read_only = not (writing or remembering)
    password = password_of(parsed)
    book = open_book(parsed.book, password=password, read_only=read_only, mending=mending)
    try:
        if writing and book.read_only:
            raise book.because or WriterElsewhere(book)
        if book.because is not None:
            sys.stderr.write(f"{book.because}\n")  # it is read with other forms than its own
        yield book
    finally:
        book.close()
