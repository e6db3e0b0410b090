"""The libraries of the folder: what it brings, and that none needs more than old desktops have."""

import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from installer.machine import SetupError

HERE = Path(__file__).resolve().parent
DEBIAN = Path("/usr/lib/x86_64-linux-gnu")
COPYRIGHTS = Path("/usr/share/doc")
QT = Path("python/packages/PySide6/Qt/lib")


def lay(folder: Path) -> None:
    """Copy what Qt needs and old desktops lack, with its licences."""
    told = _told()
    for name in told["beside_qt"]:
        shutil.copyfile(DEBIAN / name, folder / QT / name)
    for name in told["beside_program"]:
        shutil.copyfile(DEBIAN / name, folder / "python" / name)
    for name in told["packages"]:
        shutil.copyfile(COPYRIGHTS / name / "copyright", folder / "licences" / f"{name}.txt")


def refuse_newer(folder: Path) -> None:
    """Look at which version of the C library each library and program in `folder` needs.

    Raises:
        SetupError: one needs a newer one than the oldest desktops have.
    """
    most = version_of(_told()["newest_c_library"])
    for file in binaries(folder):
        needed = needed_c_library(file)
        if needed > most:
            shown = ".".join(map(str, needed))
            raise SetupError(f"{file.relative_to(folder)} needs a C library {shown}: too new.")


def refuse_missing(folder: Path) -> None:
    """Look at what each library and program in `folder` is bound to.

    Raises:
        SetupError: something is neither in the folder nor on every desktop.
    """
    at_hand = {file.name for file in binaries(folder)} | set(_told()["desktop"])
    for file in binaries(folder):
        for name in bound_to(file):
            if name not in at_hand:
                shown = file.relative_to(folder)
                raise SetupError(f"{shown} needs {name}, which nothing brings: see libraries.toml.")


def binaries(folder: Path) -> Iterator[Path]:
    """Yield the libraries and programs of a folder."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open("rb") as file:
                if file.read(4) == b"\x7fELF":
                    yield path


def needed_c_library(file: Path) -> tuple[int, ...]:
    """Return the version of the C library that a library or program needs; () for none."""
    told = _objdump("-T", file)
    return max((version_of(one) for one in re.findall(r"GLIBC_([\d.]+)", told)), default=())


def bound_to(file: Path) -> list[str]:
    """Return the names of the libraries that one is bound to."""
    return re.findall(r"NEEDED +(\S+)", _objdump("-p", file))


def version_of(text: str) -> tuple[int, ...]:
    """Return the numbers of a version, which compare as versions do."""
    return tuple(map(int, text.split(".")))


def _objdump(what: str, file: Path) -> str:
    return subprocess.run(
        ["objdump", what, file], capture_output=True, text=True, check=True, errors="replace"
    ).stdout


def _told() -> dict[str, Any]:
    return tomllib.loads((HERE / "libraries.toml").read_text(encoding="utf-8"))
