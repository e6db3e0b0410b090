"""What holds for every test: no unexpected warning, no log, no touch of the user's own settings."""

import gc
import logging
import os
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

from ruraldesk.files import preferences
from tests import new_books

# A busy machine is no fault of the program: how long an example takes is measured in tests/bench.
# To explain a failure, each further example is traced: many minutes in Wine. The seed is enough.
settings.register_profile(
    "ruraldesk",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=set(Phase) - {Phase.explain},
    print_blob=True,
)
settings.load_profile("ruraldesk")

if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Set aside what collecting makes: every later search for garbage would go through it."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let no core wait for a long file at the end: those come first, then files of many tests."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        tests = Counter(one.path for one in items)
        items.sort(key=lambda one: (one.get_closest_marker("long") is None, -tests[one.path]))


@pytest.fixture(scope="session", autouse=True)
def _own_user_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Preferences, caches and recent books of the person at the keyboard stay untouched."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("CONFIG", "DATA", "CACHE", "STATE"):
            patch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))
        for name in ("APPDATA", "LOCALAPPDATA"):
            patch.setenv(name, str(home / name.lower()))
        yield


@pytest.fixture
def own_preferences(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What is remembered from one session to the next is the test's own, and is nothing yet."""
    monkeypatch.setattr(preferences, "folder", lambda: tmp_path / "preferences")
    preferences.reread()
    yield
    preferences.reread()


@pytest.fixture(scope="session", autouse=True)
def _new_books_are_copies(
    tmp_path_factory: pytest.TempPathFactory, _own_user_folders: None
) -> Iterator[None]:
    with new_books.copied(tmp_path_factory.mktemp("new_books")):
        yield


@pytest.fixture(scope="session")
def sample_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of the sample book, alone in its folder with what belongs to it; only read."""
    from ruraldesk.services.sample import make_sample

    path = tmp_path_factory.mktemp("示例 账本") / "王楼镇.rdb"
    make_sample(path).close()
    return path


@pytest.fixture(autouse=True)
def _no_unexpected_log(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail on a log record of level WARNING or above.

    A test that expects one asserts it in `caplog.records` and then calls `caplog.clear()`.
    """
    yield
    records = [
        record
        for phase in ("setup", "call", "teardown")
        for record in caplog.get_records(phase)
        if record.levelno >= logging.WARNING
    ]
    if records:
        lines = "\n".join(f"  {r.levelname} {r.name}: {r.getMessage()}" for r in records)
        pytest.fail(f"Unexpected log records:\n{lines}", pytrace=False)
