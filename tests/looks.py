"""Pictures of every page and dialog, to be looked at: themes, sizes, both languages.

    python -m tests.looks FOLDER [--themes light,dark,contrast] [--sizes 100,125,150]
                                 [--language zh_CN|en] [--only NAME…]

Each picture is called THEME-SIZE-NAME.png: a page in a window of 1366×768 pixels, or a dialog as it
opens on such a screen. Sizes are those of the screen's scaling and of text in the settings. Shown
are the sample town and a village of it (`tests/ui/surfaces`), which are made in FOLDER first and
taken from there the next time.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from shutil import copytree
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from ruraldesk.ui.desk import Desk
    from ruraldesk.ui.main_window import MainWindow

WIDTH, HEIGHT = 1366, 768
FRAME, BAR = 30, 40  # what the title of a window and the system's bar take of the screen
REST_MS, RESTS = 120, 3  # how long nothing may be asked before all is shown


def main() -> int:
    """Draw all pictures, each size in a process of its own; return how many failed."""
    asked = _arguments()
    if asked.size:
        _Drawing(asked).draw()
        return 0
    from tests.ui.surfaces.offices import make_offices

    if not (asked.folder / "offices").exists():
        make_offices(asked.folder / "offices")
    screen = asked.folder / "screen.json"
    screen.write_text(json.dumps({"screens": [_screen()]}), encoding="utf-8")
    failed = 0
    for size in asked.sizes.split(","):
        environment = {**os.environ, "QT_SCALE_FACTOR": str(int(size) / 100)}
        environment["QT_LOGGING_RULES"] = "*.debug=false;qt.qpa.*=false"
        environment["QT_QPA_PLATFORM"] = f"offscreen:configfile={screen}"
        again = [sys.executable, "-m", "tests.looks", *sys.argv[1:], "--size", size]
        failed += subprocess.run(again, env=environment, check=False).returncode != 0
    return failed


def _screen() -> dict[str, object]:
    place = {"x": 0, "y": 0, "width": WIDTH, "height": HEIGHT - BAR}
    return {"name": "desk", **place, "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.looks")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--themes", default="light,dark,contrast")
    parser.add_argument("--sizes", default="100,125,150")
    parser.add_argument("--language", default="zh_CN")
    parser.add_argument("--only", nargs="*", default=())
    parser.add_argument("--size", default="", help=argparse.SUPPRESS)
    return parser.parse_args()


class _Drawing:
    """The pictures of one size."""

    def __init__(self, asked: argparse.Namespace) -> None:
        self._asked, self._theme = asked, ""

    def draw(self) -> None:
        """Draw the pages and dialogs in every theme."""
        from ruraldesk.files import preferences
        from ruraldesk.texts.translate import use_language
        from ruraldesk.ui import jobs, themes
        from ruraldesk.ui.app import make_application

        with tempfile.TemporaryDirectory() as own:
            preferences.folder = lambda: Path(own) / "preferences"
            use_language(self._asked.language)
            make_application()
            offices = Path(own) / "offices"
            copytree(self._asked.folder / "offices", offices)
            for theme in self._asked.themes.split(","):
                self._theme = theme
                preferences.keep("theme", theme)
                themes.dress_anew()
                self._draw_pages(offices)
                self._draw_dialogs(offices)
            jobs.stop_all()

    def _wanted(self, name: str) -> bool:
        return not self._asked.only or name in self._asked.only

    def _take(self, widget: QWidget, name: str) -> None:
        settle()
        file = f"{self._theme}-{self._asked.size}-{name}.png"
        widget.grab().save(str(self._asked.folder / file))

    def _window(self) -> tuple[MainWindow, Desk]:
        from ruraldesk.ui.desk import Desk
        from ruraldesk.ui.main_window import MainWindow

        window = MainWindow()
        window.build()
        scale = int(self._asked.size) / 100
        window.resize(round(WIDTH / scale), round((HEIGHT - FRAME - BAR) / scale))
        window.show()
        return window, Desk(window)

    def _draw_pages(self, offices: Path) -> None:
        from ruraldesk.services.books import open_book
        from tests.ui.surfaces import ENTRIES, PAGES, VILLAGE_PAGES
        from tests.ui.surfaces.offices import TOWN_BOOK, VILLAGE_BOOK

        window, desk = self._window()
        if self._wanted("start"):
            desk.show_start_page()
            self._take(window, "start")
        desk.take_book(open_book(offices / TOWN_BOOK))
        for key in filter(self._wanted, PAGES):
            desk.show(key)
            self._take(window, key)
        for key in ENTRIES:
            if self._wanted(f"{key}-entry"):
                desk.ledger(key).open_blank()
                self._take(window, f"{key}-entry")
        self._draw_popups(window, desk)
        desk.leave_book()
        desk.take_book(open_book(offices / VILLAGE_BOOK))
        for key in VILLAGE_PAGES:
            if self._wanted(f"village-{key}"):
                desk.show(key)
                self._take(window, f"village-{key}")
        desk.leave_book()
        window.hide()

    def _draw_popups(self, window: MainWindow, desk: Desk) -> None:
        """Draw what opens over a page: found things, columns, values, a menu, the calendar."""
        from PySide6.QtWidgets import QApplication

        if self._wanted("popup-search"):
            desk.show("home")
            window.activateWindow()
            settle()
            window.top_bar.search.setFocus()
            window.top_bar.search.setText("huang")
            window.top_bar.search.textEdited.emit("huang")
            self._take(window, "popup-search")
            window.top_bar.search.clear()
        desk.show("project")
        page = desk.ledger("project")
        for name, act in (
            ("columns", page.choose_columns),
            ("values", lambda: (page.grid.filter_row.edit(3), page.grid.filter_row.open_choices())),
        ):
            if self._wanted(f"popup-{name}"):
                settle()
                act()
                popup = QApplication.activePopupWidget()
                if popup is not None:
                    self._take(popup, f"popup-{name}")
                    popup.close()

    def _draw_dialogs(self, offices: Path) -> None:
        from tests.ui.surfaces import DIALOGS
        from tests.ui.surfaces.shown import opened

        for key in filter(self._wanted, DIALOGS):
            dialog = DIALOGS[key]
            with tempfile.TemporaryDirectory() as own:
                copytree(offices, own, dirs_exist_ok=True)
                with opened(Path(own), dialog.office) as shown:
                    widget = dialog.make(shown)
                    widget.show()
                    for act in dialog.then:
                        settle()
                        act(widget, shown)
                    self._take(widget, f"dialog-{key}")
                    widget.hide()
                    widget.deleteLater()
                    settle()


def settle() -> None:
    """Wait until everything that was asked for is shown."""
    from PySide6.QtCore import QEventLoop, QThreadPool, QTimer

    def wait(milliseconds: int) -> None:
        loop = QEventLoop()
        QTimer.singleShot(milliseconds, loop.quit)
        loop.exec()

    quiet = 0
    while quiet < RESTS:  # an answer may lead to another question a moment later
        wait(REST_MS)
        quiet = 0 if QThreadPool.globalInstance().activeThreadCount() else quiet + 1


if __name__ == "__main__":
    sys.exit(main())
