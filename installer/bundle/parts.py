"""The parts of the folder that is carried: tools to make it, wheel, program, licences."""

import shutil
import subprocess
import sysconfig
from pathlib import Path

from installer import machine
from installer.bundle.bytecode import compiled
from installer.bundle.modules import LINE, TAG
from installer.machine import SetupError

HERE = Path(__file__).resolve().parent
TRIM = HERE / "trim.toml"  # what is left out on every system
COMMON_LICENCES = Path("/usr/share/common-licenses")  # in every Debian


def provide_tools(root: Path, python: Path) -> Path:
    """Return an environment, in `build`, with what `tools.lock` names."""
    folder = root / "build" / "tools"
    if not (folder / "bin" / "uv").exists():
        install: list[str | Path] = [folder / "bin" / "python", "-m", "pip", "install", "--quiet"]
        install += ["--disable-pip-version-check", "--require-hashes", "-r", HERE / "tools.lock"]
        if machine.call([python, "-m", "venv", folder], root) or machine.call(install, root):
            raise SetupError("The tools of the setup could not be installed. Check the network.")
    return folder


def fetch_wheel(
    root: Path,
    python: Path,
    folder: Path,
    lock: Path,
    system: str,
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
    command += ["--python-version", LINE, "--require-hashes"]
    if machine.call([*command, "-r", lock, "--dest", folder], root):
        raise SetupError("The Python of the setup could not be fetched. Check the network.")
    return next(folder.glob(f"*-cp{TAG}-{system}.whl"))


def lay_program(root: Path, folder: Path, cached: str) -> None:
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


def date_of(root: Path) -> int:
    """Return when the checkout was last committed, in seconds since 1970: the date of all files."""
    told = subprocess.run(
        ["git", "log", "-1", "--format=%ct"], cwd=root, capture_output=True, text=True, check=True
    )
    return int(told.stdout)
