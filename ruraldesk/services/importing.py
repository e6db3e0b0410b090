"""Taking an office's Excel table into a ledger, and telling honestly what became of each row."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field, replace
from pathlib import Path

from ruraldesk.definitions.model import Record
from ruraldesk.documents.excel_raw import read_sheets
from ruraldesk.documents.excel_rows import Ignored, RowRead, read_rows
from ruraldesk.documents.headings import ColumnMatch
from ruraldesk.documents.understanding import Understanding
from ruraldesk.documents.understanding import understand as understand_table
from ruraldesk.errors import Cancelled, Problem, Progress, Stopped, UserError
from ruraldesk.services.import_filling import fill_items
from ruraldesk.services.import_given import Given, given_of, lacking, lacking_problems
from ruraldesk.services.import_items import Item, in_order
from ruraldesk.services.import_report import (
    Refusals,
    made_besides,
    notes_together,
    notes_with_rows,
    renamed_problems,
    write_error_book,
)
from ruraldesk.services.import_rows import Gathered, Gatherer
from ruraldesk.services.import_values import RowResolver
from ruraldesk.services.putting import form_of
from ruraldesk.services.references import References
from ruraldesk.store.book import Book
from ruraldesk.store.bulk import Counts, SavedMany
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

    `added`, `changed` and `unchanged` count records of the ledger, `forms` those of every ledger
    that the table fills. `given` are the values given for all rows. `rows` are the table's data
    rows, `refused` those that were not taken in; `stopped` says that because of them nothing was
    taken in at all. `error_file` holds the refused rows with their reasons.
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
    given: tuple[Given, ...] = ()
    rows: int = 0
    forms: Mapping[str, Counts] = field(default_factory=dict)
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
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Understanding:
    """Say where the table for a ledger stands in a workbook and what its columns mean.

    Raises:
        UserError: the file cannot be read, or holds no table for the ledger.
        Stopped: `cancelled` said so.
    """
    form, sheets = form_of(book, form_key), read_sheets(file, progress, cancelled)
    forms, names = book.definitions.forms, tuple(one.name for one in sheets)
    found = understand_table(sheets, form, forms, sheet=sheet, mapping=mapping)
    for one in sheets:
        if one.rows is not found.sheet.rows:
            one.let_go()
    return replace(found, beside=names)


def run(
    book: Book,
    form_key: str,
    file: Path,
    *,
    sheet: str | None = None,
    mapping: Mapping[str, str] | None = None,
    mapping_file: Path | None = None,
    given: Mapping[str, str] | None = None,
    dry_run: bool = False,
    skip_bad: bool = False,
    operator: str = "",
    reason: str = "",
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Imported:
    """Take the rows of an office's table into a ledger, in one transaction.

    A row that names a record the ledger has (by the form's identities) changes it, any other adds
    one. Unless `skip_bad`, one refused row keeps all from being taken in; with `dry_run` nothing
    ever is, but the counts are those of the rows that could be. Refused rows go to an error
    workbook beside the file. `given` holds one value for all rows, by path or label of a field;
    a row that says something itself keeps it. Final records of a closed month need a `reason`.

    Raises:
        UserError: the file cannot be read, holds no table for the ledger, or what is given for
            all rows cannot be taken.
        Stopped: the user stopped it; nothing was taken in.
    """
    chosen = _mapping(mapping_file) if mapping_file is not None else mapping
    found = understand(
        book, form_key, file, sheet=sheet, mapping=chosen, progress=progress, cancelled=cancelled
    )
    told = _Told(found.sheet.name, progress, cancelled)
    ignored = Ignored()
    before = book.lists.count(form_key, ListQuery())
    resolver = _resolver(book, form_key, found, given or {})
    gathered = Gatherer(book, resolver.form, resolver).gather(_watched(found, ignored, told))
    how = _How(file.name, operator, reason, dry_run=dry_run, skip_bad=skip_bad)
    refusals, counts, stopped = _taken_in(book, gathered, how, told)
    own = counts.get(form_key, Counts())
    notes = _notes(book, resolver, ignored, refusals, counts)
    error_file = write_error_book(book, found, refusals, file, notes)
    return Imported(
        sheet=found.sheet.name,
        title=found.title,
        columns=found.columns,
        before=before,
        added=own.added,
        changed=own.changed,
        unchanged=own.unchanged,
        refused=len(refusals.rows),
        problems=(*found.problems, *refusals.blocking, *notes_together(notes, found)),
        given=tuple(resolver.given),
        rows=gathered.rows,
        forms=counts,
        ignored=ignored.rows,
        stopped=stopped,
        error_file=error_file,
    )


def _resolver(
    book: Book, form_key: str, found: Understanding, given: Mapping[str, str]
) -> RowResolver:
    """Return what makes records of the rows that were understood."""
    form, references = form_of(book, form_key), References(book)
    laid = given_of(form, found.matcher, references, given)
    targets = [column.target for column in found.columns if column.target is not None]
    return RowResolver(
        book,
        form,
        found.said,
        frozenset(one.path for one in (*targets, *(one.target for one in laid))),
        found.matcher,
        references,
        given=laid,
        derived=frozenset(one.field for one in found.taken if one.derived),
        turns=any(target.member for target in targets),
    )


def _notes(
    book: Book,
    resolver: RowResolver,
    ignored: Ignored,
    refusals: Refusals,
    counts: Mapping[str, Counts],
) -> list[Problem]:
    """Return what is told besides the refusals: what lacks, was left out, or was made besides."""
    missing = list(lacking(resolver.matcher, resolver.taken))
    lacks = lacking_problems(resolver.form, missing, refusals.blocking)
    notes = [*lacks, *resolver.problems, *notes_with_rows(ignored), *refusals.notes]
    return [*notes, *made_besides(book, resolver.form, counts)]


@dataclass(frozen=True, slots=True)
class _Told:
    """Whom to tell about progress, and to ask whether to stop."""

    sheet: str
    progress: Progress | None
    cancelled: Cancelled | None

    def __call__(self, done: int, total: int) -> None:
        if self.cancelled is not None and self.cancelled():
            raise Stopped
        if self.progress is not None:
            self.progress(done, total, self.sheet)


@dataclass(frozen=True, slots=True)
class _How:
    """From which file rows are taken in, by whom, why where a month is closed, and how strictly."""

    batch: str
    operator: str
    reason: str
    _: KW_ONLY
    dry_run: bool
    skip_bad: bool


def _watched(
    found: Understanding, ignored: Ignored, told: Callable[[int, int], None]
) -> list[RowRead]:
    """Read all rows, telling how far it is: reading is the first half, saving the second."""
    rows = []
    total = 2 * (len(found.sheet.rows) - found.first)
    for row in read_rows(found, ignored):
        rows.append(row)
        if len(rows) % TOLD_EVERY == 0:
            told(len(rows), total)
    return rows


def _taken_in(
    book: Book, gathered: Gathered, how: _How, told: Callable[[int, int], None]
) -> tuple[Refusals, Mapping[str, Counts], bool]:
    """Save the records; return the refusals, the counts by form, and whether all were kept out."""
    refusals = Refusals(gathered)
    saved = _save(book, gathered, how, told)
    refusals.add(saved.problems)
    stopped = bool(refusals.rows) and not how.skip_bad and not how.dry_run
    return refusals, {} if stopped else saved.counts, stopped


def _save(book: Book, gathered: Gathered, how: _How, told: Callable[[int, int], None]) -> SavedMany:
    """Save the records; a refused row keeps all out unless bad ones are skipped."""
    items, groups = in_order(gathered.items)
    gathered.items = items
    stored = _stored(book, items)
    gathered.problems += renamed_problems(items, stored)
    gathered.problems += fill_items(book, items, stored)
    records = [
        (item.form.key, item.record(stored.get(item.form.key, {}).get(item.uuid))) for item in items
    ]
    return book.records.save_all(
        records,
        batch=how.batch,
        operator=how.operator,
        reason=how.reason,
        together=groups,
        skip_bad=how.skip_bad or how.dry_run,
        dry_run=how.dry_run or (gathered.blocked and not how.skip_bad),
        progress=lambda done: told(len(items) + done, 2 * len(items)),
    )


def _stored(book: Book, items: Sequence[Item]) -> dict[str, dict[str, Record]]:
    """Return what the book has of the items, by form and UUID."""
    by_form: dict[str, list[str]] = {}
    for item in items:
        if not item.fresh:
            by_form.setdefault(item.form.key, []).append(item.uuid)
    with book.reading() as connection:
        return {
            key: book.records.reader.states(connection, book.definitions.form(key), uuids)
            for key, uuids in by_form.items()
        }


def _mapping(path: Path) -> dict[str, str]:
    try:
        data = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise BadMapping(path) from error
    if not isinstance(data, dict) or not all(isinstance(one, str) for one in data.values()):
        raise BadMapping(path)
    return {str(heading): path_ for heading, path_ in data.items()}
