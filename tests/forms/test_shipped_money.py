"""The way of the money: paid ≤ received ≤ allocated ≤ planned, at every level."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from ruraldesk.definitions.model import Record
from tests.forms.office import READY, VILLAGE, Office, household


class Funds:
    """One fund for one project, to which receipts and payments are added."""

    def __init__(self, office: Office, **source: Any) -> None:
        self.office = office
        answers = {"kind": "upper_support", "name": "衔接资金", "doc_no": "一号", **source}
        self.source = office.add("funding_source", **answers)
        self.project = office.add("project", **READY, stage="approved")
        self.allocation = office.add(
            "allocation",
            source=self.source.uuid,
            project=self.project.uuid,
            planned="1000",
            allocated="800",
        )

    def receive(self, day: str, amount: str) -> Record:
        answers = {"received_on": day, "amount": amount}
        return self.office.add("receipt", allocation=self.allocation.uuid, **answers)

    def pay(self, day: str, amount: str, **more: Any) -> Record:
        answers = {"paid_on": day, "amount": amount, "payee": "某公司", **more}
        return self.office.add("payment", allocation=self.allocation.uuid, **answers)

    def blocked(self) -> set[str]:
        """What blocks, as ledger.rule, at the allocation, the fund and the project."""
        places = {
            "allocation": self.allocation,
            "funding_source": self.source,
            "project": self.project,
        }
        return {
            f"{form}.{rule}"
            for form, record in places.items()
            for rule, level in self.office.broken(form, record).items()
            if level == "block"
        }


def test_money_that_keeps_its_order_is_fine_at_every_level(office: Office) -> None:
    funds = Funds(office, total_planned="1000", issued_amount="800")
    funds.receive("2023-03-01", "500")
    funds.receive("2023-06-01", "300")
    payment = funds.pay("2023-03-01", "500")
    assert funds.blocked() == set()
    assert "block" not in office.broken("payment", payment).values()
    assert office.computed("project", funds.project, "balance") == 300
    assert office.computed("project", funds.project, "payment_rate") == Decimal("62.5")
    assert office.computed("project", funds.project, "from_upper") == 1000
    assert office.computed("funding_source", funds.source, "balance") == 300
    assert office.computed("allocation", funds.allocation, "status") == "disbursed"


def test_more_paid_than_received_blocks_at_every_level(office: Office) -> None:
    funds = Funds(office)
    funds.receive("2023-03-01", "500")
    payment = funds.pay("2023-03-02", "500.01")
    assert office.broken("payment", payment)["paid_within_received"] == "block"
    assert funds.blocked() == {
        "allocation.paid_within_received",
        "funding_source.paid_within_received",
        "project.paid_within_received",
    }


def test_more_received_than_allocated_blocks_at_every_level(office: Office) -> None:
    funds = Funds(office)
    receipt = funds.receive("2023-03-01", "800.01")
    assert office.broken("receipt", receipt)["received_within_allocated"] == "block"
    assert funds.blocked() == {
        "allocation.received_within_allocated",
        "funding_source.received_within_allocated",
        "project.received_within_allocated",
    }


def test_more_allocated_than_planned_blocks_at_every_level(office: Office) -> None:
    funds = Funds(office, total_planned="1000", issued_amount="1000")
    office.records["allocation"].clear()
    answers = {"source": funds.source.uuid, "project": funds.project.uuid}
    funds.allocation = office.add("allocation", **answers, planned="1000", allocated="1000.01")
    assert funds.blocked() == {
        "allocation.allocated_within_planned",
        "funding_source.allocated_within_arranged",
        "funding_source.allocated_within_issued",
        "project.allocated_within_planned",
    }


def test_a_fund_is_not_arranged_beyond_its_total(office: Office) -> None:
    funds = Funds(office, total_planned="999", issued_amount="999")
    assert funds.blocked() == {"funding_source.arranged_within_total"}


def test_what_is_not_entered_is_no_limit(office: Office) -> None:
    funds = Funds(office)
    office.records["allocation"].clear()
    funds.allocation = office.add(
        "allocation", source=funds.source.uuid, project=funds.project.uuid
    )
    funds.receive("2023-03-01", "500")
    assert funds.blocked() == set()


def test_a_payment_waits_for_the_first_receipt(office: Office) -> None:
    funds = Funds(office)
    payment = funds.pay("2023-02-28", "5")
    assert office.broken("payment", payment)["something_received"] == "block"
    funds.receive("2023-03-01", "500")
    assert office.broken("payment", payment)["paid_after_received"] == "block"
    assert "allocation.paid_after_received" in funds.blocked()
    on_the_day = funds.pay("2023-03-01", "5")
    assert "block" not in office.broken("payment", on_the_day).values()


def test_payments_beyond_what_had_arrived_by_then_warn(office: Office) -> None:
    funds = Funds(office)
    funds.receive("2023-03-01", "100")
    funds.receive("2023-09-01", "400")
    payment = funds.pay("2023-04-01", "101")
    assert office.broken("payment", payment)["covered_when_paid"] == "warn"


def test_one_hand_for_handling_and_approving_warns(office: Office) -> None:
    funds = Funds(office)
    funds.receive("2023-03-01", "500")
    payment = funds.pay("2023-04-01", "1", handled_by="王䶮", approved_by="王䶮")
    assert office.broken("payment", payment)["two_pairs_of_eyes"] == "warn"


@pytest.mark.parametrize(
    ("kind", "level", "origin"),
    [
        ("upper_support", None, "upper"),
        ("local_fiscal", "county", "fiscal"),
        ("reward_subsidy", "provincial", "upper"),
        ("reward_subsidy", "county", "fiscal"),
        ("reward_subsidy", None, "fiscal"),
        ("collective_self_raised", "village", "self_raised"),
        ("villager_raised", None, "self_raised"),
        ("social_donation", None, "donation"),
        ("ppp", None, "other"),
    ],
)
def test_every_kind_of_money_has_one_column_on_paper(
    office: Office, kind: str, level: str | None, origin: str
) -> None:
    source = office.add("funding_source", kind=kind, level=level)
    assert office.computed("funding_source", source, "origin") == origin


def test_a_village_below_its_floor_is_told_what_is_missing(office: Office) -> None:
    village = office.add(
        "unit", code="410726104201", name="黄寺村", level="village", own_input_floor="50000"
    )
    assert "own_input_floor_met" not in office.broken(
        "unit", village
    )  # nothing paid in: told in December
    funds = Funds(office, kind="collective_self_raised", unit="410726104201")
    funds.receive("2022-12-31", "60000")
    funds.receive("2023-04-01", "30000")
    assert office.computed("unit", village, "own_input_year") == 30000
    assert office.broken("unit", village)["own_input_floor_met"] == "warn"
    funds.receive("2023-05-01", "20000")
    assert "own_input_floor_met" not in office.broken("unit", village)
    office.as_of = date(2024, 12, 1)
    assert office.broken("unit", village)["own_input_floor_met"] == "warn"
    off = office.add("unit", code="410726104202", name="李村", level="village", own_input_floor="0")
    assert "own_input_floor_met" not in office.broken("unit", off)


def test_a_share_goes_to_a_household_that_the_book_knows(office: Office) -> None:
    home = household(office)
    known, named = {"household": home, "amount": "100"}, {"receiver": "公益岗位", "amount": "200"}
    income = {"unit": VILLAGE, "asset": "烘干房", "income_year": 2023, "income_received": "900"}
    income["received_on"] = "2023-06-20"
    shared = office.add("asset_income", **income, shares=[known, named])
    assert office.broken("asset_income", shared) == {}
    assert not office.refusals("asset_income", shared)
    both = office.add("asset_income", **income, shares=[{**known, "receiver": "李满仓"}])
    assert office.broken("asset_income", both)["one_share_receiver"] == "block"
    nobody = office.add("asset_income", **income, shares=[{"amount": "100"}])
    assert {one.code for one in office.refusals("asset_income", nobody)} == {"required"}
