"""What the office above wrote about the month: the list, and the answer to each."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ruraldesk.errors import UserError
from ruraldesk.services import answering, comments
from ruraldesk.services.comments import Comment
from ruraldesk.texts.translate import tr
from ruraldesk.ui.dialogs.parts import Sheet, cancel_button
from ruraldesk.ui.dialogs.reason import Words
from ruraldesk.ui.row_list import Item, RowList
from ruraldesk.ui.session import Session
from ruraldesk.ui.widgets import Button, Card, Chip, label


class CommentsCard(Card):
    """The comments of a month, those to answer first; gone where there are none."""

    opened = Signal(object)  # Comment

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.comments: list[Comment] = []
        self.count = Chip()
        self.list = RowList()
        self.list.setAccessibleName(tr("Comments from above"))
        self.list.opened.connect(lambda number: self.opened.emit(self.comments[number]))
        head = QHBoxLayout()
        head.setContentsMargins(16, 0, 16, 0)
        head.setSpacing(8)
        head.addWidget(label(tr("Comments from above"), "card"))
        head.addWidget(self.count)
        head.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 10, 1, 8)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addWidget(self.list, 1)
        self.hide()

    def show_comments(self, found: Sequence[tuple[Comment, str]]) -> None:
        """Show comments, each with the words for its place."""
        rows = sorted(found, key=lambda one: (not one[0].is_open, one[0].level != "mend"))
        self.comments = [one for one, _ in rows]
        waiting = sum(one.is_open for one in self.comments)
        told = tr("{count} to answer").format(count=waiting) if waiting else tr("all answered")
        self.count.show_state(told, "cinnabar" if waiting else "pine")
        self.list.show_items([_item(one, place) for one, place in rows])
        self.setVisible(bool(rows))


def _item(one: Comment, place: str) -> Item:
    if not one.is_open:
        chip, tone = (tr("settled"), "stone") if one.settled else (tr("answered"), "pine")
    elif one.level.value == "mend":
        chip, tone = tr("to mend"), "cinnabar"
    else:
        chip, tone = tr("to look at"), "wheat"
    text = tr("{place}: {sentence}").format(place=place, sentence=" ".join(one.text.split()))
    return Item(chip, tone, text)


class CommentDialog(Sheet):
    """One comment: what is meant, what was said, and the answer to it."""

    place_wanted = Signal(str, str, str)  # form key, UUID, field

    def __init__(self, session: Session, about: Comment, parent: QWidget | None) -> None:
        super().__init__(tr("Comment from above"), parent, 560)
        self._session, self._about = session, about
        book = session.book
        self.say(comments.place_of(book, about), "strong")
        self.say(about.text, "text")
        said = tr("{who}, {time}, about submission {number}")
        time = about.time[:16].replace("T", " ")
        self.say(
            said.format(
                who=" ".join(filter(None, (about.office_name, about.operator))),
                time=time,
                number=about.sequence,
            )
        )
        self.answer = Words()
        self.answer.setPlainText(about.answer)
        self.answer.setTabChangesFocus(True)
        self.answer.setFixedHeight(84)
        writable = not book.read_only and not about.settled
        self.answer.setReadOnly(not writable)
        note = tr("The answer goes up with the next package.")
        self.ask(
            tr("Answer"), self.answer, note if writable else tr("It needs no answer any more.")
        )
        self.go = Button(tr("Go to the place"))
        self.go.clicked.connect(self._go)
        self.keep = Button(tr("Keep the answer"), primary=True, hint="Ctrl+Return")
        self.keep.clicked.connect(self.act)
        self.finish(cancel_button(self, tr("Close")), self.go, self.keep)
        self.go.setVisible(bool(about.record))
        self.keep.setVisible(writable)
        self.answer.setFocus()

    def act(self) -> None:
        if not self.keep.isVisible():
            return
        text = self.answer.toPlainText().strip()
        try:
            answering.answer(self._session.book, self._about.uuid, text)
        except UserError as error:
            self.refuse(str(error), self.answer)
            return
        self.accept()
        self._session.note_change()

    def reject(self) -> None:
        """Leave; an answer that was begun is kept, since Esc loses nothing."""
        text = self.answer.toPlainText().strip()
        if self.keep.isVisible() and text and text != self._about.answer:
            self.act()
        else:
            super().reject()

    def _go(self) -> None:
        about = self._about
        self.reject()
        self.place_wanted.emit(about.form, about.record, about.lines or about.field)
