"""The kinds of files in which offices keep their tables, whatever they are called."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from ruraldesk.documents.excel_raw import CannotRead, RawSheet, read_sheets
from ruraldesk.errors import Stopped
from ruraldesk.services import importing
from ruraldesk.store.book import Book
from tests.services.office import blocking, lines, town_book

FILES = Path(__file__).parent / "files"
ROSTER = """
干部花名册
序号|村名|姓名|性别|职务|出生年月
1|黄寺村|赵明|男|村支部书记|1972.05
2|黄寺村|孙兰|女|村委委员|1980年11月
"""


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with town_book(tmp_path) as made:
        yield made


def text_with(mark: str) -> str:
    rows = (mark.join("" if cell is None else str(cell) for cell in row) for row in lines(ROSTER))
    return "\n".join(rows)


def web_page(code: str) -> bytes:
    rows = "".join(
        "<tr>" + "".join(f"<td>{'' if cell is None else cell}</td>" for cell in row) + "</tr>"
        for row in lines(ROSTER)[1:]
    )
    title = "<tr><th colspan=6>干部花名册</th></tr>"
    page = f"<html><meta charset='{code}'><body><table border=1>{title}{rows}</table></body></html>"
    return page.encode("gbk" if code == "gb2312" else code)


def two_sheets(file: Path) -> Path:
    """A workbook with an empty roster and a list of notes."""
    workbook = Workbook()
    first, second = workbook.worksheets[0], workbook.create_sheet("说明")
    first.title = "花名册"
    for row in lines(ROSTER):
        first.append(row)
    for number in range(900):
        second.append([f"第{number}条"])
    workbook.save(file)
    return file


def test_what_was_understood_knows_all_sheets_in_their_order(book: Book, tmp_path: Path) -> None:
    found = importing.understand(book, "cadre", two_sheets(tmp_path / "表 一.xlsx"))
    assert (found.sheet.name, found.beside) == ("花名册", ("花名册", "说明"))
    assert len(found.sheet.rows) == 4


def test_the_rows_of_other_sheets_are_let_go(
    book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[RawSheet] = []

    def kept(*how: object) -> list[RawSheet]:
        read.extend(read_sheets(*how))  # type: ignore[arg-type]
        return list(read)

    monkeypatch.setattr(importing, "read_sheets", kept)
    importing.understand(book, "cadre", two_sheets(tmp_path / "表 一.xlsx"))

    assert [len(one.rows) for one in read] == [4, 0]


def test_reading_a_workbook_tells_how_far_it_is(tmp_path: Path) -> None:
    told: list[tuple[int, int, str]] = []
    read_sheets(two_sheets(tmp_path / "表 一.xlsx"), lambda *one: told.append(one))

    assert {what for *_, what in told} == {"花名册", "说明"}
    assert {total for _, total, _ in told} == {100}
    assert [done for done, *_ in told] == sorted(done for done, *_ in told)
    assert 75 < told[-1][0] < 100


def test_reading_a_workbook_can_be_stopped(tmp_path: Path) -> None:
    with pytest.raises(Stopped):
        read_sheets(two_sheets(tmp_path / "表 一.xlsx"), cancelled=lambda: True)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("网页.xls", web_page("gb2312")),
        ("网页.xlsx", web_page("utf-8")),
        ("国标.txt", text_with("\t").encode("gbk")),
        ("Unicode 文本.txt", text_with("\t").encode("utf-16")),
        ("分号.csv", text_with(";").encode("utf-8-sig")),
    ],
)
def test_a_table_written_as_text_is_read(
    book: Book, tmp_path: Path, name: str, data: bytes
) -> None:
    (tmp_path / name).write_bytes(data)
    done = importing.run(book, "cadre", tmp_path / name)
    assert not blocking(done), blocking(done)
    assert {str(one["name"]): one["sex"] for one in book.records.find("cadre")} == {
        "赵明": "male",
        "孙兰": "female",
    }


@pytest.mark.parametrize(("kept", "name"), [("花名册.xls", "甲.xlsx"), ("花名册.ods", "乙.xls")])
def test_a_workbook_is_told_by_its_content_not_its_name(
    tmp_path: Path, kept: str, name: str
) -> None:
    shutil.copy(FILES / kept, tmp_path / name)
    assert [one.rows for one in read_sheets(tmp_path / name)] == [
        one.rows for one in read_sheets(FILES / kept)
    ]


def test_joined_cells_of_a_web_page_are_joined(tmp_path: Path) -> None:
    file = tmp_path / "a.xls"
    file.write_bytes(
        b"<table><tr><td rowspan=2>A</td><td colspan=2>B</td></tr>"
        b"<tr><td>C<br>D</td><td>E</td></tr></table>"
    )
    [sheet] = read_sheets(file)
    assert sheet.rows == [["A", "B"], [None, "C\nD", "E"]]
    assert sheet.merged == [(0, 0, 1, 0), (0, 1, 0, 2)]


def test_a_failed_formula_is_refused_and_one_that_found_nothing_left_empty(
    book: Book, tmp_path: Path
) -> None:
    workbook = Workbook()
    page = workbook.active
    assert isinstance(page, Worksheet)
    for row in lines("姓名|性别|村|职务|分管工作|电话\n赵明|男|黄寺村|村委委员|#REF!|#N/A"):
        page.append(row)
    workbook.save(tmp_path / "a.xlsx")
    done = importing.run(book, "cadre", tmp_path / "a.xlsx")
    assert [one.code for one in done.problems if one.level == "block"] == ["error_cell"]
    assert "#REF!" in blocking(done)[0]
    assert any("#N/A" in one.message for one in done.problems)


def test_a_file_that_another_program_keeps_is_refused_as_such(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.xlsx"
    shutil.copy(FILES / "花名册.xls", file)

    def locked(*_: object, **__: object) -> None:
        raise PermissionError(13, "locked")

    monkeypatch.setattr(Path, "open", locked)  # as Windows does for a file under an exclusive lock
    with pytest.raises(CannotRead, match="占用"):
        read_sheets(file)
