"""One search over everything: Chinese words, pinyin, initials, codes, tails of numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from threading import Lock
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    bindparam,
    column,
    false,
    func,
    literal_column,
    or_,
    select,
    table,
)

from ruraldesk.definitions.model import UNIT, FieldDef, FieldType, FormDef, Record
from ruraldesk.definitions.names import name_fields, name_of
from ruraldesk.definitions.values import text_of, written_text
from ruraldesk.store.record_rows import RecordReader
from ruraldesk.store.search_index import ROOM, SearchIndex, searched
from ruraldesk.store.search_text import (
    is_exact,
    is_long_number,
    match_expression,
    normal,
    tail_of,
    words_of,
)
from ruraldesk.texts.pinyin import initials
from ruraldesk.texts.translate import tr

if TYPE_CHECKING:
    from ruraldesk.store.book import Book

_INDEX = table("_search", column("rowid"))
_DOCUMENTS = table("_search_documents", column("id"), column("text"), column("latin"))
_OF_EACH_FORM = 3  # hits that a ledger shows in any case
_FEW = 20_000  # rows that are found sooner one by one than in the whole of a long ledger
_NAMED = 40  # characters of a text whose initials may be those of a name
_BESIDE_NAME = 3  # places from here on are not in the name
_LONGEST_DETAIL = 60  # characters of the text beside a found record's name


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A record that was found: what it is called, and where the words stand."""

    form: str
    id: int
    uuid: str
    name: str
    detail: str


_Ranked = tuple[tuple[int, int, int], Hit]
"""A hit with what sorts it."""


class Search:
    """The search over a book, and the index it needs."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self.index = SearchIndex(book)
        self._ready = False
        self._preparing = Lock()

    def prepare(self) -> None:
        """Make the index fit the forms; to be called outside of a transaction, quick when it does.

        A read-only book keeps the index that it has.
        """
        with self._preparing:
            if self._ready or self._book.read_only:
                return
            with self._book.reading() as connection:
                wanted = not self.index.exists(connection) or self.index.stale(connection)
            if wanted:
                with self._book.writing() as connection:
                    self.index.ready(connection)
            self._ready = True

    def rebuild(self) -> int:
        """Build the whole index anew; return the number of records in it."""
        self.prepare()
        with self._book.writing() as connection:
            forms = self._book.definitions.forms.values()
            return sum(self.index.rebuild(connection, form) for form in forms)

    def find(self, text: str, *, form: str | None = None, limit: int = 50) -> list[Hit]:
        """Return the records in which every word of `text` is found, the likeliest first.

        Args:
            form: key of the only ledger to look in; None means all.
            limit: the most that is returned.
        """
        words = words_of(text)
        if not words:
            return []
        self.prepare()
        with self._book.reading() as connection:
            found = list(self._found(connection, words, form, limit))
            ranked = [hit for one, ids in found for hit in self._hits(connection, one, ids, words)]
            return self._told_apart(connection, _best(ranked, limit))

    def condition(self, form: FormDef, text: str) -> ColumnElement[bool]:
        """Return the condition that a row of a ledger answers `text`."""
        words = words_of(text)
        if not words:
            return false()
        self.prepare()
        own = self._book.tables[form.table]
        with self._book.reading() as connection:
            number = self._numbers(connection).get(form.key)
        if number is None:
            return false()
        start = number * ROOM
        candidates = _candidates(words, start, tails=False)
        found = own.c.id.in_(candidates.with_only_columns(_INDEX.c.rowid - start))
        whole = [
            func.lower(own.c[field.key]) == words[0]
            for field in searched(form)
            if field.private and field.stored and len(words) == 1 and is_long_number(words[0])
        ]
        return or_(found, *whole)

    def few_with(self, form: FormDef, field: FieldDef, part: str) -> Select[Any] | None:
        """Return the ids of all rows whose `field` may hold `part`, when they are few.

        Rows in the recycle bin are not among them. None when the index does not hold the field, or
        so many rows may answer that reading the ledger from end to end is quicker.
        """
        words = words_of(part)
        held = field.type is FieldType.TEXT and not field.private and field in searched(form)
        if not words or not held:
            return None
        with self._book.reading() as connection:
            if not self._ready and form in self._unfit(connection):
                return None
            start = self.index.start_of(connection, form)
            match = literal_column("_search").op("MATCH")(match_expression(words))
            range_of_form = _INDEX.c.rowid.between(start, start + ROOM - 1)
            found = select(_INDEX.c.rowid - start).where(match, range_of_form)
            some = found.limit(_FEW + 1).subquery()
            number: int = connection.execute(select(func.count()).select_from(some)).scalar_one()
        return found if number <= _FEW else None

    def _unfit(self, connection: Connection) -> Collection[FormDef]:
        """Return the forms that the index does not hold as they are today."""
        if not self.index.exists(connection):
            return self._book.definitions.forms.values()
        return self.index.stale(connection)

    def _numbers(self, connection: Connection) -> dict[str, int]:
        """Return the numbers of the forms that are indexed; none in a book without an index."""
        if not self.index.exists(connection):
            return {}
        rows = connection.exec_driver_sql("SELECT form, number FROM _search_forms")
        return {row.form: row.number for row in rows}

    def _found(
        self, connection: Connection, words: Sequence[str], form: str | None, limit: int
    ) -> Iterator[tuple[FormDef, list[int]]]:
        """Yield ids of candidates by form; a word that is everywhere is looked up form by form."""
        forms = self._book.definitions.forms
        numbers = self._numbers(connection)
        if form is None and numbers:
            statement = _candidates(words).order_by(_INDEX.c.rowid.desc()).limit(4 * limit)
            rowids = list(connection.execute(statement).scalars())
            if len(rowids) < 4 * limit:
                by_number = {number: key for key, number in numbers.items()}
                by_form: dict[str, list[int]] = {}
                for rowid in rowids:
                    by_form.setdefault(by_number[rowid // ROOM], []).append(rowid % ROOM)
                yield from ((forms[key], ids) for key, ids in by_form.items() if key in forms)
                return
        # Written once: putting it together for each of a hundred ledgers takes as long as asking.
        statement = _candidates(words, bindparam("start", type_=Integer()))
        statement = statement.order_by(_INDEX.c.rowid.desc()).limit(limit)
        for key in numbers.keys() & ({form} if form else forms.keys()):
            start = numbers[key] * ROOM
            found = connection.execute(statement, {"start": start}).scalars()
            ids = [rowid - start for rowid in found]
            if ids:
                yield forms[key], ids

    def _hits(
        self, connection: Connection, form: FormDef, ids: Sequence[int], words: Sequence[str]
    ) -> Iterator[_Ranked]:
        """Yield what was found, each with what sorts it."""
        reader = RecordReader(self._book)
        keys = {field.key for field in searched(form)} | {*name_fields(form), UNIT}
        records = reader.by_ids(connection, form, ids, fields=sorted(keys), as_of=date.today())
        for record in records:
            if all(_answers_number(form, record, word) for word in words if is_long_number(word)):
                name = name_of(form, record)
                hit = Hit(
                    form=form.key,
                    id=record.id,
                    uuid=record.uuid,
                    name=name,
                    detail=_detail(form, record, name, words),
                )
                yield _rank(form, record, hit, words), hit

    def _told_apart(self, connection: Connection, hits: list[Hit]) -> list[Hit]:
        """Return the hits; those that read the same say in what their ledger's columns differ.

        Two villagers of one name are told apart by their age before one of them is paid.
        """
        alike: dict[tuple[str, str, str], list[Hit]] = {}
        for hit in hits:
            alike.setdefault((hit.form, hit.name, hit.detail), []).append(hit)
        told = {
            (hit.form, hit.id): replace(hit, detail=" · ".join(filter(None, (hit.detail, more))))
            for group in alike.values()
            if len(group) > 1
            for hit, more in zip(group, self._differences(connection, group), strict=True)
        }
        return [told.get((hit.form, hit.id), hit) for hit in hits]

    def _differences(self, connection: Connection, hits: Sequence[Hit]) -> list[str]:
        """Return for each of these hits of one form what none, or the fewest, of the others say."""
        form = self._book.definitions.forms[hits[0].form]
        named = {*name_fields(form), UNIT}
        keys = [
            key for key in form.list_columns if key not in named and not form.field(key).private
        ]
        ids = [hit.id for hit in hits]
        reader = RecordReader(self._book)
        records = reader.by_ids(connection, form, ids, fields=keys, as_of=date.today())
        told = [""] * len(hits)
        for key in keys:
            field = form.field(key)
            texts = [_labelled(field, record) for record in records]
            if len(set(texts)) > 1 and len(records) == len(hits):
                told = [" · ".join(filter(None, pair)) for pair in zip(told, texts, strict=True)]
            if len(set(told)) == len(told):
                break
        return told


def _labelled(field: FieldDef, record: Record) -> str:
    """Return label and value of a field as a hit tells it; "" without a value."""
    text = text_of(field, record[field.key], record.names.get(field.key, ""))
    told = tr("{place}: {sentence}")
    return told.format(place=tr(field.label), sentence=text) if text else ""


def _best(ranked: list[_Ranked], limit: int) -> list[Hit]:
    """Return the best hits, the likeliest first; no ledger is crowded out by a longer one."""
    ranked.sort(key=lambda one: one[0])
    of_form: Counter[str] = Counter()
    first: list[_Ranked] = []
    rest: list[_Ranked] = []
    for one in ranked:
        of_form[one[1].form] += 1
        (first if of_form[one[1].form] <= _OF_EACH_FORM else rest).append(one)
    chosen = sorted([*first, *rest][:limit], key=lambda one: one[0])
    return [hit for _, hit in chosen]


def _candidates(
    words: Sequence[str],
    start: int | ColumnElement[int] | None = None,
    *,
    tails: bool = True,
) -> Select[Any]:
    """Return the row numbers of what answers the words, within one form's range if it is given.

    Where tokens alone are no proof, the stored text is asked. With `tails`, whole private numbers
    find what ends like them.
    """
    rowid = _INDEX.c.rowid
    match = literal_column("_search").op("MATCH")(match_expression(words))
    statement = select(rowid).select_from(_INDEX).where(match)
    if start is not None:
        statement = statement.where(rowid.between(start, start + ROOM - 1))
    doubtful = [word for word in words if not is_exact(word)]
    if doubtful:
        statement = statement.join(_DOCUMENTS, _DOCUMENTS.c.id == rowid)
    for word in doubtful:
        ways = [func.instr(_DOCUMENTS.c.text, word) > 0, func.instr(_DOCUMENTS.c.latin, word) > 0]
        if tails and is_long_number(word):
            ways.append(func.instr(_DOCUMENTS.c.text, tail_of(word)) > 0)
        statement = statement.where(or_(*ways))
    return statement


def _answers_number(form: FormDef, record: Record, word: str) -> bool:
    """Say whether a long number is the record's: of private ones the index knew the tail only."""
    for field in searched(form):
        value = normal(str(record[field.key] or ""))
        if value == word or (not field.private and word in value):
            return True
    return False


def _detail(form: FormDef, record: Record, name: str, words: Iterable[str]) -> str:
    """Return the unit, and the entry in which a word stands that the name does not show."""
    told = tr("{place}: {sentence}")
    parts = [record.names[UNIT]] if record.names.get(UNIT) else []
    for word in words:
        if word in normal(name):
            continue
        for field in searched(form):
            shown = _entry(field, record)
            if word in normal(shown) and field.key != UNIT:
                parts.append(told.format(place=tr(field.label), sentence=_around(shown, word)))
                break
    return " · ".join(dict.fromkeys(parts))


def _entry(field: FieldDef, record: Record) -> str:
    """Return what a hit may show of a field: nothing of a private one."""
    if field.private:
        return ""
    return written_text(field, record[field.key], record.names.get(field.key, ""))


def _around(text: str, word: str) -> str:
    """Return the part of a long text in which the word stands."""
    flat = " ".join(text.split())
    if len(flat) <= _LONGEST_DETAIL:
        return flat
    place = max(flat.lower().find(word), 0)
    start = max(0, min(place - _LONGEST_DETAIL // 3, len(flat) - _LONGEST_DETAIL))
    cut = flat[start : start + _LONGEST_DETAIL]
    return f"{'…' if start else ''}{cut}{'…' if start + _LONGEST_DETAIL < len(flat) else ''}"


def _rank(form: FormDef, record: Record, hit: Hit, words: Sequence[str]) -> tuple[int, int, int]:
    """Return what sorts hits: an entry itself, its beginning, in the name, elsewhere; newest."""
    name, whole = normal(hit.name), "".join(words)
    shown = [normal(_entry(field, record)) for field in searched(form)]
    texts = [name, *shown]
    place = _place(whole, words[0], texts)
    if place and whole.isascii() and whole.isalpha():  # may be typed as initials
        place = min(place, _place(whole, words[0], [initials(one[:_NAMED]) for one in texts]))
    return place, len(name) if place < _BESIDE_NAME else 0, -hit.id


def _place(whole: str, word: str, texts: Sequence[str]) -> int:
    """Return how near what is looked for comes to a text, the first of which is the name.

    What a record is called counts before what else is entered: of all that 王 finds, people of
    that name stand before those who went to school in 王楼.
    """
    name, *entries = texts
    if whole in texts:
        return 0
    if any(one.startswith(word) for one in (name, *(part for part in entries if part in name))):
        return 1
    if word in name:
        return 2
    return 3 if any(text.startswith(word) for text in entries) else 4
