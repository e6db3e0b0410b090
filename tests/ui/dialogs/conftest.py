"""A small real book: well projects with names and money, a unit list."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from ruraldesk.definitions.model import Record
from ruraldesk.files import preferences
from ruraldesk.store.book import Book, BookInfo
from ruraldesk.ui.app import make_application
from tests.definitions.builders import loaded

WELL = """
name = "{code} {name}"
list_columns = ["code", "name", "total"]
totals = ["total"]
[[field]]
key = "code"
type = "text"
label = "编号"
unique = true
[[field]]
key = "name"
type = "text"
label = "名称"
required = true
[[field]]
key = "total"
type = "money"
label = "总投资"
unit = "元"
shown_in = "万元"
[import]
identities = [["code"]]
"""
UNIT = """
key = "unit"
title = "区划"
placed = false
name = "{name}"
[[field]]
key = "code"
type = "division"
label = "区划代码"
unique = true
[[field]]
key = "name"
type = "text"
label = "单位"
"""
WANGLOU = BookInfo(unit="410726104000", name="王楼镇", level="town")


@pytest.fixture(scope="session", autouse=True)
def _look(qapp: QApplication) -> None:
    make_application()


@pytest.fixture(autouse=True)
def _own_preferences() -> None:
    """What one test remembers, the next one does not know."""
    for key in ("export_folder", "import_folder", "backup_folder", "book_folder", "text_size"):
        preferences.keep(key, None)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "村 台账"
    made.mkdir()
    return made


@pytest.fixture
def book(folder: Path) -> Iterator[Book]:
    definitions = loaded(folder, ledgers={"well": WELL, "unit": UNIT})
    with Book.create(folder / "王楼镇.rdb", definitions, WANGLOU) as made:
        yield made


def well(book: Book, code: str, name: str = "机井") -> Record:
    """Save a record and return it as it is kept."""
    values = {"unit": "410726104000", "code": code, "name": name}
    return book.records.save("well", Record(values=values), operator="陈文书").record


def renamed(book: Book, record: Record, name: str) -> Record:
    """Save the record under another name."""
    changed = replace(record, values={**record.values, "name": name})
    return book.records.save("well", changed, operator="李会计").record
