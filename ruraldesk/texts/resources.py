"""Where the files that ship with the program lie."""

from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def resources_dir() -> Path:
    """Return the folder of fonts, icons, translations and help.

    Raises:
        FileNotFoundError: the installation is incomplete.
    """
    return _shipped("resources")


def forms_dir() -> Path:
    """Return the folder of the definitions that ship with the program.

    Raises:
        FileNotFoundError: the installation is incomplete.
    """
    return _shipped("forms")


@cache
def _shipped(name: str) -> Path:
    """Find a shipped folder: inside the installed package, else beside it in a checkout.

    The package comes first, since a stranger's `resources` may lie beside an installed one.
    """
    for folder in (_PACKAGE / f"_{name}", _PACKAGE.parent / name):
        if folder.is_dir():
            return folder
    # Not translated: the translations lie in the very folder that may be missing.
    raise FileNotFoundError(
        f"RuralDesk is not completely installed: the folder “{name}” is missing."
    )
