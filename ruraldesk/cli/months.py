"""Commands about a month: close, reopen, nil."""

from __future__ import annotations

from argparse import Namespace

from ruraldesk.cli.answer import Answer
from ruraldesk.cli.opening import book_of
from ruraldesk.cli.results import places_of
from ruraldesk.services import months
from ruraldesk.services.nil_reports import nil_report, nil_reports
from ruraldesk.services.putting import form_of
from ruraldesk.store.months import state_in_words
from ruraldesk.texts.dates import told_date, told_month
from ruraldesk.texts.translate import tr


def close(parsed: Namespace) -> Answer:
    """Close a month; exit code 1 when a problem keeps it open."""
    with book_of(parsed, writing=True) as book:
        closed = months.close(book, parsed.month)
        places = places_of(book, closed.problems)
    rows = sum(closed.counts.values())
    told = (
        tr("{month} was left open: mend what must be mended, then close it again.")
        if closed.refused
        else tr("{month} is closed, submission {sequence}: {rows} rows are in the archive.")
    )
    return Answer(
        document={
            "month": closed.month,
            "state": closed.state.value,
            "sequence": closed.sequence,
            "counts": dict(closed.counts),
        },
        lines=[
            told.format(month=told_month(closed.month), sequence=closed.sequence, rows=f"{rows:,}")
        ],
        problems=closed.problems,
        refused=closed.refused,
        listed=True,
        places=places,
    )


def reopen(parsed: Namespace) -> Answer:
    """Open a closed month again; its next close is a correction."""
    with book_of(parsed, writing=True) as book:
        status = months.reopen(book, parsed.month, parsed.reason)
    return _answer(status)


def nil(parsed: Namespace) -> Answer:
    """Say that nothing happened in a month that a ledger would have to hold."""
    with book_of(parsed, writing=True) as book:
        nil_report(book, parsed.form, parsed.month, parsed.reason)
        said = nil_reports(book, parsed.month)
        title = tr(form_of(book, parsed.form).title)
    return Answer(
        document={"month": parsed.month, "form": parsed.form, "nil": said},
        lines=[
            tr("{month}: “{form}” reports that nothing happened.").format(
                month=told_month(parsed.month), form=title
            )
        ],
    )


def _answer(status: months.MonthStatus) -> Answer:
    return Answer(
        document={
            "month": status.month,
            "state": status.state.value,
            "sequence": status.sequence,
            "due": status.due.isoformat(),
            "on_time": status.on_time,
            "reason": status.reason,
        },
        lines=[
            tr("{month}: {state}; due on {day}.").format(
                month=told_month(status.month),
                state=state_in_words(status.state),
                day=told_date(status.due),
            )
        ],
    )
