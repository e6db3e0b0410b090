"""In English the form speaks English, and Chinese words still find what they mean."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from ruraldesk.definitions.model import Record
from ruraldesk.services.books import shipped_definitions
from ruraldesk.store.book import Book, BookInfo
from ruraldesk.texts.translate import use_language
from ruraldesk.ui import jobs
from ruraldesk.ui.entry.editors import LineEditor
from ruraldesk.ui.entry.head import EntryHead
from ruraldesk.ui.entry.panel import EntryPanel


@pytest.fixture
def english() -> Iterator[None]:
    use_language("en")
    yield
    use_language("zh_CN")


@pytest.mark.usefixtures("english")
def test_a_form_in_english(qtbot: QtBot, tmp_path_factory: pytest.TempPathFactory) -> None:
    info = BookInfo(unit="410726104000", name="王楼镇", level="town")
    path = tmp_path_factory.mktemp("book") / "王楼镇.rdb"
    with Book.create(path, shipped_definitions(), info) as book:
        panel = EntryPanel(book, book.definitions.form("project"))
        qtbot.addWidget(panel)
        panel.open_blank()
        stage = panel.pages.page.boxes["stage"].editor
        assert isinstance(stage, LineEditor)
        assert stage.typed().isascii()
        assert panel.head.chip.text().isascii()
        assert panel.head.name.whole_text() == "New: Project ledger"
        assert all(word.isascii() for word in panel.pages.tabs.words())
        stage.put_typed("在建")
        assert stage.value() is not None
        assert stage.typed().isascii()
        name = panel.pages.page.boxes["name"]
        panel.save(following=False)
        assert name.sentences() == ["Fill this in."]
        jobs.stop_all()  # a review reads the book


@pytest.mark.usefixtures("english")
def test_what_is_only_chosen_does_not_name_a_new_record(qtbot: QtBot) -> None:
    form = shipped_definitions().form("contribution_in_kind")
    head = EntryHead()
    qtbot.addWidget(head)
    chosen = {"kind": "labour", "unit": "410726104000"}

    head.show_name(form, Record(values=chosen), new=True)
    assert head.name.whole_text() == "New: Labour and goods"

    head.show_name(form, Record(values={**chosen, "contributor": "Li Ming"}), new=True)
    assert "Li Ming" in head.name.whole_text()
