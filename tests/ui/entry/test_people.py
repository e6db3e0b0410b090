"""Who is answerable is chosen from the people, or written as a name: one field for both."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ruraldesk.definitions.model import FieldDef, FieldType
from ruraldesk.store.book import Book
from ruraldesk.ui import jobs
from ruraldesk.ui.entry.editors.people import NameEditor
from ruraldesk.ui.entry.panel import EntryPanel
from tests.services.office import add, only, village_book
from tests.ui.entry.fakes import CHEN, WANG, FakeSources, Person
from tests.ui.entry.test_choosing import focused
from tests.ui.entry.test_filling import shown_panel

ENTER, ESC, F4, DOWN, TAB = (
    *(Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_F4, Qt.Key.Key_Down, Qt.Key.Key_Tab),
)
CTRL = Qt.KeyboardModifier.ControlModifier
TASK = {
    "name": "清理沟渠",
    "responsible": "待定",
    "starts_on": date(2023, 11, 1),
    "due_on": date(2023, 11, 30),
    "status": "doing",
}
WHO = FieldDef(
    key="responsible", type=FieldType.TEXT, label="责任人", names="person", max_length=30
)


@pytest.fixture
def who(window: QWidget, sources: FakeSources) -> NameEditor:
    return focused(NameEditor(WHO, sources), window)


def paste(made: NameEditor, text: str) -> None:
    """Put Chinese in as an input method does: as a whole."""
    made.insert(text)
    made.textEdited.emit(made.text())


def labels(made: NameEditor) -> list[str]:
    return [option.label for option in made.shown_options()]


def test_initials_find_a_person_and_enter_takes_him(qtbot: QtBot, who: NameEditor) -> None:
    qtbot.keyClicks(who, "wj")
    qtbot.waitUntil(who.is_open)
    qtbot.keyClick(who, ENTER)
    assert (who.value(), who.known()) == ("王建设", WANG.uuid)


def test_a_written_name_is_the_person_who_is_called_so(qtbot: QtBot, who: NameEditor) -> None:
    paste(who, "陈文书")
    with qtbot.waitSignal(who.stepped):
        qtbot.keyClick(who, ENTER)
    assert (who.value(), who.known()) == ("陈文书", CHEN.uuid)


def test_a_name_that_nobody_has_stays_as_it_is_written(qtbot: QtBot, who: NameEditor) -> None:
    paste(who, "县农业局刘科长")
    with qtbot.waitSignal(who.stepped):
        qtbot.keyClick(who, ENTER)
    assert (who.value(), who.known()) == ("县农业局刘科长", None)
    assert not who.is_open()


def test_a_short_name_is_not_replaced_by_a_longer_one(
    qtbot: QtBot, who: NameEditor, sources: FakeSources
) -> None:
    paste(who, "王建")
    qtbot.waitUntil(who.is_open)
    assert labels(who) == ["王建设"]
    qtbot.keyClick(who, ENTER)
    assert (who.value(), who.known()) == ("王建", None)


def test_of_two_people_of_one_name_the_clerk_says_which(
    qtbot: QtBot, who: NameEditor, sources: FakeSources
) -> None:
    other = Person("0d6bd2c1-8a0e-4a5e-9f44-000000000009", "王建设", "5111")
    sources.people["wj"] = other
    paste(who, "王建设")
    qtbot.waitUntil(who.is_open)
    assert who.chosen() is None
    qtbot.keyClick(who, DOWN)
    qtbot.keyClick(who, DOWN)
    qtbot.keyClick(who, ENTER)
    assert (who.value(), who.known()) == ("王建设", other.uuid)


def test_a_changed_name_is_no_longer_that_person(qtbot: QtBot, who: NameEditor) -> None:
    who.show_value("王建设")
    who.show_known(WANG.uuid)
    assert who.known() == WANG.uuid
    qtbot.keyClick(who, Qt.Key.Key_End)
    paste(who, "等3人")
    assert (who.typed(), who.known()) == ("王建设等3人", None)


def test_somebody_on_a_roster_only_is_taken_by_name(
    qtbot: QtBot, who: NameEditor, sources: FakeSources
) -> None:
    sources.people = {"lgf": Person("", "李桂芳", "")}
    qtbot.keyClicks(who, "lgf")
    with qtbot.waitSignal(who.stepped):
        qtbot.keyClick(who, ENTER)
    assert (who.value(), who.known()) == ("李桂芳", None)


def test_looking_at_the_list_keeps_who_is_named(
    qtbot: QtBot, who: NameEditor, sources: FakeSources
) -> None:
    sources.people = {"wjg": Person("", "王建国", ""), "lgf": Person("", "李桂芳", "")}
    qtbot.keyClicks(who, "lgf")
    qtbot.keyClick(who, ENTER)
    qtbot.waitUntil(lambda: who.value() == "李桂芳")
    qtbot.keyClick(who, F4)
    qtbot.waitUntil(lambda: len(labels(who)) == 2)
    qtbot.keyClick(who, ENTER)
    assert who.value() == "李桂芳"


def test_several_people_are_named_one_after_the_other(qtbot: QtBot, who: NameEditor) -> None:
    qtbot.keyClicks(who, "wjs")
    qtbot.waitUntil(who.is_open)
    qtbot.keyClick(who, ENTER)
    qtbot.keyClick(who, Qt.Key.Key_End)
    paste(who, "、")
    qtbot.keyClicks(who, "cws")
    qtbot.waitUntil(who.is_open)
    qtbot.keyClick(who, ENTER)
    assert (who.value(), who.known()) == ("王建设、陈文书", None)


def test_who_is_missing_is_entered_on_purpose_only(
    qtbot: QtBot, who: NameEditor, sources: FakeSources
) -> None:
    sources.ledgers = {"person": "人员台账"}
    paste(who, "张三")
    qtbot.waitUntil(who.is_open)
    assert labels(who) == ["新建“张三”…"]
    qtbot.keyClick(who, DOWN)
    qtbot.keyClick(who, ENTER)
    assert sources.begun_as == [("person", "张三")]


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with village_book(tmp_path) as made:
        yield made
        jobs.stop_all()


def name_box(panel: EntryPanel, key: str) -> NameEditor:
    made = panel.pages.page.boxes[key].editor
    assert isinstance(made, NameEditor)
    return made


def test_the_person_is_saved_with_the_name_and_shown_again(qtbot: QtBot, book: Book) -> None:
    wang = add(book, "person", name="王建设", sex="male")
    task = add(book, "task_list", **TASK)
    with shown_panel(qtbot, book, "task_list") as panel:
        panel.open(task.uuid)
        panel.pages.page.focus("responsible")
        box = name_box(panel, "responsible")
        box.selectAll()
        qtbot.keyClicks(box, "wjs")
        qtbot.waitUntil(box.is_open)
        qtbot.keyClick(box, ENTER)
        assert panel.save(following=False)
        kept = only(book, "task_list")
        assert (kept["responsible"], kept["known_responsible"]) == ("王建设", wang.uuid)
        panel.open_blank()
        panel.open(task.uuid)
        assert name_box(panel, "responsible").known() == wang.uuid


def test_in_a_row_the_person_is_kept_too_and_ctrl_d_takes_her_along(
    qtbot: QtBot, book: Book
) -> None:
    wang = add(book, "person", name="王建设", sex="male")
    with shown_panel(qtbot, book, "task_list") as panel:
        page = panel.pages.lines["progress"]
        panel.pages.show_tab(list(panel.pages.lines).index("progress") + 1)
        column = [one.key for one in page.model.fields].index("reporter")
        page.table.setFocus()
        page.table.go_to(0, column)
        qtbot.keyClicks(QApplication.focusWidget(), "wjs")
        QTest.keyClick(QApplication.focusWidget(), ENTER)
        qtbot.waitUntil(lambda: page.model.known(0, "reporter") == wang.uuid)
        page.table.go_to(1, column)
        assert page.take_above()
        assert [page.model.known(row, "reporter") for row in (0, 1)] == [wang.uuid] * 2
        page.model.put(1, "reporter", "李四")
        lines = page.records(readable=True)
        assert [one["known_reporter"] for one in lines] == [wang.uuid, None]


def test_a_phone_comes_with_the_name_and_goes_with_it(qtbot: QtBot, book: Book) -> None:
    add(book, "person", name="王建设", sex="male", phone="13803730001")
    with shown_panel(qtbot, book, "service_team") as panel:
        panel.pages.page.focus("leader")
        box, phone = name_box(panel, "leader"), panel.pages.page.boxes["phone"].editor
        qtbot.keyClicks(box, "wjs")
        qtbot.waitUntil(box.is_open)
        qtbot.keyClick(box, ENTER)
        qtbot.waitUntil(lambda: phone.entered() == "13803730001")
        panel.pages.page.focus("leader")
        box.selectAll()
        paste(box, "李四")
        assert phone.entered() is None


def test_in_a_row_what_is_known_of_a_person_comes_along(qtbot: QtBot, book: Book) -> None:
    wang = add(book, "person", name="王建设", sex="male", phone="13803730001")
    with shown_panel(qtbot, book, "rental_registration") as panel:
        model = panel.pages.lines["tenants"].model
        model.put(0, "tenant_name", "王建设", known=wang.uuid)
        assert model.value(0, "tenant_phone") == "13803730001"
        model.put(0, "tenant_phone", "13803739999")
        model.put(0, "tenant_name", "李四")
        assert model.value(0, "tenant_phone") == "13803739999"  # the clerk's own
        model.put(1, "tenant_name", "王建设", known=wang.uuid)
        model.put(1, "tenant_name", "李四")
        assert model.value(1, "tenant_phone") is None
