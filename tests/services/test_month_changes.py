"""What moved in a month, and what differs between two of them: read from what was reported."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ruraldesk.definitions.model import Record
from ruraldesk.services.month_archive import NotClosed, archived
from ruraldesk.services.month_changes import (
    ADDED,
    CHANGED,
    REMOVED,
    Balance,
    between,
    differences,
    movement,
    movements,
)
from ruraldesk.services.months import close, month_before, reopen
from ruraldesk.services.putting import UnknownForm
from ruraldesk.store.book import Book
from ruraldesk.store.snapshots import SnapshotDamaged
from tests.store.closing import MONTH, NEXT, change, closing_book, closing_definitions
from tests.store.village import HUANGSI, add, line, project, receipt

LAST, LATER = date(2023, 11, 30), date(2023, 12, 20)
SEVERAL = settings(
    max_examples=12,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
STEPS = st.lists(
    st.tuples(st.sampled_from([ADDED, CHANGED, REMOVED]), st.integers(1, 10**6)), max_size=8
)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with closing_book(tmp_path, today=date(2024, 1, 3)) as made:
        yield made


def yuan(number: str) -> Decimal:
    return Decimal(number)


def test_rows_and_sums_move_from_one_month_to_the_next(book: Book) -> None:
    kept = project(book, "路", planned=yuan("100.00"))
    gone = project(book, "桥", planned=yuan("40.00"))
    close(book, MONTH)
    change(book, "project", kept.uuid, planned=yuan("130.00"))
    book.records.delete("project", gone.uuid, gone.revision)
    project(book, "井", planned=yuan("7.00"))
    close(book, NEXT)

    found = movement(book, NEXT, "project")

    assert (found.previous, found.month, found.changed) == (MONTH, NEXT, 1)
    assert found.rows == Balance(opening=Decimal(2), added=Decimal(1), removed=Decimal(1))
    assert found.totals["planned"] == Balance(
        opening=yuan("140.00"), added=yuan("37.00"), removed=yuan("40.00")
    )
    assert found.totals["planned"].closing == yuan("137.00")


def test_the_first_month_begins_with_nothing(book: Book) -> None:
    project(book)
    close(book, MONTH)
    found = movement(book, MONTH, "project")
    assert (found.previous, found.rows.opening, found.rows.closing) == ("", 0, 1)
    assert {one.form for one in movements(book, MONTH)} == {"unit", "project"}


def test_computed_sums_tell_by_how_much_they_rose_or_fell(book: Book) -> None:
    road = project(book)
    money = receipt(book, road, "10.00", LAST)
    close(book, MONTH)
    receipt(book, road, "5.00", LATER)
    close(book, NEXT)
    book.settings["as_of"] = "2024-02-03"
    change(book, "receipt", money.uuid, "更正", amount=yuan("1.00"))
    close(book, "2024-01")

    rose = movement(book, NEXT, "project").totals["received"]
    assert rose == Balance(opening=yuan("10.00"), added=yuan("5.00"))
    fell = movement(book, "2024-01", "project").totals["received"]
    assert fell == Balance(opening=yuan("15.00"), removed=yuan("9.00"))
    assert fell.closing == yuan("6.00")


def test_corrections_after_the_close_do_not_change_what_was_reported(book: Book) -> None:
    road = project(book)
    money = receipt(book, road, "10.00", LAST)
    close(book, MONTH)
    close(book, NEXT)
    change(book, "receipt", money.uuid, "更正", amount=yuan("99.00"))
    assert movement(book, NEXT, "receipt").changed == 0
    assert list(differences(book, MONTH, NEXT)) == []


def test_the_difference_list_names_record_field_before_and_after(book: Book) -> None:
    head = add(book, "person", name="李明")
    road = project(book, "路")
    gone = project(book, "桥")
    close(book, MONTH)
    change(book, "project", road.uuid, name="水泥路", head=head.uuid, stage="building")
    book.records.delete("project", gone.uuid, gone.revision)
    new = project(book, "井", proposed_on=LATER)
    close(book, NEXT)

    found = {one.uuid: one for one in differences(book, MONTH, NEXT, "project")}

    assert {uuid: one.kind for uuid, one in found.items()} == {
        road.uuid: CHANGED,
        gone.uuid: REMOVED,
        new.uuid: ADDED,
    }
    assert found[gone.uuid].name.endswith("桥")  # it lies in the recycle bin
    told = [(one.label, one.old, one.new) for one in found[road.uuid].fields]
    assert told == [("名称", "路", "水泥路"), ("阶段", "谋划", "在建"), ("负责人", "", "李明")]
    assert found[new.uuid].fields == ()


def test_lines_are_told_too(book: Book) -> None:
    values = {"unit": HUANGSI, "name": "路", "kind": "road", "planned": yuan("1.00")}
    lines = {"outputs": (line(item="路面", done=yuan("5.00")), line(item="边沟"))}
    road = book.records.save("project", Record(values=values, lines=lines)).record
    close(book, MONTH)
    first, second = road.lines["outputs"]
    book.records.save(
        "project",
        Record(
            values={},
            lines={"outputs": (line(first.uuid, item="路面", done=yuan("8.00")), second)},
            uuid=road.uuid,
            revision=road.revision,
        ),
    )
    close(book, NEXT)

    [found] = differences(book, MONTH, NEXT)

    [told] = found.fields
    assert (told.label, told.old, told.new) == ("工程产出，完成量", "5.00", "8.00")


def test_a_correction_is_compared_with_what_it_corrects(book: Book) -> None:
    money = receipt(book, project(book), "10.00", LAST)
    close(book, MONTH)
    reopen(book, MONTH, "写错")
    change(book, "receipt", money.uuid, amount=yuan("12.00"))
    close(book, MONTH)
    [found] = between(book, archived(book, MONTH, 1), archived(book, MONTH, 2))
    assert (found.form, found.kind) == ("receipt", CHANGED)


def test_months_are_compared_backwards_too(book: Book) -> None:
    close(book, MONTH)
    project(book)
    close(book, NEXT)
    assert [one.kind for one in differences(book, NEXT, MONTH)] == [REMOVED]


def test_months_that_were_not_closed_and_unknown_ledgers_are_refused(book: Book) -> None:
    close(book, MONTH)
    with pytest.raises(NotClosed):
        movement(book, NEXT, "project")
    with pytest.raises(NotClosed):
        differences(book, MONTH, NEXT)
    with pytest.raises(UnknownForm):
        movement(book, MONTH, "projekt")
    with pytest.raises(UnknownForm):
        differences(book, MONTH, MONTH, "projekt")


def test_a_damaged_table_is_told(book: Book) -> None:
    project(book)
    close(book, MONTH)
    file = book.snapshots.folder(MONTH, 1) / "ledgers" / "project.csv"
    file.write_bytes(file.read_bytes()[:-20])
    with pytest.raises(SnapshotDamaged, match=r"project\.csv"):
        movement(book, MONTH, "project")


def test_months_are_read_with_the_definitions_of_their_time(book: Book) -> None:
    project(book, "路", content="八百米")
    close(book, MONTH)
    from dataclasses import replace

    today = closing_definitions()
    form = today.form("project")
    fewer = tuple(one for one in form.fields if one.key != "content")
    other = replace(today, forms={**today.forms, "project": replace(form, fields=fewer, version=2)})
    book.close()
    with Book.open(book.path, other) as later:
        close(later, NEXT)
        [found] = differences(later, MONTH, NEXT)
        assert [(one.label, one.old, one.new) for one in found.fields] == [("内容", "八百米", "")]


@SEVERAL
@given(first=STEPS, second=STEPS)
def test_opening_and_what_was_added_less_what_was_removed_is_the_closing(
    tmp_path_factory: pytest.TempPathFactory,
    first: list[tuple[str, int]],
    second: list[tuple[str, int]],
) -> None:
    with closing_book(tmp_path_factory.mktemp("账 本"), today=date(2024, 1, 3)) as book:
        sums = []
        for month, steps in ((MONTH, first), (NEXT, second)):
            for kind, cents in steps:
                _step(book, kind, Decimal(cents) / 100)
            close(book, month)
            there = book.records.find("project")
            sums.append((len(there), sum((_planned(one) for one in there), Decimal(0))))
        found = movement(book, NEXT, "project")
        planned = found.totals["planned"]
        assert (found.rows.opening, planned.opening) == sums[0]
        assert (found.rows.closing, planned.closing) == sums[1]
        for one in (found.rows, planned):
            assert one.opening + one.added - one.removed == one.closing
            assert min(one.added, one.removed) >= 0
        kinds = [one.kind for one in differences(book, MONTH, NEXT, "project")]
        assert kinds.count(CHANGED) == found.changed
        assert kinds.count(ADDED) == found.rows.added
        assert kinds.count(REMOVED) == found.rows.removed
        assert month_before(NEXT) == MONTH


def _step(book: Book, kind: str, amount: Decimal) -> None:
    there = book.records.find("project")
    if kind == ADDED or not there:
        project(book, "路", planned=amount)
    elif kind == CHANGED:
        assert not change(book, "project", there[0].uuid, planned=amount).refused
    else:
        book.records.delete("project", there[-1].uuid, there[-1].revision)


def _planned(one: Record) -> Decimal:
    value = one["planned"]
    assert isinstance(value, Decimal)
    return value
