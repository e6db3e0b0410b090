"""The living environment and disasters: what may not be entered, what is counted, what is owed."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from shutil import copy
from typing import Any

import pytest

from ruraldesk.definitions.model import Record
from ruraldesk.definitions.plain import from_plain
from ruraldesk.services.books import create_book, open_book
from ruraldesk.store.book import Book
from ruraldesk.store.reminders import due_things
from tests.forms.office import DAY, Office, household, shipped

VILLAGE = "410726104201"
NEXT_VILLAGE = "410726104202"
TOWN = "410726104000"


def event(office: Office, **answers: Any) -> str:
    """Keep a flood of July; return its UUID."""
    plain = {"unit": TOWN, "name": "7·20", "started_on": "2023-07-20", "status": "rescue"}
    return office.add("disaster_event", **{**plain, **answers}).uuid


# An example with other answers: the rule it then breaks, and how hard.
WRONG: list[tuple[str, dict[str, Any], str, str]] = [
    ("env_work", {"done_on": "2023-11-17"}, "done_not_ahead", "block"),
    ("env_work", {"quantity": "0"}, "something_done", "block"),
    ("env_work", {"survived": "1261"}, "survived_within", "block"),
    ("env_work", {"quantity": "1260.5"}, "whole_things", "block"),
    ("env_work", {"checked_on": "2023-03-17"}, "checked_after_planting", "block"),
    ("env_work", {"survived": "900"}, "survival_low", "inform"),
    ("env_work", {"planned_qty": "126"}, "ten_times_the_plan", "warn"),
    ("env_work", {"own_measure": "万棵"}, "measure_as_fixed", "block"),
    ("blackspot", {"done_on": "2023-10-11"}, "done_after_found", "block"),
    ("blackspot", {"due": "2023-10-11"}, "due_after_found", "block"),
    ("blackspot", {"closed_on": "2023-10-17"}, "closed_after_done", "block"),
    ("blackspot", {"status": "closed", "checked_by": "王䶮"}, "checked_by_another", "warn"),
    ("toilet", {"accepted_on": "2021-06-19"}, "accepted_after_renovated", "block"),
    ("toilet", {"toilet_kind": "dry"}, "renovated_is_sanitary", "block"),
    ("toilet", {"acceptance": "failed"}, "paid_after_accepted", "block"),
    ("toilet", {"accepted_on": None}, "paid_after_accepted", "block"),
    ("toilet", {"work": "not_yet"}, "not_renewed_not_sanitary", "warn"),
    ("sewage_site", {"has_station": False}, "central_has_station", "block"),
    ("sewage_site", {"ended_on": "2022-05-01"}, "ended_after_started", "block"),
    ("waste_log", {"sorted_tonnes": "3.251"}, "sorted_within", "block"),
    ("waste_log", {"trips": 0}, "trips_and_tonnes", "block"),
    ("waste_log", {"tonnes": "3250"}, "carries_too_much", "warn"),
    ("waste_pilot", {"covered_households": 319}, "covered_within", "block"),
    ("cleaner", {"ended_on": "2020-02-29"}, "ended_after_started", "block"),
    ("manure_site", {"household": None, "farm": None}, "somebody_uses_it", "warn"),
    ("household_task", {"checked_on": "2023-11-17"}, "checked_not_ahead", "block"),
    ("household_task", {"items": []}, "three_duties", "warn"),
    ("household_task", {"kind": "thirteen"}, "thirteen_tasks", "warn"),
    ("road", {"hardened": "1861"}, "hardened_within", "block"),
    ("road", {"surface": "earth"}, "hard_surface", "block"),
    ("road", {"length": "1.86", "hardened": "1.86"}, "metres_not_km", "warn"),
    ("road", {"width": "3.4"}, "group_road_width", "inform"),
    ("water_supply", {"people": 317}, "people_per_household", "block"),
    ("disaster_event", {"closed_on": "2021-08-04"}, "closed_last", "block"),
    ("disaster_event", {"rebuild_on": "2021-07-21"}, "rebuild_after_survey", "block"),
    ("disaster_loss", {"verified_on": "2021-07-19"}, "verified_after_event", "block"),
    ("disaster_loss", {"crop_area": "182368.68"}, "failed_within", "block"),
    ("disaster_loss", {"households": 426}, "households_within", "block"),
    ("disaster_loss", {"direct_loss": "0"}, "loss_has_amount", "warn"),
    ("evacuation", {"returned_on": "2021-07-20"}, "returned_after_moved", "block"),
    ("evacuation", {"moved_on": "2021-07-19"}, "event_had_begun", "inform"),
    ("reconstruction", {"accepted_on": "2021-11-19"}, "accepted_after_finished", "block"),
    ("reconstruction", {"started_on": "2021-08-01"}, "started_after_assessed", "block"),
    ("reconstruction", {"damage": "collapsed", "way": "repair"}, "collapsed_is_rebuilt", "warn"),
    ("reconstruction", {"subsidy": None}, "paid_amount", "silent"),
    ("reconstruction", {"subsidy": "0"}, "paid_amount", "block"),
]


@pytest.mark.parametrize(
    ("form", "answers", "rule", "level"), WRONG, ids=[f"{one[0]}-{one[2]}" for one in WRONG]
)
def test_what_an_entry_contradicts_is_said(
    office: Office, form: str, answers: dict[str, Any], rule: str, level: str
) -> None:
    for needed in ("person", "cadre", "household", "disaster_event"):
        if needed != form:
            office.example(needed)
    untouched = office.example(form)
    assert rule not in office.broken(form, untouched)
    office.records[form].clear()
    wrong = office.example(form, **answers)
    assert office.broken(form, wrong).get(rule, "silent") == level


def test_a_black_spot_is_closed_with_the_photos_of_before_and_after(office: Office) -> None:
    open_spot = office.example("blackspot")
    closed = {"status": "closed", "closed_on": "2023-10-25", "checked_by": "刘翠兰"}
    bare = office.example("blackspot", **closed)
    missing = office.refusals("blackspot", bare, before=open_spot)
    assert {one.field for one in missing} == {"before_photos", "after_photos"}
    shown = office.example("blackspot", **closed, before_photos=["前.jpg"], after_photos=["后.jpg"])
    assert office.refusals("blackspot", shown, before=open_spot) == []
    assert [one.code for one in office.refusals("blackspot", open_spot, before=shown)] == [
        "state_move"
    ]


def test_a_village_has_one_way_of_treating_its_sewage_at_a_time(office: Office) -> None:
    plain = {"unit": VILLAGE, "mode": "control"}
    first = office.add("sewage_site", **plain, started_on="2020-01-01", ended_on="2022-01-01")
    second = office.add("sewage_site", **plain, started_on="2022-01-01")
    assert office.broken("sewage_site", first) == {}
    assert office.broken("sewage_site", second) == {}
    third = office.add("sewage_site", **plain, started_on="2023-01-01")
    assert office.broken("sewage_site", third) == {"one_mode_a_village": "block"}


def test_villages_are_counted_by_their_way_of_treating_sewage(office: Office) -> None:
    """S002-4: 66 villages treated, 26 by the city's network, 40 by 20 stations, 12 controlled."""
    modes = ["city_network"] * 26 + ["central_station"] * 40 + ["control"] * 12
    stations: list[str] = []
    for number, mode in enumerate(modes):
        code = f"130502{100 + number // 30}{200 + number % 30}"
        office.add("unit", code=code, name=f"{number}村", level="village")
        answers: dict[str, Any] = {"unit": code, "mode": mode, "started_on": "2021-01-01"}
        if mode == "central_station" and len(stations) < 20:
            stations.append(office.add("sewage_site", **answers, has_station=True).uuid)
        elif mode == "central_station":
            served = office.add("sewage_site", **answers, has_station=False, served_by=stations[0])
            assert office.broken("sewage_site", served) == {}
        else:
            office.add("sewage_site", **answers)
    keys = ("treated_villages", "network_villages", "stations", "central_villages")
    counted = [office.figure(f"sewage_{key}") for key in (*keys, "control_villages", "coverage")]
    assert counted == [66, 26, 20, 40, 12, 100]


def test_sanitary_toilets_are_known_by_their_type_and_divided_by_households(
    office: Office,
) -> None:
    for kind, work, in_use in (
        ("three_chamber", "renovate", True),
        ("sewered", "existing", True),
        ("double_urn", "renovate", False),
        ("dry", "not_yet", True),
    ):
        home = household(office)
        renovated = "2022-05-01" if work == "renovate" else None
        answers = {"work": work, "in_use": in_use, "willing": True, "renovated_on": renovated}
        office.add("toilet", household=home, unit=VILLAGE, toilet_kind=kind, **answers)
    assert office.figure("sanitary_toilet_rate") == 50
    assert office.figure("toilets_renovated") == 2
    assert office.figure("toilets_renovated_year") == 0
    assert round(Decimal(str(office.figure("toilet_willing_rate"))), 2) == Decimal("66.67")
    assert len(office.shown("toilet", "not_yet")) == 1


def test_a_household_has_one_toilet(office: Office) -> None:
    home = household(office)
    office.add("toilet", household=home, toilet_kind="dry", work="not_yet")
    again = office.add("toilet", household=home, toilet_kind="dry", work="not_yet")
    assert office.broken("toilet", again)["one_a_household"] == "block"


def test_the_same_waste_is_counted_at_one_stage(office: Office) -> None:
    for stage, tonnes in (
        ("village_collect", "3.5"),
        ("town_transfer", "3.4"),
        ("county_process", "3.3"),
    ):
        way = "incinerate" if stage == "county_process" else None
        answers = {"logged_on": "2023-11-10", "trips": 1, "treatment": way}
        office.add("waste_log", unit=VILLAGE, stage=stage, tonnes=tonnes, **answers)
    assert office.figure("waste_collected") == Decimal("3.5")
    assert office.figure("waste_processed") == Decimal("3.3")
    assert office.figure("waste_burnt_rate") == 100


def test_a_household_is_left_over_until_its_last_task_is_done(office: Office) -> None:
    def tasks(undone: int) -> Record:
        heads = ["pond", *["three_ways"] * 3, *["four_clear"] * 4, *["five_change"] * 5]
        items = [
            {"head": head, "task": f"第{n}项", "done": n >= undone} for n, head in enumerate(heads)
        ]
        answers = {"unit": VILLAGE, "checked_on": "2023-10-01", "items": items}
        home = household(office)
        return office.add("household_task", kind="thirteen", household=home, **answers)

    whole, one_short = tasks(0), tasks(1)
    assert office.broken("household_task", whole) == {}
    assert office.computed("household_task", one_short, "left_over") == 1
    assert office.shown("household_task", "left_over") == [one_short]
    assert office.figure("renewal_left_over") == 1


def test_biogas_pits_are_told_by_household_and_by_use(office: Office) -> None:
    for built, used in (("2022-01-01", True), ("2022-01-01", False), (None, None)):
        home = household(office)
        if built:
            answers = {"biogas_built_on": built, "biogas_in_use": used, "checked_on": "2023-01-01"}
            office.add("household_task", kind="biogas", household=home, unit=VILLAGE, **answers)
    assert round(Decimal(str(office.figure("biogas_rate"))), 2) == Decimal("66.67")
    assert office.figure("biogas_use_rate") == 50


def test_roads_are_summed_in_metres_and_hamlets_counted_once(office: Office) -> None:
    east, west = (
        office.add("unit", code=f"41072610490{n}", name=f"{n}屯", level="hamlet").uuid
        for n in (1, 2)
    )
    for hamlet, length, hardened, access in (
        (east, "1000", "1000", True),
        (east, "500", "0", False),
        (west, "500", "0", False),
    ):
        answers = {"length": length, "hardened": hardened, "hamlet_access": access}
        office.add("road", unit=VILLAGE, kind="lane", hamlet=hamlet, **answers)
    assert office.figure("road_length") == 2000
    assert office.figure("road_hardened_rate") == 50
    assert office.figure("hamlets_reached") == 1
    assert office.figure("hamlet_access_rate") == 50


def test_each_villages_latest_report_of_a_disaster_counts(office: Office) -> None:
    flood = event(office)
    for unit, day, people, loss in (
        (VILLAGE, "2023-07-21", 100, "1000"),
        (VILLAGE, "2023-07-23", 425, "3000"),
        (NEXT_VILLAGE, "2023-07-22", 60, "500.50"),
    ):
        answers = {"people": people, "direct_loss": loss, "crop_failed_area": "0.25"}
        office.add("disaster_loss", event=flood, unit=unit, verified_on=day, **answers)
    assert office.figure("disaster_people") == 485
    assert office.figure("disaster_direct_loss") == Decimal("3500.50")
    assert office.figure("disaster_crop_failed") == Decimal("0.50")
    assert office.computed("disaster_event", office.records["disaster_event"][0], "houses") == 0
    office.as_of = date(2023, 7, 22)
    assert office.figure("disaster_people") == 160


def test_a_village_reports_a_disaster_once_a_day(office: Office) -> None:
    flood = event(office)
    answers = {"event": flood, "unit": VILLAGE, "verified_on": "2023-07-21"}
    office.add("disaster_loss", **answers, people=10)
    again = office.add("disaster_loss", **answers, people=12)
    assert office.broken("disaster_loss", again) == {"one_a_day": "block"}
    fewer = office.add("disaster_loss", **{**answers, "verified_on": "2023-07-22"}, people=9)
    assert office.broken("disaster_loss", fewer) == {"not_fewer": "inform"}


def test_a_disaster_is_closed_when_everybody_is_back_and_all_is_rebuilt(office: Office) -> None:
    flood = event(office, status="closed", closed_on="2023-10-01")
    office.add("evacuation", event=flood, people=4, moved_on="2023-07-20")
    office.add("reconstruction", event=flood, assessed_on="2023-08-01", status="building")
    record = office.records["disaster_event"][0]
    assert office.broken("disaster_event", record) == {
        "nobody_away": "warn",
        "all_rebuilt": "warn",
    }
    assert office.figure("people_still_moved") == 4
    assert office.figure("rebuild_rate") == 0


# ---------------------------------------------------------------- owed by villages, in a book


def keep(book: Book, form: str, **answers: Any) -> Record:
    """Save a record in the book; nothing may keep it from being saved."""
    fields = shipped().form(form)
    values = {key: from_plain(fields.field(key), plain) for key, plain in answers.items()}
    saved = book.records.save(form, Record(values=values), as_of=DAY)
    assert [one.message for one in saved.problems if one.level == "block"] == []
    return saved.record


@pytest.fixture(scope="module")
def made_town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The book of a town with two villages, made once: a new book has a hundred tables."""
    path = tmp_path_factory.mktemp("town") / "镇.rdb"
    with create_book(path, unit=TOWN, name="王楼镇", level="town") as book:
        upper = keep(book, "unit", code=TOWN, name="王楼镇", level="town").uuid
        for code, name in ((VILLAGE, "黄寺村"), (NEXT_VILLAGE, "王楼村")):
            keep(book, "unit", code=code, name=name, level="village", upper=upper)
    return path


@pytest.fixture
def town(made_town: Path, tmp_path: Path) -> Book:
    return open_book(Path(copy(made_town, tmp_path / made_town.name)))


def owed(book: Book, form: str) -> list[str]:
    """Return the first words of what is owed in a ledger on the day."""
    return sorted(one.message[:3] for one in due_things(book, DAY) if one.form == form)


def test_every_village_reports_each_day_while_a_disaster_is_open(town: Book) -> None:
    with town:
        assert owed(town, "disaster_loss") == []
        plain = {"unit": TOWN, "kind": "flood", "started_on": "2023-11-14", "level": "none"}
        flood = keep(town, "disaster_event", name="暴雨", status="rescue", **plain)
        assert owed(town, "disaster_loss") == ["王楼村", "黄寺村"]
        nothing = {"people": 0, "houses_damaged": 0, "crop_failed_area": "0", "direct_loss": "0"}
        report = {"event": flood.uuid, "livestock_dead": 0, **nothing}
        keep(town, "disaster_loss", unit=VILLAGE, verified_on="2023-11-16", **report)
        assert owed(town, "disaster_loss") == ["王楼村"]


def test_a_village_that_logs_its_waste_owes_every_day(town: Book) -> None:
    with town:
        assert owed(town, "waste_log") == []
        plain = {"unit": VILLAGE, "stage": "village_collect", "trips": 1, "tonnes": "2"}
        keep(town, "waste_log", logged_on="2023-11-15", **plain)
        assert owed(town, "waste_log") == ["黄寺村"]
        keep(town, "waste_log", logged_on="2023-11-16", **{**plain, "trips": 0, "tonnes": "0"})
        assert owed(town, "waste_log") == []
        pilot = {"started_on": "2023-11-01", "households": 600, "covered_households": 300}
        of_town = keep(town, "waste_pilot", unit=TOWN, **pilot)
        assert town.records.get("waste_pilot", of_town.uuid)["collected"] == 2


def test_nobody_is_reminded_for_ever_of_what_was_long_settled(town: Book) -> None:
    with town:
        head = keep(
            town, "person", unit=VILLAGE, name="李满仓", sex="male", birth_date="1950-01-01"
        )
        house = keep(town, "household", unit=VILLAGE, head=head.uuid).uuid
        other = keep(town, "household", unit=VILLAGE, head=head.uuid, code="二").uuid
        plain = {"unit": VILLAGE, "toilet_kind": "three_chamber", "work": "renovate"}
        keep(town, "toilet", household=house, renovated_on="2019-11-02", **plain)
        assert owed(town, "toilet") == []
        keep(town, "toilet", household=other, renovated_on="2023-10-10", **plain)
        assert owed(town, "toilet") == ["李满仓"]

        plain = {"unit": VILLAGE, "kind": "elder", "holder": "person", "measure": "person_month"}
        aid = {**plain, "name": "老人补助", "standard": "30"}
        keep(town, "subsidy_scheme", effective_on="2020-01-01", ended_on="2022-12-31", **aid)
        assert owed(town, "subsidy_scheme") == []
        last = {"effective_on": "2023-01-01", "ended_on": "2023-11-30"}
        scheme = keep(town, "subsidy_scheme", **last, **aid).uuid
        assert owed(town, "subsidy_scheme") == ["“老人"]
        keep(town, "subsidy_scheme", effective_on="2023-12-01", **aid)
        assert owed(town, "subsidy_scheme") == []

        period = {"period": "10月", "period_from": "2023-10-01", "period_until": "2023-10-31"}
        batch = {"unit": VILLAGE, "scheme": scheme, "status": "draft", **period}
        keep(town, "subsidy_payment", **batch)
        assert owed(town, "subsidy_payment") == ["老人补"]


def test_the_figures_of_a_book_are_those_of_plain_memory(town: Book) -> None:
    with town:
        plain = {"unit": TOWN, "kind": "flood", "started_on": "2023-07-20", "level": "one"}
        flood = keep(town, "disaster_event", name="暴雨", status="rescue", **plain)
        for day, people in (("2023-07-21", 7375), ("2023-07-25", 12750)):
            answers = {"people": people, "houses_damaged": 380, "livestock_dead": 300000}
            money = {"crop_failed_area": "5471060.83", "direct_loss": "490000000"}
            keep(
                town,
                "disaster_loss",
                event=flood.uuid,
                unit=VILLAGE,
                verified_on=day,
                **answers,
                **money,
            )
        found = {
            key: town.figures.value(key, DAY).value
            for key in ("disaster_people", "disaster_crop_failed", "disaster_direct_loss")
        }
        assert found == {
            "disaster_people": 12750,
            "disaster_crop_failed": Decimal("5471060.83"),
            "disaster_direct_loss": Decimal("490000000"),
        }
        assert town.figures.value("disaster_direct_loss", DAY).text == "4.9亿元"
        assert town.records.get("disaster_event", flood.uuid)["people_affected"] == 12750
