"""Set RuralDesk up in this checkout, then run it or its tests.

    python3 installer/bootstrap.py run                  the sample book, its month as Excel and PDF,
                                                        and the window where there is a screen
    python3 installer/bootstrap.py test [ARGUMENTS]     the tests; ARGUMENTS go to pytest, paths in
                                                        them are seen from the checkout
    python3 installer/bootstrap.py setup                on Debian: the setup for Windows and the
                                                        folder for a stick, into `dist`
    python3 installer/bootstrap.py windows [ARGUMENTS]  the tests of that setup, in Wine, and then
                                                        `suite`; with ARGUMENTS, which go to
                                                        pytest, only of the setup
    python3 installer/bootstrap.py suite [ARGUMENTS]    the tests on the Python of Windows that the
                                                        setup carries, in Wine, but for those in
                                                        tests/windows/left_out.toml; as `test`
    python3 installer/bootstrap.py linux                on Debian: the folder for Linux desktops of
                                                        offices, into `dist`; it is tried

Needs nothing but Python 3.11 to 3.13 and, the first time, the network. Everything goes into `.venv`
beside this folder; `run` writes to `output`. The second time it only compares a stamp.
"""

import sys

OLDEST, NEWEST = (3, 11), (3, 13)  # PySide6 6.8 has no wheels for later ones
if not OLDEST <= sys.version_info[:2] <= NEWEST:
    sys.exit(
        "RuralDesk needs Python 3.11, 3.12 or 3.13; this is Python {}.{}. Install one of them and "
        "run the same command with it.".format(*sys.version_info[:2])
    )

import hashlib
import importlib.util
import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # started as a program, Python looks into this folder only

from installer import machine
from installer.machine import SetupError

MONTH = "2023-11"  # the month of the sample book
UNFINISHED = "unfinished"


@dataclass(frozen=True, slots=True)
class Checkout:
    """Where everything is."""

    root: Path
    windows: bool = sys.platform == "win32"

    @property
    def venv(self) -> Path:
        """The folder of the Python environment."""
        return self.root / ".venv"

    def program(self, name: str) -> Path:
        """Return the path of a program in the environment."""
        if self.windows:
            return self.venv / "Scripts" / f"{name}.exe"
        return self.venv / "bin" / name

    @property
    def stamp(self) -> Path:
        """The file that says what the environment holds."""
        return self.venv / "ruraldesk.stamp"

    def lock(self, task: str) -> Path:
        """Return the list of the packages that `task`, run or test, needs, with their hashes."""
        return self.root / ("tests/requirements.lock" if task == "test" else "requirements.lock")

    def digest(self) -> str:
        """Return a hash of all that decides what the environment must hold."""
        total = hashlib.sha256()
        for path in (self.lock("run"), self.lock("test"), self.root / "pyproject.toml"):
            total.update(path.read_bytes())
        return total.hexdigest()


# --- The environment -----------------------------------------------------------------------------


def write_stamp(checkout: Checkout, task: str) -> None:
    """Note that the environment, made in its present folder, holds all that `task` needs."""
    text = f"{checkout.digest()}\n{task}\n{checkout.venv}\n"
    checkout.stamp.write_text(text, encoding="utf-8")


def read_stamp(checkout: Checkout) -> list[str]:
    """Return digest, task and folder from the stamp; nothing when there is none to be trusted."""
    try:
        lines = checkout.stamp.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return []
    return lines if len(lines) == 3 else []


def is_ready(checkout: Checkout, task: str) -> bool:
    """Tell whether the environment holds all that `task` needs."""
    # What the tests need includes what the program needs.
    wanted = [[checkout.digest(), made_for, str(checkout.venv)] for made_for in (task, "test")]
    programs = [checkout.program("python"), checkout.program("ruraldesk")]
    return read_stamp(checkout) in wanted and all(program.exists() for program in programs)


def is_usable(checkout: Checkout) -> bool:
    """Tell whether packages can be installed into what stands in `.venv`."""
    if checkout.stamp.exists():
        # Unfinished: a package may be half there, which pip does not see. Another folder: the
        # checkout was moved, but the programs in an environment name its old place in full.
        stamp = read_stamp(checkout)
        if not stamp or stamp[2] != str(checkout.venv):
            return False
    python = checkout.program("python")
    if not python.exists():
        return False
    pip = [str(python), "-m", "pip", "--version"]
    return (
        subprocess.run(pip, env=machine.environment(), capture_output=True, check=False).returncode
        == 0
    )


def make_venv(checkout: Checkout) -> None:
    """Make an empty environment in place of whatever stands in `.venv`.

    Raises:
        SetupError: the old one cannot be removed, or the new one not made.
    """
    if os.path.lexists(checkout.venv):
        machine.say("The environment in .venv is broken or half-made; it is made anew.")
        try:
            if checkout.venv.is_dir() and not checkout.venv.is_symlink():
                shutil.rmtree(checkout.venv)
            else:
                checkout.venv.unlink()
        except OSError as error:
            raise SetupError(
                f"{checkout.venv} cannot be removed ({error}). Close RuralDesk and "
                "whatever else uses that folder, then run the same command again."
            ) from error
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        package = "python{}.{}-venv".format(*sys.version_info[:2])
        if not machine.may_use_apt():
            raise SetupError(
                "This Python cannot make environments. Install its venv module, on Debian with\n"
                f"  sudo apt-get install {package}\nand run the same command again."
            )
        machine.apt_install([package], checkout.root)
    machine.say(f"Making the Python environment {checkout.venv}")
    # Inside an environment, sys.executable is the very program that may just have been removed.
    python = getattr(sys, "_base_executable", sys.executable)
    if machine.call([python, "-m", "venv", checkout.venv], checkout.root):
        raise SetupError(
            "Python could not make the environment; the lines above say why. Mend that, then run "
            "the same command again."
        )


def install_packages(checkout: Checkout, task: str) -> None:
    """Install the locked packages and the checkout itself into the environment.

    Raises:
        SetupError: pip failed.
    """
    lock = checkout.lock(task)
    pip: list[str | Path] = [checkout.program("python"), "-m", "pip", "install", "--quiet"]
    pip += ["--no-input", "--disable-pip-version-check"]
    name = lock.relative_to(checkout.root).as_posix()
    machine.say(f"Installing the packages of {name} (the first time, some 150 MB are downloaded)")
    if machine.call(
        [*pip, "--only-binary", ":all:", "--require-hashes", "-r", lock], checkout.root
    ):
        raise SetupError(
            "The packages could not be installed; the lines above say why. Check the network and "
            "the room on the disk, then run the same command again."
        )
    machine.say("Installing RuralDesk from this checkout")
    # "compat" is a plain path in a .pth file: the other way imports a finder at every start.
    pip += ["--no-deps", "--no-build-isolation", "--config-settings", "editable_mode=compat"]
    if machine.call([*pip, "--editable", checkout.root], checkout.root):
        raise SetupError(
            "RuralDesk itself could not be installed; the lines above say why. Mend that, then run "
            "the same command again."
        )


def provide_environment(checkout: Checkout, task: str) -> None:
    """See to it that `.venv` holds what `task` needs.

    Raises:
        SetupError: it cannot be made.
    """
    if is_ready(checkout, task):
        return
    if not is_usable(checkout):
        make_venv(checkout)
    checkout.stamp.write_text(UNFINISHED, encoding="utf-8")
    install_packages(checkout, task)
    write_stamp(checkout, task)


# --- The tasks -----------------------------------------------------------------------------------


def run(checkout: Checkout) -> int:
    """Make the sample book and its month's files, open the window; return the exit code."""
    command = checkout.program("ruraldesk")
    output = checkout.root / "output"
    book, folder = output / "王楼镇.rdb", output / MONTH
    output.mkdir(exist_ok=True)
    if not book.exists():
        machine.say(f"Making the sample book {book}")
        code = machine.call([command, "sample", book], checkout.root)
        if code:
            return code
    machine.say(f"Exporting its month {MONTH} as Excel and PDF")
    what = ["--month", MONTH, "--format", "xlsx,pdf"]
    code = machine.call([command, "export", book, "--to", folder, *what], checkout.root)
    if code:
        return code
    machine.say(f"The month's files are in {folder}")
    if not machine.has_screen():
        machine.say("There is no screen, so the window stays closed.")
        return 0
    machine.say("Opening the window")
    return machine.call([command, "open", book], checkout.root)


def test(checkout: Checkout, arguments: Sequence[str]) -> int:
    """Run pytest with `arguments` in the checkout; return its exit code.

    Without any, all tests run, on all cores at once: each file on one of them, in the order that
    tests/conftest.py gives them.
    """
    machine.say("Running the tests")
    given = arguments or ["-n", "auto", "--dist", "loadfile", "--no-loadscope-reorder"]
    return machine.call([checkout.program("python"), "-m", "pytest", *given], checkout.root)


def setup(checkout: Checkout) -> int:
    """Make the setup for Windows and the portable folder; return 0."""
    from installer.windows import build

    for path in build.make(checkout.root, checkout.program("python")):
        machine.say(f"{path} ({path.stat().st_size / 1_000_000:.1f} MB)")
    return 0


def windows(checkout: Checkout, arguments: Sequence[str]) -> int:
    """Run the tests of a quickly packed setup in Wine; return pytest's exit code.

    Without `arguments`, the suite follows, also where something has failed.
    """
    from installer.windows import build

    build.need_wine(checkout.root)
    made = build.make_quickly(checkout.root, checkout.program("python"))
    machine.say("Running the tests of the setup in Wine")
    os.environ["RURALDESK_SETUP"] = str(made)
    command: list[str | Path] = [checkout.program("python"), "-m", "pytest"]
    code = machine.call([*command, *(arguments or ["tests/windows"])], checkout.root)
    return code if arguments else run_suite(checkout, []) or code


def suite(checkout: Checkout, arguments: Sequence[str]) -> int:
    """Run the tests on the Python of Windows, in Wine; return pytest's exit code."""
    from installer.windows import build

    build.need_wine(checkout.root)
    build.make_folder(checkout.root, checkout.program("python"))
    return run_suite(checkout, arguments)


def run_suite(checkout: Checkout, arguments: Sequence[str]) -> int:
    """Run pytest with `arguments` on the Python of the folder that was made for Windows."""
    from installer.windows import testing

    python = testing.make(checkout.root, checkout.program("python"))
    machine.say("Running the tests on the Python of Windows in Wine")
    command: list[str | Path] = [checkout.program("python"), "-m", "tests.windows.suite", python]
    return machine.call([*command, *arguments], checkout.root)


def linux(checkout: Checkout) -> int:
    """Make the folder for Linux desktops and run its tests; return pytest's exit code."""
    from installer.linux import build

    machine.provide_screen(checkout.root)
    made = build.make(checkout.root, checkout.program("python"))
    machine.say(f"{made} ({made.stat().st_size / 1_000_000:.1f} MB)")
    os.environ["RURALDESK_FOLDER"] = str(build.folder_of(checkout.root))
    machine.say("Running the tests of the folder")
    return machine.call([checkout.program("python"), "-m", "pytest", "tests/linux"], checkout.root)


def main(arguments: list[str]) -> int:
    """Do what `arguments` say; return the exit code: 2 for wrong usage, 1 when set-up failed."""
    if arguments in (["-h"], ["--help"]):
        machine.say(str(__doc__))
        return 0
    alone = arguments in (["run"], ["setup"], ["linux"])
    if not alone and arguments[:1] not in (["test"], ["windows"], ["suite"]):
        print(__doc__, file=sys.stderr)
        return 2
    checkout = Checkout(ROOT)
    task = arguments[0]
    try:
        machine.provide_libraries(checkout.root)
        provide_environment(checkout, "run" if task == "run" else "test")
        if task == "run":
            return run(checkout)
        if task == "setup":
            return setup(checkout)
        if task == "linux":
            return linux(checkout)
        if task == "windows":
            return windows(checkout, arguments[1:])
        if task == "suite":
            return suite(checkout, arguments[1:])
        machine.provide_sticks(checkout.root)
        machine.provide_screen(checkout.root)
        return test(checkout, arguments[1:])
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped. Run the same command again to go on.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
