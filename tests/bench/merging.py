"""How quickly a county takes packages in: `python -m tests.bench.merging [PACKAGES] [ROWS]`.

Packages of payments are merged into an empty county book; then the next month's, in which one row
in a hundred has changed; then the same ones again. Beside it the same rows go from their CSV files
into a bare SQLite table by `executemany`, in the same run.

The rows of a few villages are made one by one; those of the others repeat their words and amounts
under codes and identities of their own, since making them takes longer than merging them.
"""

import csv
import io
import resource
import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from uuid import UUID, uuid5

from ruraldesk.definitions.model import Record, Value
from ruraldesk.exchange.keys import new_identity
from ruraldesk.exchange.manifest import Manifest
from ruraldesk.exchange.package import read_package, write_package
from ruraldesk.exchange.parts import Opener, Part, Parts, into_folder, part_of, write_parts
from ruraldesk.services.books import create_book, shipped_definitions
from ruraldesk.services.merging import Said, merge
from ruraldesk.store.book import Book
from tests.bench.timing import shown, tell

PACKAGES, ROWS = 20, 5_000
MODELS = 8  # villages whose rows are made; the others are like one of them
COUNTY = "410726104000"
PAYMENTS_OF_ONE = 100  # paid from the same allocation
ROWS_OF_OTHERS = 50  # of each hundredth: allocations, projects, people beside the payments

_SPACE = UUID("9c0b6f0e-52b4-4f43-9b75-2f3f0f6a9d0b")
_TAG = b"0000face-"  # begins the identities in a model
_SIGNER = new_identity()
CURVE = (50, 100, 200)  # packages after which the memory is looked at
_CHANGING = {"payment": "payee", "person": "name"}
_NAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗建国志强秀英桂兰玉梅海燕文博子涵"


def main(packages: int, rows: int) -> None:
    """Print how long merging takes, and what it takes of memory."""
    with TemporaryDirectory(prefix="合并 ") as folder:
        work = Path(folder)
        first, second = work / "一月", work / "二月"
        start = perf_counter()
        write_all(work, packages, rows, (first, second))
        print(f"{packages} packages of {rows:,} rows, made in {perf_counter() - start:.0f} s")
        print(f"  after {min(packages, MODELS)} villages their words repeat", flush=True)
        peer = plain(work, first)
        with town(work / "县.rdb", packages) as book:
            timed(book, first, "First month", packages * rows, peer)
            timed(book, second, "Next month, 1% changed", packages * rows, peer)
            timed(book, second, "The same again", packages * rows, peer)


def timed(book: Book, folder: Path, what: str, rows: int, peer: float) -> None:
    """Merge what lies in a folder, and print it."""
    start, worked, before = perf_counter(), process_time(), memory()
    curve: dict[int, float] = {}

    def told(done: int, total: int, name: str) -> None:
        if done in CURVE:
            curve[done] = memory_now()

    done = merge(book, [folder], progress=told)
    curve[len(done.files)] = memory_now()
    ours, worked = perf_counter() - start, process_time() - worked
    bad = [one for one in done.files if one.verdict not in (Said.NEW, Said.SAME)]
    if bad:
        raise RuntimeError(bad[0].message)
    tell(what, ours, "CSV by executemany", peer)
    counts = [sum(getattr(one, key) for one in done.files) for key in ("added", "changed")]
    each = shown(ours / len(done.files))
    alone = shown(worked / len(done.files))  # what others do on this machine left out
    print(f"  {each} a package ({alone} of processor), {rows / ours:,.0f} rows/s")
    print(f"  added and changed {counts}")
    print(f"  {worked:,.0f} s of processor altogether")
    print(f"  memory {memory():,.0f} MB at most, {memory() - before:+,.0f} by this; after so many")
    print("  packages: " + ", ".join(f"{count}: {size:,.0f} MB" for count, size in curve.items()))
    size = sum(one.stat().st_size for one in book.path.parent.glob(f"{book.path.name}*"))
    print(f"  the book has {size / (1 << 20):,.0f} MB", flush=True)


def memory() -> float:
    """Return the most memory that this process has used, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def memory_now() -> float:
    """Return the memory that this process uses now, in MB; Linux tells it."""
    pages = int(Path("/proc/self/statm").read_text(encoding="utf-8").split()[1])
    return pages * resource.getpagesize() / (1 << 20)


def codes(count: int) -> list[str]:
    """Return the codes of villages."""
    return [f"410726104{201 + number:03}" for number in range(count)]


def town(path: Path, villages: int) -> Book:
    """Return a new book that knows its villages."""
    book = create_book(path, unit=COUNTY, name="王楼镇", level="town")
    units = [
        Record(values={"code": code, "name": f"第{number + 1}村", "level": "village"})
        for number, code in enumerate(codes(villages))
    ]
    book.records.insert_many("unit", units)
    return book


@dataclass(frozen=True)
class Model:
    """A village's month, whose code and identities are replaced to make another village's."""

    unit: str
    parts: Parts
    contents: dict[str, bytes]

    @classmethod
    def of(cls, folder: Path, number: int, rows: int, *, changed: bool) -> "Model":
        """Make one; its ledgers are written below a folder."""
        unit = f"410726999{number:03}"
        forms = shipped_definitions()
        ledgers = records(unit, rows, changed=changed)
        parts = write_parts(into_folder(folder), forms, ledgers, name="month", title="月报")
        return cls(unit, parts, {one.name: (folder / one.name).read_bytes() for one in parts.parts})

    def like(self, unit: str) -> tuple[tuple[Part, ...], dict[str, bytes]]:
        """Return the same month of the village `unit`."""
        own = f"{int(unit[-3:]):08x}-".encode()
        contents = {
            name: content.replace(self.unit.encode(), unit.encode()).replace(_TAG, own)
            for name, content in self.contents.items()
        }
        parts = [
            replace(part_of(one.name, io.BytesIO(contents[one.name])), rows=one.rows)
            for one in self.parts.parts
        ]
        return tuple(parts), contents


def write_all(work: Path, packages: int, rows: int, folders: tuple[Path, Path]) -> None:
    """Write the packages of two months, the second with changes, into a folder each."""
    before: dict[str, str] = {}
    for folder, month in zip(folders, ("2023-11", "2023-12"), strict=True):
        folder.mkdir()
        for number in range(min(packages, MODELS)):
            model = Model.of(work / f"{month} {number}", number, rows, changed=folder is folders[1])
            for unit in codes(packages)[number::MODELS]:
                parts, contents = model.like(unit)
                manifest = Manifest(
                    unit=unit,
                    unit_name=f"{unit[-3:]}村",
                    level="village",
                    parent=COUNTY,
                    book=str(uuid5(_SPACE, unit)),
                    key=_SIGNER.public.text,
                    month=month,
                    sequence=1,
                    closed_at="2023-12-01T09:00:00+08:00",
                    program="0.1.0",
                    previous=before.get(unit, ""),
                    counts=model.parts.counts,
                    totals=model.parts.totals,
                    versions=model.parts.versions,
                    parts=parts,
                )
                target = folder / f"{unit}.rdp"
                write_package(target, manifest, in_memory(contents), _SIGNER)
                before[unit] = manifest.sha256


def in_memory(contents: dict[str, bytes]) -> Opener:
    """Return what opens parts that are in memory."""
    return lambda name: io.BytesIO(contents[name])


def records(unit: str, rows: int, *, changed: bool) -> dict[str, list[Record]]:
    """Return a village's ledgers: payments for the most part, and what they hang on."""
    random = Random(f"{unit}")
    counts = {"funding_source": 5, "project": 20, "person": rows // 5}
    counts["allocation"] = max(1, rows // PAYMENTS_OF_ONE)
    counts["payment"] = rows - sum(counts.values())
    return {
        key: sorted(
            (
                _record(random, unit, key, number, counts, changed=changed)
                for number in range(count)
            ),
            key=lambda one: one.uuid,
        )
        for key, count in counts.items()
    }


def _record(
    random: Random, unit: str, form: str, number: int, counts: dict[str, int], *, changed: bool
) -> Record:
    example = shipped_definitions().form(form).example
    assert example is not None
    name = "".join(random.choices(_NAMES, k=3))
    own: dict[str, dict[str, Value]] = {
        "funding_source": {"name": f"{unit[-3:]}第{number}批资金", "donor": name},
        "project": {"code": f"W{number:02}", "name": f"{unit[-3:]}村第{number}期{name}工程"},
        "person": {"name": name, "id_number": None, "sex": "male", "birth_date": date(1980, 1, 1)},
        "allocation": {
            "project": _uuid(unit, "project", number % counts["project"]),
            "source": _uuid(unit, "funding_source", number % counts["funding_source"]),
        },
        "payment": {
            "allocation": _uuid(unit, "allocation", number % counts["allocation"]),
            "amount": Decimal(random.randrange(1_000, 1_900_000)).scaleb(-2),
            "payee": f"延津县{name}建筑队",
            "voucher": f"付-2023-{number:06}",
            "handled_by": name,
        },
    }
    values = {**example.values, "unit": unit, **own[form]}
    if changed and number % 100 == 0 and form in _CHANGING:
        values[_CHANGING[form]] = f"{values[_CHANGING[form]]}二"
    lines = {
        key: tuple(
            replace(line, uuid=_uuid(unit, form, number, key, place))
            for place, line in enumerate(some)
        )
        for key, some in example.lines.items()
    }
    form_def = shipped_definitions().form(form)
    kept = {key: value for key, value in values.items() if form_def.find(key)}
    for field in form_def.fields:
        if field.form and field.key in kept and field.key not in own[form]:
            kept[field.key] = None
    return Record(
        values=kept, lines=lines if form == "project" else {}, uuid=_uuid(unit, form, number)
    )


def _uuid(*parts: object) -> str:
    return _TAG.decode() + str(uuid5(_SPACE, "/".join(map(str, parts))))[len(_TAG) :]


def plain(work: Path, folder: Path) -> float:
    """Return how long the payments' and other CSV files take into bare tables."""
    target = sqlite3.connect(work / "plain.db", isolation_level=None)
    target.execute("PRAGMA journal_mode = WAL")
    target.execute("PRAGMA synchronous = FULL")
    taken = 0.0
    for path in sorted(folder.glob("*.rdp")):
        tables = list(_tables(path))
        start = perf_counter()
        target.execute("BEGIN")
        for name, text in tables:
            rows = csv.reader(io.StringIO(text, newline=""))
            heading = next(rows)
            columns = ", ".join(f'"{one}"' for one in heading)
            target.execute(f'CREATE TABLE IF NOT EXISTS "{name}" ({columns})')
            marks = ", ".join("?" * len(heading))
            target.executemany(f'INSERT INTO "{name}" VALUES ({marks})', rows)
        target.execute("COMMIT")
        taken += perf_counter() - start
    target.close()
    return taken


def _tables(path: Path) -> Iterator[tuple[str, str]]:
    with read_package(path) as package:
        for part in package.manifest.parts:
            if part.rows is not None:
                yield Path(part.name).stem, package.read(part.name).decode("utf-8")


if __name__ == "__main__":
    main(
        int(sys.argv[1]) if len(sys.argv) > 1 else PACKAGES,
        int(sys.argv[2]) if len(sys.argv) > 2 else ROWS,
    )
