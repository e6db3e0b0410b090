"""工作日历: what is due on which day, when months are to be reported, what is planned ahead."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from ruraldesk.definitions.layouts import ColumnDef, LayoutDef
from ruraldesk.definitions.model import FieldDef, FieldType, FormDef, Record
from ruraldesk.documents.letterhead import Use
from ruraldesk.services.checking import names_of
from ruraldesk.services.exporting import letterhead
from ruraldesk.services.figures import today
from ruraldesk.services.month_steps import REPORTED
from ruraldesk.services.months import month_before, state
from ruraldesk.services.notes import due_notes
from ruraldesk.store.begun import begun
from ruraldesk.store.book import Book
from ruraldesk.store.lists import Filter, ListQuery
from ruraldesk.store.reminders import due_things
from ruraldesk.texts.dates import chinese_month, month_range, told_month
from ruraldesk.texts.translate import on_paper, tr

DUE, REPORT, PLANNED = "due", "report", "planned"
_MOST = 200  # records of a ledger that are dated ahead
_WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarItem:
    """One thing on a day: due, a month to be reported, or a record that is dated ahead.

    `late` tells that it should have been done by now. A month to be reported has no `form`. `paper`
    is the text in Chinese, as papers say it.
    """

    day: date
    kind: str
    text: str
    who: str = ""
    form: str = ""
    record: str = ""
    late: bool = False
    paper: str = ""


def calendar(book: Book, month: str) -> list[CalendarItem]:
    """Return what stands in the calendar in `month`, day by day, months to be reported first."""
    first, last = month_range(month)
    items = [
        *_reports(book, month, first, last),
        *_due(book, first, last),
        *_planned(book, first, last),
    ]
    order = (REPORT, DUE, PLANNED)
    return sorted(items, key=lambda one: (one.day, order.index(one.kind), one.form, one.text))


def write_calendar(book: Book, month: str, target: Path) -> int:
    """Print a month of the calendar as a PDF; return how many things stand in it.

    Raises:
        CannotWrite: the target cannot be written.
        MissingGlyphs: a character that no font can print.
    """
    from ruraldesk.documents.pdf_out import write_ledger

    items = calendar(book, month)
    head = replace(letterhead(book, month, today(book)), use=Use.OWN)
    layout = replace(_LAYOUT, title=f"{chinese_month(month)}工作日历")
    write_ledger(_FORM, layout, _records(book, items), target, head)
    return len(items)


def _reports(book: Book, month: str, first: date, last: date) -> Iterator[CalendarItem]:
    """Yield the months whose due day lies in this one; one that was reported is none any more."""
    for one in (month_before(month), month):
        status = state(book, one)
        if first <= status.due <= last and status.state not in REPORTED:
            said = "Report {month}: the last day"
            yield CalendarItem(
                day=status.due,
                kind=REPORT,
                text=tr(said).format(month=told_month(one)),
                late=status.due < today(book),
                paper=on_paper(said).format(month=chinese_month(one)),
            )


def _due(book: Book, first: date, last: date) -> Iterator[CalendarItem]:
    """Yield what reminders and notes say, also what they would not yet tell of today."""
    day = today(book)
    for one in (*due_things(book, day, until=last), *due_notes(book, max(day, last))):
        if first <= one.due <= last:
            yield CalendarItem(
                day=one.due,
                kind=DUE,
                text=one.message,
                who=one.who,
                form=one.form,
                record=one.record,
                late=one.due < day,
            )


def _planned(book: Book, first: date, last: date) -> Iterator[CalendarItem]:
    """Yield the records that are dated from today on: meetings, inspections, duties to come."""
    start = max(first, today(book))
    forms = [
        form
        for form in book.definitions.forms.values()
        if form.dated_by
        and not form.lasting  # a fact that holds from today on is nothing to do
        and form.field(form.dated_by).type is FieldType.DATE
        and book.info.level in form.levels
    ]
    with book.reading() as connection:
        known = begun(connection, [form.table for form in forms])
    for form in (one for one in forms if one.table in known and start <= last):
        where = (Filter(form.dated_by, "between", (start, last)),)
        ids = book.lists.first_ids(form.key, ListQuery(where=where), _MOST)
        found = book.records.by_ids(form.key, ids, (form.dated_by,)) if ids else []
        names = names_of(book, {form.key: [one.uuid for one in found]}) if found else {}
        for one in found:
            on = one[form.dated_by]
            if isinstance(on, date):
                name = names.get(one.uuid, "")
                yield CalendarItem(
                    day=on,
                    kind=PLANNED,
                    text=tr("{ledger}: {name}").format(ledger=tr(form.title), name=name),
                    form=form.key,
                    record=one.uuid,
                    paper=name,
                )


def weeks(month: str) -> list[list[date]]:
    """Return the days of a month's page: whole weeks from Monday to Sunday."""
    first, last = month_range(month)
    day = first - timedelta(days=first.weekday())
    found = []
    while day <= last:
        found.append([day + timedelta(days=n) for n in range(7)])
        day += timedelta(days=7)
    return found


def _records(book: Book, items: list[CalendarItem]) -> Iterator[Record]:
    for one in items:
        known = book.definitions.forms.get(one.form)
        yield Record(
            values={
                "day": f"{one.day.month}月{one.day.day}日",
                "weekday": f"星期{_WEEKDAYS[one.day.weekday()]}",
                "text": one.paper or one.text,
                "ledger": known.title if known is not None else "",
                "who": one.who,
            }
        )


def _text(key: str, label: str) -> FieldDef:
    return FieldDef(key=key, type=FieldType.TEXT, label=label)


_FORM = FormDef(
    key="calendar",
    title="工作日历",
    fields=(
        _text("day", "日期"),
        _text("weekday", "星期"),
        _text("text", "事项"),
        _text("ledger", "台账"),
        _text("who", "责任人"),
        _text("done", "完成"),
    ),
)
_WIDTHS = (20, 18, 84, 26, 20, 14)
_LAYOUT = LayoutDef(
    key="calendar",
    title=_FORM.title,
    orientation="portrait",
    page_subtotal=False,
    signatures=(),
    columns=tuple(
        ColumnDef(field=one.key, heading=one.label, width=width)
        for one, width in zip(_FORM.fields, _WIDTHS, strict=True)
    ),
)
