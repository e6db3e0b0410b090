"""The machine: a line on its console, a command on it, and what its system must bring.

Libraries and programs come from Debian's packages where we may install them; elsewhere the message
says what to install. Needs nothing but Python.
"""

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

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


def need_programs(programs: Mapping[str, str], root: Path) -> None:
    """Install the Debian packages of lacking `programs`, by program.

    Raises:
        SetupError: they cannot be installed from here.
    """
    lacking = sorted({package for one, package in programs.items() if not shutil.which(one)})
    if lacking and not may_use_apt():
        raise SetupError(
            "Programs are missing. Install them, on Debian with\n"
            f"  sudo apt-get install {' '.join(lacking)}\nand run the same command again."
        )
    if lacking:
        apt_install(lacking, root)


def need_locale(name: str, root: Path) -> None:
    """Make a locale such as zh_CN.UTF-8 where the system lacks it.

    Raises:
        SetupError: it cannot be made from here.
    """
    known = subprocess.run(["locale", "-a"], capture_output=True, text=True, check=True).stdout
    if name.replace("UTF-8", "utf8") in known.split():
        return
    language, _, encoding = name.partition(".")
    make = ["localedef", "-i", language, "-f", encoding, name]
    if may_use_apt():
        apt_install(["locales"], root)
    if not may_use_apt() or call(make, root):
        raise SetupError(
            f"The locale {name} is missing. Make it, on Debian with\n"
            f"  sudo apt-get install locales\n  sudo {' '.join(make)}\n"
            "and run the same command again."
        )


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
