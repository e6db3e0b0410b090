"""The page about keys: the own one large, others told, compared, taken in or refused."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ruraldesk.exchange.keys import new_identity
from ruraldesk.services.identity import (
    KeySource,
    identity_of,
    key_of_unit,
    note_strange,
    trust_key,
)
from ruraldesk.services.unit_keys import Known
from ruraldesk.store.book import Book
from ruraldesk.ui import jobs, messages
from ruraldesk.ui.handing.keys_page import KeysPage
from ruraldesk.ui.session import Session
from tests.services.answers_down import COUNTY, Between, between
from tests.store.village import HUANGSI, TOWN

FIRST, NEW = new_identity().public, new_identity().public


def page_of(qtbot: QtBot, book: Book) -> KeysPage:
    page = KeysPage(Session(book))
    qtbot.addWidget(page)
    page.resize(1154, 688)
    with qtbot.waitSignal(page.loaded):
        page.show()
    return page


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Between]:
    """A town and a village that have not dealt with each other yet."""
    with between(tmp_path) as made:
        yield made


@pytest.fixture
def page(qtbot: QtBot, two: Between) -> Iterator[KeysPage]:
    """The town's page: one village came with a second key, the other has sent nothing yet."""
    trust_key(two.town, HUANGSI, FIRST, source=KeySource.FIRST)
    note_strange(two.town, HUANGSI, NEW)
    made = page_of(qtbot, two.town)
    yield made
    jobs.stop_all()


def known(page: KeysPage, unit: str) -> Known:
    board = page.board()
    assert board is not None
    return next(one.known for one in board.units if one.unit == unit)


def test_the_own_fingerprint_stands_large_and_its_key_can_be_copied(
    page: KeysPage, two: Between
) -> None:
    own = identity_of(two.town).public
    assert page.fingerprint.text() == own.fingerprint

    page.copy_key()

    assert QApplication.clipboard().text() == own.text


def test_a_changed_key_stands_first_with_both_fingerprints(page: KeysPage) -> None:
    assert page.table.current() == HUANGSI
    assert page.table.lines()[0].tone == "cinnabar"
    assert page.detail.texts == [NEW.fingerprint, FIRST.fingerprint]
    assert "请打电话给黄寺村" in page.detail.advice.text()
    assert page.count.whole_text().endswith("1 个密钥对不上，等待处理")


@pytest.mark.parametrize(("agrees", "after"), [(True, NEW), (False, FIRST)])
def test_a_changed_key_is_taken_in_only_when_the_unit_was_asked(
    qtbot: QtBot, page: KeysPage, two: Between, monkeypatch: pytest.MonkeyPatch, *,
    agrees: bool, after: object,
) -> None:  # fmt: skip
    monkeypatch.setattr(messages, "ask", lambda *_, **__: agrees)
    if agrees:
        with qtbot.waitSignal(page.loaded):
            page.detail.take.click()
    else:
        page.detail.take.click()
        with qtbot.waitSignal(page.loaded):
            page.detail.refuse.click()

    assert key_of_unit(two.town, HUANGSI) == after
    assert known(page, HUANGSI) is (Known.COMPARED if agrees else Known.FIRST)
    assert not page.detail.take.isVisible()


def test_a_fingerprint_is_typed_before_the_first_package_comes(
    qtbot: QtBot, page: KeysPage
) -> None:
    page.table.choose(COUNTY)
    dialog = page.register_key()
    assert dialog is not None
    dialog.field.setText("7K4M")
    dialog.act()
    qtbot.waitUntil(lambda: "不是密钥指纹" in dialog.problem.text())

    dialog.field.setText(NEW.fingerprint.lower().replace("-", " "))
    with qtbot.waitSignal(page.loaded):
        dialog.act()

    assert known(page, COUNTY) is Known.EXPECTED
    assert page.detail.texts == [NEW.fingerprint]


def test_a_key_is_registered_from_a_file_or_as_its_text(
    qtbot: QtBot, page: KeysPage, two: Between, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messages, "ask", lambda *_, **__: True)
    made = two.town.paths.folder / "报.rdp"
    page.table.choose(COUNTY)
    dialog = page.register_key()
    assert dialog is not None
    dialog.use_file(made)
    qtbot.waitUntil(lambda: bool(dialog.problem.text()))

    dialog.field.setText(NEW.text)
    with qtbot.waitSignal(page.loaded):
        dialog.act()

    assert key_of_unit(two.town, COUNTY) == NEW


def test_a_village_without_its_offices_key_is_told_what_to_do(qtbot: QtBot, two: Between) -> None:
    page = page_of(qtbot, two.village)

    assert page.table.current() == TOWN
    assert "还没有上级的密钥，所以报送包没有加密" in page.detail.advice.text()
    jobs.stop_all()


def test_a_new_own_key_is_shown_at_once(qtbot: QtBot, page: KeysPage, two: Between) -> None:
    before = page.fingerprint.text()

    with qtbot.waitSignal(page.renewed):
        page.renew_key()
    qtbot.waitUntil(lambda: page.fingerprint.text() != before)

    assert page.fingerprint.text() == identity_of(two.town).public.fingerprint


def test_the_key_card_is_shown_and_saved(qtbot: QtBot, page: KeysPage, tmp_path: Path) -> None:
    dialog = page.print_card()
    with qtbot.waitSignal(dialog.shown):
        pass
    assert dialog.pages is not None
    assert len(dialog.pages) == 1

    dialog.save_to(tmp_path / "卡.pdf")

    assert (tmp_path / "卡.pdf").stat().st_size > 1000
    dialog.reject()
