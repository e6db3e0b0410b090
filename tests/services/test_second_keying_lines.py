"""Amounts of detail rows are typed twice as well, and how many rows there are."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from ruraldesk.definitions.model import Record, Value
from ruraldesk.services import entry
from ruraldesk.services import second_keying as twice
from ruraldesk.services.second_keying import Kind, Place, State
from ruraldesk.services.second_keying_paper import write_differences
from ruraldesk.store.book import Book
from tests.services.office import add, town_book

COUNT = Place(lines="outputs").key


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with town_book(tmp_path) as made:
        made.settings["operator"] = "李会计"
        yield made


@pytest.fixture
def road(book: Book) -> Record:
    """A project whose outputs are two rows, of 3 and 4."""
    made = add(book, "project", name="主街硬化", stage="proposed")
    record = entry.load(book, "project", made.uuid)
    return with_outputs(book, record, output(3), output(4))


def output(quantity: int) -> Record:
    return Record(values={"item": "road_hardening", "planned_qty": Decimal(quantity)})


def with_outputs(book: Book, road: Record, *outputs: Record) -> Record:
    saved = entry.save(book, "project", replace(road, lines={**road.lines, "outputs": outputs}))
    assert not saved.refused, saved.problems
    return entry.load(book, "project", road.uuid)


def typed(book: Book, road: Record, *quantities: int, rows: int = 0) -> twice.Standing:
    """Type the quantities again, and how many rows there are."""
    hidden = twice.hidden_of(book.definitions.form("project"), [Kind.AMOUNTS])
    values: dict[str, Value] = {
        **twice.not_asked(book.definitions.form("project"), hidden, road),
        COUNT: rows or len(road.lines["outputs"]),
    }
    for line, quantity in zip(road.lines["outputs"], quantities, strict=False):
        values[Place("planned_qty", "outputs", line.uuid).key] = Decimal(quantity)
    return twice.key_again(book, "project", road, values)


def test_rows_are_asked_for_what_is_filled_in_one_of_them(book: Book, road: Record) -> None:
    form = book.definitions.form("project")
    hidden = twice.hidden_of(form, [Kind.AMOUNTS])
    asked = [one for one in twice.asked_of(form, hidden, road) if one.place.lines]
    assert [(one.place.field, one.row) for one in asked] == [
        ("", 0),
        ("planned_qty", 1),
        ("planned_qty", 2),
    ]
    assert Place.of(asked[1].place.key) == asked[1].place


def test_what_differs_in_a_row_is_told_with_its_number(book: Book, road: Record) -> None:
    assert typed(book, road, 3, 5).state is State.DIFFERS
    [one] = twice.differences(book, "project")
    assert (one.where, one.path) == ("工程产出 · 第 2 行 · 计划量", "outputs[2].planned_qty")
    assert (one.first, one.second) == ("4.00", "5.00")

    first, second = road.lines["outputs"]
    with_outputs(book, road, output(9), first, second)
    told = twice.differences(book, "project")
    assert [(one.path, one.state) for one in told] == [
        ("outputs", State.CHANGED),
        ("outputs[3].planned_qty", State.DIFFERS),
    ]


def test_the_second_value_of_a_row_is_saved_there(book: Book, road: Record) -> None:
    typed(book, road, 3, 5)
    [one] = twice.differences(book, "project")
    assert not twice.take_second(book, "project", one).refused
    now = entry.load(book, "project", road.uuid)
    assert [line["planned_qty"] for line in now.lines["outputs"]] == [Decimal(3), Decimal(5)]
    assert twice.differences(book, "project") == []
    assert twice.not_verified(book, "project", [road.uuid]) == []


def test_what_stands_in_a_row_may_be_right(book: Book, road: Record) -> None:
    typed(book, road, 3, 5)
    [one] = twice.differences(book, "project")
    twice.keep_first(book, "project", one)
    assert twice.not_verified(book, "project", [road.uuid]) == []
    first, _ = road.lines["outputs"]
    with_outputs(book, road, first)
    [one] = twice.differences(book, "project")
    assert (one.state, one.path, one.first, one.second) == (State.CHANGED, "outputs", "1", "2")


def test_a_row_that_the_paper_has_more_is_told(book: Book, road: Record) -> None:
    assert typed(book, road, 3, 4, rows=3).state is State.DIFFERS
    [one] = twice.differences(book, "project")
    assert (one.where, one.first, one.second) == ("工程产出 · 共几行", "2", "3")
    twice.keep_first(book, "project", one)
    assert twice.differences(book, "project") == []


def test_a_row_in_place_of_another_is_not_verified(book: Book, road: Record) -> None:
    typed(book, road, 3, 4)
    assert twice.not_verified(book, "project", [road.uuid]) == []
    now = with_outputs(book, road, road.lines["outputs"][0], output(4000))
    assert twice.standings(book, "project")[road.uuid].state is State.PARTLY
    [one] = twice.differences(book, "project")
    assert (one.path, one.second) == ("outputs", "1 行没有录")
    twice.keep_first(book, "project", one)
    assert twice.differences(book, "project") == []
    kept, new = now.lines["outputs"]
    with_outputs(book, now, kept, replace(new, values={**new.values, "planned_qty": Decimal(7)}))
    assert [(one.path, one.state) for one in twice.differences(book, "project")] == [
        ("outputs[2].planned_qty", State.CHANGED)
    ]


def test_rows_that_come_where_there_were_none_are_told(book: Book, road: Record) -> None:
    road = with_outputs(book, road)
    hidden = twice.hidden_of(book.definitions.form("project"), [Kind.AMOUNTS])
    none = twice.not_asked(book.definitions.form("project"), hidden, road)
    assert none[COUNT] == 0
    assert twice.key_again(book, "project", road, none).state is State.VERIFIED
    with_outputs(book, road, output(1))
    [one] = twice.differences(book, "project")
    assert (one.state, one.first, one.second) == (State.CHANGED, "1", "0")


def test_differences_of_rows_are_printed(book: Book, road: Record, tmp_path: Path) -> None:
    typed(book, road, 3, 5)
    found = twice.differences(book, "project")
    assert write_differences(book, "project", found, tmp_path / "差异.pdf") == 1
