"""The first page of the sample book, and how its month moves on."""

from ruraldesk.services.checking import check, last_check
from ruraldesk.services.home import Home, home
from ruraldesk.store.book import Book

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
    assert f"{sum(bar.received for bar in chart.bars):.2f}" == "1328.26"
    assert [bar.received for bar in chart.bars] == sorted(
        (bar.received for bar in chart.bars), reverse=True
    )


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
