"""Second keying in the window: nothing is seen, Enter leads through, the list lets one choose."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ruraldesk.definitions.model import Record
from ruraldesk.services import entry
from ruraldesk.services import second_keying as twice
from ruraldesk.services.second_keying import Kind
from ruraldesk.store.book import Book
from ruraldesk.ui import jobs
from ruraldesk.ui.entry.panel import EntryPanel
from ruraldesk.ui.ledger.page import LedgerPage
from ruraldesk.ui.second_keying.choosing import ChoosingDialog
from ruraldesk.ui.second_keying.keying import KeyingDialog
from ruraldesk.ui.second_keying.result import ResultDialog
from ruraldesk.ui.session import Session
from tests.services.office import add, id_number, town_book

Key = Qt.Key
NUMBER, OTHER = id_number(date(1970, 3, 5), 11), id_number(date(1970, 3, 5), 13)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with town_book(tmp_path) as made:
        made.settings["operator"] = "李会计"
        yield made
        jobs.stop_all()


@pytest.fixture
def people(book: Book) -> list[Record]:
    first = add(book, "person", name="李明", id_number=NUMBER)
    second = add(book, "person", name="张三", id_number=id_number(date(1980, 1, 2), 11))
    return [first, second]


@pytest.fixture
def page(qtbot: QtBot, book: Book, people: list[Record]) -> Iterator[LedgerPage]:
    session = Session(book)
    made = LedgerPage(session, session.form("person"))
    qtbot.addWidget(made)
    made.resize(1150, 640)
    with qtbot.waitSignal(made.model.loaded):
        made.show()
    yield made
    made.forget()


@pytest.fixture
def dialog(qtbot: QtBot, page: LedgerPage, people: list[Record]) -> KeyingDialog:
    hidden = twice.hidden_of(page.form, [Kind.NUMBERS])
    made = KeyingDialog(page, [one.uuid for one in people], hidden, "王支书")
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


def typed(qtbot: QtBot, widget: QWidget, text: str) -> None:
    qtbot.keyClicks(widget, text)
    qtbot.keyClick(widget, Key.Key_Return)


def test_what_is_typed_again_is_not_shown(dialog: KeyingDialog) -> None:
    assert dialog.called.text() == "李明"
    assert all(not made.typed() for made in dialog.editors.values())
    assert NUMBER[-4:] not in dialog.known.text()


def test_enter_leads_from_field_to_field_and_to_the_next_record(
    qtbot: QtBot, dialog: KeyingDialog, book: Book, people: list[Record]
) -> None:
    names = list(dialog.editors)
    for key in names:
        typed(qtbot, dialog.editors[key], NUMBER if key == "id_number" else "")
    assert dialog.called.text() == "张三"
    assert twice.not_verified(book, "person", [one.uuid for one in people]) == [people[1].uuid]
    assert entry.load(book, "person", people[0].uuid)["id_number"] == NUMBER


def test_a_text_that_is_no_number_stays_to_be_mended(
    qtbot: QtBot, dialog: KeyingDialog, book: Book
) -> None:
    dialog.editors["id_number"].put_typed("12345")
    dialog.act()
    assert dialog.problem.text()
    assert dialog.called.text() == "李明"
    assert dialog.keyed == []


def test_the_last_record_ends_it(qtbot: QtBot, dialog: KeyingDialog, people: list[Record]) -> None:
    dialog.act()
    with qtbot.waitSignal(dialog.accepted):
        dialog.act()
    assert dialog.keyed == [one.uuid for one in people]


def test_one_and_two_choose_which_is_right(
    qtbot: QtBot, page: LedgerPage, book: Book, people: list[Record]
) -> None:
    for one in people:
        record = entry.load(book, "person", one.uuid)
        twice.key_again(book, "person", record, {"id_number": OTHER})
    made = ResultDialog(page, None)
    qtbot.addWidget(made)
    assert len(made.list.items()) == 2
    qtbot.keyClick(made.list, Key.Key_1)
    assert entry.load(book, "person", people[0].uuid)["id_number"] == NUMBER
    qtbot.keyClick(made.list, Key.Key_2)
    assert entry.load(book, "person", people[1].uuid)["id_number"] == OTHER
    assert made.list.items() == ()
    assert not made.first.isEnabled()


def test_the_number_of_records_is_told_before_it_begins(
    qtbot: QtBot, page: LedgerPage, book: Book, people: list[Record]
) -> None:
    made = ChoosingDialog(page)
    qtbot.addWidget(made)
    made.all.setChecked(True)
    assert "2" in made.agree.text()
    record = entry.load(book, "person", people[0].uuid)
    twice.key_again(book, "person", record, {"id_number": NUMBER})
    made.month.setChecked(True)
    made.all.setChecked(True)
    assert "1" in made.agree.text()
    for box in made.kinds.values():
        box.setChecked(False)
    assert not made.agree.isEnabled()


def test_the_form_says_who_verified_a_record(
    qtbot: QtBot, book: Book, people: list[Record]
) -> None:
    record = entry.load(book, "person", people[0].uuid)
    twice.key_again(book, "person", record, {"id_number": NUMBER}, "王支书")
    panel = EntryPanel(book, book.definitions.form("person"))
    qtbot.addWidget(panel)
    panel.open(record.uuid)
    assert panel.verified.chip.text() == "已复核"
    assert "王支书" in panel.verified.chip.toolTip()
    panel.open(people[1].uuid)
    assert panel.verified.chip.isHidden()


def test_a_click_chooses_a_line_and_two_open_it(
    qtbot: QtBot, page: LedgerPage, book: Book, people: list[Record]
) -> None:
    for one in people:
        twice.key_again(book, "person", entry.load(book, "person", one.uuid), {"id_number": OTHER})
    made = ResultDialog(page, None)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    left, place = Qt.MouseButton.LeftButton, made.list.rect_of(1).center()
    with qtbot.assertNotEmitted(made.list.opened):
        qtbot.mouseClick(made.list.viewport(), left, pos=place)
    made.first.click()
    assert [one.record for one in made.found] == [people[0].uuid]
    with qtbot.waitSignal(made.list.opened):
        qtbot.mouseDClick(made.list.viewport(), left, pos=made.list.rect_of(0).center())


def test_where_the_month_has_nothing_the_whole_ledger_is_offered(
    qtbot: QtBot, page: LedgerPage, people: list[Record], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page.session, "month", "1999-01")
    made = ChoosingDialog(page)
    qtbot.addWidget(made)
    assert made.all.isChecked()
    assert made.agree.isEnabled()
    assert "2" in made.agree.text()
