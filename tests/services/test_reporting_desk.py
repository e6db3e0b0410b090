"""What waits for an office, which receipts are to be written, and whose totals are other ones."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from ruraldesk.services import reporting_points as waiting
from ruraldesk.services.comments import comment
from ruraldesk.services.handing_down import hand_down
from ruraldesk.services.identity import identity_of
from ruraldesk.services.merging import Said, merge, unmerge
from ruraldesk.services.merging_memory import files_of, readings, remember_refused
from ruraldesk.services.receipts import accept, send_back
from ruraldesk.services.reporting_points import BadReason, Kind, look, points
from ruraldesk.services.reporting_receipts import Way, answers, to_write
from ruraldesk.services.reporting_status import note_report
from ruraldesk.services.reporting_totals import ledger_totals
from ruraldesk.store.book import Book
from ruraldesk.store.journal_entries import Act
from tests.services.answers_down import COUNTY, MONTH, book_for
from tests.services.packages import package_of
from tests.store.reports import book_of, enter
from tests.store.village import HUANGSI, TOWN, WANGLOU, add

PERSON = {"name": "张三", "id_number": "11010519491231002X"}


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Book]:
    with book_for(tmp_path, TOWN, "王楼镇", "town", COUNTY) as book:
        for code, name in ((HUANGSI, "黄寺村"), (WANGLOU, "王楼村")):
            add(book, "unit", code=code, name=name)
        yield book


@pytest.fixture
def village(tmp_path: Path) -> Iterator[Book]:
    """黄寺村, with a road."""
    with book_of(tmp_path, HUANGSI, "黄寺村") as book:
        identity_of(book)
        enter(book, "unit", code=HUANGSI, name="黄寺村")
        enter(book, "project", name="村内道路硬化", planned="250000.00", kind="road")
        yield book


def package(book: Book, folder: Path, sequence: int = 1, **how: object) -> Path:
    return package_of(book, folder, MONTH, sequence, **how)[0]  # type: ignore[arg-type]


def kinds(book: Book) -> list[tuple[Kind, bool]]:
    return [(one.kind, one.looked is not None) for one in points(book)]


def test_a_refused_file_waits_until_the_month_comes_or_somebody_says_why_not(
    town: Book, village: Book, tmp_path: Path
) -> None:
    file = package(village, tmp_path)
    good = file.read_bytes()
    file.write_bytes(good[: len(good) // 2])
    merge(town, [file], operator="刘科员")
    merge(town, [file])  # once more: still one point
    [point] = points(town)
    assert point.kind is Kind.REFUSED
    assert point.file is not None
    assert point.file.verdict is Said.DAMAGED
    assert point.unit_name == file.name
    assert waiting.waiting(town) == 1
    with pytest.raises(BadReason):
        look(town, [point], "  ")
    look(town, [point], "村里另送了一份")
    assert kinds(town) == [(Kind.REFUSED, True)]
    assert waiting.waiting(town) == 0
    file.write_bytes(good)
    merge(town, [file])
    assert points(town) == []
    assert [(one.taken, one.refused) for one in readings(town)] == [(1, 0), (0, 1), (0, 1)]
    assert readings(town)[-1].operator == "刘科员"


def test_the_same_project_in_two_units_waits_until_it_is_looked_at(
    town: Book, village: Book, tmp_path: Path
) -> None:
    add(town, "project", unit=WANGLOU, name="村内道路硬化工程", planned=Decimal("1.00"))
    merge(town, [package(village, tmp_path)])
    [point] = points(town)
    assert (point.kind, point.unit_name, point.other_name) == (Kind.DOUBLE, "黄寺村", "王楼村")
    look(town, [point], "两村各修一段")
    [point] = points(town)
    assert point.looked is not None
    assert point.looked.reason == "两村各修一段"
    assert waiting.waiting(town) == 0


def test_an_answer_waits_until_the_month_is_decided(
    town: Book, village: Book, tmp_path: Path
) -> None:
    merge(town, [package(village, tmp_path)])
    said = comment(town, HUANGSI, MONTH, "", "", "", "请核实")
    send_back(town, HUANGSI, MONTH)
    assert points(town) == []
    town.comments.keep([replace(said, answer="已核实", answered="2023-12-03T10:00:00")], Act())
    [point] = points(town)
    assert (point.kind, point.comment and point.comment.answer) == (Kind.ANSWERED, "已核实")
    accept(town, HUANGSI, MONTH)
    assert points(town) == []


def test_a_receipt_is_to_be_written_until_it_lies_somewhere_and_again_when_the_answer_changes(
    town: Book, village: Book, tmp_path: Path
) -> None:
    merge(town, [package(village, tmp_path)])
    note_report(town, WANGLOU, MONTH)
    assert [one.way for one in answers(town)] == [Way.UNDECIDED, Way.ON_PAPER]
    accept(town, HUANGSI, MONTH)
    assert [one.way for one in answers(town)] == [Way.TO_WRITE, Way.ON_PAPER]
    assert to_write(town) == 1
    hand_down(town, MONTH, tmp_path)
    [one, _] = answers(town)
    assert one.way is Way.WRITTEN
    assert one.given is not None
    assert (one.given.place, one.given.stick) == (str(tmp_path), False)
    assert to_write(town) == 0
    comment(town, HUANGSI, MONTH, "", "", "", "请核实")
    send_back(town, HUANGSI, MONTH)
    assert answers(town)[0].way is Way.STALE


def test_totals_agree_until_somebody_changes_the_unit_s_rows_here(
    town: Book, village: Book, tmp_path: Path
) -> None:
    merge(town, [package(village, tmp_path)])
    [projects] = [one for one in ledger_totals(town) if one.form == "project"]
    here, other = projects.units
    assert here.agrees is True
    assert here.here.rows == projects.whole.rows == 1
    assert Decimal("250000.00") in here.here.sums
    assert (other.agrees, other.here.rows) == (None, 0)
    add(town, "project", unit=HUANGSI, name="镇上补录的项目", planned=Decimal("1.00"))
    [projects] = [one for one in ledger_totals(town) if one.form == "project"]
    assert projects.units[0].agrees is False
    assert projects.differing == 1


def test_a_reading_is_told_with_its_files_and_says_when_it_was_taken_back(
    town: Book, village: Book, tmp_path: Path
) -> None:
    file = package(village, tmp_path)
    batch = merge(town, [file]).batch
    [one] = readings(town)
    assert (one.batch, one.held, one.undone, one.place) == (
        batch,
        ("黄寺村",),
        False,
        str(tmp_path),
    )
    [verdict] = files_of(town, batch)
    assert (verdict.verdict, verdict.path, verdict.unit_name) == (Said.NEW, file, "黄寺村")
    merge(town, [file])  # the same again is nothing to remember
    assert len(readings(town)) == 1
    unmerge(town, batch)
    [one] = readings(town)
    assert (one.held, one.undone) == ((), True)


def test_a_file_that_was_only_tried_and_refused_waits_too_but_once(
    town: Book, village: Book, tmp_path: Path
) -> None:
    file = package(village, tmp_path)
    file.write_bytes(file.read_bytes()[:900])
    for _ in range(2):
        tried = merge(town, [file], dry_run=True)
        remember_refused(town, tried.files, "刘科员")
    assert kinds(town) == [(Kind.REFUSED, False)]
    assert [one.refused for one in readings(town)] == [1]
