"""催报单: on paper, what is still missing of a month: who, which month, due when, what to bring.

A page for each unit, to be handed over and signed for, or one list for the office's own wall. They
are Chinese whatever the window speaks, as all papers are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from ruraldesk.definitions.layouts import ColumnDef, LayoutDef
from ruraldesk.definitions.model import UNIT, FieldDef, FieldType, FormDef, Record
from ruraldesk.documents.letterhead import Use
from ruraldesk.services.book_settings import setting
from ruraldesk.services.comments import CommentLevel, comments
from ruraldesk.services.exporting import letterhead
from ruraldesk.services.figures import today
from ruraldesk.services.reporting_status import ReportState, Status, UnitMonth, status
from ruraldesk.store.book import Book
from ruraldesk.store.lists import Filter, ListQuery
from ruraldesk.texts.dates import chinese_date, chinese_month

_BRING = "装有本月报送包的U盘；负责人签字、盖章的封面。没有安装程序的，带本月各台账表格。"
_NOTHING = "本月确实没有发生的台账，也要说明原因，按零报告报送。"
_WIDE = 2
_TO_FILL_IN = "＿＿＿＿＿＿ 电话 ＿＿＿＿＿＿＿＿"
_CADRE = "cadre"
_OF_CADRE = ("name", "phone", "status", "current_post")
_ASKED_FIRST = ("clerk", "dual", "secretary", "professional_secretary", "director")  # posts
_MOST = 50  # cadres of a unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One unit that has to be reminded, and of what."""

    unit: str
    name: str
    returned: bool  # it has reported, and has to mend it
    asked: int  # comments that it has still to answer
    last: str  # the month that it reported last, "" for none


def missing_reports(book: Book, month: str) -> list[Notice]:
    """Return the units whose month has not come, or was returned and has not come again."""
    found = status(book, month)
    return [
        Notice(
            unit=one.unit,
            name=one.name,
            returned=one.state is ReportState.RETURNED,
            asked=_asked(book, one),
            last=_last(found, one.unit),
        )
        for one in found.units
        if one.state in (ReportState.MISSING, ReportState.RETURNED)
    ]


def write_notices(
    book: Book,
    month: str,
    target: Path,
    *,
    units: Sequence[str] | None = None,
    as_list: bool = False,
) -> int:
    """Print the reminders of a month as a PDF; return how many units they are for.

    Args:
        units: division codes; all units that are to be reminded if None.
        as_list: one list of all, instead of a page for each.

    Raises:
        CannotWrite: the target cannot be written.
        MissingGlyphs: a character that no font can print.
    """
    from ruraldesk.documents.pdf_out import write_ledger

    notices = [one for one in missing_reports(book, month) if units is None or one.unit in units]
    due, day = status(book, month, months=1).due, today(book)
    head = replace(letterhead(book, month, day), use=Use.ISSUED)
    records = list(_records(book, notices, month, due, day))
    write_ledger(_FORM, _LIST if as_list else _CARD, records, target, head)
    return len(notices)


def _records(
    book: Book, notices: Sequence[Notice], month: str, due: date, day: date
) -> Iterator[Record]:
    office, operator = book.info.name, setting(book, "operator")
    asker = f"{office}（承办人：{operator}）" if operator else office
    for one in notices:
        yield Record(
            values={
                "unit": one.name,
                "code": one.unit,
                "month": chinese_month(month),
                "due": chinese_date(due),
                "late": _late(due, day),
                "why": _why(one),
                "last": chinese_month(one.last) if one.last else "没有报送过",
                "ask": _asking(one, asker),
                "bring": _BRING if not one.returned else f"更正后重新结账的报送包；{_BRING}",
                "nothing": _NOTHING,
                "contact": contact_of(book, one.unit) or _TO_FILL_IN,
            }
        )


def contact_of(book: Book, unit: str) -> str:
    """Return whom to ask in a unit, with the telephone; "" where its rosters do not say.

    It is the clerk, or whoever leads the unit, and else the telephone of the office on duty.
    """
    form = book.definitions.forms.get(_CADRE)
    if form is not None and all(form.find(key) is not None for key in _OF_CADRE):
        ids = book.lists.first_ids(_CADRE, ListQuery(where=(Filter(UNIT, "equals", unit),)), _MOST)
        found = {
            str(one["current_post"]): f"{one['name']} {one['phone']}"
            for one in book.records.by_ids(_CADRE, ids, _OF_CADRE, as_of=today(book))
            if one["phone"] and one["status"] == "in_office"
        }
        for post in _ASKED_FIRST:
            if post in found:
                return found[post]
    form = book.definitions.forms.get(UNIT)
    if form is None or form.find("phone") is None:
        return ""
    ids = book.lists.first_ids(UNIT, ListQuery(where=(Filter("code", "equals", unit),)), 1)
    [phone] = [one["phone"] for one in book.records.by_ids(UNIT, ids, ("phone",))] or [None]
    return f"值班电话 {phone}" if phone else ""


def _late(due: date, day: date) -> str:
    days = (day - due).days
    if days > 0:
        return f"已逾期 {days} 天"
    return "今天到期" if days == 0 else f"还有 {-days} 天"


def _why(one: Notice) -> str:
    if not one.returned:
        return "未报送"
    return f"已退回，有 {one.asked} 处意见待改" if one.asked else "已退回，待更正"


def _asking(one: Notice, office: str) -> str:
    if one.returned:
        return f"请按回执意见改正，重新结账后尽快报{office}。"
    return f"请收到本单后尽快结账，报{office}。"


def _asked(book: Book, one: UnitMonth) -> int:
    if one.state is not ReportState.RETURNED:
        return 0
    found = comments(book, one.unit, one.month)
    return sum(said.is_open and said.level is CommentLevel.MEND for said in found)


def _last(found: Status, unit: str) -> str:
    reported = (one for one in found.matrix[unit] if one.state is not ReportState.MISSING)
    return max((one.month for one in reported), default="")


def _text(key: str, label: str, width: int = 1) -> FieldDef:
    return FieldDef(key=key, type=FieldType.TEXT, label=label, width=width)


_FORM = FormDef(
    key="notice",
    title="月度台账催报单",
    fields=(
        _text("unit", "单位"),
        _text("code", "区划代码"),
        _text("month", "报送月份"),
        _text("why", "情况"),
        _text("due", "应报日期"),
        _text("late", "时限"),
        _text("last", "最近一次报送"),
        _text("contact", "联系人"),
        _text("ask", "要求", _WIDE),
        _text("bring", "请带上", _WIDE),
        _text("nothing", "没有发生的", _WIDE),
    ),
)
_CARD = LayoutDef(
    key="notice",
    title=_FORM.title,
    kind="card",
    orientation="portrait",
    signatures=("催报人", "签收人", "签收日期"),
    columns=tuple(ColumnDef(field=one.key, heading="", width=40) for one in _FORM.fields),
)
_LIST = LayoutDef(
    key="notices",
    title="月度台账催报名单",
    orientation="portrait",
    signatures=("单位负责人", "催报人"),
    page_subtotal=False,
    columns=(
        ColumnDef(field="unit", heading="单位", width=34),
        ColumnDef(field="why", heading="情况", width=48),
        ColumnDef(field="late", heading="时限", width=30),
        ColumnDef(field="last", heading="最近一次报送", width=36),
    ),
)
