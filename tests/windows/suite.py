"""Run the suite on the Python of Windows in Wine; `bootstrap.py suite` has made that Python.

    python -m tests.windows.suite PYTHON [ARGUMENTS]

ARGUMENTS go to pytest; without any, all tests run, in as many processes as there are processors.
"""

import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.windows.wine import Wine

ROOT = Path(__file__).resolve().parents[2]
CHECKOUT = "r:"
PLUGIN = "tests.windows.in_wine"
# That a test may take until the run says where it hangs. Far more than any takes: of a thread that
# works on, Python may read a frame that is just going, and dies of it.
SLOWEST_S = 900


def run(python: Path, arguments: Sequence[str]) -> int:
    """Run pytest in a new Windows; return its exit code."""
    given = list(arguments) or ["-n", str(os.cpu_count()), "--dist", "loadfile"]
    given += ["-p", PLUGIN, "-p", "no:cacheprovider", "-o", f"faulthandler_timeout={SLOWEST_S}"]
    # Short: some programs know no path of more than 260 characters.
    with tempfile.TemporaryDirectory(prefix="rd-") as folder:
        wine = Wine(Path(folder) / "c")
        wine.make()
        # As a drive, whatever the checkout is called: execnet starts no Python from a Chinese path.
        (wine.folder / "dosdevices" / CHECKOUT).symlink_to(ROOT)
        started = f"{CHECKOUT}\\{python.relative_to(ROOT)}".replace("/", "\\")
        try:
            return wine.shown("wine", started, "-m", "pytest", *given)
        finally:
            wine.stop()


if __name__ == "__main__":
    sys.exit(run(Path(sys.argv[1]), sys.argv[2:]))
