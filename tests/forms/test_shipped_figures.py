"""The shipped figures: their keys, their words, and that nothing after the day counts."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest

from ruraldesk.definitions.model import FigureDef
from tests.forms.office import Office, shipped, worded

# (value in the base unit, the words of the bulletin)
WORDS = {
    "invested_total": ("13282600", "1300余万元"),
    "out_road_hardening": ("13345", "13300余米"),
    "out_buried_cable": ("36128", "36100余米"),
    "out_wells": ("206", "200余眼"),
    "out_sewer": ("3668", "约3670米"),
    "out_septic": ("13", "13座"),
    "out_manholes": ("284", "284眼"),
    "out_bridges": ("3", "3座"),
    "out_dredging": ("8937", "8900余米"),
    "cadre_total": ("174", "174名"),
    "cadre_senior_high_up": ("132", "132人"),
    "cadre_under_45": ("88", "88人"),
    "planned_projects": ("4", "4个"),
}


@pytest.mark.parametrize("key", WORDS)
def test_a_figure_is_worded_as_the_bulletin_has_it(key: str) -> None:
    value, words = WORDS[key]
    assert worded(key, value) == words
    assert shipped().figures[key].answers


@pytest.mark.parametrize("figure", shipped().figures.values(), ids=lambda figure: figure.key)
def test_a_figure_says_what_it_counts_and_in_what(figure: FigureDef) -> None:
    assert figure.note
    assert figure.unit


@pytest.mark.parametrize("key", shipped().figures)
def test_a_figure_of_an_empty_book_is_nothing(key: str) -> None:
    assert Office().figure(key) in (None, 0, Decimal(0))


def test_outputs_count_what_was_accepted_of_finished_projects_only() -> None:
    office = Office()

    def project(stage: str, finished: str | None, **quantities: str) -> None:
        line = {"item": "road_hardening", "planned_qty": "900", **quantities}
        office.add("project", name=stage, stage=stage, finished_on=finished, outputs=[line])

    project("accepted", "2023-05-01", done_qty="1000", accepted_qty="995.5")
    project("completed", "2023-11-16", done_qty="200")
    project("completed", "2023-11-17", done_qty="7000")  # after the day
    project("under_construction", None, done_qty="500")
    project("completed", "2023-05-01")  # nothing measured: what was planned is no output
    assert office.figure("out_road_hardening") == Decimal("1195.5")


def test_received_money_counts_from_the_day_it_arrived() -> None:
    office = Office()
    upper, own = (
        office.add("allocation", source=office.add("funding_source", kind=kind).uuid, planned="900")
        for kind in ("upper_support", "town_self_raised")
    )
    office.add("receipt", allocation=upper.uuid, received_on="2023-11-16", amount="500.50")
    office.add("receipt", allocation=own.uuid, received_on="2021-01-05", amount="20")
    office.add("receipt", allocation=upper.uuid, received_on="2023-11-17", amount="300")
    assert office.figure("invested_total") == Decimal("520.50")
    assert office.figure("received_upper") == Decimal("500.50")
    assert office.figure("received_self_raised") == 20
    assert office.figure("received_not_upper") == 20
    assert office.figure("arrival_rate") == Decimal("28.916667")


def test_planned_projects_are_those_still_proposed_on_the_day() -> None:
    office = Office()
    office.add("project", name="一", stage="proposed", proposed_on="2023-03-01")
    office.add("project", name="二", stage="proposed")
    office.add("project", name="三", stage="proposed", proposed_on="2023-12-01")
    office.add("project", name="四", stage="cancelled", proposed_on="2023-03-01")
    office.add(
        "project", name="五", stage="accepted", proposed_on="2021-03-01", started_on="2021-05-01"
    )
    moved_on = {
        "proposed_on": "2023-03-01",
        "entered_on": "2023-12-01",
        "approved_on": "2024-01-05",
    }
    office.add("project", name="六", stage="approved", **moved_on)
    assert office.figure("planned_projects") == 3
    office.as_of = date(2024, 2, 1)
    assert office.figure("planned_projects") == 3  # 一, 二, and 三, which has come; 六 has moved on


def cadre(office: Office, name: str, *posts: Mapping[str, str], **answers: object) -> None:
    """Keep a person with these appointments."""
    rows = [{"level": "village", "post": "clerk", "is_main": True, **post} for post in posts]
    office.add("cadre", name=name, appointments=rows, **answers)


def test_cadres_are_counted_once_and_only_while_in_village_office() -> None:
    office = Office()
    since = {"started_on": "2021-03-15"}
    cadre(office, "一肩挑", {**since, "post": "secretary"}, {**since, "post": "director"})
    cadre(office, "连任", {"started_on": "2018-04-01", "ended_on": "2021-03-15"}, since)
    cadre(office, "离任", {**since, "ended_on": "2023-11-16"})
    cadre(office, "尚未任职", {"started_on": "2023-11-17"})
    cadre(office, "镇干部", {**since, "level": "town"})
    cadre(office, "当天任职", {"started_on": "2023-11-16"})
    cadre(office, "无日期", {})
    cadre(office, "无职务")
    assert office.figure("cadre_total") == 4
    assert office.figure("cadre_dual") == 1
    assert len(office.shown("cadre", "in_office")) == 5
    assert len(office.shown("cadre", "left")) == 3


def test_age_and_education_are_told_at_their_borders() -> None:
    office = Office()
    since = {"started_on": "2021-03-15"}
    born = {"四十四": "1978-11-17", "四十五": "1978-11-16", "四十六": "1977-11-16"}
    for name, birth in born.items():
        cadre(office, name, since, birth_date=birth, education="senior")
    cadre(office, "中专", since, education="vocational")
    cadre(office, "初中", since, education="junior")
    cadre(office, "不详", since)
    assert office.figure("cadre_under_45") == 1
    assert office.figure("cadre_45_or_under") == 2
    assert office.figure("cadre_senior_high_up") == 4
    assert office.figure("cadre_college_up") == 0
    assert office.figure("cadre_average_age") == 45
