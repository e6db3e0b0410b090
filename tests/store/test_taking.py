"""What a town has of a village is exactly what the village last reported, and can be taken back."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from ruraldesk.definitions.model import Record
from ruraldesk.store import migrations
from ruraldesk.store.arrival import DoubledRows, ForeignRows, TotalsDiffer
from ruraldesk.store.book import Book
from ruraldesk.store.journal_entries import Act
from ruraldesk.store.taking_back import CannotTakeBack
from ruraldesk.store.taking_laying import Counted
from ruraldesk.store.verify import verify
from tests.store.reports import book_of, enter, report, state, take
from tests.store.sample_forms import WANGLOU as WANGLOU_TOWN
from tests.store.test_migrations import OWN, made_before, noted, tables_like
from tests.store.village import HUANGSI, WANGLOU, village_book, village_definitions

LEDGERS = ("person", "project", "receipt", "payment")


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Book]:
    with village_book(tmp_path) as book:
        yield book


@pytest.fixture
def village(tmp_path: Path) -> Iterator[Book]:
    """Huangsi's own book, with a project that is paid for."""
    with book_of(tmp_path) as book:
        head = enter(book, "person", name="张三", phone="13800000001")
        road = enter(
            book,
            "project",
            name="道路硬化",
            head=head,
            planned="250000.00",
            kind="road",
            outputs=[{"item": "主街", "done": "120.50"}, {"item": "南巷", "done": "30.00"}],
        )
        enter(book, "receipt", project=road, amount="200000.10", received_on="2023-11-02")
        enter(book, "payment", project=road, amount="120000.01", paid_on="2023-11-05")
        yield book


def same(town: Book, village: Book) -> bool:
    return all(state(town, key, village.info.unit) == state(village, key) for key in LEDGERS)


def test_a_first_report_is_taken_whole(town: Book, village: Book) -> None:
    [counted] = take(town, report(village))

    assert (counted.added, counted.changed, counted.removed, counted.lost) == (4, 0, 0, 0)
    assert same(town, village)
    [taken] = town.taking.taken()
    assert (taken.unit, taken.month, taken.sequence) == (HUANGSI, "2023-11", 1)
    assert taken.totals["receipt"]["amount"] == "200000.10"


def test_the_next_report_changes_only_what_differs(town: Book, village: Book) -> None:
    take(town, report(village))
    [road] = state(village, "project")
    enter(
        village,
        "project",
        road,
        name="道路硬化（一期）",
        outputs=[{"item": "主街", "done": "99.00"}],
    )
    [person] = state(village, "person")
    payment = next(iter(state(village, "payment")))
    village.records.delete("payment", payment, 1)
    enter(village, "payment", project=road, amount="5.00")

    [counted] = take(town, report(village, "2023-12"))

    assert (counted.added, counted.changed, counted.unchanged, counted.removed) == (1, 1, 2, 1)
    assert same(town, village)
    assert [one.uuid for one in town.records.find("payment", deleted=True)] == [payment]
    assert town.records.get("person", person).revision == 1


def test_the_same_report_again_changes_nothing(town: Book, village: Book) -> None:
    take(town, report(village))
    [counted] = take(town, report(village, "2023-12"))
    assert (counted.added, counted.changed, counted.unchanged, counted.removed) == (0, 0, 4, 0)


def test_what_the_town_changed_is_put_right_by_the_next_report(town: Book, village: Book) -> None:
    take(town, report(village))
    [road] = state(village, "project")
    enter(town, "project", road, name="改过的名")

    [counted] = take(town, report(village, "2023-12"))

    assert (counted.changed, counted.removed) == (1, 0)
    assert same(town, village)


def test_what_the_town_entered_for_a_village_stays(town: Book, village: Book) -> None:
    mine = enter(
        town,
        "receipt",
        project=enter(town, "project", name="下达任务", planned="9.00", unit=HUANGSI),
        amount="5.55",
        received_on="2023-11-01",
        unit=HUANGSI,
    )
    [counted] = take(town, report(village))
    assert (counted.added, counted.removed, counted.own) == (4, 0, 2)
    person = next(iter(state(village, "person")))
    for month in ("2023-12", "2024-01"):
        enter(village, "person", person, phone="13800000002")
        [counted] = take(town, report(village, month))
        assert (counted.removed, counted.own) == (0, 2)
    assert town.records.get("receipt", mine)["amount"] == Decimal("5.55")
    assert state(village, "receipt").items() <= state(town, "receipt").items()


def test_what_the_town_entered_yields_to_the_villages_own_of_the_same_number(
    town: Book, village: Book
) -> None:
    number = "410726196001010012"
    mine = enter(town, "person", name="代录的张三", id_number=number, unit=HUANGSI)
    other = enter(town, "person", name="镇上另记的人", unit=HUANGSI)
    theirs = enter(village, "person", name="张三丰", id_number=number)

    [counted] = take(town, report(village), batch="one")

    assert (counted.added, counted.removed, counted.own, counted.yielded) == (5, 1, 1, 1)
    assert state(town, "person").keys() == {*state(village, "person"), other}
    assert [one.uuid for one in town.records.find("person", deleted=True)] == [mine]
    town.taking.take_back("one", Act())
    assert state(town, "person").keys() == {mine, other}
    assert theirs not in state(town, "person")


def test_a_task_of_the_town_comes_back_as_the_same_record(town: Book, village: Book) -> None:
    task = enter(town, "project", name="下达任务", unit=HUANGSI)
    take(town, report(village))
    sent = Record(values={"name": "下达任务", "unit": HUANGSI}, uuid=task)
    assert not village.records.save("project", sent).refused
    enter(village, "project", task, name="已完成的任务")
    [counted] = take(town, report(village, "2023-12"))
    assert (counted.added, counted.changed, counted.own) == (0, 1, 0)
    assert town.records.get("project", task)["name"] == "已完成的任务"


def test_tables_of_a_village_without_the_program_give_way_to_its_first_report(
    town: Book, village: Book
) -> None:
    mine = enter(town, "person", name="代录的人", unit=HUANGSI)
    with town.taking.run(Act()) as run:
        run.note(HUANGSI, "黄寺村", "2023-10", 1, Counted())
    [counted] = take(town, report(village))
    assert (counted.removed, counted.own) == (1, 0)
    assert same(town, village)
    assert [one.uuid for one in town.records.find("person", deleted=True)] == [mine]


def test_numbers_that_two_records_exchanged_are_taken(town: Book, village: Book) -> None:
    ids = ("410726196001010012", "410726196001010039")
    one, two = (enter(village, "person", name=f"人{id_}", id_number=id_) for id_ in ids)
    take(town, report(village))
    enter(village, "person", one, id_number=None)
    enter(village, "person", two, id_number=ids[0])
    enter(village, "person", one, id_number=ids[1])

    [counted] = take(town, report(village, "2023-12"))

    assert counted.changed == 2
    assert same(town, village)


def test_a_number_that_a_removed_record_had_is_free(town: Book, village: Book) -> None:
    old = enter(village, "person", name="李一", id_number="410726196001010012")
    take(town, report(village))
    village.records.delete("person", old, 1)
    enter(village, "person", name="李一", id_number="410726196001010012")

    [counted] = take(town, report(village, "2023-12"))

    assert (counted.added, counted.removed) == (1, 1)
    assert same(town, village)


def test_a_record_that_came_back_leaves_the_recycle_bin(town: Book, village: Book) -> None:
    one = enter(village, "person", name="去而复返")
    take(town, report(village))
    village.records.delete("person", one, 1)
    take(town, report(village, "2023-12"))
    village.records.restore("person", one)

    [counted] = take(town, report(village, "2024-01"))

    assert counted.changed == 1
    assert same(town, village)


def test_records_are_found_by_what_they_say_now(town: Book, village: Book) -> None:
    take(town, report(village))
    [person] = state(village, "person")
    assert [hit.uuid for hit in town.search.find("张三", form="person")] == [person]
    enter(village, "person", person, name="赵六")
    take(town, report(village, "2023-12"))

    assert [hit.uuid for hit in town.search.find("赵六", form="person")] == [person]
    assert town.search.find("张三", form="person") == []
    assert len(town.search.find("赵六", form="project")) == 1  # found by who heads it


def test_other_villages_and_the_town_keep_what_is_theirs(
    town: Book, village: Book, tmp_path: Path
) -> None:
    own = enter(town, "person", name="镇干部")
    with book_of(tmp_path, WANGLOU, "王楼村") as other:
        enter(other, "person", name="张三")
        take(town, report(other))
        take(town, report(village))
        take(town, report(village, "2023-12"))
        assert same(town, other)
    assert same(town, village)
    assert town.records.get("person", own)["name"] == "镇干部"


def test_a_dry_run_counts_and_leaves_nothing(town: Book, village: Book) -> None:
    head = town.journal.head()
    first, second = report(village), report(village, "2023-12")

    counted = take(town, first, second, dry_run=True)

    assert [one.added for one in counted] == [4, 0]
    assert counted[1].unchanged == 4
    assert town.journal.head() == head
    assert town.taking.taken() == []
    assert town.records.find("project") == []


def test_rows_of_another_unit_are_refused(town: Book, village: Book) -> None:
    enter(village, "unit", code=WANGLOU, name="王楼村")
    enter(village, "person", name="外村人", unit=WANGLOU)

    with pytest.raises(ForeignRows, match=WANGLOU):
        take(town, report(village))
    assert town.records.find("person") == []


def test_a_record_that_is_another_units_is_not_taken_over(
    town: Book, village: Book, tmp_path: Path
) -> None:
    take(town, report(village))
    before = state(town, "person")
    with book_of(tmp_path, WANGLOU, "王楼村") as other:
        [uuid] = state(village, "person")
        copied = Record(values={"name": "冒名", "unit": WANGLOU}, uuid=uuid)
        other.records.insert_many("person", [copied])
        with pytest.raises(ForeignRows, match=uuid):
            take(town, report(other))
    assert state(town, "person") == before


def test_nobody_reports_for_a_neighbour_by_calling_it_his_own(
    town: Book, village: Book, tmp_path: Path
) -> None:
    with book_of(tmp_path, WANGLOU, "王楼村") as other:
        enter(other, "person", name="王楼人")
        take(town, report(other))
    enter(village, "unit", code=WANGLOU, name="黄寺村第二组")
    enter(village, "person", name="外村人", unit=WANGLOU)
    with pytest.raises(ForeignRows):
        take(town, report(village))
    assert len(state(town, "person", WANGLOU)) == 1


def test_a_group_that_nobody_says_is_the_villages_is_not(town: Book, village: Book) -> None:
    group = "410726104601"
    enter(village, "unit", code=HUANGSI, name="黄寺")
    enter(village, "unit", code=group, name="黄寺一组")
    enter(village, "person", name="组里人", unit=group)
    with pytest.raises(ForeignRows):  # without a unit above, the number is the town's to give
        take(town, report(village))


def test_totals_that_do_not_agree_are_refused(town: Book, village: Book) -> None:
    arrival = report(village)
    totals = {**arrival.totals, "receipt": {"amount": "200000.11"}}

    with pytest.raises(TotalsDiffer) as refused:
        take(town, replace(arrival, totals=totals))

    assert "200000.11" in str(refused.value)
    assert "200000.10" in str(refused.value)
    assert town.records.find("receipt") == []
    assert town.taking.taken() == []


def test_counts_that_do_not_agree_are_refused(town: Book, village: Book) -> None:
    arrival = report(village)
    counts = {**arrival.counts, "project__outputs": 3}
    with pytest.raises(TotalsDiffer, match="3"):
        take(town, replace(arrival, counts=counts))


def test_a_row_that_is_there_twice_is_refused(town: Book, village: Book) -> None:
    arrival = report(village)
    twice = replace(arrival, uuids=lambda form: [*arrival.uuids(form)] * 2)
    with pytest.raises(DoubledRows):
        take(town, twice)


def test_a_value_that_must_differ_and_is_there_twice_is_refused(town: Book, village: Book) -> None:
    enter(village, "person", name="李一", id_number="410726196001010012")
    arrival = report(village)
    doubled = [
        *arrival.records("person", lambda uuid: True),
        *(
            replace(one, uuid=f"{one.uuid[:-1]}-")
            for one in arrival.records("person", lambda uuid: True)
            if one["id_number"]
        ),
    ]
    twice = replace(
        arrival,
        uuids=lambda form: [one.uuid for one in doubled] if form == "person" else [],
        records=lambda form, wanted: (
            (one for one in doubled if wanted(one.uuid)) if form == "person" else iter(())
        ),
    )
    with pytest.raises(DoubledRows):
        take(town, twice)
    assert town.records.find("person") == []


def test_a_reference_that_leads_nowhere_is_left_empty_and_counted(
    town: Book, village: Book
) -> None:
    arrival = report(village)
    without = replace(
        arrival,
        counts={**arrival.counts, "person": 0},
        uuids=lambda form: [] if form == "person" else arrival.uuids(form),
        records=lambda form, wanted: (
            iter(()) if form == "person" else arrival.records(form, wanted)
        ),
    )
    [counted] = take(town, without)
    assert counted.lost == 1
    [road] = town.records.find("project")
    assert road["head"] is None


def test_a_batch_is_taken_back_to_what_was_before(town: Book, village: Book) -> None:
    take(town, report(village), batch="one")
    before = {key: state(town, key) for key in LEDGERS}
    [road] = state(village, "project")
    enter(village, "project", road, name="道路硬化（一期）", outputs=[{"item": "北街"}])
    payment = next(iter(state(village, "payment")))
    village.records.delete("payment", payment, 1)
    enter(village, "person", name="新人")
    take(town, report(village, "2023-12"), batch="two")

    done = town.taking.take_back("two", Act(operator="李四"))

    assert {key: state(town, key) for key in LEDGERS} == before
    assert (done.changed, done.removed) == (2, 1)
    assert [one.month for one in town.taking.taken()] == ["2023-11"]
    assert town.search.find("新人") == []
    assert town.journal.verify_chain() is None
    [counted] = take(town, report(village, "2023-12"))
    assert same(town, village)
    assert (counted.added, counted.changed, counted.removed) == (0, 2, 1)


def test_a_first_batch_taken_back_leaves_an_empty_town(town: Book, village: Book) -> None:
    take(town, report(village), batch="one")
    town.taking.take_back("one", Act())
    assert all(town.records.find(key) == [] for key in LEDGERS)
    assert len(town.records.find("project", deleted=True)) == 1
    [counted] = take(town, report(village))
    assert counted.changed == 4
    assert same(town, village)


def test_a_batch_is_not_taken_back_under_a_later_report(town: Book, village: Book) -> None:
    take(town, report(village), batch="one")
    take(town, report(village, "2023-12"), batch="two")
    with pytest.raises(CannotTakeBack, match="two"):
        town.taking.take_back("one", Act())
    town.taking.take_back("two", Act())
    town.taking.take_back("one", Act())
    with pytest.raises(CannotTakeBack):
        town.taking.take_back("one", Act())


def test_a_batch_is_not_taken_back_over_what_the_town_changed_since(
    town: Book, village: Book
) -> None:
    take(town, report(village))
    [road] = state(village, "project")
    enter(village, "project", road, name="二期")
    take(town, report(village, "2023-12"), batch="two")
    enter(town, "project", road, name="镇上改的")
    with pytest.raises(CannotTakeBack, match="镇上改的"):
        town.taking.take_back("two", Act())
    assert town.records.get("project", road)["name"] == "镇上改的"


def test_reports_are_no_step_of_ordinary_undo(town: Book, village: Book) -> None:
    enter(town, "person", name="镇干部")
    take(town, report(village))
    assert town.journal.can_undo("李四") == ""
    assert town.journal.undo("李四") is None


def test_history_tells_what_reports_did_to_a_record(town: Book, village: Book) -> None:
    take(town, report(village))
    [road] = state(village, "project")
    enter(village, "project", road, name="二期")
    take(town, report(village, "2023-12"), batch="two")
    town.taking.take_back("two", Act(operator="李四"))

    newest, middle, oldest = town.journal.history("project", road)

    assert [one.action for one in (newest, middle, oldest)] == ["unmerge", "merge", "merge"]
    assert [(one.old, one.new) for one in middle.fields] == [("道路硬化", "二期")]
    assert any(one.new == "道路硬化" for one in oldest.fields)


def test_the_book_is_whole_afterwards(town: Book, village: Book) -> None:
    take(town, report(village), batch="one")
    take(town, report(village, "2023-12"), batch="two")
    town.taking.take_back("two", Act())
    town.close()
    assert verify(town.path).ok


def test_a_book_from_before_reports_gets_their_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrations, "_known", [])
    with Book.create(tmp_path / "旧.rdb", village_definitions(), WANGLOU_TOWN) as book:
        new = tables_like(book, "_taken")
        old = made_before(book, 3, "_taken")
    later = next(step for step in OWN if "closed the month" in step.why)
    monkeypatch.setattr(migrations, "_known", [*OWN[:2], later])

    with Book.open(old, village_definitions()) as again:
        assert tables_like(again, "_taken") == new
        assert noted(again)[-2:] == [(3, OWN[1].why), (later.number, later.why)]


def test_a_report_tells_when_its_unit_closed_the_month(town: Book, village: Book) -> None:
    closed = "2023-12-01T09:00:00+08:00"
    take(town, replace(report(village), closed_at=closed))
    assert town.taking.taken()[0].closed_at == closed
