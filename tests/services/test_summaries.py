"""Summary tables: each unit below with its figures, the total, and the ways out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from ruraldesk.services import tracing
from ruraldesk.services.books import create_book
from ruraldesk.services.exporting import export_month, export_summary, print_summary
from ruraldesk.services.putting import put
from ruraldesk.services.summaries import (
    UnknownSummary,
    as_json,
    in_shown_unit,
    summaries,
    summary,
    told,
)
from ruraldesk.store.book import Book
from tests.services.test_exporting import texts_of

DAY = date(2023, 11, 30)


def row(found_in: Book, key: str, unit: str) -> dict[str, Decimal | None]:
    found = summary(found_in, key, DAY)
    [one] = [each for each in found.rows if each.unit == unit]
    keys = [column.figure for column in found.definition.columns]
    return dict(zip(keys, one.values, strict=True))


def test_every_table_adds_up_to_the_figure_over_the_whole_book(sample_book: Book) -> None:
    additive = 0
    for one in summaries(sample_book):
        found = summary(sample_book, one.key, DAY)
        for place, figure in enumerate(found.figures):
            if figure.unit in ("%", "岁"):
                continue
            values = [each.values[place] or Decimal(0) for each in found.rows]
            assert sum(values) == (found.total.values[place] or 0), (one.key, figure.key)
            additive += any(values)
    assert additive > 20


def test_each_unit_below_has_a_row_even_with_nothing_and_the_office_itself_stands_last(
    sample_book: Book,
) -> None:
    found = summary(sample_book, "money_summary", DAY)
    assert len({one.unit for one in found.rows}) == len(found.rows)
    assert len([one for one in found.rows if one.empty]) > 10
    assert found.rows[-1].unit == sample_book.info.unit
    assert found.rows[-1].name == "王楼镇本级"


def test_a_rate_of_the_total_is_no_sum(sample_book: Book) -> None:
    found = summary(sample_book, "cadres_summary", DAY)
    place = [column.figure for column in found.definition.columns].index("cadre_average_age")
    ages = [one.values[place] for one in found.rows if one.values[place]]
    assert min(ages) < found.total.values[place] < max(ages)  # type: ignore[type-var]


def test_what_is_behind_a_number_is_that_units_alone(sample_book: Book) -> None:
    found = summary(sample_book, "projects_summary", DAY)
    for one in found.rows:
        result, trace = tracing.trace(sample_book, "project_total", DAY, 100, one.start)
        assert (result.value or 0) == (one.values[0] or 0)
        assert all(
            record["unit"] == one.unit for source in trace.sources for record in source.records
        )


def test_a_county_sums_up_the_villages_of_each_town(tmp_path: Path) -> None:
    with create_book(
        tmp_path / "县.rdb", unit="410726000000", name="延津县", level="county"
    ) as county:
        units = [
            f'{{"code": "{code}", "name": "{name}", "level": "{level}"}}'
            for code, name, level in (
                ("410726104000", "王楼镇", "town"),
                ("410726105000", "石婆固镇", "town"),
                ("410726104201", "黄寺村", "village"),
                ("410726104202", "东屯村", "village"),
            )
        ]
        assert not put(county, "unit", units).refused
        made = [
            f'{{"unit": "{unit}", "name": "{unit[-3:]}号灯", "stage": "谋划"}}'
            for unit in ("410726104201", "410726104202", "410726104000", "410726105000")
        ]
        done = put(county, "project", made)
        assert not done.refused, done.problems
        found = summary(county, "projects_summary", DAY)
        assert [(one.name, one.values[0]) for one in found.rows] == [
            ("王楼镇", 3),
            ("石婆固镇", 1),
        ]
        assert found.total.values[0] == 4


def test_a_village_makes_no_summary_tables_and_a_wrong_key_names_the_nearest(
    sample_book: Book, tmp_path: Path
) -> None:
    with create_book(
        tmp_path / "村.rdb", unit="410726104201", name="黄寺村", level="village"
    ) as village:
        assert summaries(village) == []
        with pytest.raises(UnknownSummary):
            summary(village, "money_summary", DAY)
    with pytest.raises(UnknownSummary, match="money_summary"):
        summary(sample_book, "money_sumary", DAY)


def test_the_tables_stand_first_in_the_months_workbook_and_are_printed(
    sample_copy: Book, tmp_path: Path
) -> None:
    done = export_month(sample_copy, "2023-11", tmp_path, formats=("xlsx",))
    assert "money_summary" not in done.rows
    titles = [one.title for one in summaries(sample_copy)]
    assert load_workbook(done.files[0], read_only=True).sheetnames[: len(titles)] == titles


def test_excel_keeps_numbers_as_numbers_and_paper_says_what_the_window_says(
    sample_book: Book, tmp_path: Path
) -> None:
    found = summary(sample_book, "money_summary", DAY)
    export_summary(sample_book, found, "2023-11", tmp_path / "资金.xlsx")
    sheet = load_workbook(tmp_path / "资金.xlsx").active
    cells = [[cell.value for cell in line] for line in sheet.iter_rows()]
    [last] = [line for line in cells if "合计" in line]
    place = last.index("合计") + 1
    assert Decimal(str(last[place])) == in_shown_unit(found.figures[0], found.total.values[0])
    print_summary(sample_book, found, "2023-11", tmp_path / "资金.pdf")
    printed = texts_of(tmp_path / "资金.pdf")
    assert "各 单 位 项 目 资 金 汇 总 表" in printed or "各单位项目资金汇总表" in printed
    assert told(found.figures[0], found.total.values[0]) in printed


def test_scripts_get_exact_values(sample_book: Book) -> None:
    found = summary(sample_book, "money_summary", DAY)
    told_to_scripts = as_json(found)
    assert told_to_scripts["total"][0] == f"{found.total.values[0]:f}"
    assert [one["unit"] for one in told_to_scripts["rows"]] == [one.unit for one in found.rows]
