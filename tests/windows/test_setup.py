"""The setup, installed silently for a user with a Chinese name, used, upgraded and removed."""

import json
import shutil
from pathlib import Path

import pytest

from tests.endtoend.screen import Screen, wait_for
from tests.windows.wine import USER, Wine

UNINSTALL = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\RuralDesk"
TOO_OLD = 3
PROGRAM_OPEN = 2  # of the setup's exit codes
SETTINGS = "AppData/Roaming/RuralDesk/"
CLASSES = r"HKCU\Software\Classes"


@pytest.fixture(scope="module")
def book(windows: Wine, installed: Path, documents: Path) -> Path:
    path = documents / "王楼镇.rdb"
    windows.run("wine", installed / "RuralDesk.com", "sample", windows.path(path))
    return path


def test_it_installs_for_the_user_alone_with_shortcuts(windows: Wine, installed: Path) -> None:
    assert (installed / "RuralDesk.exe").exists()
    assert (windows.home / "Desktop" / "乡村台账.lnk").exists()
    menu = windows.home / "AppData/Roaming/Microsoft/Windows/Start Menu/Programs"
    assert (menu / "乡村台账.lnk").exists()
    assert windows.get(UNINSTALL, "DisplayName") == "乡村台账 RuralDesk"
    assert USER in (windows.get(rf"{CLASSES}\RuralDesk.Book\shell\open\command") or "")


def test_a_record_is_entered_and_the_month_exported(
    windows: Wine, installed: Path, book: Path
) -> None:
    program = installed / "RuralDesk.com"
    told = windows.run("wine", program, "figures", windows.path(book), "--json")
    assert json.loads(told.stdout)
    out = book.parent / "报送"
    export = ["export", windows.path(book), "--month", "2023-11", "--to", windows.path(out)]
    windows.run("wine", program, *export, "--format", "xlsx,pdf")
    assert len(list(out.glob("*.xlsx"))) == 1
    assert list(out.glob("*.pdf"))


def test_a_setup_over_it_keeps_the_book_and_backs_it_up(
    windows: Wine, installed: Path, book: Path, setup: Path
) -> None:
    before = book.read_bytes()
    (installed / "app" / "ruraldesk" / "broken.py").write_text("x", encoding="utf-8")
    windows.run("wine", setup, "/S")
    assert not (installed / "app" / "ruraldesk" / "broken.py").exists()
    assert not (installed / "app.old").exists()
    assert [one.name for one in (installed / "setup").iterdir()] == [setup.name]
    assert book.read_bytes() == before
    assert len(backups_of(book)) == 1


def test_a_program_that_no_longer_starts_is_repaired_and_then_backs_the_book_up(
    windows: Wine, installed: Path, book: Path, setup: Path
) -> None:
    before, there = book.read_bytes(), backups_of(book)
    (installed / "python" / "python311.dll").unlink()
    windows.run("wine", setup, "/S")
    windows.run("wine", installed / "RuralDesk.com", "rows", windows.path(book), "cadre")
    assert book.read_bytes() == before
    assert len(backups_of(book)) == len(there) + 1


def test_what_is_removed_is_the_program_and_nothing_else(
    windows: Wine, installed: Path, book: Path
) -> None:
    kept = installed / "我放在这里的账本.rdb"
    kept.write_bytes(book.read_bytes())
    windows.run("wine", installed / "uninstall.exe", "/S", f"_?={windows.path(installed)}")
    assert [one.name for one in installed.iterdir() if one.name != "uninstall.exe"] == [kept.name]
    assert book.exists()
    assert not (windows.home / "Desktop" / "乡村台账.lnk").exists()
    assert windows.get(UNINSTALL, "DisplayName") is None
    assert windows.get(rf"{CLASSES}\.rdb") is None


def test_an_older_windows_is_refused_and_left_as_it_is(windows: Wine, setup: Path) -> None:
    target = windows.home / "旧电脑"
    windows.run("wine", "winecfg", "-v", "win7")
    try:
        told = windows.run("wine", setup, "/S", f"/D={windows.path(target)}", check=False)
    finally:
        windows.run("wine", "winecfg", "-v", "win10")
    assert told.returncode == TOO_OLD
    assert not target.exists()


def test_nothing_is_left_behind_but_what_is_the_clerks(windows: Wine, setup: Path) -> None:
    program = windows.local / "Programs" / "RuralDesk"
    shutil.rmtree(program, ignore_errors=True)
    before, keys = files_of(windows), own_keys(windows)
    windows.run("wine", setup, "/S")
    book = windows.home / "Documents" / "留下.rdb"
    who = ["--unit", "410726104208", "--name", "北街村", "--level", "village"]
    windows.run("wine", program / "RuralDesk.com", "init", windows.path(book), *who)

    windows.run("wine", program / "uninstall.exe", "/S")  # goes on from a copy of itself

    wait_for("the program's folder to be gone", lambda: not program.exists())
    wait_for("the program's keys to be gone", lambda: windows.get(UNINSTALL, "DisplayName") is None)
    left = files_of(windows) - before
    assert {name for name in left if not name.startswith(SETTINGS)} == {"Documents/留下.rdb"}
    assert own_keys(windows) == keys


def test_an_open_program_is_neither_removed_nor_replaced(
    windows: Wine, setup: Path, screen: Screen, pictures: Path
) -> None:
    windows.run("wine", setup, "/S")
    program = windows.local / "Programs" / "RuralDesk"
    there = sorted(program.rglob("*"))
    with windows.started("wine", program / "RuralDesk.exe"):
        screen.wait_for_title("乡村台账")
        own = f"_?={windows.path(program)}"
        refused = windows.run("wine", program / "uninstall.exe", "/S", own, check=False)
        assert refused.returncode == PROGRAM_OPEN
        with windows.started("wine", setup, "/S", "/START", "/BACKED_UP") as silent:
            screen.wait_for_title("RuralDesk", 60)  # half a minute, then whoever waits is told
            screen.picture().save(pictures / "setup in use.png")
            screen.call("xdotool", "key", "Escape")
        assert silent.returncode == PROGRAM_OPEN
        assert sorted(program.rglob("*")) == there
        screen.bring_up("乡村台账")
        screen.call("xdotool", "key", "alt+F4")


def backups_of(book: Path) -> list[Path]:
    return list(book.with_suffix(".files").glob("backups/*.rdbak"))


def own_keys(windows: Wine) -> list[str]:
    """Return the lines of the user's registry that name the program, as its fonts do here."""
    exported = windows.folder / "keys.reg"
    windows.run("wine", "reg", "export", "HKCU", windows.path(exported), "/y")
    return [one for one in exported.read_text(encoding="utf-16").splitlines() if "RuralDesk" in one]


def files_of(windows: Wine) -> set[str]:
    """Return the user's files, without those that are for the moment."""
    found = (one.relative_to(windows.home) for one in windows.home.rglob("*") if one.is_file())
    return {one.as_posix() for one in found if "Temp" not in one.parts}
