"""A clerk's own notes: where they stand, what is due of them, and that they go into no package."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from zipfile import ZipFile

import pytest

from ruraldesk.definitions.model import Record
from ruraldesk.services import entry, notes
from ruraldesk.services.comments import BadText, NoSuchPlace
from ruraldesk.services.home import home
from ruraldesk.store.book import Book
from ruraldesk.store.stale import NoSuchRecord
from tests.services.answers_down import Between, between
from tests.services.office import HUANGSI, add, town_book

DAY = date(2023, 11, 16)
ITEMS = ("road_hardening", "sewer")


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with town_book(tmp_path) as made:
        yield made


@pytest.fixture
def person(book: Book) -> Record:
    return add(book, "person", name="李明", sex="male", birth_date=date(1970, 3, 5))


def test_a_note_stands_at_its_field_until_it_is_finished(book: Book, person: Record) -> None:
    note = notes.write(book, "person", person.uuid, "phone", "  号码待核 ")
    assert notes.note_at(book, person.uuid, "phone") == note
    assert notes.note_at(book, person.uuid, "") is None
    assert (note.text, note.called) == ("号码待核", "李明")
    done = notes.finish(book, note, "已核")
    assert notes.open_by_record(book, "person") == {}
    assert notes.listed(book) == []
    [one] = notes.listed(book, finished=True)
    assert (one.note, one.place) == (done, "人员台账“李明” · 联系电话")
    notes.reopen(book, done)
    assert notes.open_count(book) == 1


def test_a_note_is_changed_in_its_place(book: Book, person: Record) -> None:
    note = notes.write(book, "person", person.uuid, "", "问一下户口", follow_up=True, due=DAY)
    again = notes.write(book, "person", person.uuid, "", "户口已问", changes=note.uuid)
    assert (again.uuid, again.due, again.follow_up) == (note.uuid, "", False)
    assert notes.on_record(book, person.uuid) == [again]


def test_what_says_nothing_or_stands_nowhere_is_refused(book: Book, person: Record) -> None:
    with pytest.raises(BadText):
        notes.write(book, "person", person.uuid, "", " \n")
    with pytest.raises(NoSuchRecord):
        notes.write(book, "person", HUANGSI, "", "?")


def test_notes_with_a_day_come_to_what_is_due(book: Book, person: Record) -> None:
    late = notes.write(
        book, "person", person.uuid, "phone", "要回执", follow_up=True, due=date(2023, 11, 14)
    )
    notes.write(book, "person", person.uuid, "", "以后", follow_up=True, due=date(2024, 5, 1))
    notes.write(book, "person", person.uuid, "name", "没有日子", follow_up=True)
    [one] = notes.due_notes(book, DAY)
    assert (one.record, one.days, one.form) == (person.uuid, -2, "person")
    assert "李明" in one.message
    assert "要回执" in one.message
    book.settings["as_of"] = DAY.isoformat()
    assert [thing.message for group in home(book, "2023-11").due for thing in group.things] == [
        one.message
    ]
    notes.finish(book, late)
    assert notes.due_notes(book, DAY) == []


def test_the_list_begins_with_what_is_to_be_followed_up_and_finds_words(
    book: Book, person: Record
) -> None:
    notes.write(book, "person", person.uuid, "phone", "普通一条")
    notes.write(book, "person", person.uuid, "name", "要跟进", follow_up=True)
    notes.write(book, "person", person.uuid, "", "有日子", follow_up=True, due=DAY)
    told = [one.note.text for one in notes.listed(book)]
    assert told == ["有日子", "要跟进", "普通一条"]
    assert [one.note.text for one in notes.listed(book, text="联系 普通")] == ["普通一条"]
    entry.delete(book, "person", person.uuid, person.revision)
    assert all(one.gone for one in notes.listed(book))
    assert notes.due_notes(book, DAY) == []


@pytest.fixture
def reported(tmp_path: Path) -> Iterator[Between]:
    with between(tmp_path) as made:
        yield made


def test_notes_go_into_no_package(reported: Between, tmp_path: Path) -> None:
    notes.write(reported.village, "project", reported.road, "name", "只给自己看的话")
    reported.report()
    packages = [*tmp_path.rglob("*.rdp")]
    assert packages
    for path in packages:
        with ZipFile(path) as package:
            for name in package.namelist():
                assert "只给自己看的话".encode() not in package.read(name)


@pytest.fixture
def road(book: Book) -> Record:
    """A project whose outputs are two rows."""
    made = add(book, "project", name="主街硬化", stage="proposed")
    lines = tuple(Record(values={"item": item, "planned_qty": Decimal(3)}) for item in ITEMS)
    saved = entry.save(
        book, "project", replace(entry.load(book, "project", made.uuid), lines={"outputs": lines})
    )
    assert not saved.refused, saved.problems
    return entry.load(book, "project", made.uuid)


def save_outputs(book: Book, road: Record, *outputs: Record) -> Record:
    saved = entry.save(book, "project", replace(road, lines={**road.lines, "outputs": outputs}))
    assert not saved.refused, saved.problems
    return entry.load(book, "project", road.uuid)


def test_a_note_on_a_line_goes_where_the_line_goes(book: Book, road: Record) -> None:
    first, second = road.lines["outputs"]
    cell = notes.write(
        book, "project", road.uuid, "planned_qty", "数不对", lines="outputs", line=second.uuid
    )
    whole = notes.write(
        book, "project", road.uuid, "", "整行再核", lines="outputs", line=first.uuid
    )
    assert notes.note_at(book, road.uuid, "planned_qty", second.uuid) == cell
    assert notes.note_at(book, road.uuid, "", first.uuid) == whole
    assert notes.note_at(book, road.uuid, "") is None
    told = {one.note.text: (one.path, one.place) for one in notes.listed(book)}
    assert told["数不对"] == (
        "outputs[2].planned_qty",
        "项目台账“W01 主街硬化” · 工程产出 · 第 2 行 · 计划量",
    )
    assert told["整行再核"] == ("outputs[1]", "项目台账“W01 主街硬化” · 工程产出 · 第 1 行")

    new = Record(values={"item": ITEMS[0], "planned_qty": Decimal(1)})
    save_outputs(book, road, second, new, first)
    assert {one.note.text: one.path for one in notes.listed(book)} == {
        "数不对": "outputs[1].planned_qty",
        "整行再核": "outputs[3]",
    }


def test_a_note_goes_with_its_line_and_comes_back_with_it(book: Book, road: Record) -> None:
    first, second = road.lines["outputs"]
    notes.write(
        book,
        "project",
        road.uuid,
        "planned_qty",
        "数不对",
        lines="outputs",
        line=second.uuid,
        follow_up=True,
        due=DAY,
    )
    assert [one.record for one in notes.due_notes(book, DAY)] == [road.uuid]
    save_outputs(book, road, first)
    assert notes.open_by_record(book, "project") == {}
    assert notes.due_notes(book, DAY) == []
    assert [one.gone for one in notes.listed(book)] == [True]
    entry.undo(book)
    assert list(notes.open_by_record(book, "project")) == [road.uuid]
    assert [one.gone for one in notes.listed(book)] == [False]


def test_a_line_that_is_gone_takes_no_note(book: Book, road: Record) -> None:
    with pytest.raises(NoSuchPlace):
        notes.write(book, "project", road.uuid, "item", "?", lines="outputs", line="no-such-line")
