"""A pytest plugin: the suite on the Python of Windows in Wine, without what Wine cannot.

What is left out stands in `left_out.toml` with its reason; the run ends with how much that was.
"""

from __future__ import annotations

import os
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.windows.wine import USER

HOME = Path(f"C:\\users\\{USER}")
LIST = Path(__file__).with_name("left_out.toml")
COUNTED = "left_out"  # what a worker tells of its deselected tests
LEFT_OUT = pytest.StashKey["LeftOut"]()


def sit_down() -> None:
    """Make the environment that of the clerk; Wine takes much of it from the user of Linux."""
    temporary = HOME / "AppData" / "Local" / "Temp"
    temporary.mkdir(parents=True, exist_ok=True)
    for name in ("TMPDIR", "TEMP", "TMP"):
        os.environ[name] = str(temporary)
    os.environ["USERPROFILE"] = str(HOME)
    os.environ["USERNAME"] = USER
    # Wine drops what Linux gives it of these. Without a screen, Qt asks where the fonts are.
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["QT_QPA_FONTDIR"] = "C:\\windows\\Fonts"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Which tests are left out and why; a place is a folder, a file, a test, or one case of it."""

    reasons: Mapping[str, str]  # by place
    counts: Counter[str] = field(default_factory=Counter)  # of tests, by reason

    def place_of(self, test: str) -> str | None:
        """Return the place by which a test is left out, if it is."""
        return next((place for place in self.reasons if is_at(test, place)), None)

    def unknown(self, tests: Iterable[str]) -> list[str]:
        """Return the places where nothing is, as far as `tests`, which were collected, can tell."""
        found = list(tests)
        files = {test.partition("::")[0] for test in found}
        return [
            place
            for place in self.reasons
            if (place.partition("::")[0] in files or not exists(place))
            and not any(is_at(test, place) for test in found)
        ]


def read_list(file: Path = LIST) -> LeftOut:
    """Read the list.

    Raises:
        ValueError: a place stands in it twice.
    """
    told = tomllib.loads(file.read_text(encoding="utf-8"))
    pairs = [(place, one["why"]) for one in told["left_out"] for place in one["tests"]]
    twice = [place for place, count in Counter(place for place, _ in pairs).items() if count > 1]
    if twice:
        raise ValueError(f"{file.name} names twice: {', '.join(twice)}")
    return LeftOut(dict(pairs))


def is_at(test: str, place: str) -> bool:
    """Say whether a test is what `place` names, or is in it."""
    return test == place or (test.startswith(place) and test[len(place)] in "/:[")


def exists(place: str) -> bool:
    """Say whether the file or folder of a place is there."""
    return (LIST.parents[2] / place.partition("::")[0]).exists()


if sys.platform == "win32":  # at once: pytest asks early where temporary files go, and keeps it
    sit_down()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[LEFT_OUT] = read_list()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    left_out = config.stash[LEFT_OUT]
    unknown = left_out.unknown(item.nodeid for item in items)
    if unknown:
        raise pytest.UsageError(f"{LIST.name} names what is not there: {', '.join(unknown)}")
    out, kept = [], []
    for item in items:
        place = left_out.place_of(item.nodeid)
        if place is None:
            kept.append(item)
        else:
            out.append(item)
            left_out.counts[left_out.reasons[place]] += 1
    config.hook.pytest_deselected(items=out)
    items[:] = kept


def pytest_sessionfinish(session: pytest.Session) -> None:
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput[COUNTED] = dict(session.config.stash[LEFT_OUT].counts)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take over what a worker counted; each of them counts all tests."""
    counts = node.config.stash[LEFT_OUT].counts
    told = getattr(node, "workeroutput", {COUNTED: {}})  # one that crashed tells nothing
    counts.update(told[COUNTED] if not counts else {})


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    counts = config.stash[LEFT_OUT].counts
    if counts:
        terminalreporter.section(f"{counts.total()} tests left out in Wine")
        for why, count in counts.most_common():
            terminalreporter.write_line(f"{count:6}  {why}")
