"""Acts on whole books: open, make, restore, back up; and the window's menus."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QWidget

from ruraldesk.errors import UserError
from ruraldesk.files import preferences
from ruraldesk.texts.dates import told_month
from ruraldesk.texts.translate import LANGUAGES, language, tr, use_language
from ruraldesk.ui import folders, help_topics, jobs, messages, progress, themes
from ruraldesk.ui.backing_up import BackedUp, back_up, restore
from ruraldesk.ui.dialogs import help_pages
from ruraldesk.ui.guide.starting import learn, stand_beside
from ruraldesk.ui.nav_list import BRIEFS
from ruraldesk.ui.navigation import BRIEFS_KEY
from ruraldesk.ui.opening import opened
from ruraldesk.ui.pages import HEALTH, MONTH, NOTES
from ruraldesk.ui.unfinished import offer as offer_unfinished

if TYPE_CHECKING:
    from ruraldesk.services.books import Book
    from ruraldesk.ui.desk import Desk
    from ruraldesk.ui.jobs import Job

BOOK_FILES, BACKUP_FILES = "*.rdb *.ruraldesk", "*.rdbak"
_MONTHS = 12
_OPENING_MS = 1000  # opening that takes longer is told of
_TO_RESTORE = ("missing", "damaged", "not_a_book")
_NEEDS_PASSWORD = ("password_needed", "wrong_password")
_LANGUAGE_NAMES = {"zh_CN": "简体中文", "en": "English"}


class BookActs(QObject):
    """What the start page and the operator's menu offer."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        desk.book_opened.connect(lambda: offer_unfinished(desk))
        desk.book_opened.connect(lambda: stand_beside(desk))

    # opening and making

    def choose_book(self) -> None:
        """Ask for a book's file and open it (Ctrl+O)."""
        folder = str(folders.proposed(folders.BOOKS))
        chosen, _ = QFileDialog.getOpenFileName(
            self._desk.window,
            tr("Open a book"),
            folder,
            tr("Book ({files})").format(files=BOOK_FILES),
        )
        if chosen:
            folders.keep(folders.BOOKS, Path(chosen).parent)
            self.open_book(Path(chosen))

    def open_book(self, path: Path, password: str | None = None) -> None:
        """Open a book in the background; an encrypted one asks for its password."""
        progress.run(
            self._desk.window,
            tr("Opening {book}").format(book=path.stem),
            lambda job: opened(path, password, job),
            done=self._desk.take_book,
            failed=lambda error: self._refused(path, error),
            patience_ms=_OPENING_MS,
        )

    def _refused(self, path: Path, error: UserError) -> None:
        window = self._desk.window
        if error.code in _NEEDS_PASSWORD:
            from ruraldesk.ui.dialogs.password import ask_password

            if error.code == "wrong_password":
                messages.tell_error(window, error)
            password = ask_password(window, path)
            if password is not None:
                self.open_book(path, password)
                return
        elif error.code in _TO_RESTORE:
            act = (tr("From a backup…"), self.restore_backup)
            messages.tell(window, str(error), "cinnabar", act=act)
        else:
            messages.tell_error(window, error)
        if self._desk.session is None:
            self._desk.show_start_page()

    def create_book(self) -> None:
        """Make a new book and open it."""
        from ruraldesk.ui.dialogs.new_book import NewBookDialog

        dialog = NewBookDialog(self._desk.window)
        if dialog.exec() and dialog.book_path is not None:
            self.open_book(dialog.book_path)

    def open_sample(self) -> None:
        """Open the sample book, made when it is opened for the first time."""
        path = preferences.folder() / "sample" / tr("Sample town.rdb")

        def make(job: Job) -> Book:
            from ruraldesk.services.books import open_book
            from ruraldesk.services.sample import make_sample

            path.parent.mkdir(parents=True, exist_ok=True)
            if path.exists():
                return open_book(path)
            return make_sample(path, progress=job.progress)

        progress.run(
            self._desk.window,
            tr("Making the sample book"),
            make,
            done=self._desk.take_book,
        )

    def restore_backup(self) -> None:
        """Bring a backup back as a book of its own, and say how many rows it has."""
        window = self._desk.window
        file, _ = QFileDialog.getOpenFileName(
            window,
            tr("Which backup?"),
            str(self._backup_folder()),
            tr("Backup ({files})").format(files=BACKUP_FILES),
        )
        if not file:
            return
        session = self._desk.session
        folder = session.book.path.parent if session is not None else Path(file).parent
        proposed = folder / tr("Restored book.rdb")
        target, _ = QFileDialog.getSaveFileName(
            window, tr("Where should the restored book lie?"), str(proposed)
        )
        if target:
            self.restore_to(Path(file), Path(target))

    def _backup_folder(self) -> Path:
        """Return where backups lie: beside the open book, else where books are."""
        session = self._desk.session
        if session is not None and session.book.paths.backups.is_dir():
            return session.book.paths.backups
        return folders.proposed(folders.BOOKS)

    def restore_to(self, file: Path, target: Path) -> None:
        """Restore `file` as the book `target` and open it."""
        from ruraldesk.services.safety import Restored

        window = self._desk.window

        def tell(restored: Restored) -> None:
            self.open_book(restored.path)
            rows = sum(restored.after.values())
            text = tr("Restored as of {made}: {rows} rows in all ledgers.")
            made = f"{restored.made:%Y-%m-%d %H:%M}"
            messages.tell(window, text.format(made=made, rows=f"{rows:,}"))

        progress.run(window, tr("Restoring"), lambda job: restore(file, target, job), done=tell)

    # keeping

    def back_up(self, to: Path | None = None) -> None:
        """Make a checked backup now: in `to`, or in the places that backups usually go."""
        session = self._desk.session
        if session is None:
            return
        book, window = session.book, self._desk.window

        def tell(made: BackedUp) -> None:
            window.status.show_backup(datetime.now())
            text = tr("Backed up and checked: {path}").format(path=made.path)
            messages.tell(window, "\n".join(filter(None, (text, made.refusal))), made.tone)

        progress.run(
            window,
            tr("Backing up"),
            lambda job: back_up(book, to, tr("on request"), job),
            done=tell,
        )

    def back_up_elsewhere(self) -> None:
        """Make a checked backup in a folder that is asked for, such as one on a stick."""
        folder = QFileDialog.getExistingDirectory(self._desk.window, tr("Backup to which folder?"))
        if folder:
            self.back_up(Path(folder))

    def back_up_before_closing(self, then: Callable[[], object]) -> None:
        """Make a backup because something was changed, then go on with closing."""
        session = self._desk.session
        assert session is not None
        book, window = session.book, self._desk.window

        def go_on(refusal: str) -> None:
            detail = tr("What you entered is saved in the book; only the backup is missing.")
            if not refusal or messages.ask(window, refusal, yes=tr("Close anyway"), detail=detail):
                then()

        progress.run(
            window,
            tr("Backing up before closing"),
            lambda job: back_up(book, None, tr("on closing"), job),
            done=lambda made: go_on(made.refusal),
            failed=lambda error: go_on(str(error)),
        )

    def show_last_backup(self) -> None:
        """Show in the status bar when the book was backed up last."""
        assert self._desk.session is not None
        book, status = self._desk.session.book, self._desk.window.status

        def newest() -> datetime | None:
            from ruraldesk.services.safety import last_backup

            return last_backup(book)

        jobs.run(newest, done=status.show_backup, owner=status)

    def take_back(self, *, again: bool, reason: str = "") -> None:
        """Undo one's last act, or do again what was undone; in a closed month with a reason."""
        from ruraldesk.ui.taking_back import take_back

        take_back(self._desk, again=again, reason=reason)

    # from the home page

    def do_step(self, key: str) -> None:
        """Go where a step of the month is done."""
        session = self._desk.session
        if session is None:
            return
        if key == "check":
            self._desk.show_check()
        elif key != "enter":
            self._desk.show(MONTH)
        else:
            first = next((one for group in session.groups() for one in group.ledgers), None)
            if first is not None:
                self._desk.show(first[0])

    def export_month(self) -> None:
        """Write the month's workbook and PDF ledgers."""
        from ruraldesk.ui.dialogs.exporting import ExportDialog

        session = self._desk.session
        if session is not None:
            ExportDialog(session.book, session.month, self._desk.window).exec()
            session.changed.emit("")  # the month's steps have moved on

    def choose_pack(self) -> None:
        """Take in what the office above has sent down."""
        from ruraldesk.ui.handing.taking_in import choose_pack

        choose_pack(self._desk)

    def open_update(self, file: Path | None = None) -> None:
        """Look for a newer program on the sticks, or at the update in `file`."""
        from ruraldesk.ui.dialogs.updating import UpdateDialog

        if self._desk.session is not None:
            dialog = UpdateDialog(self._desk.session, self._desk.window, file)
            dialog.ready.connect(self._desk.close_for_update)
            dialog.exec()

    def open_figure(self, key: str) -> None:
        """Show the rows that a figure was computed from."""
        from ruraldesk.ui.trace_view import TraceView

        session = self._desk.session
        if session is not None:
            view = TraceView(session, key, self._desk.window)
            view.record_opened.connect(self._desk.open_record)
            view.open()

    def open_bar(self, number: int) -> None:
        """Show the rows behind a bar of the home page's chart."""
        from ruraldesk.services.home_charts import rows_behind

        session, found = self._desk.session, self._desk.home().home()
        if session is None or found is None or found.chart is None:
            return
        bar = found.chart.bars[number]
        form, where = rows_behind(session.book, found.chart.key, bar.where)
        self._desk.ledger(form).show_only(where, f"{tr(found.chart.title)} · {tr(bar.label)}")

    # menus

    def menu(self, parent: QWidget) -> QMenu:
        """Return the operator's menu."""
        menu = QMenu(parent)
        session = self._desk.session
        if session is not None:
            menu.addAction(tr("Settings…"), self.open_settings)
            menu.addAction(tr("Month's Excel and PDF…"), self.export_month)
            menu.addAction(tr("Check the month"), self._desk.show_check)
            menu.addAction(tr("Health check"), lambda: self._desk.show(HEALTH))
            menu.addAction(tr("Notes"), lambda: self._desk.show(NOTES))
            menu.addAction(f"{tr('Briefs')}\t{BRIEFS_KEY}", lambda: self._desk.show(BRIEFS))
            if not session.book.read_only or session.book.because is not None:
                menu.addAction(tr("Take a pack in…"), self.choose_pack)
            menu.addSeparator()
            menu.addAction(tr("Back up now"), self.back_up)
            menu.addAction(tr("Back up to a folder or stick…"), self.back_up_elsewhere)
            menu.addAction(tr("Update the program…"), self.open_update)
        menu.addAction(tr("From a backup…"), self.restore_backup)
        menu.addSeparator()
        another = menu.addAction(tr("Open another book…"), self._desk.show_start_page)
        another.setShortcut(QKeySequence())
        languages = menu.addMenu(tr("Language"))
        for code in LANGUAGES:
            entry = languages.addAction(_LANGUAGE_NAMES[code])
            entry.setCheckable(True)
            entry.setChecked(code == language())
            entry.triggered.connect(lambda _=False, chosen=code: self.choose_language(chosen))
        menu.addAction(f"{tr('Help…')}\tF1", self.open_help_here)
        menu.addAction(tr("Keys"), lambda: self.open_help(help_pages.KEYS))
        menu.addAction(tr("Learn it on the sample"), lambda: learn(self._desk))
        menu.addSeparator()
        menu.addAction(tr("Exit"), self._desk.window.close)
        return menu

    def open_help(self, topic: str = "") -> None:
        """Show the topics of the help, `topic` (the name of its file) first."""
        help_topics.open_help(self._desk.window, topic)

    def open_help_here(self) -> None:
        """Show what the help says of the place of the focus, or of the page on the screen."""
        window = self._desk.window
        here = window.pages.currentWidget()
        focus = QApplication.focusWidget()
        topic = help_topics.topic_for(focus) or help_topics.topic_for(here)
        self.open_help(topic)

    def open_settings(self) -> None:
        """Change unit, operator, signers and folders."""
        from ruraldesk.ui.dialogs.settings import SettingsDialog

        session = self._desk.session
        if session is not None:
            SettingsDialog(session.book, self._desk.window).exec()
            self._desk.refresh_settings()
            # A page may have asked for the settings: none is at work any more by then.
            QTimer.singleShot(0, self._desk, self._take_up_looks)

    def _take_up_looks(self) -> None:
        """Show everything in the language and colours that were chosen."""
        chosen = preferences.load("language", language())
        if chosen != language():
            self.choose_language(chosen)
        elif themes.is_outdated():
            self._desk.rebuild()

    def choose_language(self, code: str) -> None:
        """Show the window in another language from now on."""
        preferences.keep("language", code)
        use_language(code)
        self._desk.rebuild()

    def month_menu(self, parent: QWidget) -> QMenu:
        """Return the menu of the months one may work on."""
        menu = QMenu(parent)
        session = self._desk.session
        if session is None:
            return menu
        for month in _last_months(session.day):
            entry = menu.addAction(told_month(month))
            entry.setCheckable(True)
            entry.setChecked(month == session.month)
            entry.triggered.connect(lambda _=False, chosen=month: self._desk.choose_month(chosen))
        return menu


def _last_months(day: date) -> list[str]:
    """Return this month and the ones before it, the newest first."""
    number = day.year * 12 + day.month - 1
    return [f"{n // 12:04}-{n % 12 + 1:02}" for n in range(number, number - _MONTHS, -1)]
