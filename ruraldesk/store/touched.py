"""Which rules a change may break: its own, and those of other records that look at it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from ruraldesk.errors import Problem
from ruraldesk.store.preparing import Change

if TYPE_CHECKING:
    from ruraldesk.store.book import Book


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A rule that does not hold after the changes in `rows`: their places, the last one last."""

    problem: Problem
    rows: tuple[int, ...]


def broken_rules(
    connection: Connection, book: Book, changes: Sequence[Change], as_of: date
) -> list[Broken]:
    """Return the rules that do not hold for the changed records and for all that they touch."""
    rows: dict[tuple[str, int], list[int]] = {}
    for change in changes:
        if not change.after.deleted:
            rows.setdefault((change.form.key, change.after.id), []).append(change.row or 0)
    by_form: dict[str, list[int]] = {}
    for key, id_ in rows:
        by_form.setdefault(key, []).append(id_)
    found: list[Broken] = []
    for key, ids in by_form.items():
        form = book.definitions.forms[key]
        violations = book.records.rules.violations(connection, form, sorted(ids), as_of)
        found += [
            Broken(problem=one.problem, rows=tuple(rows[key, one.record])) for one in violations
        ]
    return found
