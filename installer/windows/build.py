"""Make the program for Windows, on Debian, from the locked packages and this checkout."""

import shutil
import subprocess
import sysconfig
from pathlib import Path

from installer import machine
from installer.machine import SetupError
from installer.windows import launchers, libraries, packages, runtime, setup
from installer.windows.bytecode import compiled
from installer.windows.trimming import Trimming

HERE = Path(__file__).resolve().parent
PROGRAMS = {
    "x86_64-w64-mingw32-gcc": "gcc-mingw-w64-x86-64-win32",
    "x86_64-w64-mingw32-windres": "binutils-mingw-w64-x86-64",
    "makensis": "nsis",
}


COMMON_LICENCES = Path("/usr/share/common-licenses")  # in every Debian
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
    folder, date, number = make_folder(root, python), setup.date_of(root), version(root)
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
    folder, number = make_folder(root, python), version(root)
    target = root / "build" / "windows" / f"RuralDesk-{number}-setup.exe"
    setup.make_setup(folder, target, number, setup.date_of(root), quick=True)
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
    trimming = Trimming(HERE / "trim.toml")
    tools = provide_tools(root, python, work / "tools")
    wheel = fetch_runtime(root, python, work / "wheels")
    for name in ("python/packages", "app"):
        (folder / name).mkdir(parents=True)
    runtime.lay(folder / "python", wheel, trimming)
    installed = work / "packages"
    shutil.rmtree(installed, ignore_errors=True)
    packages.install(root / "requirements.lock", tools / "bin" / "uv", installed, root)
    packages.lay(installed, folder / "python" / "packages", trimming)
    libraries.lay_c_runtime(installed, folder / "python")
    lay_program(root, folder / "app")
    lay_licences(root, folder / "licences")
    between = work / "launchers"
    shutil.rmtree(between, ignore_errors=True)
    between.mkdir()
    launchers.make(folder, between, root / "resources/icons/ruraldesk.ico", version(root))
    libraries.refuse_missing(folder, folder / "python")
    return folder


def provide_tools(root: Path, python: Path, folder: Path) -> Path:
    """Return an environment with what `tools.lock` names."""
    if not (folder / "bin" / "uv").exists():
        install: list[str | Path] = [folder / "bin" / "python", "-m", "pip", "install", "--quiet"]
        install += ["--disable-pip-version-check", "--require-hashes", "-r", HERE / "tools.lock"]
        if machine.call([python, "-m", "venv", folder], root) or machine.call(install, root):
            raise SetupError("The tools of the setup could not be installed. Check the network.")
    return folder


def fetch_runtime(
    root: Path,
    python: Path,
    folder: Path,
    lock: Path = HERE / "runtime.lock",
    system: str = "win_amd64",
) -> Path:
    """Return the wheel that `lock` names, for a `system` as pip calls it."""
    command: list[str | Path] = [
        python,
        "-m",
        "pip",
        "download",
        "--quiet",
        "--disable-pip-version-check",
    ]
    command += ["--no-deps", "--only-binary", ":all:", "--platform", system]
    command += ["--python-version", f"{runtime.TAG[0]}.{runtime.TAG[1:]}", "--require-hashes"]
    if machine.call([*command, "-r", lock, "--dest", folder], root):
        raise SetupError("The Python of the setup could not be fetched. Check the network.")
    return next(folder.glob(f"*-cp{runtime.TAG}-{system}.whl"))


def lay_program(root: Path, folder: Path, cached: str = f".cpython-{runtime.TAG}.pyc") -> None:
    """Copy what the checkout's history knows of the program, modules with their compiled form.

    Args:
        root: the checkout.
        folder: where to.
        cached: how the names of compiled modules end.
    """
    told = subprocess.run(
        ["git", "ls-files", "-z", "ruraldesk", "resources", "forms"],
        cwd=root, capture_output=True, check=True,
    )  # fmt: skip
    for name in sorted(filter(None, told.stdout.decode().split("\0"))):
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(root / name, target)
        if target.suffix == ".py":
            cache = target.parent / "__pycache__"
            cache.mkdir(exist_ok=True)
            content = compiled(target, name)
            (cache / f"{target.stem}{cached}").write_bytes(content)


def lay_licences(root: Path, folder: Path) -> None:
    """Copy the texts of the licences that no package brings itself.

    Those of the packages lie with them; `app/resources/LICENCES.md` says whose is which.
    """
    folder.mkdir()
    shutil.copyfile(root / "LICENSE", folder / "RuralDesk.txt")
    shutil.copyfile(Path(sysconfig.get_path("stdlib")) / "LICENSE.txt", folder / "Python.txt")
    for name in ("LGPL-3", "GPL-3", "LGPL-2.1"):
        shutil.copyfile(COMMON_LICENCES / name, folder / f"{name}.txt")


def version(root: Path) -> str:
    """Return the program's version."""
    text = (root / "ruraldesk" / "__init__.py").read_text(encoding="utf-8")
    return text.split('__version__ = "')[1].split('"')[0]
