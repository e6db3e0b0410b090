"""The user's own members of choice lists, kept in the book and laid over the definitions."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import Connection, text

from ruraldesk.definitions.model import Choice, ChoiceList, Definitions, FieldDef, FormDef
from ruraldesk.errors import UserError
from ruraldesk.store.bookkeeping import now
from ruraldesk.texts.translate import tr

if TYPE_CHECKING:
    from ruraldesk.store.book import Book

LONGEST_LABEL = 40  # characters; a choice stands in a table's cell
PREFIX = "own_"


class FixedList(UserError):
    """The list belongs to a circular, or is compared by rank: nobody extends it."""

    code = "fixed_list"

    def __init__(self, title: str) -> None:
        super().__init__(
            tr("Nothing can be added to the list “{title}”. Choose one of its entries.").format(
                title=title
            )
        )


class BadLabel(UserError):
    """The wording cannot be a choice."""

    code = "bad_label"

    def __init__(self) -> None:
        super().__init__(
            tr("A choice needs 1 to {count} characters in one line, without |.").format(
                count=LONGEST_LABEL
            )
        )


class Choices:
    """Adding to choice lists; `book.definitions` holds the result at once."""

    def __init__(self, book: Book) -> None:
        self._book = book

    def add(self, list_key: str, label: str) -> Choice:
        """Return the choice that is worded `label`, added to the list unless it is there already.

        Its code is made from its wording, so that two villages that add the same word mean the
        same choice when a township merges them.

        Raises:
            FixedList: the list is not extensible.
            BadLabel: the wording is empty, too long, or of several lines.
            ReadOnlyBook and others of `Book.writing`.
        """
        known = self._book.definitions.choices[list_key]
        label = unicodedata.normalize("NFC", " ".join(label.split(" "))).strip()
        if not label or len(label) > LONGEST_LABEL or not label.isprintable() or "|" in label:
            raise BadLabel
        for item in known.items:
            if label == item.label or label in item.aliases:
                return item
        if not known.extensible or known.ordered:
            raise FixedList(tr(known.title))
        choice = Choice(code=_code_of(label), label=label)
        with self._book.writing() as connection:
            connection.execute(
                text("INSERT INTO _choices VALUES (:list, :code, :label, :created)"),
                {"list": list_key, "code": choice.code, "label": label, "created": now()},
            )
        self._book.definitions = extended(self._book.definitions, {list_key: (choice,)})
        return choice


def own_choices(connection: Connection) -> dict[str, tuple[Choice, ...]]:
    """Return the user's own choices by the key of their list, in the order they were added."""
    rows = connection.execute(text("SELECT list, code, label FROM _choices ORDER BY rowid"))
    found: dict[str, tuple[Choice, ...]] = {}
    for key, code, label in rows:
        found[key] = (*found.get(key, ()), Choice(code=code, label=label))
    return found


def extended(definitions: Definitions, own: Mapping[str, Sequence[Choice]]) -> Definitions:
    """Return `definitions` in which every list, also inside of forms, has its own choices too.

    A choice that the definitions have meanwhile taken up themselves is not added again.
    """
    lists = {
        key: _longer(definitions.choices[key], items)
        for key, items in own.items()
        if key in definitions.choices
    }
    if not lists:
        return definitions
    return replace(
        definitions,
        choices={**definitions.choices, **lists},
        forms={key: _form_with(form, lists) for key, form in definitions.forms.items()},
    )


def _longer(known: ChoiceList, items: Sequence[Choice]) -> ChoiceList:
    codes = set(known.codes())
    return replace(known, items=(*known.items, *(i for i in items if i.code not in codes)))


def _form_with(form: FormDef, lists: Mapping[str, ChoiceList]) -> FormDef:
    if not any(_concerns(one, lists) for part in (form, *form.lines) for one in part.fields):
        return form
    return replace(
        form,
        fields=tuple(
            replace(one, choices=lists[one.choices.key])
            if one.choices and one.choices.key in lists
            else one
            for one in form.fields
        ),
        lines=tuple(_form_with(lines, lists) for lines in form.lines),
    )


def _concerns(field: FieldDef, lists: Mapping[str, ChoiceList]) -> bool:
    return field.choices is not None and field.choices.key in lists


def _code_of(label: str) -> str:
    return PREFIX + hashlib.sha256(label.encode("utf-8")).hexdigest()[:10]
