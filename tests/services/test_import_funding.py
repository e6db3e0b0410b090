"""Tables of funds as offices write them, taken apart into sources, receipts, payments …."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from ruraldesk.definitions.model import Record
from ruraldesk.services import importing
from ruraldesk.store.book import Book
from tests.services.office import (
    HUANGSI,
    WANGLOU,
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
    """A town's book with two projects in Huangsi, one of the same name in Wanglou."""
    with town_book(tmp_path) as made:
        project(made, "W01", "村内巷道硬化", HUANGSI)
        project(made, "W02", "文化广场", HUANGSI)
        project(made, "W03", "文化广场", WANGLOU)
        yield made


def project(book: Book, code: str, name: str, unit: str) -> Record:
    return add(book, "project", code=code, name=name, unit=unit, stage="proposed")


def amounts(book: Book, form: str, key: str = "amount") -> list[str]:
    return sorted(f"{one[key]}" for one in book.records.find(form))


def made(book: Book) -> tuple[int, ...]:
    forms = ("funding_source", "allocation", "receipt", "payment")
    return tuple(len(book.records.find(form)) for form in forms)


WIDE = """
王楼镇2023年项目资金台账
编制单位：王楼镇财政所|||||||||||||||||||||单位：元
序号|项目编号|项目名称|来源类别|层级|资金名称|下达文号|下达日期|计划金额|到账日期|到账金额|付款日期\\
|收款单位（人）|用途|付款金额|方式|凭证号|累计支付|结余|支付率|经办人|审批人|公示日期|备注
1|W01|村内巷道硬化|上级补助|中央|2023年中央财政衔接资金（第一批）|豫财农〔2023〕15号|d:2023-01-16|1000000\\
|d:2023-02-10|1000000|d:2023-05-20|恒达建筑有限公司|工程进度款|400000.55|转账|2023-0031|400000.55|599999.45\\
|40.00%|张三|李四|d:2023-06-01|
2|W01|村内巷道硬化|上级补助|中央|2023年中央财政衔接资金（第一批）|豫财农[2023]15号|d:2023-01-16|1000000\\
|d:2023-02-10|1000000|d:2023-08-30|恒达建筑有限公司|工程进度款|500000|转账|2023-0058|900000.55|99999.45\\
|90.00%|张三|李四|d:2023-09-05|
3|W02|文化广场|集体自筹|村级||||30000.5|2023.03.01|30000.5|2023.4.2|李老五|劳务费|1800|现金|31|1800|28200.5\\
|6%|张三|李四||
合计||||||||1030000.5||1030000.5||||901800.55
"""


def test_the_wide_table_is_taken_apart_and_adds_up_to_the_fen(book: Book, tmp_path: Path) -> None:
    done = taken(book, "funding_source", table(tmp_path / "a.xlsx", lines(WIDE)))
    assert counts(done) == (0, 2, 0, 0, 0)
    assert made(book) == (2, 2, 2, 3)
    assert {key: one.added for key, one in done.forms.items()} == {
        "funding_source": 2, "allocation": 2, "receipt": 2, "payment": 3,
    }  # fmt: skip
    sources = {str(one["kind"]): one for one in book.records.find("funding_source")}
    upper = sources["upper_support"]
    assert (upper["level"], upper["doc_no"]) == ("central", "豫财农〔2023〕15号")
    assert upper["doc_date"] == date(2023, 1, 16)
    assert amounts(book, "receipt") == ["1000000.00", "30000.50"]
    assert amounts(book, "payment") == ["1800.00", "400000.55", "500000.00"]
    assert amounts(book, "allocation", "planned") == ["1000000.00", "30000.50"]
    [cash] = [one for one in book.records.find("payment") if one["method"] == "cash"]
    assert (cash["payee"], cash["voucher"], cash["paid_on"]) == ("李老五", "31", date(2023, 4, 2))


def test_joined_cells_of_a_source_hold_for_all_its_payments(book: Book, tmp_path: Path) -> None:
    rows = """
序号|项目名称|资金来源|计划金额（万元）|到账日期|到账金额（万元）|付款日期|收款单位|付款金额（万元）
1|村内巷道硬化|财政衔接资金|50|2023-02-10|50|2023-05-20|恒达公司|20
2||||||2023-06-20|恒达公司|20
3||||||2023-06-20|王师傅|2.5
4|文化广场|村集体自筹|3|2023-02-11|3||||
"""
    merged = [f"{column}2:{column}4" for column in "BCDEF"]
    page = lines(rows)
    page[4][1] = None
    for row in page[1:]:
        if row[1] == "文化广场":
            row[1] = "W02"
    done = taken(book, "funding_source", table(tmp_path / "a.xlsx", page, merged=merged))
    assert made(book) == (2, 2, 2, 3)
    assert amounts(book, "payment") == ["200000.00", "200000.00", "25000.00"]
    assert amounts(book, "receipt") == ["30000.00", "500000.00"]
    assert done.added == 2


def test_empty_cells_below_a_source_mean_the_source_above(book: Book, tmp_path: Path) -> None:
    rows = """
项目名称|来源类别|计划金额（元）|到账日期|到账金额（元）
村内巷道硬化|上级补助|1000|2023-02-10|400
|||2023-03-10|600
"""
    taken(book, "funding_source", table(tmp_path / "a.xlsx", lines(rows)))
    assert made(book) == (1, 1, 2, 0)


def test_separate_tables_of_plan_receipts_and_payments_meet_in_one_source(
    book: Book, tmp_path: Path
) -> None:
    heading = "项目名称|资金来源|资金名称|下达文号|计划金额（万元）"
    plan = f"{heading}\n村内巷道硬化|衔接资金|中央衔接资金|豫财1号|12.5"
    receipts = """
资金到位情况表
项目名称|资金来源|下达文号|资金到位||备注
|||时间|金额（万元）|
村内巷道硬化|衔接资金|豫财1号|2023年2月10日|10|
村内巷道硬化|衔接资金|豫财1号|2023年4月10日|2.5|
"""
    paid = """
资金拨付明细表|||||单位：万元
项目名称|资金来源|下达文号|拨付时间|拨付金额|收款单位|用途
村内巷道硬化|衔接资金|豫财1号|2023-05-01|7.25|恒达公司|进度款
"""
    taken(book, "funding_source", table(tmp_path / "a.xlsx", lines(plan)))
    merged = ["A2:A3", "B2:B3", "C2:C3", "D2:E2", "F2:F3"]
    taken(book, "funding_source", table(tmp_path / "b.xlsx", lines(receipts), merged=merged))
    done = taken(book, "funding_source", table(tmp_path / "c.xlsx", lines(paid)))
    assert counts(done) == (1, 0, 0, 1, 0)
    assert made(book) == (1, 1, 2, 1)
    assert amounts(book, "receipt") == ["100000.00", "25000.00"]
    assert amounts(book, "payment") == ["72500.00"]


def test_the_four_kinds_as_columns_make_a_source_each(book: Book, tmp_path: Path) -> None:
    rows = """
村级公益事业建设一事一议财政奖补项目资金表
单位：万元
序号|村|项目名称|总投资|财政奖补|村集体|村民筹资|社会捐赠|其他
1|黄寺村|村内巷道硬化|20|12|5|2.5|0.5|
2|黄寺村|文化广场|8|5|3|0||
|合计||28|17|8|2.5|0.5|
"""
    done = taken(book, "funding_source", table(tmp_path / "a.xlsx", lines(rows)))
    planned = sorted(
        (str(one.names["source"]).split()[0], f"{one['planned']}")
        for one in book.records.find("allocation")
    )
    assert planned == [
        ("奖补资金", "120000.00"), ("奖补资金", "50000.00"), ("村集体自筹", "30000.00"),
        ("村集体自筹", "50000.00"), ("社会捐助", "5000.00"), ("群众筹资筹劳", "25000.00"),
    ]  # fmt: skip
    assert done.rows == 2
    assert done.added == 4
    assert "column_left_out" in codes(done)  # 总投资 is the project's


def test_kinds_as_columns_under_planned_and_received(book: Book, tmp_path: Path) -> None:
    rows = """
项目编号|计划筹资（元）||到账日期|到位资金（元）|
|上级资金|自筹||上级资金|自筹
W01|1000.25|500|2023-03-01|800|500
"""
    merged = ["A1:A2", "B1:C1", "D1:D2", "E1:F1"]
    taken(book, "funding_source", table(tmp_path / "a.xlsx", lines(rows), merged=merged))
    assert amounts(book, "allocation", "planned") == ["1000.25", "500.00"]
    assert amounts(book, "receipt") == ["500.00", "800.00"]


def test_projects_of_one_name_are_told_by_the_village(book: Book, tmp_path: Path) -> None:
    rows = "村|项目名称|来源类别|计划金额（元）\n王楼村|文化广场|上级补助|1000"
    taken(book, "funding_source", table(tmp_path / "a.xlsx", lines(rows)))
    [one] = book.records.find("allocation")
    assert one["unit"] == WANGLOU
    assert "W03" in one.names["project"]
    bare = "项目名称|来源类别|计划金额（元）\n文化广场|上级补助|1000"
    done = importing.run(book, "funding_source", table(tmp_path / "b.xlsx", lines(bare)))
    assert "2 条记录" in blocking(done)[0]


def test_a_project_nobody_knows_is_refused_with_the_nearest_name(
    book: Book, tmp_path: Path
) -> None:
    rows = (
        "项目名称|来源类别|计划金额（元）\n村内巷道硬花|上级补助|1000\nW01 村内巷道硬化|上级补助|5"
    )
    done = importing.run(book, "funding_source", table(tmp_path / "a.xlsx", lines(rows)))
    assert counts(done) == (0, 0, 0, 0, 1)
    assert all(word in blocking(done)[0] for word in ("第 2 行", "村内巷道硬花", "村内巷道硬化"))


def test_as_long_as_no_project_is_entered_their_names_are_kept_as_matters(tmp_path: Path) -> None:
    rows = "项目名称|来源类别|计划金额（元）\n路灯安装|上级补助|1000\n机井|上级补助|500"
    with town_book(tmp_path) as book:
        done = taken(book, "funding_source", table(tmp_path / "a.xlsx", lines(rows)))
        assert sorted(str(one["matter"]) for one in book.records.find("allocation")) == [
            "机井", "路灯安装",
        ]  # fmt: skip
        assert "reference" in codes(done)


def test_more_paid_than_received_is_refused_with_its_row_and_nothing_is_taken(
    book: Book, tmp_path: Path
) -> None:
    rows = """
项目名称|来源类别|计划金额（元）|到账日期|到账金额（元）|付款日期|收款人|付款金额（元）
村内巷道硬化|上级补助|1000|2023-02-01|1000|2023-03-01|张三|600
W02|集体自筹|500|2023-02-01|500|2023-03-01|李四|500.01
"""
    file = table(tmp_path / "a.xlsx", lines(rows))
    done = importing.run(book, "funding_source", file)
    assert done.refused == 1
    assert done.stopped
    assert made(book) == (0, 0, 0, 0)
    assert all("第 3 行" in reason for reason in blocking(done))
    skipped = importing.run(book, "funding_source", file, skip_bad=True)
    assert skipped.refused == 1
    assert amounts(book, "payment") == ["600.00"]


def test_two_rows_that_contradict_each_other_on_one_allocation_are_refused(
    book: Book, tmp_path: Path
) -> None:
    rows = """
项目名称|资金名称|来源类别|计划金额（元）
村内巷道硬化|衔接资金|上级补助|600
村内巷道硬化|衔接资金|上级补助|400
"""
    done = importing.run(book, "funding_source", table(tmp_path / "a.xlsx", lines(rows)))
    assert counts(done) == (0, 0, 0, 0, 1)
    assert all(word in blocking(done)[0] for word in ("第 3 行", "第 2 行", "600.00", "400.00"))


def test_receipts_without_a_project_or_plan_belong_to_their_source(
    book: Book, tmp_path: Path
) -> None:
    rows = "资金名称|来源类别|到账日期|到账金额（元）\n爱心捐款|社会捐赠|2023-05-01|8000.00"
    done = taken(book, "funding_source", table(tmp_path / "a.xlsx", lines(rows)))
    assert made(book) == (1, 1, 1, 0)
    assert done.added == 1


def test_running_totals_without_dates_are_left_out_and_told(book: Book, tmp_path: Path) -> None:
    rows = """
资金执行情况表（单位：万元）
项目名称|资金来源|计划资金|已到位资金|已拨付资金
村内巷道硬化|衔接资金|50|30|20
"""
    done = taken(book, "funding_source", table(tmp_path / "a.xlsx", lines(rows)))
    assert made(book) == (1, 1, 0, 0)
    assert amounts(book, "allocation", "planned") == ["500000.00"]
    told = [one.message for one in done.problems if one.code == "undated"]
    assert len(told) == 2
    assert "已到位资金" in told[0]
    assert "到账日期" in told[0]
