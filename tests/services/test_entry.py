"""A record looked at while it is entered: what each line asks, and which rules it breaks."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from ruraldesk.definitions.model import Record, Value
from ruraldesk.services.entry import Review, blank, review, save
from ruraldesk.store.book import Book
from tests.services.office import town_book

DAY = date(2023, 11, 16)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with town_book(tmp_path) as made:
        yield made


def looked_at(book: Book, *steps: dict[str, Value]) -> Review:
    """Look at a declaration of which nothing is filled but these steps."""
    lines = {"steps": tuple(Record(values=one) for one in steps)}
    return review(book, "declaration", Record(values={}, lines=lines), DAY)


def codes(found: Review, place: str) -> list[str]:
    return [one.code for one in found.problems if one.field == place]


def test_each_line_says_what_it_asks_and_so_does_the_next_one(book: Book) -> None:
    asked = looked_at(book, {"step": "public_notice"}, {"step": "confirmed"}).line_asked["steps"]
    assert ["until_on" in one.visible for one in asked] == [True, False, False]
    assert ["until_on" in one.required for one in asked] == [True, False, False]


def test_a_line_is_missing_what_its_own_condition_demands(book: Book) -> None:
    found = looked_at(book, {"step": "public_notice"}, {"step": "confirmed"})
    assert codes(found, "steps[1].until_on") == ["required"]
    assert codes(found, "steps[2].until_on") == []


def test_a_rule_of_a_line_is_told_while_the_record_is_unfinished(book: Book) -> None:
    found = looked_at(
        book,
        {"step": "public_notice", "done_on": date(2023, 5, 9), "until_on": date(2023, 5, 1)},
        {"step": "confirmed", "done_on": date(2023, 5, 20)},
    )
    assert codes(found, "name") == ["required"]
    assert "notice_dates" in codes(found, "steps[1].until_on")
    assert "第 1 行" in next(one for one in found.problems if one.code == "notice_dates").message


def test_a_line_that_lacks_something_is_not_judged_by_its_rules_yet(book: Book) -> None:
    found = looked_at(
        book,
        {"done_on": date(2023, 5, 9), "until_on": date(2023, 5, 1)},
        {"step": "public_notice", "done_on": date(2023, 5, 9), "until_on": date(2023, 5, 1)},
    )
    assert "notice_dates" not in codes(found, "steps[1].until_on")
    assert "notice_dates" in codes(found, "steps[2].until_on")


def test_the_rules_of_a_record_wait_until_all_of_it_is_there(book: Book) -> None:
    keys = {rule.key for rule in book.definitions.form("declaration").rules}
    found = looked_at(book, {"step": "confirmed", "done_on": date(2023, 5, 9)})
    assert keys.isdisjoint(one.code for one in found.problems)


def test_looking_says_of_lines_what_saving_says(book: Book) -> None:
    steps = (
        {"step": "public_notice", "done_on": date(2023, 5, 9)},
        {"step": "confirmed", "done_on": date(2023, 5, 1), "until_on": date(2023, 5, 2)},
    )
    record = blank(book, "declaration")
    record = Record(
        values=record.values, lines={"steps": tuple(Record(values=one) for one in steps)}
    )
    refused = save(book, "declaration", record)
    assert refused.refused
    told = {(one.field, one.code) for one in review(book, "declaration", record, DAY).problems}
    assert {(one.field, one.code) for one in refused.problems} <= told
