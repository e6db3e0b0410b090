"""What a look over the book found, on paper: for whoever goes through it, and for the township."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from ruraldesk.definitions.layouts import ColumnDef, LayoutDef
from ruraldesk.definitions.model import FieldDef, FieldType, FormDef, Record
from ruraldesk.errors import Level
from ruraldesk.services.exporting import letterhead
from ruraldesk.services.health import Area, Report, area_title
from ruraldesk.store.book import Book
from ruraldesk.texts.translate import on_paper, tr

_SIGNED = ("单位负责人", "审核人", "填表人")
_LEVELS = {Level.BLOCK: "有误", Level.WARN: "存疑", Level.INFORM: "提示"}


def write_report(
    book: Book, report: Report, target: Path, areas: Sequence[Area] = tuple(Area)
) -> int:
    """Print the findings of some areas as a PDF; return on how many pages.

    Raises:
        CannotWrite: the target cannot be written.
        MissingGlyphs: a character that no font can print.
    """
    from ruraldesk.documents.pdf_out import write_ledger

    looked = datetime.fromisoformat(report.time).astimezone()
    records = [
        Record(
            values={
                "area": area_title(one.area, on_paper),
                "level": _LEVELS[one.level],
                "ledger": book.definitions.form(one.form).title if one.form else None,
                "called": one.called or None,
                "message": one.message,
            }
        )
        for one in report.findings
        if one.area in areas
    ]
    head = letterhead(book, "", looked.date())
    printed = write_ledger(_FORM, _LAYOUT, records, target, head)
    return printed.pages


def file_name(book: Book, report: Report) -> str:
    """Return what the file of a report is called."""
    looked = datetime.fromisoformat(report.time).astimezone()
    return tr("Health of {name} {day}.pdf").format(name=book.info.name, day=f"{looked:%Y-%m-%d}")


def _text(key: str, label: str) -> FieldDef:
    return FieldDef(key=key, type=FieldType.NOTE, label=label)


_FORM = FormDef(
    key="health",
    title="账本体检清单",
    fields=(
        _text("area", "项目"),
        _text("level", "轻重"),
        _text("ledger", "台账"),
        _text("called", "记录"),
        _text("message", "问题与处理办法"),
        _text("done", "处理结果"),
    ),
)
_LAYOUT = LayoutDef(
    key="health",
    title=_FORM.title,
    orientation="landscape",
    signatures=_SIGNED,
    columns=(
        ColumnDef(field="area", heading="", width=26),
        ColumnDef(field="level", heading="", width=12),
        ColumnDef(field="ledger", heading="", width=26),
        ColumnDef(field="called", heading="", width=46),
        ColumnDef(field="message", heading="", width=120),
        ColumnDef(field="done", heading="", width=30),
    ),
)
