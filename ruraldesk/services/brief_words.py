"""What the template of a brief may name: figures, dates, records, and how they are put in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from ruraldesk.definitions.choosing import did_you_mean, nearest
from ruraldesk.definitions.model import FieldType, FormDef, Record
from ruraldesk.definitions.names import name_of
from ruraldesk.definitions.values import written_text
from ruraldesk.services.brief_figures import Figures, Part, UnknownWord, worked_out
from ruraldesk.services.reading import condition_of
from ruraldesk.store.book import Book
from ruraldesk.texts.dates import chinese_date, chinese_month
from ruraldesk.texts.numbers import enumeration
from ruraldesk.texts.translate import tr


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
    `count(ledger, condition)` how many · `value(expression, unit)` what no figure counts ·
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
        "value": lambda source, unit="": worked_out(book, source, unit, as_of),
        "listed": in_a_sentence,
        "setting": lambda key: book.settings.get(key, ""),
    }


def in_a_sentence(parts: Iterable[Part], noun: str = "") -> str:
    """Return the parts as a sentence lists them, the last joined with 及: 甲项目4个及乙项目1个."""
    return enumeration([f"{one.label}{noun}{one}" for one in parts])


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
