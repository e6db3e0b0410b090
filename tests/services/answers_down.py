"""A town and a village that deal with each other through real files on a stick."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from ruraldesk.exchange.receipt import read_receipt, write_receipt
from ruraldesk.services import months
from ruraldesk.services.comments import comment
from ruraldesk.services.identity import identity_of
from ruraldesk.services.merging import FINE, merge
from ruraldesk.services.packaging import Packaged, package
from ruraldesk.services.receipts import Received, Written, receipts, receive, send_back
from ruraldesk.store.book import Book, BookInfo
from tests.store.closing import closing_definitions, keeps_no_disputes
from tests.store.reports import enter
from tests.store.village import HUANGSI, TOWN, WANGLOU, add

MONTH = "2023-11"
COUNTY = "410726000000"
STICK = "U 盘"


@dataclass(frozen=True)
class Between:
    """The two books, and the stick that goes to and fro."""

    town: Book
    village: Book
    stick: Path
    road: str  # UUID of the village's project

    def report(self, month: str = MONTH) -> Packaged:
        """Close the village's month, carry the package up, and take it in."""
        closed = months.close(self.village, month)
        assert not closed.refused, closed.problems
        made = package(self.village, month, self.stick)
        [verdict] = merge(self.town, [made.files[0]]).files
        assert verdict.verdict in FINE, verdict.message
        return made

    def written(self, month: str = MONTH) -> Written:
        return receipts(self.town, month, self.stick)

    def carried(self, month: str = MONTH) -> Received:
        """Write the receipt, carry it down, and take it in."""
        [one] = self.written(month).receipts
        return receive(self.village, one.path)

    def line(self, place: int = 0) -> str:
        """Return the UUID of a line of the village's project."""
        return self.village.records.get("project", self.road).lines["outputs"][place].uuid


@contextmanager
def book_for(folder: Path, unit: str, name: str, level: str, parent: str) -> Iterator[Book]:
    """Yield a new book with its keys, on a day in December."""
    info = BookInfo(unit=unit, name=name, level=level, parent=parent)
    with Book.create(folder / f"{name} 台账.rdb", closing_definitions(), info) as book:
        book.settings["as_of"] = "2023-12-03"
        book.settings["operator"] = f"{name}的人"
        identity_of(book)
        keeps_no_disputes(book)
        yield book


@contextmanager
def between(folder: Path) -> Iterator[Between]:
    """Yield a town with two villages, and one of these with a road and money for it."""
    stick = folder / STICK
    stick.mkdir()
    with (
        book_for(folder, TOWN, "王楼镇", "town", COUNTY) as town,
        book_for(folder, HUANGSI, "黄寺村", "village", TOWN) as village,
    ):
        for code, name in ((HUANGSI, "黄寺村"), (WANGLOU, "王楼村")):
            add(town, "unit", code=code, name=name)
        add(village, "unit", code=HUANGSI, name="黄寺村")
        road = enter(
            village,
            "project",
            name="道路硬化",
            planned="250000.00",
            kind="road",
            proposed_on="2023-11-02",
            outputs=[{"item": "主街", "done": "120.50"}, {"item": "南巷", "done": "30.00"}],
        )
        enter(village, "receipt", project=road, amount=Decimal("1000.00"), received_on="2023-11-02")
        yield Between(town, village, stick, road)


@contextmanager
def copied(folder: Path, to: Path) -> Iterator[Between]:
    """Yield copies of the books that `between` made in `folder`, as they were left."""
    shutil.copytree(folder, to)
    with (
        Book.open(to / "王楼镇 台账.rdb", closing_definitions()) as town,
        Book.open(to / "黄寺村 台账.rdb", closing_definitions()) as village,
    ):
        [road] = village.records.find("project")
        yield Between(town, village, to / STICK, road.uuid)


def asks(two: Between, text: str = "金额与批复不符。", **more: str) -> str:
    """Write a comment on the road's name that must be mended; return its UUID."""
    return comment(two.town, HUANGSI, MONTH, "project", two.road, "name", text, **more).uuid  # type: ignore[arg-type]


def returned(two: Between, text: str = "金额与批复不符。") -> str:
    """Return the village's month with a comment; return the comment's UUID."""
    made = asks(two, text)
    send_back(two.town, HUANGSI, MONTH)
    two.carried()
    return made


def altered(two: Between, path: Path, **other: object) -> Path:
    """Write the receipt again with other values, signed by the town."""
    receipt = read_receipt(path, [identity_of(two.village)])
    write_receipt(path, replace(receipt, **other), identity_of(two.town))  # type: ignore[arg-type]
    return path
