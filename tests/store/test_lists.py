"""Lists of ids: filtered, sorted, searched, counted, totalled."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ruraldesk.definitions.expression_parser import parse_expression
from ruraldesk.definitions.expressions import Expression
from ruraldesk.definitions.model import Value
from ruraldesk.store.book import Book
from ruraldesk.store.lists import Filter, ListQuery
from tests.store.village import HUANGSI, WANGLOU, add, project, receipt, village_book


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with village_book(tmp_path) as book:
        yield book


@pytest.fixture
def ledger(book: Book) -> Book:
    """Four projects: 路 and 井 of Huangsi, 桥 and 灯 of Wanglou."""
    zhang = add(book, "person", name="张大山")
    an = add(book, "person", name="安小河")
    project(
        book,
        "路",
        planned=Decimal("100.00"),
        proposed_on=date(2023, 11, 1),
        head=zhang.uuid,
        stage="building",
        tags=("road", "water"),
        demo=True,
    )
    project(
        book,
        "井",
        planned=Decimal("200.50"),
        proposed_on=date(2023, 11, 30),
        kind="water",
        head=an.uuid,
        content="Deep WELL 300 米",
    )
    project(
        book,
        "桥",
        planned=None,
        unit=WANGLOU,
        proposed_on=date(2022, 5, 5),
        stage="done",
        finished_on=date(2023, 1, 1),
    )
    project(book, "灯", planned=Decimal("0.07"), unit=WANGLOU, kind=None)
    return book


def names(book: Book, query: ListQuery) -> str:
    ids = book.lists.ids("project", query)
    return "".join(str(one["name"]) for one in book.records.by_ids("project", ids, ("name",)))


def where(field: str, operator: str, value: Value | tuple[Value, ...] = None) -> ListQuery:
    return ListQuery(where=(Filter(field, operator, value),), sort=(("proposed_on", False),))


def expression(book: Book, source: str) -> Expression:
    return parse_expression(source, book.definitions.form("project"), book.definitions.forms)


@pytest.mark.parametrize(
    ("field", "operator", "value", "found"),
    [
        ("name", "contains", "路", "路"),
        ("content", "contains", "well", "井"),
        ("content", "contains", "300 米", "井"),
        ("content", "contains", "%", ""),
        ("name", "equals", "井", "井"),
        ("name", "in", ("井", "灯"), "灯井"),
        ("planned", "at_least", Decimal("100"), "路井"),
        ("planned", "at_least", Decimal("100.001"), "井"),
        ("planned", "at_most", Decimal("100"), "灯路"),
        ("planned", "between", (Decimal("50"), Decimal("150")), "路"),
        ("planned", "between", (None, Decimal("0.07")), "灯"),
        ("planned", "equals", Decimal("200.50"), "井"),
        ("planned", "equals", Decimal("200.505"), ""),
        ("planned", "empty", None, "桥"),
        ("planned", "filled", None, "灯路井"),
        ("proposed_on", "contains", "2023-11", "路井"),
        ("proposed_on", "at_least", date(2023, 11, 2), "井"),
        ("proposed_on", "between", ("2023-11", "2023-11"), "路井"),
        ("proposed_on", "between", ("2022", "2022"), "桥"),
        ("kind", "contains", "道", "桥路"),
        ("kind", "equals", "water", "井"),
        ("kind", "in", ("water", "road"), "桥路井"),
        ("kind", "in", ("water", None), "灯井"),
        ("kind", "without", ("water",), "灯桥路"),
        ("kind", "without", (None, "road"), "井"),
        ("name", "without", ("路", "灯"), "桥井"),
        ("tags", "without", ("water",), "灯桥井"),
        ("demo", "without", (True,), "灯桥井"),
        ("unit", "without", (HUANGSI,), "灯桥"),
        ("proposed_on", "in", ("2023-11",), "路井"),
        ("proposed_on", "in", ("2022", None), "灯桥"),
        ("proposed_on", "without", ("2023-11",), "灯桥"),
        ("kind", "empty", None, "灯"),
        ("", "found", "jing", "井"),
        ("", "found", "well jing", "井"),
        ("", "found", " ", ""),
        ("stage", "at_least", "building", "桥路"),
        ("stage", "between", ("planned", "building"), "灯路井"),
        ("tags", "equals", "water", "路"),
        ("tags", "contains", "水利", "路"),
        ("demo", "equals", True, "路"),
        ("head", "contains", "大山", "路"),
        ("unit", "contains", "王楼", "灯桥"),
        ("unit", "contains", "104201", "路井"),
        ("unit", "equals", HUANGSI, "路井"),
        ("code", "equals", "W01", "桥路"),  # each village counts for itself
        ("received", "equals", Decimal("0"), "灯桥路井"),
        ("received", "at_least", Decimal("0.01"), ""),
    ],
)
def test_filters(
    ledger: Book, field: str, operator: str, value: Value | tuple[Value, ...], found: str
) -> None:
    assert names(ledger, where(field, operator, value)) == found


def test_references_are_filtered_by_uuid(ledger: Book) -> None:
    [zhang] = [one for one in ledger.records.find("person") if one["name"] == "张大山"]

    assert names(ledger, where("head", "equals", zhang.uuid)) == "路"


def test_expressions_and_filters_hold_together(ledger: Book) -> None:
    query = ListQuery(
        where=(expression(ledger, "planned > 50"), Filter("kind", "equals", "water")),
    )

    assert names(ledger, query) == "井"
    assert ledger.lists.count("project", query) == 1


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ((("planned", False),), "桥灯路井"),
        ((("planned", True),), "井路灯桥"),
        ((("kind", False), ("planned", True)), "灯路桥井"),
        ((("stage", False), ("name", False)), "井灯路桥"),
        ((("head", False), ("planned", True)), "灯桥井路"),
        ((("received", True), ("name", False)), "井桥灯路"),
        ((("unit", True), ("code", True)), "灯桥井路"),
        ((), "路桥井灯"),
    ],
)
def test_sorting_is_by_what_is_shown(
    ledger: Book, sort: tuple[tuple[str, bool], ...], order: str
) -> None:
    assert names(ledger, ListQuery(sort=sort)) == order


def test_sorting_by_a_name_that_begins_with_another_name(book: Book) -> None:
    second, first = project(book, "乙", code="W02"), project(book, "甲", code="W01")
    for made in (second, first):
        receipt(book, made, "1.00")

    ids = book.lists.ids("receipt", ListQuery(sort=(("project", False),)))

    page = book.records.by_ids("receipt", ids)
    assert [one.names["project"] for one in page] == ["W01 甲", "W02 乙"]


def test_the_first_ids_are_the_first_of_all(ledger: Book) -> None:
    query = ListQuery(sort=(("planned", True),))

    assert ledger.lists.first_ids("project", query, 2) == ledger.lists.ids("project", query)[:2]


def test_the_recycle_bin_is_a_list_of_its_own(ledger: Book) -> None:
    [road] = ledger.records.find("project", expression(ledger, 'name == "路"'))
    ledger.records.delete("project", road.uuid, road.revision)

    assert names(ledger, ListQuery()) == "桥井灯"
    assert names(ledger, ListQuery(deleted=True)) == "路"
    assert ledger.lists.count("project", ListQuery()) == 3
    assert ledger.lists.count("project", ListQuery(deleted=True)) == 1


def test_totals_are_exact_and_follow_the_filters(ledger: Book) -> None:
    road = ledger.records.find("project", expression(ledger, 'name == "路"'))[0]
    receipt(ledger, road, "33.33")

    every = ledger.lists.totals("project", ListQuery(), ("planned", "received"))
    some = ledger.lists.totals("project", where("kind", "equals", "water"), ("planned",))
    none = ledger.lists.totals("project", where("name", "equals", "无"), ("planned",))

    assert every == {"planned": Decimal("300.57"), "received": Decimal("33.33")}
    assert some == {"planned": Decimal("200.50")}
    assert none == {"planned": None}
    assert ledger.lists.totals("project", ListQuery(), ()) == {}


def test_searching_inside_a_ledger(ledger: Book) -> None:
    assert names(ledger, ListQuery(search="路")) == "路"
    assert names(ledger, ListQuery(search="zds")) == "路"
    assert names(ledger, ListQuery(search="大山 路")) == "路"
    assert names(ledger, ListQuery(search="大山 井")) == ""
    assert names(ledger, ListQuery(search="。！")) == ""
    assert ledger.lists.count("project", ListQuery(search="w01")) == 2


def test_lists_are_made_beside_the_window(ledger: Book) -> None:
    found: list[int] = []
    worker = threading.Thread(target=lambda: found.extend(ledger.lists.ids("project", ListQuery())))
    worker.start()
    worker.join()

    assert len(found) == 4


def test_an_unknown_field_is_a_bug(ledger: Book) -> None:
    with pytest.raises(KeyError, match="project has no field colour"):
        names(ledger, where("colour", "equals", "red"))


def test_single_records_are_listed_by_their_uuids(ledger: Book) -> None:
    first, *_, last = [one.uuid for one in ledger.records.find("project")]
    query = ListQuery(where=(Filter("", "records", (first, last, "no such")),))

    found = ledger.records.by_ids("project", ledger.lists.ids("project", query))

    assert {one.uuid for one in found} == {first, last}
    assert ledger.lists.count("project", query) == 2


def test_more_records_are_listed_by_their_uuids_than_a_statement_has_room_for(
    ledger: Book,
) -> None:
    [road] = ledger.records.find("project", expression(ledger, 'name == "路"'))
    meant = (road.uuid, *(f"no such {number}" for number in range(300_000)))

    assert names(ledger, ListQuery(where=(Filter("", "records", meant),))) == "路"


@pytest.mark.parametrize(
    "where_asked", [(), (Filter("planned", "at_least", Decimal(0)),)], ids=["all", "filtered"]
)
def test_records_in_the_bin_are_listed_with_the_others_but_neither_counted_nor_summed(
    ledger: Book, where_asked: tuple[Filter, ...]
) -> None:
    query = ListQuery(where=where_asked, sort=(("proposed_on", False),))
    before = names(ledger, query)
    for name in "路井":
        [one] = ledger.records.find("project", expression(ledger, f'name == "{name}"'))
        ledger.records.delete("project", one.uuid, one.revision)
    [road] = [
        one.id
        for one in ledger.records.by_ids(
            "project", ledger.lists.ids("project", ListQuery(deleted=True)), ("name",)
        )
        if one["name"] == "路"
    ]

    with_road = replace(query, also=(road,))

    assert names(ledger, with_road) == before.replace("井", "")
    first = ledger.lists.first_ids("project", with_road, 2)
    assert first == ledger.lists.ids("project", with_road)[:2]
    assert ledger.lists.count("project", with_road) == ledger.lists.count("project", query)
    sums = [ledger.lists.totals("project", one, ("planned",)) for one in (query, with_road)]
    assert sums[0] == sums[1]
