"""A ledger's list marks what the office above asks about, and shows these records alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from ruraldesk.services.answering import answer
from ruraldesk.services.comments import comments
from ruraldesk.ui import jobs, tokens
from ruraldesk.ui.ledger.page import LedgerPage
from ruraldesk.ui.session import Session
from tests.services.answers_down import Between, between, returned
from tests.store.reports import enter


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Between]:
    """A village whose month came back with a comment on one of two projects."""
    with between(tmp_path) as made:
        enter(made.village, "project", name="南塘清淤", kind="road")
        made.report()
        returned(made, "与批复不符")
        yield made
        jobs.stop_all()


@pytest.fixture
def page(qtbot: QtBot, two: Between) -> Iterator[LedgerPage]:
    session = Session(two.village)
    made = LedgerPage(session, session.form("project"))
    qtbot.addWidget(made)
    made.resize(1150, 640)
    with qtbot.waitSignals([made.model.loaded, made.asked.changed]):
        made.show()
    yield made
    made.forget()


def test_the_cell_is_marked_in_red_and_says_what_is_asked(page: LedgerPage, two: Between) -> None:
    columns = [one.key for one in page.model.columns()]
    number = columns.index("name")
    row = next(n for n in range(2) if page.model.row(n).uuid == two.road)
    columns_shown = page.grid.geometry_of_columns
    placed = [*columns_shown.fixed(), *columns_shown.scrolling()]
    place = next(one for one in placed if one.number == number)
    seen = page.grid.viewport().grab().toImage()

    def corner(at: int) -> QColor:
        ratio = seen.devicePixelRatio()
        x, y = (place.left + place.width - 2) * ratio, (at * tokens.ROW + 1) * ratio
        return seen.pixelColor(int(x), int(y))

    assert corner(row) == QColor(tokens.CINNABAR)
    assert corner(1 - row) != QColor(tokens.CINNABAR)


def test_only_the_records_with_comments_are_shown_until_that_is_cleared(
    qtbot: QtBot, page: LedgerPage, two: Between
) -> None:
    assert page.model.rowCount() == 2
    assert page.asked_link.text() == "1 条有意见"

    with qtbot.waitSignal(page.model.loaded):
        page.asked_link.click()

    assert [page.model.row(0).uuid, page.model.rowCount()] == [two.road, 1]
    assert "上级有意见的" in page.count.whole_text()
    with qtbot.waitSignal(page.model.loaded):
        page.clear.click()
    assert page.model.rowCount() == 2


def test_once_it_is_answered_nothing_is_marked(
    qtbot: QtBot, page: LedgerPage, two: Between
) -> None:
    answer(two.village, comments(two.village)[0].uuid, "已改")
    with qtbot.waitSignal(page.asked.changed):
        page.session.note_change("project")

    assert page.asked_link.isHidden()
    assert not page.asked.of(two.road)
