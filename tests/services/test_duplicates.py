"""While a record is typed it is told that it may be there already; nothing is kept from saving."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from time import perf_counter

import pytest

from ruraldesk.definitions.model import Record, Value
from ruraldesk.errors import Level, Problem
from ruraldesk.services import entry
from ruraldesk.services.duplicates import CODE
from ruraldesk.store.book import Book
from tests.services.office import HUANGSI, WANGLOU, add, id_number, town_book

BORN = date(1970, 3, 5)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with town_book(tmp_path) as made:
        yield made


def told(book: Book, form: str, **values: Value) -> list[Problem]:
    values.setdefault("unit", HUANGSI)
    record = Record(values=values, names={"unit": "黄寺村"})
    return [one for one in entry.review(book, form, record).problems if one.code == CODE]


def test_a_number_that_is_there_names_who_has_it(book: Book) -> None:
    number = id_number(BORN, 12)
    known = add(book, "person", name="王秀英", id_number=number)
    [one] = told(book, "person", name="王秀荣", id_number=number)
    assert (one.field, one.record, one.level) == ("id_number", known.uuid, Level.WARN)
    assert "王秀英" in one.message
    assert not told(book, "person", name="王秀荣", id_number=number, unit=WANGLOU)


def test_the_same_name_and_birth_date_is_told_where_a_number_lacks(book: Book) -> None:
    known = add(book, "person", name="李明", sex="male", birth_date=BORN)
    [one] = told(book, "person", name="李明", birth_date=BORN)
    assert (one.field, one.record) == ("name", known.uuid)
    [again] = told(book, "person", name="李明", id_number=id_number(BORN, 11))
    assert again.record == known.uuid
    assert not told(book, "person", name="李明", birth_date=date(1970, 3, 6))
    assert not told(book, "person", name="李明")


def test_two_numbers_tell_two_people(book: Book) -> None:
    add(book, "person", name="李明", id_number=id_number(BORN, 11))
    assert not told(book, "person", name="李明", id_number=id_number(BORN, 13))


def project(book: Book, name: str, unit: str = HUANGSI) -> Record:
    stages = book.definitions.form("project").field("stage").choices
    assert stages is not None
    return add(book, "project", name=name, unit=unit, stage=stages.items[0].code)


def test_a_project_that_is_called_nearly_so_is_told_once(book: Book) -> None:
    known = project(book, "黄寺村文化广场建设项目（一期）")
    project(book, "黄寺村文化广场建设项目（二期）")
    project(book, "文化广场一期", WANGLOU)
    [one] = told(book, "project", name="文化广场 1期")
    assert (one.field, one.record) == ("name", known.uuid)
    assert "一期" in one.message


def test_where_a_rule_speaks_of_the_name_its_own_sentence_leads_to_the_other(book: Book) -> None:
    known = project(book, "主街道路硬化工程")
    stage = known["stage"]
    record = Record(values={"unit": HUANGSI, "name": "主街道路硬化工程", "stage": stage})
    found = [one for one in entry.review(book, "project", record).problems if one.field == "name"]
    assert [(one.record, one.code != CODE) for one in found] == [(known.uuid, True)]


def test_what_is_saved_is_not_doubted_again_until_it_changes(book: Book) -> None:
    project(book, "主街道路硬化工程")
    second = project(book, "主街道路硬化")
    saved = entry.load(book, "project", second.uuid)
    assert not [one for one in entry.review(book, "project", saved).problems if one.code == CODE]


def test_what_lies_in_the_recycle_bin_is_no_double(book: Book) -> None:
    gone = project(book, "主街道路硬化工程")
    entry.delete(book, "project", gone.uuid, gone.revision)
    assert not told(book, "project", name="主街道路硬化")


def test_a_double_keeps_nothing_from_being_saved(book: Book) -> None:
    first = project(book, "主街道路硬化工程")
    again = entry.copy_of(book, "project", first.uuid)
    assert not entry.save(book, "project", again).refused


def test_a_long_ledger_is_asked_as_quickly(book: Book) -> None:
    example = project(book, "主街道路硬化工程")
    rows = [
        Record(values={**example.values, "name": f"第{n}组排水沟清淤{n}号", "code": f"W{n:05}"})
        for n in range(20_000)
    ]
    book.records.insert_many("project", rows)
    begun = perf_counter()
    assert told(book, "project", name="主街道路硬化")
    assert perf_counter() - begun < 1
