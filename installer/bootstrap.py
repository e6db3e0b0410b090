"""Set RuralDesk up in this checkout, then run it or its tests.

    python3 installer/bootstrap.py run                  the sample book, its month as Excel and PDF,
                                                        and the window where there is a screen
    python3 installer/bootstrap.py test [ARGUMENTS]     the tests; ARGUMENTS go to pytest, paths in
                                                        them are seen from the checkout

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

import ctypes
import hashlib
import importlib.util
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

MONTH = "2023-11"  # the month of the sample book
UNFINISHED = "unfinished"

# What Qt and its offscreen platform load, by file name, and the Debian package that brings it.
LIBRARIES: Mapping[str, str] = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libxkbcommon.so.0": "libxkbcommon0",
}
# What the tests of USB sticks need, by program; without it, or without root, they are skipped.
STICK_PROGRAMS: Mapping[str, str] = {
    "mcopy": "mtools",
    "mkfs.exfat": "exfatprogs",
    "mkfs.vfat": "dosfstools",
    "mount.exfat-fuse": "exfat-fuse",
}
# What the end-to-end tests need: a screen that nobody sees, its windows, its keys, its clipboard.
END_TO_END_PROGRAMS: Mapping[str, str] = {
    "Xvfb": "xvfb",
    "openbox": "openbox",
    "xclip": "xclip",
    "xdotool": "xdotool",
}
# What a window on an X or Wayland screen and a printer need besides.
SCREEN_LIBRARIES: Mapping[str, str] = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libcups.so.2": "libcups2",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-glx.so.0": "libxcb-glx0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}


class SetupError(Exception):
    """The environment cannot be made; the message says what to do."""


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


def say(text: str) -> None:
    """Print one line about what is being done, also on a console without Chinese."""
    encoding = sys.stdout.encoding or "utf-8"
    print(text.encode(encoding, "replace").decode(encoding), flush=True)


def environment() -> dict[str, str]:
    """Return the variables for a command, without those that lead Python to other packages."""
    return {k: v for k, v in os.environ.items() if k not in ("PYTHONHOME", "PYTHONPATH")}


def call(command: Sequence[str | Path], root: Path, quiet: bool = False) -> int:
    """Run `command` in `root` and return its exit code; `quiet` keeps only what goes wrong."""
    output = subprocess.DEVNULL if quiet else None
    return subprocess.run(
        list(map(str, command)), cwd=root, env=environment(), stdout=output, check=False
    ).returncode


def has_screen() -> bool:
    """Tell whether a window can be shown."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


# --- Debian's packages ---------------------------------------------------------------------------


def provide_sticks(root: Path) -> None:
    """Install what makes and mounts images of USB sticks, where that may be done and can be."""
    provide_programs(STICK_PROGRAMS, root, "Meanwhile the tests of USB sticks are skipped.")


def provide_screen(root: Path) -> None:
    """Install what shows the window on a screen that nobody sees, as `provide_sticks` does."""
    provide_programs(END_TO_END_PROGRAMS, root, "Meanwhile the end-to-end tests are skipped.")


def provide_programs(programs: Mapping[str, str], root: Path, otherwise: str) -> None:
    """Install the Debian packages of lacking `programs`; where that fails, say what is left out."""
    if sys.platform != "linux" or not may_use_apt():
        return
    path = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
    lacking = {package for one, package in programs.items() if not shutil.which(one, path=path)}
    if lacking:
        try:
            apt_install(sorted(lacking), root)
        except SetupError as error:
            say(f"{error}\n{otherwise}")


def missing(libraries: Mapping[str, str]) -> list[str]:
    """Return the Debian packages of those `libraries` that cannot be loaded, in order of name."""
    packages = []
    for library, package in libraries.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            packages.append(package)
    return sorted(packages)


def may_use_apt() -> bool:
    """Tell whether this is Debian or its like, and we are root."""
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None


def apt_install(packages: Sequence[str], root: Path) -> None:
    """Install Debian packages.

    Raises:
        SetupError: apt-get failed.
    """
    say(f"Installing Debian packages: {' '.join(packages)}")
    os.environ.setdefault("DEBIAN_FRONTEND", "noninteractive")
    install = ["apt-get", "install", "-qq", "-y", "--no-install-recommends"]
    install += ["-o", "DPkg::Lock::Timeout=120", *packages]
    if call(["apt-get", "update", "-qq"], root, quiet=True) or call(install, root, quiet=True):
        raise SetupError(
            "apt-get could not install the packages named above. Check the network, then run the "
            "same command again."
        )


def provide_libraries(root: Path) -> None:
    """See to it that Qt finds the libraries of the system.

    Raises:
        SetupError: some are missing and cannot be installed from here.
    """
    if sys.platform != "linux":
        return
    if may_use_apt():
        packages = missing({**LIBRARIES, **SCREEN_LIBRARIES})
        if packages:
            apt_install(packages, root)
        return
    needed = {**LIBRARIES, **SCREEN_LIBRARIES} if has_screen() else LIBRARIES
    packages = missing(needed)
    if packages:
        raise SetupError(
            "Libraries of the system are missing. Install them, on Debian with\n"
            f"  sudo apt-get install {' '.join(packages)}\nand run the same command again."
        )


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
    return subprocess.run(pip, env=environment(), capture_output=True, check=False).returncode == 0


def make_venv(checkout: Checkout) -> None:
    """Make an empty environment in place of whatever stands in `.venv`.

    Raises:
        SetupError: the old one cannot be removed, or the new one not made.
    """
    if os.path.lexists(checkout.venv):
        say("The environment in .venv is broken or half-made; it is made anew.")
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
        if not may_use_apt():
            raise SetupError(
                "This Python cannot make environments. Install its venv module, on Debian with\n"
                f"  sudo apt-get install {package}\nand run the same command again."
            )
        apt_install([package], checkout.root)
    say(f"Making the Python environment {checkout.venv}")
    # Inside an environment, sys.executable is the very program that may just have been removed.
    python = getattr(sys, "_base_executable", sys.executable)
    if call([python, "-m", "venv", checkout.venv], checkout.root):
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
    say(f"Installing the packages of {name} (the first time, some 150 MB are downloaded)")
    if call([*pip, "--only-binary", ":all:", "--require-hashes", "-r", lock], checkout.root):
        raise SetupError(
            "The packages could not be installed; the lines above say why. Check the network and "
            "the room on the disk, then run the same command again."
        )
    say("Installing RuralDesk from this checkout")
    # "compat" is a plain path in a .pth file: the other way imports a finder at every start.
    pip += ["--no-deps", "--no-build-isolation", "--config-settings", "editable_mode=compat"]
    if call([*pip, "--editable", checkout.root], checkout.root):
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


# --- The two tasks -------------------------------------------------------------------------------


def run(checkout: Checkout) -> int:
    """Make the sample book and its month's files, open the window; return the exit code."""
    command = checkout.program("ruraldesk")
    output = checkout.root / "output"
    book, folder = output / "王楼镇.rdb", output / MONTH
    output.mkdir(exist_ok=True)
    if not book.exists():
        say(f"Making the sample book {book}")
        code = call([command, "sample", book], checkout.root)
        if code:
            return code
    say(f"Exporting its month {MONTH} as Excel and PDF")
    what = ["--month", MONTH, "--format", "xlsx,pdf"]
    code = call([command, "export", book, "--to", folder, *what], checkout.root)
    if code:
        return code
    say(f"The month's files are in {folder}")
    if not has_screen():
        say("There is no screen, so the window stays closed.")
        return 0
    say("Opening the window")
    return call([command, "open", book], checkout.root)


def test(checkout: Checkout, arguments: Sequence[str]) -> int:
    """Run pytest with `arguments` in the checkout; return its exit code.

    Without any, all tests run, on all cores at once: each file on one of them.
    """
    say("Running the tests")
    given = arguments or ["-n", "auto", "--dist", "loadfile"]
    return call([checkout.program("python"), "-m", "pytest", *given], checkout.root)


def main(arguments: list[str]) -> int:
    """Do what `arguments` say; return the exit code: 2 for wrong usage, 1 when set-up failed."""
    if arguments in (["-h"], ["--help"]):
        say(str(__doc__))
        return 0
    if arguments[:1] not in (["run"], ["test"]) or (arguments[0] == "run" and len(arguments) > 1):
        print(__doc__, file=sys.stderr)
        return 2
    checkout = Checkout(Path(__file__).resolve().parent.parent)
    task = arguments[0]
    try:
        provide_libraries(checkout.root)
        provide_environment(checkout, task)
        if task == "run":
            return run(checkout)
        provide_sticks(checkout.root)
        provide_screen(checkout.root)
        return test(checkout, arguments[1:])
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped. Run the same command again to go on.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
