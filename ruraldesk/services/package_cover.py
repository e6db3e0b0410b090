"""The printed cover of a package: paper and file carry the same check code, and are told to match.

It is one record printed as a card, with the ledgers and the reasons of empty ones as its tables.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from ruraldesk.definitions.layouts import ColumnDef, LayoutDef
from ruraldesk.definitions.model import FieldDef, FieldType, FormDef, Record
from ruraldesk.exchange.keys import PublicKey, public_key
from ruraldesk.exchange.manifest import Manifest, check_code
from ruraldesk.services.exporting import letterhead
from ruraldesk.store.book import Book
from ruraldesk.texts.dates import chinese_date, chinese_month
from ruraldesk.texts.numbers import group

_SIGNED = ("单位负责人", "审核人", "填表人", "接收人")
_WIDE = 2


def write_cover(book: Book, manifest: Manifest, target: Path, *, reader: PublicKey | None) -> None:
    """Print the cover of a package as a PDF.

    Args:
        reader: the key that the package is encrypted for; None when everybody can read it.

    Raises:
        CannotWrite: the target cannot be written.
        MissingGlyphs: a character that no font can print.
    """
    from ruraldesk.documents.pdf_out import write_ledger

    closed = date.fromisoformat(manifest.closed_at[:10])
    head = letterhead(book, manifest.month, closed, check_code(manifest))
    shown = tuple(one for one in _LAYOUT.columns if one.field != "reason" or manifest.reason)
    layout = replace(_LAYOUT, columns=shown)
    write_ledger(_FORM, layout, [_record(book, manifest, reader)], target, head)


def _record(book: Book, manifest: Manifest, reader: PublicKey | None) -> Record:
    files = sum(part.name.startswith("attachments/") for part in manifest.parts)
    values = {
        "code": check_code(manifest),
        "month": chinese_month(manifest.month),
        "unit": f"{manifest.unit_name} {manifest.unit}",
        "sequence": _sequence(manifest),
        "closed": chinese_date(date.fromisoformat(manifest.closed_at[:10])),
        "records": f"{_ledger_rows(book, manifest):,} 条",
        "files": f"{files} 个",
        "reader": f"已加密，接收密钥 {reader.fingerprint}" if reader else "未加密",
        "key": public_key(manifest.key).fingerprint,
        "reason": manifest.reason or None,
    }
    lines = {"ledgers": _ledgers(book, manifest), "empty": _empty(book, manifest)}
    return Record(values=values, lines=lines)


def _sequence(manifest: Manifest) -> str:
    corrected = manifest.correction_of
    more = f"（更正第{corrected}次）" if corrected else ""
    return f"第{manifest.sequence}次{more}"


def _ledger_rows(book: Book, manifest: Manifest) -> int:
    return sum(rows for key, rows in manifest.counts.items() if key in book.definitions.forms)


def _ledgers(book: Book, manifest: Manifest) -> tuple[Record, ...]:
    """Return a line for each ledger that has rows, in the order of the navigation."""
    return tuple(
        Record(
            values={
                "title": form.title,
                "rows": manifest.counts[form.key],
                "totals": _totals(form, manifest) or None,
            }
        )
        for form in book.definitions.forms.values()
        if manifest.counts.get(form.key)
    )


def _totals(form: FormDef, manifest: Manifest) -> str:
    """Return the sums that the ledger itself shows, as far as they are entered."""
    sums = manifest.totals.get(form.key, {})
    told = []
    for key in form.totals:
        field = form.find(key)
        if field is not None and key in sums:
            unit = "元" if field.shape is FieldType.MONEY else field.unit
            told.append(f"{field.label} {group(Decimal(sums[key]), field.places)}{unit}")
    return "；".join(told)


def _empty(book: Book, manifest: Manifest) -> tuple[Record, ...]:
    forms = book.definitions.forms
    return tuple(
        Record(values={"title": forms[key].title if key in forms else key, "why": reason})
        for key, reason in sorted(manifest.nil.items())
    )


def _text(key: str, label: str, width: int = 1) -> FieldDef:
    return FieldDef(key=key, type=FieldType.TEXT, label=label, width=width)


_LEDGERS = FormDef(
    key="ledgers",
    title="报送内容",
    parent="cover",
    fields=(
        _text("title", "台账"),
        FieldDef(key="rows", type=FieldType.INTEGER, label="记录数"),
        _text("totals", "合计"),
    ),
)
_EMPTY = FormDef(
    key="empty",
    title="零报告",
    parent="cover",
    fields=(_text("title", "台账"), _text("why", "说明")),
)
_FORM = FormDef(
    key="cover",
    title="月度报送封面",
    fields=(
        _text("code", "校验码"),
        _text("month", "报送月份"),
        _text("unit", "报送单位"),
        _text("sequence", "报送次数"),
        _text("closed", "结账日期"),
        _text("records", "台账记录"),
        _text("files", "附件"),
        _text("reader", "加密", _WIDE),
        _text("key", "单位密钥", _WIDE),
        _text("reason", "重新报送原因", _WIDE),
    ),
    lines=(_LEDGERS, _EMPTY),
)
_LAYOUT = LayoutDef(
    key="cover",
    title=_FORM.title,
    kind="card",
    orientation="portrait",
    signatures=_SIGNED,
    columns=tuple(ColumnDef(field=one.key, heading="", width=40) for one in _FORM.fields),
    tables=(
        LayoutDef(
            key="ledgers",
            title=_LEDGERS.title,
            lines="ledgers",
            columns=(
                ColumnDef(field="title", heading="", width=50),
                ColumnDef(field="rows", heading="", width=18),
                ColumnDef(field="totals", heading="", width=100),
            ),
        ),
        LayoutDef(
            key="empty",
            title=_EMPTY.title,
            lines="empty",
            columns=(
                ColumnDef(field="title", heading="", width=50),
                ColumnDef(field="why", heading="", width=118),
            ),
        ),
    ),
)
