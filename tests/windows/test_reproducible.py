"""The same source makes the same setup, wherever, whenever and by whomever it is built."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Python finds no packages of a checkout with a Chinese name in a locale without Chinese.
LOCALE = {"LC_ALL": "C"} if str(ROOT).isascii() else {}
BUILD = """
import os, sys
from pathlib import Path
from installer.windows import build
os.umask(0o077)
print(build.make_quickly(Path.cwd(), Path(sys.executable)))
"""


@pytest.fixture(scope="module")
def again(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The setup, made once more: elsewhere, later, by somebody who keeps files to himself."""
    elsewhere = tmp_path_factory.mktemp("别处") / "RuralDesk of another"
    subprocess.run(["git", "clone", "-q", "--no-hardlinks", ROOT, elsewhere], check=True)
    for name in known_to_git():  # also what is not committed yet
        (elsewhere / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, elsewhere / name)
    subprocess.run(["git", "add", "-A"], cwd=elsewhere, check=True)
    told = subprocess.run(
        [sys.executable, "-c", BUILD],
        cwd=elsewhere, env={**os.environ, "TZ": "Asia/Shanghai", **LOCALE},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return Path(told.stdout.splitlines()[-1])


def test_the_folder_holds_the_same_bytes(setup: Path, again: Path) -> None:
    assert again.parent != setup.parent
    assert dict(hashes(again.parent / "RuralDesk")) == dict(hashes(setup.parent / "RuralDesk"))


def test_the_setup_is_the_same_byte_for_byte(setup: Path, again: Path) -> None:
    assert again.name == setup.name
    assert sha256(again.read_bytes()).digest() == sha256(setup.read_bytes()).digest()


def known_to_git() -> Iterator[str]:
    told = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    for name in filter(None, told.stdout.decode().split("\0")):
        if (ROOT / name).exists():
            yield name


def hashes(folder: Path) -> Iterator[tuple[str, str]]:
    for path in folder.rglob("*"):
        if path.is_file():
            yield path.relative_to(folder).as_posix(), sha256(path.read_bytes()).hexdigest()
