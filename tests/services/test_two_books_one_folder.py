"""Two books that share one folder of files, as earlier versions let them: neither loses any."""

from pathlib import Path

import pytest

from ruraldesk.services import health_tasks
from ruraldesk.services.books import Book, create_book

VILLAGE = {"unit": "410726104201", "name": "黄寺村", "level": "village"}


@pytest.mark.parametrize("password", [None, "粮仓 2023"])
def test_the_health_check_puts_no_file_of_the_other_book_aside(
    tmp_path: Path, password: str | None
) -> None:
    photo = tmp_path / "照片.txt"
    photo.write_text("照片", encoding="utf-8")
    other = tmp_path / "王楼.ruraldesk"
    with create_book(tmp_path / "东屯.rdb", **VILLAGE, password=password) as apart:
        apart.attachments.add(photo)
        files = apart.paths.folder
    with create_book(tmp_path / "王楼.rdb", **VILLAGE) as book:
        apart.path.rename(other)
        files.rename(book.paths.folder)
        assert checks(book) == []
        other.unlink()
        assert checks(book) == ["file_unused" if password is None else "file_damaged"]


def checks(book: Book) -> list[str]:
    """Return what is wrong with the files beside the book."""
    found = health_tasks.examine(book, elsewhere=None).findings
    return [one.check for one in found if one.check.startswith("file_")]
