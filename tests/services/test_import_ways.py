"""How offices call columns, places and records, and what the values of a table tell of them."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ruraldesk.services import importing
from ruraldesk.store.book import Book
from tests.services.office import (
    HUANGSI,
    TOWN,
    add,
    blocking,
    codes,
    counts,
    lines,
    table,
    taken,
    town_book,
)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with town_book(tmp_path) as made:
        yield made


def only_project(book: Book, tmp_path: Path, rows: str) -> dict[str, object]:
    taken(book, "project", table(tmp_path / "a.xlsx", lines(rows)))
    [project] = book.records.find("project")
    return dict(project.values)


def test_a_classification_is_told_by_its_values(book: Book, tmp_path: Path) -> None:
    rows = """
项目名称|村|项目类别
大棚|黄寺村|产业发展
道路|黄寺村|乡村建设行动
"""
    done = taken(book, "project", table(tmp_path / "a.xlsx", lines(rows)))
    assert {(one["project_type"], one["category"]) for one in book.records.find("project")} == {
        ("industry_development", None),
        ("rural_construction", None),
    }
    assert "taken_by_content" in codes(done)


def test_a_choice_column_of_foreign_words_is_left_out_and_told(book: Book, tmp_path: Path) -> None:
    rows = "项目名称|村|建设性质\n大棚|黄寺村|甲类\n道路|黄寺村|乙类"
    done = taken(book, "project", table(tmp_path / "a.xlsx", lines(rows)))
    [told] = [one for one in done.problems if one.code == "choices_unknown"]
    assert "甲类、乙类" in told.message


def test_one_foreign_word_among_known_ones_is_refused(book: Book, tmp_path: Path) -> None:
    rows = "项目名称|村|建设性质\n大棚|黄寺村|新建\n道路|黄寺村|乙类"
    done = importing.run(book, "project", table(tmp_path / "a.xlsx", lines(rows)))
    assert done.refused == 1
    assert "乙类" in blocking(done)[0]


def test_a_column_that_asks_whether_says_not_which(book: Book, tmp_path: Path) -> None:
    rows = (
        "姓名|性别|村|职务|是否参加养老保险\n赵明|男|黄寺村|村委委员|是\n孙兰|女|黄寺村|村委委员|否"
    )
    done = taken(book, "cadre", table(tmp_path / "a.xlsx", lines(rows)))
    assert {one["pension"] for one in book.records.find("cadre")} == {None}
    assert any(one.code == "choices_unknown" for one in done.problems)


def test_of_two_columns_the_nearer_words_are_taken(book: Book, tmp_path: Path) -> None:
    rows = "项目名称|村|主管单位|实施单位\n大棚|黄寺村|县农业农村局|王楼镇人民政府"
    assert only_project(book, tmp_path, rows)["responsible_unit"] == "王楼镇人民政府"


def test_headings_that_hold_a_year_or_a_colon_are_headings(book: Book, tmp_path: Path) -> None:
    rows = """
王楼镇项目表
填报单位：王楼镇人民政府|||填报日期：2023年2月18日
项目名称|村|2023年建设内容|总投资（单位：万元）
大棚|黄寺村|新建大棚5座|13.5
"""
    assert only_project(book, tmp_path, rows)["estimate"] == Decimal("135000.00")


def test_words_for_the_office_itself_are_its_own_unit(book: Book, tmp_path: Path) -> None:
    rows = "项目名称|村|建设内容\n道路|镇直|硬化\n路灯|全镇|安装"
    taken(book, "project", table(tmp_path / "a.xlsx", lines(rows)))
    assert {one["unit"] for one in book.records.find("project")} == {TOWN}


def test_words_in_place_of_a_date_leave_it_empty_and_are_told(book: Book, tmp_path: Path) -> None:
    rows = """
姓名|性别|村|职务|入党时间
赵明|男|黄寺村|村委委员|群众
孙兰|女|黄寺村|村委委员|预备党员2023.06
"""
    done = taken(book, "cadre", table(tmp_path / "a.xlsx", lines(rows)))
    joined = {one["name"]: one["joined_party_on"] for one in book.records.find("cadre")}
    assert joined == {"赵明": None, "孙兰": date(2023, 6, 1)}
    assert {"no_date", "date_of_words"} <= {one.code for one in done.problems}


def test_a_column_of_numbers_counting_on_is_not_missed(book: Book, tmp_path: Path) -> None:
    rows = "编号|姓名|性别|村|职务\n'01|赵明|男|黄寺村|村委委员\n'02|孙兰|女|黄寺村|村委委员"
    assert "column_left_out" not in codes(
        taken(book, "cadre", table(tmp_path / "a.xlsx", lines(rows)))
    )


def test_a_payment_finds_its_funds_by_the_project(book: Book, tmp_path: Path) -> None:
    project = add(book, "project", name="村内道路硬化", stage="proposed")
    source = add(book, "funding_source", kind="collective_self_raised", name="村集体自筹")
    funds = add(
        book,
        "allocation",
        source=source.uuid,
        project=project.uuid,
        planned=Decimal("90000.00"),
        allocated=Decimal("90000.00"),
    )
    add(
        book,
        "receipt",
        allocation=funds.uuid,
        received_on=date(2023, 1, 5),
        amount=Decimal("90000.00"),
    )
    rows = """
资金拨付台账
序号|拨付日期|项目名称|村名|收款单位|拨付金额（元）|付款方式
1|2023/3/28|村内道路硬化|黄寺村|恒达公司|'30,000.00|银行转账
"""
    done = taken(book, "payment", table(tmp_path / "a.xlsx", lines(rows)))
    assert counts(done) == (0, 1, 0, 0, 0)
    [payment] = book.records.find("payment")
    assert (payment["allocation"], payment["unit"]) == (funds.uuid, HUANGSI)


def test_sums_above_the_heading_are_no_part_of_it(book: Book, tmp_path: Path) -> None:
    rows = """
项目储备库
合计|||12|30
序号|村|项目名称|总投资（万元）|受益户数
1|黄寺村|大棚|12|30
"""
    done = taken(book, "project", table(tmp_path / "a.xlsx", lines(rows), merged=["A1:E1"]))
    assert [one.heading for one in done.columns][1:3] == ["村", "项目名称"]
    assert counts(done) == (0, 1, 0, 0, 0)


def test_a_birth_month_with_the_age_behind_it_is_a_month(book: Book, tmp_path: Path) -> None:
    rows = "姓名|性别|村|职务|出生年月（岁）\n赵明|男|黄寺村|村委委员|1972.05\\n（51岁）"
    taken(book, "cadre", table(tmp_path / "a.xlsx", lines(rows)))
    [cadre] = book.records.find("cadre")
    assert cadre["birth_date"] == date(1972, 5, 1)


def test_a_village_is_known_by_its_short_name_in_its_own_ledger(book: Book, tmp_path: Path) -> None:
    rows = "2023年村情统计\n村名|总户数|总人口\n黄寺|415|1660"
    done = taken(book, "unit", table(tmp_path / "a.xlsx", lines(rows)))
    assert counts(done) == (3, 0, 1, 0, 0)
    [village] = [one for one in book.records.find("unit") if one["code"] == HUANGSI]
    assert village["name"] == "黄寺村"


def test_words_of_a_computed_field_mean_the_line_of_the_year(book: Book, tmp_path: Path) -> None:
    rows = "2023年村情统计\n村名|总户数|常住人口（人）|党员（名）\n黄寺村|415|1320|47"
    taken(book, "unit", table(tmp_path / "a.xlsx", lines(rows)))
    [village] = [one for one in book.records.find("unit") if one["code"] == HUANGSI]
    [year] = village.lines["profiles"]
    assert (year["resident_count"], year["party_member_count"]) == (1320, 47)
