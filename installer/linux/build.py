"""Make the folder for Linux desktops of offices, on Debian, from the locked packages."""

import shutil
import struct
import tarfile
from pathlib import Path

from installer import machine
from installer.bundle import packages, parts
from installer.bundle.trimming import Trimming
from installer.linux import interpreter, libraries

HERE = Path(__file__).resolve().parent
SYSTEM = "x86_64-manylinux_2_28"  # whose C library is that of UOS 20; Kylin V10 has a newer one
PROGRAMS = {"objdump": "binutils", "xz": "xz-utils"}
NAME = "乡村台账"


def make(root: Path, python: Path) -> Path:
    """Make what is handed out, in `dist`: the folder, packed.

    Raises:
        SetupError: something could not be fetched, or needs a newer Linux.
    """
    folder = make_folder(root, python)
    target = root / "dist" / f"RuralDesk-{parts.version(root)}-linux-x86_64.tar.xz"
    pack(folder, target, parts.date_of(root))
    return target


def folder_of(root: Path) -> Path:
    """Return where a checkout's folder is made."""
    return root / "build" / "linux" / NAME


def make_folder(root: Path, python: Path) -> Path:
    """Make the folder, which runs as it is, in `build`; return it.

    Args:
        root: the checkout.
        python: of the environment, which has pip.

    Raises:
        SetupError: something could not be fetched, or needs a newer Linux.
    """
    machine.need_programs(PROGRAMS, root)
    machine.say("Making the program's folder for Linux")
    folder = folder_of(root)
    work = folder.parent
    shutil.rmtree(folder, ignore_errors=True)
    trimming = Trimming(parts.TRIM, HERE / "trim.toml")
    tools = parts.provide_tools(root, python)
    lock = HERE / "runtime.lock"
    wheel = parts.fetch_wheel(root, python, work / "wheels", lock, "manylinux2014_x86_64")
    (folder / "python" / "packages").mkdir(parents=True)
    interpreter.lay(folder / "python", wheel, trimming)
    installed = work / "packages"
    shutil.rmtree(installed, ignore_errors=True)
    packages.install(root / "requirements.lock", tools / "bin" / "uv", installed, root, SYSTEM)
    packages.lay(installed, folder / "python" / "packages", trimming)
    parts.lay_program(root, folder / "app", interpreter.CACHED)
    parts.lay_licences(root, folder / "licences")
    interpreter.lay_licence(wheel, folder / "licences")
    libraries.lay(folder)
    lay_scripts(root, folder)
    libraries.refuse_newer(folder)
    libraries.refuse_missing(folder)
    return folder


def lay_scripts(root: Path, folder: Path) -> None:
    """Copy what starts, installs and removes the program, and its icon."""
    for path in sorted((HERE / "folder").iterdir()):
        shutil.copyfile(path, folder / path.name)
        (folder / path.name).chmod(0o755 if path.suffix in ("", ".sh") else 0o644)
    (folder / "ruraldesk.png").write_bytes(largest(root / "resources/icons/ruraldesk.ico"))


def largest(icon: Path) -> bytes:
    """Return the largest picture of a Windows icon, which is a PNG."""
    content = icon.read_bytes()
    (count,) = struct.unpack_from("<H", content, 4)
    sizes = [struct.unpack_from("<8xII", content, 6 + 16 * number) for number in range(count)]
    size, place = max(sizes)
    return content[place : place + size]


def pack(folder: Path, target: Path, date: int) -> None:
    """Write the folder as an archive; the same folder and date make the same bytes."""
    target.parent.mkdir(parents=True, exist_ok=True)

    def plain(entry: tarfile.TarInfo) -> tarfile.TarInfo:
        entry.uid = entry.gid = 0
        entry.uname = entry.gname = ""
        entry.mtime = date
        entry.mode = 0o755 if entry.isdir() or entry.mode & 0o100 else 0o644
        return entry

    with tarfile.open(target, "w:xz", format=tarfile.PAX_FORMAT) as packed:
        packed.add(folder, folder.name, filter=plain)  # in order of name
