"""Commands about what the ledgers say: check, figures, trace, brief."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from typing import Any

from ruraldesk.cli.answer import Answer, blocked
from ruraldesk.cli.opening import book_of
from ruraldesk.errors import Problem
from ruraldesk.services import checking, summaries
from ruraldesk.services import figures as figure_service
from ruraldesk.store.book import Book
from ruraldesk.texts.translate import tr


def check(parsed: Namespace) -> Answer:
    """Print all problems of the month; exit code 1 when one of them blocks."""
    with book_of(parsed, writing=False, remembering=True) as book:
        problems = checking.check(book, parsed.month)
        places = places_of(book, problems)
    return Answer(
        document={"month": parsed.month},
        lines=[tr("{month}: {count} problems.").format(month=parsed.month, count=len(problems))],
        problems=problems,
        refused=blocked(problems),
        listed=True,
        places=places,
    )


def places_of(book: Book, problems: Sequence[Problem]) -> dict[str, str]:
    """Return by UUID what the records with problems are called, with their ledgers."""
    names = checking.called(book, problems)
    return {
        one.record: tr("{ledger} “{name}”").format(
            ledger=tr(book.definitions.form(one.form).title), name=names[one.record]
        )
        for one in problems
        if one.record in names
    }


def figures(parsed: Namespace) -> Answer:
    """Print figures with their value, wording, and number of rows."""
    with book_of(parsed, writing=False) as book:
        as_of = parsed.as_of or figure_service.today(book)
        found = figure_service.figures(book, as_of, parsed.keys or None, parsed.by)
    lines = [f"{one.definition.label}: {one.text}" for one in found]
    return Answer(
        document={
            "as_of": as_of.isoformat(),
            "figures": [figure_service.as_json(one) for one in found],
        },
        lines=lines,
    )


def summary(parsed: Namespace) -> Answer:
    """Print the office's summary tables: what each unit below has."""
    with book_of(parsed, writing=False) as book:
        as_of = parsed.as_of or figure_service.today(book)
        keys = parsed.keys or [one.key for one in summaries.summaries(book)]
        found = [summaries.summary(book, key, as_of) for key in keys]
    lines: list[str] = []
    for one in found:
        lines.append(tr(one.definition.title))
        for row in (*one.rows, one.total):
            values = zip(one.figures, row.values, strict=True)
            lines.append("\t".join([row.name, *(summaries.told(*each) for each in values)]))
    return Answer(
        document={
            "as_of": as_of.isoformat(),
            "summaries": [summaries.as_json(one) for one in found],
        },
        lines=lines,
    )


def trace(parsed: Namespace) -> Answer:
    """Print the rows behind a figure, with the condition and the date it holds for."""
    with book_of(parsed, writing=False) as book:
        as_of = parsed.as_of or figure_service.today(book)
        traced: dict[str, Any] = figure_service.trace_json(book, parsed.key, as_of)
    return Answer(
        document=traced,
        lines=[
            tr("{label}: {text}, from {count} rows, as of {date}").format(
                label=traced["label"], text=traced["text"], count=traced["count"], date=as_of
            ),
            *(f"{row['form']}  {row['name']}" for row in traced["rows"]),
        ],
    )


def brief(parsed: Namespace) -> Answer:
    """Write a brief with its figures filled in."""
    from ruraldesk.services import briefs  # Word templates are read by this command only

    with book_of(parsed, writing=False) as book:
        as_of = parsed.as_of or figure_service.today(book)
        said = briefs.write(book, parsed.name, as_of, parsed.to)
    return Answer(
        document={
            "name": parsed.name,
            "as_of": as_of.isoformat(),
            "files": [str(parsed.to)],
            "figures": said,
        },
        lines=[
            tr("{file}: written with {count} figures as of {date}").format(
                file=parsed.to, count=len(said), date=as_of
            )
        ],
    )
