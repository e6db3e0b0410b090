"""What every import keeps: honest counts, all or nothing, refused rows in a file to be mended."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from ruraldesk.documents.excel_raw import CannotRead
from ruraldesk.documents.understanding import NotUnderstood
from ruraldesk.errors import Stopped
from ruraldesk.services import importing
from ruraldesk.services.books import open_book
from ruraldesk.services.exporting import export_month
from ruraldesk.services.importing import BadMapping
from ruraldesk.services.putting import UnknownForm
from ruraldesk.store.book import Book
from ruraldesk.store.failures import ReadOnlyBook
from tests.services.office import (
    DONGTUN,
    HUANGSI,
    WANGLOU,
    blocking,
    counts,
    lines,
    only,
    records,
    table,
    taken,
    town_book,
)

MIXED = """
村干部花名册
村|姓名|性别|出生日期|职务|电话
黄寺村|张一|男|1975-08-12|村支书|13837300001
黄寺村|张二|男|1975-02-30|村主任|13837300002
没有村|张三|女|1980-01-01|文书|13837300003
黄寺村|张四|女|1980-01-01|妇女主任|13800
王楼村|王一|男|1980-01-01|村主任|13837300005
"""


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with town_book(tmp_path) as made:
        yield made


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    folder = tmp_path / "报 表"
    folder.mkdir()
    return table(folder / "花 名册.xlsx", lines(MIXED), merged=["A1:F1"])


def state(book: Book) -> tuple[str, int]:
    return book.journal.head(), len(book.records.find("cadre"))


def sheet_of(file: Path) -> Worksheet:
    page = load_workbook(file).active
    assert isinstance(page, Worksheet)
    return page


def test_one_bad_row_keeps_all_out_and_each_is_told_with_row_matter_and_remedy(
    book: Book, mixed: Path
) -> None:
    before = state(book)
    done = importing.run(book, "cadre", mixed)
    assert counts(done) == (0, 0, 0, 0, 3)
    assert done.stopped
    assert state(book) == before
    rows = {problem.row: problem for problem in done.problems if problem.level == "block"}
    assert sorted(rows) == [4, 5, 6]  # type: ignore[type-var]
    assert "1975-02-30" in rows[4].message
    assert "没有村" in rows[5].message
    assert "13800" in rows[6].message
    assert all(f"第 {row} 行" in problem.message for row, problem in rows.items())
    assert {problem.form for problem in rows.values()} <= {"cadre", ""}


def test_with_skip_bad_the_good_rows_are_taken_and_the_bad_ones_written_down(
    book: Book, mixed: Path
) -> None:
    done = importing.run(book, "cadre", mixed, skip_bad=True)
    assert counts(done) == (0, 2, 0, 0, 3)
    assert sorted(records(book, "cadre")) == ["张一", "王一"]
    assert done.error_file is not None
    assert done.error_file.parent == mixed.parent
    page = sheet_of(done.error_file)
    written = [[cell.value for cell in row] for row in page.iter_rows()]
    assert written[0][0] == "村干部花名册"
    assert written[1] == ["村", "姓名", "性别", "出生日期", "职务", "电话", "原因"]
    assert [row[1] for row in written[2:]] == ["张二", "张三", "张四"]
    assert all(row[6] for row in written[2:])


def test_the_error_workbook_can_be_mended_and_imported(book: Book, mixed: Path) -> None:
    first = importing.run(book, "cadre", mixed, skip_bad=True)
    assert first.error_file is not None
    workbook = load_workbook(first.error_file)
    page = workbook.worksheets[0]
    page["D3"], page["A4"], page["F5"] = "1975-02-28", "黄寺村", "13837300004"
    workbook.save(first.error_file)
    done = taken(book, "cadre", first.error_file)
    assert counts(done) == (2, 3, 0, 0, 0)
    assert len(records(book, "cadre")) == 5


def test_an_error_workbook_that_is_there_already_is_never_overwritten(
    book: Book, mixed: Path
) -> None:
    first = importing.run(book, "cadre", mixed).error_file
    second = importing.run(book, "cadre", mixed).error_file
    assert first is not None
    assert second is not None
    assert first != second
    assert first.exists()


def test_an_error_workbook_of_an_error_workbook_has_one_reason_column(
    book: Book, mixed: Path
) -> None:
    first = importing.run(book, "cadre", mixed).error_file
    assert first is not None
    second = importing.run(book, "cadre", first).error_file
    assert second is not None
    headings = [cell.value for cell in sheet_of(second)[2]]
    assert headings.count("原因") == 1


def test_refused_rows_keep_their_village_their_subtitle_and_the_row_they_go_on_about(
    book: Book, tmp_path: Path
) -> None:
    rows = """
序号|姓名|性别|出生年月|职务|任职时间
一、王楼村
1|王一|男|'1975.8|村支书|2021-03-01
2|王二|男|〃|主任|2021-03-01
||||文书|2021-13-01
二、东屯村
3|赵一|女|'1980.13|文书|2021-03-01
"""
    file = table(tmp_path / "a.xlsx", lines(rows), merged=["A2:F2"])
    first = importing.run(book, "cadre", file, skip_bad=True)
    assert counts(first) == (0, 2, 0, 0, 2)
    assert first.error_file is not None
    workbook = load_workbook(first.error_file)
    page = workbook.worksheets[0]
    written = [[cell.value for cell in row[:6]] for row in page.iter_rows(min_row=2)]
    assert [row[0] or row[1] or row[4] for row in written] == [
        "一、王楼村", 2, "文书", "二、东屯村", 3,
    ]  # fmt: skip
    assert written[1][3] == "1975.8"
    page["F4"], page["D6"] = "2021-12-01", "1980.12"
    workbook.save(first.error_file)
    done = importing.run(book, "cadre", first.error_file)
    assert counts(done) == (2, 1, 1, 0, 0), blocking(done)
    people = records(book, "cadre")
    assert people["赵一"]["unit"] == DONGTUN
    assert [line["post"] for line in people["王二"].lines["appointments"]] == ["director", "clerk"]


def test_ruined_numbers_stay_recognisable_and_percentages_stay_percentages(
    book: Book, tmp_path: Path
) -> None:
    people = "村|姓名|性别|身份证号\n黄寺村|张一|男|410726197508120039"
    done = importing.run(book, "cadre", table(tmp_path / "a.xlsx", lines(people)))
    assert done.error_file is not None
    again = importing.run(book, "cadre", done.error_file)
    assert "末尾几位已经丢失" in blocking(again)[0]
    rows = "村|项目名称|形象进度|总投资（元）\n黄寺村|甲|1|很多"
    file = table(tmp_path / "b.xlsx", lines(rows), formats={"C2": "0%"})
    done = importing.run(book, "project", file)
    assert done.error_file is not None
    workbook = load_workbook(done.error_file)
    workbook.worksheets[0]["D2"] = 100
    workbook.save(done.error_file)
    importing.run(book, "project", done.error_file)
    assert f"{only(book, 'project').lines['progress'][0]['percent']}" == "100"


def exported(book: Book, form: str, folder: Path) -> Path:
    """Export a ledger as the month's workbook."""
    done = export_month(book, "2023-11", folder, forms=[form], formats=("xlsx",))
    return done.files[0]


def test_a_workbook_of_the_program_is_known_again_row_by_row(book: Book, tmp_path: Path) -> None:
    rows = "村|姓名|性别|职务\n黄寺村|张一|男|村支书\n王楼村|张二|女|文书"
    taken(book, "cadre", table(tmp_path / "a.xlsx", lines(rows)))
    file = exported(book, "cadre", tmp_path)
    assert counts(taken(book, "cadre", file)) == (2, 0, 0, 2, 0)
    workbook = load_workbook(file)
    page = workbook["村干部花名册"]
    places = {str(cell.value): cell.column for row in page.iter_rows(max_row=6) for cell in row}
    row = next(row for row in range(1, 9) if page.cell(row, places["姓名"]).value == "张二")
    page.cell(row, places["姓名"]).value = "张小二"
    workbook.save(file)
    done = importing.run(book, "cadre", file)
    assert counts(done) == (2, 0, 1, 1, 0)
    assert records(book, "cadre")["张小二"]["unit"] == WANGLOU
    page.insert_rows(row + 1)
    for column in range(1, page.max_column + 1):
        page.cell(row + 1, column).value = page.cell(row, column).value
    page.cell(row + 1, places["姓名"]).value = "新来的"
    workbook.save(file)
    [reason] = blocking(importing.run(book, "cadre", file))
    assert all(word in reason for word in (f"第 {row + 1} 行", f"第 {row} 行", "记录标识"))


def test_a_workbook_names_records_of_the_recycle_bin(book: Book, tmp_path: Path) -> None:
    taken(book, "cadre", table(tmp_path / "a.xlsx", lines("村|姓名|性别\n黄寺村|张一|男")))
    file = exported(book, "cadre", tmp_path)
    person = only(book, "cadre")
    book.records.delete("cadre", person.uuid, person.revision)
    done = importing.run(book, "cadre", file)
    assert counts(done) == (0, 0, 0, 0, 1)
    assert "回收站" in blocking(done)[0]


def test_records_keep_their_mark_in_another_book(book: Book, tmp_path: Path) -> None:
    taken(book, "cadre", table(tmp_path / "a.xlsx", lines("村|姓名|性别\n黄寺村|张一|男")))
    file = exported(book, "cadre", tmp_path)
    (tmp_path / "另").mkdir()
    with town_book(tmp_path / "另") as other:
        taken(other, "cadre", file)
        assert only(other, "cadre").uuid == only(book, "cadre").uuid
        assert only(other, "cadre")["unit"] == HUANGSI


def test_a_dry_run_changes_nothing_and_tells_what_would_come(book: Book, mixed: Path) -> None:
    before = state(book)
    done = importing.run(book, "cadre", mixed, dry_run=True)
    assert counts(done) == (0, 2, 0, 0, 3)
    assert not done.stopped
    assert state(book) == before
    real = importing.run(book, "cadre", mixed, skip_bad=True)
    assert counts(real) == counts(done)


def test_a_change_is_told_as_a_change_and_keeps_what_the_table_does_not_say(
    book: Book, tmp_path: Path
) -> None:
    taken(
        book,
        "cadre",
        table(tmp_path / "a.xlsx", lines("村|姓名|性别|电话|备注\n黄寺村|张一|男|13837300001|旧")),
    )
    done = importing.run(
        book,
        "cadre",
        table(tmp_path / "b.xlsx", lines("村|姓名|电话\n黄寺|张　一|13837300009\n黄寺村|李二|")),
    )
    assert counts(done) == (1, 0, 0, 0, 1)  # 李二 is new and has no sex
    done = importing.run(book, "cadre", tmp_path / "b.xlsx", skip_bad=True)
    assert counts(done) == (1, 0, 1, 0, 1)
    one = only(book, "cadre")
    assert (one["phone"], one["sex"], one["remark"]) == ("13837300009", "male", "旧")


def test_an_import_is_one_act_that_can_be_undone(book: Book, tmp_path: Path) -> None:
    rows = (
        "项目名称|资金来源|计划金额（元）|到账日期|到账金额（元）\n路灯|上级补助|100|2023-01-05|100"
    )
    file = table(tmp_path / "a.xlsx", lines(rows))
    importing.run(book, "funding_source", file, operator="张三")
    assert len(book.records.find("receipt")) == 1
    book.journal.undo("张三")
    for form in ("funding_source", "allocation", "receipt"):
        assert book.records.find(form) == []


def test_what_fails_in_the_middle_of_saving_leaves_nothing_behind(
    book: Book, tmp_path: Path
) -> None:
    rows = "村|姓名|性别\n" + "\n".join(f"黄寺村|干部{number}|男" for number in range(1200))
    file = table(tmp_path / "a.xlsx", lines(rows))
    before = state(book)
    asked: list[int] = []

    def cancelled() -> bool:
        asked.append(len(asked))
        return len(asked) > 13  # twelve times while reading, then while saving

    with pytest.raises(Stopped):
        importing.run(book, "cadre", file, cancelled=cancelled)
    assert state(book) == before
    told: list[tuple[int, int]] = []
    importing.run(
        book, "cadre", file, progress=lambda done, total, what: told.append((done, total))
    )
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1]
    assert len(book.records.find("cadre")) == 1200


def test_a_book_that_cannot_be_written_takes_nothing(book: Book, mixed: Path) -> None:
    path = book.path
    book.close()
    with open_book(path, read_only=True) as reading, pytest.raises(ReadOnlyBook):
        importing.run(reading, "cadre", mixed, skip_bad=True)


def test_a_mapping_by_hand_says_where_columns_go(book: Book, tmp_path: Path) -> None:
    file = table(tmp_path / "a.xlsx", lines("哪村|谁|男女|干啥\n黄寺村|张一|男|村支书"))
    with pytest.raises(NotUnderstood, match="村干部花名册"):
        importing.run(book, "cadre", file)
    file = table(tmp_path / "b.xlsx", lines("哪村|姓名|性 别|干 啥\n王楼村|张一|男|村支书"))
    mapping = tmp_path / "对应.json"
    mapping.write_text(
        json.dumps({"哪村": "unit", "干啥": "appointments.post"}), encoding="utf-8-sig"
    )
    done = importing.run(book, "cadre", file, mapping_file=mapping)
    assert done.added == 1
    [line] = records(book, "cadre")["张一"].lines["appointments"]
    assert line["post"] == "secretary"
    assert {one.heading: one.field for one in done.columns}["哪村"] == "unit"


@pytest.mark.parametrize(
    "content",
    ["", "[1]", '{"姓名": 5}', "{", "\ud83d".encode("utf-16-le", "surrogatepass"), "[" * 9999],
)
def test_a_mapping_that_cannot_be_read_is_refused(
    book: Book, mixed: Path, tmp_path: Path, content: str | bytes
) -> None:
    file = tmp_path / "m.json"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(BadMapping, match=r"m\.json"):
        importing.run(book, "cadre", mixed, mapping_file=file)
    with pytest.raises(BadMapping, match="没有"):
        importing.run(book, "cadre", mixed, mapping_file=tmp_path / "没有.json")


def test_unknown_ledgers_sheets_headings_and_files_are_refused_in_words(
    book: Book, mixed: Path, tmp_path: Path
) -> None:
    with pytest.raises(UnknownForm, match="cadre"):
        importing.run(book, "cadres", mixed)
    with pytest.raises(NotUnderstood, match="Sheet1"):
        importing.run(book, "cadre", mixed, sheet="花名册")
    with pytest.raises(NotUnderstood, match="姓名"):
        importing.run(book, "cadre", mixed, mapping={"姓名名": "name"})
    with pytest.raises(NotUnderstood, match=r"appointments\.post"):
        importing.run(book, "cadre", mixed, mapping={"职务": "appointment.post"})
    with pytest.raises(CannotRead, match="没有"):
        importing.run(book, "cadre", tmp_path / "没有.xlsx")


def test_an_empty_table_is_taken_in_with_nothing(book: Book, tmp_path: Path) -> None:
    done = importing.run(book, "cadre", table(tmp_path / "a.xlsx", lines("村|姓名|性别|职务")))
    assert counts(done) == (0, 0, 0, 0, 0)
    assert done.rows == 0


def test_a_table_saved_as_text_is_read_in_the_code_page_of_windows(
    book: Book, tmp_path: Path
) -> None:
    text = '序号,村,姓名,性别,身份证号,备注\r\n1,黄寺村,张一,男,,"住东街,\r\n二号"\r\n'
    for name, encoding in (("a.csv", "gb18030"), ("b.csv", "utf-8-sig"), ("c.csv", "utf-8")):
        (tmp_path / name).write_bytes(text.encode(encoding))
        done = importing.run(book, "cadre", tmp_path / name)
        assert done.added + done.unchanged == 1, blocking(done)
    assert only(book, "cadre")["remark"] == "住东街,\n二号"


@pytest.mark.parametrize("name", ["花名册.xls", "花名册.ods", "花名册.et"])
def test_old_workbooks_are_read_as_well(book: Book, name: str) -> None:
    done = taken(book, "cadre", Path(__file__).parent / "files" / name)
    assert counts(done) == (0, 2, 0, 0, 0)
    assert sorted(records(book, "cadre")) == ["张三", "李小梅"]
    assert records(book, "cadre")["张三"]["id_number"] == "410726197508120039"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0" * 200, b"\x00" * 999])
@pytest.mark.parametrize("ending", ["xlsx", "xls", "ods", "csv", "et", "docx"])
def test_a_file_that_is_no_table_is_refused_in_a_sentence(
    book: Book, tmp_path: Path, content: bytes, ending: str
) -> None:
    file = tmp_path / f"坏 文件.{ending}"
    file.write_bytes(content)
    with pytest.raises((CannotRead, NotUnderstood), match=r"坏 文件|没有找到"):
        importing.run(book, "cadre", file)


def test_headings_shown_as_understood_even_where_nothing_is_taken(
    book: Book, tmp_path: Path
) -> None:
    rows = "村|姓名|性别|年龄|星座\n黄寺村|张一|男|48|狮子"
    done = taken(book, "cadre", table(tmp_path / "a.xlsx", lines(rows)))
    assert [(one.heading, one.field) for one in done.columns] == [
        ("村", "unit"), ("姓名", "name"), ("性别", "sex"), ("年龄", ""), ("星座", ""),
    ]  # fmt: skip
    left_out = [one.message for one in done.problems if one.code == "column_left_out"]
    assert len(left_out) == 1  # the age is computed, so nothing is lost
    assert "星座" in left_out[0]


def test_rows_that_are_passed_over_are_told_by_their_reason(book: Book, tmp_path: Path) -> None:
    rows = "序号|村|姓名|性别\n1|黄寺村|张一|男\n2|||\n3|黄寺村||\n|合计|1人|\n备注：无"
    done = importing.run(book, "cadre", table(tmp_path / "a.xlsx", lines(rows)))
    assert dict(done.ignored) == {
        "只有序号": [3], "只有村名（单位）": [4], "合计行": [5], "备注、签名行": [6],
    }  # fmt: skip


def test_the_same_row_twice_is_taken_once_and_told(book: Book, tmp_path: Path) -> None:
    rows = "村|姓名|性别|职务\n黄寺村|张一|男|村支书\n黄寺村|张一|男|村支书"
    done = taken(book, "cadre", table(tmp_path / "a.xlsx", lines(rows)))
    assert counts(done) == (0, 1, 0, 0, 0)
    assert [one.row for one in done.problems if one.code == "row_repeated"] == [3]


def test_text_that_looks_like_a_formula_stays_text_in_the_error_workbook(
    book: Book, tmp_path: Path
) -> None:
    workbook = Workbook()
    page = workbook.worksheets[0]
    for row in lines("村|姓名|性别|备注\n没有村|张一|男|x"):
        page.append(row)
    page["D2"].value = "=cmd|' /C calc'!A0"
    page["D2"].data_type = "s"
    workbook.save(tmp_path / "a.xlsx")
    done = importing.run(book, "cadre", tmp_path / "a.xlsx")
    assert done.error_file is not None
    cell = sheet_of(done.error_file)["D2"]
    assert (cell.data_type, cell.value) == ("s", "=cmd|' /C calc'!A0")
