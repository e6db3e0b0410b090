"""The standard library that the program carries: that of the Python which makes the setup."""

import sys
import sysconfig
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from installer.bundle.bytecode import compiled
from installer.bundle.trimming import Trimming

TAG = "{}{}".format(*sys.version_info[:2])
LINE = "{}.{}".format(*sys.version_info[:2])
VERSION = "{}.{}.{}".format(*sys.version_info[:3])


def modules(trimming: Trimming) -> Iterator[tuple[PurePosixPath, Path]]:
    """Yield the modules of the standard library that the program needs, in order."""
    library = Path(sysconfig.get_path("stdlib"))
    for path in sorted(library.rglob("*.py")):
        name = PurePosixPath(path.relative_to(library))
        if trimming.keeps("modules", str(name)):
            yield name, path


def write_modules(target: Path, trimming: Trimming) -> None:
    """Write the standard library, compiled, as one archive; its bytes depend on nothing else."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as packed:
        for name, path in modules(trimming):
            packed.writestr(zipfile.ZipInfo(f"{name}c"), compiled(path, str(name)))
