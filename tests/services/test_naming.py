"""A name that may be somebody's whom the book knows: the record behind it is kept with it."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from ruraldesk.services import entry, naming
from ruraldesk.services.putting import Put, put
from ruraldesk.store.book import Book
from tests.services.office import HUANGSI, WANGLOU, add, id_number, only, town_book

TRIP = {"team_name": "环境督导组", "groups": 1, "people": 2, "unit": WANGLOU}


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with town_book(tmp_path) as made:
        yield made


def sent(book: Book, form: str, **values: object) -> Put:
    """Save what a line says, through all rules."""
    done = put(book, form, [json.dumps(values, ensure_ascii=False)])
    assert not done.refused, done.problems
    return done


def person(book: Book, name: str, **values: str) -> str:
    """Enter somebody among the people; return the UUID."""
    return add(book, "person", name=name, sex="female", **values).uuid


def trip(book: Book, **values: object) -> str:
    """Enter a trip of supervision; return the UUID."""
    data = {"trip_on": "2023-11-02", "kind": "site", "theme": "环境整治", **TRIP, **values}
    (uuid,) = sent(book, "supervision_trip", **data).uuids
    return uuid


def test_people_come_first_then_those_who_are_on_a_roster_only(book: Book) -> None:
    known = person(book, "李桂兰")
    add(book, "cadre", name="李桂芳", sex="female")
    add(book, "cadre", name="李桂兰", sex="female", person=known)

    found = naming.named(book, "person", "李桂", 10)

    assert [(one.uuid, one.name) for one in found] == [(known, "李桂兰"), ("", "李桂芳")]


def test_without_a_letter_the_first_people_are_offered(book: Book) -> None:
    known = {person(book, "陈素"), person(book, "王建")}

    assert {one.uuid for one in naming.named(book, "person", "", 10)} == known


def test_the_person_behind_a_name_is_kept_with_it(book: Book) -> None:
    known = person(book, "李桂兰")
    uuid = trip(book, leader="李桂兰", known_leader=known)

    kept = entry.load(book, "supervision_trip", uuid)

    assert (kept["leader"], kept["known_leader"]) == ("李桂兰", known)


def test_another_name_is_another_person(book: Book) -> None:
    uuid = trip(book, leader="李桂兰", known_leader=person(book, "李桂兰"))

    sent(book, "supervision_trip", uuid=uuid, leader="李桂芳")

    assert only(book, "supervision_trip")["known_leader"] is None


def test_the_same_name_keeps_its_person(book: Book) -> None:
    known = person(book, "李桂兰")
    uuid = trip(book, leader="李桂兰", known_leader=known)

    sent(book, "supervision_trip", uuid=uuid, leader="李桂兰", trip_on="2023-11-03")

    assert only(book, "supervision_trip")["known_leader"] == known


def test_somebody_who_is_answerable_is_not_deleted(book: Book) -> None:
    known = person(book, "李桂兰")
    trip(book, leader="李桂兰", known_leader=known)

    done = entry.delete(book, "person", known, 1)

    assert done.refused
    assert "环境督导组" in done.problems[0].message


def test_history_tells_a_changed_person_once(book: Book) -> None:
    uuid = trip(book, leader="李桂芳")
    known = person(book, "李桂兰")
    sent(book, "supervision_trip", uuid=uuid, leader="李桂兰", known_leader=known)

    (change, *_) = sorted(
        entry.history(book, "supervision_trip", uuid), key=lambda one: one.time, reverse=True
    )

    assert [(one.old, one.new) for one in change.fields if "李桂兰" in one.new] == [
        ("李桂芳", "李桂兰")
    ]


def test_a_name_that_one_person_of_the_village_has_means_that_person(book: Book) -> None:
    known = person(book, "李桂兰", unit=WANGLOU)
    person(book, "李桂兰", unit=HUANGSI)

    trip(book, leader="李桂兰")

    assert only(book, "supervision_trip")["known_leader"] == known


def test_a_name_that_two_have_means_neither(book: Book) -> None:
    person(book, "李桂兰", unit=WANGLOU)
    person(book, "李桂兰", unit=WANGLOU)

    trip(book, leader="李桂兰")

    assert only(book, "supervision_trip")["known_leader"] is None


def test_who_is_said_to_be_nobody_known_stays_so(book: Book) -> None:
    person(book, "李桂兰", unit=WANGLOU)

    trip(book, leader="李桂兰", known_leader=None)

    assert only(book, "supervision_trip")["known_leader"] is None


def test_the_phone_comes_with_the_name(book: Book) -> None:
    person(book, "李桂兰", unit=WANGLOU, phone="13803730001")
    team = {"name": "维修队", "kind": "repair", "founded_on": "2023-03-01", "unit": WANGLOU}

    sent(book, "service_team", **team, leader="李桂兰")

    assert only(book, "service_team")["phone"] == "13803730001"


def test_in_a_line_number_and_phone_come_with_the_name(book: Book) -> None:
    number = id_number(date(1990, 1, 2), 6)
    known = person(book, "周海", unit=WANGLOU, id_number=number, phone="13803730002")
    owner = person(book, "王建", unit=WANGLOU)
    house = {"landlord": owner, "address": "王楼村12号", "registered_on": "2023-05-02"}
    tenant = {"tenant_name": "周海", "moved_in_on": "2023-05-01"}

    uuid = sent(book, "rental_registration", **house, unit=WANGLOU, tenants=[tenant]).uuids[0]
    again = sent(book, "rental_registration", uuid=uuid, tenants=[tenant])

    (line,) = entry.load(book, "rental_registration", uuid).lines["tenants"]
    told = (line["known_tenant_name"], line["tenant_id"], line["tenant_phone"])
    assert told == (known, number, "13803730002")
    assert again.unchanged == 1
