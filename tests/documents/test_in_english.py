"""A window in English hands in the same Chinese workbooks as any other."""

from pathlib import Path

from openpyxl import load_workbook

from ruraldesk.documents.excel_out import Sheet, write_workbook
from ruraldesk.texts.translate import use_language
from tests.documents.samples import HEAD, well_form, wells


def cells(folder: Path, name: str) -> list[list[object]]:
    form = well_form(folder)
    assert form.excel is not None
    write_workbook([Sheet(form=form, layout=form.excel, records=wells(2))], folder / name, HEAD)
    return [
        [cell.value for cell in row]
        for sheet in load_workbook(folder / name)
        for row in sheet.iter_rows()
    ]


def test_a_workbook_is_the_same_in_every_language(tmp_path: Path) -> None:
    chinese = cells(tmp_path, "中文.xlsx")
    use_language("en")
    try:
        english = cells(tmp_path, "english.xlsx")
    finally:
        use_language("zh_CN")
    assert english == chinese
    assert "合计" in [cell for row in chinese for cell in row]
