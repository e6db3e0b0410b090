"""The window looks for a newer program, backs the book up, and has its setup ready."""

import gc
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ruraldesk import __version__
from ruraldesk.files import places, preferences, recent
from ruraldesk.services import carrying, updates
from ruraldesk.services.books import create_book
from ruraldesk.services.identity import identity_of, trust_key
from ruraldesk.store.book import Book
from ruraldesk.ui import folders, jobs, messages
from ruraldesk.ui.dialogs import updating
from ruraldesk.ui.dialogs.updating import UpdateDialog
from ruraldesk.ui.session import Session
from tests.services.office import TOWN
from tests.services.packing import town, village

LAST_YEAR = {"unit": "410726104201", "name": "黄寺村", "level": "village"}
CONTENT = b"no program of Windows" + bytes(5000)


@pytest.fixture(autouse=True)
def _own_preferences(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(preferences, "folder", lambda: tmp_path / "preferences")
    preferences.reread()
    monkeypatch.setattr(updating, "cache_folder", lambda: tmp_path / "cache")
    monkeypatch.setattr(folders, "own", lambda: [tmp_path / "文档"])
    yield
    preferences.reread()
    gc.collect()  # dialogs are taken away on their own thread, not by a backup's


@pytest.fixture
def session(tmp_path: Path, qapp: object) -> Iterator[Session]:
    with village(tmp_path) as book:
        session = Session(book)
        yield session
        jobs.stop_all()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Book]:
    with town(tmp_path) as book:
        yield book


@pytest.fixture
def update(tmp_path: Path, office: Book) -> Path:
    setup = tmp_path / "RuralDesk-9.1-setup.exe"
    setup.write_bytes(CONTENT)
    stick = tmp_path / "U盘"
    stick.mkdir()
    return updates.make(office, setup, stick, changes="打印更快")


def shown(qtbot: QtBot, session: Session, file: Path | None = None) -> UpdateDialog:
    dialog = UpdateDialog(session, None, file)
    qtbot.addWidget(dialog)
    with qtbot.waitSignal(dialog.looked):
        dialog.show()
    return dialog


def told(dialog: UpdateDialog) -> str:
    """Return what it says of a setup that was not started: for Windows, or, there, no program."""
    return (dialog.problem if sys.platform == "win32" else dialog.head).text()


def test_what_is_new_is_shown_and_the_setup_lies_ready_after_a_backup(
    qtbot: QtBot, session: Session, office: Book, update: Path
) -> None:
    trust_key(session.book, TOWN, identity_of(office).public)
    dialog = shown(qtbot, session, update)
    assert "9.1" in dialog.head.text()
    assert "王楼镇" in dialog.source.text()
    assert dialog.changes.text() == "打印更快"

    earlier = updating.cache_folder() / "updates" / "RuralDesk-9.0-setup.exe"
    earlier.parent.mkdir(parents=True)
    earlier.write_bytes(CONTENT)
    with qtbot.waitSignal(dialog.work.ended):
        dialog.act()

    assert not earlier.exists()
    setup = updating.cache_folder() / "updates" / "RuralDesk-9.1-setup.exe"
    assert setup.read_bytes() == CONTENT
    assert str(setup) in told(dialog)
    assert dialog.isVisible()
    assert len(session.book.backups.list()) == 1


def test_the_other_books_are_backed_up_before_as_well_and_each_once(
    qtbot: QtBot, session: Session, office: Book, update: Path, tmp_path: Path
) -> None:
    trust_key(session.book, TOWN, identity_of(office).public)
    (tmp_path / "文档").mkdir()
    with create_book(tmp_path / "文档" / "去年.rdb", **LAST_YEAR) as other:
        kept = other.paths.backups
    recent.note_book(other.path, "黄寺村", "2023-11")
    recent.note_book(session.book.path, "黄寺村", "2023-11")
    dialog = shown(qtbot, session, update)

    with qtbot.waitSignal(dialog.work.ended):
        dialog.act()

    assert len(list(kept.iterdir())) == len(session.book.backups.list()) == 1


@pytest.mark.parametrize("anyway", [True, False])
def test_what_cannot_be_backed_up_is_told_before_the_setup_is_started(
    qtbot: QtBot,
    session: Session,
    office: Book,
    update: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    anyway: bool,
) -> None:
    trust_key(session.book, TOWN, identity_of(office).public)
    (tmp_path / "文档").mkdir()
    (tmp_path / "文档" / "坏.rdb").write_bytes(session.book.path.read_bytes()[:5000])
    stick = tmp_path / "不是文件夹"
    stick.touch()
    preferences.keep_path(folders.BACKUPS, stick)
    asked: list[str] = []
    dialog = shown(qtbot, session, update)
    monkeypatch.setattr(messages, "ask", lambda *_, detail, **__: asked.append(detail) or anyway)

    with qtbot.waitSignal(dialog.work.ended):
        dialog.act()

    (reasons,) = asked
    assert "坏.rdb" in reasons
    assert "不是文件夹" in reasons
    assert len(session.book.backups.list()) == 1
    assert (dialog.problem.text() == "已停止，程序没有变动。") is not anyway
    assert ("RuralDesk-9.1-setup.exe" in told(dialog)) is anyway


def test_without_a_backup_of_the_open_book_no_setup_is_unpacked(
    qtbot: QtBot, session: Session, office: Book, update: Path
) -> None:
    trust_key(session.book, TOWN, identity_of(office).public)
    session.book.paths.folder.mkdir(exist_ok=True)
    session.book.paths.backups.touch()  # a file in the place of the folder
    dialog = shown(qtbot, session, update)

    with qtbot.waitSignal(dialog.work.ended):
        dialog.act()

    assert dialog.head.text() == "没有安装。"
    assert "backups" in dialog.problem.text()
    assert not (updating.cache_folder() / "updates").exists()


def test_an_unknown_key_is_explained_and_nothing_can_be_installed(
    qtbot: QtBot, session: Session, update: Path
) -> None:
    dialog = shown(qtbot, session, update)
    assert "密钥" in dialog.problem.text()
    assert not dialog.main.isEnabled()
    dialog.act()
    assert not (updating.cache_folder() / "updates").exists()
    assert session.book.backups.list() == []


def test_sticks_without_an_update_say_so(
    qtbot: QtBot, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(carrying, "sticks", list)
    dialog = shown(qtbot, session)
    assert dialog.head.text() == "U盘上没有更新的版本。"
    assert not dialog.main.isEnabled()


def test_the_way_back_is_offered_where_an_earlier_setup_was_kept(
    qtbot: QtBot,
    session: Session,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(carrying, "sticks", list)
    monkeypatch.setattr(places, "PROGRAM", tmp_path / "RuralDesk")
    without = shown(qtbot, session)
    assert not hasattr(without, "back")
    kept = tmp_path / "RuralDesk" / "setup"
    kept.mkdir(parents=True)
    for version in ("0.0.9", __version__):
        (kept / f"RuralDesk-{version}-setup.exe").write_bytes(CONTENT)

    dialog = shown(qtbot, session)
    assert dialog.back.text().startswith("退回 0.0.9")
    with qtbot.waitSignal(dialog.work.ended):
        dialog.back.click()

    assert "RuralDesk-0.0.9-setup.exe" in told(dialog)
    assert dialog.isVisible()
    assert len(session.book.backups.list()) == 1
