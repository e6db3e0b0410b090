"""The page of a ledger over a real book, with the keyboard in its table."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from ruraldesk.ui import jobs
from ruraldesk.ui.ledger.page import LedgerPage
from ruraldesk.ui.session import Session


@pytest.fixture
def page(qtbot: QtBot, session: Session) -> Iterator[LedgerPage]:
    page = LedgerPage(session, session.form("project"))
    qtbot.addWidget(page)
    page.resize(1150, 640)
    with qtbot.waitSignal(page.model.loaded), qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    page.grid.setFocus()
    yield page
    page.hide()  # an entry at the side looks at itself a moment after each key
    page.forget()
    jobs.stop_all()
