"""What holds for every test: no unexpected warning, no log, no touch of the user's own settings."""

import logging
import os
import sys
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

# A busy machine is no fault of the program: how long an example takes is measured in tests/bench.
settings.register_profile("ruraldesk", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("ruraldesk")

if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(scope="session", autouse=True)
def _own_user_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Preferences, caches and recent books of the person at the keyboard stay untouched."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("CONFIG", "DATA", "CACHE", "STATE"):
            patch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))
        for name in ("APPDATA", "LOCAL_APPDATA"):
            patch.setenv(f"WIN_PD_OVERRIDE_{name}", str(home / name.lower()))
        yield


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
