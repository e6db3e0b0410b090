"""The month's check: every rule over every ledger, as of the month's last day."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ruraldesk.definitions.model import Value
from ruraldesk.errors import Level, Stopped
from ruraldesk.services.checking import check
from ruraldesk.services.ledger import counts
from ruraldesk.services.reported_units import FOREIGN
from ruraldesk.store import rules
from ruraldesk.store.book import Book
from tests.services.answers_down import COUNTY, book_for
from tests.services.office import add, town_book
from tests.store.closing import closing_book
from tests.store.reports import enter
from tests.store.village import HUANGSI, TOWN, WANGLOU


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with town_book(tmp_path) as made:
        yield made


def test_problems_name_ledger_record_field_and_rule(book: Book) -> None:
    record = add(book, "project", name="机井", stage="proposed", estimate=Decimal(100))
    found = {
        problem.code: problem for problem in check(book, "2023-11") if problem.form == "project"
    }
    told = found["has_category"]
    assert (told.record, told.field, told.level) == (record.uuid, "category", Level.WARN)
    assert told.message.endswith("。")


def test_the_check_holds_for_the_months_last_day(book: Book) -> None:
    add(
        book, "cadre", name="张三", sex="male", birth_date=date(1990, 1, 1),
        political_status="probationary", joined_party_on=date(2022, 1, 10),
    )  # fmt: skip
    codes = {month: {one.code for one in check(book, month)} for month in ("2023-11", "2024-02")}
    assert "probation_over" not in codes["2023-11"]
    assert "probation_over" in codes["2024-02"]


def test_what_was_entered_since_the_months_end_does_not_block_it(book: Book) -> None:
    common: dict[str, Value] = {"content": "边界", "category": "neighbour", "handler": "王䶮"}
    common |= {"level": "simple", "source": "screening", "channel": "grid"}
    ended: dict[str, Value] = {
        "closed_on": date(2023, 12, 5),
        "outcome": "failed",
        "result": "告知起诉",
    }
    add(book, "dispute", reported_on=date(2023, 10, 9), status="closed", **common, **ended)
    add(book, "dispute", reported_on=date(2023, 12, 1), status="doing", **common)
    november = check(book, "2023-11")
    assert [one.message for one in november if one.level is Level.BLOCK] == []
    book.settings["as_of"] = "2023-11-30"
    codes = [one.code for one in check(book, "2023-11") if one.level is Level.BLOCK]
    assert codes == ["reported_not_ahead", "closed_not_ahead"]


def test_only_ledgers_of_the_books_level_are_checked(book: Book) -> None:
    kept = {form.key for form in book.definitions.forms.values() if "town" in form.levels}
    assert {problem.form for problem in check(book, "2023-11")} <= kept


def test_the_sample_town_blocks_nowhere(sample_book: Book) -> None:
    problems = check(sample_book, "2023-11")
    assert [problem.message for problem in problems if problem.level is Level.BLOCK] == []
    assert problems


def test_a_long_ledger_is_checked_piece_by_piece_and_finds_the_same(
    sample_book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = check(sample_book, "2023-11")
    monkeypatch.setattr(rules, "_JUDGED_AT_ONCE", 7)
    told: list[tuple[int, int]] = []

    pieces = check(
        sample_book, "2023-11", progress=lambda done, total, _: told.append((done, total))
    )

    assert sorted(map(repr, pieces)) == sorted(map(repr, whole))
    assert told == sorted(told)  # never backwards
    rows = sum(counts(sample_book).values())
    assert told[-1] == (rows, rows)


def test_a_check_stops_inside_of_a_long_ledger(
    sample_book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "_JUDGED_AT_ONCE", 7)
    seen: list[str] = []

    def stop_in_cadres() -> bool:
        return seen.count(sample_book.definitions.form("cadre").title) == 3

    with pytest.raises(Stopped):
        check(
            sample_book,
            "2023-11",
            progress=lambda _, __, what: seen.append(what),
            cancelled=stop_in_cadres,
        )


def test_an_impossible_month_is_a_fault_of_the_program(book: Book) -> None:
    with pytest.raises(ValueError, match="month"):
        check(book, "2023-13")


def test_a_record_of_a_neighbour_keeps_the_month_open_at_its_unit(tmp_path: Path) -> None:
    with closing_book(tmp_path) as village:
        enter(village, "unit", code=WANGLOU, name="王楼村")
        own = enter(village, "project", name="村内道路", kind="road", unit=HUANGSI)
        group = enter(village, "project", name="组里的", kind="road", unit=HUANGSI)
        wrong = enter(village, "project", name="邻村的", kind="road", unit=WANGLOU)

        found = [one for one in check(village, "2023-11") if one.code == FOREIGN]

        assert [(one.form, one.record, one.field, one.level) for one in found] == [
            ("project", wrong, "unit", Level.BLOCK)
        ]
        assert "王楼村" in found[0].message
        assert not {own, group} & {one.record for one in found}


def test_a_town_reports_for_the_villages_below_it(tmp_path: Path) -> None:
    with book_for(tmp_path, TOWN, "王楼镇", "town", COUNTY) as town:
        for code, name in ((HUANGSI, "黄寺村"), ("410726105201", "外镇的村")):
            enter(town, "unit", code=code, name=name)
        enter(town, "project", name="村内道路", kind="road", unit=HUANGSI)
        other = enter(town, "project", name="外镇的", kind="road", unit="410726105201")

        found = [one.record for one in check(town, "2023-11") if one.code == FOREIGN]

        assert found == [other]
