"""In English the page about reports and its dialogs say nothing in Chinese but what is data."""

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QPainter
from pytestqt.qtbot import QtBot

from ruraldesk.services.merging import Merged
from ruraldesk.services.receipts import comment, send_back
from ruraldesk.services.reporting_board import row_changes
from ruraldesk.store.book import Book
from ruraldesk.texts.translate import use_language
from ruraldesk.ui.reporting.comment_dialog import CommentDialog
from ruraldesk.ui.reporting.page import ReportingPage
from ruraldesk.ui.reporting.reading import TRIED, ReadingDialog
from ruraldesk.ui.session import Session
from tests.services.answers_down import MONTH
from tests.store.village import HUANGSI
from tests.ui.reporting.conftest import Village
from tests.ui.test_english_window import chinese, said

DATA = ("黄寺村", "王楼村", "王楼镇的人", "道路硬化", "请核实", "项目台账", "单位", "编号", "类别")
"""Names, words of the clerks, and the labels of ledgers that only tests have."""


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Every text that a painter draws from now on."""
    texts: set[str] = set()
    drawn = QPainter.drawText

    def draw(painter: QPainter, *arguments: object) -> object:
        texts.update(one for one in arguments if isinstance(one, str))
        return drawn(painter, *arguments)  # type: ignore[call-overload]

    monkeypatch.setattr(QPainter, "drawText", draw)
    return texts


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    use_language("en")
    yield
    use_language("zh_CN")


def test_page_and_dialogs(
    qtbot: QtBot, heard: set[str], taken: Merged, session: Session, town: Book, village: Village
) -> None:
    comment(town, HUANGSI, MONTH, "project", village.road, "planned", "请核实")
    send_back(town, HUANGSI, MONTH)
    page = ReportingPage(session)
    qtbot.addWidget(page)
    with qtbot.waitSignal(page.report_shown):
        page.show()
    page.grab()
    report = page.detail.report()
    assert report is not None
    changes = page.deciding.open_changes(report, row_changes(town, HUANGSI, MONTH))
    reading = ReadingDialog(session, [village.stick], None)
    qtbot.addWidget(reading)
    qtbot.waitUntil(lambda: reading.state() == TRIED, timeout=10_000)
    writing = CommentDialog("Huangsi", [], None)
    qtbot.addWidget(writing)
    receipts = page.write_receipts()
    with qtbot.waitSignal(receipts.read):
        receipts.look()
    for widget in (page, changes, reading, writing, receipts):
        widget.grab()
        heard.update(said(widget))
    changes.reject()
    receipts.reject()
    page.forget()
    stick = str(village.stick)
    assert not chinese(heard, (stick, taken.files[0].path.name, *DATA))
