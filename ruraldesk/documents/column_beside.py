"""Columns that mean something else because of another column of the same table."""

from __future__ import annotations

from collections.abc import Sequence

from ruraldesk.definitions.model import FormDef
from ruraldesk.documents.headings import ColumnMatch, Heading, Matcher, matched


def settled_beside(
    columns: Sequence[ColumnMatch], headings: Sequence[Heading], matcher: Matcher, form: FormDef
) -> tuple[ColumnMatch, ...]:
    """Return the columns with those settled that the form says depend on their company."""
    settled = list(columns)
    for rule in form.imports.beside:
        told = {column.field: place for place, column in enumerate(settled) if column.field}
        place = told.pop(rule.column, None)
        if place is None or rule.field in told:
            continue
        others = [settled[one].heading for one in told.values()]
        if any(word in heading for heading in others for word in rule.words):
            column = settled[place]
            target = matcher.targets[rule.field]
            settled[place] = matched(column.index, column.heading, headings[place], target)
    return tuple(settled)
