"""Where the two keyings differ, on paper: for whoever compares them with the vouchers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from ruraldesk.definitions.layouts import ColumnDef, LayoutDef
from ruraldesk.definitions.model import FieldDef, FieldType, FormDef, Record
from ruraldesk.services.exporting import letterhead
from ruraldesk.services.second_keying import Difference, State
from ruraldesk.services.second_keying_places import told
from ruraldesk.store.book import Book
from ruraldesk.texts.translate import tr

_STATES = {
    State.DIFFERS: "两次不一致",
    State.CHANGED: "复核后有改动",
    State.PARTLY: "有行没有复核",
}


def write_differences(book: Book, ledger: str, found: Sequence[Difference], target: Path) -> int:
    """Print differences as a PDF; return on how many pages.

    Raises:
        CannotWrite: the target cannot be written.
        MissingGlyphs: a character that no font can print.
    """
    from ruraldesk.documents.pdf_out import write_ledger

    asked = book.definitions.form(ledger)
    title = f"{asked.title}复核差异清单"
    form = FormDef(key="second_keying", title=title, fields=_FIELDS)
    layout = LayoutDef(
        key="second_keying",
        title=title,
        orientation="landscape",
        signatures=("录入人", "复核人", "单位负责人"),
        columns=_COLUMNS,
    )
    records = [
        Record(
            values={
                "called": one.called,
                "field": told(asked, one.place, one.row, paper=True),
                "first": one.first or "（未填）",
                "second": one.second or "（未填）",
                "state": _STATES[one.state],
                "who": f"{one.operator} {one.time[:10]}".strip(),
            }
        )
        for one in found
    ]
    return write_ledger(form, layout, records, target, letterhead(book, "", date.today())).pages


def file_name(book: Book, ledger: str) -> str:
    """Return what the file of differences is called."""
    title = tr(book.definitions.form(ledger).title)
    return tr("Second keying of {ledger} {day}.pdf").format(ledger=title, day=date.today())


def _text(key: str, label: str) -> FieldDef:
    return FieldDef(key=key, type=FieldType.NOTE, label=label)


_FIELDS = (
    _text("called", "记录"),
    _text("field", "栏目"),
    _text("first", "台账上"),
    _text("second", "复核时"),
    _text("state", "情况"),
    _text("who", "复核人、日期"),
    _text("done", "处理结果"),
)
_COLUMNS = (
    ColumnDef(field="called", heading="", width=70),
    ColumnDef(field="field", heading="", width=34),
    ColumnDef(field="first", heading="", width=38),
    ColumnDef(field="second", heading="", width=38),
    ColumnDef(field="state", heading="", width=26),
    ColumnDef(field="who", heading="", width=34),
    ColumnDef(field="done", heading="", width=28),
)
