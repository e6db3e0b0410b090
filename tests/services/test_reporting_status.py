"""Who has reported: in time or late, corrected, returned, missing; by package or by tables."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from ruraldesk.services.importing import run as import_table
from ruraldesk.services.merging import Said, merge, unmerge
from ruraldesk.services.reporting_status import (
    HasReported,
    NotBelow,
    ReportState,
    Status,
    UnitMonth,
    months_back,
    note_report,
    status,
    units_below,
)
from ruraldesk.store.book import Book
from ruraldesk.store.taken import ACCEPTED, RETURNED
from tests.services.office import lines, table
from tests.services.packages import package_of
from tests.store.reports import book_of, enter, state
from tests.store.village import HUANGSI, WANGLOU, village_book

THIS = f"{date.today():%Y-%m}"
LONG_AGO = "2021-03"


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Book]:
    with village_book(tmp_path) as book:
        yield book


@pytest.fixture
def village(tmp_path: Path) -> Iterator[Book]:
    with book_of(tmp_path) as book:
        enter(book, "person", name="张三")
        yield book


def of(found: Status, unit: str = HUANGSI) -> UnitMonth:
    [one] = [one for one in found.units if one.unit == unit]
    return one


def taken_on(town: Book, day: date) -> None:
    """Let all reports have been taken in on another day."""
    taken = town.tables["_taken"]
    with town.writing() as connection:
        connection.execute(update(taken).values(time=f"{day.isoformat()}T09:00:00+08:00"))


def test_the_units_are_those_directly_below(town: Book) -> None:
    assert units_below(town) == [(HUANGSI, "黄寺村"), (WANGLOU, "王楼村")]


def test_nothing_came_and_nothing_is_due(town: Book) -> None:
    found = status(town, THIS)
    assert found.due > date.today()
    assert {(one.state, one.on_time, one.light) for one in found.units} == {
        (ReportState.MISSING, None, "stone")
    }


def test_nothing_came_and_it_is_late(town: Book) -> None:
    found = status(town, LONG_AGO)
    assert found.due == date(2021, 4, 5)
    assert {(one.state, one.on_time, one.light) for one in found.units} == {
        (ReportState.MISSING, False, "cinnabar")
    }


def test_a_package_in_time(town: Book, village: Book, tmp_path: Path) -> None:
    path, _ = package_of(village, tmp_path, THIS)
    done = merge(town, [path])
    found = of(status(town, THIS))
    assert (found.state, found.on_time, found.sequence) == (ReportState.REPORTED, True, 1)
    assert (found.light, found.by_hand, found.batch) == ("pine", False, done.batch)
    assert found.check_code == done.files[0].check_code
    assert of(status(town, THIS), WANGLOU).state is ReportState.MISSING


@pytest.mark.parametrize(("days", "on_time"), [(0, True), (1, False)])
def test_the_last_day_is_still_in_time(
    town: Book, village: Book, tmp_path: Path, days: int, on_time: bool
) -> None:
    merge(town, [package_of(village, tmp_path, LONG_AGO)[0]])
    taken_on(town, date(2021, 4, 5) + timedelta(days=days))
    assert of(status(town, LONG_AGO)).on_time is on_time
    assert of(status(town, LONG_AGO)).light == ("pine" if on_time else "wheat")


@pytest.mark.parametrize(("closed", "in_time"), [("2021-04-05", True), ("2021-04-06", False)])
def test_what_a_town_reads_late_is_late_but_tells_when_it_was_closed(
    town: Book, village: Book, tmp_path: Path, closed: str, in_time: bool
) -> None:
    time = f"{closed}T23:59:00+08:00"
    merge(town, [package_of(village, tmp_path, LONG_AGO, closed_at=time)[0]])
    taken_on(town, date(2021, 4, 9))
    found = of(status(town, LONG_AGO))
    assert (found.on_time, found.light) == (False, "wheat")
    assert (found.closed_in_time, found.first_closed) == (in_time, time)
    assert found.first_taken[:10] == "2021-04-09"


def test_tables_were_never_closed(town: Book) -> None:
    note_report(town, HUANGSI, LONG_AGO)
    found = of(status(town, LONG_AGO))
    assert (found.closed_in_time, found.first_closed) == (False, "")


def test_a_correction_and_its_answer(town: Book, village: Book, tmp_path: Path) -> None:
    path, first = package_of(village, tmp_path, LONG_AGO)
    merge(town, [path])
    taken_on(town, date(2021, 4, 2))
    enter(village, "person", name="李四")
    path, _ = package_of(village, tmp_path, LONG_AGO, 2, after=first)
    merge(town, [path])

    found = of(status(town, LONG_AGO))
    assert (found.state, found.on_time, found.sequence) == (ReportState.CORRECTED, True, 2)
    assert found.light == "wheat"
    last = town.taking.taken(unit=HUANGSI)[-1]
    town.taking.answer(last.id, RETURNED)
    assert of(status(town, LONG_AGO)).state is ReportState.RETURNED
    town.taking.answer(last.id, ACCEPTED)
    assert of(status(town, LONG_AGO)).state is ReportState.ACCEPTED


def test_twelve_months_at_a_glance(town: Book, village: Book, tmp_path: Path) -> None:
    last = None
    for month in ("2022-11", "2022-12", "2023-02"):
        path, last = package_of(village, tmp_path, month, after=last)
        assert merge(town, [path]).files[0].verdict is Said.NEW
    found = status(town, "2023-02")
    assert found.months == months_back("2023-02", 12)
    assert (found.months[0], found.months[-1]) == ("2022-03", "2023-02")
    states = [one.state.value for one in found.matrix[HUANGSI]]
    assert states == ["missing"] * 8 + ["reported", "reported", "missing", "reported"]
    assert found.count(ReportState.REPORTED) == 1


def test_what_was_taken_back_has_not_been_reported(
    town: Book, village: Book, tmp_path: Path
) -> None:
    done = merge(town, [package_of(village, tmp_path, LONG_AGO)[0]])
    unmerge(town, done.batch)
    assert of(status(town, LONG_AGO)).state is ReportState.MISSING


def test_a_village_without_the_program_reports_by_its_tables(town: Book, tmp_path: Path) -> None:
    file = table(
        tmp_path / "王楼村人员.xlsx", lines("姓名|电话\n王五|13800000005\n赵六|13800000006")
    )
    done = import_table(town, "person", file, given={"unit": "王楼村"})
    assert (done.added, done.refused) == (2, 0)
    assert len(state(town, "person", WANGLOU)) == 2

    batch = note_report(town, "王楼村", LONG_AGO, operator="李四")

    found = of(status(town, LONG_AGO), WANGLOU)
    assert (found.state, found.by_hand, found.sequence) == (ReportState.REPORTED, True, 1)
    with pytest.raises(HasReported, match="2021年3月"):
        note_report(town, WANGLOU, LONG_AGO)
    unmerge(town, batch)
    assert of(status(town, LONG_AGO), WANGLOU).state is ReportState.MISSING
    assert len(state(town, "person", WANGLOU)) == 2


def test_its_first_package_takes_the_place_of_its_tables(
    town: Book, village: Book, tmp_path: Path
) -> None:
    mine = enter(town, "person", name="镇上代录", unit=HUANGSI)
    note_report(town, HUANGSI, LONG_AGO)
    path, _ = package_of(village, tmp_path, "2021-04")

    [verdict] = merge(town, [path]).files

    assert (verdict.verdict, verdict.added, verdict.removed) == (Said.NEW, 1, 1)
    assert mine not in state(town, "person", HUANGSI)


@pytest.mark.parametrize("name", ["外村", "410726105201", ""])
def test_only_units_below_can_be_noted(town: Book, name: str) -> None:
    with pytest.raises(NotBelow):
        note_report(town, name, LONG_AGO)


def test_months_go_back_over_the_year() -> None:
    assert months_back("2023-02", 4) == ("2022-11", "2022-12", "2023-01", "2023-02")
