"""What the window shows of packs: those that this office sent down, those that came from above."""

from __future__ import annotations

import base64
import json
import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ruraldesk.definitions.model import UNIT, FormDef
from ruraldesk.definitions.names import name_of
from ruraldesk.services.pack_age import OutdatedForm, outdated_forms
from ruraldesk.services.pack_changes import Change, setting_change
from ruraldesk.services.pack_forms import news_of
from ruraldesk.services.pack_making import Content
from ruraldesk.store.book import Book
from ruraldesk.store.lists import ListQuery
from ruraldesk.store.packs import KeptPack, Packs, PackState
from ruraldesk.texts.translate import joined, tr

__all__ = ["KeptPack", "PackState"]

HANDED_DOWN = ("task_list", "indicator_target", "indicator", "plan", "evaluation_scheme")
"""Ledgers whose records offices send down most: they are offered first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackLine:
    """A pack in the list.

    `here` says of one that this office made whether it is installed in its own book, too, and
    `contents` in few words what it brings.
    """

    pack: KeptPack
    contents: str
    here: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PackBoard:
    """All packs of a book, the newest first; `level` is the book's.

    `outdated` are forms of packs that hide newer ones of the program.
    """

    level: str
    made: tuple[PackLine, ...]
    received: tuple[PackLine, ...]
    outdated: tuple[OutdatedForm, ...] = ()

    @property
    def waiting(self) -> int:
        """How many made packs the office's own book still needs: the last one, if it has forms."""
        return sum(not one.here and bool(one.pack.forms) for one in self.made[:1])


@dataclass(frozen=True, slots=True, kw_only=True)
class SentRow:
    """A record of a pack: its ledger, its name, and for whom it is, "" for every receiver."""

    form: str
    title: str
    name: str
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PackStory:
    """A pack opened: what it changed or will, sentence by sentence, and its records."""

    changes: tuple[Change, ...]
    rows: tuple[SentRow, ...]


def board(book: Book) -> PackBoard:
    """Return the packs of a book, those that were taken back, too."""
    packs = Packs(book).all(*PackState)
    installed = {one.sha256 for one in packs if one.state is PackState.INSTALLED}
    own = book.info.unit
    made = [one for one in packs if one.state is PackState.MADE]
    lines = [
        PackLine(
            pack=one,
            contents=_contents(one, made if one.unit == own else packs),
            here=one.sha256 in installed,
        )
        for one in reversed(packs)
    ]
    return PackBoard(
        level=book.info.level,
        made=tuple(one for one in lines if one.pack.state is PackState.MADE),
        received=tuple(
            one for one in lines if one.pack.unit != own and one.pack.state is not PackState.MADE
        ),
        outdated=tuple(outdated_forms(book)),
    )


def story(book: Book, pack: KeptPack) -> PackStory:
    """Return what a pack brought to those who have the office's earlier ones."""
    earlier = _earlier(pack, Packs(book).all(*PackState))
    forms = {name: base64.b64decode(content) for name, content in pack.forms.items()}
    before = {key: value for one in earlier for key, value in one.settings.items()}
    settings = [
        setting_change(key, value)
        for key, value in pack.settings.items()
        if before.get(key) != value
    ]
    sent = {key: [json.loads(line) for line in lines] for key, lines in pack.records.items()}
    own = {key: {uuid: uuid for uuid in rows} for key, rows in pack.done.records.items()}
    return PackStory(
        changes=(*news_of(earlier, forms), *settings),
        rows=tuple(_rows(book, sent, pack.unit, own)),
    )


def to_be_sent(book: Book, content: Content) -> PackStory:
    """Return what receivers will see of a pack that is being made."""
    return PackStory(
        changes=content.news, rows=tuple(_rows(book, content.rows, book.info.unit, {}))
    )


def offered(book: Book) -> list[tuple[FormDef, int]]:
    """Return the ledgers of the book that hold records, those that are sent down most first."""
    found = [
        (form, book.lists.count(form.key, ListQuery()))
        for form in book.definitions.forms.values()
        if book.info.level in form.levels and form.key != UNIT
    ]
    ranked = {key: place for place, key in enumerate(HANDED_DOWN)}
    kept = [one for one in found if one[1]]
    return sorted(kept, key=lambda one: ranked.get(one[0].key, len(ranked)))


def candidates(book: Book, key: str, search: str, most: int) -> list[tuple[str, str, str]]:
    """Return records of a ledger to choose from: UUID, name, and for whom ("" for everybody)."""
    form = book.definitions.form(key)
    ids = book.lists.first_ids(key, ListQuery(search=search, sort=form.sort), most)
    called = _Called(book)
    return [
        (one.uuid, name_of(form, one), called.unit(str(one[UNIT] or ""), book.info.unit))
        for one in book.records.by_ids(key, ids, None)
    ]


class _Called:
    """Names of units by their codes."""

    def __init__(self, book: Book) -> None:
        self._names = dict(book.records.units())

    def unit(self, code: str, sender: str) -> str:
        """Return whom a row is for: "" where it is for every receiver."""
        return "" if code in ("", sender) else self._names.get(code, code)


def _rows(
    book: Book,
    sent: Mapping[str, Sequence[Mapping[str, object]]],
    sender: str,
    own: Mapping[str, Mapping[str, str]],
) -> Iterator[SentRow]:
    """Yield the rows of a pack; those that this book has under UUIDs of its own instead."""
    called = _Called(book)
    for key, rows in sent.items():
        form = book.definitions.forms.get(key)
        title = tr(form.title) if form is not None else key
        here = own.get(key) or {str(row["uuid"]): "" for row in rows}
        known = {} if form is None else book.records.by_uuids(key, here)
        if form is not None and key in own:
            for record in known.values():
                yield SentRow(form=key, title=title, name=name_of(form, record), unit="")
            continue
        for row in rows:
            found = known.get(str(row["uuid"]))
            name = name_of(form, found) if form is not None and found is not None else _first(row)
            unit = called.unit(str(row.get(UNIT) or ""), sender)
            yield SentRow(form=key, title=title, name=name, unit=unit)


def _first(row: Mapping[str, object]) -> str:
    """Return what tells a row whose record is not here: its name, or the first text it has."""
    texts = [value for key, value in row.items() if key not in ("uuid", UNIT)]
    return str(row.get("name") or next((one for one in texts if isinstance(one, str)), ""))


def _earlier(pack: KeptPack, packs: Collection[KeptPack]) -> list[KeptPack]:
    found = {one.sha256: one for one in packs if one.unit == pack.unit and one.sha256}
    return [one for one in found.values() if one.number < pack.number]


def _contents(pack: KeptPack, packs: Collection[KeptPack]) -> str:
    """Return in few words what a pack brings that the office's earlier ones did not."""
    before: dict[str, str] = {}
    said: dict[str, str] = {}
    for one in _earlier(pack, packs):
        before |= one.forms
        said |= one.settings
    forms = [name for name, content in pack.forms.items() if before.get(name) != content]
    clauses = []
    if forms:
        names = [_title(name, pack.forms[name]) for name in forms[:2]]
        more = " …" if len(forms) > len(names) else ""
        clauses.append(
            tr("{count} forms ({names})").format(count=len(forms), names=joined(names) + more)
        )
    count = sum(map(len, pack.records.values()))
    if count:
        clauses.append(tr("{count} records in it").format(count=count))
    if any(said.get(key) != value for key, value in pack.settings.items()):
        clauses.append(tr("settings"))
    return joined(clauses) or tr("forms and settings of earlier packs")


def _title(name: str, content: str) -> str:
    """Return what a definition is called: its title, else the name of its file."""
    try:
        said = tomllib.loads(base64.b64decode(content).decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError):
        said = {}
    return str(said.get("title") or Path(name).stem)
