"""王楼.rdb and 王楼.ruraldesk would keep their files in one folder: there is never a second one."""

import shutil
from pathlib import Path

import pytest

from ruraldesk.definitions.model import Definitions
from ruraldesk.store.backup import restore
from ruraldesk.store.book import Book
from ruraldesk.store.failures import FilesShared
from tests.store.sample_forms import WANGLOU


@pytest.fixture
def second(book: Book, folder: Path, definitions: Definitions) -> Path:
    """A second book beside the first, as earlier versions let it be made."""
    made = folder / "东屯.ruraldesk"
    Book.create(made, definitions, WANGLOU).close()
    return made.rename(book.path.with_suffix(".ruraldesk"))


@pytest.mark.parametrize("ending", [".ruraldesk", ".RURALDESK", ""])
def test_a_second_book_is_not_made_beside_the_first(
    book: Book, definitions: Definitions, ending: str
) -> None:
    path = book.path.with_suffix(ending)
    with pytest.raises(FilesShared, match=r"王楼镇\.rdb.*王楼镇\.files"):
        Book.create(path, definitions, WANGLOU)
    assert not path.exists()
    with pytest.raises(FilesShared):
        restore(book.backups.make(), path, definitions, replace=True)
    assert not path.exists()


def test_nor_where_the_first_has_the_longer_ending(folder: Path, definitions: Definitions) -> None:
    Book.create(folder / "王楼镇.ruraldesk", definitions, WANGLOU).close()
    with pytest.raises(FilesShared):
        Book.create(folder / "王楼镇.rdb", definitions, WANGLOU)
    with Book.open(folder / "王楼镇.ruraldesk", definitions) as alone:
        assert not alone.read_only


def test_of_two_that_are_there_already_only_the_rdb_is_written(
    book: Book, second: Path, definitions: Definitions, tmp_path: Path
) -> None:
    photo = tmp_path / "照片.txt"
    photo.write_text("照片", encoding="utf-8")
    name = book.attachments.add(photo)
    book.close()
    with pytest.raises(FilesShared, match=r"王楼镇\.ruraldesk.*复制"):
        Book.open(second, definitions)
    with Book.open(second, definitions, read_only=True) as reader:
        assert reader.backups.make().is_file()

    apart = tmp_path / "另一个文件夹"
    shutil.copytree(book.paths.folder, apart / book.paths.folder.name)
    second.rename(apart / second.name)
    with Book.open(apart / second.name, definitions) as alone:  # as the sentence says
        assert not alone.read_only
        assert alone.attachments.names() == [name]
    with Book.open(book.path, definitions) as first:
        assert not first.read_only


def test_a_file_that_is_no_book_is_in_nobodys_way(folder: Path, definitions: Definitions) -> None:
    (folder / "dump.rdb").write_bytes(b"REDIS0009" + bytes(200))
    with Book.create(folder / "dump.ruraldesk", definitions, WANGLOU) as book:
        assert not book.read_only
