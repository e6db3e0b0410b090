"""A book of a million rows opened, searched, sorted, scrolled to the end: `… million BOOK`.

`python -m tests.bench.million BOOK.rdb` makes the book where there is none (the sample town with a
million payments; some minutes), opens a copy in a real window and does what a clerk does. Of each
act it tells when the first rows were painted, when all was known, the longest time in which the
window's thread heard nothing, and the memory afterwards; of some also the time of a peer: the same
question as bare SQL, in the same minute on the same file.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import cast

from PySide6.QtCore import QObject, Qt, SignalInstance
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from ruraldesk.files import preferences
from ruraldesk.services.books import open_book
from ruraldesk.ui import jobs
from ruraldesk.ui.app import keep_answering, make_application
from ruraldesk.ui.desk import Desk
from ruraldesk.ui.ledger.page import LedgerPage
from ruraldesk.ui.main_window import MainWindow
from ruraldesk.ui.search_popup import SearchPopup
from tests.bench.gaps import Pulse, quiet, turn
from tests.bench.large_book import LARGE, large_sample
from tests.bench.window_probe import resident_mb

FORM = "payment"
SCREEN = 1366, 768  # of a clerk's computer
FIRST_S, STANDSTILL_S = 1.0, 0.1  # what no act should take longer to show something, to be deaf
_LIVE = "deleted IS NULL"


class Trial:
    """Does one act after the other and prints what was measured."""

    def __init__(self, window: MainWindow, desk: Desk, path: Path) -> None:
        self.window, self.desk = window, desk
        self.pulse = Pulse()
        self.late: list[str] = []
        self.deaf: list[str] = []
        self._plain = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
        print(f"{'':46}   first     all   deaf  memory    peer")

    @property
    def page(self) -> LedgerPage:
        """Return the ledger with the many rows."""
        return self.desk.ledger(FORM)

    def act(
        self,
        name: str,
        begin: Callable[[], object],
        shown: SignalInstance | Callable[[], bool] | None = None,
        until: Callable[[], bool] = quiet,
        peer: str = "",
    ) -> None:
        """Do something, wait for what it shows and for quiet, and print both times and the gap.

        Args:
            shown: is emitted, or true, when there is something to see; None when `begin` leaves
                it so.
            peer: the same question in SQL.
        """
        turn(quiet)
        seen = _Seen(shown if isinstance(shown, SignalInstance) else None)
        self.pulse.again()
        started = time.monotonic()
        begin()
        if shown is None:
            seen.take()
        elif not isinstance(shown, SignalInstance):
            turn(shown)
            seen.take()
        turn(lambda: until() and quiet() and seen.at > 0)
        took = time.monotonic() - started
        ended = time.monotonic()
        turn(lambda: time.monotonic() - ended > 0.1)
        self._tell(name, seen.at - started, took, self._peer(peer))

    def _peer(self, statement: str) -> float | None:
        if not statement:
            return None
        started = time.monotonic()
        self._plain.execute(statement).fetchall()
        return time.monotonic() - started

    def _tell(self, name: str, first: float, took: float, peer: float | None) -> None:
        worst = self.pulse.worst
        if first > FIRST_S:
            self.late.append(name)
        if worst > STANDSTILL_S:
            self.deaf.append(name)
        told = "" if peer is None else f"{peer:6.2f} s"
        numbers = f"{first:6.2f} s {took:6.2f} s {worst * 1000:4.0f} ms {resident_mb():4.0f} MB"
        print(f"{name:46} {numbers} {told}", flush=True)

    def end(self) -> None:
        """Say which acts were too slow."""
        self._plain.close()
        print(f"Later than {FIRST_S:.0f} s: {', '.join(self.late) or 'none'}")
        print(f"Deaf for more than {STANDSTILL_S * 1000:.0f} ms: {', '.join(self.deaf) or 'none'}")


class _Seen(QObject):
    """Notes when something was to be seen first, painted."""

    def __init__(self, shown: SignalInstance | None) -> None:
        super().__init__()
        self.at = 0.0
        if shown is not None:
            shown.connect(self.take)

    def take(self, *_: object) -> None:
        """Paint what is to be seen, and note the time."""
        if not self.at:
            for one in QApplication.topLevelWidgets():
                if one.isVisible():
                    one.repaint()
            self.at = time.monotonic()


def moving(trial: Trial) -> None:
    """Go through the ledger: to its end, to its middle, page by page."""
    page, grid = trial.page, trial.page.grid
    bar = grid.verticalScrollBar()
    ctrl = Qt.KeyboardModifier.ControlModifier

    def drag(to: int) -> None:
        start = bar.value()
        for step in range(1, 51):
            bar.setValue(start + (to - start) * step // 50)
            QApplication.processEvents()

    def leaf() -> None:
        for _ in range(60):
            QTest.keyClick(grid, Qt.Key.Key_PageUp)
            QApplication.processEvents()

    trial.act("Ctrl+End", lambda: QTest.keyClick(grid, Qt.Key.Key_End, ctrl))
    trial.act("drag the bar to the middle, 50 steps", lambda: drag(bar.maximum() // 2))
    middle = page.model.rowCount() // 2
    trial.act("the middle row", lambda: grid.move_to(middle, 0))
    trial.act("PageUp, 60 times", leaf)
    trial.act("drag the bar to the end, 50 steps", lambda: drag(bar.maximum()))
    trial.act("Ctrl+Home", lambda: QTest.keyClick(grid, Qt.Key.Key_Home, ctrl))


def sorting(trial: Trial) -> None:
    """Sort by each kind of field, then as the form says."""
    page = trial.page
    for kind, key, column in (
        ("a date", "paid_on", "paid_on"),
        ("a text", "payee", "payee"),
        ("a text, all different", "voucher", "voucher"),
        ("an amount", "amount", "amount"),
        ("a choice", "method", "method"),
        ("a unit", "unit", "unit"),
        ("a reference", "allocation", "allocation"),
        ("a reckoned text", "project_name", ""),
        ("a reckoned choice", "source_kind", ""),
        ("a reckoned year", "payment_year", "substr(paid_on, 1, 4)"),
    ):
        peer = f"SELECT id FROM payment WHERE {_LIVE} ORDER BY {column} DESC, id DESC"
        trial.act(
            f"sort by {kind}",
            partial(page.sort_exactly, key, descending=True),
            page.model.modelReset,
            peer=peer if column else "",
        )
    trial.act("the end of it", lambda: page.grid.move_to(page.model.rowCount() - 1, 0))
    trial.act("as the form says", lambda: page.show_view(None), page.model.modelReset)


def searching(trial: Trial) -> None:
    """Search over everything, then show all that was found."""
    field = trial.window.top_bar.search
    popup = cast("SearchPopup", trial.window.findChild(SearchPopup))

    def typed(text: str) -> Callable[[], None]:
        def act() -> None:
            field.setFocus()
            field.setText(text)
            field.textEdited.emit(text)  # asks after a pause, as when a clerk types

        return act

    for kind, text, column in (
        ("Chinese", "罗刚", "payee"),
        ("Chinese, found everywhere", "工程", "payee"),
        ("pinyin", "luogang", ""),
        ("initials", "lgy", ""),
        ("two words", "hntd 材料", ""),
        ("the tail of an account", "0000123456", "payee_account"),
        ("a voucher", "0500123", "voucher"),
        ("an amount", "12345.67", ""),
    ):
        peer = f"SELECT id FROM payment WHERE {column} LIKE '%{text}%'" if column else ""
        trial.act(f"search: {kind}", typed(text), popup.answered, peer=peer)
    popup.leave()


def filtering(trial: Trial) -> None:
    """Narrow the rows under the headings, each time with the sums below."""
    page = trial.page

    def by_text(key: str, text: str) -> Callable[[], None]:
        def act() -> None:
            page.filters.clear()
            page.type_filter(key, text)

        return act

    for kind, key, text, sql in (
        ("a text, rare", "payee", "罗刚", "payee LIKE '%罗刚%'"),
        ("a text, frequent", "payee", "建筑", "payee LIKE '%建筑%'"),
        ("a text, nowhere", "payee", "没有的", "payee LIKE '%没有的%'"),
        ("a month", "paid_on", "2023-03", "paid_on LIKE '2023-03%'"),
        ("an amount", "amount", ">18000", "amount > 1800000"),
        ("one amount", "amount", "12345.67", "amount = 1234567"),
        ("a reference", "allocation", "机井", ""),
        ("a reckoned text", "project_name", "机井", ""),
        ("a reckoned year", "payment_year", "2021", "substr(paid_on, 1, 4) = '2021'"),
    ):
        peer = f"SELECT id FROM payment WHERE {_LIVE} AND {sql} ORDER BY paid_on DESC"
        trial.act(
            f"filter: {kind}", by_text(key, text), page.model.modelReset, peer=peer if sql else ""
        )
    page.filters.clear()
    trial.act(
        "filter: a choice",
        lambda: page.choose_filter("method", ["cash"]),
        page.model.modelReset,
        peer=f"SELECT id FROM payment WHERE {_LIVE} AND method = 'cash' ORDER BY paid_on DESC",
    )
    trial.act("the end of it", lambda: page.grid.move_to(page.model.rowCount() - 1, 0))
    trial.act("clear the filter", page.clear_filters, page.model.modelReset)
    for key in ("method", "payee", "paid_on", "project_name"):
        popup = _Listed()
        peer = f"SELECT {key}, count(*) FROM payment WHERE {_LIVE} GROUP BY 1"
        trial.act(
            f"list the values of {key}",
            partial(page.grid.filter_row.values_wanted.emit, key, popup),
            popup.is_filled,
            peer=peer if key in ("method", "payee") else "",
        )


class _Listed(QObject):
    """Stands for the list of values under a heading."""

    def __init__(self) -> None:
        super().__init__()
        self._filled = False

    def is_filled(self) -> bool:
        """Say whether the values are there."""
        return self._filled

    def show_values(self, values: object) -> None:
        """Take the values."""
        self._filled = True

    def tell(self, words: str) -> None:
        """Say nothing of what is missing."""


def changing(trial: Trial) -> None:
    """Open the last record, change it, enter a new one, take both back."""
    from ruraldesk.ui.ledger import blocks

    page, acts = trial.page, trial.desk.acts
    last = page.model.rowCount() - 1
    trial.act("the last row", lambda: page.grid.move_to(last, 0))
    purpose = page.form.field("purpose")
    trial.act("open the last record", lambda: page.open_row(last))
    trial.act("close it", page.place.close_panel)
    trial.act("change a cell of it", lambda: blocks.write_value(page, purpose, "核对过"))
    trial.act("take that back", lambda: acts.take_back(again=False))
    trial.act("do it again", lambda: acts.take_back(again=True))
    trial.act("open a record of the open month", lambda: page.open_row(0))
    trial.act("a new record like it", page.place.panel().open_copy)
    trial.act("save it", lambda: page.place.panel().save(following=False))
    page.place.close_panel()
    trial.act("take the new record back", lambda: acts.take_back(again=False))


def other_pages(trial: Trial) -> None:
    """The home page, the month, the groups of the ledger, a workbook that is stopped."""
    desk = trial.desk
    trial.act("the home page", lambda: desk.show("home"))
    trial.act("the month's page", lambda: desk.show("month"))
    trial.act("check the month", desk.show_check)
    trial.act("back to the ledger", lambda: desk.show(FORM))


PARTS = {
    "moving": moving,
    "sorting": sorting,
    "searching": searching,
    "filtering": filtering,
    "changing": changing,
    "pages": other_pages,
}


def main() -> int:
    """Run the trial and say which acts are too slow."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.million")
    parser.add_argument("book", type=Path)
    parser.add_argument("--rows", type=int, default=LARGE)
    parser.add_argument("--only", nargs="*", choices=PARTS, default=[*PARTS])
    asked = parser.parse_args()
    path: Path = asked.book
    if not path.exists():
        large_sample(path, asked.rows)
    with tempfile.TemporaryDirectory(dir=path.parent, ignore_cleanup_errors=True) as name:
        folder = Path(name)
        preferences.folder = lambda: folder / "preferences"
        copy = folder / "百万行.rdb"
        shutil.copy(path, copy)
        open_book(copy).close()  # newer forms are taken in now
        app = make_application()
        window = MainWindow()
        window.build()
        window.resize(*SCREEN)
        window.show()
        desk = Desk(window)
        keep_answering(desk)
        trial = Trial(window, desk, copy)
        trial.act("open the book", lambda: desk.start(copy), lambda: desk.session is not None)
        trial.act("open the ledger", lambda: desk.show(FORM), lambda: _rows(desk) > 0)
        print(f"{_rows(desk):,} rows, {len(trial.page.model.columns())} columns")
        for part in asked.only:
            PARTS[part](trial)
        trial.end()
        jobs.stop_all()
        desk.leave_book()
        app.processEvents()
    return 0


def _rows(desk: Desk) -> int:
    return desk.ledger(FORM).model.rowCount()


if __name__ == "__main__":
    if sys.platform == "linux" and not os.environ.get("DISPLAY"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    sys.exit(main())
