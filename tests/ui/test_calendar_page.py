"""The page of the work calendar over a real book."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ruraldesk.services.work_calendar import PLANNED, REPORT
from ruraldesk.store.book import Book
from ruraldesk.ui.calendar_page import CalendarPage
from ruraldesk.ui.session import Session
from tests.store.closing import closing_book
from tests.store.village import project, receipt


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with closing_book(tmp_path, today=date(2023, 12, 4)) as made:
        road = project(made, "路")
        receipt(made, road, "10.00", date(2023, 12, 20))
        yield made


@pytest.fixture
def page(qtbot: QtBot, book: Book) -> Iterator[CalendarPage]:
    page = CalendarPage(Session(book))
    qtbot.addWidget(page)
    page.resize(1150, 688)
    with qtbot.waitSignal(page.loaded):
        page.show()
    yield page
    page.forget()


def test_the_month_opens_at_the_books_day(page: CalendarPage) -> None:
    assert page.month.text() == "2023年12月"
    assert page.grid.day() == date(2023, 12, 4)


def test_the_month_to_be_reported_leads_to_its_page(qtbot: QtBot, page: CalendarPage) -> None:
    [report] = [one for one in page.items() if one.kind == REPORT]
    page.go_to(report.day)
    assert page.list.items()[0].text == "2023年11月台账报送截止"

    with qtbot.waitSignal(page.month_wanted):
        QTest.keyClick(page.list, Qt.Key.Key_Return)


def test_what_is_dated_ahead_opens_its_record(qtbot: QtBot, page: CalendarPage) -> None:
    [planned] = [one for one in page.items() if one.kind == PLANNED]
    assert planned.day == date(2023, 12, 20)
    middle = page.grid.rect_of(planned.day).center().toPoint()
    QTest.mouseClick(page.grid, Qt.MouseButton.LeftButton, pos=middle)
    assert page.of_day.text() == "2023年12月20日 · 周三"

    with qtbot.waitSignal(page.record_opened) as opened:
        QTest.keyClick(page.list, Qt.Key.Key_Return)

    assert opened.args == ["receipt", planned.record]


def test_the_keys_go_from_day_to_day_and_into_other_months(
    qtbot: QtBot, page: CalendarPage
) -> None:
    QTest.keyClick(page.grid, Qt.Key.Key_Right)
    assert page.grid.day() == date(2023, 12, 5)
    assert "报送截止" in page.grid.accessibleName()

    with qtbot.waitSignal(page.loaded):
        QTest.keyClick(page.grid, Qt.Key.Key_PageDown)
    assert page.month.text() == "2024年1月"
    assert page.grid.day() == date(2024, 1, 5)

    with qtbot.waitSignal(page.loaded):
        QTest.keyClick(page.grid, Qt.Key.Key_Home)
    assert page.grid.day() == date(2023, 12, 4)


def test_what_is_entered_stands_there_at_once(qtbot: QtBot, page: CalendarPage, book: Book) -> None:
    road = book.records.find("project")[0]
    receipt(book, road, "1.00", date(2023, 12, 21))

    with qtbot.waitSignal(page.loaded):
        page._session.note_change("receipt")

    assert date(2023, 12, 21) in {one.day for one in page.items()}
