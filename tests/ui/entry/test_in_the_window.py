"""The real panel in the real window over a real book: nothing that was typed is ever lost."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ruraldesk.definitions.model import Record
from ruraldesk.services import books, entry
from ruraldesk.services.ledger import ListQuery
from ruraldesk.store.book import Book
from ruraldesk.ui import jobs
from ruraldesk.ui.desk import Desk
from ruraldesk.ui.entry.comparison import ComparisonDialog
from ruraldesk.ui.entry.panel import EntryPanel
from ruraldesk.ui.entry.waiting import WaitingBar, menu_of
from tests.ui.books import DEFINITIONS, small_book

KEY, HELD = Qt.Key, Qt.KeyboardModifier

pytestmark = pytest.mark.qt_log_ignore(
    "^This plugin does not support (raise|grabbing the keyboard)", extend=True
)


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A closed book, where the program's own forms are those of the test."""
    monkeypatch.setattr(books, "shipped_definitions", lambda: DEFINITIONS)
    made = tmp_path / "王楼 镇.rdb"
    small_book(made).close()
    return made


@pytest.fixture
def desk(qtbot: QtBot, desk: Desk, path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """The window with the book."""
    with qtbot.waitSignal(desk.book_opened):
        desk.start(path)
    # Closing asks what to do when its backup is stopped, and the end of a test stops it.
    monkeypatch.setattr(desk.acts, "back_up_before_closing", lambda then: then())
    return desk


def book_of(desk: Desk) -> Book:
    assert desk.session is not None
    return desk.session.book


def panel_of(desk: Desk) -> EntryPanel:
    panel = desk.ledger("project").place.panel()
    assert isinstance(panel, EntryPanel)
    return panel


def begin(desk: Desk) -> EntryPanel:
    """Begin a new project with its name."""
    desk.ledger("project").open_blank()
    panel = panel_of(desk)
    panel.pages.page.focus("name")
    QTest.keyClicks(QApplication.focusWidget(), "half a road")
    return panel


def press(key: Qt.Key, held: Qt.KeyboardModifier = HELD.NoModifier) -> None:
    QTest.keyClick(QApplication.focusWidget(), key, held)


def test_a_record_that_is_saved_is_in_the_book(desk: Desk) -> None:
    begin(desk)
    press(KEY.Key_Return, HELD.ControlModifier)
    assert book_of(desk).lists.count("project", ListQuery()) == 13
    assert entry.drafts(book_of(desk)) == []


def test_closing_the_window_keeps_what_was_half_typed(desk: Desk, path: Path) -> None:
    begin(desk)
    desk.window.close()
    with Book.open(path, DEFINITIONS) as book:
        assert [draft.record["name"] for draft in entry.drafts(book)] == ["half a road"]


def test_going_to_another_page_and_back_loses_nothing(desk: Desk) -> None:
    panel = begin(desk)
    desk.home()
    assert [draft.record["name"] for draft in entry.drafts(book_of(desk))] == ["half a road"]
    desk.show("project")
    assert panel.has_unsaved()


def test_escape_in_the_table_keeps_the_draft_of_the_panel(desk: Desk) -> None:
    begin(desk)
    page = desk.ledger("project")
    page.grid.setFocus()
    press(KEY.Key_Escape)
    assert not page.place.is_open()
    assert [draft.record["name"] for draft in entry.drafts(book_of(desk))] == ["half a road"]


def test_a_change_by_somebody_else_is_compared(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[ComparisonDialog] = []

    def agree(dialog: ComparisonDialog) -> int:
        seen.append(dialog)
        return 1

    monkeypatch.setattr(ComparisonDialog, "exec", agree)
    book = book_of(desk)
    [first] = book.records.by_ids("project", book.lists.first_ids("project", ListQuery(), 1))
    desk.ledger("project").place.open(first.uuid)
    panel = panel_of(desk)
    panel.pages.page.focus("name")
    saved = book.records.get("project", first.uuid)
    book.records.save(
        "project", replace(saved, values={**saved.values, "people": 7}), operator="李会计"
    )
    QTest.keyClicks(QApplication.focusWidget(), "another name")
    press(KEY.Key_S, HELD.ControlModifier)
    assert [one.label for one in seen[0].rows] == ["项目名称", "受益人数"]
    now = book.records.get("project", first.uuid)
    assert (now["name"], now["people"]) == ("another name", 7)


def test_a_huge_number_is_refused_in_words(desk: Desk) -> None:
    panel = begin(desk)
    for key in ("total", "people", "progress"):
        panel.pages.page.focus(key)
        QTest.keyClicks(QApplication.focusWidget(), "9" * 40)
        press(KEY.Key_Return)
        assert panel.pages.page.boxes[key].sentences()
    press(KEY.Key_S, HELD.ControlModifier)
    assert book_of(desk).lists.count("project", ListQuery()) == 12


def offered(qtbot: QtBot, desk: Desk, text: str) -> WaitingBar:
    """Return the bar above the table once it says `text`."""
    bar = desk.ledger("project").waiting
    qtbot.waitUntil(lambda: text in bar.text())
    return bar


def leave_one(desk: Desk) -> None:
    """Begin a project, and leave it unfinished."""
    begin(desk)
    press(KEY.Key_Escape)


def test_an_unfinished_entry_is_offered_above_the_table(qtbot: QtBot, desk: Desk) -> None:
    leave_one(desk)
    bar = offered(qtbot, desk, "half a road")
    assert "1 份" in bar.text()
    panel = panel_of(desk)
    bar.buttons()[0].click()
    assert panel.pages.page.boxes["name"].editor.typed() == "half a road"
    focus = desk.window.focusWidget()
    assert focus is panel or panel.isAncestorOf(focus)
    assert bar.text() == ""  # the panel tells it now


def test_what_is_unfinished_is_offered_when_the_book_is_opened_again(
    qtbot: QtBot, desk: Desk, path: Path
) -> None:
    leave_one(desk)
    desk.leave_book()
    with qtbot.waitSignal(desk.book_opened):
        desk.start(path)
    offered(qtbot, desk, "half a road")


def test_a_half_changed_record_is_gone_on_with(qtbot: QtBot, desk: Desk) -> None:
    book = book_of(desk)
    [first] = book.records.by_ids("project", book.lists.first_ids("project", ListQuery(), 1))
    desk.ledger("project").place.open(first.uuid)
    panel_of(desk).pages.page.focus("name")
    QTest.keyClicks(QApplication.focusWidget(), "another name")
    press(KEY.Key_Escape)
    offered(qtbot, desk, "another name").buttons()[0].click()
    assert panel_of(desk).working.base.uuid == first.uuid
    assert panel_of(desk).has_unsaved()


def test_an_unfinished_entry_is_thrown_away_after_a_question(
    qtbot: QtBot, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = [False, True]
    monkeypatch.setattr("ruraldesk.ui.messages.ask", lambda *_, **__: answers.pop(0))
    leave_one(desk)
    bar = offered(qtbot, desk, "half a road")
    bar.buttons()[1].click()
    assert len(entry.drafts(book_of(desk))) == 1
    offered(qtbot, desk, "half a road").buttons()[1].click()
    qtbot.waitUntil(lambda: bar.text() == "")
    assert entry.drafts(book_of(desk)) == []


def test_of_several_unfinished_entries_one_is_chosen(qtbot: QtBot, desk: Desk) -> None:
    leave_one(desk)
    leave_one(desk)
    bar = offered(qtbot, desk, "2 份")
    waiting = entry.drafts(book_of(desk), "project")
    chosen: list[object] = []
    menu = menu_of(desk.ledger("project").form, waiting, chosen.append, bar)
    menu.actions()[1].trigger()
    assert chosen == [waiting[1]]


def test_the_recycle_bin_offers_no_unfinished_entry(qtbot: QtBot, desk: Desk) -> None:
    leave_one(desk)
    bar = offered(qtbot, desk, "half a road")
    page = desk.ledger("project")
    page.show_view(None, in_bin=True)
    assert bar.text() == ""
    page.show_view(None)
    offered(qtbot, desk, "half a road")


def test_where_nothing_is_unfinished_nothing_is_offered(qtbot: QtBot, desk: Desk) -> None:
    begin(desk)
    press(KEY.Key_S, HELD.ControlModifier)
    press(KEY.Key_Escape)
    bar = desk.ledger("project").waiting
    jobs.stop_all()
    QApplication.processEvents()
    assert bar.text() == ""


def test_a_new_entry_is_gone_on_with_whatever_its_draft_is_called(qtbot: QtBot, desk: Desk) -> None:
    begun = Record(values={"name": "begun elsewhere"})
    entry.keep_draft(book_of(desk), "project", "8a7e3c0e-0000-4000-8000-000000000001", begun)
    desk.home()
    bar = offered(qtbot, desk, "begun elsewhere")
    panel = panel_of(desk)
    bar.buttons()[0].click()
    assert panel.save(following=False)
    assert book_of(desk).lists.count("project", ListQuery()) == 13
    assert entry.drafts(book_of(desk)) == []
