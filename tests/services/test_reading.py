"""Records as plain data for scripts, by a typed condition."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ruraldesk.services.putting import UnknownForm
from ruraldesk.services.reading import BadCondition, condition_of, rows
from ruraldesk.store.book import Book
from tests.services.office import HUANGSI, WANGLOU, add, town_book


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with town_book(tmp_path) as made:
        for number, unit in ((1, HUANGSI), (2, HUANGSI), (3, WANGLOU)):
            add(
                made,
                "project",
                unit=unit,
                code=f"W{number:02}",
                name=f"项目{number}",
                stage="proposed",
                estimate=Decimal(number * 100),
                planned_finish_on=date(2023, number, 1),
            )
        yield made


def test_a_row_holds_exact_texts_iso_dates_codes_and_computed_values(book: Book) -> None:
    [row] = rows(book, "project", where="code == 'W02'").rows
    assert (row["unit"], row["estimate"], row["stage"]) == (HUANGSI, "200.00", "proposed")
    assert row["planned_finish_on"] == "2023-02-01"
    assert row["paid"] == "0.00"
    assert row["outputs"] == []
    assert row["revision"] == 1


def test_conditions_speak_of_fields_other_ledgers_and_units(book: Book) -> None:
    for where, count in (
        ("estimate >= 200", 2),
        ("estimate >= 200 and name == '项目3'", 1),
        ("unit.name == '黄寺村'", 2),
        ("planned_finish_on < as_of", 3),
        ("count(payment, allocation.project == this) == 0", 3),
        ("contains(name, '2') or starts_with(code, 'W01')", 2),
        ("category == None", 3),
        ("estimate > 999999999999", 0),
    ):
        assert rows(book, "project", where=where).count == count, where


def test_a_limit_takes_the_first_in_the_order_of_the_form(book: Book) -> None:
    found = rows(book, "project", limit=2)
    assert (found.count, [row["code"] for row in found.rows]) == (2, ["W01", "W02"])
    assert found.names == ["W01 项目1", "W02 项目2"]


def test_computed_values_hold_for_the_day_that_is_asked(book: Book) -> None:
    late = rows(book, "project", as_of=date(2024, 1, 1), where="overdue_days > 0")
    early = rows(book, "project", as_of=date(2022, 1, 1), where="overdue_days > 0")
    assert late.count >= early.count == 0


@pytest.mark.parametrize(
    ("source", "word"),
    [("nmae == 'x'", "name"), ("estimate", "比较"), ("1 +", "1 +"), ("", "“”"), ("x" * 999, "…")],
)
def test_a_condition_that_means_nothing_is_refused_with_its_beginning(
    book: Book, source: str, word: str
) -> None:
    with pytest.raises(BadCondition, match=word.replace("+", r"\+")) as refused:
        condition_of(book, book.definitions.form("project"), source)
    assert len(str(refused.value)) < 200


def test_an_unknown_ledger_is_refused(book: Book) -> None:
    with pytest.raises(UnknownForm, match="project"):
        rows(book, "projekt")
