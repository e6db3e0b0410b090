"""Offices' tables for the tests of import, and a town's book to take them into."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from ruraldesk.definitions.model import Record, Value
from ruraldesk.errors import Level
from ruraldesk.services import importing
from ruraldesk.services.books import create_book
from ruraldesk.services.importing import Imported
from ruraldesk.store.book import Book

TOWN = "410726104000"
HUANGSI, WANGLOU, DONGTUN = "410726104201", "410726104202", "410726104203"
VILLAGES = {HUANGSI: "黄寺村", WANGLOU: "王楼村", DONGTUN: "东屯村"}

Cells = Sequence[object]


@contextmanager
def town_book(folder: Path) -> Iterator[Book]:
    """Yield the empty book of a town that knows its villages."""
    with create_book(
        folder / "王楼镇.rdb", unit=TOWN, name="王楼镇", level="town", parent="410726000000"
    ) as book:
        for code, name in VILLAGES.items():
            add(book, "unit", code=code, name=name, level="village", village_type="cluster_upgrade")
        yield book


@contextmanager
def village_book(folder: Path) -> Iterator[Book]:
    """Yield the empty book of a village that knows nothing but its own name."""
    with create_book(
        folder / "黄寺村.rdb", unit=HUANGSI, name="黄寺村", level="village", parent=TOWN
    ) as book:
        yield book


def add(book: Book, form: str, **values: Value) -> Record:
    """Save a new record that must be taken."""
    if form != "unit":
        values.setdefault("unit", HUANGSI)
    saved = book.records.save(form, Record(values=values))
    assert not saved.refused, saved.problems
    return saved.record


def lines(text: str) -> list[list[object]]:
    """Return the rows of a table written as text, cells divided by |, a line ending in \\ going on.

    Numbers are numbers unless a ' stands before them, and so are dates written as d:2023-11-16.
    """
    joined = text.removeprefix("\n").removesuffix("\n").replace("\\\n", "")
    return [[_cell(cell.strip(" ")) for cell in line.split("|")] for line in joined.split("\n")]


def _cell(text: str) -> object:
    if text.startswith("'"):
        return text[1:]
    if text.startswith("d:"):
        return date.fromisoformat(text[2:])
    if re.fullmatch(r"-?[0-9]+", text):
        return int(text)
    if re.fullmatch(r"-?[0-9]+\.[0-9]+", text):
        return float(text)
    return text.replace("\\n", "\n") or None


def sheet_in(
    workbook: Workbook,
    name: str,
    rows: Iterable[Cells],
    *,
    merged: Iterable[str] = (),
    formats: Mapping[str, str] | None = None,
) -> Worksheet:
    """Add a sheet with these rows."""
    page = workbook.create_sheet(name)
    for row in rows:
        page.append(list(row))
    for area in merged:
        page.merge_cells(area)
    for cell, number_format in (formats or {}).items():
        page[cell].number_format = number_format
    return page


def table(
    path: Path,
    rows: Iterable[Cells],
    *,
    sheet: str = "Sheet1",
    merged: Iterable[str] = (),
    formats: Mapping[str, str] | None = None,
) -> Path:
    """Write a workbook of one sheet."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    sheet_in(workbook, sheet, rows, merged=merged, formats=formats)
    workbook.save(path)
    return path


def taken(book: Book, form: str, file: Path, **how: object) -> Imported:
    """Import a table whose rows must all be taken in; taking it in again must change nothing."""
    done = importing.run(book, form, file, **how)  # type: ignore[arg-type]
    assert not blocking(done), blocking(done)
    assert (done.refused, done.error_file, done.stopped) == (0, None, False)
    again = importing.run(book, form, file, **how)  # type: ignore[arg-type]
    assert (again.added, again.changed, again.refused) == (0, 0, 0), again
    assert again.unchanged == done.added + done.changed + done.unchanged
    assert all(one.added == one.changed == 0 for one in again.forms.values()), again.forms
    return done


def counts(done: Imported) -> tuple[int, int, int, int, int]:
    """Return before, added, changed, unchanged, refused."""
    return done.before, done.added, done.changed, done.unchanged, done.refused


def blocking(done: Imported) -> list[str]:
    """Return the sentences that refuse rows."""
    return [problem.message for problem in done.problems if problem.level is Level.BLOCK]


def codes(done: Imported) -> set[str]:
    """Return the kinds of what is told, apart from what rules of the forms say."""
    told = {"unit_unknown", "column_unsure", "column_left_out", "other_sheets", "month_only"}
    told |= {"place_above", "renamed", "row_repeated", "rounded", "hidden_rows", "second_table"}
    told |= {"reference", "year_unknown", "office_unknown", "year_only", "approximate"}
    told |= {"year_added", "date_of_words", "taken_by_content", "given", "missing_column"}
    return {problem.code for problem in done.problems} & told


def records(book: Book, form: str) -> dict[str, Record]:
    """Return the records of a ledger by the text of their first naming field."""
    key = {"cadre": "name", "project": "name", "unit": "name", "payment": "payee"}.get(form, "uuid")
    found = book.records.find(form)
    return {str(one[key] if key != "uuid" else one.uuid): one for one in found}


def only(book: Book, form: str) -> Record:
    """Return the one record of a ledger."""
    [record] = book.records.find(form)
    return record


def id_number(birth: date, order: int, county: str = "410726") -> str:
    """Return a citizen number that is formed rightly; odd orders are men."""
    digits = f"{county}{birth:%Y%m%d}{order:03}"
    weights = [2 ** (17 - place) % 11 for place in range(17)]
    total = sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))
    return digits + "10X98765432"[total % 11]
