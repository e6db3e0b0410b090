"""Acts off the window's thread: one result or one failure, progress, stopping, newest only."""

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, Signal
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from ruraldesk.errors import UserError
from ruraldesk.files import crash
from ruraldesk.ui import jobs


class Outcome(QObject):
    done = Signal(object)
    failed = Signal(object)


@pytest.fixture
def told() -> Iterator[list[str]]:
    """What the user is told."""
    said: list[str] = []
    crash._tellers[:] = [said.append]
    yield said
    crash._tellers.clear()


def test_an_act_runs_in_another_thread_and_its_result_comes_to_this_one(qtbot: QtBot) -> None:
    outcome = Outcome()
    seen: list[int] = []

    def take(result: int) -> None:
        seen.append(threading.get_ident())
        outcome.done.emit(result)

    with qtbot.waitSignal(outcome.done) as done:
        jobs.run(threading.get_ident, done=take)

    assert done.args[0] != threading.get_ident()
    assert seen == [threading.get_ident()]


def test_a_question_does_not_wait_behind_several_long_acts(qtbot: QtBot) -> None:
    over = threading.Event()
    outcome = Outcome()
    long_acts = [jobs.run(lambda: over.wait(20)) for _ in range(4)]

    with qtbot.waitSignal(outcome.done):
        jobs.run(lambda: 1, done=outcome.done.emit)

    with qtbot.waitSignals([act.ended for act in long_acts]):
        over.set()


def test_a_refusal_reaches_its_listener_as_a_sentence(qtbot: QtBot) -> None:
    outcome = Outcome()

    def refuse() -> None:
        raise UserError("磁盘已满，请换一个位置。")

    with qtbot.waitSignal(outcome.failed) as failed:
        jobs.run(refuse, done=outcome.done.emit, failed=outcome.failed.emit)

    assert str(failed.args[0]) == "磁盘已满，请换一个位置。"


def test_a_refusal_without_listener_is_told(qtbot: QtBot, told: list[str]) -> None:
    def refuse() -> None:
        raise UserError("账本不在了。")

    with qtbot.waitSignal(jobs.run(refuse).ended):
        pass

    assert told == ["账本不在了。"]


def test_a_bug_becomes_a_report_that_names_its_file(
    qtbot: QtBot, told: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    def break_down() -> None:
        raise ZeroDivisionError("十除以零")

    with qtbot.waitSignal(jobs.run(break_down).ended):
        pass
    qtbot.waitUntil(lambda: bool(told))

    assert "错误报告在" in told[0]
    assert "ZeroDivisionError: 十除以零" in capsys.readouterr().err


def test_a_long_act_tells_how_far_it_is_and_stops_when_asked(qtbot: QtBot) -> None:
    outcome = Outcome()
    begun = threading.Event()

    def act(job: jobs.Job) -> None:
        job.progress(1, 10, "项目台账")
        begun.set()
        while not job.cancelled():
            begun.wait(0.001)
        raise UserError("已停止。")

    seen: list[tuple[int, int, str]] = []
    with qtbot.waitSignal(outcome.failed) as failed:
        job = jobs.run_long(
            act, failed=outcome.failed.emit, progress=lambda *args: seen.append(args)
        )
        assert begun.wait(5)
        job.cancel()

    assert seen == [(1, 10, "项目台账")]
    assert str(failed.args[0]) == "已停止。"


def test_only_the_newest_question_is_answered(qtbot: QtBot) -> None:
    outcome, latest = Outcome(), jobs.Latest()
    release = threading.Event()
    answers: list[str] = []

    def slow() -> str:
        release.wait(5)
        return "旧"

    def take(found: str) -> None:
        answers.append(found)
        outcome.done.emit(found)

    old = latest.run(slow, done=answers.append)
    with qtbot.waitSignal(outcome.done):
        latest.run(lambda: "新", done=take)
    with qtbot.waitSignal(old.ended):
        release.set()

    assert answers == ["新"]


def test_an_act_that_was_given_up_may_break(qtbot: QtBot, told: list[str]) -> None:
    release = threading.Event()

    def break_down() -> None:
        release.wait(5)
        raise RuntimeError("the book has been closed")

    job = jobs.run(break_down)
    job.cancel()
    with qtbot.waitSignal(job.ended):
        release.set()

    assert told == []


def test_nobody_is_told_when_whoever_asked_is_gone(qtbot: QtBot) -> None:
    asker = QObject()
    release = threading.Event()
    answers: list[int] = []

    job = jobs.run(lambda: release.wait(5), done=answers.append, owner=asker)
    delete(asker)
    with qtbot.waitSignal(job.ended):
        release.set()

    assert answers == []


def test_once_all_are_stopped_nobody_hears_of_what_was_ready_already(
    qtbot: QtBot, told: list[str]
) -> None:
    heard: list[object] = []
    ready, refused, broken = (threading.Event() for _ in range(3))

    def refuse() -> None:
        refused.set()
        raise UserError("No.")

    def break_off() -> None:
        broken.set()
        raise RuntimeError("the book has been closed")

    jobs.run(ready.set, done=heard.append)
    jobs.run(refuse, failed=heard.append)
    jobs.run(break_off)
    for one in (ready, refused, broken):
        assert one.wait(5)
    assert jobs.stop_all()  # as when a book is closed: what they would do needs it
    qtbot.wait(20)
    assert (heard, told) == ([], [])


def test_a_refusal_of_an_older_question_is_dropped_too(qtbot: QtBot, told: list[str]) -> None:
    latest = jobs.Latest()
    release = threading.Event()

    def refuse() -> None:
        release.wait(5)
        raise UserError("太慢")

    old = latest.run(refuse, done=lambda result: None)
    latest.forget()
    with qtbot.waitSignal(old.ended):
        release.set()

    assert told == []
    assert old.cancelled()


def test_what_the_eye_cannot_follow_is_not_told(qtbot: QtBot) -> None:
    told: list[tuple[int, int, str]] = []

    def act(job: jobs.Job) -> None:
        for row in range(20_000):
            job.progress(row, 20_000, "行")
        job.progress(20_000, 20_000, "行")
        job.progress(0, 5, "另一步")

    job = jobs.run_long(act, progress=lambda *far: told.append(far))
    with qtbot.waitSignal(job.ended):
        pass
    assert len(told) < 200
    assert told[0] == (0, 20_000, "行")
    assert told[-2:] == [(20_000, 20_000, "行"), (0, 5, "另一步")]
