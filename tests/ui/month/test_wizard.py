"""The month-end wizard over a real book and real files, a folder standing in for the stick."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ruraldesk.definitions.model import Record, Value
from ruraldesk.errors import Stopped
from ruraldesk.exchange.stick_failures import StickBusy
from ruraldesk.services import carrying, month_papers, months
from ruraldesk.services.carrying import Stick
from ruraldesk.services.month_papers import stick_at
from ruraldesk.services.month_steps import MonthState
from ruraldesk.services.nil_reports import kept_again
from ruraldesk.store.book import Book
from ruraldesk.ui import problem_items
from ruraldesk.ui.jobs import Job
from ruraldesk.ui.month.wizard import MonthEnd
from ruraldesk.ui.session import Session
from tests.store.closing import MONTH
from tests.store.village import HUANGSI, add

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def sticks(monkeypatch: pytest.MonkeyPatch) -> list[Stick]:
    """The sticks that are plugged in; a test puts some in."""
    found: list[Stick] = []
    monkeypatch.setattr(carrying, "sticks", lambda: list(found))
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "U 盘"
    made.mkdir()
    return made


@pytest.fixture
def ejected(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """What was let go: nothing here is a drive that the system could eject."""
    gone: list[Path] = []
    monkeypatch.setattr(month_papers, "eject", lambda stick: gone.append(stick.root))
    return gone


@pytest.fixture
def opened(
    qtbot: QtBot, session: Session, sticks: list[Stick]
) -> Iterator[Callable[[str], MonthEnd]]:
    """Opens the wizard at a step and waits until that is ready."""
    made: list[MonthEnd] = []

    def open_at(step: str) -> MonthEnd:
        wizard = MonthEnd(session, step)
        qtbot.addWidget(wizard)
        made.append(wizard)
        with qtbot.waitSignal(wizard.shown), qtbot.waitActive(wizard):
            wizard.show()
            wizard.activateWindow()
        return wizard

    yield open_at
    for wizard in made:
        wizard.part.leave()


def press(wizard: MonthEnd) -> None:
    """Press Ctrl+Enter, as on the keyboard."""
    QTest.keyClick(wizard, Qt.Key.Key_Return, CONTROL)


def state(book: Book) -> MonthState:
    return book.months.get(MONTH).state


def test_the_month_goes_from_check_to_stick_by_one_key(
    qtbot: QtBot,
    opened: Callable[[str], MonthEnd],
    book: Book,
    sticks: list[Stick],
    folder: Path,
    ejected: list[Path],
) -> None:
    sticks.append(stick_at(folder))
    wizard = opened("check")
    qtbot.waitUntil(lambda: wizard.main.text() == "下一步：结账")

    wizard.check.list.setFocus()  # where Enter alone would open a problem
    with qtbot.waitSignal(wizard.shown):
        QTest.keyClick(wizard.check.list, Qt.Key.Key_Return, CONTROL)
    assert (wizard.step, wizard.main.text()) == ("close", "结账")
    with qtbot.waitSignal(wizard.shown, timeout=20_000):
        press(wizard)
    assert (wizard.step, state(book)) == ("print", MonthState.CLOSED)

    press(wizard)
    qtbot.waitUntil(lambda: wizard.papers.papers is not None, timeout=30_000)
    papers = wizard.papers.papers
    assert papers is not None
    assert [path.name for path in papers.packaged.files] == [
        "黄寺村 2023年11月 第1次.rdp",
        "黄寺村 2023年11月 第1次 封面.pdf",
    ]
    assert wizard.papers.wanted() == list(papers.to_print)
    assert wizard.papers.code.text() == papers.packaged.check_code

    with qtbot.waitSignal(wizard.shown):
        press(wizard)
    assert wizard.step == "stick"
    qtbot.waitUntil(lambda: wizard.main.text() == "写入U盘")
    press(wizard)
    qtbot.waitUntil(lambda: wizard.main.text() == "完成", timeout=30_000)

    assert wizard.stick.outcome.head.text() == "可以安全拔出U盘了"
    assert ejected == [folder]
    written = folder / "黄寺村 2023年11月 第1次.rdp"
    assert written.read_bytes() == papers.packaged.files[0].read_bytes()
    assert state(book) is MonthState.SUBMITTED
    press(wizard)
    assert not wizard.isVisible()


def blocked(book: Book) -> Record:
    """Bring a payment into the book that is more than what arrived, and return it."""
    [road] = book.records.find("project")
    values: dict[str, Value] = {
        "unit": HUANGSI,
        "project": road.uuid,
        "amount": Decimal("90000.00"),
        "paid_on": date(2023, 11, 30),
    }
    book.records.insert_many("payment", [Record(values=values)])
    return road


def test_a_problem_keeps_the_month_open_and_leads_to_its_field(
    qtbot: QtBot, opened: Callable[[str], MonthEnd], book: Book
) -> None:
    blocked(book)
    wizard = opened("check")
    qtbot.waitUntil(lambda: bool(wizard.check.problems()))
    first = wizard.check.problems()[0]

    assert wizard.main.isHidden()
    assert "必须改正" in wizard.check.told.text()
    with qtbot.waitSignal(wizard.record_wanted) as wanted:
        QTest.keyClick(wizard.check.list, Qt.Key.Key_Return)

    assert wanted.args == [first.form, first.record, first.field]
    assert not wizard.isVisible()


def test_a_long_check_tells_how_far_it_is_and_can_be_stopped_or_left(
    qtbot: QtBot, opened: Callable[[str], MonthEnd], monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[Job] = []

    def check(session: Session, month: str, job: Job) -> problem_items.Found:
        begun.append(job)
        if len(begun) == 3:
            return (), {}
        job.progress(1, 40, "项目台账")
        while not job.cancelled():
            threading.Event().wait(0.005)
        raise Stopped

    monkeypatch.setattr(problem_items, "found", check)
    monkeypatch.setattr("ruraldesk.ui.month.check_part.PATIENCE_MS", 1)
    wizard = opened("check")
    work = wizard.check.work
    qtbot.waitUntil(lambda: work.isVisible() and work.what.whole_text() == "项目台账  1 / 40")
    assert wizard.leave.isVisible()

    work.stop.click()
    qtbot.waitUntil(lambda: wizard.check.told.text() == "已停止，没有检查完。")
    assert work.isHidden()
    assert wizard.main.isHidden()

    wizard.check.again.click()
    qtbot.waitUntil(lambda: len(begun) == 2)
    wizard.check.again.click()  # while it is under way: what was found would be of before
    qtbot.waitUntil(lambda: wizard.main.text() == "下一步：结账")
    assert len(begun) == 3


def test_the_wizard_closes_at_once_while_it_checks(
    qtbot: QtBot, opened: Callable[[str], MonthEnd], monkeypatch: pytest.MonkeyPatch
) -> None:
    end = threading.Event()
    monkeypatch.setattr(problem_items, "found", lambda *_: end.wait(10) and ((), {}))
    wizard = opened("check")
    qtbot.waitUntil(wizard.check.work.is_working)

    wizard.leave.click()

    assert not wizard.isVisible()
    with qtbot.waitSignal(wizard.check.work.ended), qtbot.assertNotEmitted(wizard.check.moved):
        end.set()


def test_what_was_spoiled_meanwhile_leads_back_to_the_check(
    qtbot: QtBot, opened: Callable[[str], MonthEnd], book: Book
) -> None:
    wizard = opened("close")
    blocked(book)

    press(wizard)

    qtbot.waitUntil(lambda: wizard.step == "check" and bool(wizard.check.problems()))
    assert state(book) is MonthState.OPEN


def test_an_empty_ledger_is_explained_without_leaving_the_wizard(
    qtbot: QtBot, opened: Callable[[str], MonthEnd], book: Book
) -> None:
    add(book, "dispute", screened_on=date(2023, 10, 8), found=1)
    wizard = opened("check")
    qtbot.waitUntil(lambda: bool(wizard.check.problems()))

    with qtbot.waitSignal(wizard.empty_wanted) as wanted:
        QTest.keyClick(wizard.check.list, Qt.Key.Key_Return)

    assert wanted.args == ["dispute"]
    assert wizard.isVisible()


def test_a_ledger_that_never_said_anything_keeps_the_month_open(
    qtbot: QtBot, opened: Callable[[str], MonthEnd], book: Book
) -> None:
    kept_again(book, "dispute", MONTH)
    wizard = opened("close")

    press(wizard)

    qtbot.waitUntil(lambda: wizard.step == "check" and bool(wizard.check.problems()))
    assert state(book) is MonthState.OPEN
    qtbot.waitUntil(wizard.check.list.hasFocus)  # Enter opens the first problem, as is said


def test_a_month_that_comes_first_is_named_and_offered(
    qtbot: QtBot, opened: Callable[[str], MonthEnd], session: Session, book: Book
) -> None:
    months.close(book, "2023-09")
    wizard = opened("close")

    press(wizard)
    qtbot.waitUntil(lambda: not wizard.close_part.earlier.isHidden())
    assert "2023年10月" in wizard.part.problem.text()
    with qtbot.waitSignal(wizard.month_wanted) as wanted:
        wizard.close_part.earlier.click()

    assert wanted.args == ["2023-10"]


@pytest.fixture
def closed(book: Book) -> Book:
    """A book whose month is closed."""
    months.close(book, MONTH)
    return book


def test_without_a_stick_it_says_so_and_sees_one_that_comes(
    qtbot: QtBot,
    opened: Callable[[str], MonthEnd],
    closed: Book,
    sticks: list[Stick],
    folder: Path,
) -> None:
    wizard = opened("stick")
    qtbot.waitUntil(lambda: "没有找到U盘" in wizard.stick.state.text())
    assert wizard.main.isHidden()

    sticks.append(stick_at(folder))
    wizard.stick.look()

    qtbot.waitUntil(lambda: wizard.main.text() == "写入U盘")
    assert wizard.stick.state.text() == "可以写入。"
    named = folder.drive or folder.name  # Windows names it by the letter
    assert named in wizard.stick.list.item(0).text()


def test_a_write_protected_stick_is_not_written_to(
    qtbot: QtBot,
    opened: Callable[[str], MonthEnd],
    closed: Book,
    sticks: list[Stick],
    folder: Path,
) -> None:
    sticks.append(replace(stick_at(folder), write_protected=True))
    wizard = opened("stick")
    qtbot.waitUntil(lambda: wizard.stick.list.count() == 1)

    assert "写保护" in wizard.stick.state.text()
    assert wizard.main.isHidden()


def test_the_marked_stick_stays_marked_when_another_one_comes(
    qtbot: QtBot,
    opened: Callable[[str], MonthEnd],
    closed: Book,
    sticks: list[Stick],
    folder: Path,
) -> None:
    mine = stick_at(folder)
    sticks.append(mine)
    wizard = opened("stick")
    qtbot.waitUntil(lambda: wizard.stick.list.count() == 1)
    sticks.insert(0, replace(mine, identity="another"))

    wizard.stick.look()

    qtbot.waitUntil(lambda: wizard.stick.list.count() == 2)
    assert wizard.stick.stick() == mine


def test_a_stick_that_was_changed_is_never_called_done(
    qtbot: QtBot,
    opened: Callable[[str], MonthEnd],
    closed: Book,
    sticks: list[Stick],
    folder: Path,
) -> None:
    sticks.append(replace(stick_at(folder), identity="pulled out meanwhile"))
    wizard = opened("stick")
    qtbot.waitUntil(lambda: wizard.main.text() == "写入U盘")

    press(wizard)
    qtbot.waitUntil(lambda: bool(wizard.stick.problem.text()), timeout=30_000)

    assert "不是刚才选的那个" in wizard.stick.problem.text()
    assert wizard.main.text() == "再写一次"
    assert wizard.stick.outcome.isHidden()
    assert list(folder.iterdir()) == []
    assert state(closed) is MonthState.CLOSED


def test_a_stick_that_is_still_in_use_is_not_called_safe(
    qtbot: QtBot,
    opened: Callable[[str], MonthEnd],
    closed: Book,
    sticks: list[Stick],
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    open_files = ["台账.xlsx"]

    def eject(stick: Stick) -> None:
        if open_files:
            raise StickBusy(stick.root)

    monkeypatch.setattr(month_papers, "eject", eject)
    sticks.append(stick_at(folder))
    wizard = opened("stick")
    qtbot.waitUntil(lambda: wizard.main.text() == "写入U盘")

    press(wizard)
    qtbot.waitUntil(lambda: wizard.main.text() == "再弹出一次", timeout=30_000)

    assert wizard.stick.outcome.head.text() == "已写入，请先不要拔出"
    assert "还有别的程序在用" in wizard.stick.outcome.more.text()
    assert state(closed) is MonthState.SUBMITTED

    open_files.clear()
    press(wizard)
    qtbot.waitUntil(lambda: wizard.main.text() == "完成")
    assert wizard.stick.outcome.head.text() == "可以安全拔出U盘了"


def test_esc_stops_the_writing_first_and_leaves_only_then(
    qtbot: QtBot,
    opened: Callable[[str], MonthEnd],
    closed: Book,
    sticks: list[Stick],
    folder: Path,
) -> None:
    sticks.append(stick_at(folder))
    wizard = opened("stick")
    qtbot.waitUntil(lambda: wizard.main.text() == "写入U盘")

    press(wizard)
    assert wizard.leave.isHidden()
    QTest.keyClick(wizard, Qt.Key.Key_Escape)
    assert wizard.isVisible()
    qtbot.waitUntil(lambda: not wizard.stick.work.is_working(), timeout=30_000)

    assert wizard.stick.problem.text() == "已停止，U盘上没有留下本月的文件。"
    assert list(folder.iterdir()) == []
    assert state(closed) is MonthState.CLOSED
    QTest.keyClick(wizard, Qt.Key.Key_Escape)
    assert not wizard.isVisible()


def test_a_chosen_folder_is_written_to_but_not_ejected(
    qtbot: QtBot,
    opened: Callable[[str], MonthEnd],
    closed: Book,
    folder: Path,
    ejected: list[Path],
) -> None:
    wizard = opened("stick")
    wizard.stick.choose(folder)
    assert wizard.main.text() == "写入文件夹"

    press(wizard)
    qtbot.waitUntil(lambda: wizard.stick.outcome.isVisible(), timeout=30_000)

    assert wizard.stick.outcome.head.text() == "已写入文件夹，还没有写入U盘"
    assert state(closed) is MonthState.CLOSED
    assert "U盘上" not in wizard.stick.told.text()

    wizard.stick.outcome.counts.click()
    qtbot.waitUntil(lambda: wizard.main.text() == "完成", timeout=30_000)

    assert state(closed) is MonthState.SUBMITTED
    assert wizard.stick.outcome.head.text() == "已写入，读回核对一致"
    assert len(list(folder.iterdir())) == 2
    assert ejected == []


def test_a_correction_says_why_before_it_is_closed(
    opened: Callable[[str], MonthEnd], closed: Book
) -> None:
    months.reopen(closed, MONTH, "漏了一笔")
    wizard = opened("close")

    assert wizard.close_part.points.points[0] == "这将是第2次报送，属于更正：漏了一笔"


def test_before_the_month_is_over_one_is_told_what_closing_it_means(
    opened: Callable[[str], MonthEnd], book: Book, session: Session
) -> None:
    months.close(book, MONTH)
    months.reopen(book, MONTH, "漏了一笔")
    session.day = date(2023, 11, 22)

    wizard = opened("close")

    assert wizard.close_part.points.points[1].startswith("本月到2023年11月30日才结束。")
