"""Two villages report for two months, with what goes wrong: the fast part of tests/soak/year.py."""

import sqlite3
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ruraldesk.services.books import create_book, shipped_definitions
from tests.services.office import add, id_number
from tests.soak.clock import running
from tests.soak.entries import Kept, every_type_is_kept
from tests.soak.plan import Plan, begins, months_from
from tests.soak.result import Result
from tests.soak.sticks import FolderStick
from tests.soak.trial import Trial
from tests.soak.truth import differences, held_by

pytestmark = pytest.mark.long

REFUSED = {"damaged", "forged", "wrong_office", "unknown_unit", "newer_program", "totals_differ"}


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """What the trial found in two months."""
    plan = Plan(villages=2, months=2, size=1, ugly=6, seed=4, kept=Kept.FEW)
    folder = tmp_path_factory.mktemp("两个村")
    with running(begins(plan)) as clock:
        trial = Trial(folder, plan, clock, FolderStick(folder))
        trial.begin()
        for month in months_from(plan.first, plan.months):
            trial.month(month)
    return trial.result


def test_nothing_was_told_or_added_up_wrongly(result: Result) -> None:
    assert result.faults == []
    assert result.comparisons == 8  # those at the county among them
    assert result.receipts > 0


def test_good_and_ugly_ones_got_their_verdicts(result: Result) -> None:
    told = {verdict for verdict, count in result.verdicts.items() if count}
    assert {"new", "same", "correction"} <= told
    assert len(told & REFUSED) >= 4
    assert result.verdicts["new"] == 4


def test_every_type_of_field_is_carried_in_the_whole_trial() -> None:
    assert every_type_is_kept()


def test_the_comparison_sees_one_fen_and_one_row_in_the_bin(tmp_path: Path) -> None:
    unit, forms = "410726104201", shipped_definitions()
    with create_book(tmp_path / "村.rdb", unit=unit, name="黄寺村", level="village") as book:
        fund = add(book, "funding_source", name="衔接资金", kind="linkage_fund", level="central")
        add(book, "allocation", source=fund.uuid, planned=Decimal("250000.10"), matter="保洁")
        add(book, "person", name="张三", id_number=id_number(date(1970, 1, 1), 7), sex="male")
        path = book.path
    before = held_by(path, forms)[unit]
    assert before["allocation", "planned"] == 25_000_010
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("UPDATE allocation SET planned = planned + 1")
        raw.execute("UPDATE person SET deleted = '2024-01-01'")
    found = differences(unit, before, held_by(path, forms)[unit])
    told = {(one.table, one.field): one.town - one.village for one in found}
    assert told["allocation", "planned"] == 1
    assert told["person", "rows"] == -1


def test_names_of_the_machine_are_no_words_of_the_program(tmp_path: Path) -> None:
    result = Result(tmp_path)
    result.heard(
        "stick full", "refused", f"需要 2 MB，{tmp_path / '满的'} 只剩 0 MB。请换一个U盘。"
    )
    assert result.faults == []
    result.heard("stick full", "refused", "请换 new_volume。")
    assert len(result.faults) == 1
