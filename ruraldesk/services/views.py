"""Views that a clerk keeps: what is filtered, in which order and columns, and as which groups.

They lie in the book, so that they come along with its copies and backups. What is typed under a
heading is kept as it was typed: “<今天” means the day on which the view is opened.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import uuid4

from ruraldesk.definitions.model import FormDef
from ruraldesk.errors import UserError
from ruraldesk.services.book_settings import VIEWS
from ruraldesk.services.pivot import PivotSpec, known_spec
from ruraldesk.store.book import Book
from ruraldesk.texts.translate import tr

LONGEST_TITLE = 24  # characters: it stands in a menu and above the table
MOST_VIEWS = 40  # of one ledger


class BadViewTitle(UserError):
    """A view cannot be called so; the sentence says why."""

    code = "bad_view_title"


@dataclass(frozen=True, slots=True, kw_only=True)
class PickedValues:
    """Values that are ticked in a column, by code with what they are called; or left out."""

    labels: Mapping[str, str]
    without: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptView:
    """One view of a ledger that a clerk named."""

    title: str
    key: str = ""  # given when it is first kept
    base: str = ""  # key of the form's own view that it narrows, "" for all records
    typed: Mapping[str, str] = field(default_factory=dict)
    picked: Mapping[str, PickedValues] = field(default_factory=dict)
    sort: tuple[tuple[str, bool], ...] = ()
    columns: tuple[str, ...] = ()
    pivot: PivotSpec | None = None


def kept_views(book: Book, form: FormDef) -> tuple[KeptView, ...]:
    """Return the views that were kept of a ledger, without what its form has lost since."""
    forms = book.definitions.forms
    return tuple(_read(form, forms, one) for one in _stored(book, form)["views"] if _is_whole(one))


def usual_view(book: Book, form: FormDef) -> KeptView | None:
    """Return the view that a ledger opens with, where a clerk chose one."""
    key = _stored(book, form)["usual"]
    return next((one for one in kept_views(book, form) if one.key == key), None)


def keep_view(book: Book, form: FormDef, view: KeptView) -> KeptView:
    """Keep a view; one with the same key takes the place of the earlier one. Return it as kept.

    Raises:
        BadViewTitle: its title is empty, too long, or another view's.
        ReadOnlyBook: the book cannot be written.
    """
    views = list(kept_views(book, form))
    title = _good_title(form, view, views)
    made = replace(view, title=title, key=view.key or uuid4().hex[:12])
    if any(one.key == made.key for one in views):
        views = [made if one.key == made.key else one for one in views]
    else:
        views.append(made)
    if len(views) > MOST_VIEWS:
        sentence = tr("A ledger keeps {count} views at most. Delete one that is no longer needed.")
        raise BadViewTitle(sentence.format(count=MOST_VIEWS))
    _store(book, form, views, str(_stored(book, form)["usual"]))
    return made


def drop_view(book: Book, form: FormDef, key: str) -> None:
    """Forget a view; the records are not touched.

    Raises:
        ReadOnlyBook: the book cannot be written.
    """
    views = [one for one in kept_views(book, form) if one.key != key]
    usual = str(_stored(book, form)["usual"])
    _store(book, form, views, "" if usual == key else usual)


def open_with(book: Book, form: FormDef, key: str) -> None:
    """Let a ledger open with this view from now on; "" with all its records.

    Raises:
        ReadOnlyBook: the book cannot be written.
    """
    _store(book, form, kept_views(book, form), key)


def _good_title(form: FormDef, view: KeptView, views: Sequence[KeptView]) -> str:
    title = " ".join(view.title.split())
    if not title:
        raise BadViewTitle(tr("Give the view a name, such as “this year's unpaid”."))
    if len(title) > LONGEST_TITLE:
        sentence = tr("“{title}” is too long: at most {count} characters fit into the menu.")
        raise BadViewTitle(sentence.format(title=title, count=LONGEST_TITLE))
    taken = {one.title for one in views if one.key != view.key}
    taken |= {tr(one.title) for one in form.views} | {tr("All records"), tr("Recycle bin")}
    if title in taken:
        sentence = tr("There is a view “{title}” already. Choose another name.")
        raise BadViewTitle(sentence.format(title=title))
    return title


def _setting(form: FormDef) -> str:
    return f"{VIEWS}{form.key}"


def _stored(book: Book, form: FormDef) -> dict[str, Any]:
    """Return what the book keeps; of something that is no longer ours, nothing."""
    try:
        read = json.loads(book.settings.get(_setting(form), "{}"))
    except ValueError:
        read = {}
    if not isinstance(read, dict) or not isinstance(read.get("views"), list):
        return {"usual": "", "views": []}
    return {"usual": read.get("usual", ""), "views": read["views"]}


def _store(book: Book, form: FormDef, views: Sequence[KeptView], usual: str) -> None:
    told = {"usual": usual, "views": [_plain(one) for one in views]}
    book.settings[_setting(form)] = json.dumps(told, ensure_ascii=False)


def _plain(view: KeptView) -> dict[str, Any]:
    return {
        "key": view.key,
        "title": view.title,
        "base": view.base,
        "typed": dict(view.typed),
        "picked": {
            key: {"labels": dict(one.labels), "without": one.without}
            for key, one in view.picked.items()
        },
        "sort": [list(one) for one in view.sort],
        "columns": list(view.columns),
        "pivot": view.pivot.plain() if view.pivot is not None else None,
    }


def _is_whole(one: object) -> bool:
    shapes = {"key": str, "title": str, "base": str, "typed": dict, "picked": dict}
    shapes |= {"sort": list, "columns": list}
    return isinstance(one, dict) and all(
        isinstance(one.get(key), shape) for key, shape in shapes.items()
    )


def _read(form: FormDef, forms: Mapping[str, FormDef], one: dict[str, Any]) -> KeptView:
    def known(key: object) -> bool:
        return isinstance(key, str) and form.find(key) is not None

    return KeptView(
        key=one["key"],
        title=one["title"],
        base=one["base"] if any(view.key == one["base"] for view in form.views) else "",
        typed={key: str(text) for key, text in one["typed"].items() if known(key)},
        picked={
            key: PickedValues(
                labels={str(code): str(label) for code, label in picked["labels"].items()},
                without=bool(picked.get("without")),
            )
            for key, picked in one["picked"].items()
            if known(key) and isinstance(picked, dict) and isinstance(picked.get("labels"), dict)
        },
        sort=tuple((key, bool(down)) for key, down in _pairs(one["sort"]) if known(key)),
        columns=tuple(key for key in one["columns"] if known(key)),
        pivot=known_spec(form, forms, one["pivot"]) if one.get("pivot") else None,
    )


def _pairs(stored: list[Any]) -> list[tuple[str, object]]:
    return [(one[0], one[1]) for one in stored if isinstance(one, list) and len(one) == 2]
