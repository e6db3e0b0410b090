"""Reading definition files: TOML into checked tables, every fault noted with its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from functools import lru_cache
from pathlib import Path
from typing import Any

import tomli

from ruraldesk.definitions.choosing import did_you_mean, nearest
from ruraldesk.definitions.faults import Fault
from ruraldesk.texts.clean import find_control
from ruraldesk.texts.translate import tr

_LARGEST_FILE = 4_000_000  # bytes; a definition of that size is a mistake, not a form
_HEADER = re.compile(r"\s*(\[\[?)\s*([A-Za-z0-9_.\- ]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"\s*\"?([A-Za-z0-9_\-]+)\"?\s*=")
_TOML_PLACE = re.compile(r"\(at (?:line (\d+), column (\d+)|end of document)\)")


class Kind(Enum):
    """What a key of a table must hold."""

    TEXT = "text"
    WHOLE = "whole number"
    FLAG = "true or false"
    TEXTS = "list of texts"
    BOUNDS = "two bounds"
    GROUPS = "list of lists of texts"
    PLAIN = "any value"
    TABLE = "table"
    TABLES = "tables"


Spec = Mapping[str, Kind]
"""The keys that a table may hold, and what each of them must be."""


class Faults:
    """Collects what is wrong, over all files."""

    def __init__(self) -> None:
        self._found: dict[Fault, None] = {}

    def add(self, fault: Fault) -> None:
        """Note a fault; the same one is noted once."""
        self._found.setdefault(fault)

    def all(self) -> tuple[Fault, ...]:
        """Return all faults, by file and line."""
        return tuple(sorted(self._found, key=lambda fault: (fault.file, fault.line, fault.place)))

    def __bool__(self) -> bool:
        return bool(self._found)


@dataclass(frozen=True, slots=True)
class Source:
    """One file of definitions: its path below the folder, its text, and where faults go."""

    file: str
    text: str
    faults: Faults

    def line_of(self, steps: tuple[str | int, ...]) -> int:
        """Return the 1-based line where the way `steps` leads, or the nearest one above; else 0."""
        places = _places(self.text)
        while steps:
            if steps in places:
                return places[steps]
            steps = steps[:-1]
        return 0


@dataclass(frozen=True, slots=True)
class Node:
    """One table of a file, and the way to it."""

    data: dict[str, Any]
    source: Source
    steps: tuple[str | int, ...] = ()
    labels: tuple[str, ...] = ()

    def fault(self, message: str, key: str = "", *, nearest: str = "", place: str = "") -> None:
        """Note that this table, or its `key`, is wrong; `place` says where more closely."""
        here = ".".join(self.labels)
        self.source.faults.add(
            Fault(
                file=self.source.file,
                place=".".join(filter(None, (here, place or key))),
                message=message,
                line=self.source.line_of((*self.steps, key) if key else self.steps),
                nearest=nearest,
            )
        )

    def unknown(self, message: str, key: str, word: str, known: Iterable[str]) -> None:
        """Note that `key` holds the word `word` that is not among `known`."""
        near = nearest(word, known)
        self.fault(message + did_you_mean(near), key, nearest=near)

    def checked(self, spec: Spec, required: Collection[str] = ()) -> dict[str, Any]:
        """Return what the table holds as far as it is right; note unknown, missing, wrong keys.

        Tables inside are left to `table` and `tables`.
        """
        good: dict[str, Any] = {}
        for key, value in self.data.items():
            kind = spec.get(key)
            if kind is None:
                known = "、".join(spec)
                message = tr("There is no key “{key}” here. There are: {known}.")
                self.unknown(message.format(key=key, known=known), key, key, spec)
            elif not _HOLDS[kind](value):
                self.fault(_wrong_kind(kind), key)
            elif kind is Kind.TEXT and (found := find_control(value)):
                message = tr("The text holds the control character {code}; delete it.")
                self.fault(message.format(code=found), key)
            elif kind not in (Kind.TABLE, Kind.TABLES):
                good[key] = tuple(value) if kind is Kind.TEXTS else value
        for key in required:
            if key not in self.data:
                self.fault(tr("The key “{key}” is missing.").format(key=key), key)
            elif good.get(key) == "":
                self.fault(tr("“{key}” must not be empty.").format(key=key), key)
        return good

    def table(self, key: str) -> Node | None:
        """Return the table `key`, or None where there is none."""
        data = self.data.get(key)
        if not isinstance(data, dict):
            return None
        return Node(data, self.source, (*self.steps, key), (*self.labels, key))

    def tables(self, key: str) -> Iterator[Node]:
        """Yield the tables of the list `key`, in order."""
        found = self.data.get(key)
        if not isinstance(found, list):
            return
        for index, data in enumerate(found):
            if isinstance(data, dict):
                name = data.get("key") or data.get("code") or data.get("field") or ""
                label = f"{key}[{index + 1}] {name}".rstrip()
                yield Node(data, self.source, (*self.steps, key, index), (*self.labels, label))


def read(path: Path, file: str, faults: Faults) -> Node | None:
    """Return the content of a TOML file; None where it cannot be read, which is noted."""

    def refuse(message: str, line: int = 0, place: str = "") -> None:
        faults.add(Fault(file=file, place=place, message=message, line=line))

    try:
        if path.stat().st_size > _LARGEST_FILE:
            refuse(tr("The file is far too large for a definition."))
            return None
        text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        message = tr("The file is not UTF-8 text (byte {place}). Save it as UTF-8.")
        refuse(message.format(place=error.start + 1))
        return None
    except OSError as error:
        refuse(tr("The file cannot be read: {reason}").format(reason=error.strerror or error))
        return None
    try:
        return Node(tomli.loads(text), Source(file, text, faults))
    except tomli.TOMLDecodeError as error:
        refuse(*_syntax_fault(str(error), text))
    except RecursionError:
        refuse(tr("The file is nested too deeply."))
    return None


def _syntax_fault(error: str, text: str) -> tuple[str, int, str]:
    """Return message, line and place of what the TOML reader found."""
    found = _TOML_PLACE.search(error)
    line, column = text.count("\n") + 1, 0
    if found and found[1]:
        line, column = int(found[1]), int(found[2])
    message = tr("This is not TOML: {reason}.")
    reason = _syntax_reason(_TOML_PLACE.sub("", error).strip())
    place = tr("column {column}").format(column=column) if column else tr("end of the file")
    return message.format(reason=reason), line, place


def _syntax_reason(reason: str) -> str:
    """Return the TOML reader's reason in the words of the user; a rare one as it is."""
    known = {
        ("Expected '=' after", "Invalid initial"): tr("here should be a key, “=” and its value"),
        ("Expected newline",): tr("something follows the value on its line, or it is not closed"),
        ("Unterminated", "Unclosed", "Illegal character"): tr("a text or list is not closed"),
        ("Cannot", "Duplicate"): tr("this key or heading is there twice"),
        ("Invalid value", "Invalid date"): tr(
            "the value is not written properly; texts stand in quotation marks"
        ),
        ("Unescaped",): tr("a “\\” in a text must be doubled"),
        ("Expected ']",): tr("the heading in brackets is not closed"),
        ("Invalid statement",): tr("here should be a key, or a heading in brackets"),
    }
    return next((said for starts, said in known.items() if reason.startswith(starts)), reason)


def _wrong_kind(kind: Kind) -> str:
    """Return the sentence for a value of the wrong kind."""
    return {
        Kind.TEXT: tr('This must be a text in quotation marks, like "name".'),
        Kind.WHOLE: tr("This must be a whole number that is not negative, like 2."),
        Kind.FLAG: tr("This must be true or false, without quotation marks."),
        Kind.TEXTS: tr('This must be a list of texts, like ["code", "name"].'),
        Kind.BOUNDS: tr(
            'This must be a list of two bounds as texts, like ["0", "100"]; "" leaves one open.'
        ),
        Kind.GROUPS: tr(
            'This must be a list of lists of texts, like [["code"], ["name", "unit"]].'
        ),
        Kind.PLAIN: "",
        Kind.TABLE: tr("This must be a table, written under a heading like [states]."),
        Kind.TABLES: tr("This must be a list of tables, each under a heading like [[field]]."),
    }[kind]


def _texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _bounds(value: object) -> bool:
    if not isinstance(value, list) or len(value) != 2:
        return False
    return all(
        isinstance(one, str | int | date) and not isinstance(one, bool | datetime) for one in value
    )


_HOLDS: Mapping[Kind, Callable[[object], bool]] = {
    Kind.TEXT: lambda value: isinstance(value, str),
    Kind.WHOLE: lambda value: type(value) is int and 0 <= value < 10**9,
    Kind.FLAG: lambda value: isinstance(value, bool),
    Kind.TEXTS: _texts,
    Kind.BOUNDS: _bounds,
    Kind.GROUPS: lambda value: isinstance(value, list) and all(map(_texts, value)),
    Kind.PLAIN: lambda value: True,
    Kind.TABLE: lambda value: isinstance(value, dict),
    Kind.TABLES: lambda value: (
        isinstance(value, list) and all(isinstance(one, dict) for one in value)
    ),
}


@lru_cache(maxsize=64)
def _places(text: str) -> dict[tuple[str | int, ...], int]:
    """Return the line of each table and key of a TOML text, by the way to it.

    Reads headings and keys at the start of lines, which is how forms are written; what stands in
    inline tables or inside texts over several lines is not looked for.
    """
    places: dict[tuple[str | int, ...], int] = {}
    counts: dict[tuple[str | int, ...], int] = {}
    here: tuple[str | int, ...] = ()
    for number, line in enumerate(text.split("\n"), start=1):
        if header := _HEADER.match(line):
            here = _way(header[2].replace(" ", "").split("."), header[1] == "[[", counts)
            places.setdefault(here, number)
        elif key := _KEY.match(line):
            places.setdefault((*here, key[1]), number)
    return places


def _way(
    names: list[str], repeated: bool, counts: dict[tuple[str | int, ...], int]
) -> tuple[str | int, ...]:
    """Return the way to the table that a heading opens, counting repeated ones from 0."""
    way: tuple[str | int, ...] = ()
    for depth, name in enumerate(names, start=1):
        way = (*way, name)
        if depth == len(names) and repeated:
            counts[way] = counts.get(way, -1) + 1
        if way in counts:
            way = (*way, counts[way])
    return way
