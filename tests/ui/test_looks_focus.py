"""Whatever Tab reaches shows that it has the focus, and has a name for those who cannot see it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt, QThreadPool
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ruraldesk.services.books import open_book
from ruraldesk.store.book import Book
from ruraldesk.texts.translate import use_language
from ruraldesk.ui import jobs
from ruraldesk.ui.desk import Desk
from ruraldesk.ui.main_window import MainWindow
from ruraldesk.ui.session import Session
from tests.ui.surfaces import DIALOGS, ENTRIES, PAGES, focusable, shipped_book

pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support", extend=True)
CHINESE = re.compile("[\u3400-\u9fff]")
LEAST = 40  # pixels that must be painted otherwise: a frame, not a cursor alone
AROUND = 3  # pixels outside of a widget that belong to its frame


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("book") / "Wanglou.rdb"
    shipped_book(path, "Wanglou").close()
    return path


@pytest.fixture
def shipped(template: Path, tmp_path: Path) -> Iterator[Book]:
    path = tmp_path / template.name
    shutil.copyfile(template, path)
    with open_book(path) as book:
        yield book
        jobs.stop_all()


@pytest.fixture(params=["zh_CN", "en"])
def spoken(request: pytest.FixtureRequest) -> Iterator[str]:
    use_language(request.param)
    yield request.param
    use_language("zh_CN")


@pytest.fixture
def surface(qtbot: QtBot, shipped: Book, request: pytest.FixtureRequest) -> Iterator[QWidget]:
    """The window with a page, or a dialog: `page:home`, `entry:project`, `dialog:settings`."""
    kind, key = request.param.split(":")
    if kind == "dialog":
        root: QWidget = DIALOGS[key](Session(shipped))
        qtbot.addWidget(root)
        yield shown(qtbot, root)
        jobs.stop_all()
        return
    window = MainWindow()
    qtbot.addWidget(window)
    window.build()
    window.resize(1366, 768)
    desk = Desk(window)
    if kind == "start":
        desk.show_start_page()
    else:
        desk.take_book(shipped)
        desk.show(key)
    shown(qtbot, window)
    if kind == "entry":
        desk.ledger(key).open_blank()
        qtbot.wait(50)
    yield window
    jobs.stop_all()
    desk.leave_book()


def shown(qtbot: QtBot, root: QWidget) -> QWidget:
    with qtbot.waitActive(root):
        root.show()
        root.activateWindow()
    settle(qtbot)
    return root


def settle(qtbot: QtBot) -> None:
    """Wait until what was asked for is there."""
    qtbot.wait(30)
    pool = QThreadPool.globalInstance()
    qtbot.waitUntil(lambda: pool.activeThreadCount() == 0, timeout=30_000)
    qtbot.wait(30)


SURFACES = [
    "start:",
    *(f"page:{key}" for key in PAGES),
    *(f"entry:{key}" for key in ENTRIES),
    *(f"dialog:{key}" for key in DIALOGS),
]


def picture(widget: QWidget) -> QImage:
    """Return what is painted of a widget and just around it."""
    root = widget.window()
    corner = widget.mapTo(root, QPoint(0, 0))
    box = QRect(corner, widget.size()).adjusted(-AROUND, -AROUND, AROUND, AROUND)
    return root.grab(box).toImage()


def changed(before: QImage, after: QImage) -> int:
    """Return how many pixels differ."""
    if before.size() != after.size():
        return LEAST
    pairs = ((x, y) for y in range(before.height()) for x in range(before.width()))
    count = 0
    for x, y in pairs:
        count += before.pixel(x, y) != after.pixel(x, y)
        if count >= LEAST:
            break
    return count


def told(widget: QWidget) -> str:
    """Say in a test's failure which widget it is."""
    parents = []
    one: QWidget | None = widget
    while one is not None and len(parents) < 4:
        parents.append(f"{type(one).__name__}({one.objectName() or one.accessibleName()})")
        one = one.parentWidget()
    return " in ".join(parents)


@pytest.mark.parametrize("surface", SURFACES, indirect=True)
def test_what_has_the_focus_is_seen(qtbot: QtBot, qapp: QApplication, surface: QWidget) -> None:
    unseen = []
    for one in focusable(surface):
        if not one.isVisible() or not one.visibleRegion().boundingRect().isValid():
            continue  # scrolled out of sight
        holder = qapp.focusWidget()
        if holder is not None:
            holder.clearFocus()
        qapp.processEvents()
        before = picture(one)
        one.setFocus(Qt.FocusReason.TabFocusReason)
        qapp.processEvents()
        if one.hasFocus() and changed(before, picture(one)) < LEAST:
            unseen.append(told(one))
    assert not unseen


@pytest.mark.parametrize("surface", SURFACES, indirect=True)
def test_what_has_the_focus_is_named(spoken: str, surface: QWidget) -> None:
    nameless = []
    for one in focusable(surface):
        spoken_of = QAccessible.queryAccessibleInterface(one)
        name = spoken_of.text(QAccessible.Text.Name) if spoken_of is not None else ""
        foreign = spoken == "en" and CHINESE.search(name)
        if not name.strip() or foreign:
            nameless.append(f"{told(one)} {name}")
    assert not nameless
