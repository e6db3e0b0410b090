"""What a package is made of: a CSV file for each ledger and each kind of lines, and their schema.

A closed month keeps these parts in the book's archive, byte for byte as the package carries them.
The same records make the same bytes, whenever and wherever they are written.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import IO, cast

from ruraldesk.definitions.model import SUMMABLE_TYPES, Definitions, FieldType, FormDef, Record
from ruraldesk.errors import Cancelled, Stopped
from ruraldesk.exchange.csv_cells import to_cell
from ruraldesk.exchange.csv_files import csv_line
from ruraldesk.exchange.described import canonical, describe
from ruraldesk.exchange.schema import Facts, Resource, columns, csv_name, data_package

DEFINITIONS = "definitions.json"
DATA_PACKAGE = "datapackage.json"

Opener = Callable[[str], AbstractContextManager[IO[bytes]]]
"""Opens a part by its name, for writing or for reading; several may be open at once."""

_CHUNK = 1 << 20
_PIECE = 500  # records between two questions whether to stop


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One file in a package; `rows` where it is a table."""

    name: str
    size: int  # bytes
    sha256: str
    rows: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """All parts of a month, with what is counted and summed in them.

    `counts` has every ledger and kind of lines that was asked for by its table's name, also those
    without rows, of which there is no file; `totals` the sum of every number and amount that is
    entered, as exact text, by table and field; `versions` the forms' versions.
    """

    parts: tuple[Part, ...]
    counts: Mapping[str, int]
    totals: Mapping[str, Mapping[str, str]]
    versions: Mapping[str, int]


def into_folder(folder: Path) -> Opener:
    """Return what opens parts for writing under `folder`."""

    def opened(name: str) -> IO[bytes]:
        path = folder.joinpath(*name.split("/"))
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("wb")

    return opened


def from_folder(folder: Path) -> Opener:
    """Return what opens parts for reading under `folder`."""
    return lambda name: folder.joinpath(*name.split("/")).open("rb")


def write_parts(
    write: Opener,
    definitions: Definitions,
    records: Mapping[str, Iterable[Record]],
    *,
    name: str,
    title: str,
    cancelled: Cancelled | None = None,
) -> Parts:
    """Write the tables of a month, their schema, and the definitions that they were made with.

    Args:
        write: opens a part for writing, such as `into_folder(…)`.
        records: by the ledger's key, its records with their lines in the order of their UUIDs.
        name: of the data package, in lower case and ASCII: "410726104201-2023-11-1".
        title: the same for people: "黄寺村 2023年11月".

    Raises:
        ValueError: the records of a ledger do not come in the order of their UUIDs.
        Stopped: `cancelled` said so; what was written stays.
    """
    forms = [definitions.forms[key] for key in sorted(records)]
    written: dict[str, _Table] = {}
    meant = _referred_to(forms)
    for form in forms:
        written |= _write_ledger(write, form, meant, records[form.key], cancelled)
    filled = [table for table in written.values() if table.rows]
    resources = [_resource(table, written) for table in filled]
    used = [form for form in forms if written[form.table].rows]
    parts = [
        *(table.part() for table in filled),
        write_part(write, DEFINITIONS, describe(used)),
        write_part(write, DATA_PACKAGE, canonical(data_package(name, title, resources))),
    ]
    return Parts(
        parts=tuple(sorted(parts, key=lambda part: part.name)),
        counts={key: table.rows for key, table in written.items()},
        totals={key: table.totals() for key, table in written.items() if table.rows},
        versions={form.key: form.version for form in forms},
    )


def write_part(write: Opener, name: str, content: bytes) -> Part:
    """Write one part that is in memory as a whole."""
    with write(name) as file:
        file.write(content)
    return Part(name=name, size=len(content), sha256=hashlib.sha256(content).hexdigest())


def part_of(name: str, file: IO[bytes]) -> Part:
    """Return what an open file would be as the part `name`."""
    digest, size = hashlib.sha256(), 0
    while chunk := file.read(_CHUNK):
        digest.update(chunk)
        size += len(chunk)
    return Part(name=name, size=size, sha256=digest.hexdigest())


class _Table:
    """One CSV file that grows row by row; nothing is written before its first row."""

    def __init__(self, write: Opener, files: ExitStack, form: FormDef, *, meant: bool) -> None:
        """Begin a table; `meant` when references lead to it, whose targets must be known."""
        self.form, self._is_meant = form, meant
        self.rows = 0
        self.size = 0
        self.uuids: set[str] = set()
        self.targets: dict[str, set[str]] = {
            one.key: set() for one in form.fields if one.type is FieldType.REFERENCE and one.stored
        }
        self.empty: set[str] = set()
        self._fields = [one for one in form.fields if one.stored]
        self._sums = {one.key: Decimal(0) for one in self._fields if one.type in SUMMABLE_TYPES}
        self._digest = hashlib.sha256()
        self._write, self._files = write, files
        self._file: IO[bytes] | None = None

    def add(self, own: Sequence[str], record: Record) -> None:
        cells = list(own)
        for one in self._fields:
            value = record[one.key]
            if value is None:
                self.empty.add(one.key)
                cells.append("")
                continue
            cells.append(to_cell(one, value))
            if one.key in self._sums:
                self._sums[one.key] += cast("Decimal | int", value)
            elif one.key in self.targets:
                self.targets[one.key].add(str(value))
        if self._file is None:
            self._file = self._files.enter_context(self._write(csv_name(self.form.table)))
            self._put(csv_line(columns(self.form)))
        self._put(csv_line(cells))
        if self._is_meant:
            self.uuids.add(record.uuid)
        self.rows += 1

    def _put(self, line: bytes) -> None:
        if self._file is not None:
            self._file.write(line)
        self._digest.update(line)
        self.size += len(line)

    def part(self) -> Part:
        return Part(
            name=csv_name(self.form.table),
            size=self.size,
            sha256=self._digest.hexdigest(),
            rows=self.rows,
        )

    def totals(self) -> dict[str, str]:
        return {key: to_cell(self.form.field(key), total) for key, total in self._sums.items()}


def _write_ledger(
    write: Opener,
    form: FormDef,
    meant: set[str],
    records: Iterable[Record],
    cancelled: Cancelled | None,
) -> dict[str, _Table]:
    with ExitStack() as files:
        tables = {
            part.table: _Table(write, files, part, meant=part.table in meant)
            for part in (form, *form.lines)
        }
        last = ""
        for count, record in enumerate(records):
            if cancelled is not None and count % _PIECE == 0 and cancelled():
                raise Stopped
            if record.uuid <= last:
                raise ValueError(f"{form.key}: {record.uuid} does not follow {last}")
            last = record.uuid
            tables[form.table].add(
                (last, record.created, record.changed, record.changed_by, str(record.revision)),
                record,
            )
            for line_form in form.lines:
                for place, line in enumerate(record.lines.get(line_form.key, ()), start=1):
                    tables[line_form.table].add((line.uuid, last, str(place)), line)
    return tables


def _referred_to(forms: Iterable[FormDef]) -> set[str]:
    """Return the keys of the ledgers that references of `forms` and their lines lead to."""
    parts = (part for form in forms for part in (form, *form.lines))
    return {one.form for part in parts for one in part.fields if one.type is FieldType.REFERENCE}


def _resource(table: _Table, written: Mapping[str, _Table]) -> Resource:
    form = table.form
    whole = {
        key
        for key, targets in table.targets.items()
        if targets
        and (other := written.get(form.field(key).form)) is not None
        and targets <= other.uuids
    }
    part = table.part()
    return Resource(
        form=form,
        facts=Facts(empty=frozenset(table.empty), whole=frozenset(whole)),
        size=part.size,
        sha256=part.sha256,
        title=_title(form, written),
    )


def _title(form: FormDef, written: Mapping[str, _Table]) -> str:
    return f"{written[form.parent].form.title} · {form.title}" if form.parent else form.title
