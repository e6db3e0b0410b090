"""What a row's texts stand for in the book: places, references, and what the sheet says of all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ruraldesk.definitions.model import UNIT, FieldDef, FieldType, FormDef, Record, Value
from ruraldesk.definitions.names import name_of
from ruraldesk.definitions.through import reference_at, root_of
from ruraldesk.definitions.values import BadValue, text_of
from ruraldesk.documents.excel_choices import member_inside
from ruraldesk.documents.excel_rows import RowRead
from ruraldesk.documents.heading_targets import UUID_PATH
from ruraldesk.documents.headings import Matcher
from ruraldesk.documents.row_cells import UPPER
from ruraldesk.documents.said import Said
from ruraldesk.errors import Level, Problem
from ruraldesk.services.figures import today
from ruraldesk.services.import_given import Given, with_given
from ruraldesk.services.references import References
from ruraldesk.store.book import Book
from ruraldesk.texts.translate import tr


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row with all that its texts stand for.

    `place` is the division it belongs to; `place_said` whether the table says so.
    """

    form: str
    number: int
    values: Mapping[str, Value]
    place: str
    place_said: bool
    problems: Sequence[Problem]
    repeated: frozenset[str]
    joined: frozenset[str]
    title_row: int
    yearly: Sequence[tuple[int, str, Value]] = ()
    # References whose records the row describes as well; their texts are still names.
    described: frozenset[str] = frozenset()

    def part(self, where: str) -> dict[str, Value]:
        """Return the values of the lines or form `where`, of the record itself for ""."""
        start = f"{where}." if where else ""
        return {
            path.removeprefix(start): value
            for path, value in self.values.items()
            if path.startswith(start) and "." not in path.removeprefix(start) and value is not None
        }


@dataclass(slots=True)
class RowResolver:
    """Turns names into what they stand for, and adds what is said around the table."""

    book: Book
    form: FormDef
    said: Said
    taken: frozenset[str]  # the paths that columns fill
    matcher: Matcher
    references: References
    given: Sequence[Given] = ()
    derived: frozenset[str] = frozenset()  # paths that only hold what was computed
    turns: bool = False  # whether columns stand for members of a list
    problems: list[Problem] = field(default_factory=list)  # about the table as a whole
    _around: str = field(init=False)
    _dates: dict[str, Value] = field(init=False)

    def __post_init__(self) -> None:
        """Find out what holds for all rows."""
        self._around = self._office()
        self._dates = dict(self._said_dates())

    def announce(self, form: FormDef, record: Record) -> None:
        """Let later rows name a record that this table brings."""
        self.references.announce(form, record)

    def name(self, one: FieldDef, value: Value) -> str:
        """Return what a sentence calls the unit or record that a value stands for."""
        if one.type is FieldType.DIVISION:
            return dict(self.book.records.units()).get(str(value), "")
        if one.type is FieldType.REFERENCE:
            found = self.book.records.peek(one.form, str(value))
            return name_of(self.book.definitions.form(one.form), found) if found else ""
        return ""

    def resolved(self, row: RowRead) -> Row:
        """Return the row with references and divisions found."""
        row = with_given(self.form, row, self.given)
        problems = list(row.problems)
        values: dict[str, Value] = {}
        described = self._described(row)
        place, said = self._place(row, problems)
        for path, value in row.values.items():
            if path in (UNIT, UPPER) and self.form.find(UNIT) is not None:
                continue
            one = self.field(path)
            try:
                meant = (
                    {path: value}
                    if path in described
                    else self._meant(path, one, value, place, problems, row)
                )
            except BadValue as error:
                problems.append(_told(self.form, row, one.label, path, str(error), Level.BLOCK))
                continue
            values.update(meant)
        self._name_unit(values)
        self._infer(values, row, problems)
        for path, value in self._dates.items():
            where = path.rpartition(".")[0]
            if not where or any(one.startswith(f"{where}.") for one in values):
                values.setdefault(path, value)
        return Row(
            form=self.form.key,
            number=row.row,
            values=values,
            place=place,
            place_said=said,
            problems=problems,
            repeated=row.repeated,
            joined=row.joined,
            title_row=row.title_row,
            yearly=row.yearly,
            described=described,
        )

    def _described(self, row: RowRead) -> frozenset[str]:
        """Return the references of a row whose records it may bring, if it tells of any."""
        targets = (self.matcher.targets.get(path) for path in row.values)
        if not any(one is not None and one.root for one in targets):
            return frozenset()
        through = self.form.imports.through
        return frozenset(root_of(path, through) for path in through)

    def _infer(self, values: dict[str, Value], row: RowRead, problems: list[Problem]) -> None:
        """Take a choice that the row does not name from what another field of it says."""
        for one in self.form.imports.infer:
            source, field = values.get(one.source), self.form.field(one.field)
            if source is None or values.get(one.field) is not None or field.choices is None:
                continue
            code = one.value or member_inside(field.choices, str(source))
            if code is not None:
                values[one.field] = code
                sentence = tr("the table does not say it; taken as “{choice}” after “{source}”.")
                told = sentence.format(
                    choice=text_of(field, code), source=tr(self.form.field(one.source).label)
                )
                problems.append(
                    _told(
                        self.form, row, tr(field.label), one.field, told, Level.INFORM, "inferred"
                    )
                )

    def _name_unit(self, values: dict[str, Value]) -> None:
        """Know the unit that a row of the ledger of units calls by a shorter name: 黄寺."""
        name = values.get("name")
        if self.form.key != UNIT or not isinstance(name, str) or values.get("code"):
            return
        code = self.references.places.find(name)
        known = dict(self.book.records.units()).get(code, "")
        if known:
            values["name"] = known

    def field(self, path: str) -> FieldDef:
        """Return the field of a target's path."""
        if path == UUID_PATH:
            return self.matcher.targets[path].field
        where, _, key = path.rpartition(".")
        return self._holder(where).field(key)

    def _holder(self, where: str) -> FormDef:
        if not where:
            return self.form
        if where in self.form.imports.lines:
            return self.form.line(where)
        if where in self.form.imports.through:
            found = reference_at(self.form, self.book.definitions.forms, where)
            return self.book.definitions.form(found.form if found else where)
        return self.book.definitions.form(where)

    def _meant(
        self,
        path: str,
        one: FieldDef,
        value: Value,
        place: str,
        problems: list[Problem],
        row: RowRead,
    ) -> dict[str, Value]:
        """Return what a cell says by path: a text for a reference may end up in another field."""
        if not isinstance(value, str):
            return {path: value}
        if one.type is FieldType.DIVISION and not one.unique:
            return {path: self.references.unit_code(value)}
        if one.type is not FieldType.REFERENCE:
            return {path: value}
        try:
            return {path: self.references.uuid_of(one.form, value, place)}
        except BadValue as error:
            instead = self._instead(path, one, value)
            if instead is None:
                raise
            problems.append(_told(self.form, row, one.label, path, str(error), Level.WARN))
            return instead

    def _instead(self, path: str, one: FieldDef, text: str) -> dict[str, Value] | None:
        """Return what is kept of a name that no record has; None where the row is refused.

        The text goes into the field that the form names for that, unless it is so like the name of
        a record that it must be a slip. The book's own unit needs no record to be the upper one.
        """
        if one.required:
            return None
        if one.form == UNIT and self.references.places.is_own(text):
            return {}
        if self.references.is_like(one.form, text):  # most likely a slip
            return None
        where, _, key = path.rpartition(".")
        other = self._holder(where).imports.instead.get(key)
        return None if other is None else {f"{where}.{other}" if where else other: text}

    def _place(self, row: RowRead, problems: list[Problem]) -> tuple[str, bool]:
        """Return the division of a row: by its cell, its subtitle, or the words around."""
        own = self.book.info.unit
        if self.form.find(UNIT) is None:
            return own, False
        village, town = (str(row.values.get(path) or "") for path in (UNIT, UPPER))
        places = self.references.places
        if village:
            try:
                return places.code_of(village, town), True
            except BadValue as error:
                label = tr(self.form.field(UNIT).label)
                problems.append(_told(self.form, row, label, UNIT, str(error), Level.BLOCK))
                return own, False
        code = places.find(row.title) or places.leading(row.place_hint)
        code = code or self._around or places.town(town)
        return (code, True) if code else (own, False)

    def _office(self) -> str:
        """Return the unit that the words around the table name; doubt a name that nobody knows."""
        if self.form.find(UNIT) is None:
            return ""
        places = self.references.places
        code = places.find(self.said.office)
        if self.said.office and not code and UNIT not in self.taken:
            message = tr(
                "The sheet says it comes from “{office}”, which this book does not know; the rows "
                "are taken in for “{unit}”. Enter the unit first if that is wrong."
            ).format(office=self.said.office, unit=self.book.info.name)
            self.problems.append(Problem(message=message, level=Level.WARN, code="office_unknown"))
        if code:  # the book's own name stands on every sheet, whatever village its rows are of
            return code if code != self.book.info.unit else ""
        return next(filter(None, map(places.leading, self.said.titles)), "")

    def _said_dates(self) -> Mapping[str, Value]:
        """Return the required years and months that no column gives, as the sheet says them."""
        found: dict[str, Value] = {}
        wheres = ("", *self.form.imports.lines, *(one.form for one in self.form.imports.spread))
        for where in wheres:
            if where and not any(path.startswith(f"{where}.") for path in self.taken):
                continue
            for one in self._holder(where).asked():
                path = f"{where}.{one.key}" if where else one.key
                if not one.required or path in self.taken:
                    continue
                if one.type is FieldType.YEAR:
                    found[path] = self.said.year or self._this_year(one)
                elif one.type is FieldType.MONTH and self.said.month:
                    found[path] = self.said.month
        return found

    def _this_year(self, one: FieldDef) -> int:
        year = today(self.book).year
        message = tr(
            "Nobody says for which year the table is; “{label}” is taken as {year}. If that is "
            "wrong, write the year into the title."
        ).format(label=tr(one.label), year=year)
        self.problems.append(Problem(message=message, level=Level.WARN, code="year_unknown"))
        return year


def _told(
    form: FormDef,
    row: RowRead,
    label: str,
    path: str,
    sentence: str,
    level: Level,
    code: str = "reference",
) -> Problem:
    return Problem(
        message=tr("Row {row}, “{label}”: {reason}").format(
            row=row.row, label=label, reason=sentence
        ),
        level=level,
        form=form.key,
        row=row.row,
        field=path,
        code=code,
    )
