"""What the ledgers hold of each unit: rows, and the sums of fields."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from ruraldesk.definitions.model import UNIT, FieldDef, FieldType, FormDef
from ruraldesk.store.columns import places, unscaled

if TYPE_CHECKING:
    from ruraldesk.store.book import Book


@dataclass(frozen=True, slots=True)
class UnitSums:
    """Rows of a unit in a ledger, and the sums of the fields asked for, in their base units."""

    rows: int
    sums: tuple[Decimal, ...]

    def __add__(self, other: UnitSums) -> UnitSums:
        pairs = zip(self.sums, other.sums, strict=True)
        return UnitSums(self.rows + other.rows, tuple(one + more for one, more in pairs))


def unit_sums(book: Book, form: FormDef, fields: Sequence[FieldDef]) -> dict[str, UnitSums]:
    """Return by the code of each unit what a ledger holds of it; "" for rows of no unit."""
    table = book.tables[form.table]
    unit = func.coalesce(table.c[UNIT], "")
    sums = [func.coalesce(func.sum(table.c[one.key]), 0) for one in fields]
    query = select(unit, func.count(), *sums).where(table.c.deleted.is_(None)).group_by(unit)
    with book.reading() as connection:
        return {
            code: UnitSums(
                rows, tuple(_number(one, raw) for one, raw in zip(fields, raws, strict=True))
            )
            for code, rows, *raws in connection.execute(query)
        }


def _number(field: FieldDef, raw: int) -> Decimal:
    return Decimal(raw) if field.type is FieldType.INTEGER else unscaled(raw, places(field))
