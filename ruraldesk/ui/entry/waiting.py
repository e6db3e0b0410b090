"""Half-filled entries that wait: how they are spoken of, and the bar that offers them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from ruraldesk.definitions.model import FormDef
from ruraldesk.definitions.names import name_of
from ruraldesk.errors import UserError
from ruraldesk.texts.translate import tr
from ruraldesk.ui import jobs, messages
from ruraldesk.ui.entry.notice import NoticeBar
from ruraldesk.ui.entry.working import without_unreadable

if TYPE_CHECKING:
    from ruraldesk.services.books import Book
    from ruraldesk.services.entry import Draft


class WaitingBar(NoticeBar):
    """Says above a ledger's table which entries are unfinished, and lets one be gone on with."""

    draft_wanted = Signal(object)  # the Draft to go on with

    def __init__(self, book: Book, form_key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._book, self._key = book, form_key
        self._drafts = jobs.Latest(self)
        self._broken_off = ""  # what is said instead, once after a crash

    def offer_broken_off(self, words: str) -> None:
        """After a crash: offer with `words` to go on, the keys at the button that does it."""
        self._broken_off = words
        self.look()

    def look(self) -> None:
        """Read which entries are unfinished, and offer them; in a read-only book none."""
        if self._book.read_only:
            return

        def read() -> list[Draft]:
            from ruraldesk.services import entry

            return entry.drafts(self._book, self._key)

        self._drafts.run(read, done=self._offer)

    def forget(self) -> None:
        """Show nothing, and drop the question that is under way."""
        self._drafts.forget()
        self.clear()

    def _offer(self, waiting: list[Draft]) -> None:
        if not waiting:
            self.clear()
            return
        form = self._book.definitions.form(self._key)
        newest = waiting[0]
        had_focus = any(button.hasFocus() for button in self.buttons())
        if len(waiting) == 1:
            text = tr("One entry is unfinished: {draft}").format(draft=words_of(form, newest))
            acts: list[tuple[str, Callable[[], object]]] = [
                (tr("Go on with it"), lambda: self.draft_wanted.emit(newest)),
                (tr("Throw it away"), lambda: self._drop(newest)),
            ]
        else:
            text = tr("{count} entries are unfinished, the last one: {draft}").format(
                count=len(waiting), draft=words_of(form, newest)
            )
            acts = [
                (tr("Go on with it"), lambda: self.draft_wanted.emit(newest)),
                (tr("Choose one"), lambda: self._open_menu(waiting)),
            ]
        broken_off, self._broken_off = self._broken_off, ""
        self.tell(broken_off or text, "wheat", acts)
        if broken_off or had_focus:
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        messages.hush(self, about(self._key))  # one place says it

    def _open_menu(self, waiting: Sequence[Draft]) -> None:
        button = self.buttons()[-1]
        form = self._book.definitions.form(self._key)
        menu = menu_of(form, waiting, self.draft_wanted.emit, self)
        menu.popup(button.mapToGlobal(QPoint(0, button.height())))

    def _drop(self, draft: Draft) -> None:
        """Forget a draft after a question: nothing brings it back."""
        from ruraldesk.services import entry

        form = self._book.definitions.form(self._key)
        question = tr("Throw away what was begun: {draft}?").format(draft=words_of(form, draft))
        if not messages.ask(self, question, yes=tr("Throw it away")):
            return
        try:
            entry.drop_draft(self._book, self._key, draft.key)
        except UserError as error:
            messages.tell_error(self, error)
        self.look()


def menu_of(
    form: FormDef, waiting: Sequence[Draft], chosen: Callable[[Draft], object], parent: QWidget
) -> QMenu:
    """Return the drafts to choose from, by their time and name."""
    menu = QMenu(parent)
    for draft in waiting:
        entry = menu.addAction(words_of(form, draft))
        entry.triggered.connect(lambda _=False, draft=draft: chosen(draft))
    return menu


def about(form_key: str) -> str:
    """Return by which word the message about a ledger's broken off entry is taken away."""
    return f"unfinished {form_key}"


def words_of(form: FormDef, draft: Draft) -> str:
    """Return a draft as people know it: when it was kept, and its name as far as there is one."""
    name = name_of(form, without_unreadable(form, draft.record)).strip()
    return f"{when(draft.changed)}  {name or tr('no name yet')}"


def when(changed: str) -> str:
    """Return an ISO time as a draft is spoken of: month, day, hour, minute."""
    return f"{datetime.fromisoformat(changed).astimezone():%m-%d %H:%M}"
