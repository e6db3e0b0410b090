"""Tables of projects as offices write them: the library, the village's list, outputs, contracts."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ruraldesk.definitions.model import Record
from ruraldesk.services import importing
from ruraldesk.store.book import Book
from tests.services.office import (
    DONGTUN,
    HUANGSI,
    TOWN,
    WANGLOU,
    add,
    blocking,
    codes,
    counts,
    lines,
    records,
    sheet_in,
    table,
    taken,
    town_book,
    village_book,
)

LIBRARY = """
附件2
王楼镇2024年巩固拓展脱贫攻坚成果和乡村振兴项目库项目基本情况表
填报单位：王楼镇人民政府|||||||||||||单位：万元、个、户、人
序号|项目类型|二级项目\\n类型|项目子类型|乡镇|村|项目名称|建设性质（新建、续建、改扩建）|实施地点|时间进度||责任\\n单位\\
|建设内容与规模|资金规模和筹资方式|||受益对象||||||绩效目标|联农带农机制|备注
|||||||||计划开工时间|计划完工时间|||项目预算总投资|其中||受益村数|受益户数|受益人口数|其中
||||||||||||||财政衔接资金|其他资金||||受益脱贫村数|受益脱贫户及监测对象户数\\
|受益脱贫人口及监测对象人口数
1|产业发展|生产项目|种植业基地|王楼镇|黄寺村|王楼镇黄寺村2024年温室大棚项目|新建|黄寺村西|2024.03|'2024.10\\
|王楼镇人民政府|新建温室大棚5座，每座占地2亩|125.5|100|25.5|1|86|312|0|12|31|年增收8万元|土地流转、务工|
2|乡村建设行动|农村基础设施|道路硬化|王楼镇|王楼村|王楼镇王楼村2024年巷道硬化项目|改扩建|王楼村内|2024年4月\\
|2024年9月|王楼镇人民政府|硬化巷道3200米|98.123456|98.12|0.003456|1|210|806|1|9|22|改善出行|参与务工|跨年
合计|||||||||||||223.623456|198.12|25.503456
"""
LIBRARY_JOINED = [
    "A2:Y2", "J4:K4", "N4:P4", "Q4:V4", "O5:P5", "T5:V5", "J5:J6", "K5:K6", "N5:N6", "Q5:Q6",
    "R5:R6", "S5:S6", *(f"{column}4:{column}6" for column in "ABCDEFGHILMWXY"),
]  # fmt: skip


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with town_book(tmp_path) as made:
        yield made


def money(project: Record, *keys: str) -> list[str]:
    return [f"{project[key]}" for key in keys]


def test_the_project_library_of_a_county_layout(book: Book, tmp_path: Path) -> None:
    file = table(tmp_path / "项目库.xlsx", lines(LIBRARY), merged=LIBRARY_JOINED, sheet="附件2")
    done = taken(book, "project", file)
    assert counts(done) == (0, 2, 0, 0, 0)
    sheds = records(book, "project")["王楼镇黄寺村2024年温室大棚项目"]
    road = records(book, "project")["王楼镇王楼村2024年巷道硬化项目"]
    assert (sheds["unit"], road["unit"]) == (HUANGSI, WANGLOU)
    assert (sheds["project_type"], road["project_type"]) == (
        "industry_development", "rural_construction",
    )  # fmt: skip
    assert (sheds["second_type"], sheds["third_type"]) == ("生产项目", "种植业基地")
    assert (sheds["nature"], road["nature"]) == ("new_build", "extension")
    assert sheds["planned_start_on"] == date(2024, 3, 1)
    assert sheds["planned_finish_on"] == date(2024, 10, 1)
    assert road["planned_finish_on"] == date(2024, 9, 1)
    assert money(sheds, "estimate", "plan_upper", "plan_other") == [
        "1255000.00", "1000000.00", "255000.00",
    ]  # fmt: skip
    assert money(road, "estimate", "plan_upper", "plan_other") == [
        "981234.56", "981200.00", "34.56",
    ]  # fmt: skip
    told = [sheds[key] for key in ("benefit_villages", "benefit_households", "benefit_people")]
    assert told == [1, 86, 312]
    relief = [road[f"benefit_relief_{key}"] for key in ("villages", "households", "people")]
    assert relief == [1, 9, 22]
    assert road["remark"] == "跨年"
    assert codes(done) == {"month_only"}


def test_a_villages_list_of_works_makes_contract_progress_and_acceptance(
    book: Book, tmp_path: Path
) -> None:
    rows = """
黄寺村工程项目台账
序号|项目名称|开工时间|竣工时间|施工单位|总预算（元）|已支付|工程进度%|验收状态|备注
1|村内主干道硬化|d:2023-03-01|d:2023-06-10|延津县恒达建筑有限公司|386,500.00|300000|100|已验收|
2|排水沟清淤|d:2023-09-15||王楼镇顺通工程队|58200.5|0|60%|未验收|雨季后复工
"""
    done = taken(book, "project", table(tmp_path / "a.xlsx", lines(rows), merged=["A1:J1"]))
    assert counts(done) == (0, 2, 0, 0, 0)
    road = records(book, "project")["村内主干道硬化"]
    drain = records(book, "project")["排水沟清淤"]
    assert road["unit"] == drain["unit"] == HUANGSI
    assert money(road, "estimate") == ["386500.00"]
    assert money(drain, "estimate") == ["58200.50"]
    assert road["started_on"] == date(2023, 3, 1)
    assert road["finished_on"] == date(2023, 6, 10)
    assert road.lines["contracts"][0]["contractor"] == "延津县恒达建筑有限公司"
    assert [line["percent"] for line in drain.lines["progress"]] == [Decimal("60.0")]
    assert road.lines["acceptances"][0]["result"] == "passed"
    assert drain.lines["acceptances"][0]["result"] == "pending"
    assert "column_left_out" in codes(done)  # 已支付 belongs to payments


def test_the_four_sources_of_a_project_are_its_financing_plan(book: Book, tmp_path: Path) -> None:
    rows = """
王楼镇村级公益事业“四个一点”筹资计划表（单位：万元）
序号|村名|项目名称|总投资|争取上级支持一点|地方财政补助一点|村集体自筹一点|社会各界捐助一点
1|黄寺村|文化广场|30|15|8|5.5|1.5
2|东屯村|路灯安装|12.6|6.3|3|3.3|
|合计||42.6|21.3|11|8.8|1.5
"""
    done = taken(book, "project", table(tmp_path / "a.xlsx", lines(rows)))
    square, lamps = records(book, "project")["文化广场"], records(book, "project")["路灯安装"]
    keys = ("estimate", "plan_upper", "plan_fiscal", "plan_self", "plan_donation")
    assert money(square, *keys) == [
        "300000.00", "150000.00", "80000.00", "55000.00", "15000.00",
    ]  # fmt: skip
    assert money(lamps, *keys) == ["126000.00", "63000.00", "30000.00", "33000.00", "None"]
    assert lamps["unit"] == DONGTUN
    assert counts(done) == (0, 2, 0, 0, 0)


def test_rows_below_a_project_name_its_further_outputs(book: Book, tmp_path: Path) -> None:
    rows = """
序号|项目编号|项目名称|分项名称|规格|计划工程量|完成工程量|中标单位|合同价（万元）
1|W01|黄寺村基础设施提升|道路硬化|18厘米厚|3200|3200|恒达公司|96.5
||||15厘米厚|800|650||
|||污水管网|DN300|1500|1500||
2|W02|王楼村机井|机井|80米深|6|6|顺通队|18
"""
    file = table(tmp_path / "a.xlsx", lines(rows), merged=["D2:D3"])
    done = importing.run(book, "project", file)
    assert counts(done) == (0, 2, 0, 0, 0), blocking(done)
    first = records(book, "project")["黄寺村基础设施提升"]
    outputs = [
        (one["item"], one["spec"], f"{one['planned_qty']}", f"{one['done_qty']}")
        for one in first.lines["outputs"]
    ]
    assert outputs == [
        ("road_hardening", "18厘米厚", "3200.00", "3200.00"),
        ("road_hardening", "15厘米厚", "800.00", "650.00"),
        ("sewer", "DN300", "1500.00", "1500.00"),
    ]
    assert [f"{one['amount']}" for one in first.lines["contracts"]] == ["965000.00"]
    again = importing.run(book, "project", file)
    assert counts(again) == (2, 0, 0, 2, 0)


def test_groups_numbered_in_chinese_carry_sums_that_are_no_projects(
    book: Book, tmp_path: Path
) -> None:
    rows = """
2023年王楼镇谋划项目清单
金额单位：万元
序号|项目名称|所属村|建设内容|总投资|项目状态
一|产业发展类（2个）|||150|
1|大棚|黄寺村|建大棚|100|谋划
2|冷库|王楼村|建冷库|50|入库
二|基础设施类（1个）|||20|
3|巷道|东屯村|硬化|20|在建
总计|3个|||170|
"""
    done = importing.run(book, "project", table(tmp_path / "a.xlsx", lines(rows)))
    assert counts(done) == (0, 0, 0, 0, 1)
    assert "实际开工" in blocking(done)[0]
    assert "第 8 行" in blocking(done)[0]
    skipped = importing.run(book, "project", tmp_path / "a.xlsx", skip_bad=True)
    assert counts(skipped) == (0, 2, 0, 0, 1)
    stages = {name: one["stage"] for name, one in records(book, "project").items()}
    assert stages == {"大棚": "proposed", "冷库": "reserve"}
    assert sum(one["estimate"] for one in records(book, "project").values()) == 1_500_000  # type: ignore[misc]


def test_a_column_of_running_numbers_is_no_column_of_codes(book: Book, tmp_path: Path) -> None:
    first = "编号|项目名称|总投资（元）\n1|甲项目|100\n2|乙项目|200"
    second = "编号|项目名称|总投资（元）\n1|丙项目|300\n2|丁项目|400"
    for name, rows in (("a", first), ("b", second)):
        done = taken(book, "project", table(tmp_path / f"{name}.xlsx", lines(rows)))
        assert done.added == 2
    assert len(records(book, "project")) == 4


def test_the_right_sheet_is_found_among_covers_hidden_and_other_tables(
    book: Book, tmp_path: Path
) -> None:
    from openpyxl import Workbook

    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    sheet_in(workbook, "封面", [[], [None, None, "王楼镇项目资料"], [None, None, "2023年11月"]])
    sheet_in(workbook, "填表说明", lines("填表说明\n1.项目名称填全称\n2.总投资以万元为单位"))
    old = sheet_in(
        workbook,
        "旧表",
        lines(
            "序号|项目名称|总投资（万元）|建设地点|建设内容|责任单位\n1|旧项目|9|村东|修路|村委会"
        ),
    )
    old.sheet_state = "hidden"
    sheet_in(workbook, "干部", lines("序号|姓名|性别|职务\n1|张三|男|村支书"))
    sheet_in(workbook, "2023项目", lines("项目台账\n序号|项目名称|总投资（万元）\n1|新项目|5"))
    sheet_in(workbook, "2022项目", lines("项目台账\n序号|项目名称|总投资（万元）\n1|前年项目|7"))
    workbook.create_chartsheet("图表")
    workbook.save(tmp_path / "资料.xlsx")
    done = importing.run(book, "project", tmp_path / "资料.xlsx")
    assert done.sheet == "2023项目"
    assert list(records(book, "project")) == ["新项目"]
    assert "other_sheets" in codes(done)
    assert any("“2022项目”" in problem.message for problem in done.problems)
    named = importing.run(book, "project", tmp_path / "资料.xlsx", sheet="旧表")
    assert named.added == 1


def test_a_second_table_below_the_first_is_told_and_left(book: Book, tmp_path: Path) -> None:
    rows = """
一、项目情况
序号|项目名称|总投资（元）|建设地点
1|甲项目|100|村东

二、人员情况
序号|项目名称|责任人|备注
1|甲项目|张三|
"""
    file = table(tmp_path / "a.xlsx", lines(rows))
    done = importing.run(book, "project", file)
    assert done.added == 1
    assert records(book, "project")["甲项目"]["responsible_person"] is None
    assert [one.row for one in done.problems if one.code == "second_table"] == [6]
    people = "序号|项目名称|责任人\n1|甲项目|张三\n"
    below = table(tmp_path / "b.xlsx", lines(people + rows.partition("二")[0].lstrip()))
    assert counts(importing.run(book, "project", below)) == (1, 0, 0, 1, 0)
    told = importing.run(book, "project", below).problems
    assert [one.row for one in told if one.code == "second_table"] == [1]


def test_hidden_rows_are_taken_in_and_told(book: Book, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    file = table(tmp_path / "a.xlsx", lines("项目名称|总投资（元）\n甲|1\n乙|2\n丙|3"))
    workbook = load_workbook(file)
    workbook.worksheets[0].row_dimensions[3].hidden = True
    workbook.save(file)
    done = taken(book, "project", file)
    assert done.added == 3
    [told] = [problem for problem in done.problems if problem.code == "hidden_rows"]
    assert "3" in told.message


def test_an_amount_joined_over_two_projects_is_refused(book: Book, tmp_path: Path) -> None:
    rows = "项目名称|所属村|总投资（万元）\n甲|黄寺村|30\n乙|黄寺村|\n丙|黄寺村|5"
    file = table(tmp_path / "a.xlsx", lines(rows), merged=["C2:C3"])
    done = importing.run(book, "project", file, skip_bad=True)
    assert counts(done) == (0, 2, 0, 0, 1)
    assert "第 3 行" in blocking(done)[0]
    assert "取消合并" in blocking(done)[0]


def test_percentages_are_read_as_they_are_shown(book: Book, tmp_path: Path) -> None:
    rows = "项目名称|形象进度\n甲|0.8\n乙|1\n丙|0.05"
    formats = {"B2": "0%", "B3": "0%", "B4": "0.0%"}
    taken(book, "project", table(tmp_path / "a.xlsx", lines(rows), formats=formats))
    mixed = "项目名称|形象进度\n丁|0.8\n戊|85\n己|100%"
    taken(book, "project", table(tmp_path / "b.xlsx", lines(mixed), formats={"B2": "0%"}))
    found = {
        name: f"{one.lines['progress'][0]['percent']}"
        for name, one in records(book, "project").items()
    }
    assert found == {
        "甲": "80", "乙": "100", "丙": "5", "丁": "80", "戊": "85", "己": "100",
    }  # fmt: skip


def test_a_formula_that_nobody_computed_is_refused_instead_of_read_as_nothing(
    book: Book, tmp_path: Path
) -> None:
    rows = "项目名称|上级资金（万元）|自筹（万元）|总投资（万元）\n甲|8|2|=B2+C2\n合计|8|2|=SUM(D2)"
    done = importing.run(book, "project", table(tmp_path / "a.xlsx", lines(rows)))
    assert counts(done) == (0, 0, 0, 0, 1)
    assert all(word in blocking(done)[0] for word in ("第 2 行", "总投资", "公式"))


def test_what_a_division_left_behind_is_rounded_to_the_fen_and_told(
    book: Book, tmp_path: Path
) -> None:
    rows = [["项目名称", "总投资（万元）"], ["甲", 100 / 3], ["乙", 0.1 + 0.2]]
    done = taken(book, "project", table(tmp_path / "a.xlsx", rows))
    amounts = {name: f"{one['estimate']}" for name, one in records(book, "project").items()}
    assert amounts == {"甲": "333333.33", "乙": "3000.00"}
    assert codes(done) == {"rounded"}


def test_a_library_of_a_village_that_knows_nothing_but_itself(tmp_path: Path) -> None:
    rows = """
序号|乡镇|行政村|工程名称|投资金额\\n（万元）|建设地点|联系人
1|王楼镇|黄寺村|村部\\n维修|3.2|村部|张三
2|王楼镇|黄寺村|健身广场|1.8|村东|李四
"""
    with village_book(tmp_path) as book:
        done = taken(book, "project", table(tmp_path / "a.xlsx", lines(rows)))
        assert counts(done) == (0, 2, 0, 0, 0)
        assert list(records(book, "project")) == ["村部维修", "健身广场"]
        assert {one["unit"] for one in records(book, "project").values()} == {HUANGSI}


def test_projects_known_by_code_are_changed_and_a_new_name_is_doubted(
    book: Book, tmp_path: Path
) -> None:
    add(
        book,
        "project",
        stage="proposed",
        code="W01",
        name="道路硬化",
        estimate=Decimal("100.00"),
        place="村东",
    )
    rows = "项目编号|项目名称|估算总投资（元）\nW01|道路硬化工程|250\nW02|机井|80"
    done = importing.run(book, "project", table(tmp_path / "a.xlsx", lines(rows)))
    assert counts(done) == (1, 1, 1, 0, 0)
    assert "renamed" in codes(done)
    road = records(book, "project")["道路硬化工程"]
    assert (road["unit"], road["place"], f"{road['estimate']}") == (HUANGSI, "村东", "250.00")
    assert records(book, "project")["机井"]["unit"] == TOWN
