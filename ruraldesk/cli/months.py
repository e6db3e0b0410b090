"""Commands about a month: close, reopen, nil, movement, differences."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import replace
from typing import Any

from ruraldesk.cli.answer import Answer
from ruraldesk.cli.opening import book_of
from ruraldesk.cli.results import places_of
from ruraldesk.errors import Problem
from ruraldesk.services import month_changes, months
from ruraldesk.services.nil_reports import CODE, nil_report, nil_reports, not_kept
from ruraldesk.services.putting import form_of
from ruraldesk.store.months import state_in_words
from ruraldesk.texts.dates import told_date, told_month
from ruraldesk.texts.translate import tr


def close(parsed: Namespace) -> Answer:
    """Close a month; exit code 1 when a problem keeps it open."""
    with book_of(parsed, writing=True) as book:
        closed = months.close(book, parsed.month)
        problems = [_with_command(one, parsed.month) for one in closed.problems]
        places = places_of(book, problems)
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
        problems=problems,
        refused=closed.refused,
        listed=True,
        places=places,
    )


def _with_command(problem: Problem, month: str) -> Problem:
    """Say of an empty ledger which command reports it so."""
    if problem.code != CODE:
        return problem
    command = tr(
        "“ruraldesk nil BOOK {form} --month {month} --reason TEXT” reports that nothing happened; "
        "with --not-kept, that it is not kept here at all."
    )
    told = command.format(form=problem.form, month=month)
    return replace(problem, message=f"{problem.message} {told}")


def reopen(parsed: Namespace) -> Answer:
    """Open a closed month again; its next close is a correction."""
    with book_of(parsed, writing=True) as book:
        status = months.reopen(book, parsed.month, parsed.reason)
    return _answer(status)


def nil(parsed: Namespace) -> Answer:
    """Say that nothing happened in a month that a ledger would have to hold."""
    with book_of(parsed, writing=True) as book:
        if parsed.not_kept:
            not_kept(book, parsed.form, parsed.month, parsed.reason)
        else:
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


def movement(parsed: Namespace) -> Answer:
    """Print what moved in a closed month: opening, added, removed, closing of rows and sums."""
    with book_of(parsed, writing=False) as book:
        if parsed.form:
            found = [month_changes.movement(book, parsed.month, key) for key in parsed.form]
        else:
            found = month_changes.movements(book, parsed.month)
    return Answer(
        document={
            "month": parsed.month,
            "previous": found[0].previous if found else "",
            "forms": [_movement_json(one) for one in found],
        },
        lines=[
            tr(
                "{form}: {opening} rows, added {added}, removed {removed}, changed {changed}, "
                "now {closing}"
            ).format(
                form=tr(one.title),
                opening=one.rows.opening,
                added=one.rows.added,
                removed=one.rows.removed,
                changed=one.changed,
                closing=one.rows.closing,
            )
            for one in found
        ],
    )


def differences(parsed: Namespace) -> Answer:
    """Print the records that are not the same in two closed months."""
    kinds = {
        month_changes.ADDED: tr("added row"),
        month_changes.CHANGED: tr("changed row"),
        month_changes.REMOVED: tr("removed row"),
    }
    with book_of(parsed, writing=False) as book:
        form = parsed.form
        found = list(month_changes.differences(book, parsed.month, parsed.other, form))
        titles = {key: tr(one.title) for key, one in book.definitions.forms.items()}
    return Answer(
        document={
            "months": [parsed.month, parsed.other],
            "rows": [
                {
                    "form": one.form,
                    "uuid": one.uuid,
                    "name": one.name,
                    "kind": one.kind,
                    "fields": [
                        {"label": field.label, "before": field.old, "after": field.new}
                        for field in one.fields
                    ],
                }
                for one in found
            ],
        },
        lines=[
            tr("{kind}: {form} “{name}” {fields}")
            .format(
                kind=kinds[one.kind],
                form=titles.get(one.form, one.form),
                name=one.name,
                fields=tr("; ").join(
                    f"{field.label} {field.old} → {field.new}" for field in one.fields
                ),
            )
            .rstrip()
            for one in found
        ],
    )


def _movement_json(one: month_changes.Movement) -> dict[str, Any]:
    return {
        "form": one.form,
        "title": one.title,
        "rows": {
            "opening": int(one.rows.opening),
            "added": int(one.rows.added),
            "removed": int(one.rows.removed),
            "closing": int(one.rows.closing),
        },
        "changed": one.changed,
        "totals": {
            key: {
                "opening": f"{total.opening:f}",
                "added": f"{total.added:f}",
                "removed": f"{total.removed:f}",
                "closing": f"{total.closing:f}",
            }
            for key, total in one.totals.items()
        },
    }
