"""How long the window stands still during acts on a large book, and how long the acts take.

`python -m tests.bench.gaps BOOK.rdb` (made by `ruraldesk sample BOOK.rdb --scale 60`) opens a copy
in a real window and does what a clerk does; a timer of 20 ms tells the longest time in which the
window's thread heard nothing, and beside it the longest time for which that thread worked itself:
on a computer that does other things, too, the first is longer. An act of more than a second must
show a progress that can be stopped or, for a list that is being read, at least keep answering.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from ruraldesk.files import preferences
from ruraldesk.ui import jobs
from ruraldesk.ui.app import keep_answering, make_application
from ruraldesk.ui.desk import Desk
from ruraldesk.ui.main_window import MainWindow
from ruraldesk.ui.stillness import Stillness

TICK_MS = 20
LIMIT_S = 300
LARGE = "attendance"  # the ledger with most rows of which a field may change freely
ROSTER = "cadre"


class Pulse(QObject):
    """Beats every 20 ms as long as the window's thread is free."""

    def __init__(self) -> None:
        super().__init__()
        self.worst = self.own = 0.0  # seconds: without an answer; of work of the window's thread
        self._last, self._worked = time.monotonic(), time.thread_time()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start(TICK_MS)

    def _beat(self) -> None:
        now, worked = time.monotonic(), time.thread_time()
        self.worst = max(self.worst, now - self._last - TICK_MS / 1000)
        self.own = max(self.own, worked - self._worked)
        self._last, self._worked = now, worked

    def again(self) -> None:
        """Forget what was measured."""
        self.worst = self.own = 0.0
        self._last, self._worked = time.monotonic(), time.thread_time()


def turn(until: Callable[[], bool]) -> None:
    """Let the window live until something is so."""
    loop, ends = QEventLoop(), time.monotonic() + LIMIT_S
    check = QTimer()
    check.timeout.connect(lambda: (until() or time.monotonic() > ends) and loop.quit())
    check.start(10)
    loop.exec()
    check.stop()


def quiet() -> bool:
    """Say whether nothing is under way in the background."""
    return jobs.is_quiet()


def rest(seconds: float) -> None:
    """Do nothing for a while, and until nothing is under way."""
    ends = time.monotonic() + seconds
    turn(lambda: time.monotonic() > ends and quiet())


class Trial:
    """Does one act after the other and keeps what was measured."""

    def __init__(self, window: MainWindow, desk: Desk) -> None:
        self.window, self.desk = window, desk
        self.pulse = Pulse()
        self.rows: list[tuple[str, float, float, bool]] = []

    def act(
        self, name: str, begin: Callable[[], object], until: Callable[[], bool] = quiet
    ) -> None:
        """Begin an act, wait for its end and for quiet, and note both times and the gap."""
        turn(quiet)
        self.pulse.again()
        told = _Told(self.window)
        started = time.monotonic()
        begin()
        turn(lambda: until() and quiet())
        took = time.monotonic() - started
        ended = time.monotonic()
        turn(lambda: time.monotonic() - ended > 0.1)
        self.rows.append((name, took, self.pulse.worst, told.seen))
        told.end()
        still, own = self.pulse.worst * 1000, self.pulse.own * 1000
        shown = "progress" if told.seen else ""
        print(f"{name:38} {took:7.2f} s {still:6.0f} ms {own:6.0f} ms  {shown}", flush=True)


class _Told:
    """Sees whether a progress with its stop was shown."""

    def __init__(self, window: QWidget) -> None:
        self.seen = False
        self._timer = QTimer()
        self._timer.timeout.connect(self._look)
        self._timer.start(50)

    def _look(self) -> None:
        from ruraldesk.ui.dialogs.parts import WorkStrip
        from ruraldesk.ui.progress import ProgressDialog

        for one in QApplication.topLevelWidgets():
            strips = [part for part in one.findChildren(QWidget) if isinstance(part, WorkStrip)]
            told = isinstance(one, ProgressDialog) or any(part.isVisible() for part in strips)
            self.seen = self.seen or (one.isVisible() and told)

    def end(self) -> None:
        self._timer.stop()


def ledger_acts(trial: Trial) -> None:
    """Open, go to the end, sort, filter, search."""
    desk = trial.desk
    trial.act("open the ledger of 12,000 cadres", lambda: desk.show(ROSTER))
    page = desk.ledger(ROSTER)
    last = page.model.rowCount() - 1
    trial.act("go to its end", lambda: page.grid.move_to(last, 0))
    trial.act("sort it by age", lambda: page.sort_exactly("age", descending=True))
    trial.act(
        "sort it by the present post", lambda: page.sort_exactly("current_post", descending=False)
    )
    field = trial.window.top_bar.search
    field.setFocus()
    trial.act("search: 王", lambda: field.setText("王"))
    trial.act("search: two words, pinyin", lambda: field.setText("hsc wang"))
    trial.act("search: an amount", lambda: field.setText("12000"))
    field.clear()


def block_acts(trial: Trial) -> None:
    """Change 5,000 rows and take it back."""
    from ruraldesk.ui.ledger import blocks

    desk = trial.desk
    desk.show(LARGE)
    turn(quiet)
    page = desk.ledger(LARGE)
    selection = page.grid.selection
    selection.move(0, 0)
    selection.move(4999, 0, extend=True)
    remark = page.form.field("remark")
    trial.act("change a field of 5,000 rows", lambda: blocks.write_value(page, remark, "核对过"))
    trial.act("take that back", lambda: desk.acts.take_back(again=False))
    trial.act("do it again", lambda: desk.acts.take_back(again=True))


def form_acts(trial: Trial) -> None:
    """Open a record's form, go to the next one, save it."""
    desk = trial.desk
    for key, name in ((ROSTER, "a cadre"), ("project", "a project")):
        page = desk.ledger(key)
        rest(2)  # a clerk looks at the list before he opens anything
        trial.act(f"open {name}'s form", lambda shown=page: shown.open_row(0))
        trial.act("… the next one", lambda shown=page: shown.open_row(1))
        panel = page.place.panel()
        trial.act("… save it", lambda shown=panel: shown.save(following=False))
        page.place.close_panel()


def look_acts(trial: Trial) -> None:
    """Open settings and the month's wizard; take another theme, with three pages open."""
    from ruraldesk.ui.dialogs.settings import SettingsDialog
    from ruraldesk.ui.month.wizard import MonthEnd

    desk = trial.desk
    assert desk.session is not None
    dialogs: list[QDialog] = []

    def show(make: Callable[[], QDialog]) -> None:
        dialogs.append(make())
        dialogs[-1].show()

    session, window = desk.session, trial.window
    trial.act("open the settings", lambda: show(lambda: SettingsDialog(session.book, window)))
    trial.act(
        "open the month's wizard, and check",
        lambda: show(lambda: MonthEnd(session, "check", window)),
    )
    for one in dialogs:
        one.reject()
    preferences.keep("theme", "dark")
    trial.act("another theme", desk.rebuild)
    preferences.keep("theme", "light")
    trial.act("… and back", desk.rebuild)


def page_acts(trial: Trial) -> None:
    """Home, the month's check, the health check."""
    desk = trial.desk
    trial.act("the home page", lambda: desk.show("home"))
    trial.act("the month's page", lambda: desk.show("month"))
    trial.act("check the month", desk.show_check)
    desk.show("health")
    turn(quiet)
    health = desk._pages["health"]
    trial.act("the health check", health.examine.click)  # type: ignore[attr-defined]


def file_acts(trial: Trial, folder: Path) -> None:
    """Export, print, back up, restore, import."""
    from ruraldesk.ui.dialogs.exporting import ExportDialog
    from ruraldesk.ui.dialogs.importing import TRIED, ImportDialog
    from ruraldesk.ui.dialogs.printing import PrintDialog
    from ruraldesk.ui.ledger import acts

    desk = trial.desk
    assert desk.session is not None
    book, page = desk.session.book, desk.ledger(ROSTER)
    turn(quiet)
    trial.act("export 12,000 cadres to Excel", lambda: acts.export_to(page, folder / "花名册.xlsx"))
    shown = PrintDialog(book, page.form, page.query(), trial.window)
    trial.act("see 12,000 cadres on paper", shown.show, lambda: not shown.work.is_working())
    shown.reject()
    taken = ImportDialog(book, page.form, trial.window)
    taken.show()
    trial.act("read their workbook", lambda: taken.open_file(folder / "花名册.xlsx"))
    trial.act("try to take it in", taken.act, lambda: taken.steps.currentIndex() == TRIED)
    taken.reject()
    month = ExportDialog(book, desk.session.month, trial.window)
    month.folder.line.setText(str(folder))
    month.show()
    trial.act("the month's Excel and PDF", month.act, lambda: not month.work.is_working())
    month.reject()
    trial.act("back up", lambda: desk.acts.back_up(folder))
    [kept] = folder.glob("*.rdbak")
    trial.act(
        "bring the backup back, and open it",
        lambda: desk.acts.restore_to(kept, folder / "恢复.rdb"),
        lambda: desk.session is not None and desk.session.book.path.stem == "恢复",
    )


def _somebody_works(_: Stillness) -> float:
    """Whoever is at the computer touches it: what waits until nobody does goes on waiting."""
    return 0.0


def main() -> int:
    """Run the trial and say which acts hold the window for longer than 100 ms."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.gaps")
    parser.add_argument("book", type=Path)
    path = parser.parse_args().book
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        preferences.folder = lambda: folder / "preferences"
        app = make_application()
        copy = folder / "大账本.rdb"
        shutil.copy(path, copy)
        window = MainWindow()
        window.build()
        window.resize(1366, 768)
        window.show()
        trial = Trial(window, Desk(window))
        keep_answering(trial.desk)
        Stillness.seconds = _somebody_works
        trial.act(
            "open the book, and update it",
            lambda: trial.desk.start(copy),
            lambda: trial.desk.session is not None,
        )
        rest(2)
        ledger_acts(trial)
        form_acts(trial)
        block_acts(trial)
        page_acts(trial)
        look_acts(trial)
        (folder / "出").mkdir()
        file_acts(trial, folder / "出")
        jobs.stop_all()
        trial.desk.leave_book()
        app.processEvents()
    bad = [row for row in trial.rows if row[2] > 0.1]
    print(f"{len(trial.rows)} acts, {len(bad)} hold the window for more than 100 ms")
    return len(bad) > 0


if __name__ == "__main__":
    sys.exit(main())
