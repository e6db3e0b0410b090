"""The data that the sample is made from, as it stands in `resources/sample/*.toml`.

`town.toml` says whose book it is, `cadres.toml` and `names.toml` what persons are made from; every
other file is a family of records, read by `families.py` and put as it stands. A new ledger comes
into the sample by a further file; no code names it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import tomli

from ruraldesk.texts.resources import resources_dir

Raw = Mapping[str, Any]
"""A table of a TOML file."""

MAKINGS = ("town", "cadres", "names")  # all other files hold records


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """What the files say."""

    town: Raw
    villages: tuple[Raw, ...]
    settings: Mapping[str, str]
    cadres: Raw
    names: Raw
    families: tuple[Raw, ...]  # in the order of their names

    @property
    def as_of(self) -> date:
        """The day of the bulletin, for which its figures hold."""
        return date.fromisoformat(self.settings["as_of"])

    @property
    def operator(self) -> str:
        """Who entered it all."""
        return self.settings["operator"]


@cache
def sources() -> Sources:
    """Return the data of the sample, read once."""
    folder = resources_dir() / "sample"
    makings = {name: _read(folder / f"{name}.toml") for name in MAKINGS}
    families = sorted(path for path in folder.glob("*.toml") if path.stem not in MAKINGS)
    return Sources(
        town=makings["town"]["town"],
        villages=tuple(makings["town"]["village"]),
        settings=makings["town"]["settings"],
        cadres=makings["cadres"],
        names=makings["names"],
        families=tuple(_read(path) for path in families),
    )


def rows_of(family: Raw, key: str) -> Sequence[Raw]:
    """Return the tables of `key` in a family; none where it has none."""
    rows: Sequence[Raw] = family.get(key, ())
    return rows


def _read(path: Path) -> Raw:
    with path.open("rb") as file:
        return tomli.load(file)
