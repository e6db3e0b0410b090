"""Commands of an office about the packages of its units: merge, unmerge, status."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING, Any

from ruraldesk.cli.answer import Answer
from ruraldesk.cli.arguments import WrongUsage
from ruraldesk.cli.opening import book_of
from ruraldesk.errors import Problem
from ruraldesk.texts.dates import told_date, told_month
from ruraldesk.texts.translate import listed, tr

if TYPE_CHECKING:
    from ruraldesk.services.merging import Merged, Said, Verdict
    from ruraldesk.services.merging_memory import Reading
    from ruraldesk.services.reporting_status import ReportState, UnitMonth


def merge(parsed: Namespace) -> Answer:
    """Take packages in; exit code 1 when one of them was refused."""
    from ruraldesk.services.merging import FINE
    from ruraldesk.services.merging import merge as take_in

    with book_of(parsed, writing=True) as book:
        done = take_in(
            book,
            parsed.paths,
            dry_run=parsed.dry_run,
            anyway=parsed.anyway,
            operator=parsed.operator,
        )
    problems = [
        Problem(message=f"{one.path.name}: {one.message}", code=one.verdict.value)
        for one in done.files
        if one.verdict not in FINE
    ]
    return Answer(
        document={"batch": done.batch, "files": [_file(one) for one in done.files]},
        lines=[*map(_line, done.files), _summary(done, dry_run=parsed.dry_run)],
        problems=problems,
        refused=bool(problems),
        listed=True,
    )


def unmerge(parsed: Namespace) -> Answer:
    """Take a batch back; without one, list those that can be."""
    from ruraldesk.services.merging import unmerge as take_back

    if not parsed.batch:
        return _batches(parsed)
    with book_of(parsed, writing=True) as book:
        back = take_back(book, parsed.batch, operator=parsed.operator, reason=parsed.reason)
    names = [f"{one.unit_name} {told_month(one.month)}" for one in back.reports]
    told = tr(
        "Taken back: {names}. {changed} records are as before, {removed} are in the recycle bin."
    )
    return Answer(
        document={
            "batch": parsed.batch,
            "reports": [
                {"unit": one.unit, "month": one.month, "sequence": one.sequence}
                for one in back.reports
            ],
            "changed": back.changed,
            "removed": back.removed,
        },
        lines=[told.format(names=listed(names), changed=back.changed, removed=back.removed)],
    )


def status(parsed: Namespace) -> Answer:
    """Say who has reported a month; with --mark note first that a unit has, by tables.

    Without a month, list what was taken in.

    Raises:
        WrongUsage: a unit is to be noted, but not for which month.
    """
    from ruraldesk.services import reporting_status

    if parsed.month is None:
        if parsed.mark:
            raise WrongUsage(tr("Say with --month which month the unit has reported."))
        return _batches(parsed)
    with book_of(parsed, writing=bool(parsed.mark)) as book:
        for unit in parsed.mark:
            reporting_status.note_report(book, unit, parsed.month, operator=parsed.operator)
        found = reporting_status.status(book, parsed.month)
    counts = {state: found.count(state) for state in reporting_status.ReportState}
    told = [f"{_state_in_words(state)} {count}" for state, count in counts.items() if count] or [
        tr("No unit reports here: enter them in “Units”.")
    ]
    due = tr("{month}, due on {day}: ").format(
        month=told_month(found.month), day=told_date(found.due)
    )
    return Answer(
        document={
            "month": found.month,
            "due": found.due.isoformat(),
            "units": [_unit(one) for one in found.units],
            "months": list(found.months),
            "matrix": {
                unit: [{"state": one.state.value, "on_time": one.on_time} for one in row]
                for unit, row in found.matrix.items()
            },
        },
        lines=[*map(_unit_line, found.units), due + tr("; ").join(told)],
    )


def _batches(parsed: Namespace) -> Answer:
    """List what was taken in and still holds, the newest first."""
    from ruraldesk.services.merging_memory import readings

    with book_of(parsed, writing=False) as book:
        found = [one for one in readings(book) if one.held]
    return Answer(
        document={"batches": [_batch(one) for one in found]},
        lines=[*map(_batch_line, found)] or [tr("Nothing was taken in yet.")],
    )


def _batch(one: Reading) -> dict[str, Any]:
    return {
        "batch": one.batch,
        "time": one.time,
        "operator": one.operator,
        "place": one.place,
        "files": sum(one.said.values()),
        "refused": one.refused,
        "units": list(one.held),
    }


def _batch_line(one: Reading) -> str:
    told = (
        tr("{batch}  {time}  tables: {units}")
        if one.by_hand
        else tr("{batch}  {time}  {files} files from {place}, taken in: {units}")
    )
    return told.format(
        batch=one.batch,
        time=one.time[:16].replace("T", " "),
        files=sum(one.said.values()),
        place=one.place or "—",
        units=listed(one.held),
    )


def _file(one: Verdict) -> dict[str, Any]:
    return {
        "path": str(one.path),
        "verdict": one.verdict.value,
        "unit": one.unit,
        "unit_name": one.unit_name,
        "month": one.month,
        "sequence": one.sequence,
        "check_code": one.check_code,
        "added": one.added,
        "changed": one.changed,
        "unchanged": one.unchanged,
        "removed": one.removed,
        "message": one.message,
        "duplicates": [
            {
                "form": double.form,
                "record": double.uuid,
                "name": double.name,
                "other_unit": double.other_unit,
                "other_record": double.other_uuid,
                "other_name": double.other_name,
            }
            for double in one.duplicates
        ],
    }


def _line(one: Verdict) -> str:
    return f"[{_verdict_in_words(one.verdict)}] {one.path.name}: {one.message}"


def _summary(done: Merged, *, dry_run: bool) -> str:
    counts: dict[Said, int] = {}
    for one in done.files:
        counts[one.verdict] = counts.get(one.verdict, 0) + 1
    told = [f"{_verdict_in_words(said)} {count}" for said, count in counts.items()]
    line = tr("{count} files: {verdicts}.").format(
        count=len(done.files), verdicts=listed(told) or tr("none")
    )
    if dry_run:
        return line + tr(" This was a trial: nothing was kept.")
    if done.batch:
        return line + tr(" Batch {batch}: “unmerge” takes it back.").format(batch=done.batch)
    return line


def _unit(one: UnitMonth) -> dict[str, Any]:
    return {
        "unit": one.unit,
        "name": one.name,
        "state": one.state.value,
        "on_time": one.on_time,
        "sequence": one.sequence,
        "time": one.time,
        "check_code": one.check_code,
        "first_closed": one.first_closed,
        "first_taken": one.first_taken,
        "closed_in_time": one.closed_in_time,
        "by_hand": one.by_hand,
        "batch": one.batch,
    }


def _unit_line(one: UnitMonth) -> str:
    parts = [one.unit, one.name, _state_in_words(one.state)]
    if one.on_time is False:
        parts.append(_late(one))
    if one.by_hand:
        parts.append(tr("by tables"))
    if one.time:
        parts.append(one.time[:16].replace("T", " "))
    return "  ".join(parts)


def _late(one: UnitMonth) -> str:
    """Say that a unit is late; where it closed in time, with both days."""
    if not one.closed_in_time:
        return tr("late")
    told = tr("late (closed in time on {closed}, taken in here on {taken})")
    return told.format(closed=one.first_closed[:10], taken=one.first_taken[:10])


def _verdict_in_words(said: Said) -> str:
    return {
        "new": tr("new package"),
        "same": tr("the same again"),
        "correction": tr("correction"),
        "damaged": tr("damaged"),
        "forged": tr("forged"),
        "unknown_unit": tr("unknown unit"),
        "wrong_office": tr("wrong office"),
        "older": tr("older"),
        "newer_program": tr("newer program"),
        "totals_differ": tr("totals differ"),
    }[said.value]


def _state_in_words(state: ReportState) -> str:
    return {
        "missing": tr("not reported"),
        "reported": tr("reported"),
        "corrected": tr("corrected"),
        "returned": tr("returned"),
        "accepted": tr("accepted"),
    }[state.value]
