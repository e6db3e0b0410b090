"""The questions of a look over the book, in the order in which they are asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ruraldesk.definitions.model import FormDef
from ruraldesk.services.health import Area, Finding, Look, Task, area_title
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
from ruraldesk.store.health import Part, parts_with_rows
from ruraldesk.texts.translate import tr


def tasks(book: Book) -> list[Task]:
    """Return all questions; those about ledgers only where rows stand."""
    with book.reading() as connection:
        parts = parts_with_rows(book, connection)
    forms = {one.form.key: one.form for one in parts}
    return [
        Task(area_title(Area.DATABASE), database),
        Task(area_title(Area.DATABASE), journal),
        *(_about(Area.REFERENCES, one.form, _of_part(references, one)) for one in parts),
        *(_about(Area.REFERENCES, one.form, _of_part(names, one)) for one in parts),
        *(_about(Area.RULES, form, _of_form(rules, form)) for form in forms.values()),
        *(_about(Area.VALUES, one.form, _of_part(values, one)) for one in parts),
        *(_about(Area.DOUBLES, one.form, _of_part(doubles, one)) for one in parts),
        Task(area_title(Area.FILES), attachments),
        Task(area_title(Area.SEARCH), index),
        Task(area_title(Area.DRAFTS), drafts),
        Task(area_title(Area.CHOICES), own_choices),
        Task(area_title(Area.SAFETY), backups),
        Task(area_title(Area.SAFETY), second_place),
        Task(area_title(Area.SAFETY), room),
    ]


def _about(area: Area, form: FormDef, ask: Callable[[Look], Iterator[Finding | None]]) -> Task:
    words = tr("{area}: {ledger}").format(area=area_title(area), ledger=tr(form.title))
    return Task(words, ask)


def _of_part(
    ask: Callable[[Look, Part], Iterator[Finding | None]], part: Part
) -> Callable[[Look], Iterator[Finding | None]]:
    return lambda look: ask(look, part)


def _of_form(
    ask: Callable[[Look, FormDef], Iterator[Finding | None]], form: FormDef
) -> Callable[[Look], Iterator[Finding | None]]:
    return lambda look: ask(look, form)
