"""A list that is made again each quarter takes over whom it pays, and nothing that was done."""

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ruraldesk.definitions.model import Record
from ruraldesk.services import entry, follow_ups
from ruraldesk.services.books import create_book
from ruraldesk.services.putting import put
from ruraldesk.store.book import Book

VILLAGE = "410726104201"


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with create_book(tmp_path / "账本.rdb", unit=VILLAGE, name="黄寺村", level="village") as book:
        yield book


def keep(book: Book, form: str, **answers: object) -> Record:
    """Save a record that must be taken."""
    row = json.dumps({"unit": VILLAGE, **answers}, ensure_ascii=False)
    done = put(book, form, [row])
    assert done.added == 1, done.problems
    return entry.load(book, form, done.uuids[0])


def step(book: Book, form: str, record: Record, key: str) -> Record:
    """Return the new entry that a step of the record begins."""
    offered = {one.action.key: one for one in follow_ups.follow_ups(book, form, record)}
    return follow_ups.begin(book, form, record, offered[key])


def test_the_next_village_is_checked_by_the_same_criteria_and_nothing_is_met_yet(
    book: Book,
) -> None:
    criteria = [{"code": str(one), "item": f"有第{one}项", "full": "2"} for one in range(1, 4)]
    scheme = keep(
        book,
        "evaluation_scheme",
        kind="criteria",
        name="九有六无创建标准",
        frequency="quarterly",
        effective_from="2023-01-01",
        full_score="6",
        items=criteria,
    )
    tour = keep(
        book,
        "inspection_round",
        round_month="2023-09",
        scheme=scheme.uuid,
        held_on="2023-09-20",
        status="scoring",
    )
    checks = [{"criterion": str(one), "points": "2", "met": one < 3} for one in range(1, 4)]
    score = keep(book, "inspection_score", round=tour.uuid, checks=checks)
    following = step(book, "inspection_score", score, "next_village")
    assert following["round"] == tour.uuid
    assert [line["criterion"] for line in following.lines["checks"]] == ["1", "2", "3"]
    assert [line["points"] for line in following.lines["checks"]] == [Decimal(2)] * 3
    assert [line["met"] for line in following.lines["checks"]] == [None] * 3


def test_the_next_list_pays_the_same_people_in_the_period_that_follows(book: Book) -> None:
    people = [
        keep(
            book,
            "person",
            name=name,
            sex="male",
            birth_date="1940-05-01",
            bank_card=f"62179949{number:08}",
        )
        for number, name in enumerate(("黄满仓", "张秀英"))
    ]
    scheme = keep(
        book,
        "subsidy_scheme",
        name="老人补助",
        kind="elder",
        effective_on="2022-01-01",
        holder="person",
        measure="person_month",
        standard="30",
    )
    paid = keep(
        book,
        "subsidy_payment",
        scheme=scheme.uuid,
        period="2023年第三季度",
        status="paid",
        period_from="2023-07-01",
        period_until="2023-09-30",
        paid_on="2023-10-20",
        payees=[
            {"person": one.uuid, "quantity": "3", "given_amount": "90", "payee_note": "代领"}
            for one in people
        ],
    )

    begun = step(book, "subsidy_payment", paid, "next_batch")

    assert (begun["scheme"], begun["status"]) == (scheme.uuid, "draft")
    assert (begun["period_from"], begun["period_until"]) == (date(2023, 10, 1), date(2023, 12, 31))
    assert (begun["period"], begun["paid_on"]) == (None, None)
    lines = begun.lines["payees"]
    assert [line["person"] for line in lines] == [one.uuid for one in people]
    assert [line.names["person"] for line in lines] == ["黄满仓", "张秀英"]
    assert all(line["quantity"] == Decimal(3) for line in lines)
    assert all(line["given_amount"] is None and line["payee_note"] is None for line in lines)
    assert not {line.uuid for line in lines} & {
        line.uuid for line in paid.lines["payees"] if line.uuid
    }


def test_the_duties_of_a_household_are_not_typed_again_for_the_next_check(book: Book) -> None:
    head = keep(book, "person", name="黄满仓", sex="male")
    house = keep(book, "household", head=head.uuid)
    duties = [
        {"head": "duty", "task": task, "done": True, "done_on": "2023-11-06", "score": "30"}
        for task in ("包卫生", "包绿化", "包秩序")
    ]
    checked = keep(
        book,
        "household_task",
        kind="three_duties",
        household=house.uuid,
        checked_on="2023-11-06",
        items=duties,
    )

    again = step(book, "household_task", checked, "again")
    other = step(book, "household_task", checked, "next_household")

    assert (again["household"], again["checked_on"]) == (house.uuid, None)
    assert (other["household"], other["checked_on"]) == (None, date(2023, 11, 6))
    for begun in (again, other):
        assert [line["task"] for line in begun.lines["items"]] == ["包卫生", "包绿化", "包秩序"]
        assert all(line["done"] is False for line in begun.lines["items"])
        assert all(line["score"] is None for line in begun.lines["items"])
