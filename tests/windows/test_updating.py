"""A newer program comes from the town on a stick, is installed over the old one, and taken back."""

import json
from pathlib import Path

from ruraldesk import __version__
from ruraldesk.store.archive import read_backup
from tests.windows.conftest import NEWER
from tests.windows.wine import Wine

TOWN, VILLAGE = "410726104000", "410726104201"
OWN_KEY = r"HKCU\Software\RuralDesk"
BOOK_NOT_BACKED_UP = 4  # of the setup's exit codes


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

    (backup,) = village.with_suffix(".files").glob("backups/*.rdbak")
    assert read_backup(backup).manifest.reason == "更新程序之前"
    restored = ["restore", windows.path(backup), "--to", windows.path(documents / "恢复.rdb")]
    windows.run("wine", console, *restored)
    assert windows.get(OWN_KEY, "Version") == NEWER
    assert version_of(installed) == NEWER
    kept = installed / "setup"
    assert {one.name for one in kept.iterdir()} == {setup.name, newer.name}
    assert village.read_bytes() == before
    told = windows.run("wine", console, "update", windows.path(village), *look).stdout
    assert json.loads(told)["version"] is None  # it is no longer newer

    damaged = windows.home / "Desktop" / "坏账本.rdb"
    damaged.write_bytes(before[:5000])
    done = windows.run("wine", kept / setup.name, "/S", check=False)

    assert done.returncode == BOOK_NOT_BACKED_UP
    report = windows.home / "AppData" / "Roaming" / "RuralDesk" / "not-backed-up.txt"
    assert damaged.name in report.read_text(encoding="utf-16")
    assert len(list(village.with_suffix(".files").glob("backups/*.rdbak"))) == 2
    damaged.unlink()
    assert windows.get(OWN_KEY, "Version") == __version__
    assert version_of(installed) == __version__
    assert village.read_bytes() == before


def version_of(installed: Path) -> str:
    text = (installed / "app" / "ruraldesk" / "__init__.py").read_text(encoding="utf-8")
    return text.split('__version__ = "')[1].split('"')[0]
