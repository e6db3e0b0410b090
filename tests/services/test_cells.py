"""Blocks of cells written into a ledger: one act, by the rules, completed as a form completes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from ruraldesk.errors import Level, Stopped
from ruraldesk.services import entry
from ruraldesk.services.cells import RowChange, names_of, save_rows, why_fixed
from ruraldesk.store.book import Book
from tests.services.office import HUANGSI, add, id_number, only, records, town_book

ZHANG = id_number(date(1975, 8, 12), 3)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with town_book(tmp_path) as made:
        made.settings["operator"] = "陈文书"
        yield made


def person(name: str, **values: object) -> RowChange:
    return RowChange(values={"name": name, "unit": HUANGSI, **values})  # type: ignore[dict-item]


def test_a_block_is_one_act(book: Book) -> None:
    before = len(records(book, "person"))
    done = save_rows(book, "person", [person("王一", sex="male"), person("王二", sex="male")])
    assert (done.added, done.refused, len(done.new_ids)) == (2, 0, 2)
    entry.undo(book)
    assert len(records(book, "person")) == before


def test_one_wrong_row_keeps_all_of_them_out(book: Book) -> None:
    rows = [person("王一", sex="male"), person("", sex="male"), person("王三", sex="male")]
    before = len(records(book, "person"))

    done = save_rows(book, "person", rows)
    assert (done.added, done.refused, done.new_ids) == (0, 1, ())
    assert [one.row for one in done.problems if one.level is Level.BLOCK] == [2]
    assert len(records(book, "person")) == before

    done = save_rows(book, "person", rows, only_good=True)
    assert (done.added, done.refused, len(done.new_ids)) == (2, 1, 2)


def test_trying_writes_nothing(book: Book) -> None:
    before = len(records(book, "person"))
    done = save_rows(book, "person", [person("王一", sex="male")], dry_run=True)
    assert (done.added, done.new_ids, done.refused) == (0, (), 0)
    assert len(records(book, "person")) == before


def test_a_block_that_is_stopped_leaves_nothing(book: Book) -> None:
    before = len(records(book, "person"))
    with pytest.raises(Stopped):
        save_rows(book, "person", [person("王一", sex="male")], cancelled=lambda: True)
    assert len(records(book, "person")) == before


def test_a_sex_beside_a_number_that_tells_it_is_left_out_and_counted(book: Book) -> None:
    done = save_rows(book, "person", [person("张建国", id_number=ZHANG, sex="male")])
    assert done.added == 1
    assert done.not_asked == {"sex": 1}


def test_a_known_person_fills_the_row(book: Book) -> None:
    known = add(book, "person", name="张建国", id_number=ZHANG, phone="13803730001", unit=HUANGSI)
    done = save_rows(book, "cadre", [RowChange(values={"id_number": ZHANG})])
    assert done.added == 1
    cadre = only(book, "cadre")
    assert (cadre["person"], cadre["name"]) == (known.uuid, "张建国")
    assert (cadre["unit"], cadre["phone"]) == (HUANGSI, "13803730001")
    form = book.definitions.form("cadre")
    names = names_of(book, form, {"unit": HUANGSI, "person": known.uuid})
    assert names == {"unit": "黄寺村", "person": "张建国"}


def test_what_somebody_changed_since_is_refused(book: Book) -> None:
    known = add(book, "person", name="张建国", sex="male", unit=HUANGSI)
    change = RowChange(uuid=known.uuid, revision=known.revision, values={"phone": "13803730002"})
    assert save_rows(book, "person", [change]).changed == 1

    done = save_rows(book, "person", [change])

    assert done.refused == 1
    assert done.problems[0].code == "stale_revision"


def test_which_cells_are_not_typed_into_and_why(book: Book) -> None:
    form = book.definitions.form("project")
    assert "算出来" in why_fixed(form, form.field("total_investment"))
    assert "编号" in why_fixed(form, form.field("code"))
    assert "一步一步" in why_fixed(form, form.field("stage"))
    assert why_fixed(form, form.field("stage"), new=True) == ""
    assert why_fixed(form, form.field("name")) == ""
