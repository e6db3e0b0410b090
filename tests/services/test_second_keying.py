"""What is typed twice is compared, and nothing changes by itself."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ruraldesk.definitions.model import Record
from ruraldesk.services import entry
from ruraldesk.services import second_keying as twice
from ruraldesk.services.second_keying import Kind, State
from ruraldesk.services.second_keying_paper import file_name, write_differences
from ruraldesk.store.book import Book
from ruraldesk.store.lists import ListQuery
from tests.services.office import add, id_number, town_book

NUMBER, OTHER = id_number(date(1970, 3, 5), 11), id_number(date(1970, 3, 5), 13)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with town_book(tmp_path) as made:
        made.settings["operator"] = "李会计"
        yield made


@pytest.fixture
def person(book: Book) -> Record:
    made = add(book, "person", name="李明", id_number=NUMBER, phone="13800138000")
    return entry.load(book, "person", made.uuid)


def test_numbers_are_hidden_bank_cards_among_them(book: Book) -> None:
    form = book.definitions.form("person")
    keys = [one.key for one in twice.hidden_of(form, [Kind.NUMBERS])[""]]
    assert {"id_number", "phone", "bank_card"} <= set(keys)
    assert "birth_date" in [one.key for one in twice.hidden_of(form, [Kind.DATES])[""]]
    assert Kind.AMOUNTS in twice.kinds_of(book.definitions.form("payment"))


def test_what_agrees_is_verified_until_it_changes(book: Book, person: Record) -> None:
    done = twice.key_again(book, "person", person, {"id_number": NUMBER}, "王支书")
    assert (done.state, done.operator) == (State.VERIFIED, "王支书")
    assert twice.not_verified(book, "person", [person.uuid]) == []
    assert twice.differences(book, "person") == []

    other = replace(person, values={**person.values, "workplace": "村委会"})
    saved = entry.save(book, "person", other)
    assert not saved.refused
    now = entry.load(book, "person", person.uuid)
    standing = twice.standing(book, "person", now)
    assert standing is not None
    assert standing.state is State.VERIFIED  # another field was changed

    assert not entry.save(
        book, "person", replace(now, values={**now.values, "id_number": OTHER})
    ).refused
    [one] = twice.differences(book, "person")
    assert (one.state, one.second) == (State.CHANGED, NUMBER)
    assert twice.not_verified(book, "person", [person.uuid]) == [person.uuid]


def test_a_difference_changes_nothing_until_somebody_chooses(book: Book, person: Record) -> None:
    typed = {"id_number": OTHER, "phone": "13800138000"}
    assert twice.key_again(book, "person", person, typed).state is State.DIFFERS
    assert entry.load(book, "person", person.uuid)["id_number"] == NUMBER
    [one] = twice.differences(book, "person", [person.uuid])
    assert (one.first, one.second, one.called) == (NUMBER, OTHER, "李明")

    twice.keep_first(book, "person", one)
    assert twice.differences(book, "person") == []
    assert entry.load(book, "person", person.uuid)["id_number"] == NUMBER
    assert twice.not_verified(book, "person", [person.uuid]) == []


def test_the_second_value_is_saved_by_the_rules_of_the_ledger(book: Book, person: Record) -> None:
    taken = add(book, "person", name="张三", id_number=OTHER)
    twice.key_again(book, "person", person, {"id_number": OTHER})
    [one] = twice.differences(book, "person")
    assert twice.take_second(book, "person", one).refused
    assert twice.differences(book, "person") == [one]

    entry.delete(book, "person", taken.uuid, taken.revision)
    assert not twice.take_second(book, "person", one).refused
    assert entry.load(book, "person", person.uuid)["id_number"] == OTHER
    assert twice.differences(book, "person") == []


def test_an_amount_left_empty_the_second_time_differs(book: Book, person: Record) -> None:
    twice.key_again(book, "person", person, {"phone": None})
    [one] = twice.differences(book, "person")
    assert (one.first, one.second) == ("13800138000", "")
    assert not twice.take_second(book, "person", one).refused
    assert entry.load(book, "person", person.uuid)["phone"] is None


def test_records_are_chosen_by_month_or_as_listed(book: Book, person: Record) -> None:
    month = person.changed[:7]
    assert twice.in_month(book, "person", month) == [person.uuid]
    assert twice.in_month(book, "person", "1999-01") == []
    assert twice.in_list(book, "person", ListQuery()) == [person.uuid]


def test_what_lies_in_the_recycle_bin_is_not_told(book: Book, person: Record) -> None:
    twice.key_again(book, "person", person, {"phone": None})
    entry.delete(book, "person", person.uuid, person.revision)
    assert twice.differences(book, "person") == []


def test_differences_are_printed(book: Book, person: Record, tmp_path: Path) -> None:
    twice.key_again(book, "person", person, {"phone": None})
    target = tmp_path / file_name(book, "person")
    assert write_differences(book, "person", twice.differences(book, "person"), target) == 1
    assert target.read_bytes().startswith(b"%PDF")
