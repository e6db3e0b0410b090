"""All books of a computer are backed up at once, as before another version of the program."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ruraldesk.errors import Stopped
from ruraldesk.services.all_books import DEEPEST, MOST_BOOKS, back_up_all
from ruraldesk.services.books import create_book
from ruraldesk.services.safety import restore
from ruraldesk.store.archive import read_backup

Make = Callable[..., Path]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    def made(name: str, password: str | None = None) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        who = {"unit": "410726104201", "name": "黄寺村", "level": "village"}
        create_book(path, **who, password=password).close()
        return path

    return made


def test_known_books_and_those_in_a_folder_are_backed_up_once(make: Make, tmp_path: Path) -> None:
    known, found = make("文档/王楼.rdb"), make("文档/2023 年/老账本.ruraldesk")
    elsewhere = make("别处/桌面.rdb")
    tried = back_up_all([elsewhere, known], [tmp_path / "文档"])
    assert [one.book for one in tried] == [elsewhere, known, found]
    for one in tried:
        assert one.backup is not None
        assert not one.failed
        assert one.backup.parent == one.book.with_suffix(".files") / "backups"
        assert read_backup(one.backup).manifest.reason == "更新程序之前"
    restored = restore(tried[2].backup or tmp_path, tmp_path / "恢复.rdb")
    assert restored.path.exists()


def test_what_is_no_book_is_passed_over_unless_it_is_known(tmp_path: Path) -> None:
    redis = tmp_path / "dump.rdb"
    redis.write_bytes(b"REDIS0009" + bytes(200))
    assert back_up_all([], [tmp_path]) == []
    (told,) = back_up_all([redis], [tmp_path])
    assert told.failed
    assert "dump.rdb" in told.refusal


def test_a_book_with_a_password_is_told_and_is_no_failure(make: Make, tmp_path: Path) -> None:
    locked = make("密.rdb", password="麦田 2023")
    (told,) = back_up_all([locked], [])
    assert (told.backup, told.failed) == (None, False)
    assert "密码" in told.refusal


def test_a_damaged_book_is_told_and_the_others_are_backed_up(make: Make, tmp_path: Path) -> None:
    damaged, whole = make("甲.rdb"), make("乙.rdb")
    data = bytearray(damaged.read_bytes())
    data[4096:12288] = bytes(8192)
    damaged.write_bytes(data)
    refused, made = back_up_all([damaged, whole], [])
    assert refused.failed
    assert refused.refusal
    assert made.backup is not None


def test_folders_of_books_hidden_and_very_deep_ones_are_not_looked_into(
    make: Make, tmp_path: Path
) -> None:
    deep = "/".join("下" * (DEEPEST + 1))
    make("王楼.files/旧.rdb")
    make(".缓存/旧.rdb")
    make(f"{deep}/旧.rdb")
    near = make(f"{deep[: 2 * DEEPEST - 1]}/近.rdb")
    assert [one.book for one in back_up_all([], [tmp_path])] == [near]


def test_no_more_books_are_tried_than_anybody_has(make: Make, tmp_path: Path) -> None:
    gone = [tmp_path / f"{number}.rdb" for number in range(MOST_BOOKS + 5)]
    assert len(back_up_all(gone, [])) == MOST_BOOKS


def test_a_book_that_is_backed_up_already_gets_no_second_backup(make: Make, tmp_path: Path) -> None:
    done, other = make("甲.rdb"), make("乙.rdb")
    told: list[tuple[int, int, str]] = []
    tried = back_up_all([done], [tmp_path], done=done, progress=lambda *how: told.append(how))
    assert [one.book for one in tried] == [other]
    assert not done.with_suffix(".files").exists()
    assert told == [(1, 1, "正在备份")]


def test_whoever_stops_it_gets_no_more_backups(make: Make) -> None:
    first, second = make("甲.rdb"), make("乙.rdb")
    asked: list[int] = []

    def cancelled() -> bool:
        asked.append(len(list(first.parent.rglob("甲.files/backups/*.rdbak"))))
        return asked[-1] == 1

    with pytest.raises(Stopped):
        back_up_all([first, second], [], cancelled=cancelled)
    assert not second.with_suffix(".files").exists()


def test_a_folder_that_is_not_there_holds_no_book(tmp_path: Path) -> None:
    assert back_up_all([], [tmp_path / "没有"]) == []
