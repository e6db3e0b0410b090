"""What moved in ledgers of standing facts: the marks of the list, and the list with reasons."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from ruraldesk.services.change_list import change_list, give_reason, write_change_list
from ruraldesk.services.month_changes import ADDED, CHANGED, REMOVED
from ruraldesk.services.month_marks import marks
from ruraldesk.services.months import close
from ruraldesk.store.book import Book
from tests.store.closing import MONTH, NEXT, change, closing_book
from tests.store.village import project


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    """A book whose projects are standing facts."""
    with closing_book(tmp_path, today=date(2024, 1, 3)) as made:
        forms = {
            key: replace(form, lasting=key == "project")
            for key, form in made.definitions.forms.items()
        }
        made.definitions = replace(made.definitions, forms=forms)
        yield made


def moved(book: Book) -> dict[str, str]:
    """Let a month pass in which one project stays, one changes, one comes and one goes."""
    uuids = {name: project(book, name) for name in ("路", "桥", "渠")}
    close(book, MONTH)
    change(book, "project", uuids["桥"].uuid, planned=Decimal("130.00"))
    gone = uuids["渠"]
    book.records.delete("project", gone.uuid, gone.revision, operator="李会计", reason="并入别村")
    return {name: one.uuid for name, one in uuids.items()} | {"井": project(book, "井").uuid}


def test_new_changed_and_ended_records_are_marked(book: Book) -> None:
    uuids = moved(book)

    found = marks(book, NEXT, "project")

    assert found is not None
    assert {uuid: one.kind for uuid, one in found.found.items()} == {
        uuids["桥"]: CHANGED,
        uuids["渠"]: REMOVED,
        uuids["井"]: ADDED,
    }
    assert set(found.moved()) == {uuids["桥"], uuids["井"]}
    assert found.found[uuids["桥"]].new["planned"] is not None


def test_what_was_changed_back_is_not_marked(book: Book) -> None:
    road = project(book, "路")
    close(book, MONTH)
    was = road["planned"]
    change(book, "project", road.uuid, planned=Decimal("1.00"))
    change(book, "project", road.uuid, planned=was)

    found = marks(book, NEXT, "project")

    assert found is not None
    assert not found.found


def test_what_came_and_went_within_the_month_is_not_told(book: Book) -> None:
    project(book, "路")
    close(book, MONTH)
    slip = project(book, "写错")
    book.records.delete("project", slip.uuid, slip.revision)
    assert change_list(book, NEXT) == []


def test_ledgers_of_events_and_months_after_an_open_one_are_not_compared(book: Book) -> None:
    project(book, "路")
    assert marks(book, NEXT, "project") is None
    close(book, MONTH)
    assert marks(book, NEXT, "receipt") is None
    assert marks(book, NEXT, "project") is not None


def test_the_list_says_what_became_what_and_why(book: Book) -> None:
    uuids = moved(book)

    rows = {row.uuid: row for row in change_list(book, NEXT)}

    bridge = rows[uuids["桥"]]
    assert bridge.kind == CHANGED
    assert "130.00" in bridge.new
    assert bridge.reason == ""
    assert rows[uuids["渠"]].reason == "并入别村"
    assert rows[uuids["渠"]].operator == "李会计"
    assert rows[uuids["井"]].kind == ADDED


def test_a_reason_is_given_once_for_a_record_and_can_be_taken_back(book: Book) -> None:
    uuids = moved(book)
    row = next(one for one in change_list(book, NEXT) if one.uuid == uuids["桥"])

    give_reason(book, NEXT, row, " 增加配套 ")
    assert {one.reason for one in change_list(book, NEXT) if one.uuid == row.uuid} == {"增加配套"}

    give_reason(book, NEXT, row, "")
    assert {one.reason for one in change_list(book, NEXT) if one.uuid == row.uuid} == {""}


def test_the_list_of_a_closed_month_stays_as_it_was_reported(book: Book) -> None:
    uuids = moved(book)
    before = change_list(book, NEXT)
    close(book, NEXT)
    change(book, "project", uuids["路"], planned=Decimal("9.00"))

    after = change_list(book, NEXT)

    assert {(one.uuid, one.kind, one.new, one.reason) for one in after} == {
        (one.uuid, one.kind, one.new, one.reason) for one in before
    }


def test_the_list_is_written_as_a_workbook_and_as_a_pdf(book: Book, tmp_path: Path) -> None:
    moved(book)
    count = len(change_list(book, NEXT))

    assert write_change_list(book, NEXT, tmp_path / "变动表.xlsx") == count
    assert write_change_list(book, NEXT, tmp_path / "变动表.pdf") == count

    [sheet] = openpyxl.load_workbook(tmp_path / "变动表.xlsx").worksheets
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    heads = ["序号", "台账", "记录", "变动", "字段", "上月", "本月", "原因", "时间", "经办人"]
    assert any(row[: len(heads)] == heads for row in cells), cells
    assert any("并入别村" in row for row in cells)
    assert (tmp_path / "变动表.pdf").read_bytes().startswith(b"%PDF")
