"""The first page of the sample book, and how its month moves on."""

from datetime import date
from pathlib import Path

import pytest

from ruraldesk.definitions.home import CardDef
from ruraldesk.services.books import create_book
from ruraldesk.services.checking import check, last_check
from ruraldesk.services.figures import today
from ruraldesk.services.home import Home, home, shown_chart
from ruraldesk.services.home_charts import charts_of, rows_behind
from ruraldesk.services.home_figures import key_figure, month_earlier, year_earlier
from ruraldesk.store.book import Book
from ruraldesk.store.lists import ListQuery

MONTH = "2023-11"


def states(found: Home) -> dict[str, str]:
    return {step.key: step.state for step in found.steps}


def test_the_main_figures_are_those_of_the_bulletin(sample_book: Book) -> None:
    figures = {figure.key: figure for figure in home(sample_book, MONTH).figures}
    assert (figures["invested_total"].value, figures["invested_total"].unit) == (
        "1,328.26",
        "万元",
    )
    assert figures["cadre_total"].value == "174"
    assert figures["cadre_total"].note == "高中及以上 132 · 45岁以下 88"


def test_the_chart_adds_up_to_what_arrived(sample_book: Book) -> None:
    chart = home(sample_book, MONTH).chart
    assert chart is not None
    received = [bar.values[chart.main] for bar in chart.bars]
    assert f"{sum(received):.2f}" == "1328.26"
    assert received == sorted(received, reverse=True)
    assert chart.told(chart.bars[0]) == (
        "上级支持：计划 501.40万元，到位 471.40万元，拨付 442.98万元"
    )


def test_the_rows_behind_each_bar_are_those_that_it_counts(sample_book: Book) -> None:
    counted = {"stages", "cadres", "posts"}
    for key in counted:
        chart = shown_chart(sample_book, today(sample_book), key)
        assert chart is not None
        assert chart.key == key
        assert chart.bars
        for bar in chart.bars:
            form, where = rows_behind(sample_book, key, bar.where)
            query = ListQuery(where=where, as_of=today(sample_book))
            assert sample_book.lists.count(form, query) == bar.values[chart.main]


def test_stages_stand_in_the_order_of_their_list(sample_book: Book) -> None:
    chart = shown_chart(sample_book, today(sample_book), "stages")
    assert chart is not None
    codes = sample_book.definitions.form("project").field("stage").choices
    assert codes is not None
    places = [codes.codes().index(bar.where) for bar in chart.bars]
    assert places == sorted(places)


def test_a_village_compares_no_villages(tmp_path: Path) -> None:
    with create_book(
        tmp_path / "村.rdb", unit="410726104201", name="黄寺村", level="village", parent=""
    ) as book:
        assert not {one.key for one in charts_of(book)} & {"villages", "rounds"}
        chart = shown_chart(book, date(2023, 11, 16), "villages")
        assert chart is not None
        assert chart.key == "money"


def test_figures_tell_how_they_stand_to_a_month_and_a_year_before(sample_book: Book) -> None:
    figures = {figure.key: figure for figure in home(sample_book, MONTH).figures}
    changes = figures["invested_total"].changes
    assert [one.short for one in changes] == ["环比 持平", "同比 ↑571.56"]
    assert changes[1].told == "2022年11月16日：756.70万元 · 增长75.5%"
    assert [one.short for one in figures["cadre_total"].changes] == ["环比 持平", "同比 ↓1"]


def test_where_there_was_nothing_before_no_change_is_told(sample_book: Book) -> None:
    figures = {figure.key: figure for figure in home(sample_book, MONTH).figures}
    assert sample_book.figures.value("building_projects", date(2022, 11, 16)).value == 0
    assert [one.than for one in figures["building_projects"].changes] == ["month"]


def test_a_figure_that_is_the_same_on_every_day_tells_no_change(sample_book: Book) -> None:
    always = key_figure(sample_book, CardDef(figure="library_projects"), date(2023, 11, 16))
    dated = sample_book.definitions.figures["library_projects"]
    assert ("as_of" in dated.value.source) == bool(always.changes)


@pytest.mark.parametrize(
    ("day", "month", "year"),
    [
        (date(2023, 11, 16), date(2023, 10, 16), date(2022, 11, 16)),
        (date(2023, 11, 30), date(2023, 10, 31), date(2022, 11, 30)),
        (date(2023, 3, 30), date(2023, 2, 28), date(2022, 3, 30)),
        (date(2024, 2, 29), date(2024, 1, 31), date(2023, 2, 28)),
        (date(2023, 2, 28), date(2023, 1, 31), date(2022, 2, 28)),
        (date(2025, 2, 28), date(2025, 1, 31), date(2024, 2, 29)),
        (date(2024, 1, 5), date(2023, 12, 5), date(2023, 1, 5)),
    ],
)
def test_a_month_and_a_year_earlier_is_the_same_place_in_the_month(
    day: date, month: date, year: date
) -> None:
    assert month_earlier(day) == month
    assert year_earlier(day) == year


def test_what_is_due_comes_with_the_most_overdue_first(sample_book: Book) -> None:
    due = home(sample_book, MONTH).due
    assert due[0].things[0].days < 0
    firsts = [group.things[0].due for group in due]
    assert firsts == sorted(firsts)


def test_a_month_is_checked_only_until_something_changes(sample_copy: Book) -> None:
    book = sample_copy
    assert last_check(book, MONTH) is None
    before = {"enter": "done", "check": "current", "close": "open"}
    assert states(home(book, MONTH)).items() >= before.items()
    check(book, MONTH)
    after = {"enter": "done", "check": "done", "close": "current", "print": "open"}
    assert states(home(book, MONTH)).items() >= after.items()
    some = book.records.find("cadre", limit=1)[0]
    book.records.delete("cadre", some.uuid, some.revision)
    last = last_check(book, MONTH)
    assert last is not None
    assert not last.current
    assert states(home(book, MONTH))["check"] == "current"


def test_a_check_of_a_book_that_cannot_be_written_still_tells(sample_book: Book) -> None:
    assert len(check(sample_book, MONTH)) == 7
