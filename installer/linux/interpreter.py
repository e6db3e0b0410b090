"""The Python of the folder: the start program of a locked wheel, which is a whole Python.

It needs no more of a Linux than the C library of 2012. It runs modules that are appended to it, in
the way of the wheel's own tool (`FreezeTool.generateRuntimeFromStub`): a table of their names and
code, and where the table lies, written over the program's variable `blobinfo`. Ours find the
folder's packages and start RuralDesk.
"""

import re
import struct
import subprocess
import sysconfig
import zipfile
from pathlib import Path, PurePosixPath

from installer.bundle.bytecode import code, compiled
from installer.bundle.modules import LINE, TAG, write_modules
from installer.bundle.trimming import Trimming
from installer.machine import SetupError

PROGRAM = "ruraldesk"
STUB = "panda3d_tools/deploy-stub"
CACHED = f".cpython-{TAG}.opt-1.pyc"  # the program runs as `python -O`: it looks for these
MODULES = f"python{TAG}.zip"
START = f"""
import encodings, os, sys
folder = os.path.dirname(os.readlink("/proc/self/exe"))
modules = os.path.join(folder, "{MODULES}")
program = os.path.join(os.path.dirname(folder), "app")
sys.path[:] = [modules, os.path.join(folder, "lib"), os.path.join(folder, "packages"), program]
encodings.__path__ = [os.path.join(modules, "encodings")]
import runpy
runpy.run_module("ruraldesk", run_name="__main__", alter_sys=True)
"""
# Needed before Python can open any file by its name.
EARLY = ("__init__", "aliases", "ascii", "latin_1", "utf_8")
_PAGE = 4096
_ENTRY = "<QQi4x"  # where its name lies, where its code, the size: below 0 for a package
_HEAD = "<QQHHHH8x12Q"  # where the blob lies, its size, version, pointers, 0, flags, the table, …
_POINTERS = 12  # of which only the table's is used
_KEEP_DOCSTRINGS = 4


def lay(folder: Path, wheel: Path, trimming: Trimming) -> None:
    """Lay Python into an empty folder: the program, its libraries, the standard library.

    Raises:
        SetupError: the wheel holds another line of Python than the one that runs here.
    """
    (folder / "lib").mkdir()
    with zipfile.ZipFile(wheel) as packed:
        stub = packed.read(STUB)
        for name in sorted(packed.namelist()):
            path = PurePosixPath(name)
            if path.parts[0] == "deploy_libs" and trimming.keeps("runtime", path.name):
                # Modules are found in `lib`, what they are bound to beside the program.
                is_module = ".cpython-" in path.name or path.suffix == ".py"
                file = (folder / "lib" if is_module else folder) / path.name
                file.write_bytes(packed.read(name))
                if path.suffix == ".py":
                    file.with_suffix(".pyc").write_bytes(compiled(file, path.name))
                    file.unlink()
    refuse_other_line(stub)
    program = folder / PROGRAM
    program.write_bytes(stub)
    program.write_bytes(with_modules(stub, place_of_blobinfo(program)))
    program.chmod(0o755)
    write_modules(folder / MODULES, trimming)


def lay_licence(wheel: Path, folder: Path) -> None:
    """Copy the licence of the start program itself."""
    with zipfile.ZipFile(wheel) as packed:
        name = next(one for one in packed.namelist() if one.endswith(".dist-info/LICENSE.txt"))
        (folder / "Panda3D.txt").write_bytes(packed.read(name))


def refuse_other_line(stub: bytes) -> None:
    """Compare the program's version with that of the modules, which come from this Python.

    The last number may differ: what modules and program share hardly changes within a line, and the
    folder is tried before it is handed out.

    Raises:
        SetupError: they are not both 3.11, for instance.
    """
    if not re.search(rb"\D" + re.escape(LINE).encode() + rb"\.\d+", stub):
        raise SetupError(
            f"The wheel of the folder for Linux has no Python {LINE}, from which its modules would "
            "come. Run the command with the Python that runtime.lock is for."
        )


def place_of_blobinfo(program: Path) -> int:
    """Return where the variable lies in the file."""
    told = subprocess.run(
        ["objdump", "-hT", program], capture_output=True, text=True, check=True
    ).stdout
    section = re.search(r" \.data +\w+ +(\w+) +\w+ +(\w+)", told)
    variable = re.search(r"^(\w+) .* \.data\s.* blobinfo$", told, re.MULTILINE)
    assert section, "a program has data"
    assert variable, "the wheel is locked: its program has the variable"
    return int(variable[1], 16) - int(section[1], 16) + int(section[2], 16)


def with_modules(stub: bytes, place: int) -> bytes:
    """Return the program with our modules; `place` is that of its variable `blobinfo`."""
    library = Path(sysconfig.get_path("stdlib"))
    modules = [("__main__", code(START.encode("ascii"), "start.py"), False)]
    for name in EARLY:
        source = (library / "encodings" / f"{name}.py").read_bytes()
        whole = "encodings" if name == "__init__" else f"encodings.{name}"
        modules.append((whole, code(source, f"encodings/{name}.py"), name == "__init__"))
    blob = blob_of(modules)
    whole_pages = -len(stub) % _PAGE
    head = struct.pack(
        _HEAD, len(stub) + whole_pages, len(blob), 1, _POINTERS, 0, _KEEP_DOCSTRINGS,
        *([0] * _POINTERS),
    )  # fmt: skip
    return b"".join(
        (stub[:place], head, stub[place + len(head) :], bytes(whole_pages), blob),
    )


def blob_of(modules: list[tuple[str, bytes, bool]]) -> bytes:
    """Return the table of modules (name, code, whether it is a package) and what it names."""
    start = (len(modules) + 1) * struct.calcsize(_ENTRY)
    table, pool = b"", b""
    for name, content, is_package in modules:
        name_at = start + len(pool)
        pool += name.encode("ascii") + b"\0"
        pool += bytes(-len(pool) % 4)
        size = -len(content) if is_package else len(content)
        table += struct.pack(_ENTRY, name_at, start + len(pool), size)
        pool += content
    blob = table + struct.pack(_ENTRY, 0, 0, 0) + pool
    return blob + bytes(-len(blob) % 32)
