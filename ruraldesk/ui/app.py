"""Starting the window: painted first, filled afterwards."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication

from ruraldesk.ui import fonts, preferences, style, tokens
from ruraldesk.ui.dialogs import text_size
from ruraldesk.ui.main_window import MainWindow


def run(book_path: Path | None = None) -> int:
    """Open the window, with the book at `book_path` or the page to choose one; return 0.

    The empty frame is on the screen before the first book module is imported.
    """
    text_size.prepare()
    app = make_application()
    window = MainWindow()
    _fill_after_first_paint(window, book_path)
    show_as_before(window)
    return app.exec()


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


def make_application() -> QApplication:
    """Return the application with the program's fonts and style."""
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("RuralDesk")
    app.setStyle("Fusion")
    app.setPalette(style.palette())
    fonts.load_first()
    app.setFont(tokens.font())
    app.setStyleSheet(style.sheet())
    return app


def _fill_after_first_paint(window: MainWindow, book_path: Path | None) -> None:
    def fill() -> None:
        from ruraldesk.texts.translate import LANGUAGES, use_language
        from ruraldesk.ui.desk import Desk

        chosen = preferences.load("language", "")
        if chosen in LANGUAGES:
            use_language(chosen)
        window.build()
        Desk(window).start(book_path)

    window.first_painted.connect(fill)
