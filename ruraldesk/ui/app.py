"""Starting the window: painted first, filled afterwards."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from ruraldesk.files import preferences
from ruraldesk.texts.resources import resources_dir
from ruraldesk.ui import fonts, one_window, themes, tokens, traces
from ruraldesk.ui.dialogs import text_size
from ruraldesk.ui.main_window import MainWindow

if TYPE_CHECKING:
    from ruraldesk.ui.collecting import Collector
    from ruraldesk.ui.desk import Desk

WAIT_MS = 1500  # for work under way, when the window has been closed
_TURN_S = 0.0005
"""How long a thread may go on while another waits for its turn; Python's own number is ten times as
much. The window's thread waits so long after each call of Qt that lets others in: with two acts at
work a change of page took 220 ms, with this 80, and the acts lose nothing that could be measured.
"""


def run(book_path: Path | None = None) -> int:
    """Open the window, with the book at `book_path` or the page to choose one; return 0.

    Where this person's window is there already, it comes to the front and opens the book.

    The empty frame is on the screen before the first book module is imported.
    """
    if one_window.hand_over(book_path):
        return 0
    text_size.prepare()
    app = _begin()
    window = MainWindow()
    _fill_after_first_paint(app, window, book_path)
    show_as_before(window)
    with traces.left_none():
        code = app.exec()
    from ruraldesk.ui import jobs  # not before the first paint

    if not jobs.stop_all(WAIT_MS):
        os._exit(code)  # a long question still runs in SQLite; whatever was saved is on the disk
    gc.freeze()  # the process ends: Python would search all that the book left, for a second
    return code


def make_application() -> QApplication:
    """Return the application with the program's fonts and style."""
    app = _begin()
    _dress(app)
    return app


def _dress(app: QApplication) -> None:
    themes.dress(app)
    app.setWindowIcon(QIcon(str(resources_dir() / "icons" / "ruraldesk.ico")))


def keep_answering(desk: Desk) -> Collector:
    """Let nothing that goes on in the background hold the window."""
    from ruraldesk.ui.collecting import Collector
    from ruraldesk.ui.warming import Warming

    sys.setswitchinterval(_TURN_S)
    collector = Collector(desk, Warming(desk))
    collector.begin()
    return collector


def show_as_before(window: MainWindow) -> None:
    """Show the window as it was left; at first, and on small screens, it fills the screen."""
    room = window.screen().availableSize()
    width, height = preferences.load("window", []) or (0, 0)
    if 0 < width < room.width() and 0 < height < room.height():
        window.resize(width, height)
        window.show()
    else:
        window.resize(room)
        window.showMaximized()


def _begin() -> QApplication:
    """Return the application with all that the empty frame needs: its fonts and colours."""
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("RuralDesk")
    fonts.load_first()
    app.setFont(tokens.font())
    themes.use(themes.wanted())
    return app


def _fill_after_first_paint(app: QApplication, window: MainWindow, book_path: Path | None) -> None:
    def fill() -> None:
        from ruraldesk.texts.translate import LANGUAGES, use_language
        from ruraldesk.ui.desk import Desk
        from ruraldesk.ui.ending import Ending

        chosen = preferences.load("language", "")
        if chosen in LANGUAGES:
            use_language(chosen)
        _dress(app)
        window.build()
        desk = Desk(window)
        keep_answering(desk)
        Ending(window)
        desk.start(book_path)
        one_window.listen(desk, desk.arrivals.come)

    window.first_painted.connect(fill)
