"""Long work in a dialog of its own: how far it is, how long it takes, how it is stopped."""

import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ruraldesk.errors import Stopped
from ruraldesk.ui import progress, time_left
from ruraldesk.ui.dialogs.parts import WorkStrip
from ruraldesk.ui.jobs import Job


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    return window


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [100.0]
    monkeypatch.setattr(time_left.TimeLeft.__init__, "__defaults__", (lambda: now[0],))
    return now


@pytest.mark.parametrize("stoppable", [True, False])
def test_work_that_ends_at_once_leaves_the_window_alone(
    qtbot: QtBot, window: QWidget, stoppable: bool
) -> None:
    dialog = progress.run(window, "正在打开", lambda job: 1, done=lambda _: 0, stoppable=stoppable)
    assert QApplication.activeWindow() is window
    with qtbot.waitSignal(dialog.destroyed):
        pass
    assert QApplication.activeWindow() is window


def test_the_dialog_tells_how_far_the_work_is_and_how_long_it_takes(
    window: QWidget, clock: list[float]
) -> None:
    dialog = progress.ProgressDialog(window, "正在备份")
    dialog.show_progress(0, 100, "正在复制账本")
    clock[0] += 10
    dialog.show_progress(20, 100, "正在复制账本")

    assert (dialog.bar.value(), dialog.bar.maximum()) == (20, 100)
    assert dialog.what.text() == "正在复制账本"
    assert dialog.left.text() == "还要约 40 秒"


def test_stopping_by_key_is_told_until_the_work_has_stopped(qtbot: QtBot, window: QWidget) -> None:
    begun, told, end = threading.Event(), threading.Event(), threading.Event()
    outcome: list[str] = []

    def act(job: Job) -> None:
        begun.set()
        while not job.cancelled():
            end.wait(0.001)
        job.progress(1, 2, "还在清理")
        told.set()
        end.wait(10)
        outcome.append("stopped")

    dialog = progress.run(window, "正在检查", act, done=lambda _: 0, patience_ms=0)
    qtbot.waitUntil(lambda: dialog.isVisible() and begun.is_set())

    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(told.is_set)
    QApplication.processEvents()
    assert dialog.what.text() == "正在停止…"

    with qtbot.waitSignal(dialog.destroyed):
        end.set()
    assert outcome == ["stopped"]


def test_work_inside_a_dialog_tells_the_same(
    qtbot: QtBot, window: QWidget, clock: list[float]
) -> None:
    strip = WorkStrip(window)
    begun, further, end = threading.Event(), threading.Event(), threading.Event()
    stopped: list[bool] = []

    def act(job: Job) -> None:
        job.progress(0, 100, "花名册")
        begun.set()
        further.wait(10)
        while not job.cancelled():
            job.progress(50, 100, "花名册")
            end.wait(0.01)
        raise Stopped

    strip.start(act, done=lambda _: 0, failed=lambda _: 0, stopped=lambda: stopped.append(True))
    qtbot.waitUntil(lambda: strip.what.whole_text() == "花名册  0 / 100")
    clock[0] += 30
    further.set()
    qtbot.waitUntil(lambda: strip.left.text() == "还要约 30 秒")
    assert strip.what.whole_text() == "花名册  50 / 100"

    with qtbot.waitSignal(strip.ended):
        strip.stop.click()
    assert stopped == [True]
