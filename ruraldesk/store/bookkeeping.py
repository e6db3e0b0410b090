"""The tables that every book has beside its ledgers. Their names begin with an underscore."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, Index, Integer, MetaData, Table, Text


def now() -> str:
    """Return this moment as ISO text with the zone, to the second: how the book keeps times."""
    return datetime.now().astimezone().isoformat(timespec="seconds")


def add_bookkeeping(metadata: MetaData) -> None:
    """Put the bookkeeping tables into `metadata`.

    Whoever changes one also writes a migration: books that exist do not change by themselves.
    """
    _table(metadata, "_book", Column("key", Text, primary_key=True), _text("value"))
    _table(
        metadata,
        "_forms",  # what the book's tables were made from, to be compared with today's forms
        Column("key", Text, primary_key=True),
        Column("version", Integer, nullable=False),
        _text("definition"),
        _text("hash"),
    )
    _table(
        metadata,
        "_migrations",  # what was done to the book's tables
        Column("id", Integer, primary_key=True),
        Column("number", Integer),  # of a migration; NULL where new definitions were taken in
        _text("description"),
        _text("program"),
        _text("time"),
    )
    _table(
        metadata,
        "_choices",  # the user's own members of extensible choice lists
        Column("list", Text, primary_key=True),
        Column("code", Text, primary_key=True),
        _text("label"),
        _text("created"),
    )
    _add_journal(metadata)
    _add_months(metadata)
    _add_taken(metadata)
    _add_keys(metadata)
    _add_packs(metadata)
    _add_receipts(metadata)
    _add_office_notes(metadata)
    _add_own_notes(metadata)


def _add_journal(metadata: MetaData) -> None:
    journal = _table(
        metadata,
        "_journal",
        Column("id", Integer, primary_key=True),
        _text("time"),
        _text("operator"),
        _text("session"),  # of one opening of the book: undo reaches back to its beginning
        _text("batch"),  # acts that were one: an import, a merge
        _text("action"),
        _text("form"),
        _text("record"),  # UUID
        Column("revision", Integer, nullable=False),
        _text("before"),  # JSON of what differs
        _text("after"),
        _text("reason"),
        _text("hash"),  # over the entry and the hash before it
    )
    Index("ix__journal__record", journal.c.form, journal.c.record)
    Index("ix__journal__batch", journal.c.batch)
    _table(
        metadata,
        "_drafts",  # half-filled entries: kept, never counted
        Column("form", Text, primary_key=True),
        Column("key", Text, primary_key=True),
        _text("record"),  # JSON
        _text("changed"),
    )


def _add_months(metadata: MetaData) -> None:
    _table(
        metadata,
        "_months",  # the reporting periods that were ever closed
        Column("month", Text, primary_key=True),
        _text("state"),
        Column("sequence", Integer, nullable=False),  # how often it was closed
        _text("due"),  # the last day on which it is reported in time
        _text("head"),  # of the journal when it was closed
        _text("reason"),  # of its last reopening or return
        _text("changed"),
    )
    acts = _table(
        metadata,
        "_month_acts",  # what was done with a month, by whom and why
        Column("id", Integer, primary_key=True),
        _text("time"),
        _text("operator"),
        _text("month"),
        _text("act"),
        Column("sequence", Integer, nullable=False),
        _text("reason"),
        _text("detail"),  # JSON
    )
    Index("ix__month_acts__month", acts.c.month)


def _add_taken(metadata: MetaData) -> None:
    taken = _table(
        metadata,
        "_taken",  # the reports of units below that were taken in
        Column("id", Integer, primary_key=True),
        _text("batch"),  # of the journal
        _text("unit"),
        _text("unit_name"),
        _text("month"),
        Column("sequence", Integer, nullable=False),
        _text("verdict"),
        _text("sha256"),  # what the report is known by
        _text("previous"),  # the same of the report that it follows
        _text("check_code"),
        _text("time"),
        _text("operator"),
        _text("path"),
        _text("counts"),  # JSON: what became of its records
        _text("totals"),  # JSON: its control totals, by table and field
        _text("marks"),  # JSON: what shows whether a ledger has changed since
        Column("first_entry", Integer, nullable=False),  # of the journal
        Column("last_entry", Integer, nullable=False),
        _text("answer"),  # accepted or returned; "" as long as it is not answered
        Column("undone", Text),  # when it was taken back
        # when the unit closed the month; "" where it is not known
        Column("closed_at", Text, nullable=False, server_default=""),
    )
    Index("ix__taken__unit", taken.c.unit, taken.c.month)
    Index("ix__taken__batch", taken.c.batch)


def _add_keys(metadata: MetaData) -> None:
    keys = _table(
        metadata,
        "_keys",  # by which other units are known, or were
        Column("id", Integer, primary_key=True),
        _text("unit"),  # division code
        _text("public"),
        _text("fingerprint"),
        _text("first_seen"),
        _text("source"),
        _text("operator"),
        _text("state"),
    )
    Index("ux__keys__unit", keys.c.unit, keys.c.public, unique=True)


def _add_packs(metadata: MetaData) -> None:
    packs = _table(
        metadata,
        "_packs",  # what this office sent down, and what offices above sent down to it
        Column("id", Integer, primary_key=True),
        _text("unit"),  # division code of the sender
        _text("unit_name"),
        _text("level"),
        Column("number", Integer, nullable=False),
        _text("sha256"),  # what the pack is known by
        _text("title"),
        _text("note"),
        _text("made"),
        _text("content"),  # JSON: its definitions, records and settings
        _text("done"),  # JSON: what it changed in the book, to be taken back
        _text("state"),
        _text("time"),
        _text("operator"),
    )
    Index("ux__packs__sha256", packs.c.sha256, packs.c.state, unique=True)


def _add_receipts(metadata: MetaData) -> None:
    comments = _table(
        metadata,
        "_comments",  # what an office wrote about months of the units below, at both ends
        Column("id", Integer, primary_key=True),
        _text("uuid"),
        _text("unit"),  # whose month it is about
        _text("month"),
        Column("sequence", Integer, nullable=False),  # of the submission that was looked at
        _text("form"),  # "" where it is about the whole month
        _text("record"),  # UUID; "" where it is about the whole ledger
        _text("lines"),  # kind of lines, "" where it is about none
        _text("line"),  # UUID
        _text("field"),
        _text("called"),  # what the record was called then
        _text("level"),
        _text("text"),
        _text("time"),
        _text("operator"),
        _text("office"),  # division code of whoever wrote it
        _text("office_name"),
        _text("answer"),  # "" as long as the unit has not answered
        _text("answered"),  # when
        _text("answered_by"),
        _text("settled"),  # when; "" as long as it is not
    )
    Index("ux__comments__uuid", comments.c.uuid, unique=True)
    Index("ix__comments__unit", comments.c.unit, comments.c.month)
    receipts = _table(
        metadata,
        "_receipts",  # the answers that this office gave, and those that were taken in
        Column("id", Integer, primary_key=True),
        _text("unit"),  # to whom
        _text("month"),
        Column("sequence", Integer, nullable=False),
        _text("package"),  # SHA-256 of the manifest that it answers
        _text("verdict"),
        _text("office"),  # division code of whoever answered
        _text("office_name"),
        _text("made"),
        _text("operator"),
        _text("sha256"),  # what the receipt is known by
        _text("time"),  # when it was written or taken in here
    )
    Index("ux__receipts__sha256", receipts.c.sha256, unique=True)
    Index("ix__receipts__unit", receipts.c.unit, receipts.c.month)


def _add_office_notes(metadata: MetaData) -> None:
    judged = _table(
        metadata,
        "_judged",  # what became of each file that was read, taken in or refused
        Column("id", Integer, primary_key=True),
        _text("batch"),  # of the journal, where something was taken in
        _text("time"),
        _text("operator"),
        _text("path"),
        _text("verdict"),
        _text("message"),
        _text("unit"),
        _text("unit_name"),
        _text("month"),
        Column("sequence", Integer, nullable=False),
        _text("check_code"),
        _text("counts"),  # JSON: what became of its records
    )
    Index("ix__judged__batch", judged.c.batch)
    _table(
        metadata,
        "_looked",  # what asked for a decision and got one that changed no record
        Column("key", Text, primary_key=True),
        _text("reason"),
        _text("time"),
        _text("operator"),
    )
    given = _table(
        metadata,
        "_given",  # the receipts that lie where they were to go
        Column("id", Integer, primary_key=True),
        _text("unit"),
        _text("month"),
        _text("package"),  # SHA-256 of the manifest that it answers
        _text("verdict"),
        _text("place"),
        Column("stick", Integer, nullable=False),  # 1 where the place is a stick
        _text("time"),
        _text("operator"),
    )
    Index("ix__given__unit", given.c.unit, given.c.month)


def _add_own_notes(metadata: MetaData) -> None:
    notes = _table(
        metadata,
        "_own_notes",  # what clerks wrote on cells and records for themselves: stays in the book
        Column("id", Integer, primary_key=True),
        _text("uuid"),
        _text("form"),
        _text("record"),  # UUID
        _text("field"),  # "" where it is about the whole record
        _text("called"),  # what the record was called then
        _text("text"),
        Column("follow_up", Integer, nullable=False),  # 1 where something is still to be done
        _text("due"),  # day by which; "" for none
        _text("time"),
        _text("operator"),
        _text("answer"),  # what came of it
        _text("finished"),  # when; "" as long as it is not
        _text("finished_by"),
        Column("lines", Text, nullable=False, server_default=""),  # key of the kind of lines
        Column("line", Text, nullable=False, server_default=""),  # UUID of one; "" for none
    )
    Index("ux__own_notes__uuid", notes.c.uuid, unique=True)
    Index("ix__own_notes__record", notes.c.record)
    _table(
        metadata,
        "_keyed_again",  # what was typed a second time without seeing what was there
        Column("form", Text, primary_key=True),
        Column("record", Text, primary_key=True),  # UUID
        _text("typed"),  # JSON: by field, what stood there, what was typed, who decided
        _text("time"),
        _text("operator"),
    )


def _table(metadata: MetaData, name: str, *parts: Column[int] | Column[str]) -> Table:
    return Table(name, metadata, *parts, sqlite_strict=True)


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)
