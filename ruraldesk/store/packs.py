"""The packs of a book: those that its office sent down, and those that it took in from above."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, func, insert, select, text, update

from ruraldesk.definitions.identity import BOOK_LEVELS
from ruraldesk.store import dialect
from ruraldesk.store.bookkeeping import now
from ruraldesk.store.opening import way_into

if TYPE_CHECKING:
    from ruraldesk.store.book import Book


class PackState(StrEnum):
    """What became of a pack; stable words."""

    MADE = "made"  # by this office
    INSTALLED = "installed"
    REMOVED = "removed"  # it was installed, and taken back


@dataclass(frozen=True, slots=True, kw_only=True)
class PackDone:
    """What a pack changed in the book beside definitions, to be taken back."""

    records: Mapping[str, Mapping[str, Mapping[str, Any]]] = field(default_factory=dict)
    """By ledger and UUID: `revision` after it, and `before`, the fields it changed, if it changed
    a record that was there."""
    settings: Mapping[str, str | None] = field(default_factory=dict)  # what they were before
    binned: Mapping[str, list[str]] = field(default_factory=dict)
    """UUIDs by ledger of the records that went into the recycle bin when it was taken back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPack:
    """A pack that the book remembers, with all that was in it."""

    unit: str  # division code of the sender
    unit_name: str
    level: str
    number: int
    sha256: str
    title: str
    note: str
    made: str  # ISO time
    forms: Mapping[str, str]  # content in base64, by path
    records: Mapping[str, list[str]]  # lines of JSON, by ledger
    settings: Mapping[str, str]
    state: PackState
    replaces: Mapping[str, str] = field(default_factory=dict)
    """By path the SHA-256 of the program's file that a definition was made from."""
    done: PackDone = field(default_factory=PackDone)
    time: str = ""  # ISO, of the last change of its state
    operator: str = ""
    id: int = 0


def folded(packs: Iterable[KeptPack]) -> dict[str, bytes]:
    """Return the definitions of packs as one: the nearest office's and newest ones count."""
    return {name: base64.b64decode(pack.forms[name]) for name, pack in supplying(packs).items()}


def supplying(packs: Iterable[KeptPack]) -> dict[str, KeptPack]:
    """Return by the path of each definition the pack whose one counts."""
    return {name: pack for pack in sorted(packs, key=_rank) for name in pack.forms}


def installed_in(path: Path, password: str | None) -> list[KeptPack]:
    """Return the installed packs of a book that cannot be opened as it is; it is only read.

    Raises:
        As `way_into`.
    """
    way = way_into(path, password, read_only=True)
    engine = dialect.make_engine(path, way.access, way.key)
    try:
        with dialect.translating(path), engine.connect() as connection:
            if not dialect.columns_of(connection, "_packs"):
                return []
            query = text("SELECT * FROM _packs WHERE state = :state ORDER BY id")
            rows = connection.execute(query, {"state": PackState.INSTALLED.value})
            return [_kept(row) for row in rows]
    finally:
        engine.dispose()


_PLAIN = ("unit", "unit_name", "level", "number", "sha256", "title", "note", "made")
_CONTENT = ("forms", "records", "settings", "replaces")
_NO_FORMS = '{"forms":{},'  # how the content of a pack without any begins
_DONE = ("records", "settings", "binned")


class Packs:
    """The packs that a book remembers."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._table = book.tables["_packs"]

    def all(self, *states: PackState) -> list[KeptPack]:
        """Return the packs of these states, in the order in which they came."""
        table = self._table
        query = select(table).where(table.c.state.in_([one.value for one in states]))
        with self._book.reading() as connection:
            return [_kept(row) for row in connection.execute(query.order_by(table.c.id))]

    def bring_forms(self) -> bool:
        """Say whether definitions came with any of the packs that are installed."""
        table = self._table
        query = select(table.c.id).where(
            table.c.state == PackState.INSTALLED.value, ~table.c.content.startswith(_NO_FORMS)
        )
        with self._book.reading() as connection:
            return connection.execute(query.limit(1)).first() is not None

    def last_made(self) -> int:
        """Return the number of the last pack that this office sent down; 0 before the first."""
        table = self._table
        query = select(func.max(table.c.number)).where(table.c.state == PackState.MADE.value)
        with self._book.reading() as connection:
            return int(connection.execute(query).scalar() or 0)

    def keep(self, pack: KeptPack) -> None:
        """Remember a pack, in place of what was known of it in another state if it has an id."""
        table = self._table
        values: dict[str, object] = {key: getattr(pack, key) for key in _PLAIN}
        values |= {
            "content": _dumped({key: getattr(pack, key) for key in _CONTENT}),
            "done": _dumped({key: getattr(pack.done, key) for key in _DONE}),
            "state": pack.state.value,
            "time": now(),
            "operator": pack.operator,
        }
        with self._book.writing() as connection:
            if pack.id:
                connection.execute(update(table).where(table.c.id == pack.id).values(values))
            else:
                connection.execute(insert(table).values(values))


def _rank(pack: KeptPack) -> tuple[int, int, str]:
    return -BOOK_LEVELS.index(pack.level), pack.number, pack.made


def _kept(row: Row[Any]) -> KeptPack:
    return KeptPack(
        **{key: getattr(row, key) for key in (*_PLAIN, "id", "time", "operator")},
        **json.loads(row.content),
        done=PackDone(**json.loads(row.done)),
        state=PackState(row.state),
    )


def _dumped(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))
