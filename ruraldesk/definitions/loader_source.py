"""Reading definition files: TOML into checked tables, every fault noted with its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import tomli

from ruraldesk.definitions.choosing import did_you_mean, nearest
from ruraldesk.definitions.faults import Fault
from ruraldesk.texts.clean import find_control
from ruraldesk.texts.translate import listed, tr

_LARGEST_FILE = 4_000_000  # bytes; a definition of that size is a mistake, not a form
_HEADER = re.compile(r"\s*(\[\[?)\s*([A-Za-z0-9_.\- ]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"\s*\"?([A-Za-z0-9_\-]+)\"?\s*=")
_TOML_PLACE = re.compile(r"\(at (?:line (\d+), column (\d+)|end of document)\)")


@dataclass(frozen=True, slots=True, eq=False)
class Kind:
    """What a key of a table must hold."""

    holds: Callable[[Any], bool]


def _texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _bounds(value: object) -> bool:
    if not isinstance(value, list) or len(value) != 2:
        return False
    return all(
        isinstance(one, str | int | date) and not isinstance(one, bool | datetime) for one in value
    )


TEXT = Kind(lambda value: type(value) is str)
WHOLE = Kind(lambda value: type(value) is int and 0 <= value < 10**9)
FLAG = Kind(lambda value: type(value) is bool)
TEXTS = Kind(_texts)
BOUNDS = Kind(_bounds)
GROUPS = Kind(lambda value: isinstance(value, list) and all(map(_texts, value)))
PLAIN = Kind(lambda value: True)
TABLE = Kind(lambda value: type(value) is dict)
TABLES = Kind(lambda value: type(value) is list and all(type(one) is dict for one in value))

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
    """One file of definitions: its path below the folder, its text, and where faults go.

    `tidy` tells that no text in it can hold a control character.
    """

    file: str
    text: str
    tidy: bool
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
    """One table of a file; `parent` holds it under `key`, as number `index` of a list if any.

    What the table does not say itself, its `parts` say: tables that several ledgers share.
    """

    data: dict[str, Any]
    source: Source
    parent: Node | None = None
    key: str = ""
    index: int | None = None
    parts: tuple[Node, ...] = ()

    @property
    def steps(self) -> tuple[str | int, ...]:
        """The keys and 0-based places that lead to the table."""
        if self.parent is None:
            return ()
        last: tuple[str | int, ...] = (self.key,) if self.index is None else (self.key, self.index)
        return self.parent.steps + last

    @property
    def place(self) -> str:
        """The way to the table in words: `field[3] net_weight`, with 1-based places."""
        if self.parent is None:
            return ""
        word = self.key
        if self.index is not None:
            name = self.data.get("key") or self.data.get("code") or self.data.get("field") or ""
            word = f"{word}[{self.index + 1}] {name}".rstrip()
        return f"{self.parent.place}.{word}".lstrip(".")

    def fault(self, message: str, key: str = "", *, nearest: str = "", place: str = "") -> None:
        """Note that this table, or its `key`, is wrong; `place` says where more closely."""
        self.source.faults.add(
            Fault(
                file=self.source.file,
                place=".".join(filter(None, (self.place, place or key))),
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
                known = listed(spec)
                message = tr("There is no key “{key}” here. There are: {known}.")
                self.unknown(message.format(key=key, known=known), key, key, spec)
            elif not kind.holds(value):
                self.fault(_wrong_kind(kind), key)
            elif not self.source.tidy and (found := _control(kind, value)):
                message = tr("The text holds the control character {code}; delete it.")
                self.fault(message.format(code=found), key)
            elif kind is not TABLE and kind is not TABLES:
                good[key] = tuple(value) if kind is TEXTS else value
        for key in required:
            if key not in self.data:
                self.fault(tr("The key “{key}” is missing.").format(key=key), key)
            elif good.get(key) == "":
                self.fault(tr("“{key}” must not be empty.").format(key=key), key)
        return good

    def table(self, key: str) -> Node | None:
        """Return the table `key`, its own before one of its parts, or None where there is none."""
        data = self.data.get(key)
        if isinstance(data, dict):
            return Node(data, self.source, self, key)
        return next(filter(None, (part.table(key) for part in self.parts)), None)

    def tables(self, key: str) -> Iterator[Node]:
        """Yield the tables of the list `key`, in order; then its parts', but what it says anew."""
        own = []
        found = self.data.get(key)
        if isinstance(found, list):
            for index, data in enumerate(found):
                if isinstance(data, dict):
                    own.append(data.get("key"))
                    yield Node(data, self.source, self, key, index)
        for part in self.parts:
            yield from (one for one in part.tables(key) if one.data.get("key") not in own)


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
    except OSError:
        refuse(tr("The file cannot be read. Check that it is a file that you may open."))
        return None
    try:
        # Texts are written as they are, unless an escape such as \u0007 stands for a character.
        tidy = "\\" not in text and find_control(text) is None
        return Node(tomli.loads(text), Source(file, text, tidy, faults))
    except tomli.TOMLDecodeError as error:
        refuse(*_syntax_fault(str(error), text))
    except RecursionError:
        refuse(tr("The file is nested too deeply."))
    return None


def _control(kind: Kind, value: Any) -> str | None:
    """Name a control character in a text or a list of texts; None where there is none."""
    texts = (value,) if kind is TEXT else value if kind is TEXTS else ()
    return next(filter(None, map(find_control, texts)), None)


def _syntax_fault(error: str, text: str) -> tuple[str, int, str]:
    """Return message, line and place of what the TOML reader found."""
    found = _TOML_PLACE.search(error)
    line, column = text.count("\n") + 1, 0
    if found and found[1]:
        line, column = int(found[1]), int(found[2])
    message = tr("This is not TOML: {reason}.")
    reason = _TOML_PLACE.sub("", error).strip()
    if not column and reason == "Invalid value":
        reason = "Unclosed"  # the file ended in the midst of it
    place = tr("column {column}").format(column=column) if column else tr("end of the file")
    return message.format(reason=_syntax_reason(reason)), line, place


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
        TEXT: tr('This must be a text in quotation marks, like "name".'),
        WHOLE: tr("This must be a whole number that is not negative, like 2."),
        FLAG: tr("This must be true or false, without quotation marks."),
        TEXTS: tr('This must be a list of texts, like ["code", "name"].'),
        BOUNDS: tr(
            'This must be a list of two bounds as texts, like ["0", "100"]; "" leaves one open.'
        ),
        GROUPS: tr('This must be a list of lists of texts, like [["code"], ["name", "unit"]].'),
        TABLE: tr("This must be a table, written under a heading like [states]."),
        TABLES: tr("This must be a list of tables, each under a heading like [[field]]."),
    }[kind]


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
