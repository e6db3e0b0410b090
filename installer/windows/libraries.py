"""The libraries that the program's own need: each must lie in its folder, or be part of Windows."""

import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

from installer.machine import SetupError
from installer.windows.runtime import OBJDUMP

HERE = Path(__file__).resolve().parent
ENDINGS = {".dll", ".pyd", ".exe", ".com"}
_ADDED = ("PySide6", "shiboken6")  # by os.add_dll_directory in PySide6/__init__.py
BOUND_TO = re.compile(r"DLL Name: (\S+)")


def lay_c_runtime(installed: Path, folder: Path) -> None:
    """Copy Microsoft's runtime, which Qt brings, beside Python: one for all that is loaded.

    A fresh Windows 10 lacks it. It may be handed out with a program (Visual Studio's list of
    redistributable files).
    """
    for name in _told()["c_runtime"]:
        shutil.copyfile(installed / "PySide6" / name, folder / name)


def refuse_missing(folder: Path, python: Path) -> None:
    """Look at what every library in `folder` is bound to.

    It is looked for as Windows does it for our launcher: beside the library that needs it, beside
    the launcher, in `python`, in the folders that PySide6 adds to these, and in Windows 10 itself.

    Raises:
        SetupError: something is in none of these.
    """
    windows = _told()["windows"]
    for library in sorted(path for path in folder.rglob("*") if path.suffix.lower() in ENDINGS):
        places = {library.parent, python, folder, *(python / "packages" / one for one in _ADDED)}
        at_hand = {one.name.lower() for place in places for one in place.iterdir()}
        for name in bound_to(library):
            if name not in at_hand and not any(fnmatchcase(name, one) for one in windows):
                shown = library.relative_to(folder)
                told = f"{shown} needs {name}, which is not in the setup: see libraries.toml."
                raise SetupError(told)


def bound_to(library: Path) -> Iterator[str]:
    """Yield the names of the libraries that one is bound to, in small letters."""
    told = subprocess.run(
        [OBJDUMP, "-p", library], capture_output=True, text=True, check=True, errors="replace"
    )
    for found in BOUND_TO.finditer(told.stdout):
        yield found[1].lower()


def _told() -> dict[str, list[str]]:
    return tomllib.loads((HERE / "libraries.toml").read_text(encoding="utf-8"))
