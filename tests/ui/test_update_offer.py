"""A newer program on a stick is told of once for each book that may install it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ruraldesk.services import carrying, updates
from ruraldesk.services.books import create_book, open_book
from ruraldesk.services.identity import identity_of, trust_key
from ruraldesk.ui import messages
from ruraldesk.ui.desk import Desk
from ruraldesk.ui.messages import Notice
from ruraldesk.ui.update_offer import UpdateOffer
from tests.services.office import TOWN
from tests.services.packing import town
from tests.ui.test_stick_watch import a_stick

VILLAGE = {"name": "黄寺村", "level": "village", "parent": TOWN}


@pytest.fixture
def stick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A stick of the town with a newer program; the town's key is known in `认得.rdb` only."""
    setup, root = tmp_path / "RuralDesk-9.1-setup.exe", tmp_path / "U盘"
    setup.write_bytes(b"MZ")
    root.mkdir()
    monkeypatch.setattr(carrying, "sticks", lambda: [a_stick(str(root))])
    with (
        town(tmp_path) as office,
        create_book(tmp_path / "认得.rdb", unit="410726104201", **VILLAGE) as knowing,
        create_book(tmp_path / "生疏.rdb", unit="410726104202", **VILLAGE),
    ):
        updates.make(office, setup, root)
        trust_key(knowing, TOWN, identity_of(office).public)
    return str(root)


def told(desk: Desk) -> list[str]:
    """Return what the window says now of newer programs."""
    shown = [one for one in desk.window.findChildren(Notice) if one.isVisible()]
    return [one.text.text() for one in shown if "9.1" in one.text.text()]


def looked(qtbot: QtBot, offer: UpdateOffer, names: str) -> None:
    """Let the sticks be looked through until that is done."""
    with qtbot.waitSignal(offer.looked):
        offer.look(names)


def test_the_next_book_is_told_of_what_the_one_before_could_not_install(
    qtbot: QtBot, desk: Desk, tmp_path: Path, stick: str
) -> None:
    offer = UpdateOffer(desk)
    desk.take_book(open_book(tmp_path / "生疏.rdb"))
    looked(qtbot, offer, stick)
    assert told(desk) == []

    desk.take_book(open_book(tmp_path / "认得.rdb"))
    looked(qtbot, offer, stick)
    (text,) = told(desk)
    assert "王楼镇" in text


def test_a_book_is_told_of_a_version_once(
    qtbot: QtBot, desk: Desk, tmp_path: Path, stick: str
) -> None:
    offer = UpdateOffer(desk)
    desk.take_book(open_book(tmp_path / "认得.rdb"))
    looked(qtbot, offer, stick)
    assert len(told(desk)) == 1
    with qtbot.assertNotEmitted(offer.looked):
        offer.look(stick)  # the same stick, seen again four seconds later

    offer.look("")
    messages.hush(desk.window, "")
    looked(qtbot, offer, stick)
    assert told(desk) == []
    desk.take_book(open_book(tmp_path / "生疏.rdb"))
    looked(qtbot, offer, stick)
    desk.take_book(open_book(tmp_path / "认得.rdb"))
    looked(qtbot, offer, stick)
    assert told(desk) == []
