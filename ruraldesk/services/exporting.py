"""Ledgers on paper and in Excel: the month's documents, and any list as it stands on screen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from itertools import chain
from pathlib import Path

from ruraldesk.definitions.layouts import OF_PARENT, ColumnDef, LayoutDef
from ruraldesk.definitions.model import UNIT, FieldType, FormDef, Record
from ruraldesk.documents.cells import shown_lines
from ruraldesk.documents.letterhead import Letterhead
from ruraldesk.documents.replacing import CannotWrite
from ruraldesk.documents.telling import part_of
from ruraldesk.errors import Cancelled, Progress
from ruraldesk.services.putting import form_of
from ruraldesk.services.reading import condition_of
from ruraldesk.services.summaries import Summary, as_ledger, summaries, summary
from ruraldesk.store.book import Book
from ruraldesk.store.lists import ListQuery
from ruraldesk.texts.dates import month_range
from ruraldesk.texts.filenames import legal_name

SIGNERS = ("单位负责人", "审核人", "填表人")
CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that a reader could take for another
UNTIL = {  # the last day, month, year that a month's ledger holds, by the type that dates it
    FieldType.DATE: "as_of",
    FieldType.MONTH: "month(as_of)",
    FieldType.YEAR: "year(as_of)",
}
_UNIT_WIDTH = 24  # millimetres
PAGE = 500  # records read from the book at a time


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """The files that were written, how many rows of each ledger are in them, and their code."""

    files: tuple[Path, ...]
    check_code: str
    rows: dict[str, int]


def export_month(
    book: Book,
    month: str,
    folder: Path,
    *,
    forms: Sequence[str] | None = None,
    formats: Sequence[str] = ("xlsx", "pdf"),
    printed_on: date | None = None,
    code: str = "",
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Exported:
    """Write the month's workbook (a sheet per ledger) and a PDF per ledger into `folder`.

    A ledger holds what is dated up to the month's last day; ages, terms and balances are as of
    that day. Ledgers without rows are left out of the PDFs, and stand in the workbook with their
    headings, so that nobody wonders whether they were forgotten. Cards, a page and more for each
    record, are made only of ledgers that are asked for by name. With the whole month come the
    office's summary tables. A book that can be written remembers that the whole month was exported.

    Args:
        code: the check code of what the files are copies of; that of the book's state unless said.

    Raises:
        CannotWrite: the folder cannot be made, or a file in it cannot be written.
        MissingGlyphs: a character that no font can print; files before it are written.
        Stopped: `cancelled` said so; files before it are written.
    """
    wanted = [form_of(book, key) for key in forms] if forms else _kept(book)
    tables = [] if forms else _summaries(book, month)
    head = letterhead(book, month, printed_on, code)
    _make_folder(folder)
    files: list[Path] = []
    rows: dict[str, int] = {}
    if "xlsx" in formats:
        target = folder / legal_name(f"{book.info.name}_{month}_台账.xlsx")
        rows |= _write_excel(book, wanted, tables, target, head, progress, cancelled)
        files.append(target)
    if "pdf" in formats:
        files.extend(_print_summaries(book, tables, folder, head))
        prints = [
            _print(book, form, layout, month)
            for form in wanted
            for layout in form.prints
            if layout.kind != "card" or forms is not None
        ]
        total, before = sum(len(one.ids) for one in prints), 0
        for one in prints:
            target = folder / legal_name(f"{book.info.name}_{month}_{one.layout.title}.pdf")
            told = part_of(progress, before, total)
            count = _write_pdf(book, one, target, head, told, cancelled)
            before += len(one.ids)
            if count is not None:
                files.append(target)
                if not one.layout.lines:
                    rows[one.form.key] = max(count, rows.get(one.form.key, 0))
    if forms is None and not book.read_only:
        book.settings[f"exported.{month}"] = datetime.now().isoformat(timespec="minutes")
    return Exported(files=tuple(files), check_code=head.check_code, rows=rows)


def export_list(
    book: Book,
    form_key: str,
    query: ListQuery,
    target: Path,
    *,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> int:
    """Write the rows that answer `query`, as the screen shows them, into one Excel sheet."""
    from ruraldesk.documents.excel_out import Sheet, write_workbook

    form = form_of(book, form_key)
    if form.excel is None:
        return 0
    ids = book.lists.ids(form.key, query)
    records = _records_of(book, form, ids, None)
    sheet = Sheet(form=form, layout=form.excel, records=records, count=len(ids))
    counted = write_workbook(
        [sheet], target, letterhead(book, ""), progress=progress, cancelled=cancelled
    )
    return counted[form_key]


def print_ledger(
    book: Book,
    form_key: str,
    target: Path,
    *,
    month: str = "",
    layout: LayoutDef | None = None,
    query: ListQuery | None = None,
    marked: Sequence[int] = (),
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> int:
    """Write the ledger as a PDF for looking at and printing; return the number of pages.

    Args:
        query: the rows to print; those that the layout asks for unless said otherwise.
        marked: ids of the records to print, whatever the layout and `query` ask for.
    """
    from ruraldesk.documents.pdf_out import write_ledger

    form = form_of(book, form_key)
    chosen = layout or form.prints[0]
    asked = query or _query(book, form, chosen, month)
    chosen = _told_apart(book, form, chosen, asked)
    as_of = month_range(month)[1] if month else None
    ids = marked or book.lists.ids(form.key, asked)
    records = _records_of(book, form, ids, as_of)
    head = letterhead(book, month)
    printed = write_ledger(
        form, chosen, records, target, head, progress=progress, cancelled=cancelled
    )
    return printed.pages


def print_summary(book: Book, table: Summary, month: str, target: Path) -> None:
    """Write an office's summary table as a PDF for looking at and printing.

    Raises:
        CannotWrite, MissingGlyphs: as `export_month`.
    """
    _print_summary(table, target, letterhead(book, month))


def export_summary(book: Book, table: Summary, month: str, target: Path) -> None:
    """Write an office's summary table into an Excel workbook of its own.

    Raises:
        CannotWrite: the file cannot be written.
    """
    from ruraldesk.documents.excel_out import Sheet, write_workbook

    form, layout, records = as_ledger(table, paper=False)
    sheet = Sheet(form=form, layout=layout, records=records)
    write_workbook([sheet], target, letterhead(book, month))


def letterhead(
    book: Book, month: str, printed_on: date | None = None, code: str = ""
) -> Letterhead:
    """Return what stands around a table on paper: unit, month, day, signers, check code."""
    settings = book.settings
    return Letterhead(
        unit_name=book.info.name,
        month=month,
        printed_on=printed_on or date.today(),
        check_code=code or (check_code(book, month) if month else ""),
        signers={role: settings.get(f"signer.{role}", "") for role in SIGNERS},
    )


def check_code(book: Book, month: str) -> str:
    """Return the short code by which paper and file of one state of the book are told to match.

    It follows from the journal's last entry, so any change of the book changes it.
    """
    state = f"{book.info.unit} {month} {book.journal.head()}"
    number = int.from_bytes(sha256(state.encode()).digest()[:8], "big")
    letters = ""
    for _ in range(6):
        number, place = divmod(number, len(CODE_LETTERS))
        letters += CODE_LETTERS[place]
    return f"{letters[:3]}-{letters[3:]}"


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotWrite(folder, error) from error


def _kept(book: Book) -> list[FormDef]:
    return [form for form in book.definitions.forms.values() if book.info.level in form.levels]


def _query(book: Book, form: FormDef, layout: LayoutDef, month: str) -> ListQuery:
    """Return the rows of a layout: what it asks for, dated up to the month's end or not at all."""
    query = ListQuery(sort=layout.sort or form.sort)
    if layout.where is not None:
        query = replace(query, where=(layout.where,))
    if month:
        query = replace(query, as_of=month_range(month)[1])
        if form.dated_by:
            until = UNTIL[form.field(form.dated_by).shape]
            source = f"{form.dated_by} == None or {form.dated_by} <= {until}"
            query = replace(query, where=(*query.where, condition_of(book, form, source)))
    return query


def _records_of(
    book: Book, form: FormDef, ids: Sequence[int], as_of: date | None
) -> Iterator[Record]:
    for start in range(0, len(ids), PAGE):
        yield from book.records.by_ids(form.key, ids[start : start + PAGE], lines=True, as_of=as_of)


def _printed(layout: LayoutDef, records: Iterator[Record]) -> Iterator[Record]:
    """Leave out the records of which a print of lines shows none."""
    if layout.lines:
        return (record for record in records if shown_lines(layout, record))
    return records


def _told_apart(book: Book, form: FormDef, layout: LayoutDef, query: ListQuery) -> LayoutDef:
    """Return the layout with the unit first where rows of several units would look alike.

    A village prints the form that its town asks for; the town prints it for all its villages.
    """
    unit = form.find(UNIT)
    told = any(_is_of_unit(form, layout, column.field) for column in layout.columns)
    if unit is None or told or layout.kind != "table" or book.info.level == "village":
        return layout
    if not book.lists.of_several(form.key, query, UNIT):
        return layout
    field = f"{OF_PARENT}{UNIT}" if layout.lines else UNIT
    column = ColumnDef(field=field, heading=unit.label, width=_UNIT_WIDTH)
    return replace(layout, columns=(column, *layout.columns))


def _is_of_unit(form: FormDef, layout: LayoutDef, key: str) -> bool:
    """Say whether a printed column shows a unit, be it that of the row or of its record."""
    own = form.line(layout.lines) if layout.lines and not key.startswith(OF_PARENT) else form
    field = own.find(key.removeprefix(OF_PARENT))
    return field is not None and field.shape is FieldType.DIVISION


def _summaries(book: Book, month: str) -> list[Summary]:
    """Return the office's summary tables as of the month's end."""
    return [summary(book, one.key, month_range(month)[1]) for one in summaries(book)]


def _print_summaries(
    book: Book, tables: Sequence[Summary], folder: Path, head: Letterhead
) -> Iterator[Path]:
    """Print the summary tables that tell anything; yield their files."""
    for table in tables:
        if not table.total.empty:
            title = table.definition.title
            target = folder / legal_name(f"{book.info.name}_{head.month}_{title}.pdf")
            _print_summary(table, target, head)
            yield target


def _print_summary(table: Summary, target: Path, head: Letterhead) -> None:
    from ruraldesk.documents.pdf_out import write_ledger

    form, layout, records = as_ledger(table, paper=True)
    write_ledger(form, layout, records, target, head)


def _write_excel(
    book: Book,
    forms: Sequence[FormDef],
    tables: Sequence[Summary],
    target: Path,
    head: Letterhead,
    progress: Progress | None,
    cancelled: Cancelled | None,
) -> dict[str, int]:
    from ruraldesk.documents.excel_out import Sheet, write_workbook

    last = month_range(head.month)[1]
    sheets = []
    for form in forms:
        if form.excel is not None:
            ids = book.lists.ids(form.key, _query(book, form, form.excel, head.month))
            read = _records_of(book, form, ids, last)
            sheets.append(Sheet(form=form, layout=form.excel, records=read, count=len(ids)))
    for table in reversed(tables):
        form, layout, records = as_ledger(table, paper=False)
        sheets.insert(0, Sheet(form=form, layout=layout, records=records, count=len(records)))
    counted = write_workbook(sheets, target, head, progress=progress, cancelled=cancelled)
    return {form.key: counted[form.key] for form in forms if form.key in counted}


@dataclass(frozen=True, slots=True)
class _Print:
    """One PDF to be: what it shows, how, and of which records."""

    form: FormDef
    layout: LayoutDef
    ids: Sequence[int]


def _print(book: Book, form: FormDef, layout: LayoutDef, month: str) -> _Print:
    query = _query(book, form, layout, month)
    return _Print(form, _told_apart(book, form, layout, query), book.lists.ids(form.key, query))


def _write_pdf(
    book: Book,
    one: _Print,
    target: Path,
    head: Letterhead,
    progress: Progress | None,
    cancelled: Cancelled | None,
) -> int | None:
    from ruraldesk.documents.pdf_out import write_ledger

    as_of = month_range(head.month)[1]
    records = _printed(one.layout, _records_of(book, one.form, one.ids, as_of))
    first = next(records, None)
    if first is None:
        return None
    records = chain((first,), records)
    printed = write_ledger(
        one.form, one.layout, records, target, head, progress=progress, cancelled=cancelled
    )
    return printed.rows
