"""A newer program comes from the town on a stick, is installed over the old one, and taken back."""

import json
import shutil
from pathlib import Path

import pytest

from installer.windows import setup as packing
from installer.windows.bytecode import compiled
from installer.windows.runtime import TAG
from ruraldesk import __version__
from tests.windows.wine import Wine

NEWER = "9.9.0"
TOWN, VILLAGE = "410726104000", "410726104201"
OWN_KEY = r"HKCU\Software\RuralDesk"


@pytest.fixture(scope="module")
def newer(setup: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A setup of the same program, which calls itself newer."""
    folder = tmp_path_factory.mktemp("newer")
    tree = folder / "RuralDesk"
    shutil.copytree(setup.parent / "RuralDesk", tree)
    source = tree / "app" / "ruraldesk" / "__init__.py"
    text = source.read_text(encoding="utf-8")
    source.write_text(text.replace(__version__, NEWER), encoding="utf-8")
    cached = source.parent / "__pycache__" / f"__init__.cpython-{TAG}.pyc"
    cached.write_bytes(compiled(source, "ruraldesk/__init__.py"))
    made = folder / f"RuralDesk-{NEWER}-setup.exe"
    packing.make_setup(tree, made, NEWER, 1_700_000_000, quick=True)
    return made


def test_an_update_is_installed_from_the_stick_and_gone_back_from(
    windows: Wine, installed: Path, documents: Path, setup: Path, newer: Path
) -> None:
    console = installed / "RuralDesk.com"
    town, village = documents / "镇.rdb", documents / "村.rdb"
    stick, own = documents / "U盘", windows.local / "RuralDesk"
    stick.mkdir()
    as_town = ["--unit", TOWN, "--name", "王楼镇", "--level", "town"]
    windows.run("wine", console, "init", windows.path(town), *as_town)
    as_village = ["--unit", VILLAGE, "--name", "黄寺村", "--level", "village", "--parent", TOWN]
    windows.run("wine", console, "init", windows.path(village), *as_village)
    made = ["--setup", windows.path(newer), "--to", windows.path(stick)]
    windows.run("wine", console, "update", windows.path(town), *made)
    told = windows.run("wine", console, "keys", windows.path(town), "--json").stdout
    known = ["--trust", TOWN, "--key", json.loads(told)["key"]]
    windows.run("wine", console, "keys", windows.path(village), *known)
    before = village.read_bytes()

    look = ["--from", windows.path(stick), "--to", windows.path(own), "--json"]
    told = windows.run("wine", console, "update", windows.path(village), *look).stdout
    assert json.loads(told)["version"] == NEWER
    windows.run("wine", json.loads(told)["file"], "/S")

    assert windows.get(OWN_KEY, "Version") == NEWER
    assert version_of(installed) == NEWER
    kept = installed / "setup"
    assert {one.name for one in kept.iterdir()} == {setup.name, newer.name}
    assert village.read_bytes() == before
    told = windows.run("wine", console, "update", windows.path(village), *look).stdout
    assert json.loads(told)["version"] is None  # it is no longer newer

    windows.run("wine", kept / setup.name, "/S")

    assert windows.get(OWN_KEY, "Version") == __version__
    assert version_of(installed) == __version__
    assert village.read_bytes() == before


def version_of(installed: Path) -> str:
    text = (installed / "app" / "ruraldesk" / "__init__.py").read_text(encoding="utf-8")
    return text.split('__version__ = "')[1].split('"')[0]
