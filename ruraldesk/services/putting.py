"""Saving records that come as JSON, one object a line: all or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import uuid4

from ruraldesk.definitions.choosing import did_you_mean, nearest
from ruraldesk.definitions.fitting import UUID, shown
from ruraldesk.definitions.model import UNIT, FieldDef, FieldType, FormDef, Record, Value
from ruraldesk.definitions.plain import from_plain, to_plain
from ruraldesk.definitions.values import BadValue
from ruraldesk.errors import Level, Problem, UserError
from ruraldesk.services.filling import Filler
from ruraldesk.services.json_lines import BadLine, control_in, object_of
from ruraldesk.services.own_unit import own_uuid, untouched_own_unit
from ruraldesk.services.references import References
from ruraldesk.store.book import Book
from ruraldesk.texts.translate import tr

OUTSIDE = ("uuid", "revision")  # what `rows` prints of a record beside its fields


class UnknownForm(UserError):
    """A ledger is asked for that the book does not keep."""

    code = "unknown_form"

    def __init__(self, key: str, book: Book) -> None:
        known = list(book.definitions.forms)
        hint = did_you_mean(nearest(key, known))
        super().__init__(
            tr("This book has no ledger “{key}”.").format(key=shown(key))
            + hint
            + tr(" It has: {keys}.").format(keys="、".join(known))
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Put:
    """What became of the records: counts, the UUIDs in the order of the lines, the problems."""

    added: int
    changed: int
    unchanged: int
    uuids: tuple[str, ...]
    problems: tuple[Problem, ...]
    refused: bool


def form_of(book: Book, key: str) -> FormDef:
    """Return the ledger `key` of the book; UnknownForm names the nearest one."""
    try:
        return book.definitions.form(key)
    except KeyError:
        raise UnknownForm(key, book) from None


def put(
    book: Book, form_key: str, lines: Iterable[str], *, operator: str = "", reason: str = ""
) -> Put:
    """Save one record a line; a `uuid` that the book knows updates the fields that are given.

    New records and new lines begin with their form's defaults; a given null clears one.
    With a `revision` the update is refused where somebody changed the record since. Nothing is
    saved when any line is refused; each refusal names its line. Final records of a closed month
    need a `reason`.
    """
    form = form_of(book, form_key)
    reader = _Reader(book, form)
    entries = [
        entry for number, line in enumerate(lines, start=1) if (entry := reader.entry(line, number))
    ]
    problems = [problem for entry in entries for problem in entry.problems]
    if problems:
        return _refused(problems)
    records = list(reader.records(entries))
    saved = book.records.save_many(form_key, records, operator=operator, reason=reason)
    rows = [entry.number for entry in entries]
    told = (*reader.doubts, *(_at_line(problem, rows) for problem in saved.problems))
    if saved.refused:
        return _refused(told)
    return Put(
        added=saved.added,
        changed=saved.changed,
        unchanged=saved.unchanged,
        uuids=tuple(record.uuid for record in saved.records),
        problems=told,
        refused=False,
    )


def _refused(problems: Iterable[Problem]) -> Put:
    return Put(added=0, changed=0, unchanged=0, uuids=(), problems=tuple(problems), refused=True)


def _at_line(problem: Problem, rows: Sequence[int]) -> Problem:
    """Turn the place in the list of records (1-based) into the number of the line."""
    if problem.row is None:
        return problem
    row = rows[problem.row - 1]
    message = tr("Line {line}: {reason}").format(line=row, reason=problem.message)
    return replace(problem, row=row, message=message)


@dataclass(slots=True)
class _Entry:
    """One line: what it gives of a record, and what is wrong with it."""

    number: int
    uuid: str = ""
    revision: int = 0
    values: dict[str, Value] = field(default_factory=dict)
    lines: dict[str, tuple[Record, ...]] = field(default_factory=dict)
    computed: dict[str, object] = field(default_factory=dict)  # printed by `rows`, not stored
    problems: list[Problem] = field(default_factory=list)


class _Reader:
    """Turns JSON objects into records of one form, finding what they refer to."""

    def __init__(self, book: Book, form: FormDef) -> None:
        self._book, self._form = book, form
        self._references = References(book)
        self._fillers: dict[str, Filler] = {}  # by the lines' key
        self.doubts: list[Problem] = []

    def entry(self, line: str, number: int) -> _Entry | None:
        """Return what one line gives; None for an empty one."""
        if not line.strip():
            return None
        entry = _Entry(number)
        try:
            data = object_of(line)
        except BadLine as error:
            self._wrong(entry, "", str(error), "json")
            return entry
        entry.uuid = self._uuid(entry, data, "")
        entry.revision = self._revision(entry, data)
        entry.values, entry.lines = self._read(self._form, data, "", entry)
        if self._means_own_unit(entry):
            own = own_uuid(self._book)
            self._references.announce_as(entry.uuid, own)
            entry.uuid, entry.revision = own, 0
        entry.uuid = entry.uuid or str(uuid4())
        self._references.announce(self._form, Record(values=entry.values, uuid=entry.uuid))
        return entry

    def _means_own_unit(self, entry: _Entry) -> bool:
        """Say whether a line tells more of the unit that the book itself entered at its birth.

        Such a line may come from another book, under another UUID: the unit is the same.
        """
        if self._form.key != UNIT or entry.values.get("code") != self._book.info.unit:
            return False
        return untouched_own_unit(self._book) is not None

    def records(self, entries: Sequence[_Entry]) -> Iterator[Record]:
        """Yield the records to save: over what the book has of them, or over the defaults."""
        with self._book.reading() as connection:
            stored = self._book.records.reader.states(
                connection, self._form, [entry.uuid for entry in entries]
            )
        self._doubt_computed([entry for entry in entries if entry.uuid in stored])
        filler = Filler(self._book, self._form)
        for entry in entries:
            before = stored.get(entry.uuid)
            known = before.values if before else {}
            entry.values |= filler.added(entry.values, known, self._defaults())
            unit = entry.values.get(UNIT) or known.get(UNIT) or self._defaults().get(UNIT)
            if before is None:
                yield Record(
                    values={**self._defaults(), **entry.values},
                    lines=self._lines_over({}, entry, unit),
                    uuid=entry.uuid,
                )
                continue
            lines = self._lines_over(before.lines, entry, unit)
            revision = entry.revision or before.revision
            yield Record(values=entry.values, lines=lines, uuid=entry.uuid, revision=revision)

    def _defaults(self) -> dict[str, Value]:
        values = self._form.defaults()
        if self._form.find("unit") is not None:
            values.setdefault("unit", self._book.info.unit)
        return values

    def _lines_over(
        self, stored: Mapping[str, tuple[Record, ...]], entry: _Entry, unit: Value
    ) -> dict[str, tuple[Record, ...]]:
        """Return the lines to save: those that are stored are known again, others are new."""
        found = {}
        for key, given in entry.lines.items():
            before = stored.get(key, ())
            form = self._form.line(key)
            known, start, filler = (
                {one.uuid: one for one in before},
                form.defaults(),
                self._filler(key),
            )
            made = []
            for line in _same(given, before):
                old = known[line.uuid].values if line.uuid in known else {}
                added = filler.added(line.values, old, start, unit)
                begun = {} if line.uuid in known else start
                made.append(replace(line, values={**begun, **line.values, **added}))
            found[key] = tuple(made)
        return found

    def _filler(self, lines: str) -> Filler:
        if lines not in self._fillers:
            self._fillers[lines] = Filler(self._book, self._form.line(lines))
        return self._fillers[lines]

    def _doubt_computed(self, entries: Sequence[_Entry]) -> None:
        """Tell where a line gives another value than the program computes: it is not kept."""
        told = [entry for entry in entries if entry.computed]
        known = self._book.records.by_uuids(self._form.key, [entry.uuid for entry in told])
        for entry in told:
            for key, plain in entry.computed.items():
                one = self._form.field(key)
                now = to_plain(one, known[entry.uuid][key])
                if plain is not None and str(plain) != str(now):
                    message = tr(
                        "Line {line}, “{label}”: the program computes this ({now}); what is "
                        "given is not kept."
                    ).format(line=entry.number, label=tr(one.label), now=shown(now))
                    self.doubts.append(
                        self._problem(entry.number, key, message, "computed", Level.WARN)
                    )

    def _read(
        self, form: FormDef, data: Mapping[str, Any], place: str, entry: _Entry
    ) -> tuple[dict[str, Value], dict[str, tuple[Record, ...]]]:
        values: dict[str, Value] = {}
        lines: dict[str, tuple[Record, ...]] = {}
        line_forms = {line.key: line for line in form.lines}
        for key, plain in data.items():
            one = form.find(key)
            where = f"{place}{key}"
            if key in OUTSIDE:
                continue
            if one is not None and not one.stored:
                if not form.parent:
                    entry.computed[key] = plain
            elif one is not None:
                try:
                    values[key] = self._value(one, plain)
                except BadValue as error:
                    self._wrong(entry, where, str(error), "value", one.label)
            elif key in line_forms:
                lines[key] = self._lines(line_forms[key], plain, where, entry)
            else:
                self._unknown(form, key, where, entry)
        return values, lines

    def _lines(self, form: FormDef, plain: object, place: str, entry: _Entry) -> tuple[Record, ...]:
        if not isinstance(plain, list) or not all(isinstance(one, dict) for one in plain):
            sentence = tr("a list of objects belongs here: [{{…}}, {{…}}].").format()
            self._wrong(entry, place, sentence, "lines", tr(form.title))
            return ()
        made = []
        for position, one in enumerate(plain, start=1):
            here = f"{place}[{position}]."
            values, _ = self._read(form, one, here, entry)
            made.append(Record(values=values, uuid=self._uuid(entry, one, here)))
        return tuple(made)

    def _value(self, one: FieldDef, plain: object) -> Value:
        control = control_in(plain)
        if control:
            raise BadValue(
                tr("The text holds the control character {code}; delete it.").format(code=control)
            )
        if isinstance(plain, str) and plain.strip():
            if one.type is FieldType.REFERENCE:
                return self._references.uuid_of(one.form, plain.strip())
            if one.type is FieldType.DIVISION and not one.unique:
                return self._references.unit_code(plain.strip())
        return from_plain(one, plain)

    def _uuid(self, entry: _Entry, data: Mapping[str, Any], place: str) -> str:
        given = data.get("uuid")
        if given is None or given == "":
            return ""
        if isinstance(given, str) and UUID.fullmatch(given.lower()):
            return given.lower()
        sentence = tr("{value} is no UUID like 3a3fdabd-20b1-4857-bebd-48872a933a07.")
        self._wrong(entry, f"{place}uuid", sentence.format(value=shown(given)), "uuid", "uuid")
        return ""

    def _revision(self, entry: _Entry, data: Mapping[str, Any]) -> int:
        given = data.get("revision")
        if given is None:
            return 0
        if type(given) is int and 0 <= given < 10**9:
            return given
        sentence = tr("A whole number belongs here, like 12, not {value}.")
        self._wrong(entry, "revision", sentence.format(value=shown(given)), "value", "revision")
        return 0

    def _unknown(self, form: FormDef, key: str, place: str, entry: _Entry) -> None:
        known = [one.key for one in form.fields] + [line.key for line in form.lines]
        sentence = tr("“{form}” has no field “{key}”.").format(form=form.title, key=shown(key))
        hint = did_you_mean(nearest(key, known))
        self._wrong(entry, place, sentence + hint, "unknown_field")

    def _wrong(self, entry: _Entry, place: str, sentence: str, code: str, label: str = "") -> None:
        if label:
            message = tr("Line {line}, “{label}”: {reason}").format(
                line=entry.number, label=label, reason=sentence
            )
        else:
            message = tr("Line {line}: {reason}").format(line=entry.number, reason=sentence)
        entry.problems.append(self._problem(entry.number, place, message, code, Level.BLOCK))

    def _problem(self, row: int, place: str, message: str, code: str, level: Level) -> Problem:
        return Problem(
            message=message, level=level, form=self._form.key, row=row, field=place, code=code
        )


def _same(given: Sequence[Record], stored: Sequence[Record]) -> tuple[Record, ...]:
    """Know lines without a UUID again by what they say: the same put twice changes nothing."""
    named = {line.uuid for line in given if line.uuid}
    free = [line for line in stored if line.uuid not in named]
    found = []
    for line in given:
        if not line.uuid:
            same = next((one for one in free if _says(one, line.values)), None)
            if same is not None:
                free.remove(same)
                line = replace(line, uuid=same.uuid)
        found.append(line)
    return tuple(found)


def _says(line: Record, values: Mapping[str, Value]) -> bool:
    return all(line[key] == value for key, value in values.items())
