"""Second keying of a ledger with detail rows, in the window."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from ruraldesk.definitions.model import Record
from ruraldesk.services import entry
from ruraldesk.services import second_keying as twice
from ruraldesk.services.second_keying import Kind, Place
from ruraldesk.store.book import Book
from ruraldesk.texts.translate import use_language
from ruraldesk.ui import jobs
from ruraldesk.ui.ledger.page import LedgerPage
from ruraldesk.ui.second_keying.keying import KeyingDialog
from ruraldesk.ui.second_keying.result import ResultDialog
from ruraldesk.ui.session import Session
from tests.services.office import add, town_book

Key = Qt.Key


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with town_book(tmp_path) as made:
        yield made
        jobs.stop_all()


def road_of(book: Book, *quantities: int) -> Record:
    made = add(book, "project", name="主街硬化", stage="proposed")
    lines = tuple(
        Record(values={"item": "road_hardening", "spec": f"第{n}段", "planned_qty": Decimal(n)})
        for n in quantities
    )
    record = replace(entry.load(book, "project", made.uuid), lines={"outputs": lines})
    assert not entry.save(book, "project", record).refused
    return entry.load(book, "project", made.uuid)


@pytest.fixture
def page(qtbot: QtBot, book: Book) -> Iterator[LedgerPage]:
    session = Session(book)
    made = LedgerPage(session, session.form("project"))
    qtbot.addWidget(made)
    made.resize(1150, 640)
    with qtbot.waitSignal(made.model.loaded):
        made.show()
    yield made
    made.forget()


def dialog_for(qtbot: QtBot, page: LedgerPage, road: Record) -> KeyingDialog:
    made = KeyingDialog(page, [road.uuid], twice.hidden_of(page.form, [Kind.AMOUNTS]), "王支书")
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


def fill(dialog: KeyingDialog, road: Record, *quantities: int) -> None:
    """Type how many rows there are, and what stands in them, as far as they are asked now."""
    for key, made in dialog.editors.items():
        place = Place.of(key)
        if place.is_count:
            made.put_typed(str(len(road.lines["outputs"])))
    for line, quantity in zip(road.lines["outputs"], quantities, strict=True):
        key = Place("planned_qty", "outputs", line.uuid).key
        if key in dialog.editors:
            dialog.editors[key].put_typed(str(quantity))


def test_rows_are_typed_again_and_known_by_what_is_not_hidden(
    qtbot: QtBot, page: LedgerPage, book: Book
) -> None:
    road = road_of(book, 3, 4)
    dialog = dialog_for(qtbot, page, road)
    words = [one.text() for one in dialog.findChildren(QLabel)]
    assert "工程产出" in words
    assert any(text.startswith("第 2 行") and "第4段" in text for text in words)
    assert not any("4.00" in text for text in words)
    names = [one.accessibleName() for one in dialog.editors.values()]
    assert "工程产出 · 第 2 行 · 计划量" in names
    fill(dialog, road, 3, 5)
    with qtbot.waitSignal(dialog.accepted):
        dialog.act()
    assert [one.path for one in twice.differences(book, "project")] == ["outputs[2].planned_qty"]


def test_many_rows_come_in_pieces(qtbot: QtBot, page: LedgerPage, book: Book) -> None:
    quantities = range(1, 61)
    road = road_of(book, *quantities)
    dialog = dialog_for(qtbot, page, road)
    assert "第 1 部分" in dialog.place.text()
    fill(dialog, road, *quantities)
    dialog.act()
    assert "第 2 部分" in dialog.place.text()
    dialog.back.click()
    assert "第 1 部分" in dialog.place.text()
    with qtbot.waitSignal(dialog.accepted):
        for _ in range(3):
            fill(dialog, road, *quantities)
            dialog.act()
    assert twice.differences(book, "project") == []
    assert twice.not_verified(book, "project", [road.uuid]) == []


def test_a_missing_row_is_not_made_up(qtbot: QtBot, page: LedgerPage, book: Book) -> None:
    road = road_of(book, 3, 4)
    twice.key_again(book, "project", road, {Place(lines="outputs").key: 3})
    made = ResultDialog(page, None)
    qtbot.addWidget(made)
    [item] = made.list.items()
    assert "工程产出 · 共几行" in item.text
    made.take_second()
    assert "记录里" in made.problem.text()
    assert len(entry.load(book, "project", road.uuid).lines["outputs"]) == 2
    made.keep_first()
    assert made.list.items() == ()


def test_units_of_differences_are_told_in_the_language_of_the_window(
    qtbot: QtBot, page: LedgerPage, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    road = road_of(book, 3)
    twice.key_again(book, "project", road, {"planned": Decimal(10_000)})
    use_language("en")
    try:
        made = ResultDialog(page, None)
        qtbot.addWidget(made)
        [item] = made.list.items()
    finally:
        use_language("zh_CN")
    assert "(10k yuan)" in item.text
