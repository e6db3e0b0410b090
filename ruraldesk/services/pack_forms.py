"""The forms of a pack: read from a folder or single files, and what they change for receivers."""

from __future__ import annotations

import tempfile
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ruraldesk.definitions.layers import is_definition_path, layered
from ruraldesk.errors import Level, Problem
from ruraldesk.files.failures import drive_errors
from ruraldesk.services.books import definitions_over
from ruraldesk.services.pack_changes import Change, definition_changes
from ruraldesk.services.pack_checks import PackRefused
from ruraldesk.store.packs import KeptPack, folded
from ruraldesk.texts.filenames import legal_name
from ruraldesk.texts.resources import forms_dir
from ruraldesk.texts.translate import tr

_FOLDERS = {"list": "choices", "figure": "figures"}
"""Where a single file belongs that the program does not have, by the table that it holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormFiles:
    """Definitions by their path, as below `forms/`, and a note on each file that is none."""

    files: Mapping[str, bytes] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def files_in(folder: Path) -> FormFiles:
    """Return the definitions in a folder that is laid out like those of the program.

    Raises:
        PackRefused: there is no such folder, or no definition in it.
        FileError: a file cannot be read.
    """
    if not folder.is_dir():
        message = tr("There is no folder {folder}.").format(folder=folder)
        raise PackRefused("no_folder", message)
    found: dict[str, bytes] = {}
    strange = []
    with drive_errors(folder):
        for name, file in layered(folder, None, "*").items():
            if is_definition_path(name):
                found[name] = file.read_bytes()
            elif file.is_file():
                strange.append(_left_out(name))
    if not found:
        message = tr("There is no definition in {folder}: its ledgers lie in “ledgers/GROUP/”.")
        raise PackRefused("no_definitions", message.format(folder=folder))
    return FormFiles(files=found, problems=tuple(strange))


def single_files(paths: Iterable[Path]) -> FormFiles:
    """Return single definitions, each in the place of the program's file of the same name.

    One that the program does not have goes where its content belongs.

    Raises:
        FileError: a file cannot be read.
    """
    shipped = {Path(name).name: name for name in layered(forms_dir())}
    found: dict[str, bytes] = {}
    strange = []
    for path in paths:
        with drive_errors(path):
            content = path.read_bytes()
        place = shipped.get(path.name) or _place(path.name, content, shipped)
        if place and is_definition_path(place):
            found[place] = content
        else:
            strange.append(_left_out(path.name))
    return FormFiles(files=found, problems=tuple(strange))


def together(parts: Sequence[FormFiles]) -> FormFiles:
    """Return the definitions of several choices as one; the later ones count."""
    return FormFiles(
        files={name: content for part in parts for name, content in part.files.items()},
        problems=tuple(problem for part in parts for problem in part.problems),
    )


def news_of(earlier: Sequence[KeptPack], forms: Mapping[str, bytes]) -> list[Change]:
    """Return what forms change for those who have all `earlier` packs of the office."""
    if not forms:
        return []
    with tempfile.TemporaryDirectory(prefix="ruraldesk-") as scratch:
        before, after = Path(scratch) / "before", Path(scratch) / "after"
        _lay(before, folded(earlier))
        _lay(after, folded(earlier) | dict(forms))
        return definition_changes(definitions_over(before), definitions_over(after))


def _lay(folder: Path, files: Mapping[str, bytes]) -> None:
    with drive_errors(folder):
        folder.mkdir()
        for name, content in files.items():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)


def _place(name: str, content: bytes, shipped: Mapping[str, str]) -> str:
    """Return where a new definition belongs; "" when that cannot be told.

    A ledger whose file is broken is taken for one: the check then says what is wrong with it.
    """
    if not name.endswith(".toml"):
        return f"briefs/{name}"
    try:
        said = tomllib.loads(content.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError):
        return f"ledgers/own/{name}"
    for table, folder in _FOLDERS.items():
        if table in said and "key" not in said:
            return f"{folder}/{name}"
    if "key" not in said:
        return ""
    file, group = f"{said['key']}.toml", said.get("group")  # a ledger's file is called by its key
    return shipped.get(file) or f"ledgers/{legal_name(str(group)) if group else 'own'}/{file}"


def _left_out(name: str) -> Problem:
    message = tr("{file} is no definition and does not go along.").format(file=name)
    return Problem(message=message, level=Level.WARN, code="left_out")
