"""A small real book: projects in three villages."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from ruraldesk.definitions.model import Definitions, GroupDef, Record
from ruraldesk.store.book import Book, BookInfo
from tests.ui.fakes import FORM, NAMES, STAGES

WANGLOU = BookInfo(unit="410726104000", name="王楼镇", level="town")
PROJECT = replace(
    FORM,
    name="{code} {name}",
    sort=(("code", False),),
    search=("code", "name"),
    excel=None,
)
DEFINITIONS = Definitions(
    forms={"project": PROJECT},
    choices={STAGES.key: STAGES},
    figures={},
    groups=(GroupDef(key="projects", title="项目与资金"),),
)


def small_book(path: Path, count: int = 12) -> Book:
    """Make a book with `count` projects, W01 and following, in turn of every stage."""
    book = Book.create(path, DEFINITIONS, WANGLOU)
    book.settings["as_of"] = "2023-11-16"
    book.settings["operator"] = "陈文书"
    for number in range(1, count + 1):
        add_project(book, number)
    return book


def add_project(book: Book, number: int) -> Record:
    """Save one more project as somebody else would."""
    record = Record(
        values={
            "code": f"W{number:02}",
            "name": NAMES[number % len(NAMES)],
            "unit": "410726104201",
            "stage": STAGES.items[number % 4].code,
            "total": Decimal(number) * 10_000,
            "paid": Decimal(number) * 5_000,
            "progress": Decimal(number),
            "people": number,
        }
    )
    return book.records.save("project", record, operator="陈文书").record
