"""A cadre who is in the ledger of persons is not typed again; who is missing is entered at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ruraldesk.definitions.model import Record, Value
from ruraldesk.services import entry
from ruraldesk.store.book import Book
from ruraldesk.ui import jobs
from ruraldesk.ui.entry.editors.references import ReferenceEditor
from ruraldesk.ui.entry.panel import EntryPanel
from tests.services.office import HUANGSI, add, id_number, only, village_book

ZHANG = id_number(date(1975, 8, 12), 3)
LI = id_number(date(1982, 10, 5), 24)
ENTER, ESC, F4, DOWN = Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_F4, Qt.Key.Key_Down
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with village_book(tmp_path) as made:
        yield made
        jobs.stop_all()


@contextmanager
def shown_panel(qtbot: QtBot, book: Book, form: str) -> Iterator[EntryPanel]:
    """Yield the panel of a ledger in a window of its own, a blank entry open in it."""
    window = QWidget()
    layout = QVBoxLayout(window)
    window.resize(620, 760)
    qtbot.addWidget(window)
    made = EntryPanel(book, book.definitions.form(form), window)
    layout.addWidget(made)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    made.open_blank()
    yield made
    window.hide()


@pytest.fixture
def panel(qtbot: QtBot, book: Book) -> Iterator[EntryPanel]:
    with shown_panel(qtbot, book, "cadre") as made:
        yield made


def person(book: Book, **values: Value) -> Record:
    told: dict[str, Value] = {
        "name": "张建国",
        "id_number": ZHANG,
        "sex": "male",
        "birth_date": date(1975, 8, 12),
        "ethnicity": "hui",
        "phone": "13803730001",
        "education": "senior",
    }
    return add(book, "person", **{**told, **values})


def shown(panel: EntryPanel, key: str) -> Value:
    return panel.entered()[key]


def typed(panel: EntryPanel, key: str, text: str) -> None:
    """Put a text into a field as an input method does, the field having the focus."""
    panel.pages.page.focus(key)
    editor = panel.pages.page.boxes[key].editor
    editor.insert(text) if isinstance(editor, ReferenceEditor) else editor.setText(text)  # type: ignore[union-attr]
    editor.textEdited.emit(editor.text())  # type: ignore[union-attr]


def leave(panel: EntryPanel, to: str = "duties") -> None:
    panel.pages.page.focus(to)


def search(qtbot: QtBot, panel: EntryPanel, key: str, text: str) -> ReferenceEditor:
    """Look for a record in a reference; the list is open when this returns."""
    typed(panel, key, text)
    editor = panel.pages.page.boxes[key].editor
    assert isinstance(editor, ReferenceEditor)
    qtbot.waitUntil(lambda: editor.is_open() and not editor.is_searching())
    return editor


def chosen(qtbot: QtBot, panel: EntryPanel, text: str) -> ReferenceEditor:
    """Look for a person; the list is open when this returns."""
    return search(qtbot, panel, "person", text)


def press(key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, key, held)


def test_a_person_who_is_chosen_fills_the_empty_fields_at_once(
    qtbot: QtBot, book: Book, panel: EntryPanel
) -> None:
    one = person(book)
    typed(panel, "phone", "13803739999")
    chosen(qtbot, panel, "张建")
    press(ENTER)
    assert (shown(panel, "person"), shown(panel, "name")) == (one.uuid, "张建国")
    assert (shown(panel, "id_number"), shown(panel, "birth_date")) == (ZHANG, date(1975, 8, 12))
    assert shown(panel, "ethnicity") == "hui"  # the default was nobody's answer
    assert shown(panel, "phone") == "13803739999"
    assert "姓名" in panel.foot.words.whole_text()


def test_an_id_number_finds_the_person_once_it_is_left(book: Book, panel: EntryPanel) -> None:
    one = person(book)
    typed(panel, "id_number", ZHANG)
    panel.reviewer.now()
    assert shown(panel, "person") is None  # the clerk is still in the field
    leave(panel)
    assert (shown(panel, "person"), shown(panel, "phone")) == (one.uuid, "13803730001")
    assert panel.pages.page.boxes["person"].editor.typed() == "张建国"


def test_saving_from_the_id_number_takes_it_as_left(book: Book, panel: EntryPanel) -> None:
    one = person(book)
    typed(panel, "name", "张建国")
    typed(panel, "id_number", ZHANG)
    press(Qt.Key.Key_S, CTRL)
    cadre = only(book, "cadre")
    assert (cadre["person"], cadre["phone"]) == (one.uuid, "13803730001")


def test_what_a_number_brought_goes_when_the_number_was_wrong(
    book: Book, panel: EntryPanel
) -> None:
    person(book)
    typed(panel, "id_number", ZHANG)
    leave(panel)
    typed(panel, "education", "大专")
    typed(panel, "id_number", LI)
    leave(panel)
    assert [shown(panel, key) for key in ("person", "name", "phone")] == [None, None, None]
    assert (shown(panel, "ethnicity"), shown(panel, "education")) == ("han", "college")


def test_another_person_brings_another_ones_data(
    qtbot: QtBot, book: Book, panel: EntryPanel
) -> None:
    person(book)
    person(
        book, name="李秀英", id_number=LI, sex="female", birth_date=date(1982, 10, 5), phone=None
    )
    chosen(qtbot, panel, "张建")
    press(ENTER)
    panel.pages.page.focus("person")
    editor = panel.pages.page.boxes["person"].editor
    assert isinstance(editor, ReferenceEditor)
    editor.selectAll()
    chosen(qtbot, panel, "李秀")
    press(ENTER)
    assert (shown(panel, "name"), shown(panel, "id_number")) == ("李秀英", LI)
    assert shown(panel, "phone") is None  # the first one's number is not hers


def test_a_person_whom_the_clerk_takes_out_does_not_come_back(
    book: Book, panel: EntryPanel
) -> None:
    person(book)
    typed(panel, "id_number", ZHANG)
    leave(panel)
    typed(panel, "person", "")
    panel.pages.page.boxes["person"].editor.setText("")  # type: ignore[union-attr]
    panel.pages.page.boxes["person"].editor.textEdited.emit("")  # type: ignore[union-attr]
    leave(panel)
    typed(panel, "name", "张建国")
    leave(panel)
    assert (shown(panel, "person"), shown(panel, "phone")) == (None, None)
    assert (shown(panel, "id_number"), shown(panel, "name")) == (ZHANG, "张建国")


def test_looking_at_a_saved_cadre_changes_nothing(book: Book, panel: EntryPanel) -> None:
    cadre = add(book, "cadre", name="张建国", id_number=ZHANG)
    person(book)
    panel.open(cadre.uuid)
    leave(panel)
    leave(panel, "name")
    assert not panel.has_unsaved()


def test_a_copy_is_of_another_person(book: Book, panel: EntryPanel) -> None:
    one = person(book)
    cadre = add(book, "cadre", name="张建国", id_number=ZHANG, person=one.uuid)
    assert entry.copy_of(book, "cadre", cadre.uuid)["person"] is None


def test_who_is_missing_is_entered_from_the_field_and_chosen(
    qtbot: QtBot, book: Book, panel: EntryPanel
) -> None:
    typed(panel, "duties", "党建")
    told: list[str] = []
    panel.other_saved.connect(told.append)
    editor = chosen(qtbot, panel, "王小明")
    assert [one.label for one in editor.shown_options()] == ["新建“王小明”…"]
    press(ENTER)
    qtbot.waitUntil(panel.nested.is_open)
    inner = panel.nested.inner
    assert inner is not None
    assert (inner.entered()["name"], inner.entered()["unit"]) == ("王小明", HUANGSI)
    assert entry.drafts(book, "cadre")[0].record["duties"] == "党建"
    typed(inner, "sex", "男")
    press(ENTER, CTRL)
    assert not panel.nested.is_open()
    one = only(book, "person")
    assert (shown(panel, "person"), shown(panel, "name"), shown(panel, "sex")) == (
        one.uuid, "王小明", "male",
    )  # fmt: skip
    assert shown(panel, "duties") == "党建"
    assert editor.hasFocus()
    assert told == ["person"]
    assert entry.drafts(book, "person") == []


def test_a_number_that_is_looked_for_in_vain_is_the_new_persons_number(
    qtbot: QtBot, book: Book, panel: EntryPanel
) -> None:
    chosen(qtbot, panel, LI)
    press(ENTER)
    qtbot.waitUntil(panel.nested.is_open)
    assert panel.nested.inner is not None
    assert (panel.nested.inner.entered()["id_number"], panel.nested.inner.entered()["name"]) == (
        LI, None,
    )  # fmt: skip


def test_going_back_half_way_keeps_both_entries(
    qtbot: QtBot, book: Book, panel: EntryPanel
) -> None:
    typed(panel, "duties", "党建")
    editor = chosen(qtbot, panel, "王小明")
    press(ENTER)
    qtbot.waitUntil(panel.nested.is_open)
    assert panel.nested.inner is not None
    typed(panel.nested.inner, "phone", "13803730009")
    press(ESC)
    assert not panel.nested.is_open()
    assert panel.isVisible()
    assert (editor.hasFocus(), editor.typed()) == (True, "王小明")
    [draft] = entry.drafts(book, "person")
    assert (draft.record["name"], draft.record["phone"]) == ("王小明", "13803730009")
    assert shown(panel, "duties") == "党建"


def test_tab_begins_nothing(qtbot: QtBot, panel: EntryPanel) -> None:
    chosen(qtbot, panel, "王小明")
    press(Qt.Key.Key_Tab)
    QApplication.processEvents()
    assert not panel.nested.is_open()
    assert "新建" in panel.pages.unreadable()["person"]


def test_namesakes_can_be_entered_beside_those_who_are_there(
    qtbot: QtBot, book: Book, panel: EntryPanel
) -> None:
    one = person(book)
    editor = chosen(qtbot, panel, "张建国")
    assert [option.label for option in editor.shown_options()] == ["张建国", "新建“张建国”…"]
    press(ENTER)
    assert shown(panel, "person") == one.uuid


def test_another_record_that_is_opened_meanwhile_closes_the_inner_entry(
    qtbot: QtBot, book: Book, panel: EntryPanel
) -> None:
    cadre = add(book, "cadre", name="李秀英", id_number=LI)
    chosen(qtbot, panel, "王小明")
    press(ENTER)
    qtbot.waitUntil(panel.nested.is_open)
    assert panel.has_unsaved()
    panel.open(cadre.uuid)
    assert not panel.nested.is_open()
    assert panel.pages.isVisible()
    assert [one.record["name"] for one in entry.drafts(book, "person")] == ["王小明"]


def test_a_cadre_is_entered_in_the_ledger_of_persons_in_one_step(
    book: Book, panel: EntryPanel
) -> None:
    cadre = add(book, "cadre", name="张建国", id_number=ZHANG, phone="13803730001")
    panel.open(cadre.uuid)
    [step] = panel.head.follow_ups()
    assert step.action.title == "登记到人员台账"
    panel.head.follow_up_wanted.emit(step)
    inner = panel.nested.inner
    assert inner is not None
    assert (inner.entered()["id_number"], inner.entered()["phone"]) == (ZHANG, "13803730001")
    assert inner.save(following=False)
    one = only(book, "person")
    assert book.records.get("cadre", cadre.uuid)["person"] == one.uuid
    assert not panel.has_unsaved()
    assert panel.head.follow_ups() == []


def test_a_person_is_entered_from_a_row_and_put_into_its_cell(qtbot: QtBot, book: Book) -> None:
    with shown_panel(qtbot, book, "household") as panel:
        panel.pages.go_to_tab(1)
        page = panel.pages.lines["members"]
        column = next(at for at, one in enumerate(page.model.fields) if one.key == "person")
        page.table.go_to(0, column)
        editor = page.table.delegate.open_editor
        assert isinstance(editor, ReferenceEditor)
        editor.insert("王小明")
        editor.textEdited.emit(editor.text())
        qtbot.waitUntil(lambda: editor.is_open() and not editor.is_searching())
        press(ENTER)
        qtbot.waitUntil(panel.nested.is_open)
        inner = panel.nested.inner
        assert inner is not None
        typed(inner, "sex", "男")
        press(ENTER, CTRL)
        assert page.model.value(0, "person") == only(book, "person").uuid
        assert page.model.name(0, "person") == "王小明"
        assert (page.table.currentIndex().row(), page.table.currentIndex().column()) == (0, column)


def test_a_household_begun_from_a_field_may_need_its_head_first(qtbot: QtBot, book: Book) -> None:
    with shown_panel(qtbot, book, "monitoring_household") as panel:
        panel.pages.page.focus("household")
        search(qtbot, panel, "household", "王小明")
        press(ENTER)
        qtbot.waitUntil(panel.nested.is_open)
        home = panel.nested.inner
        assert home is not None
        home.pages.page.focus("head")
        head = home.pages.page.boxes["head"].editor
        assert isinstance(head, ReferenceEditor)
        assert head.typed() == "王小明"
        press(F4)
        qtbot.waitUntil(lambda: head.is_open() and not head.is_searching())
        press(ENTER)
        qtbot.waitUntil(home.nested.is_open)
        person = home.nested.inner
        assert person is not None
        typed(person, "sex", "男")
        press(ENTER, CTRL)
        assert head.name() == "王小明"
        press(ENTER, CTRL)
        home_now = only(book, "household")
        assert panel.entered()["household"] == home_now.uuid
        assert home_now["head"] == only(book, "person").uuid


def test_leaving_the_page_keeps_the_record_that_waits_and_the_one_begun_from_it(
    qtbot: QtBot, book: Book, panel: EntryPanel
) -> None:
    typed(panel, "duties", "党建")
    chosen(qtbot, panel, "王小明")
    press(ENTER)
    qtbot.waitUntil(panel.nested.is_open)
    window = panel.parentWidget()
    assert window is not None
    window.hide()
    [cadre], [person_begun] = entry.drafts(book, "cadre"), entry.drafts(book, "person")
    assert (cadre.record["duties"], person_begun.record["name"]) == ("党建", "王小明")
    with qtbot.waitExposed(window):
        window.show()
    assert panel.nested.is_open()
    assert panel.nested.inner is not None
    assert panel.nested.inner.entered()["name"] == "王小明"
