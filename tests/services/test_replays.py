"""Files that come again, in another order, or where they do not belong, change nothing."""

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ruraldesk.services import months
from ruraldesk.services.merging import Said, merge
from ruraldesk.services.merging_memory import readings
from ruraldesk.services.receipts import accept, receive, send_back
from ruraldesk.services.receiving import OlderReceipt
from ruraldesk.store.months import MonthState
from tests.services.answers_down import MONTH, Between, asks, between
from tests.services.packages import package_of
from tests.store.village import HUANGSI

NEXT = "2023-12"


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Between]:
    with between(tmp_path) as made:
        yield made


def kept(two: Between, path: Path, name: str) -> Path:
    """Keep a receipt aside, as somebody who wants to use it again would."""
    return Path(shutil.copyfile(path, two.stick / name))


def test_an_acceptance_used_again_after_a_return_accepts_nothing(two: Between) -> None:
    two.report()
    accept(two.town, HUANGSI, MONTH)
    old = kept(two, two.written().receipts[0].path, "旧.rdr")
    receive(two.village, old)
    asks(two)
    send_back(two.town, HUANGSI, MONTH)
    assert two.carried().status.state is MonthState.RETURNED

    again = receive(two.village, old)

    assert again.again
    assert not again.current
    assert months.state(two.village, MONTH).state is MonthState.RETURNED


def test_an_acceptance_held_back_until_after_the_return_is_refused(two: Between) -> None:
    two.report()
    accept(two.town, HUANGSI, MONTH)
    old = kept(two, two.written().receipts[0].path, "旧.rdr")
    asks(two)
    send_back(two.town, HUANGSI, MONTH)
    two.carried()

    with pytest.raises(OlderReceipt):
        receive(two.village, old)
    assert months.state(two.village, MONTH).state is MonthState.RETURNED


def test_the_acceptance_of_one_month_accepts_no_other(two: Between) -> None:
    two.report()
    accept(two.town, HUANGSI, MONTH)
    november = two.written().receipts[0].path
    receive(two.village, november)
    two.village.settings["as_of"] = "2024-01-03"
    two.report(NEXT)

    done = receive(two.village, november)

    assert (done.month, done.again) == (MONTH, True)
    assert months.state(two.village, NEXT).state is not MonthState.ACCEPTED


def test_an_acceptance_of_what_was_corrected_since_accepts_nothing(two: Between) -> None:
    two.report()
    accept(two.town, HUANGSI, MONTH)
    first = two.written().receipts[0].path
    months.reopen(two.village, MONTH, "漏报一笔")
    two.report()

    done = receive(two.village, first)

    assert not done.current
    assert months.state(two.village, MONTH).state is not MonthState.ACCEPTED


@pytest.mark.skipif(sys.platform == "win32", reason="there every name is text")
def test_a_package_whose_name_no_system_can_write_is_judged_and_kept(two: Between) -> None:
    path, _ = package_of(two.village, two.stick)
    strange = os.fsdecode(os.fsencode(two.stick) + "/黄寺村\u202e.rdp".encode("gb18030"))
    try:
        Path(strange).write_bytes(path.read_bytes())
    except OSError:
        pytest.skip("this drive takes no such names")
    path.unlink()
    (two.stick / "坏\u202e.rdp").write_bytes(b"nothing")

    files = merge(two.town, [two.stick]).files

    assert {one.verdict for one in files} == {Said.NEW, Said.DAMAGED}
    assert not any("\u202e" in one.message for one in files)
    [reading] = readings(two.town)
    assert reading.taken == 1
    [taken] = two.town.taking.taken()
    assert "\ufffd" in taken.path
