"""Tables of groups of lines: the same numbers as the lines themselves give, and their records."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

from openpyxl import load_workbook

from ruraldesk.definitions.expression_parser import parse_expression
from ruraldesk.definitions.model import Record
from ruraldesk.services.pivot import PivotSpec, known_spec, pivot, rows_behind
from ruraldesk.services.pivot_axes import axes, counted, functions_of, values
from ruraldesk.services.pivot_files import export_pivot
from ruraldesk.store.book import Book
from ruraldesk.store.lists import Filter, ListQuery

QUERY = ListQuery(as_of=date(2023, 11, 16))
POSTS = PivotSpec(lines="appointments", rows=("post",), column="parent.unit")


def all_of(book: Book, form: str, query: ListQuery = QUERY) -> list[Record]:
    ids = book.lists.ids(form, query)
    uuids = [one.uuid for one in book.records.by_ids(form, ids, [])]
    return [*book.records.by_uuids(form, uuids).values()]


def test_lines_are_counted_by_what_they_say_and_by_what_their_record_says(
    sample_book: Book,
) -> None:
    made = pivot(sample_book, "cadre", QUERY, POSTS)

    wanted = Counter(
        (line["post"], record["unit"])
        for record in all_of(sample_book, "cadre")
        for line in record.lines["appointments"]
    )
    found = {
        (row.members[0].raw, column.raw): cell.rows
        for row in made.lines[:-1]
        for column, cell in zip(made.columns, row.cells, strict=True)
        if cell.rows
    }
    assert found == dict(wanted)
    assert made.lines[-1].total.value == wanted.total()


def test_amounts_of_lines_are_summed_exactly_under_the_name_of_their_record(
    sample_book: Book,
) -> None:
    spec = PivotSpec(lines="outputs", rows=("parent",), function="sum", value="planned_qty")
    made = pivot(sample_book, "project", QUERY, spec)

    wanted: dict[int, Decimal] = {}
    for record in all_of(sample_book, "project"):
        amounts = [line["planned_qty"] for line in record.lines["outputs"]]
        known = [amount for amount in amounts if isinstance(amount, Decimal)]
        if known:
            wanted[record.id] = sum(known, Decimal(0))
    found = {
        line.members[0].raw: line.total.value
        for line in made.lines[:-1]
        if line.total.value is not None
    }
    assert found == wanted
    assert wanted
    assert all(line.members[0].label for line in made.lines[:-1])


def test_a_filter_of_the_ledger_holds_for_the_lines_of_its_records(sample_book: Book) -> None:
    unit = all_of(sample_book, "cadre")[0]["unit"]
    query = ListQuery(as_of=QUERY.as_of, where=(Filter("unit", "equals", unit),))

    made = pivot(sample_book, "cadre", query, POSTS)

    assert [column.raw for column in made.columns] == [unit]


def test_behind_a_number_of_lines_are_the_records_that_have_such_a_line(
    sample_book: Book,
) -> None:
    made = pivot(sample_book, "cadre", QUERY, POSTS)
    row, column = made.lines[0], made.columns[0]
    cadres = all_of(sample_book, "cadre")

    def listed(column_asked: bool, line: object) -> set[str]:
        asked = column if column_asked else None
        where = rows_behind(sample_book, "cadre", POSTS, line, asked)  # type: ignore[arg-type]
        ids = sample_book.lists.ids("cadre", ListQuery(as_of=QUERY.as_of, where=where))
        return {one.uuid for one in sample_book.records.by_ids("cadre", ids, [])}

    def having(test: object) -> set[str]:
        return {one.uuid for one in cadres if any(map(test, one.lines["appointments"]))}  # type: ignore[arg-type]

    post = row.members[0].raw
    assert listed(False, row) == having(lambda line: line["post"] == post)
    assert listed(True, row) == {
        one.uuid
        for one in cadres
        if one["unit"] == column.raw and any(x["post"] == post for x in one.lines["appointments"])
    }
    assert listed(False, made.lines[-1]) == having(lambda line: True)


def test_everything_that_is_offered_of_lines_can_be_asked(sample_book: Book) -> None:
    forms, offered = sample_book.definitions.forms, 0
    for form in forms.values():
        for part in form.lines:
            rows = counted(form, part.key)
            for one in (one for axis in axes(form, forms, part.key) for one in axis.all()):
                parse_expression(one.source, rows, forms)
                offered += 1
            for field in values(form, part.key):
                spec = PivotSpec(lines=part.key, function=functions_of(field)[0], value=field.key)
                pivot(sample_book, form.key, QUERY, spec)
    assert offered > 1000


def test_what_was_asked_of_lines_is_known_again(sample_book: Book) -> None:
    forms = sample_book.definitions.forms
    assert known_spec(forms["cadre"], forms, POSTS.plain()) == POSTS
    gone = {**POSTS.plain(), "lines": "lost"}
    assert known_spec(forms["cadre"], forms, gone).lines == ""


def test_a_workbook_of_lines_says_whose_rows_it_counts(sample_book: Book, tmp_path: Path) -> None:
    target = tmp_path / "任职.xlsx"

    export_pivot(sample_book, "cadre", QUERY, POSTS, "", target)

    sheet = load_workbook(target).active
    assert sheet is not None
    form = sample_book.definitions.form("cadre")
    lines = counted(form, "appointments")
    assert str(sheet["A1"].value).startswith(f"{form.title}·{lines.title}·{lines.title}条数")
    made = pivot(sample_book, "cadre", QUERY, POSTS)
    assert sheet.cell(sheet.max_row, sheet.max_column).value == made.lines[-1].total.value
