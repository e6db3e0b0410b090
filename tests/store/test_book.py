"""A book is made whole or not at all, opens again, and is told apart from everything else."""

import sqlite3
import threading
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text

from ruraldesk.definitions.model import Definitions
from ruraldesk.files.failures import FileError, FolderMissing
from ruraldesk.store import dialect
from ruraldesk.store.book import Book, BookInfo
from ruraldesk.store.dialect import driver
from ruraldesk.store.failures import (
    BookBusy,
    BookExists,
    BookIsFolder,
    BookMissing,
    NewerBook,
    NotABook,
    OldSqlite,
    ReadOnlyBook,
    Stranger,
)
from ruraldesk.store.header import APPLICATION_ID
from tests.store.sample_forms import BRIDGE, WANGLOU, put, rows


def test_a_new_book_knows_whose_it_is(book: Book) -> None:
    assert book.info == BookInfo(
        unit="410726104000", name="王楼镇", level="town", parent="410726000000", id=book.info.id
    )
    assert len(book.info.id) == 36
    assert not book.read_only


def test_each_book_has_an_identity_of_its_own(folder: Path, definitions: Definitions) -> None:
    with (
        Book.create(folder / "a.rdb", definitions, WANGLOU) as one,
        Book.create(folder / "b.rdb", definitions, WANGLOU) as other,
    ):
        assert one.info.id != other.info.id


def test_what_was_written_is_there_when_the_book_is_opened_again(
    book: Book, book_path: Path, definitions: Definitions
) -> None:
    put(book, total=500)
    info = book.info
    book.close()

    with Book.open(book_path, definitions) as again:
        assert rows(again)[0]["total"] == 500
        assert again.info == info


def test_a_closed_book_is_one_file_that_can_be_copied(
    book: Book, book_path: Path, folder: Path
) -> None:
    put(book)
    book.close()

    assert {path.name for path in folder.iterdir()} <= {"王楼镇.rdb", "王楼镇.rdb.lock"}


def test_a_file_that_exists_is_never_written_over(folder: Path, definitions: Definitions) -> None:
    taken = folder / "账.rdb"
    taken.write_text("别动", encoding="utf-8")

    with pytest.raises(BookExists, match=r"账\.rdb"):
        Book.create(taken, definitions, WANGLOU)

    assert taken.read_text(encoding="utf-8") == "别动"


def test_the_log_of_an_earlier_book_is_not_played_into_a_new_one(
    book: Book, book_path: Path, definitions: Definitions
) -> None:
    put(book)
    book.close()
    log = book_path.with_name(book_path.name + "-wal")
    log.write_bytes(b"the last changes")
    book_path.unlink()

    with pytest.raises(BookExists, match="-wal"):
        Book.create(book_path, definitions, WANGLOU)

    assert log.read_bytes() == b"the last changes"


def test_a_book_whose_making_fails_leaves_nothing_behind(
    folder: Path, definitions: Definitions, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("ruraldesk.store.creating.write_info", fail)

    with pytest.raises(KeyboardInterrupt):
        Book.create(folder / "账.rdb", definitions, WANGLOU)

    assert [path.name for path in folder.iterdir() if path.suffix != ".lock"] == []
    monkeypatch.undo()
    Book.create(folder / "账.rdb", definitions, WANGLOU).close()


def test_a_book_goes_into_a_folder_that_exists(folder: Path, definitions: Definitions) -> None:
    with pytest.raises(FolderMissing, match="没有文件夹"):
        Book.create(folder / "没有" / "账.rdb", definitions, WANGLOU)


def test_opening_never_creates(folder: Path, definitions: Definitions) -> None:
    with pytest.raises(BookMissing, match=r"没有\.rdb"):
        Book.open(folder / "没有.rdb", definitions)

    assert list(folder.iterdir()) == []


def test_a_folder_is_no_book(folder: Path, definitions: Definitions) -> None:
    with pytest.raises(BookIsFolder):
        Book.open(folder, definitions)


def write_database(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE wells (depth REAL)")
    connection.close()


def write_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("xl/workbook.xml", "<workbook/>")


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("空.rdb", b"", Stranger.EMPTY),
        ("说明.rdb", "村台账说明\n".encode() * 2000, Stranger.TEXT),
        ("说明.rdb", "村台账说明\n".encode("gb18030") * 2000, Stranger.TEXT),
        ("乱.rdb", bytes(range(256)) * 40, Stranger.UNKNOWN),
        ("短.rdb", b"SQLite format 3\0", Stranger.UNKNOWN),
    ],
)
def test_other_files_are_told_apart_and_left_alone(
    folder: Path, definitions: Definitions, name: str, content: bytes, what: Stranger
) -> None:
    path = folder / name
    path.write_bytes(content)

    with pytest.raises(NotABook) as caught:
        Book.open(path, definitions)

    assert caught.value.what is what
    assert path.read_bytes() == content
    assert [one.name for one in folder.iterdir()] == [name]


def test_another_programs_database_is_no_book(folder: Path, definitions: Definitions) -> None:
    write_database(folder / "井.rdb")

    with pytest.raises(NotABook) as caught:
        Book.open(folder / "井.rdb", definitions)

    assert caught.value.what is Stranger.DATABASE


@pytest.mark.parametrize(
    ("name", "what"), [("表.xlsx", Stranger.ARCHIVE), ("备.rdbak", Stranger.BACKUP)]
)
def test_workbooks_and_backups_are_no_books(
    folder: Path, definitions: Definitions, name: str, what: Stranger
) -> None:
    write_zip(folder / name)

    with pytest.raises(NotABook) as caught:
        Book.open(folder / name, definitions)

    assert caught.value.what is what


def test_every_refusal_is_a_chinese_sentence_with_a_next_step(
    folder: Path, definitions: Definitions
) -> None:
    (folder / "空.rdb").touch()
    write_database(folder / "井.rdb")
    for name in ("空.rdb", "井.rdb", "没有.rdb", "."):
        with pytest.raises(FileError) as caught:
            Book.open(folder / name, definitions)
        assert str(caught.value).endswith("。")
        assert caught.value.problem().code == type(caught.value).code


def test_a_book_is_marked_in_its_header(book: Book, book_path: Path) -> None:
    book.close()

    assert book_path.read_bytes()[68:72] == APPLICATION_ID.to_bytes(4, "big")


def test_a_failed_transaction_leaves_nothing(book: Book) -> None:
    table = book.tables["project"]

    def fail() -> None:
        with book.writing() as connection:
            connection.execute(insert(table).values(BRIDGE))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    assert rows(book) == []


def test_a_rolled_back_alter_table_is_really_rolled_back(book: Book) -> None:
    def fail() -> None:
        with book.writing() as connection:
            connection.execute(text("ALTER TABLE project ADD COLUMN extra TEXT"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    with book.reading() as connection:
        sql = connection.execute(text("SELECT sql FROM sqlite_master WHERE name = 'project'"))
        assert "extra" not in sql.scalar_one()


def test_a_reader_sees_one_moment_while_another_writes(book: Book) -> None:
    query = select(book.tables["project"].c.uuid)
    with book.reading() as connection:
        assert connection.execute(query).all() == []
        put(book)
        assert connection.execute(query).all() == []

    assert len(rows(book)) == 1


def test_writers_in_several_threads_follow_one_another(book: Book) -> None:
    def write(thread: int) -> None:
        for number in range(10):
            put(book, uuid=f"{thread}-{number}", code=f"{thread}-{number}")

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(rows(book)) == 40


def test_a_transaction_inside_a_transaction_is_a_bug(book: Book) -> None:
    with pytest.raises(RuntimeError, match="inside"), book.writing(), book.writing():
        pass


def test_a_writer_that_takes_too_long_is_told_in_words(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dialect, "BUSY_MILLISECONDS", 1)
    book.engine.dispose()
    other = sqlite3.connect(book.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(BookBusy, match="正在写入"):
        put(book)

    other.close()
    put(book)


def test_a_book_that_cannot_be_used_is_not_left_locked(
    book: Book, definitions: Definitions
) -> None:
    book.close()
    with sqlite3.connect(book.path) as raw:
        raw.execute("PRAGMA user_version = 99")
    raw.close()

    for _ in range(2):
        with pytest.raises(NewerBook):
            Book.open(book.path, definitions)

    assert not book.paths.holder.exists()


def test_a_book_opened_for_reading_refuses_to_be_written(
    book: Book, book_path: Path, definitions: Definitions
) -> None:
    book.close()

    with Book.open(book_path, definitions, read_only=True) as reader:
        assert (reader.read_only, reader.holder) == (True, "")
        with pytest.raises(ReadOnlyBook):
            put(reader)


def test_a_closed_book_is_not_opened_again_by_accident(book: Book) -> None:
    book.close()
    book.close()

    with pytest.raises(RuntimeError, match="closed"), book.reading():
        pass


def test_a_closed_book_can_be_renamed_and_opened(
    book: Book, book_path: Path, definitions: Definitions
) -> None:
    put(book)
    book.close()
    renamed = book_path.with_name("新 名字.rdb")
    book_path.rename(renamed)

    with Book.open(renamed, definitions) as again:
        assert len(rows(again)) == 1


def test_settings_travel_with_the_book(
    book: Book, book_path: Path, definitions: Definitions
) -> None:
    book.settings["signer"] = "李四"
    book.settings["signer"] = "王五"
    book.settings["floor"] = "50000"
    del book.settings["floor"]
    book.close()

    with Book.open(book_path, definitions) as again:
        assert dict(again.settings) == {"signer": "王五"}
        assert again.settings.get("floor") is None
        with pytest.raises(KeyError):
            del again.settings["floor"]


def test_the_identity_is_no_setting(book: Book) -> None:
    with pytest.raises(ValueError, match="identity"):
        book.settings["book.unit"] = "410726104999"


def test_an_sqlite_that_is_too_old_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 36, 0))

    with pytest.raises(OldSqlite, match=r"3\.37\.0"):
        driver(encrypted=False)
