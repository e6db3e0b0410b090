"""What an empty page says is there to its last word."""

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from ruraldesk.ui.empty_state import EmptyState


def test_long_words_of_an_empty_page_are_not_cut(qtbot: QtBot) -> None:
    empty = EmptyState("packs")
    qtbot.addWidget(empty)
    empty.setText("还没有收到上级的下发包。" * 8)
    empty.resize(1000, 500)
    with qtbot.waitExposed(empty):
        empty.show()

    words = next(one for one in empty.findChildren(QLabel) if one.text() == empty.text())
    assert words.height() >= words.heightForWidth(words.width())
