"""When somebody saved meanwhile, both versions are compared and nothing is overwritten."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import cast

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ruraldesk.definitions.model import Record
from ruraldesk.store.book import Book
from ruraldesk.ui.entry.comparison import ComparisonDialog, differences, merged
from ruraldesk.ui.entry.door import Door
from ruraldesk.ui.entry.editors import LineEditor
from ruraldesk.ui.entry.panel import EntryPanel
from tests.ui.entry.fakes import FakeDoor
from tests.ui.entry.forms import PROJECT

LINE = Record(values={"item": "road", "planned": 100}, uuid="line-1")
BASE = Record(
    values={"name": "alley", "total": Decimal("100.00"), "stage": "planned"},
    lines={"outputs": (LINE,)},
    uuid="0001",
    revision=1,
)


def changed(record: Record, **values: object) -> Record:
    return replace(record, values={**record.values, **values})  # type: ignore[dict-item]


MINE = changed(BASE, name="road")
THEIRS = replace(
    changed(BASE, total=Decimal("200.00")),
    revision=2,
    changed_by="李会计",
    changed="2023-11-16T10:42:00+08:00",
)


def test_each_version_keeps_what_it_changed() -> None:
    found = differences(PROJECT, BASE, MINE, THEIRS)
    assert [(one.label, one.mine, one.theirs, one.take_mine) for one in found] == [
        ("项目名称", "road", "alley", True),
        ("总投资", "0.01", "0.02", False),
    ]
    result = merged(MINE, THEIRS, found)
    assert (result["name"], result["total"]) == ("road", Decimal("200.00"))
    assert result.revision == 2


def test_rows_are_chosen_as_a_whole() -> None:
    mine = replace(BASE, lines={"outputs": (changed(LINE, planned=120),)})
    theirs = replace(BASE, revision=2, lines={"outputs": (LINE, changed(LINE, item="well"))})
    [one] = differences(PROJECT, BASE, mine, theirs)
    assert one.label == "工程产出"
    assert one.take_mine
    one.take_mine = False
    assert len(merged(mine, theirs, [one]).lines["outputs"]) == 2


def test_left_and_right_choose_a_side(qtbot: QtBot) -> None:
    dialog = ComparisonDialog(PROJECT, BASE, MINE, THEIRS, None)
    qtbot.addWidget(dialog)
    dialog.table.setCurrentCell(0, 1)
    qtbot.keyClick(dialog.table, Qt.Key.Key_Right)
    dialog.table.setCurrentCell(1, 1)
    qtbot.keyClick(dialog.table, Qt.Key.Key_Left)
    result = dialog.merged()
    assert (result["name"], result["total"]) == ("alley", Decimal("100.00"))


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch) -> Callable[[bool], list[ComparisonDialog]]:
    """Let the dialog be answered; return a function that says how, and the dialogs seen."""

    def prepare(agree: bool) -> list[ComparisonDialog]:
        seen: list[ComparisonDialog] = []

        def run(dialog: ComparisonDialog) -> int:
            seen.append(dialog)
            return int(agree)

        monkeypatch.setattr(ComparisonDialog, "exec", run)
        return seen

    return prepare


def stale_panel(qtbot: QtBot, door: FakeDoor) -> EntryPanel:
    """A panel in which the name was changed while somebody else saved another total."""
    panel = EntryPanel(cast("Book", None), PROJECT, door=cast("Door", door))
    qtbot.addWidget(panel)
    kept = door.put(changed(BASE, unit="410726104000"))
    panel.open(kept.uuid)
    door.put(changed(door.records[kept.uuid], total=Decimal("200.00")))
    name = panel.pages.page.boxes["name"].editor
    assert isinstance(name, LineEditor)
    name.put_typed("road")
    return panel


def test_a_save_over_somebody_elses_compares_and_saves_what_is_chosen(
    qtbot: QtBot, answer: Callable[[bool], list[ComparisonDialog]]
) -> None:
    seen = answer(True)
    door = FakeDoor(PROJECT)
    panel = stale_panel(qtbot, door)
    assert panel.save(following=False)
    assert len(seen) == 1
    saved = door.records["0001"]
    assert (saved["name"], saved["total"]) == ("road", Decimal("200.00"))
    assert saved.revision == 4


def test_going_back_from_the_comparison_saves_nothing_and_keeps_the_screen(
    qtbot: QtBot, answer: Callable[[bool], list[ComparisonDialog]]
) -> None:
    answer(False)
    door = FakeDoor(PROJECT)
    panel = stale_panel(qtbot, door)
    assert not panel.save(following=False)
    assert door.records["0001"]["name"] == "alley"
    name = panel.pages.page.boxes["name"].editor
    assert isinstance(name, LineEditor)
    assert name.typed() == "road"
    assert panel.has_unsaved()
