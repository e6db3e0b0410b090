"""The help: each topic is a page in `resources/help`, read inside the window.

A topic has its page in another language in the folder of that language, under the same name.
"""

from __future__ import annotations

from functools import partial
from urllib.parse import unquote

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QKeySequence,
    QShortcut,
    QTextCharFormat,
    QTextCursor,
    QTextFormat,
)
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QTextBrowser,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from ruraldesk.texts.translate import tr
from ruraldesk.ui import tokens
from ruraldesk.ui.dialogs.help_pages import all_pages
from ruraldesk.ui.dialogs.page_text import show_page
from ruraldesk.ui.dialogs.parts import Sheet, cancel_button
from ruraldesk.ui.widgets import label

_LIST_WIDTH, _ROW = 230, 30  # pixels


class HelpDialog(Sheet):
    """The topics at the left, the chosen page at the right, and a line to find words in all."""

    def __init__(self, parent: QWidget | None, topic: str = "") -> None:
        """Show `topic`, the name of a page and perhaps `#` and a heading, else the first page."""
        super().__init__(tr("Help"), parent, 720)
        self.resize(1000, 660)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._pages = all_pages()
        self.topics = QListWidget()
        self.topics.setFixedWidth(_LIST_WIDTH)
        self.topics.setAccessibleName(tr("Help"))
        self.topics.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.topics.setTextElideMode(Qt.TextElideMode.ElideRight)
        for page in self._pages:
            item = QListWidgetItem(page.title, self.topics)
            item.setSizeHint(QSize(0, _ROW))
            item.setToolTip(page.title)
        self.words = QLineEdit()
        self.words.setPlaceholderText(tr("Find in all pages, Enter for the next place"))
        self.words.setAccessibleName(tr("Find in all pages, Enter for the next place"))
        self.words.setClearButtonEnabled(True)
        self.words.textChanged.connect(lambda _: self._narrow())
        self.found = label("", "label")
        self.page = QTextBrowser()
        self.page.setAccessibleName(tr("Help"))
        self.page.setOpenLinks(False)
        self.page.anchorClicked.connect(self._follow)
        self._lay_out()
        QShortcut(QKeySequence.StandardKey.Find, self, self.words.setFocus)
        QShortcut(QKeySequence("F1"), self, self.words.setFocus)
        for key, step in ((Qt.Key.Key_Down, 1), (Qt.Key.Key_Up, -1)):
            arrow = QShortcut(QKeySequence(key), self.words)
            arrow.setContext(Qt.ShortcutContext.WidgetShortcut)
            arrow.activated.connect(partial(self._next_page, step))
        self.topics.currentRowChanged.connect(self._open)
        self.go_to(topic)
        self.page.setFocus()

    def go_to(self, topic: str) -> None:
        """Show a page, at the heading after the `#` where there is one."""
        key, _, heading = topic.partition("#")
        keys = [page.key for page in self._pages]
        row = keys.index(key) if key in keys else 0
        self.topics.setCurrentRow(row)
        if heading in self._pages[row].headings:
            self._scroll_to(self._pages[row].headings.index(heading))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        entered = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if entered and self.words.hasFocus():
            self._find()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        search = QHBoxLayout()
        search.addWidget(self.words, 1)
        search.addWidget(self.found)
        self.found.hide()  # else its gap would be left beside the line
        both = QHBoxLayout()
        both.setSpacing(14)
        both.addWidget(self.topics)
        both.addWidget(self.page, 1)
        whole = QVBoxLayout()
        whole.setSpacing(8)
        whole.addLayout(search)
        whole.addLayout(both, 1)
        self.body.addLayout(whole, 1)
        self.finish(cancel_button(self, tr("Close")), filled=True)

    def _open(self, row: int) -> None:
        if row < 0:
            return
        show_page(self.page, self._pages[row].text)
        self._mark()
        self._find(again=True)

    def _follow(self, link: QUrl) -> None:
        """Open the page that a link in the text names."""
        self.words.clear()
        self.go_to(unquote(link.toString()))

    # finding

    def _narrow(self) -> None:
        """List the pages in which all words stand, and show the first place in one of them."""
        words = self._said()
        hits = [row for row, page in enumerate(self._pages) if page.has(words)]
        for row in range(self.topics.count()):
            self.topics.setRowHidden(row, row not in hits)
        self.found.setText(self._count(len(hits)) if words else "")
        self.found.setVisible(bool(words))
        row = self.topics.currentRow()
        if hits and row not in hits:
            self.topics.setCurrentRow(self._best(hits, words))
        else:
            self._mark()
            self._find(again=True)

    def _best(self, hits: list[int], words: list[str]) -> int:
        """Return the page whose title has a word, else the first."""
        titled = (row for row in hits if any(w in self._pages[row].title.casefold() for w in words))
        return next(titled, hits[0])

    def _count(self, pages: int) -> str:
        if not pages:
            return tr("On no page. Try another word.")
        return tr("On {count} pages · ↓ next page").format(count=pages)

    def _said(self) -> list[str]:
        return self.words.text().casefold().split()

    def _next_page(self, step: int) -> None:
        row = self.topics.currentRow() + step
        while 0 <= row < self.topics.count() and self.topics.isRowHidden(row):
            row += step
        if 0 <= row < self.topics.count():
            self.topics.setCurrentRow(row)

    def _find(self, *, again: bool = False) -> None:
        """Go to the next place where the first word stands, or to the first one with `again`."""
        words = self._said()
        if again or not words:
            self._from_the_top()
        if words and not self.page.find(words[0]):
            self._from_the_top()
            self.page.find(words[0])

    def _mark(self) -> None:
        """Colour every place where a word stands."""
        document, marks = self.page.document(), []
        ground = QTextCharFormat()
        ground.setBackground(QColor(tokens.WHEAT_FAINT))
        for word in self._said():
            cursor = document.find(word)
            while not cursor.isNull():
                mark = QTextEdit.ExtraSelection()
                mark.cursor, mark.format = cursor, ground  # type: ignore[attr-defined]
                marks.append(mark)
                cursor = document.find(word, cursor)
        self.page.setExtraSelections(marks)

    def _from_the_top(self) -> None:
        cursor = self.page.textCursor()
        cursor.setPosition(0)
        self.page.setTextCursor(cursor)

    def _scroll_to(self, number: int) -> None:
        """Bring the heading of that number to the upper edge."""
        block, left = self.page.document().begin(), number
        while block.isValid():
            if block.blockFormat().hasProperty(QTextFormat.Property.HeadingLevel):
                if left == 0:
                    break
                left -= 1
            block = block.next()
        self.page.moveCursor(QTextCursor.MoveOperation.End)  # so that the heading comes to the top
        self.page.setTextCursor(QTextCursor(block))
        self.page.ensureCursorVisible()
