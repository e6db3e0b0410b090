"""Every message in the code has its Chinese, and every Chinese message is used."""

import ast
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

ROOT = Path(__file__).resolve().parent.parent
CATALOGUES = sorted((ROOT / "resources" / "translations" / "zh_CN").glob("*.json"))
MODULES = sorted((ROOT / "ruraldesk").rglob("*.py"))


def entries(catalogue: Path) -> list[tuple[str, str]]:
    """Return the pairs of `catalogue`, with those given twice."""
    text = catalogue.read_text(encoding="utf-8")
    pairs: list[tuple[str, str]] = json.loads(text, object_pairs_hook=lambda found: found)
    return pairs


def all_entries() -> dict[str, str]:
    return {source: shown for path in CATALOGUES for source, shown in entries(path)}


@cache
def tree(module: Path) -> ast.Module:
    return ast.parse(module.read_text(encoding="utf-8"))


def calls(module: Path) -> Iterator[tuple[str, ast.expr]]:
    """Yield place and first argument of every `tr(…)` and `on_paper(…)` in `module`."""
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Call) and node.args:
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in ("tr", "on_paper"):
                yield f"{module.relative_to(ROOT).as_posix()}:{node.lineno}", node.args[0]


def texts_in(module: Path) -> Iterator[str]:
    """Yield every text written in `module`: a message may be kept in a table before `tr`."""
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_every_message_has_its_chinese() -> None:
    known = all_entries()
    missing = [
        f"{place}: {argument.value}"
        for module in MODULES
        for place, argument in calls(module)
        if isinstance(argument, ast.Constant) and argument.value not in known
    ]
    assert not missing, "\n".join(missing)


def test_no_message_is_put_together_before_it_is_looked_up() -> None:
    built = [
        place
        for module in MODULES
        for place, argument in calls(module)
        if isinstance(argument, ast.JoinedStr | ast.BinOp)
        or (isinstance(argument, ast.Call) and getattr(argument.func, "attr", "") == "format")
    ]
    remedy = "Translate the text with its {placeholders}, then .format() it:"
    assert not built, "\n".join([remedy, *built])


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda path: path.stem)
def test_every_entry_is_used_in_the_code(catalogue: Path) -> None:
    used = {text for module in MODULES for text in texts_in(module)}
    unused = [source for source, _ in entries(catalogue) if source not in used]
    assert not unused, "\n".join(unused)


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda path: path.stem)
def test_placeholders_agree(catalogue: Path) -> None:
    different = [
        source
        for source, shown in entries(catalogue)
        if placeholders(source) != placeholders(shown)
    ]
    assert not different, "\n".join(different)


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda path: path.stem)
def test_nothing_is_translated_twice_or_into_nothing(catalogue: Path) -> None:
    sources = [source for source, _ in entries(catalogue)]
    assert len(sources) == len(set(sources))
    assert all(shown.strip() for _, shown in entries(catalogue))


def test_the_same_message_is_the_same_in_every_catalogue() -> None:
    known = all_entries()
    different = [
        f"{path.name}: {source}"
        for path in CATALOGUES
        for source, shown in entries(path)
        if known[source] != shown
    ]
    assert not different, "\n".join(different)
