"""A town's book and a village's, and packs that go from one to the other."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ruraldesk.services.books import create_book
from ruraldesk.services.pack_making import MadePack, make
from ruraldesk.store.book import Book
from tests.services.office import DONGTUN, HUANGSI, TOWN

TASK = """
key = "task"
title = "任务清单"
name = "{name}"
[[field]]
key = "name"
type = "text"
label = "任务"
required = true
[[field]]
key = "due_on"
type = "date"
label = "完成时限"
[[field]]
key = "done"
type = "yes_no"
label = "已完成"
[[lines]]
key = "steps"
title = "进展"
[[lines.field]]
key = "step"
type = "text"
label = "进展情况"
required = true
[[rule]]
key = "short"
check = "name != '禁止'"
message = "任务不能叫“{name}”。"
field = "name"
"""
TARGET = """
key = "target"
title = "目标"
name = "{task}"
[[field]]
key = "task"
type = "reference"
form = "task"
label = "任务"
required = true
[[field]]
key = "amount"
type = "decimal"
places = 2
label = "目标值"
"""
TASK_PATH, TARGET_PATH = "ledgers/main/task.toml", "ledgers/main/target.toml"


@contextmanager
def town(folder: Path) -> Iterator[Book]:
    """Yield the new book of the town."""
    path = folder / "王楼镇.rdb"
    with create_book(path, unit=TOWN, name="王楼镇", level="town", parent="410726000000") as book:
        yield book


@contextmanager
def village(folder: Path, code: str = HUANGSI) -> Iterator[Book]:
    """Yield the new book of a village."""
    name = {HUANGSI: "黄寺村", DONGTUN: "东屯村"}[code]
    with create_book(
        folder / f"{name}.rdb", unit=code, name=name, level="village", parent=TOWN
    ) as book:
        yield book


def folder_of(place: Path, files: Mapping[str, str]) -> Path:
    """Write definitions into a folder."""
    for name, text in files.items():
        target = place / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return place


def lines_in(place: Path, rows: list[dict[str, Any]]) -> Path:
    """Write rows as JSON, one a line."""
    text = "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)
    place.write_text(text, encoding="utf-8")
    return place


def sent(
    office: Book,
    folder: Path,
    *,
    forms: Mapping[str, str] | None = None,
    records: Mapping[str, list[dict[str, Any]]] | None = None,
    settings: Mapping[str, str] | None = None,
    title: str = "",
) -> MadePack:
    """Make the next pack of an office."""
    place = folder / f"pack{len(list(folder.glob('pack*')))}"
    place.mkdir()
    files = {key: lines_in(place / f"{key}.jsonl", rows) for key, rows in (records or {}).items()}
    return make(
        office,
        place,
        folder=folder_of(place / "forms", forms) if forms else None,
        records=files,
        settings=settings,
        title=title,
    )


def all_rows(book: Book, *without: str) -> dict[str, list[tuple[Any, ...]]]:
    """Return the raw rows of every ledger and kind of lines, but for those named."""
    with book.reading() as connection:
        return {
            name: [
                tuple(row)
                for row in connection.exec_driver_sql(f'SELECT * FROM "{name}" ORDER BY id')
            ]
            for name in book.tables
            if not name.startswith("_") and name not in without
        }
