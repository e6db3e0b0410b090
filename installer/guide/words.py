"""What the guide says: `guide.toml`, read once and typed."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from installer.machine import SetupError

HERE = Path(__file__).resolve().parent
PICTURES = HERE / "pictures"

Place = Literal["top", "left", "right", "bottom"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A piece of a page under one heading.

    Attributes:
        place: over both columns above or below them, or in one of them.
        step: its number, where the clerk has to do it; 0 elsewhere.
        text: paragraphs; those that begin with "- " are points of a list, `**` makes words bold.
        picture: a file in `pictures`, or the name of a drawing.
        mark: what to press in the picture: left, top, width and height in its pixels.
        table: rows; the first one is the head.
    """

    place: Place
    heading: str
    step: int = 0
    framed: bool = False
    text: tuple[str, ...] = ()
    picture: str = ""
    mark: tuple[float, float, float, float] | None = None
    table: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """The whole sheet: a page for each side of it."""

    title: str
    lead: str
    pages: tuple[tuple[Part, ...], ...]


def read(facts: Mapping[str, str], path: Path = HERE / "guide.toml") -> Guide:
    """Return the guide with `facts` (what the build knows) in the places that ask for them.

    Raises:
        SetupError: the file names a fact that is not told, or a key that no part has.
    """
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8").format_map(facts))
        pages = tuple(tuple(_part(one) for one in page["part"]) for page in told["page"])
        return Guide(title=told["title"], lead=told["lead"], pages=pages)
    except (KeyError, TypeError, ValueError) as error:
        raise SetupError(f"{path.name} cannot be read: {error!r}.") from error


def _part(told: dict[str, Any]) -> Part:
    words = told.pop("text", "").strip()
    mark = told.pop("mark", None)
    return Part(
        text=tuple(line.strip() for line in words.split("\n")) if words else (),
        mark=tuple(mark) if mark else None,
        table=tuple(tuple(row) for row in told.pop("table", ())),
        **told,
    )
