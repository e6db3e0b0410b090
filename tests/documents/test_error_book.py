"""Refused rows come back in the layout they came in, to be mended and imported again."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from ruraldesk.definitions.model import FormDef
from ruraldesk.documents.error_book import write_errors
from ruraldesk.documents.excel_raw import read_sheets
from ruraldesk.documents.excel_rows import read_rows
from ruraldesk.documents.understanding import Understanding, understand
from tests.documents.office import office_book
from tests.documents.samples import well_form


@pytest.fixture
def form(tmp_path: Path) -> FormDef:
    return well_form(tmp_path)


def office_table(form: FormDef, folder: Path) -> Understanding:
    file = office_book(
        folder / "a.xlsx",
        [
            ["机井台账", None, None, "单位：万元"],
            ["编号", "名称", "身份证号", "造价"],
            ["J1", "东井", "110105194912310021", 1],
            ["J2", "@西井", 410726197003081234, "很贵"],
            ["J3", "南井", None, 3],
        ],
        merged=["A1:C1"],
    )
    return understand(read_sheets(file), form, {form.key: form})


def test_only_refused_rows_come_back_with_their_reasons(form: FormDef, tmp_path: Path) -> None:
    found = office_table(form, tmp_path)
    count = write_errors(found, {4: ["造价看不懂", "身份证号已丢失"]}, tmp_path / "b.xlsx")
    sheet = load_workbook(tmp_path / "b.xlsx")["Sheet1"]
    assert count == 1
    assert [cell.value for cell in sheet[2]] == ["编号", "名称", "身份证号", "造价", "原因"]
    assert [cell.value for cell in sheet[3]][:2] == ["J2", "@西井"]
    assert sheet["B3"].data_type == "s"
    assert sheet["E3"].value == "造价看不懂\n身份证号已丢失"
    assert sheet.max_row == 3


def test_a_mended_error_book_is_understood_like_the_table(form: FormDef, tmp_path: Path) -> None:
    write_errors(office_table(form, tmp_path), {4: ["造价看不懂"]}, tmp_path / "b.xlsx")
    workbook = load_workbook(tmp_path / "b.xlsx")
    workbook["Sheet1"]["D3"] = 2.5
    workbook["Sheet1"]["C3"] = None
    workbook.save(tmp_path / "b.xlsx")
    found = understand(read_sheets(tmp_path / "b.xlsx"), form, {form.key: form})
    (row,) = read_rows(found)
    assert row.problems == ()
    assert f"{row.values['cost']}" == "25000.00"


def test_an_id_number_fits_its_column(form: FormDef, tmp_path: Path) -> None:
    found = office_table(form, tmp_path)
    write_errors(found, {3: ["身份证号有误"]}, tmp_path / "b.xlsx")
    widths = load_workbook(tmp_path / "b.xlsx")["Sheet1"].column_dimensions
    assert widths["C"].width == 18 + 2
    assert widths["B"].width == 16
