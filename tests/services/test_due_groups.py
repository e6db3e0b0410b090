"""What one reminder says many times is told in one line, and still opens each thing."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from ruraldesk.services.due_groups import GROUP_FROM, WHENS, grouped
from ruraldesk.store.book import Book
from ruraldesk.store.reminders import Due, due_things
from tests.services.office import HUANGSI, VILLAGES, add, town_book

TODAY = date(2023, 11, 16)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    with town_book(tmp_path_factory.mktemp("town")) as book:
        for number in range(2):
            code, name = f"4107261042{30 + number}", f"新{number}村"
            add(book, "unit", code=code, name=name, level="village", village_type="cluster_upgrade")
        yield book


def due(number: int, *, days: int = -1, reminder: str = "late") -> Due:
    return Due(
        form="project",
        record=f"u{number}",
        due=TODAY + timedelta(days=days),
        message=f"项目 {number} 逾期。",
        who="",
        days=days,
        reminder=reminder,
    )


def test_a_few_alike_stay_single_lines(town: Book) -> None:
    few = [due(number) for number in range(GROUP_FROM - 1)]
    assert [group.things for group in grouped(town, few)] == [(one,) for one in few]


def test_many_alike_are_one_line_that_keeps_every_thing(town: Book) -> None:
    many = [due(number) for number in range(GROUP_FROM)]
    (group,) = grouped(town, many)
    assert group.things == tuple(many)
    assert group.message == f"项目台账 {GROUP_FROM} 条：项目 0 逾期。"


def test_what_is_overdue_due_today_this_week_and_later_stand_apart(town: Book) -> None:
    whole = [due(number, days=days) for days in (-1, 0, 6, 7) for number in range(GROUP_FROM)]
    groups = grouped(town, whole)
    assert [(group.when, len(group.things)) for group in groups] == [
        (when, GROUP_FROM) for when in WHENS
    ]


def test_reports_that_units_owe_are_known_as_such(town: Book) -> None:
    own, owed = due(1), replace(due(2, reminder="owed"), owed_by="黄寺村")
    assert [group.owed for group in grouped(town, [own, owed])] == [False, True]


def test_a_group_stands_where_its_first_thing_stood(town: Book) -> None:
    before, between = due(90, days=-99, reminder="a"), due(91, days=-3, reminder="b")
    many = [due(number, days=-9 + number * 3) for number in range(3)]
    alike = [*many, due(3, days=-1)]
    found = grouped(town, sorted([before, between, *alike], key=lambda one: one.due))
    assert [group.things[0] for group in found] == [before, alike[0], between]


def test_villages_that_owe_are_counted_in_the_sentence(town: Book) -> None:
    add(
        town,
        "dispute_screening",
        unit=HUANGSI,
        screened_on=TODAY,
        screeners=("committees", "mediators"),
        reporter="刘翠兰",
        nil_report=True,
        found=0,
        fresh=0,
        solved=0,
    )
    found = grouped(town, [one for one in due_things(town, TODAY) if not one.record])
    sentences = [group.message for group in found if group.things[0].form == "dispute_screening"]
    owing = len(VILLAGES) + 2 - 1
    assert sentences == [f"{owing} 个村本周还没有上报矛盾纠纷排查情况，没有纠纷的报零。"]
