"""Wrong usage: a whole Chinese sentence, exit code 2, and JSON for scripts that ask for it."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run

ROOT = Path(__file__).resolve().parents[2]

WRONG = [
    (["frobnicate"], "frobnicate"),
    (["exprot"], "export"),  # the nearest is named
    (["--jsn"], "命令"),
    (["import"], "账本"),
    (["import", "a.rdb"], "台账"),
    (["rows", "a.rdb", "project", "--limit"], "--limit"),
    (["rows", "a.rdb", "project", "--limit", "0"], "“0”"),
    (["rows", "a.rdb", "project", "--limit", "-3"], "--limit"),
    (["rows", "a.rdb", "project", "--limit", "九"], "九"),
    (["rows", "a.rdb", "project", "--limit", "99999999999"], "9999999"),
    (["rows", "a.rdb", "project", "--lim", "3"], "--lim"),  # no abbreviations
    (["rows", "a.rdb", "project", "more"], "more"),
    (["rows", "a.rdb", "project", "--as-of", "2023-02-30"], "2023-02-30"),
    (["rows", "a.rdb", "project", "--as-of", "1066-10-14"], "1900"),
    (["export", "a.rdb", "--to", "x"], "--month"),
    (["export", "a.rdb", "--month", "2023-13", "--to", "x"], "2023-13"),
    (["export", "a.rdb", "--month", "11", "--to", "x"], "“11”"),
    (["export", "a.rdb", "--month", "2023-11", "--to"], "--to"),
    (["export", "a.rdb", "--month", "2023-11", "--to", "x", "--format", "docx"], "docx"),
    (["export", "a.rdb", "--month", "2023-11", "--to", "x", "--format", ""], "xlsx"),
    (["export", "a.rdb", "--month", "2023-11", "--to", "x", "--form"], "--form"),
    (["check", "a.rdb", "--month", "２０２３－１１"], "２０２３－１１"),
    (["figures", "a.rdb", "--as-of", "tomorrow"], "tomorrow"),
    (["figures", "a.rdb", "--as-of", "45000"], "45000"),  # Excel's way to count days
    (["init", "a.rdb"], "--unit"),
    (["init", "a.rdb", "--unit", "1", "--name", "x", "--level", "vilage"], "village"),
    (["sample", "a.rdb", "--scale", "1.5"], "1.5"),
    (["forms"], "--check"),
    (["forms", "a.rdb", "--check", "forms"], "--check"),
    (["verify"], "路径"),
    (["restore", "a.zip"], "--to"),
    (["rows", "a.rdb", "project", "--json=1"], "--json"),
]


@pytest.mark.parametrize(("arguments", "word"), WRONG, ids=lambda one: " ".join(one)[:40])
def test_wrong_usage_ends_in_a_sentence(run: Run, arguments: list[str], word: str) -> None:
    done = run(*arguments)
    assert done.code == 2
    assert done.out == ""
    assert word in done.err
    assert "--help" in done.err or "--check" in done.err
    assert done.err.strip().endswith(("。", "？"))


@pytest.mark.parametrize(("arguments", "word"), WRONG[:-1], ids=lambda one: " ".join(one)[:40])
def test_wrong_usage_is_json_for_scripts(run: Run, arguments: list[str], word: str) -> None:
    done = run(*arguments, "--json")
    assert done.code == 2
    [problem] = done.problems
    assert problem["code"] == "usage"
    assert word in problem["message"]


@pytest.mark.parametrize(
    "command",
    [[], ["init"], ["sample"], ["verify"], ["backup"], ["restore"], ["forms"], ["put"], ["rows"],
     ["import"], ["export"], ["check"], ["close"], ["reopen"], ["nil"],
     ["movement"], ["differences"], ["figures"], ["trace"], ["open"]],
    ids=str,
)  # fmt: skip
def test_help_speaks_chinese(run: Run, command: list[str]) -> None:
    done = run(*command, "--help")
    assert done.code == 0
    assert "用法：" in done.out
    assert not {"usage:", "options:", "positional arguments:", "show this help"} & set(
        done.out.splitlines()
    )
    assert "show this help message" not in done.out


def test_the_command_itself_ends_like_the_function() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ruraldesk", "exprot", "--json"],
        cwd=ROOT,
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 2
    assert "export" in done.stdout.decode("utf-8")
    assert done.stderr.decode("utf-8").strip().endswith("。")


def _hear_ctrl_c() -> None:
    """Let Ctrl+C do what it does: shells let what they start behind themselves ignore it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends Ctrl+C to a whole console")
def test_ctrl_c_ends_a_command_in_a_sentence(tmp_path: Path) -> None:
    """A command that reads its rows from a pipe that nobody fills is stopped as a shell does."""
    made = [sys.executable, "-m", "ruraldesk"]
    book = tmp_path / "村.rdb"
    subprocess.run(
        [*made, "init", book, "--unit", "410726104201", "--name", "黄寺村", "--level", "village"],
        check=True,
        capture_output=True,
    )
    running = subprocess.Popen(
        [*made, "put", book, "project"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=_hear_ctrl_c,
    )
    assert running.stdin is not None
    running.stdin.write(
        b'{"name": "x"}\n' * 20_000
    )  # once this is read, the command waits for more
    running.stdin.flush()
    running.send_signal(signal.SIGINT)
    _, told = running.communicate(timeout=60)
    assert running.returncode == 130
    assert "已停止" in told.decode()
    assert "Traceback" not in told.decode()
