"""What a package says about itself: whose it is, of which month, and what is in it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from ruraldesk.definitions.identity import BOOK_LEVELS, is_division_code
from ruraldesk.exchange.answers import is_said, is_word
from ruraldesk.exchange.described import canonical, read_json
from ruraldesk.exchange.keys import code_letters
from ruraldesk.exchange.parts import Part
from ruraldesk.exchange.schema import LEDGERS, csv_name

FORMAT = 1
KIND = "package"

EARLIER = 60  # packages that a manifest names besides the one before it

_MONTH = re.compile("(?:19|20|21)[0-9]{2}-(?:0[1-9]|1[0-2])")
_SHA256 = re.compile("[0-9a-f]{64}")
_TOTAL = re.compile(r"-?[0-9]{1,30}(?:\.[0-9]{1,12})?")
_TABLE = re.compile("[a-z][a-z0-9_]{0,80}")


class BadManifest(ValueError):
    """A manifest that no program of ours wrote."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """One closed month of one unit.

    Two packages are the same month's same state exactly when their manifests have the same bytes:
    `sha256` names a package, and the check code on the printed cover follows from it.
    """

    unit: str  # 12-digit division code
    unit_name: str
    level: str  # village, town or county
    parent: str  # code of the office above, which the package is for; "" where none is known
    book: str  # the book's own UUID
    key: str  # the unit's public key, as `PublicKey.text`
    month: str  # "2023-11"
    sequence: int  # 1 for the month's first package
    closed_at: str  # ISO time
    program: str
    reason: str = ""  # why the month was closed again
    correction_of: int = 0  # sequence of the package that this one corrects; 0 for none
    previous: str = ""  # `sha256` of the package that this book made before; "" for its first
    # The same of those before that one, the last first, at most EARLIER: where sticks were lost,
    # the office above still sees that this package follows the one it has.
    earlier: tuple[str, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)  # rows by table, 0 too
    totals: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    nil: Mapping[str, str] = field(default_factory=dict)  # reasons of ledgers that say "nothing"
    versions: Mapping[str, int] = field(default_factory=dict)  # of the forms
    parts: tuple[Part, ...] = ()
    kind: str = KIND
    format: int = FORMAT

    def content(self) -> bytes:
        """Return the bytes that stand in the package and are signed."""
        said = _said(self)  # not asdict: it copies thousands of numbers, and this is asked often
        said["parts"] = [
            {key: value for key, value in _said(one).items() if value is not None}
            for one in self.parts
        ]
        return canonical(said)

    @property
    def before(self) -> tuple[str, ...]:
        """The packages that this book made before, by `sha256`, the last one first."""
        return (self.previous, *self.earlier) if self.previous else ()

    @property
    def sha256(self) -> str:
        """The package's name among machines."""
        return hashlib.sha256(self.content()).hexdigest()


def _said(one: Manifest | Part) -> dict[str, Any]:
    return {each.name: getattr(one, each.name) for each in fields(one)}


def check_code(manifest: Manifest) -> str:
    """Return the code by which paper and file are told to match, such as `7K4-M2Q`: 30 bits."""
    letters = code_letters(manifest.content(), 6)
    return f"{letters[:3]}-{letters[3:]}"


def read_manifest(content: bytes) -> Manifest:
    """Return what a manifest says.

    Raises:
        BadManifest: it is damaged, or says what cannot be.
    """
    try:
        said: dict[str, Any] = read_json(content)
        parts = tuple(Part(**one) for one in said.pop("parts"))
        earlier = tuple(said.pop("earlier"))
        manifest = Manifest(**said, earlier=earlier, parts=parts)
        if manifest.content() != content or not _is_possible(manifest):
            raise BadManifest("not as this program writes it")
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        raise BadManifest(str(error)) from error
    return manifest


def _is_possible(said: Manifest) -> bool:
    """Say whether every value is of its kind; parts are compared with the zip elsewhere."""
    words: tuple[object, ...] = (said.unit_name, said.book, said.key, said.program)
    return (
        is_division_code(said.unit)
        and (said.parent == "" or is_division_code(said.parent))
        and said.level in BOOK_LEVELS
        and _MONTH.fullmatch(said.month) is not None
        and _is_count(said.sequence)
        and said.sequence > 0
        and _is_count(said.correction_of)
        and said.correction_of < said.sequence
        and (said.previous == "" or _SHA256.fullmatch(said.previous) is not None)
        and len(said.earlier) <= (EARLIER if said.previous else 0)
        and all(_SHA256.fullmatch(one) for one in said.earlier)
        and all(map(is_word, words))
        and is_said(said.reason)
        and datetime.fromisoformat(said.closed_at).tzinfo is not None
        and all(_TABLE.fullmatch(key) and _is_count(rows) for key, rows in said.counts.items())
        and all(_is_count(version) for version in said.versions.values())
        and all(map(is_said, said.nil.values()))
        and all(_are_totals(totals) for totals in said.totals.values())
        and all(is_part(one) for one in said.parts)
        and len({one.name for one in said.parts}) == len(said.parts)
        and _rows_agree(said)
    )


def _rows_agree(said: Manifest) -> bool:
    """Say whether there is a file for each table that has rows, with as many as are counted."""
    counted = {csv_name(table): rows for table, rows in said.counts.items() if rows}
    return counted == {one.name: one.rows for one in said.parts if one.name.startswith(LEDGERS)}


def _is_count(number: object) -> bool:
    return type(number) is int and 0 <= number < 1 << 53


def _are_totals(totals: Mapping[str, str]) -> bool:
    return all(_TOTAL.fullmatch(total) for total in totals.values())


def is_part(part: Part) -> bool:
    """Say whether every value of a part is of its kind."""
    name: object = part.name
    return (
        isinstance(name, str)
        and _is_count(part.size)
        and (part.rows is None or _is_count(part.rows))
        and _SHA256.fullmatch(part.sha256) is not None
    )
