"""What a package loads is seen in a fresh interpreter: the layers, and the heavy libraries."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "ruraldesk"

# From the highest to the lowest; each may load itself and what stands in a lower row.
LAYERS = (
    {"cli"},
    {"ui"},
    {"services"},
    {"store", "documents", "exchange"},
    {"definitions"},
    {"files"},
    {"texts"},
    {"errors"},
)
# Library: the only part that may import it by itself. Parts above that one load it through it.
OWNERS = {
    "PySide6": "ui",
    "sqlalchemy": "store",
    "sqlcipher3": "store",
    "openpyxl": "documents",
    "python_calamine": "documents",
    "reportlab": "documents",
    "nacl": "exchange",
    "pyrage": "exchange",
}
# Imports every module of one part, then prints all that is loaded.
PROBE = """
import importlib, pkgutil, sys
part = importlib.import_module("ruraldesk.{part}")
if hasattr(part, "__path__"):
    for module in pkgutil.walk_packages(part.__path__, part.__name__ + "."):
        if not module.name.endswith(".__main__"):
            importlib.import_module(module.name)
print(*sys.modules)
"""
PARTS = sorted(
    path.stem
    for path in PACKAGE.iterdir()
    if not path.name.startswith("__") and (path.suffix == ".py" or (path / "__init__.py").exists())
)


def level(part: str) -> int:
    """Return the row of `part` in LAYERS."""
    return next(row for row, parts in enumerate(LAYERS) if part in parts)


def loaded_by(part: str) -> set[str]:
    """Return the names of all modules loaded once every module of `part` is."""
    done = subprocess.run(
        [sys.executable, "-c", PROBE.format(part=part)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


@pytest.mark.parametrize("part", PARTS)
def test_every_part_has_its_place_in_the_layers(part: str) -> None:
    assert any(part in parts for parts in LAYERS), f"give ruraldesk.{part} its place in LAYERS"


@pytest.mark.parametrize("part", PARTS)
def test_a_part_loads_nothing_from_above_or_beside(part: str) -> None:
    below = set().union(*LAYERS[level(part) + 1 :])
    loaded = loaded_by(part)

    parts = {name.split(".")[1] for name in loaded if name.startswith("ruraldesk.")}
    assert parts <= {part, *below}

    libraries = {name.partition(".")[0] for name in loaded}
    foreign = {
        library
        for library, owner in OWNERS.items()
        if library in libraries and owner not in {part, *below}
    }
    assert foreign == set()


@pytest.mark.parametrize("part", PARTS)
def test_the_import_linter_knows_every_part(part: str) -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers, *others = settings["tool"]["importlinter"]["contracts"]
    assert any(f"(ruraldesk.{part})" in layer for layer in layers["layers"])
    for contract in others:
        if OWNERS.keys() & set(contract.get("forbidden_modules", ())):
            owners = {OWNERS.get(library) for library in contract["forbidden_modules"]}
            listed = f"ruraldesk.{part}" in contract["source_modules"]
            assert listed == (part not in owners), contract["name"]


def test_the_window_takes_nothing_from_a_book_but_through_services() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    [contract] = [
        one
        for one in settings["tool"]["importlinter"]["contracts"]
        if one.get("source_modules") == ["ruraldesk.ui"]
    ]
    below = LAYERS[level("store")] & set(PARTS)
    assert set(contract["forbidden_modules"]) == {f"ruraldesk.{part}" for part in below}
