"""From rows of an office's table to records of the book: which they are, and what belongs to them.

One row may speak of several records: a roster's row is a person and an appointment, a funding
table's row a source, its allocation to a project, a receipt and a payment. Several rows may speak
of one record, and what is joined or left empty belongs to the row above.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from uuid import uuid4

from ruraldesk.definitions.fitting import UUID
from ruraldesk.definitions.model import SUMMABLE_TYPES, FieldDef, FormDef, Record, Value
from ruraldesk.definitions.values import text_of
from ruraldesk.documents.excel_rows import RowRead
from ruraldesk.documents.heading_targets import UUID_HEADING, UUID_PATH
from ruraldesk.errors import Level, Problem
from ruraldesk.services.import_items import Item, defaults_of
from ruraldesk.services.import_masters import Masters
from ruraldesk.services.import_parts import (
    lacks,
    left_out,
    of_years,
    one_each,
    says_nothing,
    years_of,
)
from ruraldesk.services.import_values import Row, RowResolver
from ruraldesk.services.known_records import Ambiguous, KnownRecords
from ruraldesk.store.book import Book
from ruraldesk.store.stale import InRecycleBin
from ruraldesk.texts.translate import listed, tr


@dataclass(slots=True)
class Gathered:
    """The records to save, in the order they must be saved, and what is wrong with rows."""

    items: list[Item] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    rows: int = 0  # data rows of the table
    # By row the rows that must stand above it to be understood, with a remark each.
    context: dict[int, dict[int, str]] = field(default_factory=dict)

    @property
    def blocked(self) -> bool:
        """Whether any row is refused already."""
        return any(problem.level is Level.BLOCK for problem in self.problems)


@dataclass(slots=True)
class _Part:
    """What a row says of one record: the item it belongs to, found or to be made."""

    form: FormDef
    uuid: str
    fresh: bool
    given: dict[str, Value]
    lines: list[tuple[str, dict[str, Value]]] = field(default_factory=list)


class Gatherer:
    """Turns rows into records of one form, its lines, and the forms it spreads into."""

    def __init__(self, book: Book, form: FormDef, resolver: RowResolver) -> None:
        self._book, self._form = book, form
        self._forms = book.definitions.forms
        self._resolver = resolver
        self._known: dict[str, KnownRecords] = {}
        self._items: dict[str, Item] = {}
        self._made: dict[str, str] = {}  # by form: the record that the row above spoke of
        self._place_above = ""
        self._lead = 0  # the row in which the record that rows go on about begins
        self._refused_above = 0  # the row above, when it was refused
        self._done = Gathered()
        self._masters = Masters(book, form, resolver.references, self._records)

    def gather(self, rows: Iterable[RowRead]) -> Gathered:
        """Return the records of all rows that could be read."""
        for read in rows:
            self._done.rows += 1
            for row in self._turned(read):
                self._take(row)
        self._done.items = list(self._items.values())
        return self._done

    def _turned(self, read: RowRead) -> Iterator[Row]:
        """Yield the row; one with a column for each member of a list as a row for each member."""
        pivot = self._form.imports.pivot
        if pivot is None or not self._resolver.turns:
            yield self._resolver.resolved(read)
            return
        for member in dict.fromkeys(code for code, _, _ in read.turned):
            given = {path: amount for code, path, amount in read.turned if code == member}
            values = {**read.values, **dict(member), **given}
            yield self._resolver.resolved(replace(read, values=values))
        if not read.turned:
            message = tr("Row {row} has no amount in any of its columns; nothing is taken of it.")
            self._done.problems.append(
                Problem(
                    message=message.format(row=read.row),
                    level=Level.WARN,
                    form=self._form.key,
                    row=read.row,
                    code="no_amount",
                )
            )

    def _take(self, row: Row) -> None:
        row = self._without_derived(row)
        problems = list(row.problems)
        parts: list[_Part] = []
        goes_on = self._goes_on(row)
        self._note_context(row, goes_on)
        if not _blocks(problems):
            row, masters = self._masters.of(row, problems)
            parts = [_Part(one.form, one.uuid, one.fresh, one.given) for one in masters]
            parts += self._parts(row, goes_on, problems)
            problems += self._contradictions(parts, row)
        if _blocks(problems):
            self._refused_above, self._place_above = row.number, row.place
        else:
            problems += self._apply(parts, row)
        self._done.problems += problems

    def _without_derived(self, row: Row) -> Row:
        """Leave out what this program computed, where it speaks of a record that the book has."""
        mark = str(row.values.get(UUID_PATH) or "")
        if not self._resolver.derived or not self._records(self._form).has(mark):
            return row
        kept = {
            path: value for path, value in row.values.items() if path not in self._resolver.derived
        }
        return replace(row, values=kept)

    def _parts(self, row: Row, goes_on: bool, problems: list[Problem]) -> Iterator[_Part]:
        """Yield what the row says of each record; what is wrong is added to `problems`."""
        made: dict[str, str] = {}
        own = row.part("")
        lines = list(self._lines(row, goes_on, problems))
        if goes_on and self._refused_above:
            problems.append(_belongs(row, self._refused_above))
            return
        above = self._made if goes_on else {}
        if goes_on:
            made[self._form.key] = above[self._form.key]
            if lines:
                yield _Part(self._form, above[self._form.key], False, {}, lines)
        else:
            uuid = self._marked(own.pop(UUID_PATH, None), row, problems)
            part = self._found(self._form, own, row, problems, uuid)
            part.lines = lines
            if part.uuid != self._made.get(self._form.key):
                problems += self._joined(self._form, "", own, row)
            made[self._form.key] = part.uuid
            yield part
        yield from self._spread(row, made, above, problems)
        self._made, self._place_above = made, row.place

    def _note_context(self, row: Row, goes_on: bool) -> None:
        """Remember what a row needs above it: its subtitle, and the row that it goes on about."""
        context = {row.title_row: ""} if row.title_row else {}
        if goes_on:
            context[self._lead] = tr("Nothing is wrong here; the row below goes on about it.")
        else:
            self._lead = row.number
        if context:
            self._done.context[row.number] = context

    def _goes_on(self, row: Row) -> bool:
        """Say whether the row goes on about the record of the row above."""
        if not self._made and not self._refused_above:
            return False
        own = {key for key in row.part("") if key != UUID_PATH}
        return row.place == self._place_above and row.repeated.issuperset(own)

    def _lines(
        self, row: Row, goes_on: bool, problems: list[Problem]
    ) -> Iterator[tuple[str, dict[str, Value]]]:
        """Yield what the row says of lines; one that is joined with the row above is the same."""
        for key in self._form.imports.lines:
            form = self._form.line(key)
            given = row.part(key)
            for one in of_years(form, row.yearly):
                if any(field in given and given[field] == one[field] for field in years_of(form)):
                    given = {**given, **one}  # 2025年收入 beside what the table of 2025 says
                else:
                    yield key, one
            paths = {f"{key}.{one}" for one in given}
            if says_nothing(given) or (goes_on and row.repeated.issuperset(paths)):
                continue
            if lacks(form, given):
                problems.append(
                    _problem(row, "", left_out(form, given, row.number), "left_out", Level.WARN)
                )
                continue
            problems += self._joined(form, key, paths, row)
            yield from ((key, one) for one in one_each(form, given))

    def _spread(
        self, row: Row, made: dict[str, str], above: Mapping[str, str], problems: list[Problem]
    ) -> Iterator[_Part]:
        """Yield the records of other forms that the row makes, each linked to one before it."""
        needed = self._needed(row)
        for spread in self._form.imports.spread:
            form = self._forms[spread.form]
            given = row.part(spread.form)
            paths = {f"{spread.form}.{key}" for key in given}
            repeats = row.repeated.issuperset(paths) and spread.form in above
            if repeats:
                made[spread.form] = above[spread.form]
            elif spread.form not in needed and lacks(form, given):
                problems.append(
                    _problem(row, "", left_out(form, given, row.number), "left_out", Level.WARN)
                )
            elif spread.form in needed or not says_nothing(given):
                link = made.get(form.field(spread.link).form)
                if link is not None:
                    part = self._found(form, {**given, spread.link: link}, row, problems)
                    if part.uuid != self._made.get(form.key):
                        problems += self._joined(form, form.key, paths, row)
                    made[spread.form] = part.uuid
                    yield part

    def _needed(self, row: Row) -> set[str]:
        """Return the forms that a further record of the row must be linked to."""
        needed: set[str] = set()
        for spread in reversed(self._form.imports.spread):
            form, given = self._forms[spread.form], row.part(spread.form)
            said = not says_nothing(given) and not lacks(form, given)
            if spread.form in needed or said:
                needed.add(form.field(spread.link).form)
        return needed

    def _marked(self, mark: Value, row: Row, problems: list[Problem]) -> str:
        """Return the UUID that a workbook of this program gives the row, "" where there is none."""
        uuid = str(mark or "").lower()
        if not UUID.fullmatch(uuid):
            return ""
        form = self._form
        if not self._records(form).has(uuid):
            with self._book.reading() as connection:
                stored = self._book.records.reader.states(connection, form, [uuid]).get(uuid)
            if stored is not None:
                message = tr("Row {row}: {reason}").format(
                    row=row.number, reason=InRecycleBin(form, stored)
                )
                problems.append(_problem(row, UUID_PATH, message, InRecycleBin.code))
        return uuid

    def _found(
        self,
        form: FormDef,
        given: dict[str, Value],
        row: Row,
        problems: list[Problem],
        uuid: str = "",
    ) -> _Part:
        """Find the record that the row speaks of, in the table or in the book, or a new one."""
        if uuid and self._records(form).has(uuid):
            if row.place_said and form.find("unit") is not None:
                given = {"unit": row.place, **given}
            return _Part(form, uuid, False, given)
        told = dict(given)
        if form.find("unit") is not None:
            told["unit"] = row.place
            if row.place_said:
                given = {"unit": row.place, **given}
        known = ""
        try:
            known = self._records(form).find(told)
            if not known and not row.place_said:
                known = self._records(form).find(given)
        except Ambiguous as error:
            problems.append(_ambiguous(form, error, row))
        return _Part(form, known or uuid or str(uuid4()), not known, given)

    def _joined(
        self, form: FormDef, where: str, paths: Iterable[str], row: Row
    ) -> Iterator[Problem]:
        """Refuse amounts that are joined over the rows of several records."""
        for path in sorted(row.joined.intersection(paths)):
            one = form.field(path.removeprefix(f"{where}."))
            if one.shape in SUMMABLE_TYPES:
                message = tr(
                    "Row {row}, “{label}”: the cell is joined with the row above, so how much "
                    "belongs to each cannot be told. Split the cell and enter both amounts."
                ).format(row=row.number, label=tr(one.label))
                yield _problem(row, path, message, "joined_amount")

    def _records(self, form: FormDef) -> KnownRecords:
        if form.key not in self._known:
            self._known[form.key] = KnownRecords.of(self._book, form)
        return self._known[form.key]

    def _contradictions(self, parts: Iterable[_Part], row: Row) -> Iterator[Problem]:
        """Refuse a row that says of a record something else than a row above."""
        for part in parts:
            item = self._items.get(part.uuid)
            if item is None:
                continue
            keys = list(item.contradictions(part.given))
            if keys and row.values.get(UUID_PATH):
                message = tr(
                    "Row {row} has the mark of row {other} in its column “{mark}” and says "
                    "something else. If it is a new record, clear that cell: it is the last, "
                    "hidden column."
                ).format(row=row.number, other=item.rows[0], mark=UUID_HEADING)
                yield _problem(row, UUID_PATH, message, "mark_twice")
                continue
            for key in keys:
                one = part.form.field(key)
                message = tr(
                    "Row {row}, “{label}”: row {other} says {before} of the same record in "
                    "“{form}”, this row {after}. Correct one of the rows; if they are two records, "
                    "say what tells them apart, such as the number or the date."
                ).format(
                    row=row.number,
                    label=tr(one.label),
                    other=item.said[key],
                    form=tr(part.form.title),
                    before=self._shown(one, item.values[key]),
                    after=self._shown(one, part.given[key]),
                )
                yield _problem(row, key, message, "contradiction")

    def _shown(self, one: FieldDef, value: Value) -> str:
        name = self._resolver.name(one, value)
        return f"“{text_of(one, value, name)}”"

    def _apply(self, parts: Iterable[_Part], row: Row) -> Iterator[Problem]:
        """Take what the row says into the items; tell a row that only says what another did."""
        self._refused_above = 0
        new, first = False, 0
        for part in parts:
            item = self._items.get(part.uuid)
            if item is None:
                item = self._items[part.uuid] = Item(part.form, part.uuid, part.fresh)
                item.defaults = self._defaults(part.form, row)
                new = True
            first = first or (item.rows or [row.number])[0]
            new = item.lay(part.given, row.number) or new
            for key, given in part.lines:
                new = item.add_line(key, given) or new
            self._records(part.form).add(item.uuid, {**item.defaults, **item.values})
            if item.fresh:
                self._resolver.announce(part.form, Record(values=item.values, uuid=item.uuid))
        if parts and not new:
            message = tr("Row {row} says the same as row {other}; it is taken once.")
            told = message.format(row=row.number, other=first)
            yield _problem(row, "", told, "row_repeated", Level.WARN)

    def _defaults(self, form: FormDef, row: Row) -> dict[str, Value]:
        values = defaults_of(form)
        if form.find("unit") is not None:
            values["unit"] = row.place
        return values


def _blocks(problems: Iterable[Problem]) -> bool:
    return any(problem.level is Level.BLOCK for problem in problems)


def _problem(row: Row, path: str, message: str, code: str, level: Level = Level.BLOCK) -> Problem:
    return Problem(
        message=message, level=level, form=row.form, row=row.number, field=path, code=code
    )


def _belongs(row: Row, above: int) -> Problem:
    message = tr(
        "Row {row} goes on about row {above}, which is refused. Correct that row first."
    ).format(row=row.number, above=above)
    return _problem(row, "", message, "row_above")


def _ambiguous(form: FormDef, error: Ambiguous, row: Row) -> Problem:
    labels = listed(tr(form.field(key).label) for key in error.keys)
    message = tr(
        "Row {row}: {count} records of “{form}” have the same {labels}; which one is meant cannot "
        "be told. Fill in what tells them apart."
    ).format(row=row.number, count=error.count, form=tr(form.title), labels=labels)
    return _problem(row, error.keys[0], message, "ambiguous")
