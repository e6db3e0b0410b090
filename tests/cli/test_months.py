"""close, reopen, nil: what scripts get, and what they are refused."""

import json
import shutil
from pathlib import Path

import pytest

from ruraldesk.services.months import state
from ruraldesk.services.nil_reports import CODE
from ruraldesk.store.months import MonthState
from tests.cli.conftest import HUANGSI, Run, keeps_no_monthly

MONTH = "2023-11"


@pytest.fixture
def book(book: Path) -> Path:
    """A book that keeps no monthly ledger; in these there must be a record or a reason."""
    keeps_no_monthly(book, MONTH)
    return book


def closed(run: Run, book: Path, month: str = MONTH) -> None:
    assert run("close", book, "--month", month).code == 0


def test_close_tells_state_sequence_and_counts(run: Run, book: Path) -> None:
    line = json.dumps({"unit": HUANGSI, "name": "村内道路硬化", "stage": "谋划"}).encode()
    put = run("put", book, "project", "--json", stdin=line)
    done = run("close", book, "--month", MONTH, "--json")

    assert (put.code, done.code) == (0, 0)
    assert {"month", "state", "sequence", "counts", "problems"} <= set(done.document)
    assert (done.document["month"], done.document["state"]) == (MONTH, "closed")
    assert done.document["sequence"] == 1
    assert done.document["counts"]["project"] == len(put.document["uuids"])


def test_closing_twice_is_refused_and_says_what_to_do(run: Run, book: Path) -> None:
    closed(run, book)
    done = run("close", book, "--month", MONTH, "--json")
    assert done.code == 1
    [problem] = done.problems
    assert problem["code"] == "month_state"
    assert "重新打开" in problem["message"]


@pytest.mark.parametrize(
    ("first", "then", "code"),
    [("2023-09", "2023-11", "earlier_open"), ("2023-09", "2099-01", "month_ahead")],
)
def test_months_come_in_turn(run: Run, book: Path, first: str, then: str, code: str) -> None:
    closed(run, book, first)
    done = run("close", book, "--month", then, "--json")
    assert (done.code, [one["code"] for one in done.problems]) == (1, [code])


def test_reopen_needs_a_reason_and_makes_the_next_close_a_correction(run: Run, book: Path) -> None:
    closed(run, book)
    assert run("reopen", book, "--month", MONTH, "--json").code == 2
    empty = run("reopen", book, "--month", MONTH, "--reason", " ", "--json")
    assert (empty.code, empty.problems[0]["code"]) == (1, "no_reason")

    done = run("reopen", book, "--month", MONTH, "--reason", "漏记一笔", "--json")
    assert done.code == 0
    assert (done.document["state"], done.document["reason"]) == ("open", "漏记一笔")
    again = run("close", book, "--month", MONTH, "--json")
    assert again.document["sequence"] == 2


def test_nil_says_why_a_ledger_is_empty(run: Run, book: Path) -> None:
    form = "dispute_screening"
    done = run("nil", book, form, "--month", MONTH, "--reason", "未发现", "--json")
    assert done.code == 0
    assert done.document["nil"][form] == "未发现"
    unknown = run("nil", book, "dispute_screenings", "--month", MONTH, "--reason", "无", "--json")
    assert (unknown.code, unknown.problems[0]["code"]) == (1, "unknown_form")


def test_monthly_ledgers_that_never_held_anything_are_told_until_it_is_said_why(
    run: Run, empty_book: Path, folder: Path
) -> None:
    book = shutil.copyfile(empty_book, folder / "新 村.rdb")
    for form in ("dispute_screening", "safety_zero"):
        done = run("check", book, "--month", MONTH, "--json")
        silent = {one["form"]: one["message"] for one in done.problems if one["code"] == CODE}
        assert "从来没有填过" in silent[form]
        said = run("nil", book, form, "--month", MONTH, "--reason", "由镇里填", "--not-kept")
        assert said.code == 0
    done = run("close", book, "--month", MONTH, "--json")
    assert done.code == 0
    assert not [one for one in done.problems if one["code"] == CODE]
    later = run("nil", book, "safety_zero", "--month", "2023-12", "--reason", "无", "--json")
    assert later.document["nil"]["dispute_screening"] == "由镇里填"


def test_a_new_book_can_be_closed_by_a_script(run: Run, empty_book: Path, folder: Path) -> None:
    book = shutil.copyfile(empty_book, folder / "新 村.rdb")
    done = run("close", book, "--month", MONTH, "--json")
    assert done.code == 0
    assert {one["form"] for one in done.problems if one["code"] == CODE} == {
        "dispute_screening",
        "safety_zero",
    }


def test_people_read_sentences(run: Run, book: Path) -> None:
    done = run("close", book, "--month", MONTH)
    assert "2023年11月" in done.out
    opened = run("reopen", book, "--month", MONTH, "--reason", "漏记")
    assert "2023年12月5日" in opened.out
    assert "零报告" in run("nil", book, "dispute_screening", "--month", MONTH, "--reason", "无").out


def test_a_book_that_is_open_elsewhere_is_not_closed(run: Run, book: Path) -> None:
    from ruraldesk.services.books import open_book

    with open_book(book) as writer:
        done = run("close", book, "--month", MONTH, "--json")
        assert (done.code, done.problems[0]["code"]) == (1, "book_in_use")
        assert state(writer, MONTH).state is MonthState.OPEN


def test_movement_and_differences_between_two_months(run: Run, book: Path) -> None:
    line = {"unit": HUANGSI, "name": "村内道路硬化", "stage": "谋划"}
    put = run("put", book, "project", "--json", stdin=json.dumps(line).encode())
    assert put.code == 0, put.problems
    [uuid] = put.document["uuids"]
    closed(run, book)
    more = json.dumps({"uuid": uuid, "name": "水泥路"}).encode()
    assert run("put", book, "project", stdin=more).code == 0
    closed(run, book, "2023-12")

    moved = run("movement", book, "--month", "2023-12", "--form", "project", "--json").document
    [form] = moved["forms"]
    assert (moved["previous"], form["form"], form["changed"]) == (MONTH, "project", 1)
    assert form["rows"] == {"opening": 1, "added": 0, "removed": 0, "closing": 1}
    every = run("movement", book, "--month", "2023-12")
    assert "期初 1 行" in every.out

    found = run("differences", book, "--month", MONTH, "--with", "2023-12", "--json").document
    [row] = found["rows"]
    assert (row["uuid"], row["kind"]) == (uuid, "changed")
    names = {"before": "村内道路硬化", "after": "水泥路"}
    assert names.items() <= row["fields"][0].items()
    told = run("differences", book, "--month", MONTH, "--with", "2023-12", "--form", "project")
    assert "村内道路硬化 → 水泥路" in told.out
    none = run("movement", book, "--month", "2024-01", "--json")
    assert (none.code, none.problems[0]["code"]) == (1, "not_closed")
