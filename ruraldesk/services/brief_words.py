"""What the template of a brief may name: figures, dates, records, and how they are put in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from ruraldesk.definitions.choosing import did_you_mean, nearest
from ruraldesk.definitions.model import FormDef, Record
from ruraldesk.definitions.names import name_of
from ruraldesk.definitions.values import written_text
from ruraldesk.errors import UserError
from ruraldesk.services.figures import FigureResult, UnknownFigure
from ruraldesk.services.reading import condition_of
from ruraldesk.store.book import Book
from ruraldesk.texts.dates import chinese_date
from ruraldesk.texts.translate import tr

FIGURE_BEGINS, FIGURE_SAYS, FIGURE_ENDS = "\ue000", "\ue001", "\ue002"
"""Around a figure's text where its place is to be found again: key between the first two."""


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
        said = self.text
        if not self._marked:
            return said
        return f"{FIGURE_BEGINS}{self._key}{FIGURE_SAYS}{said}{FIGURE_ENDS}"

    @property
    def text(self) -> str:
        """The official wording, with its unit."""
        return self._known().text

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
        return [Part(one.label, one.value, one.text) for one in parts if one.value]

    def at(self, day: date) -> FigureWords:
        """Return the same figure as of another day."""
        return FigureWords(self._book, self._key, day, marked=self._marked)

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
    """A record in a template: `{{ row.reason }}` says a field as papers do."""

    _form: FormDef
    _record: Record
    _lines: Mapping[str, FormDef] = field(default_factory=dict)

    def __str__(self) -> str:
        return name_of(self._form, self._record)

    def __getattr__(self, key: str) -> Any:
        if key.startswith("_"):
            raise AttributeError(key)
        lines = next((one for one in self._form.lines if one.key == key), None)
        if lines is not None:
            return [Row(lines, one) for one in self._record.lines.get(key, ())]
        found = self._form.find(key)
        if found is None:
            known = [one.key for one in self._form.fields]
            known += [one.key for one in self._form.lines]
            raise UnknownWord(
                tr("“{form}” has no field “{key}”.").format(form=tr(self._form.title), key=key)
                + did_you_mean(nearest(key, known))
            )
        return written_text(found, self._record[key], self._record.names.get(key, ""))


def words(book: Book, as_of: date, *, marked: bool = False) -> dict[str, Any]:
    """Return all names that a template may use.

    `f` figures · `as_of` the day, `year`, `month`, `day` its numbers · `unit` the book's own ·
    `rows(ledger, condition, sort, limit)` records · `last(ledger, condition)` the newest one ·
    `listed(parts)` 甲1个、乙2个及丙3个 · `setting(key)` what the book keeps, such as its signers.
    """

    def rows(form_key: str, where: str = "", sort: str = "", limit: int = 0) -> list[Row]:
        return list(_rows(book, as_of, form_key, where, sort, limit))

    def last(form_key: str, where: str = "") -> Row | str:
        dated = _form(book, form_key).dated_by
        found = rows(form_key, where, f"-{dated}" if dated else "", 1)
        return found[0] if found else ""

    return {
        "f": Figures(book, as_of, marked=marked),
        "as_of": chinese_date(as_of),
        "year": as_of.year,
        "month": as_of.month,
        "day": as_of.day,
        "unit": book.info.name,
        "rows": rows,
        "last": last,
        "listed": in_a_sentence,
        "setting": lambda key: book.settings.get(key, ""),
    }


def in_a_sentence(parts: Iterable[Part], noun: str = "") -> str:
    """Return the parts as a sentence lists them, the last joined with 及: 甲项目4个及乙项目1个."""
    said = [f"{one.label}{noun}{one.text}" for one in parts]
    if len(said) < 2:
        return "".join(said)
    return f"{'、'.join(said[:-1])}及{said[-1]}"


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
            raise UnknownWord(
                tr("“{form}” has no field “{key}”.").format(form=tr(form.title), key=key)
                + did_you_mean(nearest(key, [one.key for one in form.fields]))
            )
        empty = [one for one in found if one[key] is None]
        full = [one for one in found if one[key] is not None]
        full.sort(key=lambda one: one[key], reverse=sort.startswith("-"))  # type: ignore[arg-type, return-value]
        found = [*full, *empty]
    for record in found[: limit or None]:
        yield Row(form, record)
