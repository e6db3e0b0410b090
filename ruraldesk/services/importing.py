"""Taking an office's Excel table into a ledger, and telling honestly what became of each row."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ruraldesk.documents.excel_raw import read_sheets
from ruraldesk.documents.excel_rows import Ignored, RowRead, read_rows
from ruraldesk.documents.headings import ColumnMatch
from ruraldesk.documents.understanding import Understanding
from ruraldesk.documents.understanding import understand as understand_table
from ruraldesk.errors import Cancelled, Level, Problem, Progress, Stopped, UserError
from ruraldesk.services.import_rows import Gathered, Gatherer
from ruraldesk.services.putting import form_of
from ruraldesk.store.book import Book
from ruraldesk.store.lists import ListQuery
from ruraldesk.texts.translate import tr

TOLD_EVERY = 100  # rows between two words about progress


class BadMapping(UserError):
    """The file that says which heading goes where cannot be used."""

    code = "bad_mapping"

    def __init__(self, path: Path) -> None:
        super().__init__(
            tr(
                "The mapping file {path} cannot be read. It is JSON in UTF-8 such as "
                '{{"heading": "field"}}.'
            ).format(path=path)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """The honest result: rows of the ledger before, and what became of the table's rows.

    `refused` counts the table's rows that were not taken in. `stopped` says that because of them
    nothing was taken in at all. `error_file` holds the refused rows with their reasons.
    """

    sheet: str
    title: str
    columns: tuple[ColumnMatch, ...]
    before: int
    added: int
    changed: int
    unchanged: int
    refused: int
    problems: tuple[Problem, ...]
    ignored: Mapping[str, list[int]] = field(default_factory=dict)
    stopped: bool = False
    error_file: Path | None = None


def understand(
    book: Book,
    form_key: str,
    file: Path,
    *,
    sheet: str | None = None,
    mapping: Mapping[str, str] | None = None,
) -> Understanding:
    """Say where the table for a ledger stands in a workbook and what its columns mean."""
    form = form_of(book, form_key)
    return understand_table(
        read_sheets(file), form, book.definitions.forms, sheet=sheet, mapping=mapping
    )


def run(
    book: Book,
    form_key: str,
    file: Path,
    *,
    sheet: str | None = None,
    mapping: Mapping[str, str] | None = None,
    mapping_file: Path | None = None,
    dry_run: bool = False,
    skip_bad: bool = False,
    operator: str = "",
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Imported:
    """Take the rows of an office's table into a ledger, in one transaction.

    A row that names a record the ledger has (by the form's identities) changes it, any other adds
    one. Unless `skip_bad`, one refused row keeps all from being taken in; with `dry_run` nothing
    ever is, but the counts are those of a real run. Refused rows go to an error workbook beside
    the file.
    """
    chosen = _mapping(mapping_file) if mapping_file is not None else mapping
    found = understand(book, form_key, file, sheet=sheet, mapping=chosen)
    ignored = Ignored()
    rows = list(_watched(found, ignored, progress, cancelled))
    before = book.lists.count(form_key, ListQuery())
    gathered = Gatherer(book, form_of(book, form_key)).gather(rows)
    saved = book.records.save_all(
        gathered.items,
        operator=operator,
        batch=file.name,
        skip_bad=skip_bad or dry_run,
        dry_run=dry_run or (gathered.blocked and not skip_bad),
    )
    problems, refused = _refusals(gathered, saved.problems, found)
    stopped = bool(refused) and not skip_bad and not dry_run
    counts = saved.counts.get(form_key, saved.no_counts)
    return Imported(
        sheet=found.sheet.name,
        title=found.title,
        columns=found.columns,
        before=before,
        added=0 if stopped else counts.added,
        changed=0 if stopped else counts.changed,
        unchanged=0 if stopped else counts.unchanged,
        refused=len(refused),
        problems=(*found.problems, *problems),
        ignored=ignored.rows,
        stopped=stopped,
        error_file=_error_book(found, refused, file) if refused else None,
    )


def _watched(
    found: Understanding,
    ignored: Ignored,
    progress: Progress | None,
    cancelled: Cancelled | None,
) -> list[RowRead]:
    rows = []
    total = len(found.sheet.rows) - found.first
    for row in read_rows(found, ignored):
        rows.append(row)
        if len(rows) % TOLD_EVERY == 0:
            if cancelled is not None and cancelled():
                raise Stopped
            if progress is not None:
                progress(len(rows), total, found.sheet.name)
    return rows


def _refusals(
    gathered: Gathered, saved: tuple[Problem, ...], found: Understanding
) -> tuple[list[Problem], dict[int, list[str]]]:
    """Return all problems with the table's row numbers, and the reasons by refused row."""
    problems = [*gathered.problems, *(gathered.at_row(problem) for problem in saved)]
    refused: dict[int, list[str]] = {}
    for problem in problems:
        if problem.level is Level.BLOCK and problem.row is not None:
            refused.setdefault(problem.row, []).append(problem.message)
    return problems, refused


def _error_book(found: Understanding, refused: Mapping[int, list[str]], file: Path) -> Path:
    from ruraldesk.documents.error_book import write_errors

    target = file.with_name(f"{file.stem}_{tr('refused')}.xlsx")
    write_errors(found, refused, target)
    return target


def _mapping(path: Path) -> dict[str, str]:
    try:
        data = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise BadMapping(path) from error
    if not isinstance(data, dict) or not all(isinstance(one, str) for one in data.values()):
        raise BadMapping(path)
    return {str(heading): path_ for heading, path_ in data.items()}
