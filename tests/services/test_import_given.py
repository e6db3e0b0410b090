"""One value for all rows of a table that leaves it out."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ruraldesk.services import importing
from ruraldesk.services.import_given import BadGiven
from ruraldesk.store.book import Book
from tests.services.office import HUANGSI, WANGLOU, blocking, codes, lines, table, town_book

DONORS = """
修路捐款芳名录（2023年5月）
序号|捐款人|捐款金额（元）|捐款日期
1|赵明|5000|2023.5.6
2|河南宏远建筑公司|2万元|5月8日
"""


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with town_book(tmp_path) as made:
        yield made


@pytest.fixture
def donors(tmp_path: Path) -> Path:
    return table(tmp_path / "芳名录.xlsx", lines(DONORS), merged=["A1:D1"])


PLACES = """
序号|设施名称|村
1|村卫生室|黄寺村
2|文化广场|
3|村小学|东屯村
"""


def test_what_is_missing_for_every_row_is_told_with_the_way_out(book: Book, tmp_path: Path) -> None:
    file = table(tmp_path / "设施.xlsx", lines(PLACES))
    done = importing.run(book, "facility", file)
    assert done.refused == 3
    [told] = [one for one in done.problems if one.code == "missing_column"]
    assert (told.field, "--set kind=" in told.message) == ("kind", True)


def test_what_belongs_to_a_refused_record_is_not_told_again(book: Book, tmp_path: Path) -> None:
    rows = "资金名称|计划金额（元）\n路灯款|300\n道路款|500"
    done = importing.run(book, "funding_source", table(tmp_path / "a.xlsx", lines(rows)))
    assert [(one.row, one.code) for one in done.problems if one.level == "block"] == [
        (2, "required"),
        (3, "required"),
    ]


def test_a_value_is_laid_where_the_table_says_nothing(book: Book, tmp_path: Path) -> None:
    file = table(tmp_path / "设施.xlsx", lines(PLACES))
    done = importing.run(
        book, "facility", file, given={"设施类型": "卫生室", "place": "村委会院内"}
    )
    assert not blocking(done), blocking(done)
    assert [(one.target.path, one.text) for one in done.given] == [
        ("kind", "卫生室"),
        ("place", "村委会院内"),
    ]
    kept = book.records.find("facility")
    assert {one["place"] for one in kept} == {"村委会院内"}
    assert len(kept) == 3
    again = importing.run(
        book, "facility", file, given={"设施类型": "卫生室", "place": "村委会院内"}
    )
    assert (again.added, again.changed, again.unchanged) == (0, 0, 3)


def test_a_village_given_for_all_rows_is_their_unit(book: Book, tmp_path: Path) -> None:
    file = table(tmp_path / "a.xlsx", lines("项目名称|总投资（万元）\n机井|3\n道路|5"))
    done = importing.run(book, "project", file, given={"所属单位": "王楼村"})
    assert not blocking(done), blocking(done)
    assert {one["unit"] for one in book.records.find("project")} == {WANGLOU}


def test_a_row_keeps_what_it_says_itself(book: Book, tmp_path: Path) -> None:
    rows = "项目名称|村|总投资（万元）\n机井|黄寺村|3"
    file = table(tmp_path / "a.xlsx", lines(rows))
    importing.run(book, "project", file, given={"unit": "王楼村"})
    assert [one["unit"] for one in book.records.find("project")] == [HUANGSI]


def test_a_roll_of_donors_becomes_sources_with_their_receipts(book: Book, donors: Path) -> None:
    given = {"kind": "社会捐助", "allocation.matter": "修路"}
    done = importing.run(book, "funding_source", donors, given=given)
    assert not blocking(done), blocking(done)
    assert {key: one.added for key, one in done.forms.items()} == {
        "funding_source": 2,
        "allocation": 2,
        "receipt": 2,
    }
    assert "year_added" in codes(done)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"kind": "修路"}, "来源类别"),
        ({"kinds": "社会捐助"}, "kind"),
        ({"所属单位": "没有村"}, "没有村"),
        ({"year": "今年"}, "今年"),
        ({"allocation.project": "没有的项目"}, "没有的项目"),
        ({"doc_no": "-"}, "文号"),
    ],
)
def test_what_cannot_be_given_is_refused_before_anything_is_read(
    book: Book, donors: Path, given: dict[str, str], words: str
) -> None:
    with pytest.raises(BadGiven, match=words):
        importing.run(book, "funding_source", donors, given=given)
