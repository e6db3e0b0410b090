"""The human copies in a package: the month's workbook and PDFs, as they were closed."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path

from ruraldesk.errors import Cancelled, Level, Problem, Progress
from ruraldesk.exchange.manifest import Manifest, check_code
from ruraldesk.exchange.parts import write_parts
from ruraldesk.services.month_archive import Archived
from ruraldesk.store.book import Book
from ruraldesk.store.month_rows import MonthRows
from ruraldesk.texts.dates import told_month
from ruraldesk.texts.translate import tr


@dataclass(frozen=True, slots=True, kw_only=True)
class Copies:
    """The copies by their names, and why some or all are missing."""

    files: Mapping[str, Path] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def write_copies(
    book: Book,
    found: Archived,
    manifest: Manifest,
    folder: Path,
    *,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Copies:
    """Write the copies of a closed month into `folder`, the same bytes each time.

    There are none when the book tells something else of the month by now: a copy must never say
    what the tables do not. A character that no font can print costs the PDFs, not the package.

    Raises:
        CannotWrite: the folder cannot be written.
        Stopped: `cancelled` said so.
    """
    from ruraldesk.documents.fonts import MissingGlyphs
    from ruraldesk.documents.settled import settle_workbook
    from ruraldesk.services.exporting import export_month

    if not _is_as_closed(book, found):
        return Copies(problems=(_no_copies(manifest.month),))
    day = date.fromisoformat(manifest.closed_at[:10])
    export = partial(
        export_month,
        book,
        manifest.month,
        folder,
        printed_on=day,
        code=check_code(manifest),
        progress=progress,
        cancelled=cancelled,
    )
    problems: tuple[Problem, ...] = ()
    try:
        done = export()
    except MissingGlyphs as error:
        done, problems = export(formats=("xlsx",)), (_no_pdf(error),)
    for file in done.files:
        if file.suffix == ".xlsx":
            settle_workbook(file, day)
    return Copies(files={file.name: file for file in done.files}, problems=problems)


def _is_as_closed(book: Book, found: Archived) -> bool:
    """Say whether the book still tells of the month what it told when it was closed."""
    said, forms = found.snapshot, book.definitions.forms
    if not book.journal.is_changed_since(book.months.get(said.month).head):
        return True
    with book.reading() as connection:
        rows = MonthRows(connection, book, said.month)
        records = {key: rows.of(forms[key]) for key in said.counts if key in forms}
        today = write_parts(lambda name: io.BytesIO(), book.definitions, records, name="", title="")
    tables = {part for part in said.parts if part.rows is not None}
    return tables == {part for part in today.parts if part.rows is not None}


def _no_copies(month: str) -> Problem:
    message = tr(
        "Records of {month} changed after it was closed: the package holds them as they were "
        "closed, but no Excel and PDF copies. To report the changes, reopen the month."
    )
    return Problem(
        message=message.format(month=told_month(month)), level=Level.INFORM, code="no_copies"
    )


def _no_pdf(error: Exception) -> Problem:
    message = tr("The package holds the Excel copy only, no PDFs. {reason}")
    return Problem(message=message.format(reason=error), level=Level.WARN, code="no_pdf")
