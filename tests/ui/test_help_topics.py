"""F1: every page and dialog of the window knows what the help says of it."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

import ruraldesk.ui
from ruraldesk.texts.resources import resources_dir
from ruraldesk.texts.translate import use_language
from ruraldesk.ui import help_topics
from ruraldesk.ui.dialogs.help import HelpDialog
from ruraldesk.ui.dialogs.help_pages import all_pages, headings
from ruraldesk.ui.page import Page

BASES = {"Page", "BookPage", "Sheet", "WorkSheet"}


def kinds_below(base: type) -> Iterator[type]:
    for kind in base.__subclasses__():
        if kind.__module__.startswith("ruraldesk."):
            yield kind
        yield from kinds_below(kind)


def all_kinds() -> list[type]:
    for module in pkgutil.walk_packages(ruraldesk.ui.__path__, "ruraldesk.ui."):
        importlib.import_module(module.name)
    kinds = {*kinds_below(Page), *kinds_below(QDialog)}
    return sorted((one for one in kinds if one.__name__ not in BASES), key=lambda one: one.__name__)


def has_topic(kind: type) -> bool:
    return any(one.__name__ in help_topics.TOPICS for one in kind.__mro__)


def test_every_page_and_dialog_has_its_topic() -> None:
    kinds = all_kinds()
    assert len(kinds) > 40
    assert [one.__name__ for one in kinds if not has_topic(one)] == []


def test_every_topic_names_a_page_and_a_heading_that_are_there() -> None:
    pages = {page.key: page for page in all_pages()}
    for name, topic in help_topics.TOPICS.items():
        key, _, heading = topic.partition("#")
        assert key in pages, name
        assert not heading or heading in pages[key].headings, name


@pytest.mark.parametrize("page", sorted((resources_dir() / "help" / "en").glob("*.md")), ids=str)
def test_an_english_page_has_the_headings_of_the_chinese_one(page: object) -> None:
    assert hasattr(page, "read_text")
    chinese = resources_dir() / "help" / page.name  # type: ignore[attr-defined]
    count = len(headings(chinese.read_text(encoding="utf-8")))
    assert len(headings(page.read_text(encoding="utf-8"))) == count


def test_links_of_the_help_lead_to_pages_and_headings() -> None:
    import re

    for code in ("zh_CN", "en"):
        use_language(code)
        try:
            pages = {page.key: page for page in all_pages()}
        finally:
            use_language("zh_CN")
        for page in pages.values():
            for link in re.findall(r"\]\(([^)]+)\)", page.text):
                key, _, heading = link.partition("#")
                assert key in pages, (page.key, link)
                assert not heading or heading in pages[key].headings, (page.key, link)


class ColoursDialog(QDialog):
    """Stands in for the one of that name: the topic goes by the name of the class."""


def test_f1_in_a_dialog_opens_its_heading(qtbot: QtBot) -> None:
    dialog = ColoursDialog()
    field = QLineEdit(dialog)
    QVBoxLayout(dialog).addWidget(field)
    qtbot.addWidget(dialog)
    with qtbot.waitActive(dialog):
        dialog.show()
        dialog.activateWindow()
    help_topics.listen(field)
    help_topics.listen(field)  # as often as the focus moves

    QTest.keyClick(field, Qt.Key.Key_F1)

    shown = dialog.findChild(HelpDialog)
    assert isinstance(shown, HelpDialog)
    assert shown.topics.currentItem().text() == "查找与透视"
    assert shown.page.textCursor().block().text() == "标色"
    shown.reject()


def test_the_innermost_part_decides_and_a_dialog_hides_what_lies_behind(qtbot: QtBot) -> None:
    page = type("MonthPage", (QWidget,), {})()
    qtbot.addWidget(page)
    inside = QLineEdit(page)
    panel = type("EntryPanel", (QWidget,), {})(page)
    assert help_topics.topic_for(inside) == "月末报送"
    assert help_topics.topic_for(QLineEdit(panel)) == "录入"
    strange = QDialog(page)
    assert help_topics.topic_for(QLineEdit(strange)) == ""
    assert QApplication.instance() is not None
