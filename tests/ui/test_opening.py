"""Opening a book after an update: its backup tells how far it is and can be stopped."""

from dataclasses import replace
from pathlib import Path

import pytest

from ruraldesk.definitions.model import FieldDef, FieldType
from ruraldesk.services import books
from ruraldesk.store.book import Book
from ruraldesk.ui.jobs import Job
from ruraldesk.ui.opening import OpeningStopped, opened
from tests.ui.books import DEFINITIONS, PROJECT, small_book


@pytest.fixture
def older(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A closed book of before an update that asks for one thing more."""
    path = tmp_path / "王楼 镇.rdb"
    small_book(path).close()
    wells = FieldDef(key="wells", type=FieldType.INTEGER, label="机井")
    grown = replace(PROJECT, fields=(*PROJECT.fields, wells))
    updated = replace(DEFINITIONS, forms={**DEFINITIONS.forms, "project": grown})
    monkeypatch.setattr(books, "shipped_definitions", lambda: updated)
    return path


def test_the_backup_before_an_update_tells_how_far_it_is(older: Path) -> None:
    job = Job(None, None)
    told: list[tuple[int, int, str]] = []
    job.progressed.connect(lambda *one: told.append(one))

    opened(older, None, job).close()

    assert told[0][2] == "升级账本前先备份：正在复制账本"
    assert told[-1][0] == told[-1][1] > 0


def test_stopping_it_leaves_the_book_as_it_was(older: Path) -> None:
    job = Job(None, None)
    job.cancel()

    with pytest.raises(OpeningStopped, match="没有任何改动"):
        opened(older, None, job)

    with Book.open(older, DEFINITIONS) as book:
        assert not book.read_only
        assert book.backups.list() == []
