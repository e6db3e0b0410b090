"""The month's check tells how far it is, and can be stopped."""

import pytest
from pytestqt.qtbot import QtBot

from ruraldesk.errors import Stopped
from ruraldesk.services import checking
from ruraldesk.store.book import Book
from ruraldesk.ui.problems_page import ProblemsPage
from ruraldesk.ui.session import Session


def test_a_check_that_is_stopped_says_so_and_can_be_begun_again(
    qtbot: QtBot, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise Stopped

    page = ProblemsPage(session)
    qtbot.addWidget(page)
    with monkeypatch.context() as patched:
        patched.setattr(checking, "check", stopped)
        page.show()
        qtbot.waitUntil(lambda: "F5" in page.count.text())
    assert checking.last_check(session.book, session.month) is None

    with qtbot.waitSignal(page.checked):
        page.again.click()
    assert "必须改正" in page.count.text()
    assert checking.last_check(session.book, session.month) is not None


def test_a_check_tells_how_many_records_it_has_seen_and_asks_whether_to_stop(book: Book) -> None:
    told: list[tuple[int, int, str]] = []
    checking.check(book, "2023-11", progress=lambda *far: told.append(far))
    assert (told[0], told[-1]) == ((0, 12, "项目台账"), (12, 12, "项目台账"))
    with pytest.raises(Stopped):
        checking.check(book, "2023-10", cancelled=lambda: True)
    assert checking.last_check(book, "2023-10") is None
