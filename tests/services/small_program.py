"""A program with two small ledgers instead of all, so that definitions are read in no time."""

from pathlib import Path

import pytest

from ruraldesk.definitions.compiled_cache import load_compiled
from ruraldesk.services import books, briefs, pack_age, pack_forms, safety
from ruraldesk.store.own_forms import exchanged, lay_ready
from ruraldesk.store.paths import BookPaths
from tests.definitions.builders import write_forms

WELL = """
name = "{name}"
version = 2
[[field]]
key = "name"
type = "text"
label = "井名"
required = true
[[field]]
key = "depth"
type = "integer"
label = "井深"
unit = "米"
[[rule]]
key = "deep"
check = "depth > 0"
message = "井深应大于 0。"
field = "depth"
"""
UNIT = """
name = "{name}"
placed = false
[[field]]
key = "code"
type = "division"
label = "区划代码"
unique = true
required = true
[[field]]
key = "name"
type = "text"
label = "名称"
required = true
"""
PATROL = """
key = "river_patrol"
title = "巡河记录"
name = "{patrolled_on} {river}"
[[field]]
key = "patrolled_on"
type = "date"
label = "巡河日期"
required = true
[[field]]
key = "river"
type = "text"
label = "河流"
required = true
"""
WEATHER = '[[field]]\nkey = "weather"\ntype = "text"\nlabel = "天气"\n'
PATROL_PATH = "ledgers/main/river_patrol.toml"
WELL_PATH = "ledgers/main/well.toml"


def well(more: str = "") -> str:
    """Return the program's ledger of wells, with more at its end."""
    return f'key = "well"\ntitle = "机井台账"\n{WELL}{more}'


def use_small_program(folder: Path, patch: pytest.MonkeyPatch) -> Path:
    """Let the program ship only two ledgers; return their folder."""
    forms = write_forms(folder, ledgers={"well": well(), "unit": UNIT})
    for module in (books, briefs, pack_age, pack_forms, safety):
        patch.setattr(module, "forms_dir", lambda: forms)
    for module in (books, safety):  # the real one would remember the small program for later tests
        patch.setattr(module, "shipped_definitions", lambda: load_compiled(forms))
    return forms


def lay(path: Path, **files: str) -> None:
    """Put the definitions of a book's own in place: text by path, none of those before."""
    paths = BookPaths(path)
    lay_ready(paths, {name: text.encode() for name, text in files.items()})
    with exchanged(paths):
        pass
