"""The help inside the window: its topics, and words found in all of its pages."""

import re

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ruraldesk.texts.resources import resources_dir
from ruraldesk.texts.translate import use_language
from ruraldesk.ui import keys
from ruraldesk.ui.dialogs.help import HelpDialog


@pytest.fixture
def help_shown(qtbot: QtBot) -> HelpDialog:
    made = HelpDialog(None, "机制去处")
    qtbot.addWidget(made)
    made.show()
    return made


def listed(shown: HelpDialog) -> list[str]:
    rows = range(shown.topics.count())
    return [shown.topics.item(row).text() for row in rows if not shown.topics.isRowHidden(row)]


def test_every_topic_is_listed_by_its_heading(help_shown: HelpDialog) -> None:
    assert {"U盘怎么用", "简报怎么写", "各项机制在哪本台账"} <= set(listed(help_shown))
    assert listed(help_shown)[:2] == ["从这里开始", "快捷键"]


def test_the_asked_topic_is_open(help_shown: HelpDialog) -> None:
    assert help_shown.topics.currentItem().text() == "各项机制在哪本台账"
    assert "“四议两公开”" in help_shown.page.toPlainText()


def test_words_are_found_one_after_the_other_and_round_again(help_shown: HelpDialog) -> None:
    QTest.keySequence(help_shown, "Ctrl+F")
    help_shown.words.setText("积分")
    places = []
    for _ in range(help_shown.page.toPlainText().count("积分") + 1):
        places.append(help_shown.page.textCursor().position())
        QTest.keyClick(help_shown.words, Qt.Key.Key_Return)
    assert len(set(places)) == len(places) - 1
    assert places[-1] == places[0]
    assert help_shown.words.hasFocus()


def test_only_pages_with_all_words_are_listed_and_arrows_go_through_them(
    help_shown: HelpDialog,
) -> None:
    QTest.keySequence(help_shown, "Ctrl+F")
    help_shown.words.setText("打印机 卡纸")
    assert listed(help_shown) == ["导出和打印"]
    assert help_shown.topics.currentItem().text() == "导出和打印"

    help_shown.words.setText("打印")
    assert len(listed(help_shown)) > 3
    before = help_shown.topics.currentRow()
    QTest.keyClick(help_shown.words, Qt.Key.Key_Down)
    assert help_shown.topics.currentRow() > before
    assert help_shown.page.textCursor().selectedText() == "打印"
    assert help_shown.words.hasFocus()


def test_words_that_are_not_there_are_said_to_be_missing(help_shown: HelpDialog) -> None:
    help_shown.words.setText("没有的话")
    assert help_shown.found.text()
    assert listed(help_shown) == []
    help_shown.words.clear()
    assert not help_shown.found.text()
    assert len(listed(help_shown)) == help_shown.topics.count()


def test_another_topic_opens_with_a_click_and_by_a_link(help_shown: HelpDialog) -> None:
    [briefs] = help_shown.topics.findItems("简报怎么写", Qt.MatchFlag.MatchExactly)
    help_shown.topics.setCurrentItem(briefs)
    assert "占位符" in help_shown.page.toPlainText()

    help_shown.page.anchorClicked.emit(QUrl("查找与透视#透视"))
    assert help_shown.topics.currentItem().text() == "查找与透视"
    assert help_shown.page.textCursor().block().text() == "透视"


def test_the_page_of_keys_names_every_key(help_shown: HelpDialog) -> None:
    help_shown.go_to("快捷键")
    text = help_shown.page.toPlainText()
    for _, known in keys.all_keys():
        for key, what in known:
            assert key in text
            assert what in text


def test_in_english_a_topic_has_its_english_page_where_there_is_one(qtbot: QtBot) -> None:
    use_language("en")
    try:
        made = HelpDialog(None, "查找与透视#标色")
    finally:
        use_language("zh_CN")
    qtbot.addWidget(made)
    assert made.topics.count() == len(list((resources_dir() / "help").glob("*.md"))) + 1
    assert re.search("[Cc]olour", made.page.textCursor().block().text())


def test_an_english_page_shows_every_placeholder_of_the_chinese_one() -> None:
    folder = resources_dir() / "help"
    for page in (folder / "en").glob("*.md"):
        shown, chinese = (
            set(re.findall("`([^`]*[{][^`]*)`", one.read_text(encoding="utf-8")))
            for one in (page, folder / page.name)
        )
        assert shown == chinese
