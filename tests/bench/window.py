"""How soon the window is there: `python -m tests.bench.window [ROWS]`.

From the start of a process to the window painted, and to the first rows of a ledger painted in it,
against an empty Qt window in a process of its own, on each display there is; for a small book and
for a large one; and the memory that it takes.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from tests.bench.large_book import LARGE, SMALL, large_book
from tests.bench.timing import tell

RUNS = 7
SCREEN = 1366, 768  # of a clerk's computer
FORM = "payment"
PROBE = Path(__file__).with_name("window_probe.py")
ROOT = Path(__file__).parents[2]


def main(rows: int) -> None:
    """Start both windows in turn on each display, and print the ratios."""
    large, small = large_book(rows), large_book(SMALL)
    with TemporaryDirectory() as name:
        kept = compiled_environment(Path(name))
        for platform, display in displays(Path(name)):
            with display as told:
                measure({**kept, "QT_QPA_PLATFORM": platform, **told}, platform, large, small)


def measure(environment: Mapping[str, str], platform: str, large: Path, small: Path) -> None:
    """Print what one display shows."""
    started: dict[str, list[dict[str, float]]] = {"empty": [], "large": [], "small": []}
    for _ in range(RUNS + 1):
        started["empty"].append(start(["empty"], environment))
        started["large"].append(start(["book", str(large), FORM], environment))
        started["small"].append(start(["book", str(small), FORM], environment))

    def of(which: str, what: str) -> float:
        return median(run[what] for run in started[which][1:])  # the first one warms up

    print(f"On {platform}, {large.stem.split()[-1]} rows, Python {sys.version.split()[0]}")
    empty = of("empty", "painted")
    tell("Window painted", of("large", "painted"), "empty window", empty, "1.3")
    tell("Book open, home page shown", of("large", "book"), "empty window", empty)
    tell("First rows painted", of("large", "table"), "empty window", empty, "2")
    tell("First rows painted", of("large", "table"), "small book", of("small", "table"), "1")
    tell("All rows listed", of("large", "listed"), "small book", of("small", "listed"))
    at_rest = [start(["book", str(path), FORM, "rest"], environment) for path in (large, small)]
    tell("Background at rest", at_rest[0]["rest"], "small book", at_rest[1]["rest"])
    if "rest_mb" in at_rest[0]:
        listed, peer = of("large", "rest_mb"), of("empty", "painted_mb")
        told = f"{listed:.0f} MB when listed, {at_rest[0]['rest_mb']:.0f} MB at rest, aim 150 MB"
        print(f"Memory: {told}; empty window: {peer:.0f} MB, ratio {listed / peer:.1f}")


def start(arguments: Sequence[str], environment: Mapping[str, str]) -> dict[str, float]:
    """Start a process; return what it notes, in seconds since it was asked for, or MB."""
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, PROBE, *arguments],
        env=environment,
        capture_output=True,
        check=True,
        encoding="utf-8",
        timeout=300,
    )
    told: dict[str, float] = json.loads(done.stdout)
    return {key: value if key.endswith("_mb") else value - begun for key, value in told.items()}


def compiled_environment(folder: Path) -> dict[str, str]:
    """Return the environment of an installed program: compiled modules, its own preferences."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "PYTHONPYCACHEPREFIX": str(folder / "compiled"),
        "XDG_CONFIG_HOME": str(folder / "preferences"),
        "WIN_PD_OVERRIDE_APPDATA": str(folder / "preferences"),
    }
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    return environment


def displays(folder: Path) -> Iterator[tuple[str, AbstractContextManager[dict[str, str]]]]:
    """Yield the platforms of Qt that can be tried here, each with what brings its display."""
    if sys.platform == "win32":
        yield "windows", nullcontext({})
        return
    yield "offscreen", nullcontext(offscreen(folder))
    if shutil.which("Xvfb"):
        yield "xcb", virtual_display()


def offscreen(folder: Path) -> dict[str, str]:
    """Return the environment of a display in memory of the size of a clerk's screen."""
    screen = {"name": "clerk", "x": 0, "y": 0, "width": SCREEN[0], "height": SCREEN[1]}
    screen |= {"logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
    file = folder / "screen.json"
    file.write_text(json.dumps({"screens": [screen]}), encoding="utf-8")
    return {"QT_QPA_PLATFORM": f"offscreen:configfile={file}"}


@contextmanager
def virtual_display() -> Iterator[dict[str, str]]:
    """Run an X server of the same size."""
    reading, writing = os.pipe()
    server = subprocess.Popen(
        [
            "Xvfb",
            "-displayfd",
            str(writing),
            "-screen",
            "0",
            f"{SCREEN[0]}x{SCREEN[1]}x24",
            "-nolisten",
            "tcp",
        ],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as told:
            yield {"DISPLAY": f":{told.readline().strip()}"}
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else LARGE)
