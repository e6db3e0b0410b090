"""A ledger of standing facts marks what moved since last month, and lists it with reasons."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from ruraldesk.services.months import close
from ruraldesk.store.book import Book
from ruraldesk.ui.change_list import ChangeListDialog
from ruraldesk.ui.ledger import blocks, menus, moved
from ruraldesk.ui.ledger.page import LedgerPage
from ruraldesk.ui.session import Session
from tests.store.closing import MONTH, NEXT, change, closing_book
from tests.store.village import project


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    """A book whose projects are standing facts; since the close one changed and one came."""
    with closing_book(tmp_path, today=date(2023, 12, 20)) as made:
        forms = {
            key: replace(form, lasting=key == "project")
            for key, form in made.definitions.forms.items()
        }
        made.definitions = replace(made.definitions, forms=forms)
        project(made, "路", planned=Decimal("40.00"))
        bridge = project(made, "桥", planned=Decimal("40.00"))
        close(made, MONTH)
        change(made, "project", bridge.uuid, planned=Decimal("130.00"))
        project(made, "井", planned=Decimal("40.00"))
        yield made


@pytest.fixture
def page(qtbot: QtBot, book: Book) -> Iterator[LedgerPage]:
    session = Session(book)
    session.month = NEXT
    page = LedgerPage(session, session.form("project"))
    qtbot.addWidget(page)
    page.resize(1100, 600)
    moved.attach(page)
    with qtbot.waitSignal(page.loaded):
        page.show()
    yield page
    assert page.model.moved is not None
    page.model.moved.forget()
    page.forget()


def link(page: LedgerPage) -> moved.MovedLink:
    [found] = page.findChildren(moved.MovedLink)
    return found


def test_new_and_changed_rows_are_marked_and_say_what_they_were(
    qtbot: QtBot, page: LedgerPage
) -> None:
    found = page.model.moved
    assert found is not None
    qtbot.waitUntil(lambda: found.count() == 2)

    rows = {page.model.row(n).texts: page.model.row(n).uuid for n in range(page.model.rowCount())}
    kinds = sorted(found.kind(uuid) for uuid in rows.values())
    assert kinds == ["", "added", "changed"]
    changed = next(uuid for uuid in rows.values() if found.kind(uuid) == "changed")
    page.take_columns(["code", "name", "planned"])
    columns = page.model.columns()
    keys = [column.key for column in columns]
    assert "上月：40.00" in found.tip(changed, columns, keys.index("planned"))
    assert "40.00 → 130.00" in found.tip(changed, columns, 0).replace("元", "")
    assert link(page).isVisible()
    assert link(page).text() == "本月变动 2 条"


def test_only_what_moved_is_shown(qtbot: QtBot, page: LedgerPage) -> None:
    found = page.model.moved
    assert found is not None
    qtbot.waitUntil(lambda: found.count() == 2)

    with qtbot.waitSignal(page.loaded):
        link(page).show_moved()

    assert page.model.rowCount() == 2


@pytest.fixture
def ended_page(qtbot: QtBot, book: Book, page: LedgerPage) -> LedgerPage:
    """The page after “路”, which was there last month, went into the recycle bin."""
    [road] = [one for one in book.records.find("project") if one["name"] == "路"]
    with qtbot.waitSignal(chip(page, "removed")._moved.changed):
        book.records.delete("project", road.uuid, road.revision)
        page.session.note_change("project")
    qtbot.waitUntil(lambda: page.count.text() == "2 条 · 终止 1")
    return page


def chip(page: LedgerPage, kind: str) -> moved.MovedChip:
    [found] = [one for one in page.findChildren(moved.MovedChip) if one.kind == kind]
    return found


def named(page: LedgerPage) -> dict[str, int]:
    """Return the rows by what their record is called."""
    place = [column.key for column in page.model.columns()].index("name")
    return {page.model.row(n).texts[place]: n for n in range(page.model.rowCount())}


def test_an_ended_record_stays_in_the_list_struck_out_but_is_not_counted(
    ended_page: LedgerPage,
) -> None:
    page, rows = ended_page, named(ended_page)
    assert set(rows) == {"路", "桥", "井"}
    assert [name for name, row in rows.items() if page.model.has_ended(row)] == ["路"]
    assert page.count.text() == "2 条 · 终止 1"
    assert page.grid.totals.words() == "合计 2 条"
    found = page.model.moved
    assert found is not None
    tip = found.tip(page.model.row(rows["路"]).uuid, page.model.columns(), 0)
    assert tip == "2023年11月以来终止：记录在回收站里"


def test_nothing_is_written_into_an_ended_record(ended_page: LedgerPage) -> None:
    page, row = ended_page, named(ended_page)["路"]
    page.grid.selection.all(page.model.rowCount(), 1)

    assert "已终止" in page.entering.why_fixed(row, 0)
    assert row not in blocks.marked_rows(page)
    assert len(page.marked()) == 2

    page.grid.move_to(row, 0)
    blocks.fill_down(page)
    blocks.clear_marked(page)

    assert not page.entering.is_waiting(page.model.rowCount())  # nor into the new row
    assert page.model.has_ended(row)


def test_an_ended_record_is_brought_back_from_the_list(
    qtbot: QtBot, ended_page: LedgerPage
) -> None:
    page = ended_page
    page.grid.move_to(named(page)["路"], 0)
    menu = menus.row_menu(page)
    assert menu is not None
    acts = {action.text(): action for action in menu.actions()}
    assert "放入回收站" not in acts

    acts["恢复"].trigger()

    qtbot.waitUntil(lambda: page.model.complete and page.count.text() == "3 条")
    assert not chip(page, "removed").isVisible()


def test_chips_count_what_is_new_changed_and_ended_and_show_it_alone(
    qtbot: QtBot, ended_page: LedgerPage
) -> None:
    page = ended_page
    kinds = ("added", "changed", "removed")
    texts = [chip(page, kind).text() for kind in kinds]
    assert texts == ["新增 1", "变更 1", "终止 1"]
    for kind, name in zip(kinds, ("井", "桥", "路"), strict=True):
        with qtbot.waitSignal(page.loaded):
            chip(page, kind).click()
        assert list(named(page)) == [name]
        assert [chip(page, one).isChecked() for one in kinds] == [one == kind for one in kinds]

    with qtbot.waitSignal(page.loaded):
        chip(page, "removed").click()

    qtbot.waitUntil(lambda: page.model.rowCount() == 3)
    assert not any(chip(page, one).isChecked() for one in kinds)


def test_where_there_is_little_room_the_menu_shows_each_kind_alone(
    qtbot: QtBot, ended_page: LedgerPage
) -> None:
    page = ended_page
    page.resize(700, 600)
    qtbot.waitUntil(lambda: not chip(page, "removed").isVisible())
    entries = {one.text(): one for one in link(page).menu().actions()}

    with qtbot.waitSignal(page.loaded):
        entries["终止 1"].trigger()

    assert list(named(page)) == ["路"]


def test_ended_records_leave_the_list_where_the_clerk_wants_it(
    qtbot: QtBot, ended_page: LedgerPage
) -> None:
    page = ended_page
    [keep] = [one for one in link(page).menu().actions() if "留在列表" in one.text()]
    assert keep.isChecked()

    keep.trigger()
    qtbot.waitUntil(lambda: page.model.complete and page.model.rowCount() == 2)
    assert page.count.text() == "2 条"

    with qtbot.waitSignal(page.loaded):
        chip(page, "removed").click()
    assert list(named(page)) == ["路"]


def test_the_recycle_bin_and_the_groups_know_no_ended_records(
    qtbot: QtBot, ended_page: LedgerPage
) -> None:
    page = ended_page
    assert page.query().also == ()  # what is exported, printed and grouped
    with qtbot.waitSignal(page.loaded):
        page.show_view(None, in_bin=True)
    assert list(named(page)) == ["路"]
    assert not page.model.has_ended(0)


def test_a_ledger_of_events_has_no_marks(qtbot: QtBot, book: Book) -> None:
    session = Session(book)
    page = LedgerPage(session, session.form("receipt"))
    qtbot.addWidget(page)
    moved.attach(page)
    assert page.model.moved is None
    page.forget()


def test_a_reason_is_typed_into_the_list(qtbot: QtBot, book: Book) -> None:
    session = Session(book)
    session.month = NEXT
    dialog = ChangeListDialog(session)
    qtbot.addWidget(dialog)
    with qtbot.waitSignal(dialog.shown):
        dialog.show()
    assert [row.kind for row in dialog.rows()] == ["changed", "added"]
    assert dialog.count.text() == "2 行；2 条记录还没有原因"

    dialog.table.setCurrentCell(0, 6)
    QTest.keyClick(dialog.table, Qt.Key.Key_F2)
    editor = dialog.table.findChild(QLineEdit)
    assert isinstance(editor, QLineEdit)
    editor.setText("增加配套")
    with qtbot.waitSignal(dialog.shown):
        QTest.keyClick(editor, Qt.Key.Key_Return)

    assert dialog.rows()[0].reason == "增加配套"
    assert dialog.count.text() == "2 行；1 条记录还没有原因"
