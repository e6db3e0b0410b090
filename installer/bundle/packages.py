"""The locked packages, as a system gets them: without what the program never loads."""

import shutil
from pathlib import Path, PurePosixPath

from installer import machine
from installer.bundle.bytecode import compiled
from installer.bundle.modules import LINE
from installer.bundle.trimming import Trimming
from installer.machine import SetupError


def install(lock: Path, uv: Path, folder: Path, root: Path, system: str) -> None:
    """Install the packages of `lock`, as a `system` needs them, into `folder`.

    Args:
        system: one of those that uv knows (`--python-platform`).

    Raises:
        SetupError: uv failed.
    """
    command: list[str | Path] = [
        uv,
        "pip",
        "install",
        "--quiet",
        "--require-hashes",
        "--requirement",
        lock,
    ]
    command += ["--python-platform", system, "--python-version"]
    command += [LINE, "--only-binary", ":all:", "--link-mode", "copy"]
    if machine.call([*command, "--target", folder], root):
        raise SetupError(
            "The packages could not be installed; the lines above say why. Check the "
            "network and the room on the disk, then run the same command again."
        )


def lay(installed: Path, folder: Path, trimming: Trimming) -> None:
    """Copy what the program needs of the installed packages, modules compiled."""
    for path in sorted(installed.rglob("*")):
        name = PurePosixPath(path.relative_to(installed))
        if path.is_dir() or not is_kept(name, trimming):
            continue
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".py":
            target.with_suffix(".pyc").write_bytes(compiled(path, str(name)))
        else:
            shutil.copyfile(path, target)


def is_kept(name: PurePosixPath, trimming: Trimming) -> bool:
    """Say whether a file stays, by the rules for all packages and by those of its own."""
    if not trimming.keeps("packages", str(name)):
        return False
    own = PurePosixPath(*name.parts[1:]) if len(name.parts) > 1 else name
    return trimming.keeps(name.parts[0], str(own))
