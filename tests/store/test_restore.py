"""Restoring brings everything back, or changes nothing and says why."""

import hashlib
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from ruraldesk.definitions.model import Definitions, FieldDef, FieldType
from ruraldesk.errors import Stopped
from ruraldesk.files.failures import DiskFull, FolderMissing
from ruraldesk.store.archive import DamagedBackup
from ruraldesk.store.backup import restore
from ruraldesk.store.book import Book
from ruraldesk.store.evolve import ChangedFields
from ruraldesk.store.failures import (
    BookExists,
    BookInUse,
    BookMissing,
    NoPassword,
    PasswordNeeded,
    WrongPassword,
)
from ruraldesk.store.paths import BookPaths
from tests.store.sample_forms import PASSWORD, PERSON, PROJECT, defined, put, rows
from tests.store.test_backup import Watcher


@pytest.fixture
def backup(book: Book, tmp_path: Path) -> Path:
    """The backup of a book with one project and one attachment; the book goes on with two."""
    photo = tmp_path / "合同.txt"
    photo.write_text("合同", encoding="utf-8")
    put(book, photos=f'["{book.attachments.add(photo)}"]')
    made = book.backups.make()
    put(book, uuid="2", code="W02")
    return made


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if path.suffix != ".lock"}


def test_a_backup_becomes_a_book_again(
    backup: Path, folder: Path, book: Book, definitions: Definitions
) -> None:
    restored = restore(backup, folder / "新 王楼.rdb", definitions)

    assert restored.path == folder / "新 王楼.rdb"
    assert (restored.before, restored.after) == ({}, {"project": 1, "person": 0})
    assert restored.kept is None
    with Book.open(restored.path, definitions) as again:
        assert again.info == book.info
        assert [row["code"] for row in rows(again)] == ["W01"]
        (name,) = again.attachments.names()
        assert again.attachments.path(name).read_text(encoding="utf-8") == "合同"


def test_the_users_own_templates_of_briefs_come_back(
    book: Book, folder: Path, definitions: Definitions
) -> None:
    own = book.paths.briefs
    own.mkdir(parents=True)
    (own / "月 报.txt").write_text("甲", encoding="utf-8")
    (own / "汇报.docx").write_bytes(b"PK")
    (own / ".half.docx").write_bytes(b"PK")
    (own / "Thumbs.db").write_bytes(b"x")
    made = book.backups.make()

    with zipfile.ZipFile(made) as packed:
        kept = {name for name in packed.namelist() if name.startswith("briefs/")}
    assert kept == {"briefs/月 报.txt", "briefs/汇报.docx"}
    restored = restore(made, folder / "新 王楼.rdb", definitions)

    back = BookPaths(restored.path).briefs
    assert names(back) == {"月 报.txt", "汇报.docx"}
    assert (back / "月 报.txt").read_text(encoding="utf-8") == "甲"


def test_a_template_that_was_changed_since_is_not_put_back(
    book: Book, folder: Path, definitions: Definitions
) -> None:
    book.paths.briefs.mkdir(parents=True)
    (book.paths.briefs / "月报.txt").write_text("旧", encoding="utf-8")
    made = book.backups.make()
    there = BookPaths(folder / "新.rdb").briefs
    there.mkdir(parents=True)
    (there / "月报.txt").write_text("新", encoding="utf-8")

    restore(made, folder / "新.rdb", definitions)

    assert (there / "月报.txt").read_text(encoding="utf-8") == "新"


@pytest.mark.parametrize(
    "name",
    [
        *("briefs/../../甲.txt", "briefs/a\\b.docx", "briefs/c:甲.txt", "briefs/甲.exe", "briefs/"),
        *("archive/../../甲.csv", "archive/a\\b", "archive/c:甲", "archive/", "archive/.a/1"),
        *("archive//1", "archive/a/b/c/d/e/f/g", "archive/CON/1", "archive/a /1"),
    ],
)
def test_a_file_with_a_strange_name_is_refused(
    book: Book, folder: Path, definitions: Definitions, name: str
) -> None:
    made = book.backups.make()
    strange = folder / "怪.rdbak"
    with zipfile.ZipFile(made) as read, zipfile.ZipFile(strange, "w") as written:
        for entry in read.namelist():
            content = read.read(entry)
            if entry == "manifest.json":
                manifest = json.loads(content)
                digest = hashlib.sha256(b"x").hexdigest()
                manifest["parts"].append({"name": name, "size": 1, "sha256": digest})
                content = json.dumps(manifest).encode()
            written.writestr(entry, content)
        written.writestr(name, b"x")

    with pytest.raises(DamagedBackup):
        restore(strange, folder / "新.rdb", definitions)
    assert not (folder / "新.rdb").exists()


def test_the_restored_book_is_all_that_is_left_behind(
    backup: Path, tmp_path: Path, definitions: Definitions
) -> None:
    place = tmp_path / "新"
    place.mkdir()

    restore(backup, place / "王楼.rdb", definitions)

    assert names(place) == {"王楼.rdb", "王楼.files"}


def test_a_book_that_is_there_is_not_replaced_unasked(
    backup: Path, book: Book, definitions: Definitions
) -> None:
    book.close()

    with pytest.raises(BookExists):
        restore(backup, book.path, definitions)

    with Book.open(book.path, definitions) as same:
        assert len(rows(same)) == 2


def test_a_book_that_is_replaced_is_backed_up_first(
    backup: Path, book: Book, definitions: Definitions, tmp_path: Path
) -> None:
    book.close()

    restored = restore(backup, book.path, definitions, replace=True)

    assert (restored.before, restored.after) == (
        {"project": 2, "person": 0},
        {"project": 1, "person": 0},
    )
    assert restored.kept is not None
    with Book.open(book.path, definitions) as now:
        assert len(rows(now)) == 1
        assert {one.path for one in now.backups.list()} == {backup, restored.kept}
    again = restore(restored.kept, tmp_path / "回.rdb", definitions)
    assert again.after == {"project": 2, "person": 0}


def test_a_book_that_is_open_is_not_replaced(
    backup: Path, book: Book, definitions: Definitions
) -> None:
    with pytest.raises(BookInUse):
        restore(backup, book.path, definitions, replace=True)

    assert len(rows(book)) == 2


def test_a_damaged_book_is_kept_as_it_is(
    backup: Path, book: Book, definitions: Definitions
) -> None:
    book.close()
    damaged = book.path.read_bytes()[:-5000]
    book.path.write_bytes(damaged)

    restored = restore(backup, book.path, definitions, replace=True)

    assert restored.kept is not None
    assert restored.kept.read_bytes() == damaged
    assert restored.before == {}
    with Book.open(book.path, definitions) as now:
        assert len(rows(now)) == 1


def test_the_log_of_a_book_that_was_cut_off_is_not_played_into_the_restored_one(
    backup: Path, book: Book, definitions: Definitions
) -> None:
    put(book, uuid="3", code="W03")
    log = book.paths.log.read_bytes()
    book.close()
    book.path.unlink()
    book.paths.log.write_bytes(log)

    restored = restore(backup, book.path, definitions, replace=True)

    assert restored.kept is not None
    with Book.open(book.path, definitions) as now:
        assert [row["code"] for row in rows(now)] == ["W01"]


def test_a_book_of_another_password_is_kept_as_it_is(
    backup: Path, secret_book: Book, definitions: Definitions
) -> None:
    put(secret_book)
    secret_book.close()
    content = secret_book.path.read_bytes()

    restored = restore(backup, secret_book.path, definitions, replace=True)

    assert restored.kept is not None
    assert restored.kept.read_bytes() == content


def test_it_is_brought_up_to_date(backup: Path, tmp_path: Path, definitions: Definitions) -> None:
    wells = FieldDef(key="wells", type=FieldType.INTEGER, label="机井")
    newer = defined(replace(PROJECT, fields=(*PROJECT.fields, wells)), PERSON)

    restored = restore(backup, tmp_path / "新.rdb", newer)

    with Book.open(restored.path, newer) as book:
        assert rows(book)[0]["wells"] is None
        assert book.backups.list() == []


def test_definitions_that_do_not_fit_leave_the_book_that_is_there(
    backup: Path, book: Book, definitions: Definitions
) -> None:
    book.close()
    content = book.path.read_bytes()
    strange = defined(
        replace(PROJECT, fields=(FieldDef(key="code", type=FieldType.INTEGER, label="编号"),)),
        PERSON,
    )

    with pytest.raises(ChangedFields):
        restore(backup, book.path, strange, replace=True)

    assert book.path.read_bytes() == content
    assert names(book.path.parent) == {"王楼镇.rdb", "王楼镇.files"}


def test_a_damaged_backup_is_refused_and_its_part_named(
    backup: Path, book: Book, definitions: Definitions
) -> None:
    book.close()
    content = backup.read_bytes()
    backup.write_bytes(content[:200] + b"\xff" * 100 + content[300:])

    with pytest.raises(DamagedBackup, match=r"book\.db") as caught:
        restore(backup, book.path, definitions, replace=True)

    assert caught.value.parts == ("book.db",)
    with Book.open(book.path, definitions) as same:
        assert len(rows(same)) == 2


@pytest.mark.parametrize("name", ["attachments/../../x.txt", "../x.txt", "attachments/x.txt"])
def test_a_backup_writes_nowhere_else(
    backup: Path, tmp_path: Path, definitions: Definitions, name: str
) -> None:
    evil = tmp_path / "坏.rdbak"
    with zipfile.ZipFile(backup) as old, zipfile.ZipFile(evil, "w") as new:
        attachment = next(one for one in old.namelist() if one.startswith("attachments/"))
        manifest = old.read("manifest.json").decode().replace(attachment, name)
        new.writestr("book.db", old.read("book.db"))
        new.writestr(name, old.read(attachment))
        new.writestr("manifest.json", manifest)
    before = set(tmp_path.rglob("*"))

    with pytest.raises(DamagedBackup):
        restore(evil, tmp_path / "新.rdb", definitions)

    assert set(tmp_path.rglob("*")) == before


def test_missing_files_and_folders_are_named(
    backup: Path, tmp_path: Path, definitions: Definitions
) -> None:
    with pytest.raises(BookMissing, match="没有"):
        restore(tmp_path / "没有.rdbak", tmp_path / "新.rdb", definitions)
    with pytest.raises(FolderMissing, match="没有"):
        restore(backup, tmp_path / "没有" / "新.rdb", definitions)


def test_a_full_disk_is_told_before_anything_is_written(
    backup: Path, tmp_path: Path, definitions: Definitions, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, needed: int) -> None:
        raise DiskFull(path)

    monkeypatch.setattr("ruraldesk.store.backup.refuse_when_full", refuse)

    with pytest.raises(DiskFull):
        restore(backup, tmp_path / "新.rdb", definitions)

    assert not (tmp_path / "新.rdb").exists()


@pytest.fixture
def secret_backup(secret_book: Book, tmp_path: Path) -> Path:
    """The backup of a book with a password and one attachment."""
    photo = tmp_path / "合同.txt"
    photo.write_text("合同", encoding="utf-8")
    put(secret_book, photos=f'["{secret_book.attachments.add(photo)}"]')
    return secret_book.backups.make()


def test_an_encrypted_backup_is_restored_with_its_password(
    secret_backup: Path, tmp_path: Path, definitions: Definitions
) -> None:
    restored = restore(secret_backup, tmp_path / "新.rdb", definitions, password=PASSWORD)

    with Book.open(restored.path, definitions, password=PASSWORD) as book:
        assert len(rows(book)) == 1
        (name,) = book.attachments.names()
        assert book.attachments.path(name).read_text(encoding="utf-8") == "合同"


def test_passwords_that_do_not_fit_are_told(
    secret_backup: Path, backup: Path, tmp_path: Path, definitions: Definitions
) -> None:
    target = tmp_path / "新.rdb"
    with pytest.raises(PasswordNeeded):
        restore(secret_backup, target, definitions)
    with pytest.raises(WrongPassword, match="rdbak"):
        restore(secret_backup, target, definitions, password="x")
    with pytest.raises(NoPassword):
        restore(backup, target, definitions, password=PASSWORD)

    assert not target.exists()
    assert not list(tmp_path.glob("*.unfinished"))


@pytest.mark.parametrize("step", ["正在逐字节核对备份", "正在解开备份", "正在检查恢复出的账本"])
def test_stopped_at_any_step_the_old_book_is_there_as_it_was(
    backup: Path, folder: Path, book: Book, definitions: Definitions, step: str
) -> None:
    book.close()
    before, content = names(folder), book.path.read_bytes()
    watcher = Watcher(step)

    with pytest.raises(Stopped):
        restore(
            backup,
            book.path,
            definitions,
            replace=True,
            progress=watcher.progress,
            cancelled=watcher.cancelled,
        )

    assert watcher.steps[-1] == step
    assert (names(folder), book.path.read_bytes()) == (before, content)
    restore(backup, book.path, definitions, replace=True)  # nobody holds it
