"""The help: each topic is a page in `resources/help`, read inside the window.

A topic has its page in another language in the folder of that language, under the same name.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from ruraldesk.texts.resources import resources_dir
from ruraldesk.texts.translate import language, tr
from ruraldesk.ui import tokens
from ruraldesk.ui.dialogs.parts import Sheet, cancel_button
from ruraldesk.ui.widgets import label

_LIST_WIDTH = 190


class HelpDialog(Sheet):
    """The topics at the left, the chosen page at the right, and a line to find words in it."""

    def __init__(self, parent: QWidget | None, topic: str = "") -> None:
        super().__init__(tr("Help"), parent, 720)
        self.resize(980, 640)
        self._pages = _pages()
        self.topics = QListWidget()
        self.topics.setFixedWidth(_LIST_WIDTH)
        self.topics.setAccessibleName(tr("Help"))
        self.topics.addItems([_title(page) for page in self._pages])
        self.words = QLineEdit()
        self.words.setPlaceholderText(tr("Find in this page, Enter for the next"))
        self.words.setClearButtonEnabled(True)
        self.words.textChanged.connect(lambda _: self._find(again=True))
        self.found = label("", "label")
        self.page = QTextBrowser()
        self.page.setFont(tokens.font(tokens.TABLE))
        self.page.setOpenLinks(False)
        self._lay_out()
        QShortcut(QKeySequence.StandardKey.Find, self, self.words.setFocus)
        self.topics.currentRowChanged.connect(self._open)
        names = [page.stem for page in self._pages]
        self.topics.setCurrentRow(names.index(topic) if topic in names else 0)
        self.page.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        entered = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if entered and self.words.hasFocus():
            self._find()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        right = QVBoxLayout()
        right.setSpacing(8)
        search = QHBoxLayout()
        search.addWidget(self.words, 1)
        search.addWidget(self.found)
        right.addLayout(search)
        right.addWidget(self.page, 1)
        both = QHBoxLayout()
        both.setSpacing(14)
        both.addWidget(self.topics)
        both.addLayout(right, 1)
        self.body.addLayout(both, 1)
        self.finish(cancel_button(self, tr("Close")), filled=True)

    def _open(self, row: int) -> None:
        self.page.setMarkdown(self._pages[row].read_text(encoding="utf-8"))
        self._find(again=True)

    def _find(self, *, again: bool = False) -> None:
        """Go to the next place where the words stand, or to the first one with `again`."""
        words = self.words.text().strip()
        if again or not words:
            self._from_the_top()
        there = not words or self.page.find(words)
        if not there:
            self._from_the_top()
            there = self.page.find(words)
        self.found.setText("" if there else tr("Not on this page."))

    def _from_the_top(self) -> None:
        cursor = self.page.textCursor()
        cursor.setPosition(0)
        self.page.setTextCursor(cursor)


def _pages() -> list[Path]:
    """Return the page of each topic: the one in the window's language, where there is one."""
    folder = resources_dir() / "help"
    chinese = sorted(folder.glob("*.md"))
    spoken = [folder / language() / page.name for page in chinese]
    return [own if own.is_file() else page for own, page in zip(spoken, chinese, strict=True)]


def _title(page: Path) -> str:
    """Return the heading of a page, its first line."""
    with page.open(encoding="utf-8") as lines:
        return next(lines).lstrip("# ").strip()
