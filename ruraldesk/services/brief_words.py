"""What the template of a brief may name: figures, dates, records, and how they are put in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from ruraldesk.definitions.choosing import did_you_mean, nearest
from ruraldesk.definitions.model import FieldType, FormDef, Record
from ruraldesk.definitions.names import name_of
from ruraldesk.definitions.values import written_text
from ruraldesk.errors import UserError
from ruraldesk.services.figures import FigureResult, UnknownFigure
from ruraldesk.services.reading import condition_of
from ruraldesk.store.book import Book
from ruraldesk.texts.dates import chinese_date, chinese_month, parse_date
from ruraldesk.texts.numbers import enumeration
from ruraldesk.texts.numerals import chinese_integer
from ruraldesk.texts.translate import tr

FIGURE_BEGINS, FIGURE_SAYS, FIGURE_ENDS = "\ue000", "\ue001", "\ue002"
"""Around a figure's text where its place is to be found again: key between the first two."""
_TWO = 2  # 两 before a counted thing, 二 in a row


class UnknownWord(UserError):
    """A template names a ledger or a field that there is not."""

    code = "unknown_word"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a figure that is broken down: `{{ part.label }}{{ part }}`."""

    label: str
    value: Decimal | None
    text: str

    def __str__(self) -> str:
        return self.text


class FigureWords:
    """One figure in a template: `{{ f.cadre_total }}` says it in official wording."""

    def __init__(self, book: Book, key: str, as_of: date, *, marked: bool) -> None:
        self._book, self._key, self._as_of, self._marked = book, key, as_of, marked
        self._result: FigureResult | None = None

    def __str__(self) -> str:
        return self._said(self.text)

    @property
    def text(self) -> str:
        """The official wording, with its unit."""
        return self._known().text

    @property
    def number(self) -> str:
        """The official wording without its unit: 300 of 300平方米."""
        definition = self._known().definition
        unit = definition.shown_in or definition.unit
        return self._said(self.text.removesuffix(unit))

    @property
    def chinese(self) -> str:
        """The number as one says it, with its unit: 两所, 十二个; as `text` when it is no count."""
        count = self._count()
        if count is None:
            return str(self)
        said = "两" if count == _TWO else chinese_integer(count)
        return self._said(said + self._known().definition.unit)

    @property
    def ordinal(self) -> str:
        """Which one in a row, with its unit: 第一批, 第二批; as `text` when it is no count."""
        count = self._count()
        if count is None:
            return str(self)
        return self._said(f"第{chinese_integer(count)}{self._known().definition.unit}")

    @property
    def value(self) -> Decimal | None:
        """The number in the base unit, for comparing."""
        return self._known().value

    @property
    def label(self) -> str:
        """What the figure is called."""
        return self._known().definition.label

    @property
    def rows(self) -> int:
        """Of how many rows it was computed."""
        return self._known().rows

    def by(self, field_key: str) -> list[Part]:
        """Return its parts by a field, without those that are nothing."""
        parts = self._book.figures.value(self._key, self._as_of, field_key).by
        return [Part(one.label, one.value, self._said(one.text)) for one in parts if one.value]

    def at(self, day: str) -> FigureWords:
        """Return the same figure as of another day: `f.cadre_total.at("2022-12-31")`."""
        return FigureWords(self._book, self._key, parse_date(day), marked=self._marked)

    def _said(self, text: str) -> str:
        if not self._marked:
            return text
        return f"{FIGURE_BEGINS}{self._key}{FIGURE_SAYS}{text}{FIGURE_ENDS}"

    def _count(self) -> int | None:
        value = self.value
        whole = value is not None and value >= 0 and value == value.to_integral_value()
        return int(value) if value is not None and whole else None

    def _known(self) -> FigureResult:
        if self._result is None:
            self._result = self._book.figures.value(self._key, self._as_of)
        return self._result


class Figures:
    """All figures, by their keys; `asked` are those a template named."""

    def __init__(self, book: Book, as_of: date, *, marked: bool) -> None:
        self._book, self._as_of, self._marked = book, as_of, marked
        self.asked: dict[str, FigureWords] = {}

    def __getattr__(self, key: str) -> FigureWords:
        if key.startswith("_"):
            raise AttributeError(key)
        if key not in self._book.definitions.figures:
            raise UnknownFigure(key, self._book)
        if key not in self.asked:
            self.asked[key] = FigureWords(self._book, key, self._as_of, marked=self._marked)
        return self.asked[key]

    __getitem__ = __getattr__


@dataclass(frozen=True, slots=True)
class Row:
    """A record in a template: `{{ row.reason }}` says a field as papers do.

    Without a record it is false, and every field of it says nothing.
    """

    _form: FormDef
    _record: Record | None

    def __bool__(self) -> bool:
        return self._record is not None

    def __str__(self) -> str:
        return "" if self._record is None else name_of(self._form, self._record)

    def __getattr__(self, key: str) -> Any:
        if key.startswith("_"):
            raise AttributeError(key)
        lines = next((one for one in self._form.lines if one.key == key), None)
        if lines is not None:
            found_lines = self._record.lines.get(key, ()) if self._record else ()
            return [Row(lines, one) for one in found_lines]
        found = self._form.find(key)
        if found is None:
            known = [one.key for one in self._form.fields]
            known += [one.key for one in self._form.lines]
            raise _no_field(self._form, key, known)
        if self._record is None:
            return ""
        value = self._record[key]
        if isinstance(value, date):
            return chinese_date(value)
        if found.shape is FieldType.MONTH and value is not None:
            return chinese_month(str(value))
        return written_text(found, value, self._record.names.get(key, ""))


def words(book: Book, as_of: date, *, marked: bool = False) -> dict[str, Any]:
    """Return all names that a template may use.

    `f` figures · `as_of` the day, `year`, `month`, `day` its numbers · `unit` the book's own ·
    `rows(ledger, condition, sort, limit)` records · `last(ledger, condition)` the newest one ·
    `count(ledger, condition)` how many ·
    `listed(parts)` 甲1个、乙2个及丙3个 · `setting(key)` what the book keeps, such as its signers.
    """

    def rows(form_key: str, where: str = "", sort: str = "", limit: int = 0) -> list[Row]:
        return list(_rows(book, as_of, form_key, where, sort, limit))

    def last(form_key: str, where: str = "") -> Row:
        form = _form(book, form_key)
        found = rows(form_key, where, f"-{form.dated_by}" if form.dated_by else "", 1)
        return found[0] if found else Row(form, None)

    def count(form_key: str, where: str = "") -> int:
        return len(rows(form_key, where))

    return {
        "f": Figures(book, as_of, marked=marked),
        "as_of": chinese_date(as_of),
        "year": as_of.year,
        "month": as_of.month,
        "day": as_of.day,
        "unit": book.info.name,
        "rows": rows,
        "last": last,
        "count": count,
        "listed": in_a_sentence,
        "setting": lambda key: book.settings.get(key, ""),
    }


def in_a_sentence(parts: Iterable[Part], noun: str = "") -> str:
    """Return the parts as a sentence lists them, the last joined with 及: 甲项目4个及乙项目1个."""
    return enumeration([f"{one.label}{noun}{one.text}" for one in parts])


def _no_field(form: FormDef, key: str, known: list[str]) -> UnknownWord:
    sentence = tr("“{form}” has no field “{key}”.").format(form=tr(form.title), key=key)
    return UnknownWord(sentence + did_you_mean(nearest(key, known)))


def _form(book: Book, key: str) -> FormDef:
    if key not in book.definitions.forms:
        raise UnknownWord(
            tr("There is no ledger “{key}”.").format(key=key)
            + did_you_mean(nearest(key, book.definitions.forms))
        )
    return book.definitions.form(key)


def _rows(
    book: Book, as_of: date, form_key: str, where: str, sort: str, limit: int
) -> Iterator[Row]:
    form = _form(book, form_key)
    condition = condition_of(book, form, where) if where else None
    found = book.records.find(form_key, condition, as_of=as_of)
    if sort:
        key = sort.removeprefix("-")
        if form.find(key) is None:
            raise _no_field(form, key, [one.key for one in form.fields])
        empty = [one for one in found if one[key] is None]
        full = [one for one in found if one[key] is not None]
        full.sort(key=lambda one: one[key], reverse=sort.startswith("-"))  # type: ignore[arg-type, return-value]
        found = [*full, *empty]
    for record in found[: limit or None]:
        yield Row(form, record)
