"""A look over the book: its questions in their order, and what came of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from ruraldesk.definitions.model import FormDef
from ruraldesk.errors import Cancelled, Level, Progress, Stopped, UserError
from ruraldesk.services import ledger
from ruraldesk.services.checking import names_of
from ruraldesk.services.figures import today
from ruraldesk.services.health import (
    MOST_KEPT,
    Area,
    Finding,
    Look,
    Report,
    Task,
    accepted,
    area_title,
    remember,
)
from ruraldesk.services.health_files import attachments, backups, drafts, room, second_place
from ruraldesk.services.health_ledgers import (
    database,
    doubles,
    index,
    journal,
    names,
    own_choices,
    references,
    rules,
    values,
)
from ruraldesk.store.book import Book
from ruraldesk.store.bookkeeping import now
from ruraldesk.store.health import Part, parts_with_rows
from ruraldesk.texts.translate import tr


def examine(
    book: Book,
    *,
    elsewhere: Path | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Report:
    """Look over the whole book; nothing of the ledgers is changed.

    Args:
        book: that is looked over.
        elsewhere: the folder that was chosen as the second place of backups.
        progress: told before each question.
        cancelled: asked between them, and while files are read.

    Takes its time: the whole file is read, and every attachment. What was found is remembered in a
    book that can be written.

    Raises:
        Stopped: `cancelled` said so; the last look stays remembered.
        UserError: the book cannot be read at all; what only one question stumbles over is found.
    """
    look = Look(book, today(book), elsewhere)
    head = book.journal.head()
    found: list[Finding] = []
    planned = tasks(book)
    for number, task in enumerate(planned):
        if progress is not None:
            progress(number, len(planned), task.words)
        for finding in _asked(task, look):
            if cancelled is not None and cancelled():
                raise Stopped
            if finding is not None:
                found.append(finding)
        if cancelled is not None and cancelled():
            raise Stopped
    quiet = {one.key for one in accepted(book)}
    loud = [one for one in found if one.key not in quiet]
    whole = not any(one.check.startswith(("database", "unreadable")) for one in found)
    report = Report(
        time=now(),
        findings=_named(book, _sorted(loud)) if whole else tuple(_sorted(loud)),
        accepted=len(found) - len(loud),
        records=_records(book) if whole else 0,
        head=head,
    )
    remember(book, report)
    return report


def _asked(task: Task, look: Look) -> Iterator[Finding | None]:
    """Yield what a question finds; where the book cannot be read for it, that is what it finds."""
    try:
        yield from task.ask(look)
    except UserError as error:
        yield Finding(
            area=task.area,
            check=f"unreadable.{error.code}",
            level=Level.BLOCK,
            value=task.words,
            message=str(error),
        )


def tasks(book: Book) -> list[Task]:
    """Return all questions; those about ledgers only where rows stand."""
    with book.reading() as connection:
        parts = parts_with_rows(book, connection)
    forms = {one.form.key: one.form for one in parts}
    return [
        _whole(Area.DATABASE, database),
        _whole(Area.DATABASE, journal),
        *(_about(Area.REFERENCES, one.form, _of_part(references, one)) for one in parts),
        *(_about(Area.REFERENCES, one.form, _of_part(names, one)) for one in parts),
        *(_about(Area.RULES, form, _of_form(rules, form)) for form in forms.values()),
        *(_about(Area.VALUES, one.form, _of_part(values, one)) for one in parts),
        *(_about(Area.DOUBLES, one.form, _of_part(doubles, one)) for one in parts),
        _whole(Area.FILES, attachments),
        _whole(Area.SEARCH, index),
        _whole(Area.DRAFTS, drafts),
        _whole(Area.CHOICES, own_choices),
        _whole(Area.SAFETY, backups),
        _whole(Area.SAFETY, second_place),
        _whole(Area.SAFETY, room),
    ]


def _whole(area: Area, ask: Callable[[Look], Iterator[Finding | None]]) -> Task:
    return Task(area, area_title(area), ask)


def _about(area: Area, form: FormDef, ask: Callable[[Look], Iterator[Finding | None]]) -> Task:
    words = tr("{area}: {ledger}").format(area=area_title(area), ledger=tr(form.title))
    return Task(area, words, ask)


def _of_part(
    ask: Callable[[Look, Part], Iterator[Finding | None]], part: Part
) -> Callable[[Look], Iterator[Finding | None]]:
    return lambda look: ask(look, part)


def _of_form(
    ask: Callable[[Look, FormDef], Iterator[Finding | None]], form: FormDef
) -> Callable[[Look], Iterator[Finding | None]]:
    return lambda look: ask(look, form)


def _sorted(findings: Sequence[Finding]) -> list[Finding]:
    areas, levels = list(Area), list(Level)
    return sorted(findings, key=lambda one: (areas.index(one.area), levels.index(one.level)))


def _named(book: Book, findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Say what the records are called, except where reading them would fail."""
    broken = {one.record for one in findings if one.check == "reference_nowhere"}
    by_form: dict[str, list[str]] = {}
    for one in findings[:MOST_KEPT]:
        if one.form and one.record and not one.called and one.record not in broken:
            by_form.setdefault(one.form, []).append(one.record)
    names = names_of(book, by_form)
    return tuple(
        replace(one, called=names[one.record]) if one.record in names else one for one in findings
    )


def _records(book: Book) -> int:
    return sum(ledger.counts(book).values())
