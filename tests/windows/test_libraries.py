"""What a fresh Windows lacks is in the setup: Wine would not show it, having its own."""

import shutil
from pathlib import Path

import pytest

from installer.machine import SetupError
from installer.windows import libraries
from installer.windows.runtime import LIBRARY


def test_a_library_that_nothing_brings_is_refused(setup: Path, tmp_path: Path) -> None:
    python = tmp_path / "python"
    python.mkdir()
    shutil.copyfile(setup.parent / "RuralDesk" / "python" / LIBRARY, python / LIBRARY)
    for package in ("PySide6", "shiboken6"):
        (python / "packages" / package).mkdir(parents=True)
    with pytest.raises(SetupError, match=r"python/python3\d+\.dll needs vcruntime140\.dll"):
        libraries.refuse_missing(tmp_path, python)
    libraries.lay_c_runtime(setup.parent / "packages", python)
    libraries.refuse_missing(tmp_path, python)
