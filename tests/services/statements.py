"""What the source documents state in numbers, and the books of test data that answer it.

`tests/data/statements.json` holds every statement: its id, the quote, the words of the quote that
state the number (null where the quote states it otherwise, by dates or a list), the value in the
base unit with the range that would be worded so, and the qualifier. Each other folder of
`tests/data` is a book: `book.json` says whose, as of which day, and which statements it answers;
`NN-FORM.jsonl` are the records, put into it one file after the other.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from ruraldesk.errors import Level
from ruraldesk.services.books import create_book, open_book
from ruraldesk.services.figures import figures
from ruraldesk.services.putting import put
from ruraldesk.services.sample import make_sample
from ruraldesk.store.book import Book

DATA = Path(__file__).parents[1] / "data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One number of a document; `high` or `low` is None where it is open to that side."""

    id: str
    quote: str
    words: str | None
    unit: str
    low: Decimal | None
    high: Decimal | None

    def holds(self, value: Decimal) -> bool:
        """Say whether the document would word this value as it does."""
        above = self.low is None or self.low <= value
        return above and (self.high is None or value <= self.high)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a statement is answered: a book's folder, the day, the part of the breakdown."""

    folder: str
    as_of: date
    by: str = ""
    part: str = ""  # its label or its key


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a figure, or one part of its breakdown, says."""

    value: Decimal | None
    text: str
    unit: str


@cache
def statements() -> Mapping[str, Statement]:
    """Return every statement by its id."""
    found = {}
    for one in _read(DATA / "statements.json"):
        low, high = one["exact_range"] or (None, None)
        found[one["id"]] = Statement(
            id=one["id"],
            quote=one["quote"],
            words=one["words"],
            unit=one["unit"],
            low=low,
            high=high,
        )
    return found


@cache
def folders() -> tuple[str, ...]:
    """Return the names of the books of test data."""
    return tuple(sorted(file.parent.name for file in DATA.glob("*/book.json")))


@cache
def places() -> Mapping[str, Place]:
    """Return where each statement is answered, for all that the books name."""
    found: dict[str, Place] = {}
    for folder in folders():
        told = _read(DATA / folder / "book.json")
        for name, where in told["statements"].items():
            assert name not in found, f"{folder} and {found[name].folder} both answer {name}"
            found[name] = Place(
                folder=folder,
                as_of=date.fromisoformat(where.get("as_of", told["as_of"])),
                by=where.get("by", ""),
                part=where.get("part", ""),
            )
    return found


def make_book(folder: str, target: Path) -> Book:
    """Return the new book of a folder of test data, filled as a clerk's files would fill it."""
    told = _read(DATA / folder / "book.json")
    if told.get("sample"):
        make_sample(target).close()
        return open_book(target, read_only=True)
    book = create_book(
        target,
        unit=told["unit"],
        name=told["name"],
        level=told["level"],
        parent=told.get("parent", ""),
    )
    book.settings["as_of"] = told["as_of"]
    for file in sorted((DATA / folder).glob("*.jsonl")):
        form = file.stem.partition("-")[2]
        result = put(book, form, file.read_text(encoding="utf-8").splitlines())
        wrong = [one.message for one in result.problems if one.level is not Level.INFORM]
        assert not wrong, f"{folder}/{file.name}: " + "\n".join(wrong)
    return book


def answer(book: Book, key: str, place: Place) -> Answer:
    """Return what the figure says as of the place's day, or what the named part of it says."""
    (result,) = figures(book, place.as_of, [key], place.by or None)
    unit = result.definition.unit
    if not place.by:
        return Answer(value=result.value, text=result.text, unit=unit)
    parts = [one for one in result.by if place.part in (one.label, one.key)]
    assert len(parts) == 1, (key, place.part, [one.label for one in result.by])
    return Answer(value=parts[0].value, text=parts[0].text, unit=unit)


def _read(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8"), parse_float=Decimal, parse_int=Decimal)
