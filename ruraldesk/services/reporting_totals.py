"""What all units together hold in each ledger, unit by unit, beside what they said themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from ruraldesk.definitions.model import UNIT, FieldDef, FieldType, FormDef
from ruraldesk.services.reporting_status import units_below
from ruraldesk.store.book import Book
from ruraldesk.store.taken import REPORTED, ROWS, Taken
from ruraldesk.store.unit_totals import UnitSums, unit_sums

__all__ = ["LedgerTotal", "UnitSums", "UnitTotal", "ledger_totals", "owners", "summed_fields"]

_SUMMED = (FieldType.MONEY, FieldType.DECIMAL, FieldType.INTEGER)
_MOST = 3  # fields that are summed where the form does not say which


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitTotal:
    """One unit in one ledger.

    `said` is what the unit's last package says of it, None where the unit handed in no package or
    its package does not know the ledger. `codes` are the unit and those below it.
    """

    unit: str
    name: str
    codes: tuple[str, ...]
    here: UnitSums
    said: UnitSums | None
    package: Taken | None

    @property
    def agrees(self) -> bool | None:
        """Whether both are the same; None where there is nothing to compare with."""
        return None if self.said is None else self.said == self.here


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerTotal:
    """One ledger with its units, and what is summed in it."""

    form: str
    fields: tuple[FieldDef, ...]
    units: tuple[UnitTotal, ...]
    own: UnitSums  # of no unit that reports here: what the office keeps for itself
    whole: UnitSums = field(init=False)

    def __post_init__(self) -> None:
        whole = self.own
        for one in self.units:
            whole += one.here
        object.__setattr__(self, "whole", whole)

    @property
    def differing(self) -> int:
        """How many units say something else than what is here."""
        return sum(one.agrees is False for one in self.units)


def ledger_totals(book: Book) -> list[LedgerTotal]:
    """Return the ledgers in which units have rows, in the order of the ledgers."""
    below = units_below(book)
    owner = owners(book, [code for code, _ in below])
    last = {one.unit: one for one in book.taking.taken() if one.verdict != REPORTED}
    found = []
    for form in book.definitions.forms.values():
        if form.find(UNIT) is None or form.key == UNIT:
            continue
        made = _total(book, form, below, owner, last)
        if made.whole.rows or made.differing:
            found.append(made)
    return found


def summed_fields(form: FormDef) -> tuple[FieldDef, ...]:
    """Return the fields of a ledger that are added up: those of its totals row, or its money."""
    known = [one for one in form.fields if one.stored and one.type in _SUMMED and not one.retired]
    chosen = [one for one in known if one.key in form.totals]
    money = [one for one in known if one.type is FieldType.MONEY]
    return tuple((chosen or money)[:_MOST])


def _total(
    book: Book,
    form: FormDef,
    below: Sequence[tuple[str, str]],
    owner: Mapping[str, str],
    last: Mapping[str, Taken],
) -> LedgerTotal:
    fields = summed_fields(form)
    none = UnitSums(0, tuple(Decimal(0) for _ in fields))
    here = dict.fromkeys((code for code, _ in below), none)
    own = none
    for code, sums in unit_sums(book, form, fields).items():
        if code in owner:
            here[owner[code]] += sums
        else:
            own += sums
    units = tuple(
        UnitTotal(
            unit=code,
            name=name,
            codes=tuple(one for one, of in owner.items() if of == code),
            here=here[code],
            said=_said(form, fields, last.get(code)),
            package=last.get(code),
        )
        for code, name in below
    )
    return LedgerTotal(form=form.key, fields=fields, units=units, own=own)


def _said(form: FormDef, fields: Sequence[FieldDef], package: Taken | None) -> UnitSums | None:
    """Return what a package says; None where it says nothing, or not of all of the fields."""
    said = {} if package is None else package.totals.get(form.table, {})
    if ROWS not in said or any(one.key not in said for one in fields):
        return None
    return UnitSums(int(said[ROWS]), tuple(Decimal(said[one.key]) for one in fields))


def owners(book: Book, below: Sequence[str]) -> dict[str, str]:
    """Return by the code of each unit which of those that report here it belongs to."""
    above, owner = book.taking.above(), {code: code for code in below}
    while more := {
        code: owner[upper] for code, upper in above.items() if upper in owner and code not in owner
    }:
        owner |= more
    return owner
