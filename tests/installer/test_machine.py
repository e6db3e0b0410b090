"""What the system must bring, without network: every command is recorded in place of being run."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from installer import machine
from installer.machine import SetupError

NOWHERE = {"libnowhere-at-all.so.7": "libnowhere7", "libnor-this.so.1": "liba-nor-this1"}


@pytest.fixture
def lacking(monkeypatch: pytest.MonkeyPatch) -> None:
    """A Linux that lacks one library of Qt and one of its window."""
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr(machine, "LIBRARIES", {"libnowhere-at-all.so.7": "libnowhere7"})
    monkeypatch.setattr(machine, "SCREEN_LIBRARIES", {"libnor-this.so.1": "libnor-this1"})


def test_missing_libraries_are_named_by_their_packages() -> None:
    assert machine.missing(NOWHERE) == ["liba-nor-this1", "libnowhere7"]
    assert machine.missing({}) == []


def test_root_on_debian_installs_what_is_missing(
    lacking: None,
    commands: list[list[str]],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setattr(machine, "may_use_apt", lambda: True)
    machine.provide_libraries(tmp_path)
    assert commands[-1][-2:] == ["libnor-this1", "libnowhere7"]


@pytest.mark.parametrize(
    ("display", "named"), [("", "install libnowhere7\n"), (":0", "libnor-this1 libnowhere7\n")]
)
def test_others_are_told_what_to_install(
    lacking: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, display: str, named: str
) -> None:
    monkeypatch.setattr(machine, "may_use_apt", lambda: False)
    monkeypatch.setenv("DISPLAY", display)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    with pytest.raises(SetupError) as caught:
        machine.provide_libraries(tmp_path)
    assert named in str(caught.value)


def test_a_failing_apt_get_is_told_plainly(failing: None, tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="network"):
        machine.apt_install(["libnowhere7"], tmp_path)


@pytest.mark.parametrize(
    ("needed", "provide"),
    [
        ("STICK_PROGRAMS", machine.provide_sticks),
        ("END_TO_END_PROGRAMS", machine.provide_screen),
    ],
)
def test_root_on_debian_installs_what_tests_of_sticks_and_from_end_to_end_need(
    commands: list[list[str]],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    needed: str,
    provide: Callable[[Path], None],
) -> None:
    monkeypatch.setattr(machine, "may_use_apt", lambda: True)
    monkeypatch.setattr(machine, needed, {"no-such-program": "nor-this1"})
    provide(tmp_path)
    assert commands[-1][-1] == "nor-this1"


def test_root_on_debian_makes_a_locale_that_is_missing(
    commands: list[list[str]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(machine, "may_use_apt", lambda: True)
    machine.need_locale("xx_XX.UTF-8", tmp_path)
    assert commands[-2][-1] == "locales"
    assert commands[-1] == ["localedef", "-i", "xx_XX", "-f", "UTF-8", "xx_XX.UTF-8"]


def test_a_locale_that_is_there_is_not_made(
    commands: list[list[str]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(machine, "may_use_apt", lambda: True)
    machine.need_locale("C.UTF-8", tmp_path)
    assert commands == []


def test_others_are_told_how_to_make_a_locale(
    commands: list[list[str]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(machine, "may_use_apt", lambda: False)
    with pytest.raises(SetupError, match="sudo localedef -i xx_XX -f"):
        machine.need_locale("xx_XX.UTF-8", tmp_path)
    assert commands == []


def test_without_them_the_other_tests_run(
    failing: None,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(machine, "may_use_apt", lambda: True)
    monkeypatch.setattr(machine, "STICK_PROGRAMS", {"no-such-program": "nor-this1"})
    machine.provide_sticks(tmp_path)
    assert "skipped" in capsys.readouterr().out


def test_windows_needs_no_libraries(
    commands: list[list[str]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("sys.platform", "win32")
    monkeypatch.setattr(machine, "LIBRARIES", NOWHERE)
    machine.provide_libraries(tmp_path)
    assert commands == []


def test_messages_survive_a_console_without_chinese(tmp_path: Path) -> None:
    code = (
        "import sys; sys.path[:0] = sys.argv[1:]; from installer import machine as m; m.say('村')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(Path(machine.__file__).parent.parent)],
        env={"PYTHONIOENCODING": "ascii", "SYSTEMROOT": "C:\\Windows"},
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )
    assert (done.stdout.strip(), done.stderr) == (b"?", b"")
