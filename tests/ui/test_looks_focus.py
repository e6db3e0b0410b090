"""Whatever Tab reaches shows that it has the focus, and has a name for those who cannot see it.

Tried in every page and dialog there is, over the books of `tests.ui.surfaces`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest
from PySide6.QtCore import QPoint, QRect, Qt, QThreadPool
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QTableView,
    QTableWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from ruraldesk.services.books import open_book
from ruraldesk.texts.translate import language, use_language
from ruraldesk.ui import jobs
from ruraldesk.ui.desk import Desk
from ruraldesk.ui.main_window import MainWindow
from ruraldesk.ui.pages import NOT_LEDGERS
from ruraldesk.ui.row_list import RowList
from ruraldesk.ui.start_page import StartPage
from ruraldesk.ui.widgets import ElidedLabel
from tests.ui.surfaces import DIALOGS, ENTRIES, LEDGER, PAGES, START, VILLAGE_PAGES, focusable
from tests.ui.surfaces.offices import TOWN_BOOK, VILLAGE_BOOK, make_offices
from tests.ui.surfaces.shown import kind_of, opened
from tests.ui.test_help_topics import all_kinds

pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support", extend=True)
DATA = re.compile(
    "[\u4e00-\u9fff]{1,3}[村镇]|陈文书|人员花名册|重新打开|序号|姓名|性别|身份证号码|联系电话|备注|家里几口人"
)
"""What the books of the surfaces, and tables from outside, say in Chinese in every language."""
CHINESE = re.compile("[\u3400-\u9fff]")
LEAST = 40  # pixels that must be painted otherwise: a frame, not a cursor alone
MACHINE = re.compile(r"\d{4}-\d\d-\d\dT\d\d|\bNone\b|\{\w*\}")
WHOLE, SMALL = (1366, 768), (911, 512)  # pixels of the least screen, at 100 % and at 150 %
AROUND = 3  # pixels outside of a widget that belong to its frame


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("offices") / "offices"
    make_offices(folder)
    return folder


@pytest.fixture
def offices(template: Path, tmp_path: Path) -> Path:
    return copytree(template, tmp_path / "offices")


@pytest.fixture
def spoken(request: pytest.FixtureRequest) -> Iterator[str]:
    use_language(request.param)
    yield request.param
    use_language("zh_CN")


@pytest.fixture
def surface(qtbot: QtBot, offices: Path, request: pytest.FixtureRequest) -> Iterator[QWidget]:
    """The window with a page, or a dialog: `page:home`, `entry:project`, `dialog:settings`."""
    kind, key = request.param.split(":")
    make = _dialog if kind == "dialog" else _window
    yield from make(qtbot, offices, kind, key)


def _dialog(qtbot: QtBot, offices: Path, kind: str, key: str) -> Iterator[QWidget]:
    dialog = DIALOGS[key]
    with opened(offices, dialog.office) as here:
        root = dialog.make(here)
        assert kind_of(type(root)) == dialog.kind
        qtbot.addWidget(root)
        shown(qtbot, root)
        for act in dialog.then:
            act(root, here)
            settle(qtbot)
        assert root.height() <= root.screen().availableGeometry().height()
        assert root.width() <= SMALL[0]
        yield root


def _window(qtbot: QtBot, offices: Path, kind: str, key: str) -> Iterator[QWidget]:
    window = MainWindow()
    qtbot.addWidget(window)
    window.build()
    window.resize(*(WHOLE if language() == "zh_CN" else SMALL))
    desk = Desk(window)
    if kind == "start":
        desk.show_start_page()
    else:
        desk.take_book(open_book(offices / (VILLAGE_BOOK if kind == "village" else TOWN_BOOK)))
        desk.show(key)
        assert kind_of(type(window.pages.currentWidget())) == PAGES.get(key, LEDGER)
    shown(qtbot, window)
    if kind == "entry":
        desk.ledger(key).open_blank()
        settle(qtbot)
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
    *(f"village:{key}" for key in VILLAGE_PAGES),
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


def unseen(surface: QWidget) -> list[str]:
    """Return what looks with the focus as it does without."""
    found = []
    for one in focusable(surface):
        if not one.isVisible() or not one.visibleRegion().boundingRect().isValid():
            continue  # scrolled out of sight
        holder = QApplication.focusWidget()
        if holder is not None:
            holder.clearFocus()
        QApplication.processEvents()
        before = picture(one)
        one.setFocus(Qt.FocusReason.TabFocusReason)
        QApplication.processEvents()
        if one.hasFocus() and changed(before, picture(one)) < LEAST:
            found.append(told(one))
    return found


def name_of(one: QWidget) -> str:
    """Return what a screen reader calls a widget: on Windows, too."""
    if isinstance(one, QComboBox):  # elsewhere Qt names one by what is chosen in it
        labels = [each for each in one.parentWidget().findChildren(QLabel) if each.buddy() is one]
        return one.accessibleName() or "".join(each.text() for each in labels)
    spoken_of = QAccessible.queryAccessibleInterface(one)
    return spoken_of.text(QAccessible.Text.Name) if spoken_of is not None else ""


def nameless(surface: QWidget, spoken: str) -> list[str]:
    """Return what has no name, or one in another language than the window's."""
    found = []
    for one in focusable(surface):
        name = name_of(one)
        own = name.rsplit(" · ", 1)[-1]  # before it may stand a record, which is as it was written
        foreign = spoken == "en" and CHINESE.search(DATA.sub("", own))
        if not name.strip() or foreign:
            found.append(f"{told(one)} {name}")
    return found


def cut(surface: QWidget) -> list[str]:
    """Return labels and buttons whose words have not the room they need."""
    QApplication.processEvents()  # words that came just now are not laid out yet
    found = []
    for one in surface.findChildren(QWidget):
        if not one.isVisible() or one.visibleRegion().isEmpty():
            continue
        if isinstance(one, QLabel) and not isinstance(one, ElidedLabel) and one.text():
            if one.wordWrap():
                lacks = one.heightForWidth(one.width()) > one.height()
            else:
                lacks = one.sizeHint().width() > one.width()
        elif isinstance(one, QAbstractButton):
            wraps = one.sizePolicy().hasHeightForWidth()
            needed = one.minimumSizeHint() if wraps else one.sizeHint()
            lacks = one.fontMetrics().height() > one.height() or needed.width() > one.width()
        else:
            continue
        if lacks:
            words = f"{one.text()!r} {one.sizeHint().toTuple()} in {one.size().toTuple()}"
            found.append(f"{told(one)}: {words}")
    return found


def cut_headings(surface: QWidget) -> list[str]:
    """Return the headings of tables that are wider than their columns."""
    found = []
    for one in surface.findChildren(QTableView):
        across = one.horizontalHeader()
        if not one.isVisible() or across.isHidden():
            continue
        wraps = isinstance(one, QTableWidget)
        for column in range(across.count()):
            words = str(one.model().headerData(column, Qt.Orientation.Horizontal) or "")
            pieces = words.split() if wraps else words.split("\n")
            needed = max(map(across.fontMetrics().horizontalAdvance, pieces), default=0)
            if not across.isSectionHidden(column) and across.sectionSize(column) < needed + 4:
                found.append(f"{told(one)}: {words!r} {needed} in {across.sectionSize(column)}")
    return found


def as_machines_say(surface: QWidget) -> list[str]:
    """Return what is shown as it is kept instead of as people write it."""
    labels = [one.text() for one in surface.findChildren(QLabel) if one.isVisible()]
    lists = [one for one in surface.findChildren(RowList) if one.isVisible()]
    rows = [f"{item.text} {item.side}" for one in lists for item in one.items()]
    return [text for text in (*labels, *rows) if MACHINE.search(text)]


@pytest.mark.parametrize("spoken", ["zh_CN"], indirect=True)
@pytest.mark.parametrize("surface", SURFACES, indirect=True)
def test_nothing_is_cut_and_what_has_the_focus_is_seen_and_named(
    spoken: str, surface: QWidget
) -> None:
    assert nameless(surface, spoken) == []
    assert cut(surface) + cut_headings(surface) == []
    assert as_machines_say(surface) == []
    assert unseen(surface) == []


@pytest.mark.parametrize("spoken", ["en"], indirect=True)
@pytest.mark.parametrize("surface", SURFACES, indirect=True)
def test_in_english_nothing_is_cut_and_what_has_the_focus_is_named(
    spoken: str, surface: QWidget
) -> None:
    assert nameless(surface, spoken) == []
    assert cut(surface) + cut_headings(surface) == []


def test_every_page_and_dialog_is_among_those_that_are_looked_at() -> None:
    looked_at = {*PAGES.values(), *(one.kind for one in DIALOGS.values())}
    there = {kind_of(one) for one in all_kinds()}
    assert there - looked_at == set()
    assert looked_at - there == set()


def test_every_page_of_the_navigation_is_looked_at() -> None:
    assert set(NOT_LEDGERS) <= set(PAGES)
    assert kind_of(StartPage) == START
