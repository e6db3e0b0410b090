"""Backups that the window makes can be stopped, and say so."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ruraldesk.services.books import create_book
from ruraldesk.store.book import Book
from ruraldesk.ui.backing_up import BackupStopped, RestoringStopped, back_up, restore
from ruraldesk.ui.jobs import Job


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with create_book(
        tmp_path / "黄寺.rdb", unit="410726104201", name="黄寺村", level="village"
    ) as book:
        yield book


@pytest.fixture
def job(qapp: object) -> Job:
    return Job(None, None)


def test_a_backup_tells_how_far_it_is(book: Book, job: Job) -> None:
    told: list[tuple[int, int, str]] = []
    job.progressed.connect(lambda done, total, what: told.append((done, total, what)))

    made = back_up(book, None, "手动", job)

    assert made.path.is_file()
    assert told[0][2] == "正在复制账本"
    assert told[-1][2] == "正在逐字节读回核对"
    assert all(0 <= done <= total for done, total, _ in told)


def test_a_stopped_backup_is_a_sentence_and_leaves_nothing(book: Book, job: Job) -> None:
    job.cancel()

    with pytest.raises(BackupStopped, match="已停止备份"):
        back_up(book, None, "手动", job)

    assert book.backups.list() == []


def test_a_stopped_restoration_is_a_sentence_and_makes_no_book(book: Book, job: Job) -> None:
    made = back_up(book, None, "手动", job).path
    target = book.path.with_name("新.rdb")
    job.cancel()

    with pytest.raises(RestoringStopped, match="已停止恢复"):
        restore(made, target, job)

    assert not target.exists()
