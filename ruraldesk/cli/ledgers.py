"""Commands about the records of ledgers: forms, put, rows."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ruraldesk.cli.answer import Answer
from ruraldesk.cli.arguments import WrongUsage
from ruraldesk.cli.opening import book_of
from ruraldesk.definitions.loader import Fault, faults_of
from ruraldesk.definitions.model import FormDef
from ruraldesk.errors import Problem, UserError
from ruraldesk.services import reading
from ruraldesk.services.putting import put as put_records
from ruraldesk.texts.translate import tr

_LONGEST_LINE = 4 * 2**20  # bytes; a record with twenty thousand lines takes a quarter of it


class NotUtf8(UserError):
    """Standard input is not UTF-8."""

    code = "not_utf8"

    def __init__(self, line: int) -> None:
        super().__init__(
            tr("Line {line} of the input is not UTF-8 text. Save the file as UTF-8.").format(
                line=line
            )
        )


class LineTooLong(UserError):
    """A line of standard input is far longer than a record can be."""

    code = "line_too_long"

    def __init__(self, line: int) -> None:
        super().__init__(
            tr(
                "Line {line} of the input is longer than {most} MB. Write one record a line."
            ).format(line=line, most=_LONGEST_LINE // 2**20)
        )


def forms(parsed: Namespace) -> Answer:
    """List the forms in use, or the faults of a folder of definitions."""
    if (parsed.book is None) == (parsed.check is None):
        raise WrongUsage(
            tr("Give a book to list its forms, or --check and a folder of definitions.")
        )
    if parsed.check is not None:
        return _faults(list(faults_of(parsed.check)), str(parsed.check))
    with book_of(parsed, writing=False) as book:
        described = [_form(form) for form in book.definitions.forms.values()]
    lines = [f"{form['key']}  {form['title']}  ({len(form['fields'])})" for form in described]
    return Answer(document={"forms": described}, lines=lines)


def _faults(faults: list[Fault], folder: str) -> Answer:
    if not faults and not any(Path(folder).rglob("*.toml")):
        faults = [Fault(file=folder, place="", message=tr("No file of definitions is in here."))]
    problems = [
        Problem(message=str(fault), form=fault.file, field=fault.place, code="definition")
        for fault in faults
    ]
    line = (
        tr("{folder}: {count} faults.").format(folder=folder, count=len(faults))
        if faults
        else tr("{folder}: no fault.").format(folder=folder)
    )
    return Answer(
        document={"folder": folder},
        lines=[line],
        problems=problems,
        refused=bool(faults),
        listed=True,
    )


def _form(form: FormDef) -> dict[str, Any]:
    return {
        "key": form.key,
        "title": form.title,
        "group": form.group,
        "version": form.version,
        "fields": [
            {
                "key": field.key,
                "label": field.label,
                "type": str(field.type),
                "required": field.required,
                "unit": field.unit,
                "places": field.places,
                "choices": [
                    {"code": item.code, "label": item.label} for item in field.choices.items
                ]
                if field.choices
                else None,
                "form": field.form or None,
            }
            for field in form.fields
            if not field.behind
        ],
        "lines": [_form(line) for line in form.lines],
    }


def put(parsed: Namespace) -> Answer:
    """Save the records on standard input: all or nothing."""
    with book_of(parsed, writing=True) as book:
        done = put_records(
            book, parsed.form, _input_lines(), operator=parsed.operator, reason=parsed.reason
        )
    line = (
        tr("Nothing was saved.")
        if done.refused
        else tr("Added {added}, changed {changed}, unchanged {unchanged}.").format(
            added=done.added, changed=done.changed, unchanged=done.unchanged
        )
    )
    return Answer(
        document={
            "added": done.added,
            "changed": done.changed,
            "unchanged": done.unchanged,
            "uuids": list(done.uuids),
        },
        lines=[line],
        problems=done.problems,
        refused=done.refused,
        listed=True,
    )


def rows(parsed: Namespace) -> Answer:
    """Print the records of a ledger."""
    with book_of(parsed, writing=False) as book:
        found = reading.rows(
            book, parsed.form, where=parsed.where, limit=parsed.limit, as_of=parsed.as_of
        )
    return Answer(
        document={"form": parsed.form, "count": found.count, "rows": found.rows},
        lines=[*found.names, tr("{count} rows.").format(count=found.count)],
    )


def _input_lines() -> Iterator[str]:
    """Yield the lines of standard input as text, whatever the console's code page."""
    lines = iter(lambda: sys.stdin.buffer.readline(_LONGEST_LINE + 1), b"")
    for number, line in enumerate(lines, start=1):
        if len(line) > _LONGEST_LINE:
            raise LineTooLong(number)
        try:
            yield line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            raise NotUtf8(number) from error
