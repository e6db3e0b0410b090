"""Figures: their values, their official wording, and the rows they come from."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from ruraldesk.definitions.choosing import did_you_mean, nearest
from ruraldesk.definitions.fitting import shown
from ruraldesk.definitions.model import FormDef, Record
from ruraldesk.definitions.names import name_of
from ruraldesk.definitions.plain import to_plain
from ruraldesk.errors import UserError
from ruraldesk.services.wordings import wordings
from ruraldesk.store.book import Book
from ruraldesk.store.figures import FigureResult
from ruraldesk.texts.numbers import group
from ruraldesk.texts.translate import LANGUAGES, language, listed, tr, with_unit
from ruraldesk.texts.units import convert

__all__ = [
    "FigureResult",
    "NoBreakdown",
    "UnknownFigure",
    "as_json",
    "figures",
    "number_and_unit",
    "today",
    "told",
    "trace_json",
]


class UnknownFigure(UserError):
    """A figure is asked for that the book does not define."""

    code = "unknown_figure"

    def __init__(self, key: str, book: Book) -> None:
        hint = did_you_mean(nearest(key, book.definitions.figures))
        super().__init__(tr("There is no figure “{key}”.").format(key=shown(key)) + hint)


class NoBreakdown(UserError):
    """A figure is to be broken down by a field by which it cannot be."""

    code = "no_breakdown"

    def __init__(self, by: str, label: str, known: Collection[str]) -> None:
        if not known:
            message = tr("“{label}” cannot be broken down; leave out --by.").format(label=label)
        else:
            message = tr("“{label}” cannot be broken down by “{by}”, only by: {known}.").format(
                label=label, by=shown(by), known=listed(known)
            ) + did_you_mean(nearest(by, known))
        super().__init__(message)


def today(book: Book) -> date:
    """Return the day figures hold for unless said otherwise: the book's own day, or today.

    The sample book keeps the day of its bulletin, so that it always says the same.
    """
    kept = book.settings.get("as_of", "")
    return date.fromisoformat(kept) if kept else date.today()


def figures(
    book: Book, as_of: date, keys: Sequence[str] | None = None, by: str | None = None
) -> list[FigureResult]:
    """Return the figures with these keys (all of them when none is named) as of a day.

    `by` names a field by which they are broken down where they can be.
    """
    known = book.definitions.figures
    for key in keys or ():
        if key not in known:
            raise UnknownFigure(key, book)
        if by is not None and by not in known[key].by:
            raise NoBreakdown(by, tr(known[key].label), known[key].by)
    wanted = keys or [key for key, figure in known.items() if by is None or by in figure.by]
    if not wanted and by is not None:
        fields = dict.fromkeys(field for figure in known.values() for field in figure.by)
        raise NoBreakdown(by, tr("Figures"), list(fields))
    return [book.figures.value(key, as_of, by) for key in wanted]


def told(result: FigureResult) -> str:
    """Return a figure as the window tells it: the official wording in Chinese, else the number."""
    if language() == LANGUAGES[0]:
        return result.text
    value, unit = number_and_unit(result)
    return with_unit(value, unit)


def number_and_unit(result: FigureResult) -> tuple[str, str]:
    """Return a figure's number, grouped and in the unit in which it is shown, and that unit."""
    definition = result.definition
    unit = definition.shown_in or definition.unit
    if result.value is None:
        return "—", unit
    shown = convert(result.value, definition.unit, unit)
    return group(shown, definition.places), unit


def as_json(result: FigureResult) -> dict[str, Any]:
    """Return the shape that the command line prints."""
    definition = result.definition
    return {
        "key": definition.key,
        "label": definition.label,
        "value": None if result.value is None else f"{result.value:f}",
        "unit": definition.unit,
        "text": result.text,
        "wordings": list(wordings(definition, result.value, result.text)),
        "rows": result.rows,
        "answers": list(definition.answers),
        "note": definition.note,
        "by": [
            {
                "value-of-field": part.key,  # under this name for scripts that take any field
                part.field: part.key,
                "label": part.label,
                "value": None if part.value is None else f"{part.value:f}",
                "text": part.text,
                "wordings": list(wordings(definition, part.value, part.text)),
                "rows": part.rows,
            }
            for part in result.by
        ],
    }


def trace_json(book: Book, key: str, as_of: date) -> dict[str, Any]:
    """Return the rows behind a figure, with the condition and the day it holds for.

    Each row that counts is there once, so that there are as many as the figure says. Where lines
    count, each stands in its record, as `rows` prints it: with all that sums up to the figure.
    """
    if key not in book.definitions.figures:
        raise UnknownFigure(key, book)
    traced = book.figures.trace(key, as_of)
    result = book.figures.value(key, as_of)
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for source in traced.sources:
        form = book.definitions.form(source.form)
        for record in source.records:
            told_of = _row_of(form, record)
            if not source.lines:
                rows.setdefault((form.key, record.uuid), told_of)
                continue
            line_form = next(one for one in form.lines if one.key == source.lines)
            for line in record.lines[source.lines]:
                counting = {"uuid": line.uuid, **_values_of(line_form, line)}
                rows.setdefault((form.key, line.uuid), {**told_of, source.lines: [counting]})
    return {
        "key": key,
        "label": result.definition.label,
        "value": None if result.value is None else f"{result.value:f}",
        "text": result.text,
        "as_of": as_of.isoformat(),
        "condition": traced.condition,
        "count": len(rows),
        "rows": list(rows.values()),
    }


def _row_of(form: FormDef, record: Record) -> dict[str, Any]:
    return {
        "form": form.key,
        "uuid": record.uuid,
        "name": name_of(form, record),
        "unit": record["unit"],
        **_values_of(form, record),
    }


def _values_of(form: FormDef, record: Record) -> dict[str, Any]:
    """Return what a record or line says in plain values, without what is empty."""
    values = {field.key: to_plain(field, record[field.key]) for field in form.fields}
    return {name: value for name, value in values.items() if value is not None}
