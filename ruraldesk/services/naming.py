"""Whom a name may mean: the people whom the book knows, in their own ledger or on a roster only."""

from __future__ import annotations

from dataclasses import dataclass

from ruraldesk.definitions.filling import rosters
from ruraldesk.definitions.model import FieldDef, FormDef
from ruraldesk.definitions.names import name_of
from ruraldesk.services.entry import reference_choices
from ruraldesk.store.book import Book
from ruraldesk.store.lists import ListQuery


@dataclass(frozen=True, slots=True)
class Called:
    """Somebody (or something) that is called `name`; `uuid` is "" where its ledger lacks it."""

    uuid: str
    name: str
    detail: str = ""


def found(book: Book, form_key: str, text: str, limit: int) -> list[Called]:
    """Return records of a ledger that answer to `text`; its first ones for an empty text."""
    if text.strip():
        hits = reference_choices(book, form_key, text, limit)
        return [Called(one.uuid, one.name, one.detail) for one in hits]
    form = book.definitions.form(form_key)
    ids = book.lists.first_ids(form_key, ListQuery(sort=form.sort), limit)
    rows = book.records.by_ids(form_key, ids, None)
    return [Called(one.uuid, name_of(form, one)) for one in rows]


def named(book: Book, form_key: str, text: str, limit: int) -> list[Called]:
    """Return whom a name may mean: records of the ledger, then those that only a roster has.

    A cadre who is not among the people yet is offered all the same, by the name alone.
    """
    known = found(book, form_key, text, limit)
    names = {one.name for one in known}
    for roster, reference in rosters(book.definitions.forms, form_key):
        for one in _alone(book, roster, reference, text, limit):
            if one.name not in names:
                names.add(one.name)
                known.append(one)
    return known[:limit]


def _alone(book: Book, roster: FormDef, reference: FieldDef, text: str, limit: int) -> list[Called]:
    """Return those on a roster who are not known in the ledger that it refers to."""
    answering = found(book, roster.key, text, limit)
    rows = book.records.by_uuids(roster.key, [one.uuid for one in answering])
    return [
        Called("", one.name, one.detail)
        for one in answering
        if rows[one.uuid][reference.key] is None
    ]
