"""A town whose villages hand in real packages, and its page about them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ruraldesk.services.identity import identity_of
from ruraldesk.services.merging import Merged, merge
from ruraldesk.store.book import Book
from ruraldesk.ui import jobs
from ruraldesk.ui.reporting.page import ReportingPage
from ruraldesk.ui.session import Session
from tests.services.answers_down import COUNTY, MONTH, book_for
from tests.services.packages import package_of
from tests.store.reports import book_of, enter
from tests.store.village import HUANGSI, TOWN, WANGLOU, add


@dataclass
class Village:
    """A village with its own book, and the stick on which it carries its packages."""

    book: Book
    stick: Path
    road: str  # UUID of its project

    def pack(self, month: str = MONTH, sequence: int = 1, **how: object) -> Path:
        """Write what it has now as a package."""
        path, self.manifest = package_of(self.book, self.stick, month, sequence, **how)  # type: ignore[arg-type]
        return path


def focus_order(page: QWidget) -> list[QWidget]:
    """Return what Tab goes through in a page, from its beginning on."""
    order = [page]
    while (following := order[-1].nextInFocusChain()) is not page:
        order.append(following)
    return order


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Book]:
    """The town's book, in the first days of December."""
    with book_for(tmp_path, TOWN, "王楼镇", "town", COUNTY) as book:
        for code, name in ((HUANGSI, "黄寺村"), (WANGLOU, "王楼村")):
            add(book, "unit", code=code, name=name)
        yield book


@pytest.fixture
def village(tmp_path: Path) -> Iterator[Village]:
    """黄寺村, with a road."""
    stick = tmp_path / "U 盘"
    stick.mkdir()
    with book_of(tmp_path, HUANGSI, "黄寺村") as book:
        identity_of(book)
        enter(book, "unit", code=HUANGSI, name="黄寺村")
        road = enter(book, "project", name="道路硬化", planned="250000.00", kind="road")
        yield Village(book, stick, road)


@pytest.fixture
def taken(town: Book, village: Village) -> Merged:
    """The village's package of November, taken in."""
    done = merge(town, [village.pack()])
    assert done.batch, done.files
    return done


@pytest.fixture
def session(town: Book) -> Iterator[Session]:
    made = Session(town)
    made.month = MONTH
    yield made
    jobs.stop_all()


@pytest.fixture
def page(qtbot: QtBot, session: Session) -> Iterator[ReportingPage]:
    made = ReportingPage(session)
    qtbot.addWidget(made)
    made.resize(1154, 688)
    with qtbot.waitSignal(made.report_shown):
        made.show()
    yield made
    made.forget()
