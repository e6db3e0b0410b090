"""How quickly a long ledger moves and is searched: `python -m tests.bench.table [ROWS]`.

The page of a ledger with a million payments, against a QTableView of the same columns whose texts
all lie in memory; the search over everything, against SQL's LIKE over what it looks in.
"""

import os
import sqlite3
import sys
from collections.abc import Callable, Sequence
from functools import partial
from itertools import cycle
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any, cast

from PySide6.QtCore import (
    QAbstractTableModel,
    QEventLoop,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    SignalInstance,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QTableView

from ruraldesk.services.books import open_book
from ruraldesk.ui import jobs, tokens
from ruraldesk.ui.app import make_application
from ruraldesk.ui.desk import Desk
from ruraldesk.ui.ledger.page import LedgerPage
from ruraldesk.ui.main_window import MainWindow
from ruraldesk.ui.search_popup import SearchPopup
from tests.bench.large_book import LARGE, large_book
from tests.bench.timing import seconds, tell

JUMPS = 41
SCREEN = 1366, 768  # of a clerk's computer
FORM = "payment"
WORDS = (
    "罗刚",
    "朱涵",
    "吴霞",
    "何玉",
    "郭满",
    "孙桂",
    "林波",
)  # payees, rare and not asked before
_Index = QModelIndex | QPersistentModelIndex


class MemoryModel(QAbstractTableModel):
    """As many rows as the ledger has, of the texts of its first ones, over and over."""

    def __init__(self, rows: int, texts: Sequence[Sequence[str]]) -> None:
        super().__init__()
        self._rows, self._texts = rows, texts

    def rowCount(self, parent: _Index | None = None) -> int:  # noqa: N802
        return self._rows

    def columnCount(self, parent: _Index | None = None) -> int:  # noqa: N802
        return len(self._texts[0])

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return self._texts[index.row() % len(self._texts)][index.column()]


def main(rows: int) -> None:
    """Show the ledger, and print how long what a clerk does in it takes."""
    path = large_book(rows)
    app = make_application()
    desk, page = shown_ledger(path)
    table = peer_table(page)
    count = page.model.rowCount()
    print(f"{count:,} payments, {len(page.model.columns())} columns, {app.platformName()}")
    jump(page, table, count)
    scroll(page, table)
    search(desk, path)
    filtered(page, path)
    desk.window.close()


def shown_ledger(path: Path) -> tuple[Desk, LedgerPage]:
    """Return the window and the ledger's page in it, when everything has been read."""
    window = MainWindow()
    window.build()
    window.resize(*SCREEN)
    desk = Desk(window)
    window.show()
    desk.take_book(open_book(path))
    page = desk.ledger(FORM)
    wait_for(page.model.loaded)
    settle()
    return desk, page


def peer_table(page: LedgerPage) -> QTableView:
    """Return a plain table as large as ours, with the same columns."""
    texts = [page.model.row(number).texts for number in range(1000)]
    table = QTableView()
    table.setModel(MemoryModel(page.model.rowCount(), texts))
    table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    table.verticalHeader().setDefaultSectionSize(tokens.ROW)
    table.resize(page.grid.size())
    for number, width in enumerate(page.grid.geometry_of_columns.widths):
        table.setColumnWidth(number, width)
    table.show()
    settle()
    return table


def jump(page: LedgerPage, table: QTableView, count: int) -> None:
    """Go to rows anywhere, each of which must be read from the book, and to the very end."""
    places = cycle(Random(4).sample(range(count), min(2 * JUMPS, count)))
    grid, model = page.grid, table.model()

    def ours() -> None:
        grid.move_to(next(places), 0)
        grid.viewport().repaint()

    def peer() -> None:
        table.setCurrentIndex(model.index(next(places), 0))
        table.viewport().repaint()

    tell("Jump to a random row", seconds(ours, JUMPS), "QTableView", seconds(peer, JUMPS), "20 ms")
    here, there = partial(ends, grid), partial(ends, table)
    tell("Ctrl+Home, Ctrl+End", seconds(here, 5) / 2, "QTableView", seconds(there, 5) / 2, "20 ms")
    settle()


def ends(table: QAbstractItemView | Any) -> None:
    """Go to the first row and to the last one by keyboard."""
    for key in (Qt.Key.Key_Home, Qt.Key.Key_End):
        QTest.keyClick(table, key, Qt.KeyboardModifier.ControlModifier)
        table.viewport().repaint()


def scroll(page: LedgerPage, table: QTableView) -> None:
    """Turn the wheel: three rows a step, each step painted, over rows never seen before."""

    def steps(view: Any, start: int) -> Callable[[], None]:
        bar, tops = view.verticalScrollBar(), iter(range(start, 10**9, 3 * tokens.ROW))

        def step() -> None:
            bar.setValue(next(tops))
            view.viewport().repaint()

        return step

    middle = page.grid.verticalScrollBar().maximum() // 2
    ours, peer = steps(page.grid, middle), steps(table, middle)
    tell("Scroll three rows", seconds(ours, 200), "QTableView", seconds(peer, 200), "16 ms")
    settle()


def search(desk: Desk, path: Path) -> None:
    """Look two characters up over everything, from Enter to the painted list."""
    field = desk.window.top_bar.search
    popup = cast("SearchPopup", desk.window.findChild(SearchPopup))
    ours_words, peer_words = iter(WORDS), cycle(WORDS)

    def ours() -> None:
        field.setText(next(ours_words))
        field.textEdited.emit(field.text())
        QTest.keyClick(field, Qt.Key.Key_Return)
        wait_for(popup.answered)
        popup.repaint()

    with sqlite3.connect(path) as plain:
        peer = partial(like, plain, peer_words, ("payee", "purpose", "voucher", "handled_by"))
        tell(
            "Search two characters",
            seconds(ours, len(WORDS)),
            "LIKE in payments",
            seconds(peer),
            "50 ms",
        )
    popup.leave()
    settle()


def filtered(page: LedgerPage, path: Path) -> None:
    """Type two characters under a heading, to the first rows painted and to all rows known."""
    words = iter(WORDS)
    known: list[float] = []

    def ours() -> None:
        page.type_filter("payee", next(words))
        wait_for(page.model.modelReset)
        page.grid.viewport().repaint()

    def complete() -> None:
        ours()
        if not page.model.complete:
            wait_for(page.model.loaded)

    with sqlite3.connect(path) as plain:
        peer = seconds(partial(like, plain, cycle(WORDS), ("payee",)))
    tell("Filter by two characters, first rows", seconds(ours), "LIKE", peer)
    known.append(seconds(complete))
    tell("Filter by two characters, all rows", known[0], "LIKE", peer)
    page.clear_filters()
    wait_for(page.model.loaded)


def like(plain: sqlite3.Connection, words: Any, columns: Sequence[str]) -> list[Any]:
    """Return the rows in which a word is found by reading all of them."""
    condition = " OR ".join(f"{column} LIKE :word" for column in columns)
    found = plain.execute(f"SELECT id FROM payment WHERE {condition}", {"word": f"%{next(words)}%"})
    return found.fetchall()


def wait_for(signal: SignalInstance) -> None:
    """Let the window work until the signal comes."""
    loop = QEventLoop()
    signal.connect(loop.quit)
    loop.exec()


def settle() -> None:
    """Let everything that goes on in the background come to its end."""
    while not jobs.stop_all(10):
        QApplication.processEvents()
    QApplication.processEvents()


if __name__ == "__main__":
    if sys.platform == "linux" and not os.environ.get("DISPLAY"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with TemporaryDirectory() as preferences:
        os.environ["XDG_CONFIG_HOME"] = preferences
        main(int(sys.argv[1]) if len(sys.argv) > 1 else LARGE)
