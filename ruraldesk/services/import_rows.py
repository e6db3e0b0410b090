"""From rows of an office's table to records of the book: which they are, and what belongs to them.

One row may speak of several records: a roster's row is a person and an appointment, a funding
table's row a source, its allocation to a project, a receipt and a payment.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import uuid4

from ruraldesk.definitions.model import FieldDef, FieldType, FormDef, Record, Value
from ruraldesk.definitions.values import BadValue
from ruraldesk.documents.excel_rows import RowRead
from ruraldesk.errors import Level, Problem
from ruraldesk.services.references import References
from ruraldesk.store.book import Book
from ruraldesk.texts.translate import tr

_Identity = tuple[str, tuple[str, ...], tuple[Value, ...]]  # form, keys of fields, their values


@dataclass(slots=True)
class Gathered:
    """Records to save, form by form in the order they must be saved, with their table rows."""

    items: list[tuple[str, Record]] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)  # the table's row of each item
    problems: list[Problem] = field(default_factory=list)

    @property
    def blocked(self) -> bool:
        """Whether any row is refused already."""
        return any(problem.level is Level.BLOCK for problem in self.problems)

    def at_row(self, problem: Problem) -> Problem:
        """Turn a problem's 1-based place among the items into the row of the table."""
        if problem.row is None:
            return problem
        return replace(problem, row=self.rows[problem.row - 1])


class Gatherer:
    """Turns rows into records of one form, its lines, and the forms it spreads into."""

    def __init__(self, book: Book, form: FormDef) -> None:
        self._book, self._form = book, form
        self._forms = book.definitions.forms
        self._references = References(book)
        self._places: dict[_Identity, int] = {}  # identity → place among the items
        self._done = Gathered()

    def gather(self, rows: Iterable[RowRead]) -> Gathered:
        """Return the records of all rows that could be read."""
        for row in rows:
            values, problems = self._resolved(row)
            problems = [*row.problems, *problems]
            self._done.problems += problems
            if not any(one.level is Level.BLOCK for one in problems):
                self._take(row.row, values)
        return self._done

    def _take(self, row: int, values: Mapping[str, Value]) -> None:
        own = {path: value for path, value in values.items() if "." not in path}
        lines = {
            key: _under(values, key) for key in self._form.imports.lines if _under(values, key)
        }
        made = {self._form.key: self._add(self._form, own, row, lines)}
        for spread in self._form.imports.spread:
            other = self._forms[spread.form]
            given = _under(values, spread.form)
            target = other.field(spread.link).form
            if given and target in made:
                linked = {**given, spread.link: made[target]}
                made[spread.form] = self._add(other, linked, row, {})

    def _add(
        self,
        form: FormDef,
        values: Mapping[str, Value],
        row: int,
        lines: Mapping[str, Mapping[str, Value]],
    ) -> str:
        """Add a record, or lay the values over the one the book or the table has; return its UUID.

        A line is laid over a saved one that agrees in all that both say.
        """
        identity = _identity(form, values)
        place = self._places.get(identity) if identity is not None else None
        if place is not None:
            before = self._done.items[place][1]
            self._done.items[place] = (form.key, _over(before, values, lines))
            return before.uuid
        record = self._book.records.match(form.key, values)
        if record is None:
            record = Record(values=self._defaults(form), uuid=str(uuid4()))
        self._done.items.append((form.key, _over(record, values, lines)))
        self._done.rows.append(row)
        if identity is not None:
            self._places[identity] = len(self._done.items) - 1
        return record.uuid

    def _defaults(self, form: FormDef) -> dict[str, Value]:
        values: dict[str, Value] = {
            one.key: one.default for one in form.asked() if one.default is not None
        }
        if form.find("unit") is not None:
            values.setdefault("unit", self._book.info.unit)
        return values

    def _resolved(self, row: RowRead) -> tuple[dict[str, Value], list[Problem]]:
        """Turn names of records and units into what they stand for."""
        values: dict[str, Value] = {}
        problems: list[Problem] = []
        for path, value in row.values.items():
            one = self._field(path)
            try:
                values[path] = self._meant(one, value)
            except BadValue as error:
                problems.append(
                    Problem(
                        message=tr("Row {row}, “{label}”: {reason}").format(
                            row=row.row, label=one.label, reason=error
                        ),
                        form=self._form.key,
                        row=row.row,
                        field=path,
                        code="reference",
                    )
                )
        return values, problems

    def _meant(self, one: FieldDef, value: Value) -> Value:
        if not isinstance(value, str):
            return value
        if one.type is FieldType.REFERENCE:
            return self._references.uuid_of(one.form, value)
        if one.type is FieldType.DIVISION and not one.unique:
            return self._references.unit_code(value)
        return value

    def _field(self, path: str) -> FieldDef:
        where, _, key = path.rpartition(".")
        if not where:
            return self._form.field(key)
        if where in self._form.imports.lines:
            return self._form.line(where).field(key)
        return self._forms[where].field(key)


def _under(values: Mapping[str, Value], where: str) -> dict[str, Value]:
    """Return the values whose path begins with `where`, by their own keys."""
    start = f"{where}."
    return {
        path.removeprefix(start): value
        for path, value in values.items()
        if path.startswith(start) and value is not None
    }


def _identity(form: FormDef, values: Mapping[str, Value]) -> _Identity | None:
    """Return what tells the record apart: the strongest identity that the row fills."""
    for keys in form.imports.identities:
        parts = tuple(values.get(key) for key in keys)
        if all(part is not None for part in parts):
            return (form.key, keys, parts)
    return None


def _over(
    record: Record, values: Mapping[str, Value], lines: Mapping[str, Mapping[str, Value]]
) -> Record:
    laid = {key: value for key, value in values.items() if value is not None}
    return replace(
        record,
        values={**record.values, **laid},
        lines={
            **record.lines,
            **{key: _line_over(record.lines.get(key, ()), given) for key, given in lines.items()},
        },
    )


def _line_over(lines: Sequence[Record], given: Mapping[str, Value]) -> tuple[Record, ...]:
    """Lay a line over the first that contradicts it nowhere, or add it."""
    for place, line in enumerate(lines):
        if all(line[key] in (None, value) for key, value in given.items()):
            laid = replace(line, values={**line.values, **given})
            return (*lines[:place], laid, *lines[place + 1 :])
    return (*lines, Record(values=dict(given), uuid=str(uuid4())))
