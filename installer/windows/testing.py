"""The Python of Windows as the setup carries it, with the packages of the tests.

The suite runs on it in Wine.
"""

import os
import shutil
from pathlib import Path

from installer import machine
from installer.bundle import packages, parts
from installer.bundle.modules import TAG
from installer.windows import build, launchers

# Of Qt, what the tests need and the program does not.
OF_QT = ("PySide6/QtTest.pyd", "PySide6/Qt6Test.dll")


def make(root: Path, python: Path) -> Path:
    """Make `build/windows/testing/python.exe` beside the folder that the setup carries; return it.

    What the program loads is what the setup carries, trimmed as it is; the program and its tests
    are those of the checkout.

    Raises:
        SetupError: something could not be fetched.
    """
    machine.say("Making the Python of Windows with the packages of the tests")
    work = root / "build" / "windows"
    folder = work / "testing"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(work / "RuralDesk" / "python", folder / "python", copy_function=os.link)
    tools = parts.provide_tools(root, python)
    installed = work / "test packages"
    shutil.rmtree(installed, ignore_errors=True)
    packages.install(
        root / "tests" / "requirements.lock", tools / "bin" / "uv", installed, root, build.SYSTEM
    )
    add_packages(installed, folder / "python" / "packages")
    tell_places(folder / "python", root)
    launchers.make_python(folder / "python.exe", work / "launchers")
    return folder / "python.exe"


def add_packages(installed: Path, folder: Path) -> None:
    """Move what the setup's packages lack to them: whole packages, and what is missing of Qt."""
    there = {path.stem if path.suffix == ".pyc" else path.name for path in folder.iterdir()}
    for path in sorted(installed.iterdir()):
        if (path.stem if path.suffix == ".py" else path.name) not in there:
            path.rename(folder / path.name)
    for name in OF_QT:
        (installed / name).rename(folder / name)


def tell_places(folder: Path, root: Path) -> None:
    """Have this Python find modules and packages beside it, and the program in the checkout."""
    places = folder / f"python{TAG}._pth"
    checkout = "\\".join([".."] * len(folder.relative_to(root).parts))
    places.unlink()  # it is the very file that the setup carries
    text = f"python{TAG}.zip\n.\npackages\n{checkout}\n"
    places.write_text(text, encoding="utf-8", newline="\r\n")
