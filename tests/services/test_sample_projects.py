"""The sample book holds what the bulletin says: projects and money (K000-16 to K000-22)."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

import pytest

from ruraldesk.definitions.model import Record
from ruraldesk.store.book import Book
from tests.services.looking import (
    BEFORE_ALL,
    DAY,
    NEVER,
    day,
    figure,
    lines,
    number,
    rows,
    text,
    traced,
    wording,
)

TEN_THOUSAND = 10_000
FINISHED = ("completed", "accepted")

# K000-22 with the table that follows it: outputs, and money from above and raised here in 万元.
TABLE = {
    "W01": (2021, {"road_hardening": 3460}, "138.40", "0"),
    "W02": (2021, {"bridges": 3}, "63.00", "0"),
    "W03": (2021, {"dredging": 8937}, "60.00", "11.50"),
    "W04": (2022, {"road_hardening": 4180}, "150.00", "17.20"),
    "W05": (2022, {"buried_cable": 18520, "wells": 104}, "180.00", "16.60"),
    "W06": (2022, {"sewer": 2120, "septic": 7, "manholes": 164}, "120.00", "10.40"),
    "W07": (2023, {"road_hardening": 5705}, "160.00", "68.20"),
    "W08": (2023, {"buried_cable": 17608, "wells": 102}, "175.00", "15.04"),
    "W09": (2023, {"sewer": 1548, "septic": 6, "manholes": 120}, "90.00", "7.92"),
    "W10": (2023, {}, "30.00", "15.00"),
}
QUOTED = {item for _, outputs, _, _ in TABLE.values() for item in outputs}
OUTPUTS = {
    "out_road_hardening": (13345, "13300余米"),
    "out_buried_cable": (36128, "36100余米"),
    "out_wells": (206, "200余眼"),
    "out_sewer": (3668, "约3670米"),
    "out_septic": (13, "13座"),
    "out_manholes": (284, "284眼"),
    "out_bridges": (3, "3座"),
    "out_dredging": (8937, "8900余米"),
}


@pytest.fixture(scope="module")
def projects(sample_book: Book) -> dict[str, Record]:
    return {text(project, "code"): project for project in rows(sample_book, "project")}


@pytest.fixture(scope="module")
def sources(sample_book: Book) -> dict[str, Record]:
    return {source.uuid: source for source in rows(sample_book, "funding_source")}


@pytest.fixture(scope="module")
def allocations(sample_book: Book) -> dict[str, Record]:
    return {allocation.uuid: allocation for allocation in rows(sample_book, "allocation")}


@pytest.fixture(scope="module")
def receipts(sample_book: Book) -> list[Record]:
    return rows(sample_book, "receipt")


@pytest.fixture(scope="module")
def payments(sample_book: Book) -> list[Record]:
    return rows(sample_book, "payment")


def total(records: Iterable[Record], key: str = "amount") -> Decimal:
    return sum((number(record, key) for record in records), Decimal())


def in_ten_thousands(amount: Decimal) -> str:
    return f"{amount / TEN_THOUSAND:.2f}"


# ---------------------------------------------------------------- planned


def test_k000_16_17_projects_are_planned_by_category(
    sample_book: Book, projects: dict[str, Record]
) -> None:
    planned = Counter(
        text(project, "category") for project in projects.values() if project["stage"] == "proposed"
    )
    assert planned == {
        "industry": 4,
        "infrastructure": 6,
        "agri_development": 3,
        "culture_heritage": 1,
        "rural_revitalization": 2,
        "organization_building": 1,
    }
    assert figure(sample_book, "planned_projects") == 17


def test_k000_16_the_sentence_of_planned_projects_comes_out_word_for_word(
    sample_book: Book,
) -> None:
    parts = [
        f"{part.label}项目{part.text}"
        for part in sample_book.figures.value("planned_projects", DAY, "category").by
    ]
    assert f"现已谋划{'、'.join(parts[:-1])}及{parts[-1]}。" == (
        "现已谋划产业项目4个、基础设施项目6个、农业发展项目3个、文化传承项目1个、乡村振兴项目2个"
        "及组织建设项目1个。"
    )


def test_k000_17_finished_cancelled_and_draft_projects_are_not_planned_ones(
    sample_book: Book, projects: dict[str, Record]
) -> None:
    stages = Counter(text(project, "stage") for project in projects.values())
    assert stages["accepted"] + stages["completed"] >= 9
    assert stages["cancelled"] >= 1
    assert stages["suspended"] >= 1
    drafts = sample_book.drafts.all("project")
    assert [draft.record["stage"] for draft in drafts] == ["proposed"]
    deleted = sample_book.records.find("project", deleted=True)
    assert [project["stage"] for project in deleted] == ["proposed"]
    counted = {project.uuid for project in traced(sample_book, "planned_projects")}
    assert not counted & {one.uuid for one in (*deleted, *(draft.record for draft in drafts))}
    assert {projects[code].uuid for code in TABLE}.isdisjoint(counted)


def test_k000_18_every_planned_project_has_villages_reasons_target_and_mechanism(
    sample_book: Book, projects: dict[str, Record]
) -> None:
    villages = {unit["code"] for unit in rows(sample_book, "unit", 'level == "village"')}
    reasons: set[str] = set()
    for project in projects.values():
        if project["stage"] == "proposed":
            sites = project.lines["sites"]
            assert sites
            assert {site["village"] for site in sites} <= villages
            given = project["entry_reasons"]
            assert isinstance(given, tuple)
            reasons |= set(given)
            assert project["performance_target"]
            assert project["benefit_mechanism"]
    assert reasons == {"strong_demand", "shortcoming", "farming_and_living"}


# ---------------------------------------------------------------- outputs


@pytest.mark.parametrize("key", OUTPUTS)
def test_k000_20_the_outputs_are_those_of_the_bulletin(sample_book: Book, key: str) -> None:
    value, words = OUTPUTS[key]
    assert figure(sample_book, key) == value
    assert wording(sample_book, key) == words


def test_k000_20_the_sentence_of_outputs_comes_out_word_for_word(sample_book: Book) -> None:
    invested, road, cable, wells, sewer, septic, manholes, bridges, dredging = (
        wording(sample_book, key) for key in ("invested_total", *OUTPUTS)
    )
    assert (
        f"累计投入资金{invested}，硬化道路{road}，铺设地埋线{cable}，新打机井及配套{wells}，"
        f"铺设污水管网{sewer}，新建大三格{septic}，新修观察井{manholes}，新修桥涵{bridges}，"
        f"河道清淤{dredging}。"
    ) == (
        "累计投入资金1300余万元，硬化道路13300余米，铺设地埋线36100余米，新打机井及配套200余眼，"
        "铺设污水管网约3670米，新建大三格13座，新修观察井284眼，新修桥涵3座，河道清淤8900余米。"
    )


def test_k000_21_only_finished_work_counts_and_not_what_was_planned(
    sample_book: Book, projects: dict[str, Record]
) -> None:
    planned = sum(
        number(output, "planned_qty")
        for project, output in lines(list(projects.values()), "outputs")
        if output["item"] == "road_hardening" and project["stage"] in FINISHED
    )
    assert planned > 13345
    behind = {text(project, "code") for project in traced(sample_book, "out_road_hardening")}
    assert behind == {"W01", "W04", "W07"}


def test_k000_21_the_road_that_is_being_built_does_not_count(projects: dict[str, Record]) -> None:
    road = projects["W11"]
    assert (road["name"], road["stage"]) == ("村部至卫生室道路", "under_construction")
    (output,) = road.lines["outputs"]
    assert output["item"] == "road_hardening"
    assert number(output, "planned_qty") == 900
    assert number(output, "done_qty") > 0


def test_k000_21_work_finished_later_did_not_count_before(sample_book: Book) -> None:
    assert figure(sample_book, "out_road_hardening", date(2022, 12, 31)) == 3460 + 4180
    assert figure(sample_book, "out_sewer", date(2023, 10, 9)) == 2120


# ---------------------------------------------------------------- money


def test_k000_19_what_arrived_is_1328_26_from_above_and_from_here(
    sample_book: Book, receipts: list[Record]
) -> None:
    assert total(receipts) == Decimal("13282600.00")
    assert figure(sample_book, "invested_total") == Decimal("13282600.00")
    assert wording(sample_book, "invested_total") == "1300余万元"
    assert wording(sample_book, "received_upper") == "1166.4万元"
    assert wording(sample_book, "received_not_upper") == "161.86万元"


def test_k000_22_what_was_raised_here_comes_from_four_kinds(
    allocations: dict[str, Record], sources: dict[str, Record], receipts: list[Record]
) -> None:
    by_kind: Counter[str] = Counter()
    for receipt in receipts:
        allocation = allocations[text(receipt, "allocation")]
        kind = text(sources[text(allocation, "source")], "kind")
        by_kind[kind] += int(number(receipt, "amount"))
    assert by_kind["town_self_raised"] == 902200
    assert by_kind["collective_self_raised"] == 466000
    assert by_kind["villager_raised"] == 150400
    assert by_kind["social_donation"] + by_kind["enterprise_donation"] == 100000


def test_k000_22_what_arrived_by_year_is_the_table(
    projects: dict[str, Record], allocations: dict[str, Record], receipts: list[Record]
) -> None:
    by_year: Counter[int] = Counter()
    for receipt in receipts:
        project = allocations[text(receipt, "allocation")]["project"]
        code = next(code for code, one in projects.items() if one.uuid == project)
        by_year[TABLE[code][0]] += int(number(receipt, "amount"))
        assert day(receipt, "received_on").year == TABLE[code][0]
    assert by_year == {2021: 2729000, 2022: 4942000, 2023: 5611600}


@pytest.mark.parametrize("code", TABLE)
def test_k000_22_outputs_and_money_of_each_project_are_the_table(
    projects: dict[str, Record],
    allocations: dict[str, Record],
    sources: dict[str, Record],
    receipts: list[Record],
    code: str,
) -> None:
    year, outputs, upper, raised = TABLE[code]
    project = projects[code]
    done: Counter[str] = Counter()
    for output in project.lines["outputs"]:
        if output["item"] in QUOTED:
            done[text(output, "item")] += int(
                number(output, "accepted_qty") or number(output, "done_qty")
            )
    assert done == outputs
    arrived: Counter[bool] = Counter()
    for receipt in receipts:
        allocation = allocations[text(receipt, "allocation")]
        if allocation["project"] == project.uuid:
            source = sources[text(allocation, "source")]
            arrived[source["origin"] == "upper"] += int(number(receipt, "amount"))
    assert in_ten_thousands(Decimal(arrived[True])) == upper
    assert Decimal(arrived[False]) == Decimal(raised) * TEN_THOUSAND
    assert day(project, "started_on").year == year


def test_k000_22_paid_is_within_arrived_within_allocated_within_planned_everywhere(
    allocations: dict[str, Record], receipts: list[Record], payments: list[Record]
) -> None:
    for allocation in allocations.values():
        arrived = total(one for one in receipts if one["allocation"] == allocation.uuid)
        paid = total(one for one in payments if one["allocation"] == allocation.uuid)
        assert paid <= arrived <= number(allocation, "allocated") <= number(allocation, "planned")
    assert total(allocations.values(), "planned") > total(receipts) > total(payments)


def test_k000_22_at_no_moment_was_more_paid_than_had_arrived(
    allocations: dict[str, Record], receipts: list[Record], payments: list[Record]
) -> None:
    for payment in payments:
        until, of = day(payment, "paid_on"), payment["allocation"]
        arrived = total(
            one for one in receipts if one["allocation"] == of and day(one, "received_on") <= until
        )
        paid = total(
            one for one in payments if one["allocation"] == of and day(one, "paid_on") <= until
        )
        assert paid <= arrived, (allocations[text(payment, "allocation")], until)


def test_k000_22_works_end_after_they_begin_and_are_accepted_after_they_end(
    projects: dict[str, Record],
) -> None:
    for code, project in projects.items():
        if project["stage"] in FINISHED:
            started, finished = day(project, "started_on"), day(project, "finished_on")
            accepted = day(project, "accepted_on", NEVER)
            approved = day(project, "approved_on")
            assert approved <= started <= finished <= DAY, code
            assert finished <= accepted, code
            assert (project["stage"] == "accepted") == (accepted <= DAY), code
            assert accepted <= day(project, "handed_over_on", NEVER), code


def test_of_the_project_under_construction_nothing_has_arrived(
    projects: dict[str, Record],
) -> None:
    road = projects["W11"]
    assert number(road, "planned") == 360000
    assert number(road, "received") == number(road, "paid") == 0


def test_every_payment_says_to_whom_for_what_and_who_approved_it(payments: list[Record]) -> None:
    assert len(payments) > 50
    vouchers = [text(one, "voucher") for one in payments if one["voucher"]]
    assert len(set(vouchers)) == len(vouchers) == len(payments) - 1
    for payment in payments:
        assert payment["payee"]
        assert payment["purpose"]
        assert payment["handled_by"] != payment["approved_by"]
        assert day(payment, "disclosed_on", NEVER) >= day(payment, "paid_on")


def test_contractors_are_paid_within_their_contracts(
    projects: dict[str, Record], payments: list[Record]
) -> None:
    contracts = {
        text(contract, "contract_no"): contract
        for _, contract in lines(list(projects.values()), "contracts")
    }
    paid: Counter[str] = Counter()
    for payment in payments:
        if payment["contract_no"]:
            contract = contracts[text(payment, "contract_no")]
            assert payment["payee"] == contract["contractor"]
            paid[text(payment, "contract_no")] += int(number(payment, "amount"))
    assert paid.keys() == contracts.keys() - {"HS-2023-02"}
    for contract_no, amount in paid.items():
        assert amount <= number(contracts[contract_no], "amount")


def test_beneficiaries_live_in_the_villages_of_the_project(
    sample_book: Book, projects: dict[str, Record]
) -> None:
    villages = {unit["code"]: unit for unit in rows(sample_book, "unit", 'level == "village"')}
    for project, site in lines(list(projects.values()), "sites"):
        village = villages[site["village"]]
        assert number(site, "site_people") <= number(village, "people"), project["code"]
        assert number(site, "site_households") <= number(village, "households"), project["code"]
    for code, project in projects.items():
        if project["benefit_people"] is not None:
            sites = project.lines["sites"]
            assert len(sites) == number(project, "benefit_villages"), code
            assert total(sites, "site_people") == number(project, "benefit_people"), code
            assert total(sites, "site_households") == number(project, "benefit_households"), code


def test_progress_goes_up_and_ends_with_the_work(projects: dict[str, Record]) -> None:
    for code, project in projects.items():
        log = project.lines["progress"]
        steps = [(day(one, "reported_on"), number(one, "percent")) for one in log]
        assert steps == sorted(steps), code
        if project["stage"] in FINISHED:
            assert steps[-1] == (day(project, "finished_on"), Decimal(100)), code
        assert all(on <= DAY for on, _ in steps)


def test_people_gave_labour_goods_machines_and_land(sample_book: Book) -> None:
    given = rows(sample_book, "contribution_in_kind")
    assert {text(one, "kind") for one in given} == {"labour", "goods", "machinery", "land"}
    assert all(number(one, "valued_amount") > 0 for one in given)


def test_something_is_overdue_for_the_home_page(
    sample_book: Book, projects: dict[str, Record]
) -> None:
    assert figure(sample_book, "overdue_projects") == 1
    late = [
        (project["code"], milestone["milestone"])
        for project, milestone in lines(list(projects.values()), "milestones")
        if milestone["state"] == "late"
    ]
    assert ("W11", "路面完成") in late
    undisclosed = [
        payment
        for payment in rows(sample_book, "payment", "disclosed_on == None")
        if day(payment, "paid_on", BEFORE_ALL) < date(2023, 10, 16)
    ]
    assert undisclosed
