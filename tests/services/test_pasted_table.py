"""The cells on a clipboard, as spreadsheets put them there."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ruraldesk.services.pasted_table import (
    Pasted,
    read_cells,
    written_cells,
    written_html,
)

CALC = Path(__file__).parent / "files"

TEXTS = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\x85\u2028\u2029"),
    max_size=12,
).map(str.strip)


def texts(rows: list[list[Pasted]]) -> list[list[str]]:
    return [[cell.text for cell in row] for row in rows]


def test_what_calc_copies_keeps_lines_merged_cells_and_dates() -> None:
    html = (CALC / "clipboard_calc.html").read_text(encoding="utf-8")
    rows = read_cells((CALC / "clipboard_calc.txt").read_text(encoding="utf-8"), html)

    assert len(rows) == 4
    assert {len(row) for row in rows} == {9}
    assert rows[1][1].text == "通村道路硬化\n（第二段）"
    assert rows[2][1].text == '“河道”清淤 "一期"'
    assert [row[2].text for row in rows[1:]] == ["王楼镇"] * 3
    days = [row[7].day for row in rows[1:]]
    assert days == [date(2023, 11, 5), date(2023, 11, 15), date(2024, 2, 29)]
    assert all(cell.day is None for row in rows for cell in row[:7])


def test_without_html_the_text_of_calc_is_read() -> None:
    rows = read_cells((CALC / "clipboard_calc.txt").read_text(encoding="utf-8"))
    assert [row[0].text for row in rows] == ["编号", "W21", "W22", "W23"]
    assert rows[3][2].text == ""  # the text does not tell that the cell is merged


def test_lines_and_quotation_marks_of_excel_are_one_cell() -> None:
    assert texts(read_cells('甲\t"一\n二"\t"说""好"""\r\n乙\t\t\r\n')) == [
        ["甲", "一\n二", '说"好"'],
        ["乙", "", ""],
    ]


def test_a_quotation_mark_alone_is_only_that() -> None:
    assert texts(read_cells('3"管道\t1\n"四寸\t2')) == [['3"管道', "1"], ['"四寸', "2"]]


def test_words_from_a_web_page_are_no_table() -> None:
    assert texts(read_cells("一\t二", "<html><title>页</title><p>一 二</p></html>")) == [
        ["一", "二"]
    ]


def test_merged_cells_move_those_beside_them() -> None:
    html = """<table><tr><td rowspan="2" colspan="2">甲</td><td>1</td></tr>
        <tr><td>2</td></tr><tr><td>乙</td><td>丙</td><td>3</td></tr></table>"""
    assert texts(read_cells("", html)) == [["甲", "", "1"], ["甲", "", "2"], ["乙", "丙", "3"]]


@pytest.mark.parametrize(
    "html",
    [
        "<table>",
        "<table></table>",
        "<td>甲",
        "<tr><td rowspan='999999999' colspan='x'>甲",
        "<table><tr><td><table><tr><td>内</td></tr></table></td></tr></table>",
        "<td sdval='1e400' sdnum='1033;0;YYYY-MM-DD'>x</td>",
        "<td sdval='-99999999999' sdnum='1033;0;YYYY-MM-DD'>x</td>",
        "\x00<tr><td>\ud800</td></tr>",
        "<!--[if gte mso 9]><xml></xml><![endif]--><table><tr><td>甲</td></tr></table>",
    ],
)
def test_a_strange_clipboard_does_no_harm(html: str) -> None:
    rows = read_cells("乙", html)
    assert len(rows) <= 10_001


@given(st.lists(st.lists(TEXTS, min_size=2, max_size=4), min_size=1, max_size=6))
def test_what_is_written_is_read_again(rows: list[list[str]]) -> None:
    wide = max(map(len, rows))
    rows = [row + ["尾"] * (wide + 1 - len(row)) for row in rows]

    assert texts(read_cells(written_cells(rows))) == rows
    spaced = [[" ".join(text.split()) for text in row] for row in rows]
    assert texts(read_cells("", written_html(rows, [False] * len(rows[0])))) == spaced


def test_numbers_stay_numbers_and_identity_numbers_text() -> None:
    html = written_html([["410726199001011234", "12,000.50"]], [False, True])
    assert html.count("mso-number-format") == 1
    assert "<td>12,000.50</td>" in html


def test_days_are_days_in_a_spreadsheet_and_come_back_as_the_same_day() -> None:
    html = written_html([["2023-11-05", "2023-11-05", "5日"]], [False] * 3, [True, False, True])
    (row,) = read_cells("", html)
    assert [cell.day for cell in row] == [date(2023, 11, 5), None, None]
    assert 'sdval="45235"' in html
