"""The first page over a real book."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ruraldesk.store.book import Book
from ruraldesk.ui.home import FigureCard, HomePage
from ruraldesk.ui.problems_page import ProblemsPage
from ruraldesk.ui.session import Session
from tests.ui.books import add_project


@pytest.fixture
def page(qtbot: QtBot, session: Session) -> Iterator[HomePage]:
    page = HomePage(session)
    qtbot.addWidget(page)
    page.resize(1150, 688)
    with qtbot.waitSignal(page.loaded):
        page.show()
    yield page
    page.forget()


def cards(page: HomePage) -> list[FigureCard]:
    return [one for one in page.children() if isinstance(one, FigureCard) and one.isVisible()]


def names(page: HomePage) -> list[str]:
    return [card.accessibleName() for card in cards(page)]


def test_the_main_figures_are_cards_that_say_their_value(qtbot: QtBot, page: HomePage) -> None:
    qtbot.waitUntil(lambda: names(page) == ["累计投入资金 78 万元"])


def test_enter_on_a_card_opens_its_figure(qtbot: QtBot, page: HomePage) -> None:
    qtbot.waitUntil(lambda: bool(cards(page)))
    card = cards(page)[0]
    card.setFocus()

    with qtbot.waitSignal(page.figure_opened) as opened:
        QTest.keyClick(card, Qt.Key.Key_Return)

    assert opened.args == ["invested"]


def test_only_steps_that_exist_are_shown(page: HomePage) -> None:
    found = page.home()

    assert found is not None
    assert [step.key for step in found.steps] == ["enter", "check", "export"]
    assert page.line.accessibleName().startswith("录入 12 条")


def test_what_is_saved_changes_the_figures(
    qtbot: QtBot, page: HomePage, session: Session, book: Book
) -> None:
    add_project(book, 22)

    with qtbot.waitSignal(page.loaded):
        session.note_change("project")

    qtbot.waitUntil(lambda: names(page) == ["累计投入资金 100 万元"])


def test_a_page_that_is_not_seen_reads_when_it_is_seen_again(
    qtbot: QtBot, page: HomePage, session: Session
) -> None:
    page.hide()
    with qtbot.assertNotEmitted(page.loaded):
        session.note_change("project")

    with qtbot.waitSignal(page.loaded):
        page.show()


def test_continue_goes_to_the_step_that_is_on(qtbot: QtBot, page: HomePage) -> None:
    assert page.go_on.isVisible()

    with qtbot.waitSignal(page.step_chosen) as chosen:
        QTest.mouseClick(page.go_on, Qt.MouseButton.LeftButton)

    assert chosen.args == ["check"]


def test_the_check_of_a_clean_book_says_so(qtbot: QtBot, session: Session) -> None:
    checks = ProblemsPage(session)
    qtbot.addWidget(checks)

    with qtbot.waitSignal(checks.checked):
        checks.show()

    assert checks.problems() == ()
    assert checks.count.text() == "2023年11月：共 0 处，其中 0 处必须改正"
    checks.forget()
