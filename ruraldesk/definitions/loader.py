"""Reading a folder of definitions: ledgers, choice lists, figures, summary tables and groups.

Every fault of every file is reported at once. The folder holds `groups.toml`, `home.toml`,
`choices/*.toml`, `figures/*.toml`, `summaries/*.toml`, `parts/*.toml` with what several ledgers
share, and `ledgers/**/*.toml`, one ledger a file, named by its key. A second folder may lie over
it.
Forms refer to each other, so they are read twice: first what stands by itself, then expressions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from ruraldesk.definitions.faults import BadDefinitions, Fault
from ruraldesk.definitions.home import HomeDef
from ruraldesk.definitions.layers import layered
from ruraldesk.definitions.loader_briefs import read_briefs
from ruraldesk.definitions.loader_checks import checked_forms
from ruraldesk.definitions.loader_expressions import Completing
from ruraldesk.definitions.loader_fields import read_choices
from ruraldesk.definitions.loader_figures import read_figures
from ruraldesk.definitions.loader_forms import PART, Draft, read_form
from ruraldesk.definitions.loader_home import read_home
from ruraldesk.definitions.loader_keys import check_key, check_one_of, check_twice
from ruraldesk.definitions.loader_source import TABLES, TEXT, TEXTS, Faults, Node, read
from ruraldesk.definitions.loader_summaries import read_summaries
from ruraldesk.definitions.model import (
    Choice,
    ChoiceList,
    Definitions,
    FormDef,
    GroupDef,
)
from ruraldesk.texts.translate import tr

__all__ = ["BadDefinitions", "Fault", "faults_of", "load"]

_GROUPS = "groups.toml"
_HOME = "home.toml"
_CHOICES = "choices"
_FIGURES = "figures"
_PARTS = "parts"
_BRIEFS = "briefs"
_SUMMARIES = "summaries"
_LEDGERS = "ledgers"
_FOLDERS = (_CHOICES, _FIGURES, _PARTS, _BRIEFS, _SUMMARIES, _LEDGERS)
_GROUP = {"key": TEXT, "title": TEXT, "ledgers": TEXTS}


def load(
    folder: Path,
    *,
    over: Path | None = None,
    extra_choices: Mapping[str, Sequence[Choice]] | None = None,
) -> Definitions:
    """Return all that the folder defines.

    Args:
        folder: the folder of definitions.
        over: a folder whose files replace those of the same path, and add to them.
        extra_choices: members that a book added to extensible lists, by the list's key.

    Raises:
        BadDefinitions: anything is wrong; its `faults` are all there are.
    """
    faults = Faults()
    definitions = _load(folder, over, extra_choices or {}, faults)
    if faults:
        raise BadDefinitions(over or folder, _told_of(over, faults.all()))
    return definitions


def faults_of(folder: Path) -> tuple[Fault, ...]:
    """Return everything that is wrong with the definitions in the folder, by file and line."""
    faults = Faults()
    _load(folder, None, {}, faults)
    return faults.all()


def _told_of(over: Path | None, faults: Sequence[Fault]) -> tuple[Fault, ...]:
    """Return the faults of a folder that lies over the program's: its own first, the causes."""
    if over is None:
        return tuple(faults)
    said = tr("{file} (of the program)")
    own = [fault for fault in faults if (over / fault.file).is_file()]
    others = [replace(one, file=said.format(file=one.file)) for one in faults if one not in own]
    return (*own, *others)


def _load(
    folder: Path,
    over: Path | None,
    extra_choices: Mapping[str, Sequence[Choice]],
    faults: Faults,
) -> Definitions:
    if not folder.is_dir():
        message = tr("There is no folder {folder}.").format(folder=folder)
        faults.add(Fault(file=str(folder), place="", message=message))
    nodes = dict(_read_all(layered(folder, over), faults))
    templates = layered(folder / _BRIEFS, over / _BRIEFS if over else None, "*")
    group_nodes = [nodes[_GROUPS]] if _GROUPS in nodes else []
    groups = _groups(group_nodes)
    choices = _choices(_within(nodes, _CHOICES), extra_choices)
    drafts = _drafts(_within(nodes, _LEDGERS), choices, groups, _parts(_within(nodes, _PARTS)))
    completing = Completing(drafts)
    forms = {key: completing.form(draft) for key, draft in drafts.items()}
    _check_order(group_nodes, forms)
    figures = read_figures(_within(nodes, _FIGURES), completing)
    return Definitions(
        forms=_ordered(checked_forms(drafts, forms), groups),
        choices=choices,
        figures=figures,
        groups=tuple(groups.values()),
        home=read_home(nodes[_HOME], figures) if _HOME in nodes else HomeDef(),
        briefs=tuple(
            brief for node in _within(nodes, _BRIEFS) for brief in read_briefs(node, templates)
        ),
        summaries=read_summaries(_within(nodes, _SUMMARIES), figures),
    )


def _read_all(files: Mapping[str, Path], faults: Faults) -> Iterator[tuple[str, Node]]:
    """Yield (path below the folder, content) of each file that can be read."""
    for file, path in files.items():
        known = file in (_GROUPS, _HOME) or file.split("/")[0] in _FOLDERS
        if not known:
            message = tr(
                "This file is not read: ledgers lie in “{ledgers}/”, choice lists in “{choices}/”, "
                "figures in “{figures}/”."
            ).format(ledgers=_LEDGERS, choices=_CHOICES, figures=_FIGURES)
            faults.add(Fault(file=file, place="", message=message))
        elif (node := read(path, file, faults)) is not None:
            yield file, node


def _within(nodes: Mapping[str, Node], folder: str) -> list[Node]:
    return [node for file, node in nodes.items() if file.startswith(f"{folder}/")]


def _groups(nodes: Sequence[Node]) -> dict[str, GroupDef]:
    groups: dict[str, GroupDef] = {}
    for node in nodes:
        node.checked({"group": TABLES}, ("group",))
        for one in node.tables("group"):
            data = one.checked(_GROUP, ("key", "title"))
            if check_key(one, data.get("key")) and check_twice(one, data["key"], groups):
                groups[data["key"]] = GroupDef(**{"title": "", **data})
    return groups


def _choices(nodes: Sequence[Node], extra: Mapping[str, Sequence[Choice]]) -> dict[str, ChoiceList]:
    choices: dict[str, ChoiceList] = {}
    for node in nodes:
        node.checked({"list": TABLES}, ("list",))
        for one in node.tables("list"):
            key = one.data.get("key")
            made = read_choices(one, extra.get(key, ()) if isinstance(key, str) else ())
            if made is not None and check_twice(one, made.key, choices):
                choices[made.key] = made
    return choices


def _parts(nodes: Sequence[Node]) -> dict[str, Node]:
    """Return what ledgers share, by the names of the files."""
    for node in nodes:
        node.checked(PART)
    return {Path(node.source.file).stem: node for node in nodes}


def _drafts(
    nodes: Sequence[Node],
    choices: Mapping[str, ChoiceList],
    groups: Mapping[str, GroupDef],
    parts: Mapping[str, Node],
) -> dict[str, Draft]:
    """Return the ledgers after the first reading, by key."""
    drafts: dict[str, Draft] = {}
    for node in nodes:
        way = Path(node.source.file)
        group = way.parent.name if way.parent.name in groups else ""
        draft = read_form(node, choices, group, parts)
        if draft is None or not check_twice(node, draft.form.key, drafts):
            continue
        drafts[draft.form.key] = draft
        if way.stem != draft.form.key:
            message = tr("The file of the ledger “{key}” must be called {key}.toml.")
            node.fault(message.format(key=draft.form.key), "key")
        if draft.form.group:
            check_one_of(node, "group", draft.form.group, groups)
        else:
            message = tr("The ledger needs a group, to be found in the navigation.")
            node.fault(message, "group")
    return drafts


def _ordered(forms: Mapping[str, FormDef], groups: Mapping[str, GroupDef]) -> dict[str, FormDef]:
    """Return the forms in the order of the groups, within a group as it says, then by key."""
    named = [key for group in groups.values() for key in group.ledgers]
    places = {key: place for place, key in enumerate(groups)}

    def place(form: FormDef) -> tuple[int, int]:
        within = named.index(form.key) if form.key in named else len(named)
        return places.get(form.group, len(places)), within

    return {form.key: form for form in sorted(forms.values(), key=place)}


def _check_order(nodes: Sequence[Node], forms: Mapping[str, FormDef]) -> None:
    """Note ledgers that a group names in its order but does not hold."""
    for node in nodes:
        for one in node.tables("group"):
            own = [form.key for form in forms.values() if form.group == one.data.get("key")]
            for key in one.data.get("ledgers", ()):
                if isinstance(key, str):
                    check_one_of(one, "ledgers", key, own)
