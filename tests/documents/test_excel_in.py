"""Offices' tables: what is found in them, and what becomes of each cell."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ruraldesk.definitions.model import FormDef
from ruraldesk.documents.excel_raw import CannotRead, read_sheets
from ruraldesk.documents.excel_rows import Ignored, RowRead, read_rows
from ruraldesk.documents.understanding import NotUnderstood, Understanding, understand
from ruraldesk.errors import Level
from tests.definitions.builders import loaded
from tests.documents.office import Cells, office_book
from tests.documents.samples import STAGES, WELL

ALIASES = WELL.replace('label = "造价"', 'label = "造价"\nheadings = ["投资额", "总投资"]').replace(
    'label = "完工日期"', 'label = "完工日期"\nheadings = ["竣工时间"]'
)
PLAIN = ["序号", "编号", "名称", "阶段", "完工日期", "井深", "造价（元）"]


@pytest.fixture
def form(tmp_path: Path) -> FormDef:
    return loaded(tmp_path, ledgers={"well": ALIASES}, choices=STAGES).form("well")


def found_in(form: FormDef, file: Path, **how: object) -> Understanding:
    return understand(read_sheets(file), form, {form.key: form}, **how)  # type: ignore[arg-type]


def rows_of(form: FormDef, folder: Path, rows: Iterable[Cells], **book: object) -> list[RowRead]:
    file = office_book(folder / "表.xlsx", rows, **book)  # type: ignore[arg-type]
    return list(read_rows(found_in(form, file)))


def test_the_table_is_found_by_its_heading_on_whatever_sheet(form: FormDef, tmp_path: Path) -> None:
    file = office_book(
        tmp_path / "a.xlsx",
        [["王楼镇2023年机井台账"], [], PLAIN, [1, "J1", "东井", "在建", None, 80, 100]],
        sheet="汇总2",
        others=["说明", "封面"],
    )
    found = found_in(form, file)
    assert found.sheet.name == "汇总2"
    assert found.title == "王楼镇2023年机井台账"
    assert list(found.heading) == [2]
    assert {column.heading: column.field for column in found.columns} == {
        "序号": "",
        "编号": "code",
        "名称": "name",
        "阶段": "stage",
        "完工日期": "dug_on",
        "井深": "depth",
        "造价（元）": "cost",
    }


def test_two_heading_rows_with_joined_cells_are_one_heading(form: FormDef, tmp_path: Path) -> None:
    file = office_book(
        tmp_path / "a.xlsx",
        [
            ["编 号", "名  称", "建设情况", None, "资金（万元）", "备注"],
            [None, None, "竣工时间", "井深\n(米)", "总投资", None],
            ["J1", "东井", date(2023, 1, 2), 80.5, 13.5, None],
        ],
        merged=["A1:A2", "B1:B2", "C1:D1", "F1:F2"],
    )
    (row,) = read_rows(found_in(form, file))
    assert row.values == {
        "code": "J1",
        "name": "东井",
        "dug_on": date(2023, 1, 2),
        "depth": Decimal("80.5"),
        "cost": Decimal("135000.00"),
    }
    assert row.row == 3


@pytest.mark.parametrize("words", ["截止日期", "截止时间"])
def test_a_column_of_closing_dates_does_not_make_its_heading_a_remark(
    form: FormDef, tmp_path: Path, words: str
) -> None:
    (row,) = rows_of(
        form,
        tmp_path,
        [["截至2023年11月底", None], ["编号", "名称", words], ["J1", "东井", date(2023, 1, 2)]],
    )
    assert row.values == {"code": "J1", "name": "东井"}


def test_sums_remarks_column_numbers_and_empty_rows_are_passed_over(
    form: FormDef, tmp_path: Path
) -> None:
    file = office_book(
        tmp_path / "a.xlsx",
        [
            PLAIN,
            [1, 2, 3, 4, 5, 6, 7],
            ["一、黄寺村"],
            [1, "J1", "东井", None, None, 80, 100],
            [None] * 7,
            PLAIN,
            [2, "J2", "西井", None, None, 80, 100],
            [3],
            ["小  计", None, None, None, None, None, 200],
            [None, "合计：", None, None, None, None, 200],
            ["注：本表一式两份"],
            ["填表人：张三", None, None, "审核人：李四"],
        ],
    )
    ignored = Ignored()
    rows = list(read_rows(found_in(form, file), ignored))
    assert [row.values["code"] for row in rows] == ["J1", "J2"]
    assert sorted(number for numbers in ignored.rows.values() for number in numbers) == [
        2, 3, 6, 8, 9, 10, 11, 12,
    ]  # fmt: skip


def test_the_unit_said_above_the_table_holds_for_its_amounts(form: FormDef, tmp_path: Path) -> None:
    rows = [["机井台账"], ["填报单位：王楼镇", None, "单位：万元"], ["编号", "名称", "造价"]]
    (row,) = rows_of(form, tmp_path, [*rows, ["J1", "东井", 0.123456]])
    assert row.values["cost"] == Decimal("1234.56")


def test_an_amount_whose_unit_nobody_says_is_doubted(form: FormDef, tmp_path: Path) -> None:
    file = office_book(tmp_path / "a.xlsx", [["编号", "名称", "造价"], ["J1", "东井", 5]])
    found = found_in(form, file)
    assert [problem.code for problem in found.problems] == ["unit_unknown"]
    (row,) = read_rows(found)
    assert row.values["cost"] == Decimal("5.00")


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (13.5, "13.50"),
        (0.1 + 0.2, "0.30"),
        ("１，２３４．５", "1234.50"),
        ("￥1,234.50", "1234.50"),
        ("1.5万元", "15000.00"),
        (" 12 ", "12.00"),
    ],
)
def test_amounts_are_cleaned_exactly(
    form: FormDef, tmp_path: Path, cell: object, expected: str
) -> None:
    (row,) = rows_of(form, tmp_path, [["编号", "名称", "造价（元）"], ["J1", "东井", cell]])
    assert row.problems == ()
    assert row.values["cost"] == Decimal(expected)


@pytest.mark.parametrize(
    "cell",
    [
        date(2017, 1, 23),
        42758,
        42758.0,
        "42758",
        "2017年1月23日",
        "2017.1.23",
        "２０１７－０１－２３",
        20170123,
    ],
)
def test_dates_are_read_however_they_are_written(
    form: FormDef, tmp_path: Path, cell: object
) -> None:
    (row,) = rows_of(form, tmp_path, [["编号", "名称", "完工日期"], ["J1", "东井", cell]])
    assert row.values["dug_on"] == date(2017, 1, 23)


@pytest.mark.parametrize("cell", ["2016年7月", "2016.07", 2016.07, "2016/7", "２０１６－０７"])
def test_a_month_in_place_of_a_day_is_its_first_day_and_said(
    form: FormDef, tmp_path: Path, cell: object
) -> None:
    (row,) = rows_of(form, tmp_path, [["编号", "名称", "完工日期"], ["J1", "东井", cell]])
    assert row.values["dug_on"] == date(2016, 7, 1)
    assert [problem.level for problem in row.problems] == [Level.INFORM]


def test_2016_1_is_refused_since_it_may_be_october(form: FormDef, tmp_path: Path) -> None:
    (row,) = rows_of(form, tmp_path, [["编号", "名称", "完工日期"], ["J1", "东井", 2016.1]])
    assert "dug_on" not in row.values
    assert [problem.level for problem in row.problems] == [Level.BLOCK]


@pytest.mark.parametrize("cell", [4.10726197003081e17, "4.10726E+17", 410726197003081234])
def test_an_id_number_that_excel_ruined_is_told_as_lost(
    form: FormDef, tmp_path: Path, cell: object
) -> None:
    (row,) = rows_of(form, tmp_path, [["编号", "名称", "身份证号"], ["J1", "东井", cell]])
    assert "owner_id" not in row.values
    assert "末尾几位已经丢失" in row.problems[0].message
    assert row.problems[0].row == 2


def test_an_id_number_kept_as_text_survives(form: FormDef, tmp_path: Path) -> None:
    (row,) = rows_of(
        form, tmp_path, [["编号", "名称", "身份证号"], ["J1", "东井", "'11010519491231002x "]]
    )
    assert row.values["owner_id"] == "11010519491231002X"


def test_percentages_are_read_by_their_format_or_their_values(
    form: FormDef, tmp_path: Path
) -> None:
    heading = ["编号", "名称", "进度"]
    (formatted,) = rows_of(form, tmp_path, [heading, ["J1", "东井", 1]], formats=[("C2", "0%")])
    fractions = rows_of(form, tmp_path, [heading, ["J1", "a井", 0.825], ["J2", "b井", 1]])
    plain = rows_of(form, tmp_path, [heading, ["J1", "a井", 82.5], ["J2", "b井", "100%"]])
    assert formatted.values["progress"] == Decimal("100.0")
    assert [row.values["progress"] for row in fractions] == [Decimal("82.5"), Decimal("100.0")]
    assert [row.values["progress"] for row in plain] == [Decimal("82.5"), Decimal("100.0")]


def test_a_bad_cell_names_row_column_and_what_stood_there(form: FormDef, tmp_path: Path) -> None:
    (row,) = rows_of(
        form, tmp_path, [["编号", "名称", "阶段", "井深"], ["J1", "东井", "停摆", "很深"]]
    )
    assert [problem.field for problem in row.problems] == ["stage", "depth"]
    assert all("第 2 行" in problem.message for problem in row.problems)
    assert "停摆" in row.problems[0].message
    assert "很深" in row.problems[1].message


def test_names_spread_with_spaces_are_joined_and_ditto_repeats(
    form: FormDef, tmp_path: Path
) -> None:
    rows = rows_of(
        form,
        tmp_path,
        [["编号", "名称", "阶段"], ["J1", "东　井", "在建"], ["J2", "西 井", "同上"]],
    )
    assert [row.values["name"] for row in rows] == ["东井", "西井"]
    assert rows[1].values["stage"] == "building"


def test_a_cell_joined_over_rows_holds_for_each_of_them(form: FormDef, tmp_path: Path) -> None:
    rows = rows_of(
        form,
        tmp_path,
        [["名称", "编号", "阶段"], ["东井", "J1", "在建"], [None, "J2", "在建"]],
        merged=["A2:A3"],
    )
    assert [row.values["name"] for row in rows] == ["东井", "东井"]


def test_dashes_stand_for_nothing(form: FormDef, tmp_path: Path) -> None:
    (row,) = rows_of(
        form, tmp_path, [["编号", "名称", "井深", "完工日期"], ["J1", "东井", "—", "/"]]
    )
    assert row.values == {"code": "J1", "name": "东井"}
    assert row.problems == ()


def test_a_mapping_by_hand_overrules(form: FormDef, tmp_path: Path) -> None:
    file = office_book(
        tmp_path / "a.xlsx", [["编号", "名称", "花了多少（万元）"], ["J1", "东井", 2]]
    )
    found = found_in(form, file, mapping={"花了多少（万元）": "cost"})
    assert [row.values.get("cost") for row in read_rows(found)] == [Decimal("20000.00")]


def test_a_mapping_to_an_unknown_field_names_the_nearest(form: FormDef, tmp_path: Path) -> None:
    file = office_book(tmp_path / "a.xlsx", [["编号", "名称", "钱"], ["J1", "东井", 2]])
    with pytest.raises(NotUnderstood, match="cost"):
        found_in(form, file, mapping={"钱": "costs"})


def test_a_sheet_that_is_not_there_is_told_with_those_that_are(
    form: FormDef, tmp_path: Path
) -> None:
    file = office_book(tmp_path / "a.xlsx", [PLAIN], sheet="机井")
    with pytest.raises(NotUnderstood, match="机井"):
        found_in(form, file, sheet="水井")


def test_an_unrelated_table_is_refused(form: FormDef, tmp_path: Path) -> None:
    file = office_book(tmp_path / "a.xlsx", [["姓名", "工资"], ["张三", 3000]])
    with pytest.raises(NotUnderstood, match="机井台账"):
        found_in(form, file)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04broken", b"just text", b"\x00" * 300])
def test_a_file_that_is_no_workbook_is_refused_in_a_sentence(
    tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "坏.xlsx"
    file.write_bytes(content)
    with pytest.raises(CannotRead, match="坏"):
        read_sheets(file)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "没有.xlsx", tmp_path):
        with pytest.raises(CannotRead):
            read_sheets(path)
