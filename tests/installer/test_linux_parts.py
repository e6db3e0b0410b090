"""What the folder for Linux desktops is made of: its Python, its libraries, its archive."""

import marshal
import re
import shutil
import struct
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from installer.linux import build, interpreter, libraries
from installer.linux.interpreter import blob_of
from installer.machine import SetupError

ROOT = Path(build.__file__).resolve().parents[2]
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="looks into libraries of Linux")


def test_appended_modules_are_found_by_their_table() -> None:
    code = marshal.dumps(compile("VALUE = '台账'", "village.py", "exec"))
    blob = blob_of([("__main__", code, False), ("village", code, True)])
    for number, name in enumerate((b"__main__", b"village")):
        name_at, code_at, size = struct.unpack_from("<QQi", blob, 24 * number)
        assert blob[name_at : blob.index(b"\0", name_at)] == name
        assert blob[code_at : code_at + abs(size)] == code
        assert (size < 0) == (name == b"village")  # a package
    assert blob[48:72] == bytes(24)


def test_another_line_of_python_is_refused() -> None:
    with pytest.raises(SetupError, match="no Python 3"):
        interpreter.refuse_other_line(b"/lib/python-2.7.18\0")


@linux_only
def test_a_library_that_needs_a_newer_system_is_refused(tmp_path: Path) -> None:
    told = subprocess.run(["ldd", sys.executable], capture_output=True, text=True, check=True)
    library = next(line.split()[2] for line in told.stdout.splitlines() if "libc.so.6" in line)
    if libraries.needed_c_library(Path(library)) <= (2, 28):
        pytest.skip("this system is as old as the oldest")
    shutil.copyfile(library, tmp_path / "libc.so.6")
    with pytest.raises(SetupError, match=r"libc\.so\.6 needs a C library 2\."):
        libraries.refuse_newer(tmp_path)


@linux_only
def test_a_library_that_nothing_brings_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.c").write_text("", encoding="ascii")
    other, needing = tmp_path / "libvillage.so", tmp_path / "libtown.so"
    if shutil.which("gcc") is None:
        pytest.skip("needs gcc")
    subprocess.run(["gcc", "-shared", "-o", other, tmp_path / "a.c"], check=True)
    link = ["gcc", "-shared", "-Wl,--no-as-needed", tmp_path / "a.c", other, "-o", needing]
    subprocess.run(link, check=True)
    other.unlink()
    with pytest.raises(SetupError, match=r"libtown\.so needs .*libvillage\.so"):
        libraries.refuse_missing(tmp_path)


def test_the_archive_is_the_same_each_time_and_programs_in_it_run(tmp_path: Path) -> None:
    folder = tmp_path / "乡村台账"
    (folder / "app").mkdir(parents=True)
    for name, mode in (("乡村台账", 0o755), ("app/a.py", 0o600)):
        (folder / name).write_text("x", encoding="utf-8")
        (folder / name).chmod(mode)
    first, second = tmp_path / "1.tar.xz", tmp_path / "2.tar.xz"
    build.pack(folder, first, 1_700_000_000)
    (folder / "app/a.py").chmod(0o644)
    (folder / "app/a.py").touch()
    build.pack(folder, second, 1_700_000_000)
    assert first.read_bytes() == second.read_bytes()
    with tarfile.open(first) as packed:
        modes = {entry.name: oct(entry.mode) for entry in packed if entry.isfile()}
    assert modes == {"乡村台账/乡村台账": "0o755", "乡村台账/app/a.py": "0o644"}


def test_the_icon_of_the_menu_is_the_largest_of_the_program() -> None:
    picture = build.largest(ROOT / "resources/icons/ruraldesk.ico")
    assert picture.startswith(b"\x89PNG")
    assert struct.unpack_from(">II", picture, 16) == (256, 256)


def test_both_systems_open_the_same_kinds_of_files() -> None:
    linux = (ROOT / "installer/linux/folder/ruraldesk.xml").read_text(encoding="utf-8")
    windows = (ROOT / "installer/windows/setup.nsi").read_text(encoding="utf-8")
    opened = re.findall(r'<glob pattern="\*(\.\w+)"/>', linux)
    assert opened == re.findall(r'!insertmacro OPENS "(\.\w+)"', windows)
    assert ".rdu" in opened
