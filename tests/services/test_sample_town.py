"""The sample book holds what the bulletin says of the town's affairs (K000-11 to 15, 23 to 36)."""

from collections import Counter
from datetime import date

from ruraldesk.store.book import Book
from tests.services.looking import DAY, day, figure, number, rows, text, traced, wording

# ---------------------------------------------------------------- grids


def test_k000_33_35_village_grids_are_divided_into_161(sample_book: Book) -> None:
    villages = {text(unit, "code") for unit in rows(sample_book, "unit", 'level == "village"')}
    upper = rows(sample_book, "grid", 'level == "3" and in_use')
    lower = rows(sample_book, "grid", 'level == "4" and in_use')
    assert {grid["unit"] for grid in upper} == villages
    assert (len(upper), len(lower)) == (35, 161)
    assert (figure(sample_book, "grids_level_3"), figure(sample_book, "grids_level_4")) == (35, 161)
    units = {grid.uuid: grid["unit"] for grid in upper}
    assert all(units[text(grid, "upper")] == grid["unit"] for grid in lower)
    parts = Counter(Counter(text(grid, "upper") for grid in lower).values())
    assert parts == {4: 14, 5: 21}


def test_k000_33_disabled_grids_do_not_count(sample_book: Book) -> None:
    disabled = rows(sample_book, "grid", 'state == "disabled"')
    assert len(disabled) >= 2
    assert all(day(grid, "ended_on") <= DAY and grid["end_reason"] for grid in disabled)
    counted = {grid.uuid for grid in traced(sample_book, "grids_level_4")}
    assert not counted & {grid.uuid for grid in disabled}
    assert figure(sample_book, "grids_level_4", date(2023, 8, 30)) == 162


def test_k000_33_the_grids_of_a_village_hold_all_its_people(sample_book: Book) -> None:
    villages = {text(unit, "code"): unit for unit in rows(sample_book, "unit", "people != None")}
    lower = rows(sample_book, "grid", 'level == "4" and in_use')
    for grid in rows(sample_book, "grid", 'level == "3" and in_use'):
        parts = [part for part in lower if part["upper"] == grid.uuid]
        village = villages[text(grid, "unit")]
        for key in ("households", "people"):
            assert sum(number(part, key) for part in parts) == number(grid, key)
            assert number(grid, key) == number(village, key)
    assert figure(sample_book, "grid_mechanism_levels") == 3


def test_k000_34_events_come_from_the_app_in_three_kinds_settled_and_not(
    sample_book: Book,
) -> None:
    events = rows(sample_book, "grid_event", 'source == "safe_xinxiang_app"')
    assert {"livelihood", "public_opinion", "legal_publicity"} <= {
        text(event, "category") for event in events
    }
    assert {"closed", "doing"} <= {text(event, "status") for event in events}
    assert figure(sample_book, "grid_events_app") == len(events)
    assert 0 < (figure(sample_book, "grid_events_open") or 0) < len(events)


# ---------------------------------------------------------------- sentences


def test_sentence_7_of_grids_comes_out_word_for_word(sample_book: Book) -> None:
    upper, lower = (wording(sample_book, f"grids_level_{level}") for level in (3, 4))
    assert upper == "35个"
    assert lower == "161个"
    assert f"将全镇划分为三级网格{upper}、四级网格{lower}。" == (
        "将全镇划分为三级网格35个、四级网格161个。"
    )
