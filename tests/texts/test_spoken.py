"""Lists, units, dates and papers in the language of the window."""

from collections.abc import Iterator
from datetime import date

import pytest

from ruraldesk.texts.dates import told_date, told_month
from ruraldesk.texts.translate import (
    joined,
    listed,
    on_paper,
    tr,
    unit_name,
    use_language,
    with_unit,
)


@pytest.fixture
def english() -> Iterator[None]:
    use_language("en")
    yield
    use_language("zh_CN")


def test_in_chinese_everything_is_written_as_chinese_writes_it() -> None:
    assert (listed(["甲", "乙"]), joined(["3 行", "按编号"])) == ("甲、乙", "3 行，按编号")
    assert (with_unit("5", "亩"), with_unit("5", "户"), with_unit("45", "%")) == (
        *("5亩", "5户", "45%"),
    )
    assert (told_date(date(2023, 11, 16)), told_month("2023-11")) == (
        "2023年11月16日",
        "2023年11月",
    )


@pytest.mark.usefixtures("english")
def test_in_english_everything_is_written_as_english_writes_it() -> None:
    assert (listed(["a", "b"]), joined(["3 rows", "by number"])) == ("a, b", "3 rows, by number")
    assert (told_date(date(2023, 11, 6)), told_month("2023-01")) == (
        *("6 November 2023", "January 2023"),
    )


@pytest.mark.usefixtures("english")
def test_english_units_stand_apart_and_what_only_counts_vanishes() -> None:
    assert (with_unit("5", "亩"), with_unit("1.5", "万元")) == ("5 mu", "1.5 10k yuan")
    assert (with_unit("5", "户"), with_unit("45", "%")) == ("5", "45%")
    assert (unit_name("户"), tr("户")) == ("", "Household")


@pytest.mark.usefixtures("english")
def test_papers_stay_chinese() -> None:
    assert (on_paper("Total"), tr("Total")) == ("合计", "Total")
