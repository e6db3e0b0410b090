"""What villages enter: the examples of all forms once, then each month money, cases and people.

Rows are those of `put`, made from the forms' own examples, so that every field is filled in a way
that its form allows. Amounts are random to the 分.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from random import Random
from typing import Any
from uuid import UUID, uuid5

from ruraldesk.definitions.model import FieldType, FormDef, Record
from ruraldesk.services.books import shipped_definitions
from ruraldesk.services.reading import plain_record
from ruraldesk.texts.dates import month_range
from tests.services.office import id_number

Row = dict[str, Any]
Rows = list[tuple[str, Row]]

EXAMPLE_UNIT = "410726104201"
CORE: tuple[str, ...] = (
    *("unit", "project", "funding_source", "allocation", "receipt", "payment", "person"),
    *("household", "cadre", "dispute", "attendance", "points_rule", "points_account"),
    *("points_entry", "asset_income", "cooperative"),
)
"""Ledgers that every village keeps, with those that they refer to: every type of field is there."""

FEW = ("unit", "payment", "receipt", "cadre")


class Kept(Enum):
    """Which ledgers a village keeps, always with those that they refer to."""

    ALL = "all"
    CORE = "core"
    FEW = "few"


_SPACE = UUID("5a6d54d6-3a50-4a3c-8e39-0b7f0b1c5d11")
_ID_NUMBER = re.compile(r"410726((?:19|20)\d{6})(\d{3})[\dX]")
_DISPUTE = ("category", "level", "source", "channel", "content")
_SURNAMES, _GIVEN = "王李张刘陈杨赵黄周吴徐孙", "建国志强秀英桂兰玉梅海燕文博子涵翠萍"


class Entries:
    """The rows of one village, the same for the same number and seed."""

    def __init__(self, unit: str, name: str, number: int, random: Random, kept: Kept) -> None:
        self._unit, self._name, self._number, self._random = unit, name, number, random
        self._forms = [one for one in _in_order() if kept is Kept.ALL or one.key in _with(kept)]
        self._numbers: set[str] = set()  # that people of the village have

    def first(self) -> Rows:
        """Return what the village has when it begins: the examples, as its own."""
        return [(form.key, self._own(form)) for form in self._forms]

    def of_month(self, month: str, size: int) -> Rows:
        """Return what is entered in a month; `size` is the number of funds and cases."""
        first, _ = month_range(month)
        rows: Rows = []
        for place in range(size):
            rows += self._money(month, first, place)
            rows += [self._dispute(month, first, place), self._person(month, place)]
        rows.append(("attendance", self._attendance(month)))
        return rows

    def ahead(self, month: str) -> Rows:
        """Return a case that is entered before the month before it was closed."""
        form, row = self._dispute(month, month_range(month)[0], 99)
        return [(form, row | {"reported_on": f"{month}-01"})]

    def uuid(self, *parts: object) -> str:
        """Return the identity of one of the village's records."""
        return str(uuid5(_SPACE, "/".join(map(str, (self._unit, *parts)))))

    def _own(self, form: FormDef) -> Row:
        """Return a form's example as the village's own record."""
        text = json.dumps(plain_record(form, _example(form)), ensure_ascii=False)
        for uuid in _identities():
            text = text.replace(uuid, self.uuid(uuid))
        text = text.replace(EXAMPLE_UNIT, self._unit).replace("黄寺村", self._name)
        row: Row = json.loads(_ID_NUMBER.sub(self._person_id, text))
        return row

    def _person_id(self, found: re.Match[str]) -> str:
        """Return a number of the same day and sex that nobody else has."""
        day, order = found.group(1), int(found.group(2))
        birth = date(int(day[:4]), int(day[4:6]), int(day[6:]))
        number = id_number(birth, self._number * 10 + order % 10)
        self._numbers.add(number)
        return number

    def _copy(self, form: str, *parts: object, **values: Any) -> tuple[str, Row]:
        row = self._own(shipped_definitions().form(form))
        return form, row | {"uuid": self.uuid(form, *parts)} | values

    def _amount(self, most: int) -> Decimal:
        return Decimal(self._random.randrange(1_00, most * 100)).scaleb(-2)

    def _money(self, month: str, first: date, place: int) -> Rows:
        """Return a fund, its allocation, a receipt and some payments that use a part of it."""
        at = (month, place)
        issued = Decimal(self._random.randrange(1_000_000, 90_000_000)).scaleb(-2)
        received = issued - self._amount(5_000)
        rows = [
            self._copy(
                "funding_source",
                *at,
                name=f"{self._name}{month}第{place + 1}批衔接资金",
                doc_no=f"豫财农〔{month[:4]}〕{int(month[5:])}{place}号",
                year=first.year,
                doc_date=_day(first, 0),
                issued_on=_day(first, 1),
                total_planned=f"{issued}",
                issued_amount=f"{issued}",
            ),
            self._copy(
                "allocation",
                *at,
                source=self.uuid("funding_source", *at),
                planned=f"{issued}",
                allocated=f"{issued}",
                allocated_on=_day(first, 2),
            ),
            self._copy(
                "receipt",
                *at,
                allocation=self.uuid("allocation", *at),
                received_on=_day(first, 3),
                amount=f"{received}",
                receipt_voucher=f"收-{month}-{place:03}",
            ),
        ]
        for number, part in enumerate(_parts(self._random, received)):
            rows.append(
                self._copy(
                    "payment",
                    *at,
                    number,
                    allocation=self.uuid("allocation", *at),
                    paid_on=_day(first, 4 + number * 3),
                    disclosed_on=_day(first, 5 + number * 3),
                    amount=f"{part}",
                    payee=f"延津县{self._random.choice(_SURNAMES)}记工程队",
                    voucher=f"付-{month}-{place}{number:02}",
                )
            )
        return rows

    def _dispute(self, month: str, first: date, place: int) -> tuple[str, Row]:
        form = shipped_definitions().form("dispute")
        kept = {key: self._own(form)[key] for key in _DISPUTE}
        return "dispute", {
            **kept,
            "uuid": self.uuid("dispute", month, place),
            "unit": self._unit,
            "reported_on": _day(first, self._random.randrange(20)),
            "people_involved": self._random.randrange(2, 30),
            "amount": f"{self._amount(20_000)}",
            "status": "registered",
            "content": f"{self._name}{month}第{place + 1}起：\n“排水沟”,边界 = 争执",
        }

    def _person(self, month: str, place: int) -> tuple[str, Row]:
        birth = date(1960, 1, 1) + timedelta(days=self._random.randrange(15_000))
        order = self._number * 10 + 5
        while id_number(birth, order) in self._numbers:
            birth += timedelta(days=1)
        self._numbers.add(id_number(birth, order))
        name = self._random.choice(_SURNAMES) + "".join(self._random.choices(_GIVEN, k=2))
        return "person", {
            "uuid": self.uuid("person", month, place),
            "unit": self._unit,
            "name": name,
            "id_number": id_number(birth, order),
            "sex": "male" if order % 2 else "female",
            "birth_date": birth.isoformat(),
            "phone": f"138{self._random.randrange(10**8):08}",
            "since": month_range(month)[0].isoformat(),
        }

    def _attendance(self, month: str) -> Row:
        _, row = self._copy("attendance", month, attended_month=month)
        present = Decimal(self._random.randrange(10, 44)) / 2
        return row | {"due_days": "22.0", "present_days": f"{present:.1f}", "leave_days": "0.0"}


def types_of(forms: Sequence[FormDef]) -> set[FieldType]:
    """Return the types of the stored fields of forms and their lines."""
    tables = [part for form in forms for part in (form, *form.lines)]
    return {field.type for table in tables for field in table.fields}


def every_type_is_kept() -> bool:
    """Say whether the ledgers of every village hold each type of field at least once."""
    forms = shipped_definitions().forms
    return types_of([forms[key] for key in _with(Kept.CORE)]) == set(FieldType)


def _day(first: date, days: int) -> str:
    return (first + timedelta(days=days)).isoformat()


def _parts(random: Random, amount: Decimal) -> Iterator[Decimal]:
    """Yield payments that stay within an amount."""
    left = amount
    for _ in range(random.randrange(2, 6)):
        part = (left * random.randrange(5, 50) / 100).quantize(Decimal("0.01"))
        left -= part
        if part > 0:
            yield part


def _example(form: FormDef) -> Record:
    if form.example is None:
        raise ValueError(f"{form.key} has no example")
    return form.example


@lru_cache(maxsize=1)
def _identities() -> tuple[str, ...]:
    """Return the UUIDs of the examples, which each village replaces by its own."""
    return tuple(_example(form).uuid for form in _in_order())


@lru_cache(maxsize=1)
def _in_order() -> tuple[FormDef, ...]:
    """Return the ledgers that villages keep, each behind those that it refers to."""
    waiting = list(shipped_definitions().forms.values())
    order: list[FormDef] = []
    while waiting:
        known = {form.key for form in order}
        ready = [form for form in waiting if _referred(form) <= known | {form.key}]
        order += ready
        waiting = [form for form in waiting if form not in ready]
    order.sort(key=lambda form: form.key != "unit")
    return tuple(order)


@lru_cache
def _with(kept: Kept) -> frozenset[str]:
    """Return CORE or FEW with all ledgers that they refer to."""
    forms, known = shipped_definitions().forms, set[str]()
    waiting = list(FEW if kept is Kept.FEW else CORE)
    while waiting:
        key = waiting.pop()
        if key not in known:
            known.add(key)
            waiting += _referred(forms[key])
    return frozenset(known)


def _referred(form: FormDef) -> set[str]:
    tables = (form, *form.lines)
    fields = (field for table in tables for field in table.fields)
    return {field.form for field in fields if field.type is FieldType.REFERENCE}
