"""A village's book whose payments are final and whose disputes must be reported every month."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ruraldesk.store.book import Book
from ruraldesk.ui import jobs
from ruraldesk.ui.month.page import MonthPage
from ruraldesk.ui.session import Session
from tests.store.closing import closing_book, payment
from tests.store.village import project, receipt

IN_DECEMBER = date(2023, 12, 3)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    """A book with a road, money for it, and a day in the first days of December."""
    with closing_book(tmp_path, today=IN_DECEMBER) as made:
        made.settings["operator"] = "陈文书"
        road = project(made)
        receipt(made, road, "1000.00", date(2023, 11, 30))
        payment(made, road, "300.00", date(2023, 11, 30))
        yield made


@pytest.fixture
def session(book: Book) -> Iterator[Session]:
    made = Session(book)
    made.month = "2023-11"
    yield made
    jobs.stop_all()


@pytest.fixture
def page(qtbot: QtBot, session: Session) -> Iterator[MonthPage]:
    made = MonthPage(session)
    qtbot.addWidget(made)
    made.resize(1154, 688)
    with qtbot.waitSignal(made.loaded):
        made.show()
    yield made
    made.forget()
