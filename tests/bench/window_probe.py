"""A window in a process of its own that tells when it was painted; started by `window.py`.

`window_probe.py empty` paints an empty Qt main window, `window_probe.py book PATH FORM` does what
`ruraldesk open PATH` does and goes to the ledger FORM as soon as the book is there; with `rest` as
well, it ends only when nothing goes on in the background any more. Each prints one JSON object:
seconds of the machine's monotonic clock, resident memory in MB.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

told: dict[str, float] = {}


def note(what: str) -> None:
    """Note that `what` has happened now, unless it was noted before."""
    told.setdefault(what, time.monotonic())


def note_memory(what: str) -> None:
    """Note the resident memory of this process, where the system tells it."""
    if found := resident_mb():
        told[f"{what}_mb"] = found


def resident_mb() -> float:
    """Return the resident memory of this process in MB, 0 where the system does not tell it."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0.0
    line = next(one for one in status.read_text().splitlines() if one.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def after(owner: type, method: str, act: Callable[[Any], object]) -> None:
    """Call `act` with the object each time when `method` of the class has run."""
    own = getattr(owner, method)

    def with_note(self: object, *arguments: object) -> object:
        result = own(self, *arguments)
        act(self)
        return result

    setattr(owner, method, with_note)


def tell() -> None:
    """Print what was noted and end; what goes on in the background is not waited for."""
    print(json.dumps(told), flush=True)
    os._exit(0)


def empty() -> None:
    """Paint a window with nothing in it."""
    from PySide6.QtCore import QTimer
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QApplication, QMainWindow

    class Window(QMainWindow):
        def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
            super().paintEvent(event)
            QTimer.singleShot(0, painted)

    def painted() -> None:
        note("painted")
        note_memory("painted")
        tell()

    app = QApplication([])
    window = Window()
    window.resize(1366, 768)
    window.show()
    app.exec()


def book(path: str, form: str, *until: str) -> None:
    """Open the window as the command does, then the ledger; end when all its rows are listed."""
    from ruraldesk.ui import main_window

    def painted_first(window: main_window.MainWindow) -> None:
        window.first_painted.connect(lambda: note("painted"))
        window.first_painted.connect(lambda: prepare(form, to_rest="rest" in until))

    after(main_window.MainWindow, "__init__", painted_first)
    from ruraldesk.cli.main import main

    main(["open", path])


def prepare(form: str, *, to_rest: bool) -> None:
    """Listen to the parts of the window; the program imports them just now anyway."""
    from PySide6.QtCore import QTimer

    from ruraldesk.ui import desk

    def watch_table(opened: desk.Desk) -> None:
        from ruraldesk.ui import jobs
        from ruraldesk.ui.ledger import grid, page

        def is_painted(one: grid.Grid) -> None:
            if one.model.rowCount() and "table" not in told:
                QTimer.singleShot(0, lambda: note("table"))

        def is_complete(one: page.LedgerPage) -> None:
            one.model.loaded.connect(lambda: note("listed"))

        def look() -> None:
            if "table" not in told or "listed" not in told:
                return
            if not to_rest or jobs.stop_all(0):
                note("rest")
                note_memory("rest")
                tell()

        after(grid.Grid, "paintEvent", is_painted)
        after(page.LedgerPage, "__init__", is_complete)
        note("book")
        opened.show(form)
        looking = QTimer(opened)
        looking.timeout.connect(look)
        looking.start(100)

    after(desk.Desk, "take_book", watch_table)


if __name__ == "__main__":
    note("begun")
    if sys.argv[1] == "empty":
        empty()
    else:
        book(*sys.argv[2:])
