"""The set-up script, without network: every command it would run is recorded instead."""

import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from installer import bootstrap, machine
from installer.bootstrap import Checkout, SetupError

SCRIPT = Path(bootstrap.__file__)


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    root = tmp_path / "乡村 台账"
    (root / "tests").mkdir(parents=True)
    for name in ("requirements.lock", "tests/requirements.lock", "pyproject.toml"):
        (root / name).write_text(f"# {name}\n", encoding="utf-8")
    return Checkout(root, windows=False)


@pytest.fixture
def finished(checkout: Checkout) -> Checkout:
    """A checkout whose environment was made for the tests."""
    for name in ("python", "ruraldesk"):
        checkout.program(name).parent.mkdir(parents=True, exist_ok=True)
        checkout.program(name).touch()
    bootstrap.write_stamp(checkout, "test")
    return checkout


# --- Arguments -----------------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [[], ["walk"], ["run", "fast"], ["-x", "test"]])
def test_wrong_usage_ends_with_2_and_tells_the_right_one(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert bootstrap.main(arguments) == 2
    assert "bootstrap.py run" in capsys.readouterr().err


def test_help_is_given(capsys: pytest.CaptureFixture[str]) -> None:
    assert bootstrap.main(["--help"]) == 0
    assert "bootstrap.py test" in capsys.readouterr().out


def test_further_arguments_go_to_pytest_unchanged(
    checkout: Checkout, commands: list[list[str]]
) -> None:
    bootstrap.test(checkout, ["-k", "a b", "tests/store"])
    assert commands == [
        [str(checkout.program("python")), "-m", "pytest", "-k", "a b", "tests/store"]
    ]


def test_the_tests_exit_code_is_passed_on(
    monkeypatch: pytest.MonkeyPatch, checkout: Checkout
) -> None:
    monkeypatch.setattr(machine, "call", lambda command, root, quiet=False: 5)
    assert bootstrap.test(checkout, []) == 5


def test_a_failed_set_up_ends_with_1_and_its_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*arguments: object) -> None:
        raise SetupError("The network is down.")

    monkeypatch.setattr(machine, "provide_libraries", fail)
    assert bootstrap.main(["test"]) == 1
    assert "The network is down." in capsys.readouterr().err


def test_an_interrupt_says_how_to_go_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(*arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(machine, "provide_libraries", interrupt)
    assert bootstrap.main(["run"]) == 130
    assert "again" in capsys.readouterr().err


def test_the_script_needs_only_the_standard_library(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(SCRIPT), "--help"],
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")


# --- The stamp -----------------------------------------------------------------------------------


def test_a_finished_environment_is_left_alone(
    finished: Checkout, commands: list[list[str]]
) -> None:
    bootstrap.provide_environment(finished, "test")
    assert commands == []


def test_an_environment_for_the_tests_is_enough_to_run(finished: Checkout) -> None:
    assert bootstrap.is_ready(finished, "run")


def test_an_environment_to_run_is_not_enough_for_the_tests(finished: Checkout) -> None:
    bootstrap.write_stamp(finished, "run")
    assert bootstrap.is_ready(finished, "run")
    assert not bootstrap.is_ready(finished, "test")


@pytest.mark.parametrize("name", ["requirements.lock", "tests/requirements.lock", "pyproject.toml"])
def test_a_changed_requirement_makes_the_environment_stale(finished: Checkout, name: str) -> None:
    with (finished.root / name).open("a", encoding="utf-8") as file:
        file.write("more\n")
    assert not bootstrap.is_ready(finished, "test")


@pytest.mark.parametrize("name", ["python", "ruraldesk"])
def test_a_missing_program_makes_the_environment_stale(finished: Checkout, name: str) -> None:
    finished.program(name).unlink()
    assert not bootstrap.is_ready(finished, "run")


def test_a_link_to_a_python_that_is_gone_makes_the_environment_stale(finished: Checkout) -> None:
    finished.program("python").unlink()
    try:
        finished.program("python").symlink_to(finished.root / "gone")
    except OSError:
        pytest.skip("links need a right that this account lacks")
    assert not bootstrap.is_ready(finished, "run")
    assert not bootstrap.is_usable(finished)


@pytest.mark.parametrize("content", [b"", b"unfinished", b"\xff\xfe", b"a\nb\nc\nd\n"])
def test_a_stamp_that_says_nothing_clear_is_not_trusted(finished: Checkout, content: bytes) -> None:
    finished.stamp.write_bytes(content)
    assert not bootstrap.is_ready(finished, "run")
    assert not bootstrap.is_usable(finished)


def test_a_moved_checkout_gets_a_new_environment(finished: Checkout, tmp_path: Path) -> None:
    moved = Checkout(finished.root.rename(tmp_path / "elsewhere"), windows=False)
    assert not bootstrap.is_ready(moved, "run")
    assert not bootstrap.is_usable(moved)


def test_windows_finds_its_programs_where_windows_puts_them(tmp_path: Path) -> None:
    program = Checkout(tmp_path, windows=True).program("ruraldesk")
    assert program == tmp_path / ".venv" / "Scripts" / "ruraldesk.exe"


# --- Making the environment ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("task", "lock"), [("run", "requirements.lock"), ("test", "tests/requirements.lock")]
)
def test_packages_come_from_the_lock_with_hashes_only(
    checkout: Checkout, commands: list[list[str]], task: str, lock: str
) -> None:
    bootstrap.install_packages(checkout, task)
    packages, itself = commands
    assert packages[packages.index("-r") + 1] == str(checkout.root / lock)
    assert {"--require-hashes", "--only-binary"} <= set(packages)
    assert itself[-2:] == ["--editable", str(checkout.root)]
    assert {"--no-deps", "--no-build-isolation"} <= set(itself)


def test_a_failed_download_leaves_no_environment_that_looks_finished(
    finished: Checkout, failing: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "is_usable", lambda checkout: True)
    (finished.root / "pyproject.toml").write_text("changed", encoding="utf-8")
    with pytest.raises(SetupError, match="network"):
        bootstrap.provide_environment(finished, "test")
    assert not bootstrap.is_ready(finished, "run")
    monkeypatch.undo()
    assert not bootstrap.is_usable(finished)


def leave_nothing(venv: Path) -> None:
    """A fresh clone."""


def leave_empty_folder(venv: Path) -> None:
    venv.mkdir()


def leave_file(venv: Path) -> None:
    venv.write_text("", encoding="utf-8")


def leave_python_without_pip(venv: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(venv)], check=True)


@pytest.mark.parametrize(
    "leave", [leave_nothing, leave_empty_folder, leave_file, leave_python_without_pip]
)
def test_whatever_an_earlier_attempt_left_gives_way(
    checkout: Checkout,
    monkeypatch: pytest.MonkeyPatch,
    leave: Callable[[Path], None],
) -> None:
    here = Checkout(checkout.root)
    leave(here.venv)
    assert not bootstrap.is_usable(here)
    asked: list[str] = []

    def call(command: Sequence[str | Path], root: Path, quiet: bool = False) -> int:
        assert not here.venv.exists()
        asked.extend(str(word) for word in command)
        return 0

    monkeypatch.setattr(machine, "call", call)
    bootstrap.make_venv(here)
    assert asked[1:] == ["-m", "venv", str(here.venv)]


def test_a_python_without_venv_is_told_how_to_get_it(
    checkout: Checkout, commands: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    monkeypatch.setattr(machine, "may_use_apt", lambda: False)
    with pytest.raises(SetupError, match=r"apt-get install python3\.\d+-venv"):
        bootstrap.make_venv(checkout)
    assert commands == []


def test_a_python_without_venv_gets_it_where_we_may_install(
    checkout: Checkout, commands: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    monkeypatch.setattr(machine, "may_use_apt", lambda: True)
    bootstrap.make_venv(checkout)
    update, install, venv = commands
    assert update[:2] == ["apt-get", "update"]
    assert install[-1] == "python{}.{}-venv".format(*sys.version_info[:2])
    assert venv[1:3] == ["-m", "venv"]


# --- Running -------------------------------------------------------------------------------------


@pytest.mark.parametrize("screen", [True, False])
def test_run_makes_the_book_exports_its_month_and_opens_the_window(
    checkout: Checkout,
    commands: list[list[str]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    screen: bool,
) -> None:
    monkeypatch.setattr(machine, "has_screen", lambda: screen)
    assert bootstrap.run(checkout) == 0
    book, folder = checkout.root / "output" / "王楼镇.rdb", checkout.root / "output" / "2023-11"
    verbs = [command[1] for command in commands]
    assert verbs == ["sample", "export", "open"][: 3 if screen else 2]
    assert all(command[2] == str(book) for command in commands)
    assert commands[1][3:5] == ["--to", str(folder)]
    assert str(folder) in capsys.readouterr().out


def test_run_keeps_a_book_that_is_there(
    checkout: Checkout, commands: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine, "has_screen", lambda: False)
    (checkout.root / "output").mkdir()
    (checkout.root / "output" / "王楼镇.rdb").touch()
    bootstrap.run(checkout)
    assert [command[1] for command in commands] == ["export"]


def test_run_stops_at_the_first_failure(
    checkout: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def call(command: Sequence[str | Path], root: Path, quiet: bool = False) -> int:
        asked.append(str(command[1]))
        return 3

    monkeypatch.setattr(machine, "call", call)
    assert bootstrap.run(checkout) == 3
    assert asked == ["sample"]


def test_without_words_all_tests_run_on_all_cores(
    checkout: Checkout, commands: list[list[str]]
) -> None:
    bootstrap.test(checkout, [])
    [[python, *words]] = commands
    assert python == str(checkout.program("python"))
    assert words == ["-m", "pytest", "-n", "auto", "--dist", "loadfile", "--no-loadscope-reorder"]
