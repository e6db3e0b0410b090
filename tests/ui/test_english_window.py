"""In English the window says nothing in Chinese: pages, dialogs, and a ledger of every group.

The book's unit and clerk have English names, so that what is left in Chinese was not translated.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

import pytest
from PySide6.QtCore import QAbstractTableModel, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QMenu, QWidget
from pytestqt.qtbot import QtBot

from ruraldesk.services import briefs
from ruraldesk.services.books import shipped_definitions
from ruraldesk.store.book import Book, BookInfo
from ruraldesk.texts.translate import use_language
from ruraldesk.ui import folders, jobs
from ruraldesk.ui.brief_view import BriefView
from ruraldesk.ui.briefs_page import BriefsPage
from ruraldesk.ui.dialogs.exporting import ExportDialog
from ruraldesk.ui.dialogs.figure_picker import FigurePicker
from ruraldesk.ui.dialogs.importing import ImportDialog
from ruraldesk.ui.entry.panel import EntryPanel
from ruraldesk.ui.home import HomePage
from ruraldesk.ui.ledger.page import LedgerPage
from ruraldesk.ui.navigation import Navigation
from ruraldesk.ui.session import Session
from ruraldesk.ui.trace_view import TraceView

CHINESE = re.compile("[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
SAYING = ("text", "toolTip", "placeholderText", "accessibleName", "title", "windowTitle")
FIRST_OF_GROUPS = {form.group: form.key for form in shipped_definitions().forms.values()}

pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support", extend=True)


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Every text that a painter draws from now on."""
    texts: set[str] = set()
    drawn: Callable[..., object] = QPainter.drawText

    def draw(painter: QPainter, *arguments: object) -> object:
        texts.update(one for one in arguments if isinstance(one, str))
        return drawn(painter, *arguments)

    monkeypatch.setattr(QPainter, "drawText", draw)
    return texts


@pytest.fixture(scope="module")
def english_book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    info = BookInfo(unit="410726104000", name="Wanglou", level="town")
    path = tmp_path_factory.mktemp("book") / "Wanglou.rdb"
    with Book.create(path, shipped_definitions(), info) as book:
        book.settings["as_of"] = "2023-11-16"
        book.settings["operator"] = "Chen"
        yield book


@pytest.fixture
def english(english_book: Book) -> Iterator[Session]:
    use_language("en")
    yield Session(english_book)
    jobs.stop_all()
    use_language("zh_CN")


def said(root: QWidget) -> Iterator[str]:
    """Yield what a widget and its parts say; what a brief says is written for other offices."""
    for widget in (root, *root.findChildren(QWidget)):
        if isinstance(widget, BriefView) or isinstance(widget.parent(), BriefView):
            continue
        for name in SAYING:
            text = widget.property(name)
            if isinstance(text, str):
                yield text
        if isinstance(widget, QComboBox):
            yield from (widget.itemText(place) for place in range(widget.count()))
        if isinstance(widget, QAbstractItemView):
            yield from headings(widget)


def headings(view: QAbstractItemView) -> Iterator[str]:
    model = view.model()
    if isinstance(model, QAbstractTableModel):
        for column in range(model.columnCount()):
            for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
                yield str(model.headerData(column, Qt.Orientation.Horizontal, role) or "")


def entries(menu: QMenu) -> Iterator[str]:
    for action in menu.actions():
        yield action.text()


def chinese(texts: Iterable[str], data: Iterable[str] = ()) -> list[str]:
    """Return the texts that hold Chinese, once the data in them is left out."""
    found = []
    for text in texts:
        rest = text
        for value in data:
            rest = rest.replace(value, "")
        if CHINESE.search(rest):
            found.append(text)
    return sorted(found)


@pytest.mark.parametrize("key", FIRST_OF_GROUPS.values())
def test_a_ledger_and_its_entry_form(
    qtbot: QtBot, english: Session, heard: set[str], key: str
) -> None:
    form = english.form(key)
    page = LedgerPage(english, form)
    panel = EntryPanel(english.book, form)
    for widget in (page, panel):
        qtbot.addWidget(widget)
    panel.open_blank()
    panel.save(following=False)
    for tab in range(len(panel.pages.tabs.words())):
        panel.pages.tabs.chosen.emit(tab)
        heard.update(said(panel))
        panel.grab()
    page.grab()
    heard.update(said(page))
    heard.update(entries(panel.head.menu()))
    page.forget()
    defaults = {str(value) for part in (form, *form.lines) for value in part.defaults().values()}
    assert not chinese(heard, defaults)


def test_home_briefs_and_navigation(qtbot: QtBot, english: Session, heard: set[str]) -> None:
    home, page = HomePage(english), BriefsPage(english)
    qtbot.addWidget(home)
    qtbot.addWidget(page)
    with (
        qtbot.waitSignal(home.loaded, timeout=30_000),
        qtbot.waitSignal(page.shown, timeout=30_000),
    ):
        home.show()
        page.show()
    navigation = Navigation()
    qtbot.addWidget(navigation)
    navigation.show_groups(english.groups())
    home.grab()
    navigation.grab()
    for widget in (home, page, navigation):
        heard.update(said(widget))
    heard.update(page.list.item(row).text() for row in range(page.list.count()))
    home.forget()
    page.forget()
    assert not chinese(heard)


def test_figures_import_and_export(qtbot: QtBot, english: Session, heard: set[str]) -> None:
    book = english.book
    picker = FigurePicker(briefs.figure_choices(book), str)
    dialogs = (
        picker,
        ExportDialog(book, "2023-11", None),
        ImportDialog(book, book.definitions.form("project"), None),
    )
    for dialog in dialogs:
        qtbot.addWidget(dialog)
        dialog.grab()
        heard.update(said(dialog))
    assert not chinese(heard, [str(folders.documents())])


@pytest.mark.parametrize("key", ["cadre_total", "invested_total", "waste_sorted_rate"])
def test_a_figure_opened_to_its_rows(
    qtbot: QtBot, english: Session, heard: set[str], key: str
) -> None:
    view = TraceView(english, key)
    qtbot.addWidget(view)
    with qtbot.waitSignal(view.traced, timeout=30_000):
        view.show()
    view.grab()
    heard.update(said(view))
    assert not chinese(heard)
