"""Every help speaks Chinese, argparse's own words too."""

import re
import sys

import pytest

from ruraldesk.cli.arguments import COMMANDS
from ruraldesk.cli.main import main

# What is typed as it stands, and names that Chinese writes in Latin letters as well.
KNOWN = {
    *("ruraldesk", "RURALDESK_PASSWORD", "JSON", "Excel", "PDF", "xlsx", "pdf", "docx", "txt"),
    *("village", "town", "county", "project", "stage", "completed", *COMMANDS, "open"),
    *("mend", "look", "RuralDesk", "exe"),
}


@pytest.mark.parametrize("command", ["", "open", *COMMANDS])
def test_help_has_no_english_word(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    code = main([*command.split(), "--help"])
    told = capsys.readouterr().out
    assert code == 0
    words = re.findall(r"(?<![\w-])[A-Za-z][\w]*", re.sub(r"(?<!\w)--?[a-z][a-z-]*", "", told))
    assert set(words) <= KNOWN, told


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_each_word_to_give_is_explained(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    main([command, "--help"])
    told = capsys.readouterr().out.splitlines()
    bare = [
        line
        for line, after in zip(told, [*told[1:], ""], strict=True)
        if re.fullmatch(r"  (?:-|\S).*", line) and not re.search(r"\S  +\S", line)
        if not after.startswith(" " * 6)
    ]
    assert not [line for line in bare if not line.endswith(":")], bare


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a screen")
def test_without_a_screen_a_sentence_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert main([]) == 1
    assert "没有屏幕" in capsys.readouterr().err
