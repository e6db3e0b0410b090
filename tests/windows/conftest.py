"""One Windows with the setup installed, on a screen that nobody sees."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from installer.bundle.bytecode import compiled
from installer.bundle.modules import TAG
from installer.windows import setup as packing
from ruraldesk import __version__
from tests.endtoend.screen import Screen, skip_without_programs, virtual_screen
from tests.windows.printer import Printer, is_possible
from tests.windows.printer import printer as printing
from tests.windows.wine import Wine

NEWER = "9.9.0"
PICTURES = Path(__file__).resolve().parents[2] / "build" / "windows" / "pictures"


@pytest.fixture(scope="session")
def screen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screen]:
    skip_without_programs()
    with virtual_screen(tmp_path_factory.mktemp("home")) as shown:
        yield shown


@pytest.fixture(scope="session")
def any_printer() -> Iterator[Printer | None]:
    """A printer that Windows knows from its start; None where there can be none.

    Its folder is none of pytest's, which a print server's user may not enter.
    """
    if not is_possible():
        yield None
        return
    with TemporaryDirectory(prefix="printer-") as folder, printing(Path(folder)) as made:
        yield made


@pytest.fixture
def printer(any_printer: Printer | None) -> Printer:
    if any_printer is None:
        pytest.skip("needs cups, cups-client and ghostscript of Debian, and root")
    return any_printer


@pytest.fixture(scope="session")
def windows(
    screen: Screen, any_printer: Printer | None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Wine]:
    server = "" if any_printer is None else str(any_printer.server)
    wine = Wine(tmp_path_factory.mktemp("wine") / "prefix", screen.display, server)
    wine.make()
    yield wine
    wine.stop()


@pytest.fixture(scope="session")
def setup() -> Path:
    """The setup that `bootstrap.py windows` has made."""
    return Path(os.environ["RURALDESK_SETUP"])


@pytest.fixture(scope="session")
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


@pytest.fixture(scope="module")
def installed(windows: Wine, setup: Path) -> Path:
    """The folder of the program, installed without a word, for a user who has set nothing yet."""
    shutil.rmtree(windows.home / "AppData" / "Roaming" / "RuralDesk", ignore_errors=True)
    windows.run("wine", setup, "/S")
    return windows.local / "Programs" / "RuralDesk"


@pytest.fixture(scope="module")
def stick(windows: Wine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A stick that is there when Windows starts: Wine takes no other for one."""
    folder = tmp_path_factory.mktemp("stick")
    windows.stop()
    windows.plug_in(folder, "e:", "王楼U盘")
    yield folder
    windows.pull_out("e:")


@pytest.fixture(scope="session")
def documents(windows: Wine) -> Path:
    """A folder of a clerk."""
    folder = windows.home / "Documents" / "台账 2023"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture(scope="session")
def pictures() -> Path:
    """Where pictures of the screen go: the folder that RURALDESK_PICTURES names, or one
    that git does not know."""
    folder = Path(os.environ.get("RURALDESK_PICTURES") or PICTURES)
    folder.mkdir(parents=True, exist_ok=True)
    return folder
