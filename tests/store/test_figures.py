"""Figures: exact values in official wording, broken down, opened to their rows."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ruraldesk.definitions.model import Record
from ruraldesk.store.book import Book
from ruraldesk.store.figures import FigureResult
from tests.store.village import (
    HUANGSI,
    TODAY,
    WANGLOU,
    add,
    line,
    project,
    receipt,
    village_book,
)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with village_book(tmp_path) as book:
        yield book


@pytest.fixture
def ledger(book: Book) -> Book:
    """Roads and wells of two villages, with receipts of three years."""
    much = Decimal("99999999.00")
    road = project(book, "路", planned=much)
    well = project(book, "井", kind="water", planned=much, unit=WANGLOU)
    project(book, "桥", kind=None, stage="done", finished_on=TODAY)
    receipt(book, road, "7000000.00", date(2022, 12, 31))
    receipt(book, road, "3000000.50", date(2023, 1, 1))
    receipt(book, well, "3282599.49", date(2023, 11, 1))
    receipt(book, well, "0.01", date(2023, 11, 16))
    receipt(book, well, "5000000.00", date(2023, 11, 17))  # after the day
    for made, quantities in ((road, ("1860.50", "139.50")), (well, ("1672.00",))):
        outputs = tuple(line(item="道路硬化", done=Decimal(one)) for one in quantities)
        wrong = line(item="路灯", done=Decimal("42.00"))
        known = book.records.get("project", made.uuid)
        book.records.save("project", replace(known, lines={"outputs": (*outputs, wrong)}))
    return book


def by(result: FigureResult) -> list[tuple[str, str, Decimal | None, int]]:
    return [(part.key, part.label, part.value, part.rows) for part in result.by]


def test_a_sum_as_of_a_day_in_official_wording(ledger: Book) -> None:
    result = ledger.figures.value("received_total", TODAY)

    assert result.value == Decimal("13282600.00")
    assert result.text == "1300余万元"
    assert (result.key, result.rows) == ("received_total", 4)


def test_spans_begin_with_their_month_or_year(ledger: Book) -> None:
    assert ledger.figures.value("received_year", TODAY).value == Decimal("6282600.00")
    assert ledger.figures.value("received_month", TODAY).value == Decimal("3282599.50")
    assert ledger.figures.value("received_month", date(2023, 10, 31)).text == "0元"


def test_lines_of_a_ledger_are_summed(ledger: Book) -> None:
    result = ledger.figures.value("length", TODAY)

    assert (result.value, result.text, result.rows) == (Decimal("3672.00"), "约3670米", 3)


def test_a_share_has_its_target(ledger: Book) -> None:
    result = ledger.figures.value("done_share", TODAY)

    assert result.text == "33.33%"
    assert result.target == Decimal(80)
    assert result.rows == 3


def test_a_range_says_both_ends_and_its_unit_once(ledger: Book) -> None:
    result = ledger.figures.value("lengths", TODAY, "unit")

    assert result.text == "139.5—1860.5米以上"
    assert [part.text for part in result.by] == ["139.5—1860.5米以上", "1672米以上"]


def test_nothing_is_no_limit(book: Book) -> None:
    road = project(book, "路", planned=Decimal(1))
    known = book.records.get("project", road.uuid)
    outputs = (line(item="道路硬化", done=Decimal(0)),)
    book.records.save("project", replace(known, lines={"outputs": outputs}))

    assert book.figures.value("lengths", TODAY).text == "0米"


def test_what_has_no_value_is_a_dash(book: Book) -> None:
    result = book.figures.value("last_item", TODAY)

    assert (result.value, result.text, result.rows) == (None, "—", 0)
    assert book.figures.value("done_share", TODAY).value is None


def test_breakdown_by_choice_follows_the_list_and_nothing_comes_last(ledger: Book) -> None:
    result = ledger.figures.value("projects", TODAY, "kind")

    assert by(result) == [
        ("road", "道路", Decimal(1), 1),
        ("water", "水利", Decimal(1), 1),
        ("", "未填", Decimal(1), 1),
    ]
    assert [part.text for part in result.by] == ["1个", "1个", "1个"]
    assert {part.field for part in result.by} == {"kind"}


def test_breakdown_by_village_is_named(ledger: Book) -> None:
    result = ledger.figures.value("received_total", TODAY, "unit")

    assert by(result) == [(HUANGSI, "黄寺村", Decimal("13282600.00"), 4)]


def test_breakdown_by_computed_field_and_by_reference(ledger: Book) -> None:
    kinds = ledger.figures.value("received_total", TODAY, "kind")
    projects = ledger.figures.value("received_total", TODAY, "project")

    assert by(kinds) == [
        ("road", "道路", Decimal("10000000.50"), 2),
        ("water", "水利", Decimal("3282599.50"), 2),
    ]
    assert {part.label for part in projects.by} == {"W01 路", "W01 井"}
    assert all(ledger.records.get("project", part.key) for part in projects.by)


def test_lines_are_broken_down_by_their_own_fields_and_by_those_of_their_record(
    ledger: Book,
) -> None:
    assert by(ledger.figures.value("length", TODAY, "item")) == [
        ("道路硬化", "道路硬化", Decimal("3672.00"), 3)
    ]
    assert by(ledger.figures.value("length", TODAY, "unit")) == [
        (HUANGSI, "黄寺村", Decimal("2000.00"), 2),
        (WANGLOU, "王楼村", Decimal("1672.00"), 1),
    ]


def test_a_share_is_broken_down_as_a_share(ledger: Book) -> None:
    villages = by(ledger.figures.value("done_share", TODAY, "unit"))
    kinds = by(ledger.figures.value("done_share", TODAY, "kind"))

    assert [(label, value) for _, label, value, _ in villages] == [
        ("黄寺村", Decimal(50)),
        ("王楼村", Decimal(0)),
    ]
    assert [(label, value) for _, label, value, _ in kinds] == [
        ("道路", Decimal(0)),
        ("水利", Decimal(0)),
        ("未填", Decimal(100)),
    ]


def test_a_breakdown_by_a_person(book: Book) -> None:
    head = add(book, "person", name="王䶮")
    project(book, "桥", head=head.uuid)
    project(book, "路")

    result = book.figures.value("projects", TODAY, "head")

    assert by(result) == [(head.uuid, "王䶮", Decimal(1), 1), ("", "未填", Decimal(1), 1)]


def test_a_figure_opens_to_its_rows(ledger: Book) -> None:
    trace = ledger.figures.trace("received_total", TODAY)

    [source] = trace.sources
    assert trace.condition == "sum(receipt.amount)"
    assert (source.form, source.lines) == ("receipt", "")
    amounts = [Decimal(str(one["amount"])) for one in source.records]
    assert sum(amounts) == Decimal("13282600.00")
    assert len(source.ids) == ledger.figures.value("received_total", TODAY).rows


def test_lines_are_traced_to_their_records_and_only_those_that_count(ledger: Book) -> None:
    [source] = ledger.figures.trace("length", TODAY).sources

    assert (source.form, source.lines) == ("project", "outputs")
    quantities = [one["done"] for record in source.records for one in record.lines["outputs"]]
    assert quantities == [Decimal("1860.50"), Decimal("139.50"), Decimal("1672.00")]
    assert [record["name"] for record in source.records] == ["路", "井"]


def test_each_part_of_a_share_has_its_rows(ledger: Book) -> None:
    done, every = ledger.figures.trace("done_share", TODAY).sources

    assert [one["name"] for one in done.records] == ["桥"]
    assert len(every.records) == 3
    assert len(ledger.figures.trace("done_share", TODAY, limit=1).sources[1].records) == 1


def test_a_ledger_nobody_began_and_one_emptied_again_say_the_same(book: Book) -> None:
    def said() -> list[tuple[str, Decimal | None, str, int]]:
        asked = (book.figures.value(key, TODAY) for key in book.definitions.figures)
        return [(one.definition.key, one.value, one.text, one.rows) for one in asked]

    never = said()
    road = project(book, "路", planned=Decimal("100.00"))
    paid = receipt(book, road, "50.00", date(2023, 11, 1))
    begun = said()
    book.records.delete("receipt", paid.uuid, paid.revision)
    now = book.records.get("project", road.uuid)
    book.records.delete("project", now.uuid, now.revision)

    assert begun != never
    assert said() == never


def test_deleted_records_do_not_count(ledger: Book) -> None:
    [bridge] = ledger.figures.trace("done_share", TODAY).sources[0].records
    ledger.records.delete("project", bridge.uuid, bridge.revision)

    assert ledger.figures.value("projects", TODAY).value == Decimal(2)
    assert isinstance(bridge, Record)


def test_an_unknown_figure_is_a_bug(book: Book) -> None:
    with pytest.raises(KeyError):
        book.figures.value("nothing", TODAY)
