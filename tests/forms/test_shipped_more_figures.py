"""What a year's report tells counts by the day that the sentence means."""

from tests.forms.office import Office

UNIT = {"unit": "410726104000"}


def test_an_old_petition_counts_in_the_year_in_which_it_was_solved(office: Office) -> None:
    old = {"first_petition_on": "2010-01-01", "reported_on": "2022-02-01", "status": "closed"}
    office.add("petition_case", **UNIT, **old, closed_on="2023-08-28")
    office.add("petition_case", **UNIT, **old, closed_on="2022-12-30")
    assert office.figure("petition_backlog_solved_this_year") == 1


def test_an_enterprise_counts_in_the_year_in_which_it_came(office: Office) -> None:
    office.add("enterprise", first_contact_on="2021-08-03", introduced_on="2023-02-01")
    office.add("enterprise", introduced_on="2023-03-01")
    office.add("enterprise", introduced_on="2022-03-01")
    assert office.figure("enterprises_introduced_this_year") == 2


def test_a_demonstration_counts_in_the_year_of_its_name(office: Office) -> None:
    office.add("demonstration", started_on="2021-03-01", named_on="2023-08-01")
    office.add("demonstration", started_on="2021-03-01", named_on="2022-08-01")
    assert office.figure("demonstrations_named_this_year") == 1


def test_titles_of_people_and_of_households_are_counted_apart(office: Office) -> None:
    given = {"status": "awarded", "awarded_on": "2023-03-08"}
    office.add("evaluation_title", holder_kind="person", holder="孙桂芳", **given)
    office.add("evaluation_title", holder_kind="household", holder="李满仓", **given)
    assert office.figure("titles_people") == 1
    assert office.figure("titles_households") == 1
    assert office.figure("titles_awarded_this_year") == 2


def test_a_dispute_handled_this_month_may_have_begun_before(office: Office) -> None:
    handled = {"status": "closed", "outcome": "success", "reported_on": "2023-09-20"}
    office.add("dispute", **handled, closed_on="2023-11-03")
    office.add("dispute", **handled, closed_on="2023-10-30")
    assert office.figure("disputes_handled_in_month") == 1


def test_a_reward_counts_in_the_year_in_which_it_was_paid(office: Office) -> None:
    office.add(
        "incentive_payment",
        kind="reward",
        decided_on="2022-12-28",
        paid_on="2023-01-10",
        amount="2000",
    )
    office.add(
        "incentive_payment",
        kind="reward",
        decided_on="2022-11-28",
        paid_on="2022-12-10",
        amount="900",
    )
    assert office.figure("awards_paid_this_year") == 2000
