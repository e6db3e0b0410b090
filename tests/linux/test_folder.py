"""The folder for Linux desktops: installed for a user with a Chinese name, used and removed.

Whatever Python and packages this machine has, the program gets nothing but a home and a screen.
"""

import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from installer.linux import libraries
from tests.endtoend.screen import Screen

DATA = Path(".local/share")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("王会计")


@pytest.fixture(scope="module")
def installed(home: Path, folder: Path) -> Path:
    """The installed program's folder."""
    run(home, "sh", folder / "安装.sh")
    return home / DATA / "ruraldesk"


@pytest.fixture(scope="module")
def book(home: Path, installed: Path) -> Path:
    path = home / "王楼镇.rdb"
    run(home, installed / "乡村台账", "sample", path)
    return path


def test_it_stands_in_the_menu_and_opens_books(home: Path, installed: Path) -> None:
    entry = (home / DATA / "applications" / "ruraldesk.desktop").read_text(encoding="utf-8")
    assert f'Exec="{installed}/乡村台账" open %f' in entry
    kinds = (home / DATA / "mime" / "packages" / "ruraldesk.xml").read_text(encoding="utf-8")
    assert '<glob pattern="*.rdb"/>' in kinds


def test_a_month_is_exported(home: Path, installed: Path, book: Path) -> None:
    out = home / "报送"
    month = ["--month", "2023-11", "--to", out, "--format", "xlsx,pdf"]
    run(home, installed / "乡村台账", "export", book, *month, "--form", "cadre")
    assert len(list(out.glob("*.xlsx"))) == 1
    assert list(out.glob("*.pdf"))


def test_the_window_opens_with_the_book(
    home: Path, installed: Path, book: Path, screen: Screen
) -> None:
    shown = {**environment(home), "DISPLAY": screen.display}
    command = [installed / "乡村台账", "open", book]
    with subprocess.Popen(command, env=shown, stdin=subprocess.DEVNULL) as process:
        screen.wait_for_title("王楼镇")
        screen.call("xdotool", "key", "alt+F4")
        assert process.wait(60) == 0


def test_a_second_installation_takes_the_place_of_the_first(
    home: Path, installed: Path, folder: Path
) -> None:
    (installed / "app" / "ruraldesk" / "broken.py").write_text("x", encoding="utf-8")
    run(home, "sh", folder / "安装.sh")
    assert not (installed / "app" / "ruraldesk" / "broken.py").exists()
    assert [one.name for one in installed.parent.glob("ruraldesk*")] == ["ruraldesk"]


def test_nothing_needs_a_newer_system_than_old_desktops_have(folder: Path) -> None:
    newest = max(map(libraries.needed_c_library, libraries.binaries(folder)))
    assert newest <= (2, 28)


def test_what_is_removed_is_the_program_and_nothing_else(
    home: Path, installed: Path, book: Path
) -> None:
    run(home, "sh", installed / "卸载.sh")
    assert book.exists()
    left = [path.name for path in (home / DATA).rglob("*") if "ruraldesk" in path.name.lower()]
    assert left == []


def environment(home: Path) -> Mapping[str, str]:
    return {"HOME": str(home), "PATH": "/usr/bin:/bin", "LANG": "zh_CN.UTF-8"}


def run(home: Path, *command: str | Path) -> None:
    subprocess.run(command, env=environment(home), check=True, capture_output=True)
