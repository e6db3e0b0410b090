"""A text that was written before is written again with the first letters of its pinyin."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ruraldesk.definitions.model import FieldDef, FieldType
from ruraldesk.ui.entry.editors import NameEditor, editor
from ruraldesk.ui.entry.editors.words import WordEditor
from tests.ui.entry.fakes import FakeSources

ENTER, TAB, DOWN, F4 = Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Down, Qt.Key.Key_F4
PURPOSE = FieldDef(key="purpose", type=FieldType.TEXT, label="用途")
PAYEE = FieldDef(key="payee", type=FieldType.TEXT, label="收款单位", names="person")


@pytest.fixture
def purpose(window: QWidget, sources: FakeSources) -> WordEditor:
    sources.words = ["工程进度款", "管材款", "机械费"]
    made = editor(PURPOSE, sources, window)
    assert isinstance(made, WordEditor)
    layout = window.layout()
    assert layout is not None
    layout.addWidget(made)
    made.show()
    made.setFocus(Qt.FocusReason.TabFocusReason)
    return made


def test_enter_takes_what_letters_found(qtbot: QtBot, purpose: WordEditor) -> None:
    QTest.keyClicks(purpose, "gc")
    with qtbot.waitSignal(purpose.stepped):
        QTest.keyClick(purpose, ENTER)
    assert purpose.value() == "工程进度款"


def test_tab_takes_it_too(purpose: WordEditor) -> None:
    QTest.keyClicks(purpose, "jx")
    QTest.keyClick(purpose, TAB)
    assert purpose.value() == "机械费"


def test_what_is_written_out_is_never_replaced(purpose: WordEditor) -> None:
    for written in ("管材", "工程款", "管", "G102"):
        purpose.clear()
        purpose.insert(written)
        purpose.textEdited.emit(written)
        QTest.keyClick(purpose, ENTER)
        assert purpose.value() == written


def test_the_list_shows_what_begins_so_and_the_arrow_takes_it(purpose: WordEditor) -> None:
    purpose.insert("管")
    purpose.textEdited.emit("管")
    assert [one.label for one in purpose.shown_options()] == ["管材款"]
    QTest.keyClick(purpose, DOWN)
    QTest.keyClick(purpose, ENTER)
    assert purpose.value() == "管材款"


def test_f4_shows_what_was_written_before(purpose: WordEditor, sources: FakeSources) -> None:
    QTest.keyClick(purpose, F4)
    assert len(purpose.shown_options()) == 3


def test_without_words_it_is_a_plain_field(
    qtbot: QtBot, window: QWidget, sources: FakeSources, purpose: WordEditor
) -> None:
    sources.words = []
    purpose.clearFocus()
    purpose.setFocus()
    QTest.keyClicks(purpose, "gc")
    assert not purpose.is_open()
    assert not purpose.open_choices()
    QTest.keyClick(purpose, ENTER)
    assert purpose.value() == "gc"


def test_a_payee_of_before_is_found_beside_the_people(
    qtbot: QtBot, window: QWidget, sources: FakeSources
) -> None:
    sources.words = ["延津县顺达路桥工程有限公司"]
    made = editor(PAYEE, sources, window)
    assert isinstance(made, NameEditor)
    (found,) = made.look_for("yj")
    assert (found.name, found.uuid) == ("延津县顺达路桥工程有限公司", "")
