"""A package's tables as records of our forms: field by field, with every difference told.

A village may have newer or older forms than the town. What a column means the package says itself;
columns that we do not have, and answers that are none of ours, are left out and told: they stay in
the package, which is kept.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby

from ruraldesk.definitions.fitting import UUID
from ruraldesk.definitions.model import ChoiceList, FieldDef, FormDef, Record, Value
from ruraldesk.definitions.values import BadValue
from ruraldesk.exchange.csv_cells import from_cell
from ruraldesk.exchange.package import DamagedPackage, OpenedPackage
from ruraldesk.exchange.schema import csv_name
from ruraldesk.store.book import Book
from ruraldesk.store.choices import BadLabel, FixedList
from ruraldesk.store.signature import hash_of, signature_of
from ruraldesk.texts.translate import listed, tr

_REMEMBERED = 2_000  # cells of one column whose values are known already: most are alike
_NAMED = 3

Cell = Callable[[str], Value]


@dataclass(slots=True)
class Differences:
    """What of a package could not be taken as it is, by what it concerns."""

    forms: list[str] = field(default_factory=list)  # ledgers that we do not have
    columns: Counter[str] = field(default_factory=Counter)  # answers by column we do not have
    cells: Counter[str] = field(default_factory=Counter)  # answers that are none of ours
    missing: list[str] = field(default_factory=list)  # columns of ours that it does not have
    choices: list[str] = field(default_factory=list)  # choices of its own that we have now too

    def sentences(self) -> Iterator[str]:
        """Yield what is to be told."""
        kept = tr("The package with them is kept; update the forms here, then take it in again.")
        if self.forms:
            told = tr("Left out are ledgers that are not known here: {names}.")
            yield f"{told.format(names=_some(self.forms))} {kept}"
        if self.columns:
            told = tr("Left out are columns that are not known here: {names}.")
            yield f"{told.format(names=_counted(self.columns))} {kept}"
        if self.cells:
            told = tr("Left empty are answers that are not known here: {names}.")
            yield f"{told.format(names=_counted(self.cells))} {kept}"
        if self.missing:
            told = tr("Its forms are older and do not ask for: {names}. There it stays empty.")
            yield told.format(names=_some(self.missing))
        if self.choices:
            told = tr("Choices of its own were added to the lists: {names}.")
            yield told.format(names=_some(self.choices))


class PackageRows:
    """The records of one opened package, as our forms have them."""

    def __init__(
        self, book: Book, package: OpenedPackage, signatures: dict[str, str], *, dry_run: bool
    ) -> None:
        """Look through `package`; `signatures` are those of our forms, filled as they are met."""
        self._book, self._package, self._dry_run = book, package, dry_run
        self._signatures = signatures
        self._tables: dict[str, _Table] = {}
        self.differences = Differences()
        self._note_strange_forms()

    def prepare(self) -> None:
        """Look at all columns, and take the package's own choices into our lists."""
        for key in self._package.forms:
            if key in self._book.definitions.forms:
                self._look_for_choices(self._package.forms[key])
        for key in self._package.forms:
            ours = self._book.definitions.forms.get(key)
            if ours is not None:
                self._prepare(ours, self._package.forms[key])

    def uuids(self, form: str) -> Iterator[str]:
        """Yield who is in a ledger.

        Raises:
            DamagedPackage: as `records`.
        """
        for row in self._package.rows(form):
            self._refuse_odd(form, row[0])
            yield row[0]

    def records(self, form: str, wanted: Callable[[str], bool]) -> Iterator[Record]:
        """Yield the wanted records of a ledger with their lines.

        Raises:
            DamagedPackage: the file changed since it was checked, or is built as none of ours.
        """
        table = self._tables.get(form)
        if table is None:
            return
        lines = [
            (one.key, _Lines(self._package, self._tables[one.table]))
            for one in self._book.definitions.forms[form].lines
            if one.table in self._tables
        ]
        for row in self._package.rows(form):
            uuid = row[0]
            if wanted(uuid):
                own = {key: rows.of(uuid) for key, rows in lines}
                yield Record(values=table.values(row), lines=own, uuid=uuid)

    def _refuse_odd(self, table: str, uuid: str) -> None:
        """Refuse what is no identity: no program of ours has written it."""
        if UUID.fullmatch(uuid) is None:
            raise DamagedPackage(self._package.path, (csv_name(table),))

    def hashes(self) -> Mapping[str, str]:
        """Return by ledger what changes when its content, its form or ours does."""
        found = {}
        for key, ours in self._book.definitions.forms.items():
            if key in self._package.manifest.counts:
                tables = [self._package.table(part.table) for part in (ours, *ours.lines)]
                said = [part.sha256 if part else "" for part in tables]
                version = self._package.manifest.versions.get(key, 0)
                if key not in self._signatures:
                    self._signatures[key] = hash_of(signature_of(ours))
                text = "|".join([self._signatures[key], str(version), *said])
                found[key] = hashlib.sha256(text.encode()).hexdigest()
        return found

    def _note_strange_forms(self) -> None:
        known = self._book.definitions.forms
        for key, form in self._package.forms.items():
            if key not in known:
                self.differences.forms.append(form.title)

    def _look_for_choices(self, theirs: FormDef) -> None:
        """Take the package's own choices into our lists where these may grow."""
        for part in (theirs, *theirs.lines):
            for one in part.fields:
                if one.choices is not None:
                    self._take_choices(one.choices)

    def _take_choices(self, theirs: ChoiceList) -> None:
        ours = self._book.definitions.choices.get(theirs.key)
        if ours is None or self._dry_run:
            return
        known = set(ours.codes())
        labels = {label for item in ours.items for label in (item.label, *item.aliases)}
        for item in theirs.items:
            if item.code in known or item.label in labels:
                continue
            try:
                self._book.choices.add(theirs.key, item.label)
            except (FixedList, BadLabel):
                continue  # its cells are told where they are met
            self.differences.choices.append(f"{theirs.title} {item.label}")

    def _prepare(self, ours: FormDef, theirs: FormDef) -> None:
        lines = {one.key: one for one in theirs.lines}
        pairs = [(ours, theirs), *((one, lines.get(one.key)) for one in ours.lines)]
        for part, other in pairs:
            if other is not None and self._package.table(part.table) is not None:
                columns = self._package.columns(part.table)
                title = tr(part.title) if part is ours else f"{tr(ours.title)} · {tr(part.title)}"
                made = _Table(part, other, columns, title, self.differences)
                self._tables[part.table] = made
        known = {one.key for one in ours.lines}
        for key, line in lines.items():
            rows = self._package.table(line.table)
            if key not in known and rows is not None and rows.rows:
                self.differences.columns[f"{tr(ours.title)} · {line.title}"] += rows.rows


class _Table:
    """One CSV table read as one of our forms."""

    def __init__(
        self,
        ours: FormDef,
        theirs: FormDef,
        columns: tuple[str, ...],
        title: str,
        differences: Differences,
    ) -> None:
        self.form = ours
        at = {key: place for place, key in enumerate(columns)}
        stored = [one for one in ours.fields if one.stored]
        self._cells: list[tuple[str, int, Cell]] = []
        for one in stored:
            other = theirs.find(one.key)
            if other is not None and one.key in at:
                read = _reader(one, other, f"{title} {tr(one.label)}", differences)
                self._cells.append((one.key, at[one.key], read))
            elif not one.retired:
                differences.missing.append(f"{title} {tr(one.label)}")
        self._strange = [
            (at[one.key], f"{title} {one.label}")
            for one in theirs.fields
            if one.key in at and ours.find(one.key) is None
        ]
        self._differences = differences

    def values(self, row: list[str]) -> dict[str, Value]:
        """Return the answers of one row."""
        for place, name in self._strange:
            if row[place]:
                self._differences.columns[name] += 1
        return {key: read(text) for key, place, read in self._cells if (text := row[place])}


class _Lines:
    """The rows of one kind of lines, which come in the order of their records."""

    def __init__(self, package: OpenedPackage, table: _Table) -> None:
        self._package, self._table = package, table
        name = table.form.table
        self._groups = groupby(package.rows(name), key=lambda row: row[1])
        self._next = next(self._groups, None)

    def of(self, uuid: str) -> tuple[Record, ...]:
        """Return the lines of the next record that is asked for."""
        while self._next is not None and self._next[0] < uuid:
            self._next = next(self._groups, None)
        if self._next is None or self._next[0] != uuid:
            return ()
        rows = list(self._next[1])
        wanted = [str(place) for place in range(1, len(rows) + 1)]
        if [row[2] for row in rows] != wanted or not all(UUID.fullmatch(row[0]) for row in rows):
            raise DamagedPackage(self._package.path, (csv_name(self._table.form.table),))
        return tuple(Record(values=self._table.values(row), uuid=row[0]) for row in rows)


def _reader(ours: FieldDef, theirs: FieldDef, name: str, differences: Differences) -> Cell:
    """Return what makes our value of a cell; what is none of ours is left empty and counted."""
    codes = _codes(ours, theirs) if ours.choices and theirs.choices else None

    @lru_cache(maxsize=_REMEMBERED)
    def read(text: str) -> Value:
        if codes is None:
            return from_cell(ours, text)
        value = from_cell(theirs, text)
        if isinstance(value, tuple):
            return tuple(dict.fromkeys(codes[one] for one in value))
        return codes[str(value)]

    def cell(text: str) -> Value:
        try:
            return read(text)
        except (BadValue, KeyError):
            differences.cells[name] += 1
            return None

    return cell


def _codes(ours: FieldDef, theirs: FieldDef) -> dict[str, str]:
    """Return our code by each of theirs that we have, be it under another code."""
    if ours.choices is None or theirs.choices is None:
        return {}
    labels = {label: item.code for item in ours.choices.items for label in item.aliases}
    labels |= {item.label: item.code for item in ours.choices.items}
    codes = {item.code: labels[item.label] for item in theirs.choices.items if item.label in labels}
    return codes | {code: code for code in ours.choices.codes()}


def _some(names: list[str]) -> str:
    return listed(names[:_NAMED]) + (" …" if len(names) > _NAMED else "")


def _counted(names: Counter[str]) -> str:
    told = tr("{name} ({count})")
    return _some([told.format(name=name, count=count) for name, count in names.most_common()])
