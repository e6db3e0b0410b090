"""Which enterprises count as introduced, whose taxes are summed, and visits with their appeals."""

from datetime import date
from typing import Any

import pytest

from ruraldesk.definitions.model import Record
from tests.forms.office import Office

UNIT = {"unit": "410726104000"}

# The local taxes of the thirteen, in 万元; together 133.
TAXES = (38.60, 24.15, 17.80, 13.25, 10.40, 8.30, 6.75, 5.20, 3.60, 2.45, 1.50, 1.00, 0)


def enterprise(office: Office, name: str = "禾盛公司", **answers: Any) -> Record:
    """Keep an enterprise of the headquarters kind, introduced in 2021."""
    plain = {"kind": "headquarters", "stage": "introduced", "introduced_on": "2021-10-20"}
    return office.add("enterprise", name=name, **{**UNIT, **plain, **answers})


def tax(office: Office, firm: Record, amount: str, **answers: Any) -> Record:
    plain = {"year": 2022, "local_amount": amount, "enterprise": firm.uuid}
    return office.add("enterprise_tax", **{**UNIT, **plain, **answers})


def test_thirteen_enterprises_and_133_wan_of_local_tax(office: Office) -> None:
    for number, wan in enumerate(TAXES):
        tax(office, enterprise(office, f"企业{number}"), str(round(wan * 10000)))
    for number in range(2):
        enterprise(office, f"洽谈{number}", stage="negotiating", introduced_on=None)
    enterprise(office, "以后引进", introduced_on="2023-11-17")
    gone = {"stage": "ended", "ended_on": "2023-11-16", "end_reason": "迁出"}
    enterprise(office, "已迁出", **gone)
    tax(office, enterprise(office, "面粉厂", kind="above_scale"), "500000")
    assert office.figure("headquarters_introduced") == 13
    assert office.figure("headquarters_tax") == 1330000
    assert office.figure("headquarters_tax_before") == 0
    assert office.figure("enterprises_introduced") == 14
    assert office.figure("enterprises_in_talks") == 3  # with the one of tomorrow
    assert office.figure("local_tax_total") == 1830000


def test_an_enterprise_that_left_still_counts_on_the_day_before(office: Office) -> None:
    enterprise(office, stage="ended", ended_on="2023-06-01", end_reason="迁出")
    assert office.figure("headquarters_introduced") == 0
    office.as_of = date(2023, 5, 31)
    assert office.figure("headquarters_introduced") == 1


@pytest.mark.parametrize(
    ("answers", "counted"),
    [
        ({"year": 2022}, True),
        ({"year": 2023}, False),  # the year is not over, and nothing says that it came in
        ({"year": 2023, "month_number": 10}, True),
        ({"year": 2023, "month_number": 11}, False),
        ({"year": 2023, "month_number": 11, "paid_on": "2023-11-16"}, True),
        ({"year": 2022, "paid_on": "2023-11-17"}, False),
    ],
    ids=["last_year", "this_year", "last_month", "this_month", "paid", "not_paid"],
)
def test_taxes_count_from_the_day_they_came_in(
    office: Office, answers: dict[str, Any], counted: bool
) -> None:
    tax(office, enterprise(office), "100", **answers)
    assert office.figure("headquarters_tax") == (100 if counted else 0)


def test_before_the_first_year_with_taxes_there_were_none(office: Office) -> None:
    firm = enterprise(office)
    tax(office, firm, "0", year=2021)
    tax(office, firm, "100", year=2022)
    tax(office, enterprise(office, "面粉厂", kind="general"), "900", year=2020)
    assert office.figure("headquarters_tax_before") == 0


@pytest.mark.parametrize(
    ("first", "second", "rule"),
    [
        ({"month_number": 3}, {"month_number": 3}, "once_a_period"),
        ({}, {}, "once_a_period"),
        ({}, {"month_number": 3}, "month_or_year"),
        ({"tax_kind": "total"}, {"tax_kind": "vat"}, "total_or_kinds"),
        ({}, {"tax_kind": "vat"}, "total_or_kinds"),
    ],
)
def test_no_tax_is_counted_twice(
    office: Office, first: dict[str, Any], second: dict[str, Any], rule: str
) -> None:
    firm = enterprise(office)
    tax(office, firm, "100", **first)
    assert office.broken("enterprise_tax", tax(office, firm, "100", **second))[rule] == "block"


def test_two_kinds_of_tax_in_a_month_are_fine(office: Office) -> None:
    firm = enterprise(office)
    for kind in ("vat", "corporate_income"):
        record = tax(office, firm, "100", month_number=3, tax_kind=kind, tax_amount="200")
        assert office.broken("enterprise_tax", record) == {}
    more = tax(office, firm, "100", month_number=4, tax_amount="99.99")
    assert office.broken("enterprise_tax", more)["local_within_tax"] == "block"


def test_a_tax_is_of_a_year_that_has_come_and_is_paid_from_its_period_on(office: Office) -> None:
    firm = enterprise(office)
    ahead = tax(office, firm, "100", year=2032)
    assert office.broken("enterprise_tax", ahead)["year_not_ahead"] == "block"
    paid = {"year": 2023, "month_number": 3, "paid_on": "2023-02-28"}
    early = tax(office, firm, "100", **paid)
    assert office.broken("enterprise_tax", early) == {"paid_in_or_after_period": "warn"}
    first = tax(office, firm, "100", **{**paid, "month_number": 4, "paid_on": "2023-04-01"})
    assert office.broken("enterprise_tax", first) == {}
    yearly = tax(office, enterprise(office, "二"), "100", year=2022, paid_on="2022-01-10")
    assert office.broken("enterprise_tax", yearly) == {}


@pytest.mark.parametrize(
    ("answers", "rule", "level"),
    [
        ({"signed_on": "2021-10-21"}, "dates_in_order", "block"),
        ({"settled_on": "2021-10-19"}, "settled_after_introduced", "block"),
        ({"stage": "ended", "ended_on": "2021-10-19", "end_reason": "无"}, "ended_last", "block"),
        ({"stage": "negotiating"}, "introduced_needs_stage", "warn"),
        ({}, "introduced_has_officer", "warn"),
        ({}, "introduced_has_code", "warn"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_an_enterprise_contradicts_or_lacks_is_said(
    office: Office, answers: dict[str, Any], rule: str, level: str
) -> None:
    assert office.broken("enterprise", enterprise(office, **answers))[rule] == level


def test_no_enterprise_is_introduced_without_a_date(office: Office) -> None:
    record = enterprise(office, introduced_on=None)
    assert {one.field for one in office.refusals("enterprise", record)} == {"introduced_on"}


def visit(office: Office, firm: Record, *appeals: dict[str, Any], **answers: Any) -> Record:
    """Keep a visit of August with these appeals."""
    plain = {"enterprise": firm.uuid, "visited_on": "2023-08-16", "officer": "赵国强"}
    rows = [{"appeal": "用房", **appeal} for appeal in appeals]
    return office.add("enterprise_visit", **{**UNIT, **plain, "appeals": rows, **answers})


def test_appeals_are_open_until_they_are_closed(office: Office) -> None:
    firm = enterprise(office)
    closed = {"status": "closed", "result": "已租用"}
    record = visit(
        office,
        firm,
        {**closed, "closed_on": "2023-09-08"},
        {"status": "explained", "closed_on": "2023-09-08", "result": "已解释"},
        {"status": "doing", "promised_on": "2023-11-15"},
        {"status": "registered"},
    )
    assert office.computed("enterprise_visit", record, "open_count") == 2
    assert office.computed("enterprise_visit", record, "late_count") == 1
    assert office.computed("enterprise", firm, "open_appeals") == 2
    assert office.figure("enterprise_appeals_open") == 2
    assert office.figure("enterprise_appeals_rate") == 50
    assert office.figure("visited_enterprises") == 1


def test_an_appeal_is_closed_with_its_day_and_result(office: Office) -> None:
    bare = visit(office, enterprise(office), {"status": "closed"})
    assert {one.field for one in office.refusals("enterprise_visit", bare)} == {
        "appeals[1].closed_on",
        "appeals[1].result",
    }


@pytest.mark.parametrize(
    ("appeal", "rule"),
    [
        ({"status": "closed", "result": "无", "closed_on": "2023-08-15"}, "closed_after_visit"),
        ({"status": "closed", "result": "无", "closed_on": "2023-11-17"}, "closed_not_ahead"),
        ({"status": "doing", "promised_on": "2023-08-15"}, "promised_after_visit"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_no_appeal_ends_before_it_was_made(
    office: Office, appeal: dict[str, Any], rule: str
) -> None:
    record = visit(office, enterprise(office), appeal)
    assert office.broken("enterprise_visit", record)[rule] == "block"
