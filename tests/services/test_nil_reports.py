"""A ledger that must speak each month holds a record, or says why it is empty."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from ruraldesk.errors import Level, Problem
from ruraldesk.services.checking import check, last_check
from ruraldesk.services.month_archive import archived
from ruraldesk.services.months import close
from ruraldesk.services.nil_reports import (
    CODE,
    InUse,
    NoReason,
    NotByMonth,
    NotEmpty,
    at_close,
    kept_again,
    lacking,
    never_begun,
    nil_report,
    nil_reports,
    not_kept,
    standing,
)
from ruraldesk.services.putting import UnknownForm
from ruraldesk.store.book import Book
from ruraldesk.store.months import WrongState
from tests.store.closing import MONTH, NEXT, closing_book
from tests.store.village import add


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with closing_book(tmp_path, today=date(2023, 12, 3)) as made:
        kept_again(made, "dispute", MONTH)
        yield made


def screened(book: Book, day: date) -> None:
    add(book, "dispute", screened_on=day, found=2)


def of_nil(problems: list[Problem]) -> list[tuple[str, Level]]:
    return [(one.form, one.level) for one in problems if one.code == CODE]


def test_a_ledger_that_was_never_begun_is_asked_about_by_the_wizard_and_told_to_scripts(
    book: Book,
) -> None:
    found = check(book, MONTH)
    assert of_nil(found) == [("dispute", Level.WARN)]
    assert never_begun(book, MONTH) == ["dispute"]
    assert of_nil(list(at_close(found))) == [("dispute", Level.BLOCK)]
    closed = close(book, MONTH)
    assert not closed.refused
    assert of_nil(list(closed.problems)) == [("dispute", Level.WARN)]
    assert "从来没有填过" in closed.problems[-1].message


def test_what_is_not_kept_is_said_once_and_every_month_reports_it(book: Book) -> None:
    not_kept(book, "dispute", MONTH, " 由镇里统一排查 ")

    assert check(book, MONTH) == []
    assert never_begun(book, MONTH) == []
    assert not close(book, MONTH).refused
    book.settings["as_of"] = "2024-01-03"
    assert not close(book, NEXT).refused

    for month in (MONTH, NEXT):
        assert archived(book, month).snapshot.nil == {"dispute": "由镇里统一排查"}


def test_once_it_is_used_a_ledger_is_kept(book: Book) -> None:
    not_kept(book, "dispute", MONTH, "由镇里统一排查")

    screened(book, date(2023, 11, 2))

    assert standing(book) == {}
    assert lacking(book, MONTH) == []
    assert of_nil(lacking(book, NEXT)) == [("dispute", Level.BLOCK)]
    with pytest.raises(InUse, match="矛盾纠纷排查"):
        not_kept(book, "dispute", NEXT, "不填了")


def test_that_a_ledger_is_not_kept_can_be_taken_back(book: Book) -> None:
    not_kept(book, "dispute", MONTH, "由镇里统一排查")
    check(book, MONTH)

    kept_again(book, "dispute", MONTH)

    assert of_nil(lacking(book, MONTH)) == [("dispute", Level.WARN)]
    assert not last_check(book, MONTH).current  # type: ignore[union-attr]


def test_only_a_monthly_ledger_is_said_not_to_be_kept_with_a_reason(book: Book) -> None:
    with pytest.raises(NotByMonth):
        not_kept(book, "project", MONTH, "没有项目")
    with pytest.raises(NoReason):
        not_kept(book, "dispute", MONTH, " ")


def test_the_reason_of_a_month_goes_before_that_of_all(book: Book) -> None:
    not_kept(book, "dispute", MONTH, "由镇里统一排查")
    nil_report(book, "dispute", MONTH, "本月停了")
    assert nil_reports(book, MONTH) == {"dispute": "本月停了"}
    assert nil_reports(book, NEXT) == {"dispute": "由镇里统一排查"}


def test_a_ledger_that_was_in_use_keeps_the_month_open_until_it_speaks(book: Book) -> None:
    screened(book, date(2023, 10, 31))
    closed = close(book, MONTH)
    assert closed.refused
    assert of_nil(list(closed.problems)) == [("dispute", Level.BLOCK)]
    assert last_check(book, MONTH).blocking == 1  # type: ignore[union-attr]

    nil_report(book, "dispute", MONTH, "排查未发现")

    assert lacking(book, MONTH) == []
    assert not close(book, MONTH).refused
    assert archived(book, MONTH).snapshot.nil == {"dispute": "排查未发现"}


@pytest.mark.parametrize("day", [date(2023, 11, 1), date(2023, 11, 30)])
def test_a_record_of_the_month_speaks_for_itself(book: Book, day: date) -> None:
    screened(book, day)
    assert lacking(book, MONTH) == []
    assert of_nil(lacking(book, NEXT)) == [("dispute", Level.BLOCK)]


def test_what_was_deleted_does_not_speak(book: Book) -> None:
    screened(book, date(2023, 11, 1))
    [one] = book.records.find("dispute")
    book.records.delete("dispute", one.uuid, one.revision)
    assert of_nil(lacking(book, MONTH)) == [("dispute", Level.WARN)]
    assert never_begun(book, MONTH) == ["dispute"]


def test_a_filled_ledger_is_not_said_to_be_empty(book: Book) -> None:
    screened(book, date(2023, 11, 30))
    with pytest.raises(NotEmpty, match="矛盾纠纷排查"):
        nil_report(book, "dispute", MONTH, "排查未发现")
    nil_report(book, "dispute", NEXT, "排查未发现")


def test_a_nil_report_no_longer_holds_once_a_record_is_there(book: Book) -> None:
    nil_report(book, "dispute", MONTH, "排查未发现")
    screened(book, date(2023, 11, 30))
    assert nil_reports(book, MONTH) == {}
    close(book, MONTH)
    assert archived(book, MONTH).snapshot.nil == {}


def test_the_last_reason_holds(book: Book) -> None:
    nil_report(book, "dispute", MONTH, "没有")
    nil_report(book, "dispute", MONTH, " 全村排查两轮，未发现 ")
    assert nil_reports(book, MONTH) == {"dispute": "全村排查两轮，未发现"}


def test_a_nil_report_needs_a_reason_a_ledger_and_an_open_month(book: Book) -> None:
    with pytest.raises(NoReason):
        nil_report(book, "dispute", MONTH, " ")
    with pytest.raises(UnknownForm):
        nil_report(book, "disputes", MONTH, "没有")
    with pytest.raises(NotByMonth, match="单位"):
        nil_report(book, "unit", MONTH, "没有")
    nil_report(book, "dispute", MONTH, "没有")
    close(book, MONTH)
    with pytest.raises(WrongState):
        nil_report(book, "dispute", MONTH, "没有")
