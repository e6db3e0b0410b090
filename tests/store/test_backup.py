"""Backups are whole, made while others work, checked, and thinned out without losing good ones."""

import json
import os
import zipfile
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from ruraldesk.definitions.model import Definitions
from ruraldesk.errors import Stopped
from ruraldesk.files.failures import DiskFull
from ruraldesk.files.steps import Steps
from ruraldesk.store import packing
from ruraldesk.store.archive import (
    MANIFEST,
    Backup,
    DamagedBackup,
    Manifest,
    NewerBackup,
    damaged_parts,
    read_backup,
)
from ruraldesk.store.backup import surplus
from ruraldesk.store.book import Book
from ruraldesk.store.failures import BookMissing
from ruraldesk.store.paths import BookPaths
from tests.store.sample_forms import PASSWORD, WANGLOU, put

PAGE = 4096
NAME = "aaaaaaaaaaaa-桥.jpg"


def test_a_backup_is_one_file_beside_the_book(book: Book) -> None:
    put(book)

    made = book.backups.make(reason="下班前")

    assert made.parent == book.path.parent / "王楼镇.files" / "backups"
    assert made.name.startswith(f"王楼镇_{datetime.now():%Y-%m-%d}_")
    assert made.suffix == ".rdbak"
    assert [one.name for one in made.parent.iterdir()] == [made.name]
    assert book.backups.newest_good() == made


def test_it_says_what_it_holds(book: Book) -> None:
    put(book)

    book.backups.make(reason="下班前")

    (backup,) = book.backups.list()
    said = backup.manifest
    assert (said.unit, said.name, said.book) == ("410726104000", "王楼镇", book.info.id)
    assert (said.reason, said.encrypted, said.counts["project"]) == ("下班前", False, 1)
    assert abs(backup.made - datetime.now().astimezone()) < timedelta(minutes=1)


def test_attachments_are_in_it(book: Book) -> None:
    book.paths.attachments.mkdir(parents=True)
    (book.paths.attachments / NAME).write_bytes(b"photo")
    (book.paths.attachments / "Thumbs.db").write_bytes(b"of Windows")

    with zipfile.ZipFile(book.backups.make()) as packed:
        assert packed.namelist() == ["book.db", f"attachments/{NAME}", "manifest.json"]
        assert packed.read(f"attachments/{NAME}") == b"photo"


def test_it_goes_into_a_folder_of_ones_own_choice_too(book: Book, folder: Path) -> None:
    made = book.backups.make(folder / "U 盘" / "备份")

    assert made.parent == folder / "U 盘" / "备份"
    assert [one.name for one in made.parent.iterdir()] == [made.name]
    assert book.backups.list() == []


def test_two_in_the_same_second_have_two_names(book: Book) -> None:
    names = {book.backups.make().name for _ in range(3)}

    assert len(names) == 3
    assert len(book.backups.list()) == 3


def test_a_reader_can_make_one_while_another_writes(book: Book, definitions: Definitions) -> None:
    put(book, uuid="committed")
    with (
        Book.open(book.path, definitions) as reader,
        book.writing() as connection,
    ):
        connection.exec_driver_sql("UPDATE project SET code = 'unfinished'")
        made = reader.backups.make()

    assert read_backup(made).manifest.counts["project"] == 1
    assert damaged_parts(made) == ()


def test_an_encrypted_book_stays_encrypted_in_it(secret_book: Book, tmp_path: Path) -> None:
    put(secret_book)
    photo = tmp_path / "合同.txt"
    photo.write_text("王楼桥" * 100, encoding="utf-8")
    secret_book.attachments.add(photo)

    made = secret_book.backups.make()

    content = made.read_bytes()
    assert "王楼桥".encode() not in content
    with zipfile.ZipFile(made) as packed:
        assert b"SQLite" not in packed.read("book.db")
        assert all("王楼桥".encode() not in packed.read(name) for name in packed.namelist())
    assert read_backup(made).manifest.encrypted


def test_the_backups_of_another_book_are_not_listed(
    book: Book, folder: Path, definitions: Definitions
) -> None:
    stray = book.backups.make()
    with Book.create(folder / "邻村.rdb", definitions, WANGLOU) as other:
        other.paths.backups.mkdir(parents=True)
        stray.rename(other.paths.backups / stray.name)

        assert other.backups.list() == []
        other.backups.make()
        assert len(other.backups.list()) == 1


def backup_of(day: datetime) -> Backup:
    manifest = Manifest(
        book="b",
        unit="410726104000",
        name="王楼镇",
        level="town",
        made=day.astimezone().isoformat(),
        reason="",
        program="0.1.0",
        encrypted=False,
        counts={},
        parts=(),
    )
    return Backup(path=Path(f"{day:%Y%m%d%H%M}.rdbak"), size=1, manifest=manifest)


def test_the_newest_of_days_weeks_and_months_are_kept() -> None:
    noon = datetime(2023, 11, 16, 12)
    backups = [backup_of(noon - timedelta(hours=12 * halves)) for halves in range(2 * 500)]

    gone = {one.path for one in surplus(backups)}

    kept = [one.made.date() for one in backups if one.path not in gone]
    assert kept[:5] == [noon.date() - timedelta(days=days) for days in (0, 0, 1, 1, 2)]
    assert [f"{day:%m-%d}" for day in kept[5:10]] == ["11-13", "11-12", "11-11", "11-10", "11-05"]
    assert [f"{day:%y-%m-%d}" for day in kept[10:14]] == [
        *("23-10-31", "23-10-29", "23-09-30", "23-08-31")
    ]
    assert len(kept) == 5 + 5 + 1 + 1 + 10
    assert min(kept) == datetime(2022, 12, 31).date()


def test_gaps_make_no_old_backup_go_sooner() -> None:
    years = [backup_of(datetime(2023 - ago, 6, 1, 8)) for ago in range(12)]

    assert surplus(years) == []


def test_what_is_no_longer_needed_goes_only_after_a_good_one_was_made(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ruraldesk.store.backup.LATEST", 2)
    first = [book.backups.make() for _ in range(2)]

    def fail(path: Path, steps: Steps) -> tuple[str, ...]:
        raise OSError(5, "the disk is failing")

    with monkeypatch.context() as patch:
        patch.setattr("ruraldesk.store.archive.damaged_parts", fail)
        with pytest.raises(Exception, match="没有响应"):
            book.backups.make()
    assert {one.path for one in book.backups.list()} == set(first)

    third = book.backups.make()
    assert {one.path for one in book.backups.list()} == {first[1], third}


def test_a_backup_that_reads_back_differently_is_not_kept(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ruraldesk.store.archive.damaged_parts", lambda path, steps: ("book.db",))

    with pytest.raises(DamagedBackup):
        book.backups.make()

    assert list(book.paths.backups.iterdir()) == []


def test_a_full_disk_is_told_before_anything_is_written(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packing, "_ROOM", 1 << 60)

    with pytest.raises(DiskFull, match="已满"):
        book.backups.make()

    assert list(book.paths.backups.iterdir()) == []


@pytest.fixture
def made(book: Book) -> Path:
    """The backup of a book with one attachment."""
    put(book)
    book.paths.attachments.mkdir(parents=True)
    (book.paths.attachments / NAME).write_bytes(os.urandom(5000))
    return book.backups.make()


def test_a_changed_part_is_named(made: Path) -> None:
    start = made.read_bytes().index("桥.jpg".encode()) + 100
    with made.open("r+b") as file:
        file.seek(start)
        file.write(b"\0" * 100)

    assert damaged_parts(made) == (f"attachments/{NAME}",)


def test_a_missing_part_is_named(made: Path, folder: Path) -> None:
    thinner = folder / "少.rdbak"
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(thinner, "w") as new:
        for name in ("book.db", MANIFEST):
            new.writestr(name, old.read(name))

    assert damaged_parts(thinner) == (f"attachments/{NAME}",)


@pytest.mark.parametrize("kept", [0, 10, 0.5, 0.99])
def test_a_truncated_backup_is_damaged(made: Path, kept: float) -> None:
    content = made.read_bytes()
    made.write_bytes(content[: int(kept * len(content)) if kept < 1 else int(kept)])

    with pytest.raises(DamagedBackup, match="内容目录"):
        read_backup(made)


@pytest.mark.parametrize(
    "said", ["", "{", "[]", '{"format": 1}', '{"format": "x"}', '{"format": 1, "parts": [{}]}']
)
def test_a_manifest_that_is_none_is_damage(made: Path, said: str) -> None:
    with zipfile.ZipFile(made, "w") as packed:
        packed.writestr(MANIFEST, said)

    with pytest.raises(DamagedBackup, match=r"manifest\.json"):
        read_backup(made)


def test_a_backup_of_a_later_format_is_newer(made: Path) -> None:
    with zipfile.ZipFile(made, "w") as packed:
        packed.writestr(MANIFEST, json.dumps({"format": 2}))

    with pytest.raises(NewerBackup):
        read_backup(made)


def test_a_backup_that_is_not_there_is_missing(folder: Path) -> None:
    with pytest.raises(BookMissing):
        read_backup(folder / "没有.rdbak")


def test_a_damaged_backup_is_passed_over(book: Book, made: Path) -> None:
    newer = book.backups.make()
    content = newer.read_bytes()
    newer.write_bytes(content[:300] + b"\xff" * 200 + content[500:])

    assert book.backups.newest_good() == made


def test_an_encrypted_backup_is_checked_without_its_password(
    secret_book: Book, definitions: Definitions
) -> None:
    made = secret_book.backups.make()
    path = secret_book.path
    secret_book.close()

    assert damaged_parts(made) == ()
    with Book.open(path, definitions, password=PASSWORD) as again:
        assert again.backups.newest_good() == made
    assert BookPaths(path).backups == made.parent


class Watcher:
    """Notes what is told of a work, and stops it when it comes to one of its steps."""

    def __init__(self, stop_at: str = "") -> None:
        self.told: list[tuple[int, int, str]] = []
        self._stop_at = stop_at

    def progress(self, done: int, total: int, what: str) -> None:
        self.told.append((done, total, what))

    def cancelled(self) -> bool:
        return bool(self.told) and self.told[-1][2] == self._stop_at

    @property
    def steps(self) -> list[str]:
        return list(dict.fromkeys(what for _, _, what in self.told))


@pytest.mark.parametrize("kind", ["book", "secret_book"])
def test_it_tells_how_far_it_is(request: pytest.FixtureRequest, kind: str) -> None:
    book: Book = request.getfixturevalue(kind)
    put(book)
    watcher = Watcher()

    book.backups.make(progress=watcher.progress, cancelled=watcher.cancelled)

    assert watcher.steps == ["正在复制账本", "正在检查副本", "正在打包", "正在逐字节读回核对"]
    done = [done for done, _, _ in watcher.told]
    assert done == sorted(done)
    assert len({total for _, total, _ in watcher.told}) == 1


def test_at_its_end_all_of_it_is_done(book: Book) -> None:
    book.paths.attachments.mkdir(parents=True)
    (book.paths.attachments / NAME).write_bytes(b"photo" * 100_000)
    with book.writing() as connection:  # the log goes into the file, whose size is told
        connection.exec_driver_sql("CREATE TABLE large (a BLOB) STRICT")
        connection.exec_driver_sql("INSERT INTO large VALUES (zeroblob(9000000))")
    with book.reading() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    watcher = Watcher()

    book.backups.make(progress=watcher.progress)

    done, total, _ = watcher.told[-1]
    assert done == total
    assert len(watcher.told) > 10


@pytest.mark.parametrize("step", ["正在复制账本", "正在检查副本", "正在打包", "正在逐字节读回核对"])
def test_stopped_at_any_step_it_leaves_nothing_behind(book: Book, step: str) -> None:
    put(book)
    earlier = book.backups.make()
    watcher = Watcher(step)

    with pytest.raises(Stopped):
        book.backups.make(progress=watcher.progress, cancelled=watcher.cancelled)

    assert watcher.steps[-1] == step
    assert list(earlier.parent.iterdir()) == [earlier]
    put(book, uuid="2", code="W02")  # and the book goes on
