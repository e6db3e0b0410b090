"""Commands about tables that come in and go out: import, export."""

from __future__ import annotations

from argparse import Namespace

from ruraldesk.cli.answer import Answer
from ruraldesk.cli.opening import book_of
from ruraldesk.texts.translate import tr


def export_month(parsed: Namespace) -> Answer:
    """Write the month's Excel workbook and PDF ledgers."""
    from ruraldesk.services import exporting

    with book_of(parsed, writing=False, remembering=True) as book:
        done = exporting.export_month(
            book, parsed.month, parsed.to, forms=parsed.form, formats=parsed.format
        )
    return Answer(
        document={
            "files": [str(file) for file in done.files],
            "check_code": done.check_code,
            "rows": done.rows,
        },
        lines=[tr("Written: {file}").format(file=file) for file in done.files],
    )


def import_table(parsed: Namespace) -> Answer:
    """Take in the rows of an office's Excel table, and tell what became of each."""
    from ruraldesk.services.importing import run

    with book_of(parsed, writing=True) as book:
        done = run(
            book,
            parsed.form,
            parsed.file,
            sheet=parsed.sheet,
            mapping_file=parsed.map,
            given=dict(parsed.set),
            dry_run=parsed.dry_run,
            skip_bad=parsed.skip_bad,
            operator=parsed.operator,
            reason=parsed.reason,
        )
    counts = tr(
        "Before {before}, added {added}, changed {changed}, unchanged {unchanged}, "
        "refused {refused}."
    ).format(
        before=done.before,
        added=done.added,
        changed=done.changed,
        unchanged=done.unchanged,
        refused=done.refused,
    )
    lines = [counts]
    if done.error_file is not None:
        lines.append(tr("The refused rows with their reasons: {file}").format(file=done.error_file))
    return Answer(
        document={
            "before": done.before,
            "added": done.added,
            "changed": done.changed,
            "unchanged": done.unchanged,
            "refused": done.refused,
            "columns": [
                {"heading": column.heading, "field": column.field} for column in done.columns
            ],
            "given": [{"field": one.target.path, "value": one.text} for one in done.given],
            "error_file": str(done.error_file) if done.error_file else None,
            "sheet": done.sheet,
        },
        lines=lines,
        problems=done.problems,
        refused=done.refused > 0 or done.stopped,
        listed=True,
    )
