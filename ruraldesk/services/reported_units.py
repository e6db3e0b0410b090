"""For which units a unit reports: for itself and those below it, and for nobody else."""

from __future__ import annotations

from collections.abc import Mapping

from ruraldesk.definitions.identity import is_division_code, parent_code
from ruraldesk.definitions.model import UNIT
from ruraldesk.errors import Level, Problem
from ruraldesk.store.book import Book
from ruraldesk.store.foreign_rows import ForeignRow, rows_of_others
from ruraldesk.texts.translate import tr

FOREIGN = "foreign_unit"
"""The code of the problem that a record is of a unit for which the book does not report."""


def reports_for(unit: str, code: str, above: Mapping[str, str]) -> bool:
    """Say whether `unit` reports for the unit `code`: for itself, or for one below it.

    Args:
        above: the code of the unit above by the code of each unit; of others the digits tell it.
    """
    seen = set[str]()
    while code and code != unit and code not in seen:
        seen.add(code)
        code = above.get(code) or (parent_code(code) if is_division_code(code) else "")
    return bool(code) and code == unit


def foreign_rows(book: Book) -> list[Problem]:
    """Return the records that the office above would refuse, and with them the whole package.

    A book without an office above reports to nobody.
    """
    if not book.info.parent:
        return []
    unit, above = book.info.unit, book.taking.above()
    names = dict(book.records.units())
    rows = rows_of_others(book, lambda code: reports_for(unit, code, above))
    return [_problem(book, row, names) for row in rows]


def _problem(book: Book, row: ForeignRow, names: Mapping[str, str]) -> Problem:
    own = book.info.name
    told = tr("It is of no unit. Choose {own} or one below it: a report speaks for these only.")
    if row.unit:
        told = tr(
            "It is of {unit}, but {own} reports only for itself and the units below it: the office "
            "above would refuse the whole package. Choose another unit, or delete the record."
        )
    unit = names.get(row.unit, row.unit)
    return Problem(
        message=told.format(unit=unit, own=own),
        level=Level.BLOCK,
        form=row.form,
        record=row.record,
        field=UNIT,
        code=FOREIGN,
    )
