"""Make the program for Windows, on Debian, from the locked packages and this checkout."""

import shutil
import subprocess
from pathlib import Path

from installer import machine
from installer.bundle import packages, parts
from installer.bundle.modules import TAG
from installer.bundle.trimming import Trimming
from installer.machine import SetupError
from installer.windows import launchers, libraries, runtime, setup

HERE = Path(__file__).resolve().parent
SYSTEM = "x86_64-pc-windows-msvc"
PROGRAMS = {
    "x86_64-w64-mingw32-gcc": "gcc-mingw-w64-x86-64-win32",
    "x86_64-w64-mingw32-windres": "binutils-mingw-w64-x86-64",
    "makensis": "nsis",
}


WINE = {
    "wine": "wine",
    "/usr/lib/wine/wine64": "wine64",
    "Xvfb": "xvfb",
    "xdotool": "xdotool",
    "/usr/sbin/cupsd": "cups",
    "lpadmin": "cups-client",
    "gs": "ghostscript",
}
GUIDE = "安装说明.pdf"
LOCALE = "zh_CN.UTF-8"  # without it, Wine makes no file whose name is Chinese


def need_wine(root: Path) -> None:
    """See to it that what is made can be tried here, in a Chinese Windows.

    Raises:
        SetupError: something is missing and cannot be installed from here.
    """
    machine.need_programs(WINE, root)
    machine.need_locale(LOCALE, root)


def make(root: Path, python: Path) -> list[Path]:
    """Make what is handed out, in `dist`: the setup, the printed guide, the folder for a stick.

    Raises:
        SetupError: something could not be fetched, or the Python here is another version.
    """
    folder, date, number = make_folder(root, python), parts.date_of(root), parts.version(root)
    targets = [
        root / "dist" / f"RuralDesk-{number}-setup.exe",
        root / "dist" / GUIDE,
        root / "dist" / f"RuralDesk-{number}-portable.zip",
    ]
    setup.make_setup(folder, targets[0], number, date)
    make_guide(root, python, targets[0], targets[1], date)
    setup.make_portable(folder, targets[2], date, beside=targets[1])
    return targets


def make_guide(root: Path, python: Path, made: Path, target: Path, date: int) -> None:
    """Write the guide for installing the setup `made`.

    Raises:
        SetupError: its words do not fit on the sheet.
    """
    command: list[str | Path] = [python, "-m", "installer.guide.make", target, "--setup", made]
    command += ["--folder", root / "build" / "windows" / "RuralDesk"]
    dated = {**machine.environment(), "SOURCE_DATE_EPOCH": str(date)}
    if subprocess.run(list(map(str, command)), cwd=root, env=dated, check=False).returncode:
        raise SetupError("The guide could not be made; the lines above say why.")


def make_quickly(root: Path, python: Path) -> Path:
    """Make a setup for a trial, in `build`; as `make` but for how it is packed."""
    folder, number = make_folder(root, python), parts.version(root)
    target = root / "build" / "windows" / f"RuralDesk-{number}-setup.exe"
    setup.make_setup(folder, target, number, parts.date_of(root), quick=True)
    return target


def make_folder(root: Path, python: Path) -> Path:
    """Make `build/windows/RuralDesk`, which runs as it is; return it.

    Args:
        root: the checkout.
        python: of the environment, which has pip.

    Raises:
        SetupError: something could not be fetched, or the Python here is another version.
    """
    machine.need_programs(PROGRAMS, root)
    machine.say("Making the program's folder for Windows")
    work = root / "build" / "windows"
    folder = work / "RuralDesk"
    shutil.rmtree(folder, ignore_errors=True)
    trimming = Trimming(parts.TRIM, HERE / "trim.toml")
    tools = parts.provide_tools(root, python)
    wheel = parts.fetch_wheel(root, python, work / "wheels", HERE / "runtime.lock", "win_amd64")
    for name in ("python/packages", "app"):
        (folder / name).mkdir(parents=True)
    runtime.lay(folder / "python", wheel, trimming)
    installed = work / "packages"
    shutil.rmtree(installed, ignore_errors=True)
    packages.install(root / "requirements.lock", tools / "bin" / "uv", installed, root, SYSTEM)
    packages.lay(installed, folder / "python" / "packages", trimming)
    libraries.lay_c_runtime(installed, folder / "python")
    parts.lay_program(root, folder / "app", f".cpython-{TAG}.pyc")
    parts.lay_licences(root, folder / "licences")
    between = work / "launchers"
    shutil.rmtree(between, ignore_errors=True)
    between.mkdir()
    launchers.make(folder, between, root / "resources/icons/ruraldesk.ico", parts.version(root))
    libraries.refuse_missing(folder, folder / "python")
    return folder
