"""The month's end: checked, closed, put into a folder, verified by the command line."""

import subprocess
import sys

import pytest

from ruraldesk.services import months, nil_reports
from ruraldesk.services.books import open_book
from tests.endtoend.program import MONTH, Program
from tests.endtoend.screen import Screen, wait_for

pytestmark = pytest.mark.long

STEP_LOOKS = 16  # a step is read from the book after its page has come


def closed(program: Program) -> bool:
    with program.book() as book:
        return months.state(book, MONTH).sequence > 0


def test_a_month_is_mended_closed_and_written_into_a_folder(
    program: Program, screen: Screen
) -> None:
    with open_book(program.path) as book:
        nil_reports.nil_report(book, "dispute_screening", MONTH, "本月无")
    program.start()
    program.show("bybs")
    screen.press("Tab", "Tab", "Tab", "Return")  # from the ledgers onto the step “check”
    screen.wait_for_title("月末报送")
    screen.press("Return")  # the one problem leads to the ledger that lacks its report
    screen.wait_for_title("三零创建")
    screen.paste("本月没有发生")
    screen.press("ctrl+Return")
    screen.wait_for_title("月末报送")
    screen.wait_until_still(STEP_LOOKS)
    screen.press("ctrl+Return")
    assert not closed(program)
    screen.wait_until_still(STEP_LOOKS)
    screen.press("ctrl+Return")
    wait_for("a closed month", lambda: closed(program))
    screen.wait_until_still(STEP_LOOKS)
    screen.press("ctrl+Return")
    made = program.path.parent / "报送" / MONTH
    (package,) = wait_for("the package", lambda: list(made.glob("*.rdp")))

    command = [sys.executable, "-m", "ruraldesk", "verify", str(package), "--json"]
    said = subprocess.run(command, env=screen.variables(), capture_output=True, check=False)
    assert said.returncode == 0, said.stdout
    assert b'"ok": true' in said.stdout
