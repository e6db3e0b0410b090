"""What was checked and found right: why, by whom, and a way to have it told again."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtWidgets import QWidget

from ruraldesk.services import health
from ruraldesk.services.health import Accepted
from ruraldesk.texts.translate import tr
from ruraldesk.ui.dialogs.parts import Sheet, cancel_button
from ruraldesk.ui.health.lists import ChoosingList
from ruraldesk.ui.row_list import Item
from ruraldesk.ui.session import Session
from ruraldesk.ui.widgets import Button, framed, label

_HEIGHT = 130


class AcceptedDialog(Sheet):
    """The accepted findings, the newest first."""

    def __init__(self, session: Session, parent: QWidget | None) -> None:
        super().__init__(tr("Checked and found right"), parent, 720)
        self._session = session
        self._accepted: list[Accepted] = []
        self.say(tr("These stay quiet until the value they speak of changes."))
        self.list = ChoosingList(empty_text=tr("Nothing was marked as right."))
        self.list.setMinimumHeight(_HEIGHT)
        self.list.setAccessibleName(tr("Checked and found right"))
        self.list.chosen.connect(lambda _: self._show())
        self.body.addWidget(framed(self.list), 1)
        self.words = label("", "table")
        self.words.setWordWrap(True)
        self.words.setMinimumHeight(60)
        self.body.addWidget(self.words)
        self.again = Button(tr("Tell it again"))
        self.again.clicked.connect(self._withdraw)
        self.finish(self.again, cancel_button(self, tr("Close")), filled=True)
        self._read()
        self.list.setFocus()

    def _read(self) -> None:
        self._accepted = health.accepted(self._session.book)
        self.list.show_items(
            [
                Item(_day(one.time), "pine", _sentence(one.called, one.reason), one.operator)
                for one in self._accepted
            ]
        )
        self._show()

    def _show(self) -> None:
        number = self.list.current()
        one = self._accepted[number] if number >= 0 else None
        self.words.setText(_sentence(one.called, one.message) if one else "")
        self.again.setEnabled(one is not None and not self._session.book.read_only)

    def _withdraw(self) -> None:
        health.withdraw(self._session.book, self._accepted[self.list.current()].key)
        self._read()


def _day(time: str) -> str:
    return f"{datetime.fromisoformat(time).astimezone():%Y-%m-%d}"


def _sentence(called: str, text: str) -> str:
    return tr("{place}: {sentence}").format(place=called, sentence=text) if called else text
