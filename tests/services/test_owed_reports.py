"""What villages owe by the rhythms of order and service: weekly screening, Tuesdays, patrols."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from ruraldesk.definitions.model import Record, Value
from ruraldesk.store.book import Book
from ruraldesk.store.reminders import due_things
from tests.services.office import HUANGSI, VILLAGES, WANGLOU, add, town_book

THURSDAY = date(2023, 11, 16)
MONDAY = date(2023, 11, 13)


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Book]:
    with town_book(tmp_path) as book:
        yield book


def owed(book: Book, form: str, day: date = THURSDAY) -> dict[str, date]:
    """Return by the first characters of its message, a village's name, until when it is owed."""
    return {
        one.message[:3]: one.due
        for one in due_things(book, day)
        if one.form == form and not one.record
    }


def screening(book: Book, unit: str, day: date) -> None:
    add(
        book,
        "dispute_screening",
        unit=unit,
        screened_on=day,
        screeners=("committees", "mediators"),
        reporter="刘翠兰",
        nil_report=True,
        found=0,
        fresh=0,
        solved=0,
    )


def test_a_book_that_keeps_no_screening_owes_none(town: Book) -> None:
    assert owed(town, "dispute_screening") == {}
    assert owed(town, "duty_roster") == {}
    assert owed(town, "patrol") == {}


def test_each_village_owes_a_screening_a_week_and_a_nil_report_settles_it(town: Book) -> None:
    screening(town, HUANGSI, MONDAY)
    sunday = MONDAY + timedelta(days=6)
    others = {name[:3] for code, name in VILLAGES.items() if code != HUANGSI}
    assert owed(town, "dispute_screening") == dict.fromkeys(others, sunday)
    screening(town, WANGLOU, THURSDAY)
    assert set(owed(town, "dispute_screening")) == others - {"王楼村"}


def test_a_week_that_was_missed_is_still_owed_in_the_next(town: Book) -> None:
    screening(town, HUANGSI, MONDAY - timedelta(days=14))
    screening(town, HUANGSI, MONDAY)
    assert owed(town, "dispute_screening")["黄寺村"] == MONDAY - timedelta(days=1)


def test_each_village_owes_its_tuesday_once_sittings_are_kept(town: Book) -> None:
    tuesday = MONDAY + timedelta(days=1)
    add(
        town,
        "duty_roster",
        kind="tuesday",
        duty_on=tuesday,
        shift="day",
        duty_person="王䶮",
        present=True,
    )
    found = owed(town, "duty_roster")
    assert "黄寺村" not in found
    assert found["王楼村"] == tuesday


def test_a_village_with_grid_workers_owes_a_patrol_a_day_where_they_are_kept(town: Book) -> None:
    person = add(town, "person", name="李满仓", sex="male")
    grid = add(town, "grid", code="104201", name="黄寺村网格", level="3", state="active")
    worker: Record = add(
        town,
        "grid_worker",
        person=person.uuid,
        grid=grid.uuid,
        role="worker",
        since=date(2022, 3, 1),
    )
    assert owed(town, "patrol") == {}
    patrol: dict[str, Value] = {"kind": "daily", "worker": worker.uuid, "route": "一组东街"}
    add(town, "patrol", patrolled_on=THURSDAY - timedelta(days=1), nothing_found=True, **patrol)
    assert owed(town, "patrol") == {"黄寺村": THURSDAY}
    add(town, "patrol", patrolled_on=THURSDAY, nothing_found=True, **patrol)
    assert owed(town, "patrol") == {}
