"""Small folders of definitions for tests: write TOML texts below a folder, and load them.

    definitions = loaded(tmp_path, ledgers={"well": WELL}, choices=COLOURS)

Other packages' tests use these too.
"""

from collections.abc import Mapping
from pathlib import Path

from ruraldesk.definitions.faults import Fault
from ruraldesk.definitions.loader import faults_of, load
from ruraldesk.definitions.model import Definitions, FormDef

GROUPS = """
[[group]]
key = "main"
title = "常用台账"
"""


def write_forms(
    folder: Path,
    *,
    ledgers: Mapping[str, str] | None = None,
    choices: str = "",
    figures: str = "",
    groups: str = GROUPS,
) -> Path:
    """Write a folder of definitions: ledgers by key, each the text of one file; return it.

    A ledger's text need not say its key, title and group: where its first line is no `key`, they
    are put before it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "groups.toml").write_text(groups, encoding="utf-8")
    for name, text in (("choices", choices), ("figures", figures)):
        if text:
            (folder / name).mkdir(exist_ok=True)
            (folder / name / f"{name}.toml").write_text(text, encoding="utf-8")
    (folder / "ledgers" / "main").mkdir(parents=True, exist_ok=True)
    for key, text in (ledgers or {}).items():
        head = "" if text.lstrip().startswith("key") else f'key = "{key}"\ntitle = "{key}台账"\n'
        path = folder / "ledgers" / "main" / f"{key}.toml"
        path.write_text(head + text, encoding="utf-8")
    return folder


def loaded(
    folder: Path, *, ledgers: Mapping[str, str], choices: str = "", figures: str = ""
) -> Definitions:
    """Write a folder of definitions and load it."""
    return load(write_forms(folder / "forms", ledgers=ledgers, choices=choices, figures=figures))


def form_from(folder: Path, text: str, *, choices: str = "") -> FormDef:
    """Write one ledger with the key `well`, load it, and return it."""
    return loaded(folder, ledgers={"well": text}, choices=choices).form("well")


def faults_in(
    folder: Path, *, ledgers: Mapping[str, str], choices: str = "", figures: str = ""
) -> tuple[Fault, ...]:
    """Write a folder of definitions and return what is wrong with it."""
    return faults_of(
        write_forms(folder / "forms", ledgers=ledgers, choices=choices, figures=figures)
    )
