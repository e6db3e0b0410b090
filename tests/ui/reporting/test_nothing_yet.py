"""Where no report came in yet, the pages say what will stand there and lead to where it is read."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from ruraldesk.store.book import Book
from ruraldesk.ui.page import BookPage
from ruraldesk.ui.reporting.merging_page import BATCHES, TOTALS, MergingPage
from ruraldesk.ui.reporting.receipts_page import ReceiptsPage
from ruraldesk.ui.session import Session


def shown(qtbot: QtBot, page: BookPage) -> None:
    qtbot.addWidget(page)
    page.resize(1100, 600)
    with qtbot.waitSignal(page.loaded):
        page.show()


@pytest.mark.parametrize("tab", [BATCHES, TOTALS])
def test_a_part_without_reports_leads_to_where_they_are_read(
    qtbot: QtBot, book: Book, tab: int
) -> None:
    page = MergingPage(Session(book))
    shown(qtbot, page)
    page.show_tab(tab)
    page.totals.show_totals([])  # the office itself has some
    part = page.stack.currentWidget()
    assert part.nothing.isVisible()  # type: ignore[attr-defined]
    assert not any(one.isVisible() for one in (page.batches.table, page.totals.ledgers))
    with qtbot.waitSignal(page.read_wanted):
        part.nothing.act.click()  # type: ignore[attr-defined]


def test_receipts_without_reports_lead_to_where_they_are_read(qtbot: QtBot, book: Book) -> None:
    page = ReceiptsPage(Session(book))
    shown(qtbot, page)
    assert page.nothing.isVisible()
    assert page.focusProxy() is page.nothing.act
    with qtbot.waitSignal(page.read_wanted):
        page.nothing.act.click()
