"""Which shipped ledgers are final once their month is closed, and which must speak each month."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ruraldesk.definitions.model import Record
from ruraldesk.errors import Level
from ruraldesk.services import entry
from ruraldesk.services.books import create_book, shipped_definitions
from ruraldesk.services.months import close, reopen, state
from ruraldesk.services.nil_reports import CODE, nil_report, not_kept
from ruraldesk.store.book import Book

MONTH = "2023-11"
MONEY = {"receipt", "payment", "contribution_in_kind", "incentive_payment", "subsidy_payment"}
POINTS = {"points_entry", "points_redemption"}


@pytest.fixture
def closed(sample_copy: Book) -> Book:
    """The sample's book with November closed."""
    assert not close(sample_copy, MONTH).refused
    return sample_copy


@pytest.fixture
def village(tmp_path: Path) -> Iterator[Book]:
    with create_book(
        tmp_path / "黄寺村.rdb", unit="410726104201", name="黄寺村", level="village"
    ) as book:
        yield book


def save(book: Book, form: str, record: Record, reason: str = "", **values: object) -> entry.Saved:
    wanted = replace(record, values=values)  # type: ignore[arg-type]
    return entry.save(book, form, wanted, reason)


def one(book: Book, form: str, field: str, *, empty: bool = False) -> Record:
    return next(record for record in book.records.find(form) if (record[field] is None) is empty)


def test_money_points_and_attendance_are_final() -> None:
    final = {key for key, form in shipped_definitions().forms.items() if form.closes}
    assert final == MONEY | POINTS | {"attendance"}


def test_screening_and_safety_must_speak_each_month() -> None:
    monthly = {key for key, form in shipped_definitions().forms.items() if form.monthly}
    assert monthly == {"dispute_screening", "safety_zero"}


def test_an_amount_that_was_reported_changes_with_a_reason_only(closed: Book) -> None:
    receipt = one(closed, "receipt", "amount")
    less = receipt["amount"] - Decimal("0.01")  # type: ignore[operator]
    refused = save(closed, "receipt", receipt, amount=less)
    assert entry.needs_reason(refused.problems)
    assert not save(closed, "receipt", receipt, "按银行回单更正", amount=less).refused
    assert (state(closed, MONTH).corrections, state(closed, MONTH).light) == (1, "wheat")


def test_a_voucher_that_came_later_is_filled_in_freely(closed: Book) -> None:
    payment = one(closed, "payment", "voucher", empty=True)
    assert not save(closed, "payment", payment, voucher="记-118").refused
    assert state(closed, MONTH).corrections == 0


def test_projects_go_on(closed: Book) -> None:
    project = one(closed, "project", "name")
    assert not save(closed, "project", project, name="改了名的项目").refused


def test_an_empty_village_is_asked_for_its_nil_reports(village: Book) -> None:
    told = {one.form: one.level for one in close(village, MONTH).problems if one.code == CODE}
    assert told == {"dispute_screening": Level.WARN, "safety_zero": Level.WARN}


def test_a_village_that_reported_before_says_why_it_has_nothing_now(village: Book) -> None:
    zero = Record(
        values={
            "unit": "410726104201",
            "zero_month": "2023-10",
            "petitions": 0,
            "accidents": 0,
            "cases": 0,
        }
    )
    village.records.insert_many("safety_zero", [zero])
    not_kept(village, "dispute_screening", MONTH, "由镇里统一排查")
    refused = close(village, MONTH)
    assert refused.refused
    assert {one.form for one in refused.problems if one.level is Level.BLOCK} == {"safety_zero"}
    nil_report(village, "safety_zero", MONTH, "本月没有发生，镇里统一报零")
    assert not close(village, MONTH).refused


def test_a_reopened_month_is_corrected_freely(closed: Book) -> None:
    reopen(closed, MONTH, "到账金额写错")
    receipt = one(closed, "receipt", "amount")
    less = receipt["amount"] - Decimal("0.01")  # type: ignore[operator]
    assert not save(closed, "receipt", receipt, amount=less).refused
    assert close(closed, MONTH).sequence == 2
    assert date.fromisoformat(state(closed, MONTH).closed_at[:10]) <= date.today()
