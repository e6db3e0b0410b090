"""The health of a book: one look over all of it, what it finds, and what it remembers.

A finding says what is wrong, where, and how it is mended. One that somebody has checked and found
right is accepted with a reason, and stays quiet until the value it speaks of changes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from ruraldesk.errors import Level
from ruraldesk.services.entry import operator
from ruraldesk.store.book import Book
from ruraldesk.store.bookkeeping import now
from ruraldesk.texts.translate import tr

MOST_KEPT = 2000  # findings of the last look that the book remembers
_LAST = "health.last"
_ACCEPTED = "health.accepted."


class Area(StrEnum):
    """What is looked at, in the order in which it is told; stable words."""

    DATABASE = "database"
    REFERENCES = "references"
    RULES = "rules"
    VALUES = "values"
    DOUBLES = "doubles"
    FILES = "files"
    SEARCH = "search"
    DRAFTS = "drafts"
    CHOICES = "choices"
    SAFETY = "safety"


class Mending(StrEnum):
    """What the program can do by itself, safely; everything else is for a person."""

    NOTHING = ""
    RELINK = "relink"  # to the one living record of the same name
    RESTORE = "restore"  # the record that is referred to, out of the recycle bin
    LINK_NAME = "link_name"  # the record behind a name
    RECOVER = "recover"  # a file, out of a backup
    SET_ASIDE = "set_aside"  # a file that nothing names, into a folder beside the backups
    REBUILD = "rebuild"  # the search index
    BACK_UP = "back_up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is not in order."""

    area: Area
    check: str  # which question found it; a stable word
    message: str  # a whole sentence: what is wrong, and how it is mended
    level: Level = Level.WARN
    form: str = ""
    record: str = ""  # UUID
    field: str = ""
    called: str = ""  # what the record is called
    value: str = ""  # what the finding speaks of: an acceptance ends when it changes
    mending: Mending = Mending.NOTHING
    about: str = ""  # what mending needs: a UUID, the name of a file

    @property
    def key(self) -> str:
        """What tells this finding from all others, and from itself once its value has changed."""
        said = "\n".join((self.check, self.form, self.record, self.field, self.about, self.value))
        return hashlib.sha256(said.encode("utf-8")).hexdigest()[:20]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What one look over the book found; accepted findings are only counted."""

    time: str  # ISO
    findings: tuple[Finding, ...]
    accepted: int
    records: int  # that were looked at
    head: str  # of the journal at that time

    def of(self, area: Area) -> tuple[Finding, ...]:
        """Return the findings of one area, the heaviest first."""
        return tuple(one for one in self.findings if one.area is area)


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """A finding that somebody has checked: it is right as it stands."""

    key: str
    message: str
    called: str
    reason: str
    operator: str
    time: str  # ISO


@dataclass(frozen=True, slots=True)
class Look:
    """What the questions of one look share."""

    book: Book
    today: date
    elsewhere: Path | None = None  # the second place of backups, None where none is chosen


Question = Callable[[Look], Iterator[Finding | None]]
"""Yields what it finds, and None now and then so that a long look can be stopped."""


@dataclass(frozen=True, slots=True)
class Task:
    """One question: its area, and what the window says while it is asked."""

    area: Area
    words: str
    ask: Question


def area_title(area: Area, say: Callable[[str], str] = tr) -> str:
    """Return what an area is called; `say` is `tr`, or `on_paper` where it is printed."""
    return {
        Area.DATABASE: say("Database and journal"),
        Area.REFERENCES: say("References"),
        Area.RULES: say("Contradictions"),
        Area.VALUES: say("Doubtful values"),
        Area.DOUBLES: say("Entered twice"),
        Area.FILES: say("Photos and files"),
        Area.SEARCH: say("Search index"),
        Area.DRAFTS: say("Unfinished drafts"),
        Area.CHOICES: say("Choices nobody uses"),
        Area.SAFETY: say("Backups and room"),
    }[area]


def remember(book: Book, report: Report) -> None:
    """Keep a report as the last one; a read-only book keeps what it has."""
    if not book.read_only:
        kept = replace(report, findings=report.findings[:MOST_KEPT])
        book.settings[_LAST] = json.dumps(asdict(kept), ensure_ascii=False)


def last_report(book: Book) -> Report | None:
    """Return what the last look found; None where nobody looked yet."""
    said = book.settings.get(_LAST, "")
    if not said:
        return None
    data = json.loads(said)
    findings = tuple(_finding(one) for one in data.pop("findings"))
    return Report(findings=findings, **data)


def accept(book: Book, finding: Finding, reason: str) -> None:
    """Note that a finding was checked and is right as it stands.

    Raises:
        ValueError: no reason is given.
        ReadOnlyBook and others of `Book.writing`.
    """
    if not reason.strip():
        raise ValueError("an acceptance needs a reason")
    said = {
        "message": finding.message,
        "called": finding.called,
        "reason": reason.strip(),
        "operator": operator(book),
        "time": now(),
    }
    book.settings[_ACCEPTED + finding.key] = json.dumps(said, ensure_ascii=False)


def withdraw(book: Book, key: str) -> None:
    """Let an accepted finding be told again at the next look."""
    del book.settings[_ACCEPTED + key]


def accepted(book: Book) -> list[Accepted]:
    """Return what was accepted, the newest first."""
    found = [
        Accepted(key=key.removeprefix(_ACCEPTED), **json.loads(book.settings[key]))
        for key in book.settings
        if key.startswith(_ACCEPTED)
    ]
    return sorted(found, key=lambda one: one.time, reverse=True)


def without(report: Report, done: Sequence[Finding], *, accepted: bool = False) -> Report:
    """Return a report without findings that were mended, or accepted."""
    keys = {one.key for one in done}
    left = tuple(one for one in report.findings if one.key not in keys)
    more = len(report.findings) - len(left) if accepted else 0
    return replace(report, findings=left, accepted=report.accepted + more)


def _finding(said: dict[str, Any]) -> Finding:
    return Finding(
        **{
            **said,
            "area": Area(said["area"]),
            "level": Level(said["level"]),
            "mending": Mending(said["mending"]),
        }
    )
