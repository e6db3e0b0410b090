"""A table of groups leaves the program: as an Excel sheet, on paper, as text with tabs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ruraldesk.definitions.layouts import ColumnDef, LayoutDef
from ruraldesk.definitions.model import FieldDef, FieldType, FormDef, Record
from ruraldesk.errors import Cancelled, UserError
from ruraldesk.services.pivot import Line, Pivot, pivot
from ruraldesk.services.pivot_spec import PivotSpec, value_of
from ruraldesk.services.putting import form_of
from ruraldesk.store.book import Book
from ruraldesk.store.lists import ListQuery
from ruraldesk.texts.dates import chinese_date
from ruraldesk.texts.translate import on_paper, tr

if TYPE_CHECKING:
    from ruraldesk.documents.excel_cells import Content
    from ruraldesk.documents.pivot_out import PivotRow

MOST_ON_PAPER = 22  # columns with numbers
_ON_SMALL_PAPER = 12  # columns with numbers on A4
_UPRIGHT = 6  # columns of a sheet that stands
_NAME_WIDTH, _CELL_WIDTH = 34, 22  # millimetres, stretched or shrunk to the page
_TOLD = {
    "count": "number of records",
    "sum": "sum of {value}",
    "average": "average of {value}",
    "least": "least {value}",
    "greatest": "greatest {value}",
}


def told(made: Pivot, field: FieldDef | None, *, paper: bool = False) -> str:
    """Return what the cells tell, such as 付款金额的合计."""
    say = on_paper if paper else tr
    if made.spec.function == "count" and made.counted is not None:
        return say("number of rows: {lines}").format(lines=say(made.counted.title))
    value = say(field.label) if field is not None else ""
    if made.spec.function == "sum" and field is not None and field.label.endswith("合计"):
        return value  # it says so itself
    return say(_TOLD[made.spec.function]).format(value=value)


def export_pivot(
    book: Book,
    form_key: str,
    query: ListQuery,
    spec: PivotSpec,
    condition: str,
    target: Path,
    *,
    cancelled: Cancelled | None = None,
) -> int:
    """Write the table of groups, computed anew, into an Excel sheet; return its number of lines.

    Args:
        condition: in words, what the rows are filtered by; "" for all of them.

    Raises:
        Stopped: `cancelled` said so; nothing is written.
        CannotWrite: the target cannot be written.
    """
    from ruraldesk.documents.excel_cells import WRITERS, kind_of
    from ruraldesk.documents.pivot_out import PivotRow, PivotSheet, write_pivot

    form = form_of(book, form_key)
    made = pivot(book, form_key, query, spec, paper=True)
    field = value_of(form, spec)
    shown = made.shown_as
    money = shown.shown_in or "元"
    layout = LayoutDef(key="pivot", title=form.title, columns=(), money_unit=money)

    def number(value: object) -> Content:
        return None if value is None else WRITERS[shown.shape](shown, value, layout)  # type: ignore[arg-type]

    def row(line: Line) -> PivotRow:
        cells = (*line.cells, line.total)
        return PivotRow(
            names=names_of(line, paper=True),
            numbers=tuple(number(cell.value) for cell in cells),
            total=line.kind != "row",
        )

    words = told(made, field, paper=True)
    table = PivotSheet(
        title=_title(form, made, words),
        told=_told_above(book, query, condition, _unit(shown)),
        names=tuple(axis.paper for axis in made.rows) or ("",),
        across=made.column.paper if made.column is not None else "",
        columns=tuple(member.label for member in made.columns),
        total=on_paper("Total") if made.column is not None else words,
        kind=kind_of(shown, layout),
        rows=tuple(row(line) for line in made.lines),
    )
    return write_pivot(table, target, cancelled=cancelled)


class TooWideForPaper(UserError):
    """A table of groups has more columns than a sheet of paper."""

    code = "too_wide_for_paper"

    def __init__(self, count: int) -> None:
        message = tr(
            "{count} columns do not fit on paper; at most {most} do. Export the table to Excel, or "
            "put the columns into the rows."
        )
        super().__init__(message.format(count=count, most=MOST_ON_PAPER))


def print_pivot(
    book: Book, form_key: str, query: ListQuery, spec: PivotSpec, condition: str, target: Path
) -> int:
    """Write the table of groups, computed anew, into a PDF to be printed; return its pages.

    Raises:
        TooWideForPaper: there are more than MOST_ON_PAPER columns.
        MissingGlyphs: a character that no font can print.
    """
    from ruraldesk.documents.pdf_out import write_ledger
    from ruraldesk.services.exporting import letterhead

    form = form_of(book, form_key)
    made = pivot(book, form_key, query, spec, paper=True)
    if len(made.columns) > MOST_ON_PAPER:
        raise TooWideForPaper(len(made.columns))
    words = told(made, value_of(form, spec), paper=True)
    fields = _printed_fields(made, words)
    wide = len(made.columns) > _ON_SMALL_PAPER
    layout = LayoutDef(
        key="pivot",
        title=on_paper("{ledger}: {what}").format(ledger=_ledger(form, made), what=words),
        columns=_printed_columns(made, fields, words, condition),
        paper="A3" if wide else "A4",
        orientation="landscape" if len(fields) > _UPRIGHT else "portrait",
        money_unit=made.shown_as.shown_in or "元",
        page_subtotal=False,
    )
    printed = FormDef(key="pivot", title=form.title, fields=fields)
    records = [_printed_record(line) for line in made.lines]
    return write_ledger(printed, layout, records, target, letterhead(book, "")).pages


def _title(form: FormDef, made: Pivot, words: str) -> str:
    by = "、".join(one.paper for one in (*made.rows, made.column) if one is not None)
    title = on_paper("{ledger}: {what}").format(ledger=_ledger(form, made), what=words)
    return f"{title}（按{by}）" if by else title


def _ledger(form: FormDef, made: Pivot) -> str:
    """Return the ledger's title, and whose rows are told of where these are lines."""
    return form.title if made.counted is None else f"{form.title}·{made.counted.title}"


def _printed_fields(made: Pivot, words: str) -> tuple[FieldDef, ...]:
    heads = [axis.paper for axis in made.rows] or [""]
    names = [
        FieldDef(key=f"name_{place}", type=FieldType.TEXT, label=head)
        for place, head in enumerate(heads)
    ]
    last = on_paper("Total") if made.column is not None else words
    labels = [*(member.label for member in made.columns), last]
    cells = [
        replace(made.shown_as, key=f"cell_{place}", label=one) for place, one in enumerate(labels)
    ]
    return (*names, *cells)


def _printed_columns(
    made: Pivot, fields: Sequence[FieldDef], words: str, condition: str
) -> tuple[ColumnDef, ...]:
    """Return the columns; above those with numbers stands what they are about."""
    about = [made.column.paper if made.column is not None else words]
    if condition:
        about.append(on_paper("Condition: {condition}").format(condition=condition))
    group = "　".join(about) if condition or made.column is not None else ""
    return tuple(
        ColumnDef(
            field=field.key,
            heading=field.label or " ",
            width=_NAME_WIDTH if field.key.startswith("name_") else _CELL_WIDTH,
            group=group if field.key.startswith("cell_") else "",
        )
        for field in fields
    )


def _printed_record(line: Line) -> Record:
    names = {f"name_{place}": name for place, name in enumerate(names_of(line, paper=True))}
    cells = enumerate((*line.cells, line.total))
    return Record(values={**names, **{f"cell_{place}": cell.value for place, cell in cells}})


def as_text(made: Pivot, field: FieldDef | None) -> str:
    """Return the table with tabs between its cells, as Excel and WPS take it from the clipboard."""
    last = tr("Total") if made.column is not None else told(made, field)
    heads = [axis.label for axis in made.rows] or [""]
    lines = [[*heads, *(member.label for member in made.columns), last]]
    for line in made.lines:
        names = names_of(line)
        texts = [made.text(cell).replace(",", "") for cell in (*line.cells, line.total)]
        lines.append([*names, *[""] * (len(heads) - len(names)), *texts])
    return "\n".join("\t".join(one) for one in lines)


def names_of(line: Line, *, paper: bool = False) -> tuple[str, ...]:
    """Return what a line says at its left."""
    say = on_paper if paper else tr
    if line.kind == "total":
        return (say("Total"),)
    names = tuple(member.label for member in line.members)
    if line.kind == "subtotal":
        return (*names, say("Subtotal"))
    return names


def _told_above(book: Book, query: ListQuery, condition: str, unit: str) -> tuple[str, ...]:
    """Return the sentences above a table on paper."""
    parts = [on_paper("Reporting unit: {unit}").format(unit=book.info.name)]
    if condition:
        parts.append(on_paper("Condition: {condition}").format(condition=condition))
    day = query.as_of or date.today()
    parts.append(on_paper("As of {day}").format(day=chinese_date(day)))
    if unit:
        parts.append(on_paper("Unit: {unit}").format(unit=unit))
    return tuple(parts)


def _unit(field: FieldDef) -> str:
    if field.shape is FieldType.MONEY:
        return field.shown_in or "元"
    return field.unit
