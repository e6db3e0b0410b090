"""A table of groups leaves the program: as an Excel sheet, and as text with tabs."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ruraldesk.definitions.layouts import LayoutDef
from ruraldesk.definitions.model import FieldDef, FieldType
from ruraldesk.errors import Cancelled
from ruraldesk.services.pivot import Line, Pivot, PivotSpec, pivot
from ruraldesk.services.putting import form_of
from ruraldesk.store.book import Book
from ruraldesk.store.lists import ListQuery
from ruraldesk.texts.dates import chinese_date
from ruraldesk.texts.translate import on_paper, tr

if TYPE_CHECKING:
    from ruraldesk.documents.excel_cells import Content
    from ruraldesk.documents.pivot_out import PivotRow

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
    field = form.field(spec.value) if spec.value else None
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
    by = "、".join(one.paper for one in (*made.rows, made.column) if one is not None)
    title = on_paper("{ledger}: {what}").format(ledger=form.title, what=words)
    table = PivotSheet(
        title=f"{title}（按{by}）" if by else title,
        told=_told_above(book, query, condition, _unit(shown)),
        names=tuple(axis.paper for axis in made.rows) or ("",),
        across=made.column.paper if made.column is not None else "",
        columns=tuple(member.label for member in made.columns),
        total=on_paper("Total") if made.column is not None else words,
        kind=kind_of(shown, layout),
        rows=tuple(row(line) for line in made.lines),
    )
    return write_pivot(table, target, cancelled=cancelled)


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
