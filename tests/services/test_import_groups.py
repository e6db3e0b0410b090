"""Columns that only together say something: parts of an amount, dates in pieces, years."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ruraldesk.documents.excel_rows import read_rows
from ruraldesk.services import importing
from ruraldesk.store.book import Book
from tests.services.office import HUANGSI, add, blocking, lines, only, records, table, town_book


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    with town_book(tmp_path_factory.mktemp("groups")) as book:
        yield book


def dry(book: Book, form: str, file: Path) -> dict[str, str]:
    """Return where the columns of a table go."""
    return {one.heading: one.field for one in importing.understand(book, form, file).columns}


def test_amounts_of_several_payers_are_added_up_but_not_their_sum(tmp_path: Path) -> None:
    rows = """
项目名称|资金规模（万元）||||
|小计|中央|省级|市级|县级
文化广场|20|10|5|3|2
"""
    file = table(tmp_path / "a.xlsx", lines(rows), merged=["A1:A2", "B1:F1"])
    with town_book(tmp_path) as book:
        done = importing.run(book, "project", file)
        assert not blocking(done)
        assert [one.code for one in done.problems].count("added_up") == 2
        project = only(book, "project")
        told = [project[key] for key in ("estimate", "plan_upper", "plan_fiscal")]
        assert told == [Decimal(200_000), Decimal(150_000), Decimal(50_000)]


def test_two_columns_of_one_payer_are_not_added_up(empty: Book, tmp_path: Path) -> None:
    rows = "项目名称|省级资金（元）|省级财政资金（元）\n文化广场|10|10"
    found = dry(empty, "project", table(tmp_path / "a.xlsx", lines(rows)))
    assert list(found.values()).count("plan_upper") == 1


def test_both_dates_of_a_cell_are_taken_and_one_alone_is_the_end(tmp_path: Path) -> None:
    rows = "项目名称|村|时间进度\n甲路|黄寺村|2024年3月—8月\n乙路|黄寺村|2024.9\n丙路|黄寺村|年内"
    with town_book(tmp_path) as book:
        done = importing.run(book, "project", table(tmp_path / "a.xlsx", lines(rows)))
        assert not blocking(done)
        found = records(book, "project")
    keys = ("planned_start_on", "planned_finish_on")
    assert [found["甲路"][key] for key in keys] == [date(2024, 3, 1), date(2024, 8, 1)]
    assert [found["乙路"][key] for key in keys] == [None, date(2024, 9, 1)]
    assert [found["丙路"][key] for key in keys] == [None, None]
    assert "no_date" in {one.code for one in done.problems}


def test_month_and_day_make_a_date_of_the_year_above_them(empty: Book, tmp_path: Path) -> None:
    rows = "2024年||收款单位|付款金额（元）\n月|日||\n3|5|甲公司|100\n|18|乙公司|200"
    file = table(tmp_path / "a.xlsx", lines(rows), merged=["A1:B1", "C1:C2", "D1:D2"])
    understood = importing.understand(empty, "payment", file)
    assert [one.field for one in understood.columns] == ["paid_on", "paid_on", "payee", "amount"]
    days = [row.values["paid_on"] for row in read_rows(understood)]
    assert days == [date(2024, 3, 5), date(2024, 3, 18)]


def test_grades_of_several_years_are_lines_of_their_own(tmp_path: Path) -> None:
    rows = """
村|姓名|性别|单位及职务|近三年考核结果|
||||2021年|2022年
黄寺村|张一|男|黄寺村党支部书记|优秀|称职
"""
    merged = ["A1:A2", "B1:B2", "C1:C2", "D1:D2", "E1:F1"]
    with town_book(tmp_path) as book:
        done = importing.run(book, "cadre", table(tmp_path / "a.xlsx", lines(rows), merged=merged))
        assert not blocking(done)
        person = only(book, "cadre")
        years = [(one["assessment_year"], one["grade"]) for one in person.lines["assessments"]]
        [post] = person.lines["appointments"]
    assert years == [(2021, "excellent"), (2022, "competent")]
    assert post["post"] == "secretary"


def test_a_date_of_office_without_the_post_is_left_out_and_told(tmp_path: Path) -> None:
    rows = (
        "村|姓名|性别|职务|任职时间\n黄寺村|张一|男|党支部书记|2021.1.8\n黄寺村|张二|女||2021.1.8"
    )
    with town_book(tmp_path) as book:
        done = importing.run(book, "cadre", table(tmp_path / "a.xlsx", lines(rows)))
        assert (done.added, done.refused) == (2, 0)
        assert "left_out" in {one.code for one in done.problems}
        assert not records(book, "cadre")["张二"].lines.get("appointments")


def test_a_name_where_the_kind_of_a_fund_stands_tells_the_kind(tmp_path: Path) -> None:
    rows = """
资金来源|计划金额（元）
2023年中央财政衔接推进乡村振兴补助资金|1000
2024年省级财政衔接推进乡村振兴补助资金|500
"""
    with town_book(tmp_path) as book:
        done = importing.run(book, "funding_source", table(tmp_path / "a.xlsx", lines(rows)))
        assert not blocking(done)
        funds = book.records.find("funding_source")
    assert {one["kind"] for one in funds} == {"linkage_fund"}
    assert "2023年中央财政衔接推进乡村振兴补助资金" in {one["name"] for one in funds}


def test_a_stranger_among_projects_is_kept_as_the_matter(tmp_path: Path) -> None:
    rows = "项目名称|来源类别|计划金额（元）\n小桥重建|上级补助|1000"
    with town_book(tmp_path) as book:
        add(book, "project", name="文化广场", stage="proposed", unit=HUANGSI)
        done = importing.run(book, "funding_source", table(tmp_path / "a.xlsx", lines(rows)))
        assert not blocking(done)
        assert only(book, "allocation")["matter"] == "小桥重建"


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("调整人员姓名", "name"),
        ("职务名称", "appointments.post"),
        ("原任职务", ""),
        ("配偶姓名", ""),
    ],
)
def test_a_heading_that_ends_with_a_known_one_is_guessed_unless_it_is_of_another(
    empty: Book, tmp_path: Path, heading: str, field: str
) -> None:
    rows = f"村|性别|身份证号|{heading}\n黄寺村|男||张三"
    if "职务" in heading:
        rows = rows.replace("张三", "村文书")
    assert dry(empty, "cadre", table(tmp_path / "a.xlsx", lines(rows)))[heading] == field
