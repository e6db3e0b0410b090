"""Errors that nobody foresaw end in a file and a sentence."""

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from ruraldesk.files import crash, preferences

pytestmark = pytest.mark.usefixtures("own_preferences")


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    said: list[str] = []
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    crash.install(said.append)
    yield said
    crash._tellers.clear()


def raised() -> BaseException:
    try:
        raise KeyError("没有这一列")
    except KeyError as error:
        return error


def test_an_uncaught_error_is_written_down_and_told(
    told: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    error = raised()

    sys.excepthook(type(error), error, error.__traceback__)

    files = list((preferences.folder() / "crashes").iterdir())
    assert len(files) == 1
    text = files[0].read_text(encoding="utf-8")
    assert text.startswith("RuralDesk ")
    assert "没有这一列" in text
    assert "test_crash.py" in text
    assert str(files[0]) in told[0]
    assert "没有这一列" in capsys.readouterr().err


def test_an_error_in_a_thread_is_told_as_well(
    told: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    def fall() -> None:
        raise KeyError("线程")

    thread = threading.Thread(target=fall)
    thread.start()
    thread.join()

    assert len(told) == 1
    assert "线程" in capsys.readouterr().err


def test_where_no_report_can_be_written_the_sentence_says_what_happened(
    told: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    preferences.folder().write_text("in the way", encoding="utf-8")

    assert crash.report(raised()) is None

    assert "没有这一列" in told[0]
    assert "没有这一列" in capsys.readouterr().err


def test_without_a_window_sentences_go_to_standard_error(
    capsys: pytest.CaptureFixture[str],
) -> None:
    crash._tellers.clear()

    crash.tell("账本打不开。")

    assert capsys.readouterr().err == "账本打不开。\n"


def test_an_interrupt_from_the_keyboard_is_no_crash(
    told: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)

    assert told == []
    assert "KeyboardInterrupt" in capsys.readouterr().err
