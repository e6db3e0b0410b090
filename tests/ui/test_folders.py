"""Where questions for files begin."""

from pathlib import Path

import pytest
from PySide6.QtCore import QStandardPaths

from ruraldesk.files import places
from ruraldesk.ui import folders


@pytest.fixture(autouse=True)
def own_documents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of documents that was moved to another disk."""
    folder = tmp_path / "D盘" / "我的文档"
    folder.mkdir(parents=True)
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _: str(folder))
    return folder


def test_the_first_question_begins_in_the_documents(own_documents: Path) -> None:
    assert folders.proposed(folders.BOOKS) == own_documents


def test_it_begins_where_the_last_one_ended(tmp_path: Path) -> None:
    folders.keep(folders.BOOKS, tmp_path)

    assert folders.proposed(folders.BOOKS) == tmp_path


def test_a_stick_that_is_gone_is_not_proposed(tmp_path: Path, own_documents: Path) -> None:
    folders.keep(folders.EXPORTS, tmp_path / "没有插")

    assert folders.proposed(folders.EXPORTS) == own_documents


def test_documents_that_are_nowhere_are_not_proposed(own_documents: Path) -> None:
    own_documents.rmdir()

    assert folders.documents() == Path.home()


def test_a_persons_own_folders_are_those_that_there_are(
    own_documents: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert folders.own() == [own_documents]  # the desktop is the same folder here
    names = {
        QStandardPaths.StandardLocation.DocumentsLocation: str(own_documents / "没有"),
        QStandardPaths.StandardLocation.DesktopLocation: str(own_documents.parent),
    }
    monkeypatch.setattr(QStandardPaths, "writableLocation", names.get)
    assert folders.own() == [own_documents.parent]


def test_a_program_on_a_stick_proposes_the_stick(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "U盘" / "乡村台账"
    program.mkdir(parents=True)
    (program / "portable.txt").touch()
    monkeypatch.setattr(places, "PROGRAM", program)

    assert folders.documents() == tmp_path / "U盘"
