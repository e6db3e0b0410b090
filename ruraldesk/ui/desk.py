"""What the window does: a book is opened in it, its pages are shown, its keys are listened to."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

from ruraldesk.files import crash, preferences
from ruraldesk.files.recent import note_book, recent_books
from ruraldesk.texts.translate import tr
from ruraldesk.ui import fonts, jobs, keys, messages, themes, tokens
from ruraldesk.ui.areas import areas_of, return_to_page
from ruraldesk.ui.arriving import Arrivals
from ruraldesk.ui.beside import Beside
from ruraldesk.ui.book_acts import BookActs
from ruraldesk.ui.ending import keep_typed, may_lose
from ruraldesk.ui.focus import FocusKeeper, focus_next
from ruraldesk.ui.guide.starting import learn
from ruraldesk.ui.help_topics import listen as listen_for_help
from ruraldesk.ui.last_page import drop_picture, keep_page, last_page
from ruraldesk.ui.main_window import MainWindow
from ruraldesk.ui.nav_list import HOME
from ruraldesk.ui.page import Page
from ruraldesk.ui.pages import (
    CHECK,
    NOT_LEDGERS,
    make_page,
    reporting_group,
)
from ruraldesk.ui.place_kept import Place
from ruraldesk.ui.qt_words import QtWords
from ruraldesk.ui.start_page import StartPage
from ruraldesk.ui.stick_watch import StickWatch
from ruraldesk.ui.update_offer import UpdateOffer

if TYPE_CHECKING:
    from ruraldesk.definitions.model import Record
    from ruraldesk.services.books import Book
    from ruraldesk.ui.home import HomePage
    from ruraldesk.ui.ledger.page import LedgerPage
    from ruraldesk.ui.search_popup import SearchPopup
    from ruraldesk.ui.session import Session


class Desk(QObject):
    """Everything behind the frame. Without a book it shows the start page."""

    book_opened = Signal()
    page_shown = Signal(str)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window = window
        self.session: Session | None = None
        self.acts = BookActs(self)
        self._pages: dict[str, Page] = {}
        self._ledger_key = ""  # of the ledger that was shown last
        self._popup: SearchPopup | None = None
        self._beside = Beside(window)
        self._ready_to_close = self._backed_up = False
        self._qt_words = QtWords(self)
        self.arrivals = Arrivals(self)
        self._sticks = StickWatch(self)
        self._sticks.seen.connect(self._show_stick)
        self._sticks.seen.connect(UpdateOffer(self).look)
        self._focus = FocusKeeper(self, lambda: return_to_page(window))
        self._connect_keys()
        self._connect_parts()

    def start(self, book_path: Path | None) -> None:
        """Begin: open the book, or offer the books there are."""
        themes.follow_desktop(self, self.rebuild)
        crash.install(lambda text: messages.tell(self.window, text, "cinnabar"))
        self._qt_words.take_up()
        if book_path is None:
            self.show_start_page()
        else:
            self.arrivals.open(book_path)
        if tokens.families() == fonts.SYSTEM_FAMILIES:
            text = tr("The program's own font is missing; the system's is used instead.")
            messages.tell(self.window, text, "wheat")
        rest = fonts.load_rest()
        tokens.use_families([*tokens.families(), *rest])
        self._sticks.start()

    def _connect_keys(self) -> None:
        """Listen to what stays as long as the window."""
        window = self.window
        window.closing.connect(self._close)
        for text, act in (
            ("Ctrl+K", self._focus_search),
            ("Ctrl+N", self._new_record),
            ("Ctrl+P", self._print),
            ("Ctrl+F", self._focus_filter),
            ("Ctrl+O", self.acts.choose_book),
            ("Ctrl+Z", lambda: self.acts.take_back(again=False)),
            ("Ctrl+Y", lambda: self.acts.take_back(again=True)),
            ("F1", self.acts.open_help_here),
            ("F5", self._refresh),
            ("F6", lambda: focus_next(areas_of(window, self.current_ledger()))),
        ):
            QShortcut(QKeySequence(text), window).activated.connect(act)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._on_focus_changed)

    def _connect_parts(self) -> None:
        """Listen to the parts of the window, which are made anew in another language."""
        window, acts = self.window, self.acts
        self.start_page = page = StartPage()
        window.navigation.chosen.connect(self.show)
        window.top_bar.operator.clicked.connect(self._open_menu)
        window.top_bar.month.clicked.connect(self._open_months)
        page.open_asked.connect(acts.choose_book)
        page.create_asked.connect(acts.create_book)
        page.sample_asked.connect(acts.open_sample)
        page.learn_asked.connect(lambda: learn(self))
        page.restore_asked.connect(acts.restore_backup)
        page.book_chosen.connect(acts.open_book)
        keys.set_hints(window.navigation, keys.navigation_hints())
        keys.set_hints(window.navigation.filter, keys.search_hints())
        keys.set_hints(window.top_bar, keys.search_hints())
        self._focus.watch(window.navigation, window.top_bar)

    def rebuild(self) -> None:
        """Make everything anew, in the same place: the language or the colours have changed."""
        place = Place.of(self)
        self._drop_pages()
        if themes.is_outdated():
            self.window.clear_out()
            themes.dress_anew()
        self.window.build_anew()
        self._connect_parts()
        self._qt_words.take_up()
        if self.session is None:
            self.show_start_page()
        else:
            self._show_session(self.session, place.page or HOME)
            place.open_entry(self)

    # a book

    def show_start_page(self) -> None:
        """Show the page to choose a book."""
        self.start_page.show_recent(recent_books())
        self.window.show_page(self.start_page)
        self.start_page.setFocus(Qt.FocusReason.OtherFocusReason)

    def take_book(self, book: Book) -> None:
        """Show an opened book in place of the present one."""
        from ruraldesk.ui.session import Session

        self.leave_book()
        self.session = session = Session(book, self)
        session.changed.connect(self._on_changed)
        note_book(book.path, book.info.name, session.month)
        drop_picture(book.path)
        reporting = (key for key, _ in reporting_group(book.info.level).ledgers)
        known = {HOME, *reporting, *(form.key for form in session.forms())}
        last = last_page(book.path)
        self._show_session(session, last if last in known else HOME)
        self.book_opened.emit()
        if book.read_only and book.holder:
            text = tr("The book is open at {holder}, so it can only be read here.")
            messages.tell(self.window, text.format(holder=book.holder), "wheat")
        elif book.because is not None:
            messages.tell(self.window, str(book.because), "wheat")

    def _show_session(self, session: Session, key: str = HOME) -> None:
        from ruraldesk.ui.search_popup import SearchPopup

        window, book = self.window, session.book
        window.setWindowTitle(f"{book.info.name} · {tr('RuralDesk')}")
        window.navigation.show_groups((reporting_group(book.info.level), *session.groups()))
        window.top_bar.show_book(book.info.name, session.month)
        window.top_bar.show_operator(session.operator)
        self._popup = SearchPopup(window.top_bar.search, session, window)
        self._popup.ledger_chosen.connect(self.show)
        self._popup.record_chosen.connect(self.open_record)
        self._popup.found_wanted.connect(lambda key, *asked: self.ledger(key).show_only(*asked))
        read_only, holder = book.read_only, book.holder
        window.status.show_saved(session.saved_at, read_only=read_only, holder=holder)
        self._show_stick(self._sticks.names)
        self.show(key)
        self._beside.show_for(session)
        self.acts.show_last_backup()

    def leave_book(self) -> None:
        """Close the open book; its pages go with it."""
        if self.session is None:
            return
        self._drop_pages()
        jobs.stop_all()
        self.session.book.close()
        self.session.deleteLater()
        self.session = None
        self._ledger_key = ""
        window = self.window
        window.setWindowTitle(tr("RuralDesk"))
        window.navigation.show_groups(())
        window.top_bar.show_no_book()
        window.status.show_no_book()

    def _drop_pages(self) -> None:
        for page in self._pages.values():
            page.forget()
            self.window.drop_page(page)
        self._pages.clear()
        self._beside.forget()
        if self._popup is not None:
            self._popup.detach()
            self._popup = None

    def choose_month(self, month: str) -> None:
        """Work on another month."""
        if self.session is not None:
            self.session.month = month
            self.window.top_bar.show_month(month)
            self.session.changed.emit("")

    def refresh_settings(self) -> None:
        """Show what the settings dialog changed."""
        if self.session is not None:
            self.session.refresh_settings()
            self.window.top_bar.show_operator(self.session.operator)
            self.session.changed.emit("")

    # pages

    def show(self, key: str) -> None:
        """Show the home page, the check, or a ledger."""
        if self.session is None:
            return
        page = self._pages.get(key)
        if page is None:
            page = self._pages[key] = make_page(self, self.session, key)
        if key not in NOT_LEDGERS:
            self._ledger_key = key
        self.window.show_page(page)
        self.window.navigation.select(key)
        page.take_focus()
        self.page_shown.emit(key)

    def page(self, key: str) -> Page:
        """Show a page of the open book and return it."""
        self.show(key)
        return self._pages[key]

    def ledger(self, key: str) -> LedgerPage:
        """Show a ledger and return its page."""
        from ruraldesk.ui.ledger.page import LedgerPage

        page = self.page(key)
        assert isinstance(page, LedgerPage)
        return page

    def open_record(self, form_key: str, uuid: str, record_id: int = 0) -> None:
        """Show a ledger with one of its records open, or an empty entry where none is named."""
        page = self.ledger(form_key)
        if uuid:
            page.open_record(uuid, record_id)
        else:
            page.open_blank()

    def open_new(self, form_key: str, record: Record) -> None:
        """Show a ledger with a new entry open that begins with `record`."""
        self.ledger(form_key).place.open_new(record)

    def home(self) -> HomePage:
        """Show the home page and return it."""
        from ruraldesk.ui.home import HomePage

        page = self.page(HOME)
        assert isinstance(page, HomePage)
        return page

    def show_check(self) -> None:
        """Show what the rules say about the month."""
        self.show(CHECK)

    def _on_changed(self, form_key: str) -> None:
        assert self.session is not None
        if self.session.saved_at is not None:
            self.window.status.show_saved(self.session.saved_at)
        self._beside.show_for(self.session)

    # keys and menus

    def current_ledger(self) -> LedgerPage | None:
        """Return the page that is shown if it is a ledger's."""
        from ruraldesk.ui.ledger.page import LedgerPage

        page = self._pages.get(self._ledger_key)
        shown = page is not None and page is self.window.pages.currentWidget()
        return page if shown and isinstance(page, LedgerPage) else None

    def _focus_search(self) -> None:
        field = self.window.top_bar.search
        if field.isVisible():
            field.setFocus(Qt.FocusReason.ShortcutFocusReason)
            field.selectAll()

    def _focus_filter(self) -> None:
        page = self.current_ledger()
        if page is not None:
            page.focus_filter()

    def _new_record(self) -> None:
        page = self.current_ledger()
        if page is not None:
            page.open_blank()
        elif self.session is not None and not self.session.book.read_only:
            self.begin("enter")

    def begin(self, step: str) -> None:
        """Take a first step in a new book, see `beginning.begin`."""
        from ruraldesk.ui.beginning import begin

        if self.session is not None:
            begin(self, step)

    def _print(self) -> None:
        page = self.current_ledger()
        if page is not None:
            page.print.click()

    def _refresh(self) -> None:
        if self.session is not None:
            self.session.changed.emit("")

    def _open_menu(self) -> None:
        self.window.top_bar.open_menu(self.acts.menu(self.window))

    def _open_months(self) -> None:
        chip = self.window.top_bar.month
        menu = self.acts.month_menu(self.window)
        menu.popup(chip.mapToGlobal(chip.rect().bottomLeft()))

    def _on_focus_changed(self, old: QWidget | None, new: QWidget | None) -> None:
        self.window.status.show_keys(keys.hints_for(new))
        listen_for_help(new)
        self._focus.on_changed(old, new)
        if self._popup is not None and old is self.window.top_bar.search:
            self._popup.close_list()

    def _show_stick(self, names: str) -> None:
        if self.session is not None:
            self.window.status.show_stick(names)

    # the end

    def _close(self, event: QCloseEvent) -> None:
        """Back up what was changed, then close the book; nothing that was typed is lost."""
        session = self.session
        refusal = "" if self._ready_to_close else keep_typed(self.window)
        if refusal and not may_lose(self.window, refusal):
            event.ignore()
            return
        cannot_be = bool(refusal)  # backed up: its drive is gone
        backed_up = self._ready_to_close or self._backed_up or cannot_be
        if session is not None and session.saved_at is not None and not backed_up:
            event.ignore()
            self.acts.back_up_before_closing(self._close_now)
            return
        window = self.window
        size = None if window.isMaximized() else [window.width(), window.height()]
        preferences.keep("window", size)
        if session is not None:
            self._keep_page(session)
        window.hide()  # whatever still has to end does so out of sight
        self.leave_book()

    def is_shown(self, key: str) -> bool:
        """Say whether the page `key` is the one on the screen."""
        return self._pages.get(key) is self.window.pages.currentWidget()

    def shown_key(self) -> str:
        """Return the key of the page on the screen; "" where that is none of a book's."""
        return next((key for key in self._pages if self.is_shown(key)), "")

    def _keep_page(self, session: Session) -> None:
        """Remember where the book is left; the month's check is no place to begin."""
        key = self.shown_key()
        if key not in ("", CHECK):
            keep_page(session.book.path, key)

    def _close_now(self) -> None:
        self._ready_to_close = True
        self.window.close()

    def close_for_update(self) -> None:
        """Close the window for the setup that waits for it; the book was backed up just now."""
        self._backed_up = True
        self.window.close()
        self._backed_up = False  # it may have stayed open for what was typed
