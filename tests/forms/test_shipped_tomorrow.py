"""What has happened has not happened tomorrow: dates of the ledgers of land, welfare and work."""

from typing import Any

import pytest

from tests.forms.office import Office, shipped

TOMORROW = "2023-11-17"

# Ledger, field (of its lines, where a key of lines stands before it) and the rule that speaks.
HAPPENED: list[tuple[str, str, str]] = [
    ("village_plan", "submitted_on", "submitted_not_ahead"),
    ("house", "idle_since", "idle_not_ahead"),
    ("village_plan", "reviewed_on", "reviewed_not_ahead"),
    ("homestead", "village_reviewed_on", "village_reviewed_not_ahead"),
    ("homestead", "approved_on", "approved_not_ahead"),
    ("homestead", "staked_on", "staked_not_ahead"),
    ("homestead", "started_on", "started_not_ahead"),
    ("homestead", "returned_on", "returned_not_ahead"),
    ("homestead", "patrols.put_right_on", "put_right_not_ahead"),
    ("housing_project", "started_on", "started_not_ahead"),
    ("housing_project", "places.agreed_on", "agreed_not_ahead"),
    ("land_parcel", "returned_on", "returned_not_ahead"),
    ("land_transfer", "filed_on", "filed_not_ahead"),
    ("blackspot", "returned_on", "returned_not_ahead"),
    ("cleaner", "equipment.since", "since_not_ahead"),
    ("toilet", "paid_on", "paid_not_ahead"),
    ("enterprise", "registered_on", "registered_not_ahead"),
    ("enterprise", "first_contact_on", "first_contact_not_ahead"),
    ("enterprise", "signed_on", "signed_not_ahead"),
    ("enterprise", "introduced_on", "introduced_not_ahead"),
    ("enterprise", "settled_on", "settled_not_ahead"),
    ("enterprise", "produced_on", "produced_not_ahead"),
    ("enterprise", "ended_on", "ended_not_ahead"),
    ("investment_project", "ended_on", "ended_not_ahead"),
    ("cooperative", "led_since", "led_not_ahead"),
    ("cooperative", "links.since", "link_not_ahead"),
    ("sales_partner", "ended_on", "ended_not_ahead"),
]


@pytest.mark.parametrize(("form", "field", "rule"), HAPPENED)
def test_nothing_has_happened_tomorrow(office: Office, form: str, field: str, rule: str) -> None:
    assert rule not in office.broken(form, office.example(form))
    lines, _, key = field.rpartition(".")
    answers: dict[str, Any] = {lines: [{key: TOMORROW}]} if lines else {key: TOMORROW}
    assert office.broken(form, office.example(form, **answers))[rule] == "block"


def test_a_measure_of_tomorrow_is_asked_about(office: Office) -> None:
    planned = office.example("monitoring_household", measures=[{"since": TOMORROW}])
    assert office.broken("monitoring_household", planned)["measure_not_ahead"] == "warn"


def test_old_houses_are_not_asked_for_their_approval(office: Office) -> None:
    old = {"build_kind": "existing", "status": "existing"}
    dates = ("applied_on", "village_reviewed_on", "staked_on", "started_on", "accepted_on")
    made = office.example("homestead", **old, **dict.fromkeys((*dates, "permit_no")))
    assert office.refusals("homestead", made) == []
    assert "existing_state" not in office.broken("homestead", made)
    applied = office.example("homestead", build_kind="existing", status="applied")
    assert office.broken("homestead", applied)["existing_state"] == "warn"
    assert shipped().form("homestead").field("approval_no").visible_when is None
