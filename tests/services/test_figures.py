"""Figures with their wording, breakdowns, and the rows behind them."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ruraldesk.services.figures import (
    NoBreakdown,
    UnknownFigure,
    as_json,
    figures,
    today,
    trace_json,
)
from ruraldesk.store.book import Book
from tests.services.office import town_book

DAY = date(2023, 11, 16)


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("cadre_total", "174名"),
        ("cadre_senior_high_up", "132人"),
        ("cadre_under_45", "88人"),
        ("invested_total", "1300余万元"),
        ("out_road_hardening", "13300余米"),
        ("out_buried_cable", "36100余米"),
        ("out_wells", "200余眼"),
        ("out_sewer", "约3670米"),
        ("out_septic", "13座"),
        ("out_manholes", "284眼"),
        ("out_bridges", "3座"),
        ("out_dredging", "8900余米"),
    ],
)
def test_the_sample_says_what_the_bulletin_says(sample_book: Book, key: str, text: str) -> None:
    [figure] = figures(sample_book, DAY, [key])
    printed = as_json(figure)
    assert printed["text"] == text
    assert isinstance(printed["value"], str)
    traced = trace_json(sample_book, key, DAY)
    assert traced["count"] == len(traced["rows"]) > 0
    assert traced["text"] == text


def test_planned_projects_by_category(sample_book: Book) -> None:
    [figure] = figures(sample_book, DAY, ["planned_projects"], "category")
    parts = as_json(figure)["by"]
    assert [part["value"] for part in parts] == ["4", "6", "3", "1", "2", "1"]
    assert {part["category"] for part in parts} == {part["value-of-field"] for part in parts}
    assert sum(Decimal(part["value"]) for part in parts) == figure.value


def test_all_figures_are_told_when_none_is_named(sample_book: Book) -> None:
    everything = figures(sample_book, DAY)
    assert {figure.definition.key for figure in everything} == set(sample_book.definitions.figures)
    by_unit = figures(sample_book, DAY, by="unit")
    assert 0 < len(by_unit) < len(everything)


def test_unknown_figures_and_breakdowns_are_refused(sample_book: Book) -> None:
    with pytest.raises(UnknownFigure, match="cadre_total"):
        figures(sample_book, DAY, ["cadre_totals"])
    with pytest.raises(UnknownFigure, match="cadre_total"):
        trace_json(sample_book, "cadre_totals", DAY)
    with pytest.raises(NoBreakdown, match="education"):
        figures(sample_book, DAY, ["cadre_total"], "educatoin")
    with pytest.raises(NoBreakdown, match="unit"):
        figures(sample_book, DAY, None, "nothing_like_it")


def test_a_book_may_keep_the_day_it_speaks_for(sample_book: Book, tmp_path: Path) -> None:
    assert today(sample_book) == DAY
    with town_book(tmp_path) as book:
        assert today(book) == date.today()


def test_nothing_entered_is_nothing_counted(tmp_path: Path) -> None:
    with town_book(tmp_path) as book:
        [figure] = figures(book, DAY, ["cadre_total"])
        assert (as_json(figure)["value"], figure.rows) == ("0", 0)
        assert trace_json(book, "cadre_total", DAY)["rows"] == []
