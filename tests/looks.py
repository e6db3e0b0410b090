"""Pictures of every page and dialog, to be looked at: themes, sizes of text, both languages.

    python -m tests.looks FOLDER [--book BOOK] [--themes light,dark,contrast] [--sizes 100,125,150]
                                 [--language zh_CN|en] [--only NAME…]

Each picture is a window of 1366×768 pixels, or a dialog, called THEME-SIZE-NAME.png. Without BOOK a
small town's book is made, in which most lists are empty; the sample town shows full ones.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

WIDTH, HEIGHT = 1366, 768
REST_MS = 120  # after the last question was answered, for what follows by a timer


def main() -> int:
    """Draw all pictures, each size of text in a process of its own; return how many failed."""
    asked = _arguments()
    if asked.size:
        _draw(asked)
        return 0
    failed = 0
    for size in asked.sizes.split(","):
        environment = {**os.environ, "QT_SCALE_FACTOR": str(int(size) / 100)}
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
        again = [sys.executable, "-m", "tests.looks", *sys.argv[1:], "--size", size]
        failed += subprocess.run(again, env=environment, check=False).returncode != 0
    return failed


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.looks")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--book", type=Path)
    parser.add_argument("--themes", default="light,dark,contrast")
    parser.add_argument("--sizes", default="100,125,150")
    parser.add_argument("--language", default="zh_CN")
    parser.add_argument("--only", nargs="*", default=())
    parser.add_argument("--size", default="", help=argparse.SUPPRESS)
    return parser.parse_args()


def _draw(asked: argparse.Namespace) -> None:
    from PySide6.QtWidgets import QWidget

    from ruraldesk.services.books import open_book
    from ruraldesk.texts.translate import use_language
    from ruraldesk.ui import jobs, preferences, themes
    from ruraldesk.ui.app import make_application
    from ruraldesk.ui.desk import Desk
    from ruraldesk.ui.main_window import MainWindow
    from tests.ui.surfaces import DIALOGS, ENTRIES, PAGES, shipped_book

    with tempfile.TemporaryDirectory() as own:
        preferences.folder = lambda: Path(own)
        use_language(asked.language)
        make_application()
        path = Path(own) / "王楼镇.rdb"
        if asked.book:
            shutil.copyfile(asked.book, path)
        else:
            shipped_book(path).close()
        asked.folder.mkdir(parents=True, exist_ok=True)
        window = MainWindow()
        window.build()
        scale = int(asked.size) / 100
        window.resize(round(WIDTH / scale), round(HEIGHT / scale))
        window.show()
        desk = Desk(window)

        def take(widget: QWidget, theme: str, name: str) -> None:
            _settle()
            widget.grab().save(str(asked.folder / f"{theme}-{asked.size}-{name}.png"))

        def wanted(name: str) -> bool:
            return not asked.only or name in asked.only

        desk.take_book(open_book(path))
        for theme in asked.themes.split(","):
            preferences.keep("theme", theme)
            themes.dress_anew()
            desk.rebuild()
            for key in filter(wanted, PAGES):
                desk.show(key)
                take(window, theme, key)
            for key in ENTRIES:
                if wanted(f"{key}-entry"):
                    desk.ledger(key).open_blank()
                    take(window, theme, f"{key}-entry")
            assert desk.session is not None
            for key in filter(wanted, DIALOGS):
                dialog = DIALOGS[key](desk.session)
                dialog.show()
                take(dialog, theme, f"dialog-{key}")
                dialog.hide()
                dialog.deleteLater()
        jobs.stop_all()
        desk.leave_book()


def _settle() -> None:
    """Wait until everything that was asked for is shown."""
    from PySide6.QtCore import QEventLoop, QThreadPool, QTimer

    def wait(milliseconds: int) -> None:
        loop = QEventLoop()
        QTimer.singleShot(milliseconds, loop.quit)
        loop.exec()

    wait(REST_MS)
    while QThreadPool.globalInstance().activeThreadCount():
        wait(REST_MS)
    wait(REST_MS)


if __name__ == "__main__":
    sys.exit(main())
