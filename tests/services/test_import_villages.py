"""Tables of villages: names, codes, and what is known of them this year."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from ruraldesk.services import importing
from ruraldesk.store.book import Book
from tests.services.office import (
    HUANGSI,
    blocking,
    codes,
    counts,
    lines,
    records,
    table,
    taken,
    town_book,
    village_book,
)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with town_book(tmp_path) as made:
        yield made


def test_a_list_of_villages_with_codes_makes_units(book: Book, tmp_path: Path) -> None:
    rows = """
王楼镇行政村一览表
序号|乡镇|村名|统计用区划代码|村庄类型|村民小组数|自然村数|是否示范村|备注
1|王楼镇|马庄村|'410726104204|集聚提升类|6|2|否|
2|王楼镇|柳园村|410726104205|特色保护|4|1||近郊
"""
    done = taken(book, "unit", table(tmp_path / "a.xlsx", lines(rows)))
    assert counts(done) == (3, 2, 0, 0, 0)
    willow = records(book, "unit")["柳园村"]
    assert (willow["code"], willow["level"]) == ("410726104205", "village")
    assert willow["village_type"] == "characteristic_protection"
    assert willow["group_count"] == 4


def test_a_yearly_table_without_codes_lands_on_the_villages_by_name(
    book: Book, tmp_path: Path
) -> None:
    rows = """
王楼镇2023年村情基本情况统计表
填报时间：2024年1月5日||||||||单位：户、人、亩、元
序号|村名|基本情况||土地情况（亩）||党员|人均收入（元）|村集体收入\\n（万元）|主导产业
||户数|人口|耕地|林地|人数|||
1|黄寺村|320|1251|1392.5|120|37|19820|24.53005|优质小麦、胡萝卜
2|王楼村|410|1630|1800||52|20100.5|8|蔬菜
|合计|730|2881|3192.5|120|89|||
"""
    merged = ["A1:J1", "C3:D3", "E3:F3", "A3:A4", "B3:B4", "H3:H4", "I3:I4", "J3:J4"]
    done = taken(book, "unit", table(tmp_path / "a.xlsx", lines(rows), merged=merged))
    assert counts(done) == (3, 0, 2, 0, 0)
    [year] = records(book, "unit")["黄寺村"].lines["profiles"]
    assert (year["year"], year["household_count"], year["population"]) == (2023, 320, 1251)
    assert f"{year['cultivated']} {year['forest']}" == "1392.50 120.00"
    assert year["party_member_count"] == 37
    assert f"{year['income_per_capita']} {year['income_collective']}" == "19820.00 245300.50"
    assert year["leading_industry"] == "优质小麦、胡萝卜"


def test_corrected_numbers_of_a_year_change_it_and_another_year_is_added(
    book: Book, tmp_path: Path
) -> None:
    for year, people in ((2022, 1246), (2023, 1250), (2023, 1251)):
        rows = [[f"{year}年村情统计"], ["村名", "户数", "人口"], ["黄寺村", 320, people]]
        assert taken(book, "unit", table(tmp_path / "a.xlsx", rows)).changed == 1
    profiles = records(book, "unit")["黄寺村"].lines["profiles"]
    assert [(one["year"], one["population"]) for one in profiles] == [(2022, 1246), (2023, 1251)]


def test_an_area_in_another_unit_is_converted_exactly_or_its_rounding_is_told(
    book: Book, tmp_path: Path
) -> None:
    rows = """
村名|年度|总面积（亩）|耕地面积（公顷）|林地（平方米）
黄寺村|2023|2790|186.7|20000
王楼村|2023|2800|12|2000
"""
    done = taken(book, "unit", table(tmp_path / "a.xlsx", lines(rows)))
    [huangsi] = records(book, "unit")["黄寺村"].lines["profiles"]
    assert (huangsi["area_km2"], huangsi["cultivated"], huangsi["forest"]) == (
        Decimal("1.86"),
        Decimal("2800.5"),
        Decimal(30),
    )
    [wanglou] = records(book, "unit")["王楼村"].lines["profiles"]
    assert wanglou["area_km2"] == Decimal("1.87")
    [told] = [one for one in done.problems if one.code == "rounded"]
    assert (told.row, "1.866667平方公里" in told.message) == (3, True)


def test_a_column_that_measures_another_quantity_is_left_out_and_told(
    book: Book, tmp_path: Path
) -> None:
    rows = "村名|年度|总面积（万元）|户数\n黄寺村|2023|2790|320"
    done = taken(book, "unit", table(tmp_path / "a.xlsx", lines(rows)))
    [year] = records(book, "unit")["黄寺村"].lines["profiles"]
    assert year["area_km2"] is None
    assert "column_left_out" in codes(done)


def test_another_table_for_the_same_year_corrects_texts_too(book: Book, tmp_path: Path) -> None:
    for industry in ("小麦", "小麦、蔬菜"):
        rows = [["2023年村情统计"], ["村名", "户数", "主导产业"], ["黄寺村", 320, industry]]
        taken(book, "unit", table(tmp_path / "a.xlsx", rows))
    [year] = records(book, "unit")["黄寺村"].lines["profiles"]
    assert year["leading_industry"] == "小麦、蔬菜"


def test_a_line_between_title_and_heading_is_no_group_of_the_columns(
    book: Book, tmp_path: Path
) -> None:
    rows = """
王楼镇行政村基本情况一览表
截至2022年12月底
序号|行政村|总户数|总人口|其中||党员人数
||||男|女|
1|黄寺村|412户|1653人|842|811|100余
"""
    done = taken(book, "unit", table(tmp_path / "a.xlsx", lines(rows), merged=["A1:G1", "E3:F3"]))
    assert done.columns[1].heading == "行政村"
    [year] = records(book, "unit")["黄寺村"].lines["profiles"]
    assert (year["year"], year["household_count"], year["population"]) == (2022, 412, 1653)
    assert year["party_member_count"] == 100
    assert "approximate" in codes(done)


def test_people_in_ten_thousands_are_counted_in_people(book: Book, tmp_path: Path) -> None:
    rows = "村名|年度|总人口（万人）|总户数\n黄寺村|2023|0.1251|320"
    taken(book, "unit", table(tmp_path / "a.xlsx", lines(rows)))
    assert records(book, "unit")["黄寺村"].lines["profiles"][0]["population"] == 1251


def test_a_village_without_code_that_nobody_knows_is_refused_with_its_row(
    book: Book, tmp_path: Path
) -> None:
    rows = "村名|年度|户数\n黄寺村|2023|320\n新庄村|2023|100"
    done = importing.run(book, "unit", table(tmp_path / "a.xlsx", lines(rows)))
    assert counts(done) == (3, 0, 0, 0, 1)
    assert all(word in blocking(done)[0] for word in ("第 3 行", "区划代码"))


def test_a_table_for_no_year_is_taken_for_this_one_and_told(book: Book, tmp_path: Path) -> None:
    book.settings["as_of"] = "2023-11-16"
    rows = "村名|户数\n黄寺村|320"
    done = taken(book, "unit", table(tmp_path / "a.xlsx", lines(rows)))
    assert records(book, "unit")["黄寺村"].lines["profiles"][0]["year"] == 2023
    assert "year_unknown" in codes(done)


def test_a_village_enters_itself(tmp_path: Path) -> None:
    rows = f"""
乡镇|村名|代码|年度|户数|人口|耕地（亩）
王楼镇|黄寺村|'{HUANGSI}|2023|320|1251|1392.5
"""
    with village_book(tmp_path) as book:
        taken(book, "unit", table(tmp_path / "a.xlsx", lines(rows)))
        own = records(book, "unit")["黄寺村"]
        assert own["code"] == HUANGSI
        assert own.lines["profiles"][0]["cultivated"] == Decimal("1392.50")


def test_households_that_exceed_the_people_are_refused_in_words(book: Book, tmp_path: Path) -> None:
    rows = "村名|年度|户数|人口\n黄寺村|2023|1251|320"
    done = importing.run(book, "unit", table(tmp_path / "a.xlsx", lines(rows)))
    assert "少于总户数" in blocking(done)[0]
    assert "第 2 行" in blocking(done)[0]
