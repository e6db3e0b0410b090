"""The guided first day: tasks in a copy of the sample, ticked by what really happened."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from ruraldesk.files.practice import is_practice, practice_folder
from ruraldesk.ui import jobs, messages
from ruraldesk.ui.guide import place
from ruraldesk.ui.guide.panel import GuidePanel
from ruraldesk.ui.guide.tasks import PAID, Seen, all_tasks, read_facts
from ruraldesk.ui.pages import CHECK
from ruraldesk.ui.search_popup import SearchPopup

if TYPE_CHECKING:
    from ruraldesk.services.books import Book
    from ruraldesk.ui.desk import Desk
    from ruraldesk.ui.jobs import Job

LOOK_MS = 200  # after the last of several things that happen together


class Guide(QObject):
    """Stands beside the pages as long as the book for practising is open."""

    def __init__(self, desk: Desk) -> None:
        assert desk.session is not None
        super().__init__(desk.session)  # goes with the book
        self._desk, self._session = desk, desk.session
        self._happened: set[str] = set()
        self._popup: SearchPopup | None = None
        self._latest = jobs.Latest(self)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(LOOK_MS)
        self._soon.timeout.connect(self._look)
        self.panel = self._make_panel()
        self._session.changed.connect(lambda _: self._soon.start())
        self._session.checked.connect(lambda: self._note("check"))
        self._session.destroyed.connect(self.panel.deleteLater)
        desk.page_shown.connect(self._on_page)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._on_focus)
        self._soon.start()

    def _make_panel(self) -> GuidePanel:
        made = GuidePanel(all_tasks())
        made.show_done(place.done_tasks())
        made.left.connect(self.leave)
        made.again_wanted.connect(lambda: begin(self._desk, anew=True))
        self._desk.window.show_beside(made)
        return made

    def leave(self) -> None:
        """Go back to the page without a book; what was done is remembered."""
        desk = self._desk
        desk.leave_book()
        desk.show_start_page()

    # what happens

    def _on_page(self, key: str) -> None:
        whole = self._desk.window.centralWidget()
        if not isValid(self.panel) or not whole.isAncestorOf(self.panel):
            # The window was made anew, in another language or in other colours.
            self.panel = self._make_panel()
            self._session.destroyed.connect(self.panel.deleteLater)
        popups = cast("list[SearchPopup]", self._desk.window.findChildren(SearchPopup))
        popup = popups[-1] if popups else None
        if popup is not None and popup is not self._popup:
            self._popup = popup
            popup.record_chosen.connect(lambda *_: self._note("search"))
            popup.found_wanted.connect(lambda *_: self._note("search"))
        self._note("check" if key == CHECK else key)

    def _on_focus(self, _: QWidget | None, new: QWidget | None) -> None:
        if new is not None and type(new.window()).__name__ == "PrintDialog":
            self._note("print")
        self._soon.start()

    def _note(self, what: str) -> None:
        self._happened.add(what)
        self._soon.start()

    def _look(self) -> None:
        if self._desk.session is not self._session:
            return  # the book was left; while a dialog is open, its session is not gone yet
        book, month = self._session.book, self._session.month
        self._latest.run(lambda: read_facts(book, month), done=self._judge)

    def _judge(self, facts: dict[str, int]) -> None:
        first, done = place.first_facts(), place.done_tasks()
        if not first or not isValid(self.panel):
            return
        if facts[PAID] != first[PAID]:
            self._happened.add("paid changed")
        changed = {"paid changed"} if "amount" in done else set()
        seen = Seen(facts, first, frozenset(self._happened | changed))
        now = [*done, *(t.key for t in all_tasks() if t.key not in done and t.is_done(seen))]
        if now != done:
            place.keep_done(now)
            self.panel.show_done(now)


def begin(desk: Desk, *, anew: bool = False) -> None:
    """Open the book for practising: the one that was begun, or a fresh copy of the sample."""
    from ruraldesk.texts.translate import tr
    from ruraldesk.ui import progress

    begun = None if anew else place.practice_book()
    if begun is not None:
        desk.acts.open_book(begun)
        return
    if desk.session is not None and is_practice(desk.session.book.path):
        desk.leave_book()
        desk.show_start_page()
    progress.run(
        desk.window,
        tr("Making the book for practising"),
        _fresh_book,
        done=desk.take_book,
        failed=lambda error: messages.tell_error(desk.window, error),
    )


def _fresh_book(job: Job) -> Book:
    """Make a copy of the sample and remember what stands in it; older copies go."""
    from ruraldesk.services.figures import today
    from ruraldesk.services.sample import make_sample

    shutil.rmtree(practice_folder(), ignore_errors=True)  # what Windows still holds stays
    path = place.next_book()
    path.parent.mkdir(parents=True, exist_ok=True)
    book = make_sample(path, progress=job.progress)
    place.begun(path, read_facts(book, f"{today(book):%Y-%m}"))
    return book
