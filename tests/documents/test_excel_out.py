"""The workbook, read back cell by cell."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from ruraldesk.definitions.model import FormDef, Record
from ruraldesk.documents.excel_out import Sheet, legal_sheet_name, write_workbook
from ruraldesk.errors import Stopped
from tests.documents.samples import HEAD, well, well_form, wells

HEADINGS = ["序号", "编号", "名称", "阶段", "身份证号", "完工日期", "井深（米）", "造价"]


@pytest.fixture
def form(tmp_path: Path) -> FormDef:
    return well_form(tmp_path)


def written(form: FormDef, records: Iterable[Record], folder: Path) -> Workbook:
    assert form.excel is not None
    sheet = Sheet(form=form, layout=form.excel, records=records)
    write_workbook([sheet], folder / "台账.xlsx", HEAD)
    return load_workbook(folder / "台账.xlsx")


def texts(sheet: Worksheet, row: int, count: int = 8) -> list[object]:
    return [sheet.cell(row, column).value for column in range(1, count + 1)]


def test_title_unit_month_and_headings_stand_above_the_rows(form: FormDef, tmp_path: Path) -> None:
    sheet = written(form, wells(2), tmp_path)["机井台账"]
    assert sheet["A1"].value == "机井台账"
    assert sheet["A2"].value == "填报单位：王楼镇人民政府（盖章）"
    assert "2023年11月" in [cell.value for cell in sheet[2]]
    assert "单位：万元" in [cell.value for cell in sheet[2]]
    assert texts(sheet, 3) == HEADINGS


def test_values_keep_their_kind(form: FormDef, tmp_path: Path) -> None:
    sheet = written(form, wells(1), tmp_path)["机井台账"]
    assert texts(sheet, 4, 11) == [
        1,
        "J001",
        "黄寺村东机井",
        "验收",
        "410726197003081234",
        datetime(2023, 5, 6),
        85.5,
        1,
        1,
        "是",
        None,
    ]
    assert sheet["E4"].number_format == "@"
    assert sheet["E4"].data_type == "s"
    assert sheet["F4"].number_format == "yyyy-mm-dd"
    assert sheet["H4"].number_format == "#,##0.00"
    assert sheet["I4"].number_format == "0.0%"


@pytest.mark.parametrize("text", ["=1+1", "+86", "-5度", "@张三", '=HYPERLINK("x")'])
def test_text_that_looks_like_a_formula_stays_text(
    form: FormDef, tmp_path: Path, text: str
) -> None:
    cell = written(form, [well(name=text)], tmp_path)["机井台账"]["C4"]
    assert (cell.data_type, cell.value) == ("s", text)
    assert cell.quotePrefix


def test_totals_are_formulas_under_their_columns(form: FormDef, tmp_path: Path) -> None:
    sheet = written(form, wells(5), tmp_path)["机井台账"]
    assert sheet["A9"].value == "合计"
    assert sheet["H9"].value == "=SUM(H4:H8)"


def test_choices_and_yes_no_have_drop_downs(form: FormDef, tmp_path: Path) -> None:
    sheet = written(form, wells(1), tmp_path)["机井台账"]
    rules = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert rules["D4:D204"] == '"在建,验收"'
    assert rules["J4:J204"] == '"是,否"'


def test_a_long_list_stands_on_a_hidden_sheet(form: FormDef, tmp_path: Path) -> None:
    stage = form.field("stage")
    assert stage.choices is not None
    many = tuple(
        replace(stage.choices.items[0], code=f"s{number}", label=f"第{number}种很长的阶段名称")
        for number in range(60)
    )
    longer = replace(stage, choices=replace(stage.choices, items=many))
    fields = tuple(longer if one.key == "stage" else one for one in form.fields)
    book = written(replace(form, fields=fields), [well(stage="s3")], tmp_path)
    rules = book["机井台账"].data_validations.dataValidation
    assert "选项!$A$1:$A$60" in [rule.formula1 for rule in rules]
    assert book["选项"].sheet_state == "hidden"
    assert book["选项"]["A60"].value == "第59种很长的阶段名称"


def test_the_sheet_prints_as_an_office_wants_it(form: FormDef, tmp_path: Path) -> None:
    sheet = written(form, wells(3), tmp_path)["机井台账"]
    assert sheet.page_setup.paperSize == 9
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows == "$1:$3"
    assert sheet.oddFooter.right.text == "第 &P 页 共 &N 页"
    assert sheet.freeze_panes == "C4"
    assert sheet.auto_filter.ref == "A3:K6"


def test_grouped_headings_take_two_rows(form: FormDef, tmp_path: Path) -> None:
    assert form.excel is not None
    columns = tuple(
        replace(column, group="资金" if column.field in ("cost", "progress") else "")
        for column in form.excel.columns
    )
    grouped = replace(form, excel=replace(form.excel, columns=columns))
    sheet = written(grouped, wells(1), tmp_path)["机井台账"]
    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert {"H3:I3", "A3:A4", "B3:B4"} <= merged
    assert (sheet["H3"].value, sheet["H4"].value) == ("资金", "造价")
    assert sheet["A5"].value == 1


def test_lines_stand_on_their_own_sheet_beside_what_they_belong_to(
    form: FormDef, tmp_path: Path
) -> None:
    sheet = written(form, wells(2), tmp_path)["机井台账·检修"]
    assert texts(sheet, 3, 4) == ["序号", "所属记录", "情况", "费用"]
    assert texts(sheet, 4, 4) == [1, "J001 黄寺村东机井", "换泵", 0.03505]


def test_a_ledger_without_rows_keeps_its_headings(form: FormDef, tmp_path: Path) -> None:
    sheet = written(form, [], tmp_path)["机井台账"]
    assert texts(sheet, 3) == HEADINGS


def test_a_stopped_export_leaves_yesterdays_workbook(form: FormDef, tmp_path: Path) -> None:
    target = tmp_path / "a.xlsx"
    target.write_bytes(b"yesterday's")
    assert form.excel is not None
    sheet = Sheet(form=form, layout=form.excel, records=wells(3))
    with pytest.raises(Stopped):
        write_workbook([sheet], target, HEAD, cancelled=lambda: True)
    assert target.read_bytes() == b"yesterday's"
    assert [path.name for path in tmp_path.glob("*.xlsx")] == ["a.xlsx"]


def test_sheet_names_are_legal_in_excel() -> None:
    assert legal_sheet_name("项目[一]:甲/乙*?") == "项目_一__甲_乙__"
    assert len(legal_sheet_name("很" * 60)) == 31


def test_nothing_in_the_file_points_outside(form: FormDef, tmp_path: Path) -> None:
    written(form, wells(2), tmp_path)
    with ZipFile(tmp_path / "台账.xlsx") as parts:
        assert not [name for name in parts.namelist() if "externalLink" in name]


def test_a_whole_percentage_that_was_computed_is_written_too(form: FormDef, tmp_path: Path) -> None:
    sheet = written(form, [well(progress=80, cost=10000)], tmp_path)["机井台账"]
    assert (sheet["I4"].value, sheet["H4"].value) == (0.8, 1)


def test_a_sheet_too_wide_for_its_paper_takes_a_larger_one(form: FormDef, tmp_path: Path) -> None:
    assert form.excel is not None
    columns = tuple(replace(column, width=27) for column in form.excel.columns)
    wide = replace(form, excel=replace(form.excel, columns=columns))
    sheet = written(wide, wells(1), tmp_path)["机井台账"]
    assert (sheet.page_setup.paperSize, sheet.page_setup.fitToWidth) == (8, 1)
    assert not sheet.col_breaks.brk


def test_a_wide_sheet_is_printed_over_several_pages_with_its_title_on_each(
    form: FormDef, tmp_path: Path
) -> None:
    assert form.excel is not None
    columns = tuple(replace(column, width=60) for column in form.excel.columns)
    wide = replace(form, excel=replace(form.excel, columns=columns))
    sheet = written(wide, wells(1), tmp_path)["机井台账"]
    assert not sheet.sheet_properties.pageSetUpPr.fitToPage
    assert [one.id for one in sheet.col_breaks.brk] == [5, 8]
    assert sheet.print_title_cols == "$A:$B"
    assert {"C1:E1", "F1:H1", "I1:K1"} <= {str(area) for area in sheet.merged_cells.ranges}
    assert [sheet[place].value for place in ("A1", "C1", "F1", "I1")] == [None, *["机井台账"] * 3]


def test_a_group_of_columns_is_not_torn_apart_where_pages_meet(
    form: FormDef, tmp_path: Path
) -> None:
    assert form.excel is not None
    columns = tuple(
        replace(column, width=60, group="造价与进度" if 3 <= place <= 5 else "")
        for place, column in enumerate(form.excel.columns)
    )
    wide = replace(form, excel=replace(form.excel, columns=columns))
    sheet = written(wide, wells(1), tmp_path)["机井台账"]
    assert [one.id for one in sheet.col_breaks.brk] == [4, 7, 10]
    assert "E3:G3" in {str(area) for area in sheet.merged_cells.ranges}


def test_a_long_choice_is_wrapped_within_its_cell_and_a_number_of_a_person_is_not(
    form: FormDef, tmp_path: Path
) -> None:
    sheet = written(form, wells(1), tmp_path)["机井台账"]
    assert sheet["D4"].value == "验收"
    assert sheet["D4"].alignment.wrap_text
    assert not sheet["E4"].alignment.wrap_text
