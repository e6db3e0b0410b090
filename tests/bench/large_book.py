"""A book as large as a county's: `python -m tests.bench.large_book [FOLDER] [ROWS]`.

Payments by the million, and what they are paid from. It is made once and kept in the folder
(RURALDESK_BENCH_BOOKS, else one among the temporary files), since that takes minutes.
"""

import os
import shutil
import sys
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory, gettempdir
from time import perf_counter
from uuid import UUID, uuid5

from ruraldesk.definitions.model import Record, Value
from ruraldesk.services.books import create_book, open_book, shipped_definitions
from ruraldesk.services.sample.making import make_sample
from ruraldesk.store.book import Book
from ruraldesk.store.paths import BookPaths

FOLDER = "RURALDESK_BENCH_BOOKS"
LARGE, SMALL = 1_000_000, 200  # payments
TOWN = "410726104000"
VILLAGES = 30
PAYMENTS_OF_ONE = 100  # paid from the same allocation
ALLOCATIONS_OF_ONE = 5  # to the same project

_SPACE = UUID("5f0f3c83-6f0a-4d7e-8a06-5b6a1b7c2d11")
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_GIVEN = "建国志强秀英桂兰玉梅海燕文博子涵春生满仓红霞永刚"
_WORKS = ("巷道硬化", "污水管网", "机井维修", "路灯安装", "坑塘治理", "游园绿化", "电缆入地")
_PURPOSES = ("进度款", "材料费", "务工工资", "设计费", "监理费", "清淤机械租赁", "质保金")
_METHODS = ("transfer", "transfer", "transfer", "treasury", "card", "cash")


def large_book(rows: int = LARGE, folder: Path | None = None) -> Path:
    """Return the book with so many payments; made when there is none in the folder yet."""
    if folder is None:
        folder = Path(os.environ.get(FOLDER) or Path(gettempdir()) / "ruraldesk-bench")
    path = folder / f"王楼镇 {rows}.rdb"
    if path.exists():
        open_book(path).close()  # newer forms are taken in now, not while somebody measures
        shutil.rmtree(BookPaths(path).folder, ignore_errors=True)  # backups from before that
        return path
    folder.mkdir(parents=True, exist_ok=True)
    start = perf_counter()
    with TemporaryDirectory(dir=folder) as unfinished:
        made = Path(unfinished) / path.name
        with create_book(made, unit=TOWN, name="王楼镇", level="town") as book:
            fill(book, rows)
        made.rename(path)
    size = path.stat().st_size / 1e6
    print(f"Made {path.name}: {size:.0f} MB in {perf_counter() - start:.0f} s", file=sys.stderr)
    return path


def large_sample(path: Path, rows: int = LARGE) -> Path:
    """Make at `path` the sample town's book, all its ledgers and months, with as many payments."""
    with make_sample(path) as book:
        _pour(book, rows, {"unit", "cadre"})
    return path


def fill(book: Book, payments: int) -> None:
    """Write `payments` payments and in proportion all that they hang on."""
    book.settings["as_of"] = "2023-11-16"
    book.settings["operator"] = "陈文书"
    _pour(book, payments, frozenset())


def _pour(book: Book, payments: int, without: Collection[str]) -> None:
    allocations = -(-payments // PAYMENTS_OF_ONE)
    projects = -(-allocations // ALLOCATIONS_OF_ONE)
    sources = max(8, projects // 50)
    for key, records in (
        ("unit", _units()),
        ("funding_source", _sources(sources)),
        ("project", _projects(projects)),
        ("allocation", _allocations(allocations, projects, sources)),
        ("receipt", _receipts(allocations)),
        ("payment", _payments(payments)),
        ("cadre", _cadres(max(170, payments // 200))),
    ):
        if key not in without:
            book.records.insert_many(key, records, operator="陈文书")


def identity(form: str, number: int) -> str:
    """Return the UUID of the record with this number, from 0, of a ledger."""
    return str(uuid5(_SPACE, f"{form} {number}"))


def _like_example(form: str, number: int, **values: Value) -> Record:
    """Return a record as the form's example, lines and all, with values of its own."""
    example = shipped_definitions().form(form).example
    assert example is not None
    return replace(example, uuid=identity(form, number), values={**example.values, **values})


def _village(number: int) -> str:
    return f"410726104{201 + number % VILLAGES}"


def _person(random: Random) -> str:
    return random.choice(_SURNAMES) + "".join(random.choices(_GIVEN, k=2))


def _day(random: Random, year: int) -> date:
    return date(year, 2, 1) + timedelta(days=random.randrange(280))


def _units() -> Iterator[Record]:
    for number in range(VILLAGES):
        name = f"{_SURNAMES[number % len(_SURNAMES)]}家庄{number + 1}村"
        yield _like_example("unit", number, code=_village(number), name=name)


def _sources(count: int) -> Iterator[Record]:
    kinds = ("upper_support", "local_fiscal", "collective_self_raised", "social_donation")
    for number in range(count):
        kind = kinds[number % len(kinds)]
        yield _like_example(
            "funding_source",
            number,
            kind=kind,
            name=f"2019年第{number + 1}批资金",
            year=2019,
            doc_date=date(2018, 12, 1),
            issued_on=date(2018, 12, 10),
            total_planned=Decimal(2_000_000_000),
            issued_amount=Decimal(2_000_000_000),
            donor="延津县商会",
        )


def _projects(count: int) -> Iterator[Record]:
    random = Random(1)
    for number in range(count):
        work = random.choice(_WORKS)
        yield _like_example(
            "project",
            number,
            unit=_village(number),
            code=f"Q{number // VILLAGES + 1:02}",
            name=f"第{number // VILLAGES + 1}期{work}工程",
            estimate=Decimal(10_000_000),
            responsible_person=_person(random),
        )


def _allocations(count: int, projects: int, sources: int) -> Iterator[Record]:
    for number in range(count):
        yield _like_example(
            "allocation",
            number,
            unit=_village(number // ALLOCATIONS_OF_ONE),
            project=identity("project", number // ALLOCATIONS_OF_ONE % projects),
            source=identity("funding_source", number % sources),
            planned=Decimal(2_000_000),
            allocated=Decimal(2_000_000),
            allocated_on=date(2019, 1, 5),
        )


def _receipts(allocations: int) -> Iterator[Record]:
    for number in range(2 * allocations):
        yield _like_example(
            "receipt",
            number,
            unit=_village(number // 2 // ALLOCATIONS_OF_ONE),
            allocation=identity("allocation", number // 2),
            received_on=date(2019, 1, 10) + timedelta(days=number % 2),
            amount=Decimal(1_000_000),
            receipt_voucher=f"收-2019-{number:06}",
        )


def _payments(count: int) -> Iterator[Record]:
    random = Random(2)
    form = shipped_definitions().form("payment")
    assert form.example is not None
    for number in range(count):
        allocation = number // PAYMENTS_OF_ONE
        handler = _person(random)
        method = random.choice(_METHODS)
        paid_on = _day(random, 2019 + number % 5)
        most = 100_000 if method == "cash" else 1_900_000  # 分; cash for small things only
        values = {
            **form.example.values,
            "unit": _village(allocation // ALLOCATIONS_OF_ONE),
            "allocation": identity("allocation", allocation),
            "paid_on": paid_on,
            "disclosed_on": paid_on + timedelta(days=12),
            "amount": Decimal(random.randrange(1_000, most)).scaleb(-2),
            "payee": f"延津县{handler}建筑队" if number % 3 else _person(random),
            "purpose": random.choice(_WORKS) + random.choice(_PURPOSES),
            "method": method,
            "voucher": f"付-{2019 + number % 5}-{number:07}",
            "payee_account": f"6229911{number:011}",
            "handled_by": handler,
        }
        yield Record(values=values, uuid=identity("payment", number))


def _cadres(count: int) -> Iterator[Record]:
    random = Random(3)
    for number in range(count):
        yield _like_example(
            "cadre",
            number,
            unit=_village(number),
            name=_person(random),
            id_number=None,
            birth_date=_day(random, random.randrange(1960, 1980)),
        )


if __name__ == "__main__":
    print(
        large_book(
            rows=int(sys.argv[2]) if len(sys.argv) > 2 else LARGE,
            folder=Path(sys.argv[1]) if len(sys.argv) > 1 else None,
        )
    )
