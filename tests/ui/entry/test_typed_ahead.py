"""Whoever types on while the book is searched types into the field that comes next."""

import threading
from collections.abc import Sequence

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from ruraldesk.definitions.model import FieldDef, FieldType
from ruraldesk.ui.entry.editors.references import ReferenceEditor
from tests.ui.entry.fakes import WANG, FakeSources, Person

ENTER = Qt.Key.Key_Return
HEAD = FieldDef(key="head", type=FieldType.REFERENCE, label="责任人", form="person")


class SlowSources(FakeSources):
    """Answers when it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.let = threading.Event()

    def find(self, form_key: str, text: str, limit: int = 30) -> Sequence[Person]:
        assert self.let.wait(10)
        return super().find(form_key, text, limit)


@pytest.fixture
def fields(window: QWidget) -> tuple[ReferenceEditor, QLineEdit, SlowSources]:
    sources = SlowSources()
    head, following = ReferenceEditor(HEAD, sources, window), QLineEdit(window)
    layout = window.layout()
    assert layout is not None
    layout.addWidget(head)
    layout.addWidget(following)
    head.stepped.connect(lambda _: following.setFocus())
    head.setFocus()
    return head, following, sources


def test_letters_after_enter_go_into_the_next_field(
    qtbot: QtBot, fields: tuple[ReferenceEditor, QLineEdit, SlowSources]
) -> None:
    head, following, sources = fields
    QTest.keyClicks(head, "wjs")
    QTest.keyClick(head, ENTER)
    QTest.keyClicks(head, "35")
    word = QInputMethodEvent()
    word.setCommitString("万")
    QApplication.sendEvent(head, word)
    assert following.text() == ""

    sources.let.set()
    qtbot.waitUntil(lambda: following.text() == "35万")
    assert head.value() == WANG.uuid


def test_where_nothing_is_found_the_letters_are_not_lost(
    qtbot: QtBot, fields: tuple[ReferenceEditor, QLineEdit, SlowSources]
) -> None:
    head, following, sources = fields
    QTest.keyClicks(head, "xx")
    QTest.keyClick(head, ENTER)
    QTest.keyClicks(head, "y")

    sources.let.set()
    qtbot.waitUntil(lambda: head.text() == "xxy")
    assert following.text() == ""


def test_leaving_the_field_lets_the_keys_go(
    fields: tuple[ReferenceEditor, QLineEdit, SlowSources],
) -> None:
    head, following, sources = fields
    QTest.keyClicks(head, "wjs")
    QTest.keyClick(head, ENTER)
    QTest.keyClicks(head, "7")
    following.setFocus()
    QTest.keyClicks(following, "8")
    assert following.text() in ("78", "8")
    sources.let.set()
