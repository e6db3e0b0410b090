"""The month's check: every rule over every ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date

from ruraldesk.definitions.model import FormDef
from ruraldesk.definitions.names import name_of
from ruraldesk.errors import Cancelled, Level, Problem, Progress, Stopped
from ruraldesk.services.answering import unanswered
from ruraldesk.services.figures import today
from ruraldesk.services.ledger import counts
from ruraldesk.services.nil_reports import lacking
from ruraldesk.services.reported_units import foreign_rows
from ruraldesk.store.book import Book
from ruraldesk.store.rules import Rules
from ruraldesk.texts.dates import month_range
from ruraldesk.texts.translate import tr

MOST_NAMED = 500  # further problems stand without the name of their record


def check(
    book: Book,
    month: str,
    *,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> list[Problem]:
    """Return all problems of all ledgers as of the last day of `month` ("2023-11").

    Ledgers that must say each month that nothing happened, and say nothing, are problems too; so
    are comments of the office above on the month as long as they have no answer, and records of
    units for which the book does not report.

    A month is checked in the days after it, when entries of the next one are there already: what
    blocks only because its day lies behind the month is no problem once that day has come.
    A book that can be written remembers how many of them block, see `last_check`.

    Raises:
        Stopped: `cancelled` said so; nothing is remembered.
    """
    as_of = month_range(month)[1]
    rules = Rules(book)
    state, now = book.journal.head(), today(book)
    problems: list[Problem] = []
    forms = [one for one in book.definitions.forms.values() if book.info.level in one.levels]
    walk = _Walk(counts(book), progress, cancelled)
    for form in forms:
        problems += _of_ledger(rules, form, as_of, now, walk)
    problems += [*foreign_rows(book), *lacking(book, month), *unanswered(book, month)]
    if not book.read_only:
        blocking = sum(problem.level is Level.BLOCK for problem in problems)
        book.settings[f"checked.{month}"] = f"{blocking} {state}"
    return problems


class _Walk:
    """Tells how many records have been looked at, and stops where somebody wants it."""

    def __init__(
        self, rows: Mapping[str, int], progress: Progress | None, cancelled: Cancelled | None
    ) -> None:
        self._rows, self._progress, self._cancelled = rows, progress, cancelled
        self._total = sum(rows.values())
        self._done = self._ends = 0
        self._title = ""

    def begin(self, form: FormDef) -> None:
        """Go on to a ledger, which may be looked through twice."""
        self._done, self._title = self._ends, tr(form.title)
        self._ends += self._rows[form.key]
        self.step(0)

    def step(self, rows: int) -> None:
        """Take note of rows; raises Stopped where that is wanted."""
        if self._cancelled is not None and self._cancelled():
            raise Stopped
        self._done += rows
        if self._progress is not None:
            self._progress(min(self._done, self._ends), self._total, self._title)


def _of_ledger(rules: Rules, form: FormDef, as_of: date, now: date, walk: _Walk) -> list[Problem]:
    walk.begin(form)
    found = _found(rules, form, as_of, walk)
    if now <= as_of or not any(problem.level is Level.BLOCK for problem in found):
        return found
    still = {_whose(problem) for problem in _found(rules, form, now, walk)}
    return [one for one in found if one.level is not Level.BLOCK or _whose(one) in still]


def _found(rules: Rules, form: FormDef, day: date, walk: _Walk) -> list[Problem]:
    found: list[Problem] = []
    with closing(rules.check_in_pieces(form.key, day)) as pieces:  # also where it is stopped
        for rows, problems in pieces:
            found += problems
            walk.step(rows)
    return found


def _whose(problem: Problem) -> tuple[str, str, str]:
    return problem.record, problem.field, problem.code


class RowCheck:
    """What the rules say about single rows; keeps their statements from one page to the next."""

    def __init__(self, book: Book) -> None:
        self._book, self._rules = book, Rules(book)

    def problems(self, form_key: str, ids: Sequence[int], as_of: date) -> list[Problem]:
        """Return the problems of the rows with these ids; deleted ones have none."""
        form = self._book.definitions.form(form_key)
        with self._book.reading() as connection:
            broken = self._rules.violations(connection, form, ids, as_of)
        return [one.problem for one in broken]


def called(book: Book, problems: Sequence[Problem]) -> dict[str, str]:
    """Return by UUID what the records with problems are called, of the first `MOST_NAMED`."""
    by_form: dict[str, list[str]] = {}
    for problem in problems[:MOST_NAMED]:
        if problem.form and problem.record:
            by_form.setdefault(problem.form, []).append(problem.record)
    return names_of(book, by_form)


def names_of(book: Book, records: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return by UUID what records are called; `records` holds the UUIDs by ledger."""
    return {
        uuid: name_of(book.definitions.form(key), record)
        for key, uuids in records.items()
        for uuid, record in book.records.by_uuids(key, dict.fromkeys(uuids)).items()
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class LastCheck:
    """What the last check of a month found, and whether anything was changed since."""

    blocking: int
    current: bool


def last_check(book: Book, month: str) -> LastCheck | None:
    """Return what the last check found; None for a month that was never checked."""
    kept = book.settings.get(f"checked.{month}", "")
    if not kept:
        return None
    blocking, _, state = kept.partition(" ")
    return LastCheck(blocking=int(blocking), current=state == book.journal.head())
