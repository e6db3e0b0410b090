"""How large the setup is, and how soon the installed program is there, in Wine:
`python -m tests.bench.installed SETUP.exe`.

From the start of a process until the window shows the book, against the same program run from this
checkout on the same screen. The first start, with Wine's own, is told apart.
Needs what `bootstrap.py windows` fetches; `bootstrap.py setup` makes the setup.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from tests.bench.timing import tell
from tests.endtoend.screen import LONGEST_S, Screen, virtual_screen, wait_for
from tests.windows.wine import Wine

RUNS = 5
MB = 1_000_000
UNIT, NAME = "410726104201", "黄寺村"
PROGRAM = Path(sys.executable).with_name("ruraldesk")


def main(setup: Path) -> None:
    """Install the setup, start what it installed, and print what was measured."""
    with TemporaryDirectory() as name, virtual_screen(Path(name)) as screen:
        wine = Wine(Path(name) / "prefix", screen.display)
        wine.make()
        try:
            measure(setup, wine, screen, Path(name) / f"{NAME}.rdb")
        finally:
            wine.stop()


def measure(setup: Path, wine: Wine, screen: Screen, book: Path) -> None:
    """Print sizes and times."""
    begun = time.monotonic()
    wine.run("wine", setup, "/S")
    installing = time.monotonic() - begun
    folder = wine.local / "Programs" / "RuralDesk"
    files = [path for path in folder.rglob("*") if path.is_file() and path.parent.name != "setup"]
    size = sum(path.stat().st_size for path in files)
    packed = f"{setup.stat().st_size / MB:.1f} MB"
    print(f"Setup: {packed}; installed: {size / MB:.1f} MB in {len(files)} files")
    print(f"Installing: {installing:.1f} s")

    who = ["--unit", UNIT, "--name", NAME, "--level", "village", "--parent", f"{UNIT[:9]}000"]
    subprocess.run([PROGRAM, "init", book, *who], check=True, stdout=subprocess.DEVNULL)
    peer = [appears(from_source(book, screen), screen) for _ in range(RUNS + 1)]
    wine.stop()
    program = folder / "RuralDesk.exe"
    opened = wine.path(book)
    times = [
        appears(wine.started("wine", program, "open", opened), screen) for _ in range(RUNS + 1)
    ]
    tell("Book on the screen, first start", times[0], "from source", peer[0])
    tell("Book on the screen", median(times[1:]), "from source", median(peer[1:]))


@contextmanager
def from_source(book: Path, screen: Screen) -> Iterator[None]:
    """Start the program of this checkout with `book`; at the end it has ended by itself."""
    with subprocess.Popen([PROGRAM, "open", book], env=dict(screen.variables())) as process:
        yield
        process.wait(LONGEST_S)


def appears(program: AbstractContextManager[object], screen: Screen) -> float:
    """Start a program, wait for its window with the book, and close it; return the seconds."""
    begun = time.monotonic()
    with program:
        wait_for("the window", lambda: f"{NAME} ·" in screen.title())
        found = time.monotonic() - begun
        screen.wait_until_still()
        screen.call("xdotool", "key", "alt+F4")
    return found


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(str(__doc__))
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # both run compiled modules
    main(Path(sys.argv[1]).resolve())
