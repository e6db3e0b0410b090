"""Every shipped form's example survives the book, JSON, Excel and PDF unchanged."""

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import date
from itertools import product
from operator import attrgetter
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument

from ruraldesk.definitions.layouts import LayoutDef
from ruraldesk.definitions.model import FieldDef, FieldType, FormDef, Record, Value
from ruraldesk.definitions.values import text_of
from ruraldesk.documents.cells import columns_of, shown_lines
from ruraldesk.documents.excel_out import Sheet, lines_sheet, write_workbook
from ruraldesk.documents.excel_raw import read_sheets
from ruraldesk.documents.excel_rows import read_rows
from ruraldesk.documents.pdf_out import write_ledger
from ruraldesk.documents.pdf_rows import entries
from ruraldesk.documents.understanding import understand
from ruraldesk.services import importing
from ruraldesk.services.books import create_book, shipped_definitions
from ruraldesk.services.exporting import letterhead
from ruraldesk.services.putting import put
from ruraldesk.services.reading import plain_record, rows
from ruraldesk.store.book import Book
from tests.services.office import VILLAGES

FORMS = list(shipped_definitions().forms.values())
TYPED = {FieldType.REFERENCE, FieldType.DIVISION}  # shown by their name in documents


def example(form: FormDef) -> Record:
    assert form.example is not None, f"{form.key} has no example"
    return form.example


@contextmanager
def town(path: Path) -> Iterator[Book]:
    """Yield a village's book with the examples of all forms."""
    with create_book(path, unit="410726104201", name="黄寺村", level="village") as book:
        saved = book.records.save_all([(form.key, example(form)) for form in _in_order()])
        assert not saved.refused, [one.message for one in saved.problems if one.level == "block"]
        yield book


def _in_order() -> list[FormDef]:
    """Return the forms, each behind those that it refers to."""
    order: list[FormDef] = []
    waiting = list(FORMS)
    while waiting:
        known = {form.key for form in order}
        ready = [
            form
            for form in waiting
            if {one.form for one in _fields(form) if one.type is FieldType.REFERENCE}
            <= known | {form.key}
        ]
        assert ready, [form.key for form in waiting]
        order += ready
        waiting = [form for form in waiting if form not in ready]
    units = [form for form in order if form.key == "unit"]
    return units + [form for form in order if form.key != "unit"]


def _fields(form: FormDef) -> list[FieldDef]:
    return [*form.fields, *(field for line in form.lines for field in line.fields)]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    with town(tmp_path_factory.mktemp("书 册") / "王楼镇.rdb") as book:
        yield book


def entered(form: FormDef, record: Record) -> dict[str, Value]:
    return {f.key: record[f.key] for f in form.fields if f.stored and record[f.key] is not None}


def same(form: FormDef, found: Record, wanted: Record) -> None:
    assert entered(form, found) == entered(form, wanted)
    for line in form.lines:
        kept, given = found.lines.get(line.key, ()), wanted.lines.get(line.key, ())
        numbered = {one.key for one in line.fields if one.type is FieldType.SERIAL}
        for one, other in zip(kept, given, strict=True):
            told = entered(line, one)
            missing = numbered - set(entered(line, other))
            assert {key: told[key] for key in told if key not in missing} == entered(line, other)


@pytest.mark.parametrize("form", FORMS, ids=attrgetter("key"))
def test_an_example_survives_the_book(form: FormDef, whole: Book) -> None:
    same(form, whole.records.get(form.key, example(form).uuid), example(form))


@pytest.mark.parametrize("form", FORMS, ids=attrgetter("key"))
def test_an_example_survives_json(form: FormDef, whole: Book) -> None:
    found = rows(whole, form.key).rows
    done = put(whole, form.key, [json.dumps(row, ensure_ascii=False) for row in found])
    assert (done.added, done.changed, done.unchanged) == (0, 0, len(found)), done.problems
    assert done.problems == ()
    assert plain_record(form, whole.records.get(form.key, example(form).uuid)) in found


@pytest.mark.parametrize("form", FORMS, ids=attrgetter("key"))
def test_an_example_survives_excel(form: FormDef, whole: Book, tmp_path: Path) -> None:
    assert form.excel is not None
    file = tmp_path / "导出.xlsx"
    record = whole.records.get(form.key, example(form).uuid)
    sheets = [Sheet(form=form, layout=form.excel, records=[record])]
    write_workbook(sheets, file, letterhead(whole, "2023-11", date(2023, 11, 30)))
    done = importing.run(whole, form.key, file)
    assert done.sheet == form.title
    refusals = [one.message for one in done.problems if one.level == "block"]
    assert (done.added, done.changed, done.refused) == (0, 0, 0), refusals
    assert done.unchanged == 1
    known = {one.field for one in done.columns}
    shown = {one.field for one in form.excel.columns if form.field(one.field).stored}
    assert shown <= known, shown - known
    for line in form.lines:
        _lines_survive(whole, form, line, record, file)


def _lines_survive(book: Book, form: FormDef, line: FormDef, record: Record, file: Path) -> None:
    given = record.lines.get(line.key, ())
    if not given:
        return
    # The lines as if they were a ledger: what their sheet says is read back.
    alone = replace(line, parent="", lines=())
    found = understand(read_sheets(file), alone, {alone.key: alone}, sheet=lines_sheet(form, line))
    read = list(read_rows(found))
    assert len(read) == len(given)
    for one, row in zip(given, read, strict=True):
        assert row.problems == ()
        for key, value in entered(line, one).items():
            field = line.field(key)
            wanted = one.names[key] if field.type in TYPED else value
            assert row.values.get(key) == wanted, (line.key, key)


@pytest.mark.parametrize("form", FORMS, ids=attrgetter("key"))
def test_an_example_survives_paper(form: FormDef, whole: Book, tmp_path: Path) -> None:
    record = whole.records.get(form.key, example(form).uuid)
    assert form.prints
    for layout in form.prints:
        file = tmp_path / f"{layout.key}.pdf"
        done = write_ledger(form, layout, [record], file, letterhead(whole, "2023-11"))
        assert done.rows == len(list(entries(form, layout, [record])))
        with closing(PdfDocument(file)) as document:
            text = "".join(page.get_textpage().get_text_range() for page in document)
        printed = "".join(text.split())
        shown = [entry.record for entry in entries(form, layout, [record])]
        tables = [(columns_of(form, layout), shown)]
        for table in layout.tables:
            line = form.line(table.lines)
            tables.append((columns_of(line, replace(table, lines="")), shown_lines(table, record)))
        for columns, told in tables:
            for (_, field), row in product(columns, told):
                wanted = _printed(field, row, layout)
                assert wanted in printed, (layout.key, field.key, wanted)


def _printed(field: FieldDef, record: Record, layout: LayoutDef) -> str:
    value = record[field.key]
    if field.shape is FieldType.MONEY:
        field = replace(field, shown_in=layout.money_unit)
    if layout.masked and field.private:
        return ""
    return "".join(text_of(field, value, record.names.get(field.key, "")).split())


def test_villages_of_the_examples_are_those_of_the_tests() -> None:
    assert example(shipped_definitions().form("unit"))["code"] in VILLAGES
