"""The Python of Windows: its signed libraries from a locked wheel, its modules from this Python."""

import re
import subprocess
import zipfile
from pathlib import Path, PurePosixPath

from installer.bundle.modules import TAG, VERSION, write_modules
from installer.bundle.trimming import Trimming
from installer.machine import SetupError

MINGW = "x86_64-w64-mingw32-gcc"
OBJDUMP = "x86_64-w64-mingw32-objdump"
LIBRARY = f"python{TAG}.dll"


def lay(folder: Path, wheel: Path, trimming: Trimming) -> None:
    """Lay Python into an empty folder: libraries, compiled modules, and where it finds packages.

    Raises:
        SetupError: the wheel holds another version than the one that runs here.
    """
    with zipfile.ZipFile(wheel) as packed:
        for name in sorted(packed.namelist()):
            path = PurePosixPath(name)
            if path.parts[0] == "deploy_libs" and trimming.keeps("runtime", path.name):
                (folder / path.name).write_bytes(packed.read(name))
    refuse_other_version(folder / LIBRARY)
    make_stable_library(folder)
    write_modules(folder / f"python{TAG}.zip", trimming)
    # Read in place of the registry and the environment: whatever else is installed, this is used.
    (folder / f"python{TAG}._pth").write_text(
        f"python{TAG}.zip\n.\npackages\n..\\app\n", encoding="utf-8", newline="\r\n"
    )


def refuse_other_version(library: Path) -> None:
    """Compare the library's version with that of the modules, which come from this Python.

    Raises:
        SetupError: they differ.
    """
    found = re.search(rb"\0(3\.\d+\.\d+)\0", library.read_bytes()) if library.exists() else None
    version = found[1].decode() if found else "none"
    if version != VERSION:
        raise SetupError(
            f"The setup carries Python {version}, and its modules would come from this Python, "
            f"{VERSION}. Run the command with Python {version}."
        )


def make_stable_library(folder: Path) -> None:
    """Make python3.dll, which hands on every call to the library of this version.

    Packages for all versions of Python are bound to it; the wheel lacks it.
    """
    told = subprocess.run(
        [OBJDUMP, "-p", folder / LIBRARY], capture_output=True, text=True, check=True
    ).stdout
    table = told[told.index("[Ordinal/Name Pointer] Table") :]
    entry = r"^\s*\[\s*\d+\](?: \+base\[\s*\d+\])?\s+(?:[0-9a-f]+ )?(\w+)$"
    names = sorted(set(re.findall(entry, table, re.MULTILINE)))
    handed = "".join(f"{name}={LIBRARY[:-4]}.{name}\n" for name in names)
    definition = folder / "python3.def"
    definition.write_text(f'LIBRARY "python3.dll"\nEXPORTS\n{handed}', encoding="ascii")
    source = folder / "python3.c"
    source.write_text(
        "int __stdcall DllMainCRTStartup(void *a, unsigned b, void *c) { return 1; }\n",
        encoding="ascii",
    )
    link = [MINGW, "-shared", "-nostdlib", "-s"]
    link += ["-Wl,-e,DllMainCRTStartup,--no-insert-timestamp", source.name, definition.name]
    subprocess.run([*link, "-o", "python3.dll"], cwd=folder, check=True)
    definition.unlink()
    source.unlink()
