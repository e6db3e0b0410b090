"""A closed month as it lies in the archive: the package's parts, and what was known of them then.

The list of contents is written last. A package is made of nothing else, so that it is the same
however often it is made; movements and differences between months are read from here, with the
definitions of that time.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterator, Mapping, Set
from dataclasses import asdict, dataclass, field, replace
from itertools import groupby
from typing import Any

from ruraldesk.definitions.model import FormDef, Record
from ruraldesk.definitions.values import BadValue
from ruraldesk.exchange.csv_cells import from_cell
from ruraldesk.exchange.csv_files import csv_rows
from ruraldesk.exchange.described import canonical, described_forms
from ruraldesk.exchange.parts import DEFINITIONS, Opener, Part, part_of
from ruraldesk.exchange.schema import LINE_COLUMNS, RECORD_COLUMNS, csv_name

CONTENTS = "snapshot.json"
FORMAT = 1


class BadSnapshot(ValueError):
    """A file of a snapshot is not as it was written; the message is its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What is known of a closed month; the package's manifest is made from it.

    `counts`, `totals` and `versions` are those of `Parts`; `computed` holds the sums of computed
    fields by ledger and field, which no table carries; `nil` the reasons of ledgers that say there
    was nothing.
    """

    book: str  # the book's own UUID
    unit: str
    unit_name: str
    level: str
    parent: str
    month: str
    sequence: int
    closed_at: str  # ISO time
    program: str
    reason: str = ""  # why it was closed again
    counts: Mapping[str, int] = field(default_factory=dict)
    totals: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    computed: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    nil: Mapping[str, str] = field(default_factory=dict)
    versions: Mapping[str, int] = field(default_factory=dict)
    parts: tuple[Part, ...] = ()
    format: int = FORMAT

    def content(self) -> bytes:
        """Return the bytes of the list of contents."""
        return canonical(asdict(self))

    @property
    def sha256(self) -> str:
        """The hash of the list of contents, and so of everything in the snapshot."""
        return hashlib.sha256(self.content()).hexdigest()


def read_contents(read: Opener, sha256: str) -> Snapshot:
    """Return what a snapshot says of itself.

    Args:
        sha256: what it was when the month was closed.

    Raises:
        BadSnapshot: it says something else now.
    """
    with read(CONTENTS) as file:
        content = file.read()
    if hashlib.sha256(content).hexdigest() != sha256:
        raise BadSnapshot(CONTENTS)
    said: dict[str, Any] = json.loads(content)
    return Snapshot(**{**said, "parts": tuple(Part(**one) for one in said["parts"])})


def damaged_parts(snapshot: Snapshot, read: Opener) -> Iterator[str]:
    """Read every part and yield the names of those that are not as they were written."""
    for part in snapshot.parts:
        with read(part.name) as file:
            found = part_of(part.name, file)
        if (found.size, found.sha256) != (part.size, part.sha256):
            yield part.name


class SnapshotTables:
    """The ledgers of a snapshot, as records again."""

    def __init__(self, snapshot: Snapshot, read: Opener) -> None:
        """Read the definitions that the month was closed with.

        Raises:
            BadSnapshot: they are no definitions.
        """
        self._read = read
        self._names = {part.name for part in snapshot.parts}
        with read(DEFINITIONS) as file:
            content = file.read()
        try:
            self.forms: Mapping[str, FormDef] = described_forms(content)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise BadSnapshot(DEFINITIONS) from error

    def uuids(self, key: str) -> Iterator[str]:
        """Yield the UUIDs of the records of a ledger; far quicker than the records.

        Raises:
            BadSnapshot: a table is not as it was written.
        """
        form = self.forms.get(key)
        if form is not None:
            yield from (row[0] for row in self._cells(form, RECORD_COLUMNS))

    def records(self, key: str, only: Set[str] | None = None) -> Iterator[Record]:
        """Yield the records of a ledger with their lines, in the order of their UUIDs.

        Args:
            only: the UUIDs of those that are wanted; None means all.

        Raises:
            BadSnapshot: a table is not as it was written.
        """
        form = self.forms.get(key)
        if form is None:
            return
        lines = {
            one.key: groupby(self._rows(one, LINE_COLUMNS, only), key=_parent) for one in form.lines
        }
        waiting = {name: next(groups, None) for name, groups in lines.items()}
        for record, _ in self._rows(form, RECORD_COLUMNS, only):
            own: dict[str, tuple[Record, ...]] = {}
            for name, group in waiting.items():
                if group is not None and group[0] == record.uuid:  # they come in the same order
                    own[name] = tuple(line for line, _ in group[1])
                    waiting[name] = next(lines[name], None)
            yield replace(record, lines=own)

    def _rows(
        self, form: FormDef, own: tuple[str, ...], only: Set[str] | None
    ) -> Iterator[tuple[Record, list[str]]]:
        """Yield each row of a table as a record, with the cells that come before its fields."""
        whose = own.index(LINE_COLUMNS[1]) if form.parent else 0
        for row in self._cells(form, own):
            if only is not None and row[whose] not in only:
                continue
            try:
                cells = zip(form.fields, row[len(own) :], strict=True)
                values = {one.key: from_cell(one, cell) for one, cell in cells}
            except (BadValue, ValueError) as error:
                raise BadSnapshot(csv_name(form.table)) from error
            yield Record(values=values, uuid=row[0]), row[: len(own)]

    def _cells(self, form: FormDef, own: tuple[str, ...]) -> Iterator[list[str]]:
        """Yield the rows of a table; none where the snapshot does not have it."""
        name = csv_name(form.table)
        if name not in self._names:
            return
        heading = [*own, *(one.key for one in form.fields)]
        try:
            with self._read(name) as file:
                rows = csv_rows(file)
                if next(rows, None) != heading:
                    raise BadSnapshot(name)
                for row in rows:
                    if len(row) != len(heading):
                        raise BadSnapshot(name)
                    yield row
        except (csv.Error, UnicodeDecodeError) as error:
            raise BadSnapshot(name) from error


def _parent(row: tuple[Record, list[str]]) -> str:
    return row[1][LINE_COLUMNS.index("parent_uuid")]
