"""变动表: what moved in the ledgers of standing facts during a month, with who did it and why.

The list writes itself: what became what comes from comparing with what was closed, the reason from
the journal, where a change was given one. Where none was, it is asked for in the list, once for a
record, and kept in the book.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ruraldesk.definitions.layouts import ColumnDef, LayoutDef
from ruraldesk.definitions.model import FieldDef, FieldType, FormDef, Record
from ruraldesk.services.checking import names_of
from ruraldesk.services.exporting import letterhead
from ruraldesk.services.figures import today
from ruraldesk.services.month_archive import NotClosed
from ruraldesk.services.month_changes import ADDED, CHANGED, REMOVED, RowDifference, differences
from ruraldesk.services.month_marks import Marks, all_marks, side_by_side
from ruraldesk.services.months import month_before
from ruraldesk.store.book import Book
from ruraldesk.store.journal import FieldChange
from ruraldesk.store.journal_told import Told, told_between
from ruraldesk.store.months import MonthState

_REASONS = "change_reasons."  # of the settings, with the month behind it
KINDS = {ADDED: "新增", CHANGED: "变更", REMOVED: "减少"}  # on paper


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRow:
    """One line of the list: a field that changed, or a record that came or went."""

    form: str
    uuid: str
    name: str
    kind: str
    field: str = ""
    old: str = ""
    new: str = ""
    reason: str = ""
    time: str = ""  # ISO, "" where the journal tells only of many records together
    operator: str = ""


def change_list(book: Book, month: str, form: str = "") -> list[ChangeRow]:
    """Return what moved in `month`, ledger by ledger, in the order of the ledgers and of time.

    Of a closed month it is what was reported, of an open one what there is until now. Nothing where
    the month before was not closed: then there is nothing to compare with.

    Args:
        form: the key of one ledger; "" means all ledgers of standing facts.

    Raises:
        SnapshotDamaged: what was closed is not as it was.
    """
    given = reasons(book, month)
    rows: list[ChangeRow] = []
    for ledger, moved in _moved(book, month, form):
        said = _journal(book, month, ledger, [one.uuid for one in moved])
        for one in sorted(moved, key=lambda one: said.get(one.uuid, Told()).number):
            reason = given.get(f"{ledger}/{one.uuid}", "")
            rows += _rows(one, said.get(one.uuid, Told()), reason)
    return rows


def reasons(book: Book, month: str) -> dict[str, str]:
    """Return the reasons that were entered in the list of a month, by `ledger/UUID`."""
    found = json.loads(book.settings.get(_REASONS + month, "{}"))
    return {str(key): str(text) for key, text in found.items()}


def give_reason(book: Book, month: str, row: ChangeRow, reason: str) -> None:
    """Keep why a record changed; "" forgets it again.

    Raises:
        ReadOnly: the book cannot be written.
    """
    found = reasons(book, month)
    key, text = f"{row.form}/{row.uuid}", reason.strip()
    if text:
        found[key] = text
    else:
        found.pop(key, None)
    book.settings[_REASONS + month] = json.dumps(found, ensure_ascii=False, sort_keys=True)


def write_change_list(book: Book, month: str, target: Path, form: str = "") -> int:
    """Write the list as a workbook, or as a PDF to be signed; return how many lines it has.

    Raises:
        CannotWrite: the target cannot be written.
        MissingGlyphs: a character that no font can print.
        SnapshotDamaged: as `change_list`.
    """
    rows = change_list(book, month, form)
    records = [_record(book, row) for row in rows]
    head = letterhead(book, month, today(book))
    if target.suffix.lower() == ".pdf":
        from ruraldesk.documents.pdf_out import write_ledger

        write_ledger(_FORM, _LAYOUT, records, target, head)
    else:
        from ruraldesk.documents.excel_out import Sheet, write_workbook

        write_workbook([Sheet(form=_FORM, layout=_LAYOUT, records=records)], target, head)
    return len(rows)


def _moved(book: Book, month: str, form: str) -> Iterator[tuple[str, list[RowDifference]]]:
    """Yield the ledgers with the records that moved in them."""
    wanted = [
        one.key
        for one in book.definitions.forms.values()
        if one.lasting and book.info.level in one.levels and form in ("", one.key)
    ]
    if book.months.get(month).state is MonthState.OPEN:
        for found in all_marks(book, month, tuple(wanted)) if wanted else ():
            if found.found:
                yield found.form.key, _differences(book, found)
        return
    for key in wanted:
        try:
            moved = list(differences(book, month_before(month), month, key))
        except NotClosed:
            return
        if moved:
            yield key, moved


def _differences(book: Book, found: Marks) -> list[RowDifference]:
    form = found.form
    names = names_of(book, {form.key: list(found.found)})
    return [
        RowDifference(
            form=form.key,
            uuid=uuid,
            name=names.get(uuid, ""),
            kind=mark.kind,
            fields=side_by_side(book, form, mark) if mark.kind == CHANGED else (),
        )
        for uuid, mark in found.found.items()
    ]


def _rows(one: RowDifference, said: Told, given: str) -> Iterator[ChangeRow]:
    fields: Sequence[FieldChange | None] = one.fields or (None,)
    for field in fields:
        yield ChangeRow(
            form=one.form,
            uuid=one.uuid,
            name=one.name,
            kind=one.kind,
            field=field.label if field else "",
            old=field.old if field else "",
            new=field.new if field else "",
            reason=given or said.reason,
            time=said.time,
            operator=said.operator,
        )


def _journal(book: Book, month: str, form: str, uuids: Sequence[str]) -> dict[str, Told]:
    """Return what the journal says last about records between the two closes, by UUID."""
    after, until = (_head(book, one) for one in (month_before(month), month))
    with book.reading() as connection:
        journal = book.tables["_journal"]
        return told_between(connection, journal, form, uuids, after=after, until=until)


def _head(book: Book, month: str) -> str:
    """Return the journal's head at which a month was closed; "" for an open one."""
    kept = book.months.get(month)
    return "" if kept.state is MonthState.OPEN else kept.head


def _record(book: Book, row: ChangeRow) -> Record:
    title = book.definitions.form(row.form).title
    return Record(
        values={
            "ledger": title,
            "name": row.name,
            "kind": KINDS[row.kind],
            "field": row.field,
            "old": row.old,
            "new": row.new,
            "reason": row.reason,
            "time": row.time[:10],
            "operator": row.operator,
        }
    )


def _text(key: str, label: str) -> FieldDef:
    return FieldDef(key=key, type=FieldType.TEXT, label=label)


_FORM = FormDef(
    key="changes",
    title="台账变动表",
    fields=(
        _text("ledger", "台账"),
        _text("name", "记录"),
        _text("kind", "变动"),
        _text("field", "字段"),
        _text("old", "上月"),
        _text("new", "本月"),
        _text("reason", "原因"),
        _text("time", "时间"),
        _text("operator", "经办人"),
    ),
)
_WIDTHS = (26, 40, 14, 32, 34, 34, 44, 24, 20)
_LAYOUT = LayoutDef(
    key="changes",
    title=_FORM.title,
    orientation="landscape",
    signatures=("单位负责人", "填表人"),
    page_subtotal=False,
    columns=tuple(
        ColumnDef(field=one.key, heading=one.label, width=width)
        for one, width in zip(_FORM.fields, _WIDTHS, strict=True)
    ),
)
