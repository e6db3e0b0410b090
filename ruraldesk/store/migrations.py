"""Changes of a book's own tables from one release to the next, numbered and recorded.

What only adds a form, a field or a choice needs no migration: see evolve.py. A migration is written
in plain SQL and never uses today's definitions, since those go on changing:

    @migration(2, "Drafts say who keeps them; earlier ones count as nobody's")
    def add_draft_operator(db: Connection) -> None:
        db.execute(text("ALTER TABLE _drafts ADD COLUMN operator TEXT NOT NULL DEFAULT ''"))
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, text

from ruraldesk import __version__
from ruraldesk.store.bookkeeping import now
from ruraldesk.store.dialect import broken_references, set_schema, unreferenced

FIRST = 1  # the tables as the first release made them


@dataclass(frozen=True, slots=True)
class Migration:
    """One step; `number` is the schema that the book has afterwards."""

    number: int
    why: str
    run: Callable[[Connection], None]


_known: list[Migration] = []


def migration(
    number: int, why: str
) -> Callable[[Callable[[Connection], None]], Callable[[Connection], None]]:
    """Make the decorated function the migration to schema `number`.

    Args:
        number: one more than the last.
        why: what changed and what becomes of what is there; recorded in the book.
    """
    if number != newest() + 1:
        raise ValueError(f"migration {number} does not follow {newest()}")

    def add(run: Callable[[Connection], None]) -> Callable[[Connection], None]:
        _known.append(Migration(number, why, run))
        return run

    return add


def newest() -> int:
    """Return the schema that this program makes."""
    return _known[-1].number if _known else FIRST


def pending(schema: int) -> tuple[Migration, ...]:
    """Return the migrations that a book of the given schema lacks."""
    return tuple(step for step in _known if step.number > schema)


def migrate(engine: Engine, steps: Sequence[Migration]) -> None:
    """Run `steps` in order, each in one transaction with its record and the schema's number.

    A step may rebuild tables: references are checked when it is done, not meanwhile.

    Raises:
        RuntimeError: a step left references to rows that are gone; it was rolled back.
    """
    for step in steps:
        with unreferenced(engine) as connection:
            step.run(connection)
            broken = broken_references(connection)
            if broken:
                raise RuntimeError(f"migration {step.number} breaks references: {broken}")
            set_schema(connection, step.number)
            record(connection, step.why, step.number)


def record(connection: Connection, description: str, number: int | None = None) -> None:
    """Note in the book what was done to its tables."""
    connection.execute(
        text(
            "INSERT INTO _migrations (number, description, program, time) "
            "VALUES (:number, :description, :program, :time)"
        ),
        {"number": number, "description": description, "program": __version__, "time": now()},
    )


@migration(2, "Months are closed, submitted and answered; none of a book from before is")
def add_months(db: Connection) -> None:
    """Make the tables of months."""
    db.execute(
        text(
            "CREATE TABLE _months (month TEXT NOT NULL PRIMARY KEY, state TEXT NOT NULL, "
            "sequence INTEGER NOT NULL, due TEXT NOT NULL, head TEXT NOT NULL, "
            "reason TEXT NOT NULL, changed TEXT NOT NULL) STRICT"
        )
    )
    db.execute(
        text(
            "CREATE TABLE _month_acts (id INTEGER NOT NULL PRIMARY KEY, time TEXT NOT NULL, "
            "operator TEXT NOT NULL, month TEXT NOT NULL, act TEXT NOT NULL, "
            "sequence INTEGER NOT NULL, reason TEXT NOT NULL, detail TEXT NOT NULL) STRICT"
        )
    )
    db.execute(text("CREATE INDEX ix__month_acts__month ON _month_acts (month)"))


@migration(3, "Reports of the units below are taken in; a book from before has taken none")
def add_taken(db: Connection) -> None:
    """Make the table of reports that were taken in."""
    db.execute(
        text(
            "CREATE TABLE _taken (id INTEGER NOT NULL PRIMARY KEY, batch TEXT NOT NULL, "
            "unit TEXT NOT NULL, unit_name TEXT NOT NULL, month TEXT NOT NULL, "
            "sequence INTEGER NOT NULL, verdict TEXT NOT NULL, sha256 TEXT NOT NULL, "
            "previous TEXT NOT NULL, check_code TEXT NOT NULL, time TEXT NOT NULL, "
            "operator TEXT NOT NULL, path TEXT NOT NULL, counts TEXT NOT NULL, "
            "totals TEXT NOT NULL, marks TEXT NOT NULL, first_entry INTEGER NOT NULL, "
            "last_entry INTEGER NOT NULL, answer TEXT NOT NULL, undone TEXT) STRICT"
        )
    )
    db.execute(text("CREATE INDEX ix__taken__batch ON _taken (batch)"))
    db.execute(text("CREATE INDEX ix__taken__unit ON _taken (unit, month)"))


@migration(4, "Other units are known by their keys; a book from before knows none")
def add_keys(db: Connection) -> None:
    """Make the table of other units' keys."""
    db.execute(
        text(
            "CREATE TABLE _keys (id INTEGER NOT NULL PRIMARY KEY, unit TEXT NOT NULL, "
            "public TEXT NOT NULL, fingerprint TEXT NOT NULL, first_seen TEXT NOT NULL, "
            "source TEXT NOT NULL, operator TEXT NOT NULL, state TEXT NOT NULL) STRICT"
        )
    )
    db.execute(text("CREATE UNIQUE INDEX ux__keys__unit ON _keys (unit, public)"))


@migration(5, "Packs are sent down and installed; a book from before has none")
def add_packs(db: Connection) -> None:
    """Make the table of packs."""
    db.execute(
        text(
            "CREATE TABLE _packs (id INTEGER NOT NULL PRIMARY KEY, unit TEXT NOT NULL, "
            "unit_name TEXT NOT NULL, level TEXT NOT NULL, number INTEGER NOT NULL, "
            "sha256 TEXT NOT NULL, title TEXT NOT NULL, note TEXT NOT NULL, made TEXT NOT NULL, "
            "content TEXT NOT NULL, done TEXT NOT NULL, state TEXT NOT NULL, "
            "time TEXT NOT NULL, operator TEXT NOT NULL) STRICT"
        )
    )
    db.execute(text("CREATE UNIQUE INDEX ux__packs__sha256 ON _packs (sha256, state)"))


@migration(6, "Months are answered by receipts with comments; a book from before has neither")
def add_receipts(db: Connection) -> None:
    """Make the tables of comments and receipts."""
    db.execute(
        text(
            "CREATE TABLE _comments (id INTEGER NOT NULL PRIMARY KEY, uuid TEXT NOT NULL, "
            "unit TEXT NOT NULL, month TEXT NOT NULL, sequence INTEGER NOT NULL, "
            "form TEXT NOT NULL, record TEXT NOT NULL, lines TEXT NOT NULL, line TEXT NOT NULL, "
            "field TEXT NOT NULL, called TEXT NOT NULL, level TEXT NOT NULL, text TEXT NOT NULL, "
            "time TEXT NOT NULL, operator TEXT NOT NULL, office TEXT NOT NULL, "
            "office_name TEXT NOT NULL, answer TEXT NOT NULL, answered TEXT NOT NULL, "
            "answered_by TEXT NOT NULL, settled TEXT NOT NULL) STRICT"
        )
    )
    db.execute(text("CREATE INDEX ix__comments__unit ON _comments (unit, month)"))
    db.execute(text("CREATE UNIQUE INDEX ux__comments__uuid ON _comments (uuid)"))
    db.execute(
        text(
            "CREATE TABLE _receipts (id INTEGER NOT NULL PRIMARY KEY, unit TEXT NOT NULL, "
            "month TEXT NOT NULL, sequence INTEGER NOT NULL, package TEXT NOT NULL, "
            "verdict TEXT NOT NULL, office TEXT NOT NULL, office_name TEXT NOT NULL, "
            "made TEXT NOT NULL, operator TEXT NOT NULL, sha256 TEXT NOT NULL, "
            "time TEXT NOT NULL) STRICT"
        )
    )
    db.execute(text("CREATE INDEX ix__receipts__unit ON _receipts (unit, month)"))
    db.execute(text("CREATE UNIQUE INDEX ux__receipts__sha256 ON _receipts (sha256)"))


@migration(7, "An office remembers what it read, looked at and gave; a book from before does not")
def add_office_notes(db: Connection) -> None:
    """Make the tables of verdicts, of what was looked at, and of receipts that went down."""
    db.execute(
        text(
            "CREATE TABLE _judged (id INTEGER NOT NULL PRIMARY KEY, batch TEXT NOT NULL, "
            "time TEXT NOT NULL, operator TEXT NOT NULL, path TEXT NOT NULL, "
            "verdict TEXT NOT NULL, message TEXT NOT NULL, unit TEXT NOT NULL, "
            "unit_name TEXT NOT NULL, month TEXT NOT NULL, sequence INTEGER NOT NULL, "
            "check_code TEXT NOT NULL, counts TEXT NOT NULL) STRICT"
        )
    )
    db.execute(text("CREATE INDEX ix__judged__batch ON _judged (batch)"))
    db.execute(
        text(
            "CREATE TABLE _looked (key TEXT NOT NULL PRIMARY KEY, reason TEXT NOT NULL, "
            "time TEXT NOT NULL, operator TEXT NOT NULL) STRICT"
        )
    )
    db.execute(
        text(
            "CREATE TABLE _given (id INTEGER NOT NULL PRIMARY KEY, unit TEXT NOT NULL, "
            "month TEXT NOT NULL, package TEXT NOT NULL, verdict TEXT NOT NULL, "
            "place TEXT NOT NULL, stick INTEGER NOT NULL, time TEXT NOT NULL, "
            "operator TEXT NOT NULL) STRICT"
        )
    )
    db.execute(text("CREATE INDEX ix__given__unit ON _given (unit, month)"))


@migration(8, "A report tells when its unit closed the month; of earlier ones it is not known")
def add_closed_at(db: Connection) -> None:
    """Make the column for the time at which the unit closed the month."""
    db.execute(text("ALTER TABLE _taken ADD COLUMN closed_at TEXT NOT NULL DEFAULT ''"))


@migration(9, "Clerks' own notes and second keying are kept; a book from before has none")
def add_own_notes(db: Connection) -> None:
    """Make the tables of a clerk's own notes, and of what was typed a second time."""
    db.execute(
        text(
            "CREATE TABLE _own_notes (id INTEGER NOT NULL PRIMARY KEY, uuid TEXT NOT NULL, "
            "form TEXT NOT NULL, record TEXT NOT NULL, field TEXT NOT NULL, "
            "called TEXT NOT NULL, text TEXT NOT NULL, follow_up INTEGER NOT NULL, "
            "due TEXT NOT NULL, time TEXT NOT NULL, operator TEXT NOT NULL, "
            "answer TEXT NOT NULL, finished TEXT NOT NULL, finished_by TEXT NOT NULL) STRICT"
        )
    )
    db.execute(text("CREATE INDEX ix__own_notes__record ON _own_notes (record)"))
    db.execute(text("CREATE UNIQUE INDEX ux__own_notes__uuid ON _own_notes (uuid)"))
    db.execute(
        text(
            "CREATE TABLE _keyed_again (form TEXT NOT NULL, record TEXT NOT NULL, "
            "typed TEXT NOT NULL, time TEXT NOT NULL, operator TEXT NOT NULL, "
            "PRIMARY KEY (form, record)) STRICT"
        )
    )


@migration(10, "A note may stand on a line of a record; those of before stand on the record itself")
def add_lines_of_notes(db: Connection) -> None:
    """Make the columns that say which line a note stands on."""
    for column in ("lines", "line"):
        db.execute(text(f"ALTER TABLE _own_notes ADD COLUMN {column} TEXT NOT NULL DEFAULT ''"))
