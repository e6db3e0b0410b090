"""A month is closed, kept, reopened and answered; whatever stops a close leaves it open."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ruraldesk.definitions.model import Record
from ruraldesk.errors import Level, Stopped
from ruraldesk.files.failures import DiskFull
from ruraldesk.services import months
from ruraldesk.services.entry import save
from ruraldesk.services.month_archive import NotClosed, archived, refuse_damaged
from ruraldesk.services.months import EarlierOpen, MonthAhead, close, reopen, state
from ruraldesk.services.nil_reports import NoReason
from ruraldesk.store.book import Book
from ruraldesk.store.failures import ReadOnlyBook
from ruraldesk.store.months import ChangedMeanwhile, MonthAct, MonthState, WrongState
from ruraldesk.store.paths import BookPaths
from ruraldesk.store.snapshots import SnapshotDamaged
from ruraldesk.store.verify import verify
from tests.store.closing import MONTH, NEXT, change, closing_book, closing_definitions, payment
from tests.store.village import HUANGSI, add, project, receipt

ROOT = Path(__file__).resolve().parents[2]
LAST = date(2023, 11, 30)
IN_DECEMBER = date(2023, 12, 3)
PASSWORD = "粮仓 2023"


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    """A book with a road, money for it, and a day in the first days of December."""
    with closing_book(tmp_path, today=IN_DECEMBER) as made:
        road = project(made)
        receipt(made, road, "1000.00", LAST)
        payment(made, road, "300.00", LAST)
        yield made


@pytest.fixture
def small_drive(tmp_path: Path) -> Iterator[Path]:
    """A drive of 4 MB."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("needs root on Linux to mount a small drive")
    mounted = tmp_path / "U 盘"
    mounted.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={4 << 20}", "tmpfs", str(mounted)]
    if subprocess.run(mount, check=False).returncode:
        pytest.skip("this system does not let root mount a tmpfs")
    try:
        yield mounted
    finally:
        subprocess.run(["umount", str(mounted)], check=True)


def a_day_later(book: Book, day: date) -> None:
    book.settings["as_of"] = day.isoformat()


def refused_by_a_rule(book: Book) -> None:
    """Bring a record into the book that blocks a month: paid more than received."""
    road = book.records.find("project")[0]
    book.records.insert_many(
        "payment",
        [
            Record(
                values={
                    "unit": HUANGSI,
                    "project": road.uuid,
                    "amount": Decimal("90000.00"),
                    "paid_on": LAST,
                }
            )
        ],
    )


def test_a_closed_month_lies_in_the_archive_as_it_was(book: Book) -> None:
    closed = close(book, MONTH)

    assert (closed.refused, closed.state, closed.sequence) == (False, MonthState.CLOSED, 1)
    assert closed.counts["receipt"] == 1
    found = archived(book, MONTH)
    assert found.snapshot.totals["payment"] == {"amount": "300.00"}
    assert (found.snapshot.unit, found.snapshot.unit_name) == (HUANGSI, "黄寺村")
    [kept] = found.tables().records("receipt")
    [stored] = book.records.find("receipt")
    assert {key: kept[key] for key in ("amount", "received_on", "project")} == {
        key: stored[key] for key in ("amount", "received_on", "project")
    }
    refuse_damaged(book, found)
    lies_in = book.snapshots.folder(MONTH, 1)
    assert sorted(path.name for path in lies_in.iterdir()) == [
        "datapackage.json",
        "definitions.json",
        "ledgers",
        "snapshot.json",
    ]


def test_what_is_blocked_stays_open_and_tells_why(book: Book) -> None:
    refused_by_a_rule(book)

    closed = close(book, MONTH)

    assert closed.refused
    assert (closed.state, closed.sequence) == (MonthState.OPEN, 0)
    assert {one.code for one in closed.problems if one.level is Level.BLOCK}
    assert book.months.get(MONTH).state is MonthState.OPEN
    assert not book.paths.archive.exists()


def test_what_only_warns_comes_along(book: Book) -> None:
    add(book, "project", name="桥", planned=Decimal("1.00"))
    closed = close(book, MONTH)
    assert not closed.refused
    assert [one.code for one in closed.problems if one.form == "project"] == ["has_kind"]


def test_a_month_is_closed_once(book: Book) -> None:
    close(book, MONTH)
    with pytest.raises(WrongState, match="重新打开"):
        close(book, MONTH)
    assert book.months.get(MONTH).sequence == 1


def test_a_month_that_has_not_begun_is_refused(book: Book) -> None:
    with pytest.raises(MonthAhead, match="2024年1月"):
        close(book, "2024-01")


def test_the_month_under_way_can_be_closed(book: Book) -> None:
    a_day_later(book, LAST)
    assert not close(book, MONTH).refused


def test_months_follow_one_another(book: Book) -> None:
    close(book, MONTH)
    a_day_later(book, date(2024, 1, 2))
    with pytest.raises(EarlierOpen, match="请先结2023年12月") as refused:
        close(book, "2024-01")
    assert refused.value.first == NEXT
    close(book, NEXT)
    assert close(book, "2024-01").sequence == 1


def test_a_reopened_month_is_closed_before_the_next_one(book: Book) -> None:
    close(book, MONTH)
    reopen(book, MONTH, "漏记")
    with pytest.raises(EarlierOpen):
        close(book, NEXT)
    close(book, MONTH)
    assert not close(book, NEXT).refused


def test_months_before_the_first_are_closed_backwards_only(book: Book) -> None:
    close(book, MONTH)
    with pytest.raises(EarlierOpen, match="2023年10月"):
        close(book, "2023-09")
    assert close(book, "2023-10").sequence == 1
    assert close(book, "2023-09").sequence == 1


@pytest.mark.parametrize("reason", ["", "  ", "\n"])
def test_reopening_needs_a_reason(book: Book, reason: str) -> None:
    close(book, MONTH)
    with pytest.raises(NoReason):
        reopen(book, MONTH, reason)
    assert state(book, MONTH).state is MonthState.CLOSED


def test_an_open_month_is_not_reopened(book: Book) -> None:
    with pytest.raises(WrongState):
        reopen(book, MONTH, "漏记")


def test_an_accepted_month_can_be_reopened_and_the_next_close_corrects_it(book: Book) -> None:
    close(book, MONTH)
    months.submitted(book, MONTH)
    months.accepted(book, MONTH, 1)

    reopened = reopen(book, MONTH, "张三的钱写错了")
    assert (reopened.state, reopened.sequence) == (MonthState.OPEN, 1)
    [money] = book.records.find("receipt")
    assert not change(book, "receipt", money.uuid, amount=Decimal("900.00")).refused
    again = close(book, MONTH)

    assert again.sequence == 2
    assert archived(book, MONTH).snapshot.reason == "张三的钱写错了"
    assert archived(book, MONTH).snapshot.totals["receipt"] == {"amount": "900.00"}
    assert archived(book, MONTH, 1).snapshot.totals["receipt"] == {"amount": "1000.00"}
    assert archived(book, MONTH, 1).snapshot.reason == ""


def test_what_is_dated_after_the_month_stays_for_the_next_one(book: Book) -> None:
    [road] = book.records.find("project")
    receipt(book, road, "50.00", IN_DECEMBER)
    late = project(book, "十二月才提的桥", proposed_on=IN_DECEMBER)
    payment(book, late, "0.00", None)  # not dated, and it names the bridge
    project(book, "另一座桥", proposed_on=IN_DECEMBER)

    assert close(book, MONTH).counts["receipt"] == 1
    assert archived(book, MONTH).snapshot.totals["receipt"] == {"amount": "1000.00"}
    named = [one["name"] for one in archived(book, MONTH).tables().records("project")]
    assert sorted(map(str, named)) == ["十二月才提的桥", "村内道路硬化"]
    assert close(book, NEXT).counts["receipt"] == 2


def test_deleted_records_are_not_in_it(book: Book) -> None:
    [money] = book.records.find("payment")
    book.records.delete("payment", money.uuid, money.revision)
    assert close(book, MONTH).counts["payment"] == 0


def test_the_same_state_is_the_same_archive(book: Book) -> None:
    close(book, MONTH)
    reopen(book, MONTH, "再看一遍")
    close(book, MONTH)
    first, second = archived(book, MONTH, 1).snapshot, archived(book, MONTH, 2).snapshot
    assert {one.name: one.sha256 for one in first.parts if one.rows} == {
        one.name: one.sha256 for one in second.parts if one.rows
    }


def test_a_file_that_was_altered_is_noticed(book: Book) -> None:
    close(book, MONTH)
    file = book.snapshots.folder(MONTH, 1) / "ledgers" / "receipt.csv"
    file.write_bytes(file.read_bytes().replace(b"1000.00", b"9000.00"))
    with pytest.raises(SnapshotDamaged, match=r"receipt\.csv"):
        refuse_damaged(book, archived(book, MONTH))


def test_a_list_of_contents_that_was_altered_is_noticed(book: Book) -> None:
    close(book, MONTH)
    file = book.snapshots.folder(MONTH, 1) / "snapshot.json"
    file.write_bytes(file.read_bytes().replace(b"1000.00", b"9000.00"))
    with pytest.raises(SnapshotDamaged, match="重新打开"):
        archived(book, MONTH)
    file.unlink()
    with pytest.raises(SnapshotDamaged):
        archived(book, MONTH)


def test_what_was_never_closed_is_not_in_the_archive(book: Book) -> None:
    with pytest.raises(NotClosed):
        archived(book, MONTH)
    close(book, MONTH)
    with pytest.raises(NotClosed):
        archived(book, MONTH, 2)


def test_in_a_book_with_a_password_the_archive_is_sealed(tmp_path: Path) -> None:
    with closing_book(tmp_path, password=PASSWORD, today=IN_DECEMBER) as book:
        road = project(book, "黄寺村小桥")
        receipt(book, road, "1000.00", LAST)
        close(book, MONTH)
        files = [path for path in book.paths.archive.rglob("*") if path.is_file()]
        assert files
        assert all(path.name.endswith(".sealed") for path in files)
        assert not any("小桥".encode() in path.read_bytes() for path in files)
        refuse_damaged(book, archived(book, MONTH))
        assert [one["name"] for one in archived(book, MONTH).tables().records("project")] == [
            "黄寺村小桥"
        ]
        content = bytearray(files[0].read_bytes())
        content[len(content) // 2] ^= 1
        files[0].write_bytes(bytes(content))
        with pytest.raises(SnapshotDamaged):
            refuse_damaged(book, archived(book, MONTH))


def test_a_book_that_can_only_be_read_is_not_closed(book: Book) -> None:
    with (
        Book.open(book.path, closing_definitions(), read_only=True) as reader,
        pytest.raises(ReadOnlyBook),
    ):
        close(reader, MONTH)
    assert not book.paths.archive.exists()


def test_stopping_leaves_the_month_open_and_nothing_behind(book: Book) -> None:
    with pytest.raises(Stopped):
        close(book, MONTH, cancelled=lambda: True)
    assert book.months.get(MONTH).state is MonthState.OPEN
    assert list(book.paths.archive.rglob("*")) == [book.paths.archive / MONTH]


def test_what_is_saved_while_it_is_closed_leaves_it_open(book: Book) -> None:
    somebody = iter([lambda: add(book, "person", name="李明")])

    def tell(*_: object) -> None:
        next(somebody, lambda: None)()

    with pytest.raises(ChangedMeanwhile):
        close(book, MONTH, progress=tell)
    assert book.months.get(MONTH).state is MonthState.OPEN
    assert not close(book, MONTH).refused
    assert archived(book, MONTH).snapshot.counts["person"] == 1
    refuse_damaged(book, archived(book, MONTH))


KILLED = """
import os, signal, sys
from pathlib import Path
from ruraldesk.services.months import close
from ruraldesk.store import months, snapshots
from ruraldesk.store.book import Book
from tests.store.closing import MONTH, closing_definitions

def power_cut(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)

if sys.argv[2] == "named":
    months.Months.do = power_cut  # the snapshot has its name, the book knows nothing yet
else:
    snapshots._flush_all = power_cut  # its files are written, it has no name
with Book.open(Path(sys.argv[1]), closing_definitions()) as book:
    close(book, MONTH)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is a way of POSIX systems")
@pytest.mark.parametrize("moment", ["named", "written"])
def test_a_power_cut_between_snapshot_and_state_leaves_the_month_open(
    book: Book, moment: str
) -> None:
    book.close()
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(book.path), moment],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
        timeout=120,
    )
    assert killed.returncode == -signal.SIGKILL

    with Book.open(book.path, closing_definitions()) as again:
        assert state(again, MONTH).state is MonthState.OPEN
        assert list((BookPaths(again.path).archive / MONTH).iterdir())
        closed = close(again, MONTH)
        assert (closed.refused, closed.sequence) == (False, 1)
        refuse_damaged(again, archived(again, MONTH))
        assert not list(again.paths.archive.rglob("*.unfinished"))


def test_a_full_disk_leaves_the_month_open_and_nothing_behind(small_drive: Path) -> None:
    with closing_book(small_drive, today=IN_DECEMBER) as book:
        road = project(book, content="详" * 3000)
        for _ in range(20):
            receipt(book, road, "1.00", LAST)
        ballast = small_drive / "录像.mp4"
        free = shutil.disk_usage(small_drive).free
        ballast.write_bytes(b"\0" * (free - 8 * 1024))
        with pytest.raises(DiskFull):
            close(book, MONTH)
        assert book.months.get(MONTH).state is MonthState.OPEN
        assert not [path for path in book.paths.archive.rglob("*") if path.is_file()]
        ballast.unlink()
        assert not close(book, MONTH).refused


def test_lights_and_due_date(book: Book) -> None:
    assert months.due_on(book, MONTH) == date(2023, 12, 5)
    assert (state(book, MONTH).light, state(book, "2024-02").light) == ("wheat", "stone")
    close(book, MONTH)
    assert state(book, MONTH).light == "wheat"  # it still has to be handed in
    submitted = months.submitted(book, MONTH)
    assert (submitted.light, submitted.on_time) == ("pine", True)
    a_day_later(book, date(2024, 3, 1))
    assert (state(book, MONTH).light, state(book, MONTH).on_time) == ("pine", True)
    assert months.returned(book, MONTH, 1, "第 3 行").light == "cinnabar"
    assert months.accepted(book, MONTH, 1).light == "pine"
    late = state(book, NEXT)
    assert (late.light, late.on_time, late.due) == ("cinnabar", False, date(2024, 1, 5))


def test_a_correction_shows_in_the_light(book: Book) -> None:
    close(book, MONTH)
    months.accepted(book, MONTH, 1)
    [money] = book.records.find("receipt")
    saved = save(book, "receipt", Record(
        values={"amount": Decimal("999.00")}, uuid=money.uuid, revision=money.revision
    ), "银行更正")  # fmt: skip
    assert not saved.refused
    told = state(book, MONTH)
    assert (told.light, told.corrections, told.state) == ("wheat", 1, MonthState.ACCEPTED)
    reopen(book, MONTH, "更正")
    assert state(book, MONTH).corrections == 0


@pytest.mark.parametrize(
    ("said", "day"), [("8", 8), ("31", 31), ("0", 5), ("天", 5), ("99", 5), ("", 5)]
)
def test_the_due_day_is_a_setting(book: Book, said: str, day: int) -> None:
    book.settings["due_day"] = said
    assert months.due_on(book, MONTH) == date(2023, 12, day)


def test_in_a_short_month_the_due_day_is_its_last(book: Book) -> None:
    book.settings["due_day"] = "31"
    assert months.due_on(book, "2024-01") == date(2024, 2, 29)


def test_a_month_that_was_carried_without_the_program_is_answered_too(book: Book) -> None:
    close(book, MONTH)
    a_day_later(book, date(2024, 2, 1))
    told = months.accepted(book, MONTH, 1)
    assert (told.state, told.on_time) == (MonthState.ACCEPTED, True)


def test_a_snapshot_from_before_a_restored_backup_is_kept_aside(book: Book) -> None:
    backup = book.backups.make()
    close(book, MONTH)
    before = archived(book, MONTH).snapshot.content()
    book.close()
    from ruraldesk.store.backup import restore

    restore(backup, book.path, closing_definitions(), replace=True)
    with Book.open(book.path, closing_definitions()) as again:
        add(again, "person", name="李明")
        assert close(again, MONTH).sequence == 1
        kept = [one for one in (again.paths.archive / MONTH).iterdir() if one.name != "1"]
        assert [(one / "snapshot.json").read_bytes() for one in kept] == [before]


def test_every_act_names_who_did_it(book: Book) -> None:
    book.settings["operator"] = "王会计"
    close(book, MONTH)
    reopen(book, MONTH, "漏记")
    assert [(one.act, one.operator) for one in book.months.acts(MONTH)] == [
        (MonthAct.CLOSE, "王会计"),
        (MonthAct.REOPEN, "王会计"),
    ]


def restored(backup: Path, target: Path, password: str | None = None) -> Book:
    from ruraldesk.store.backup import restore

    definitions = closing_definitions()
    restore(backup, target, definitions, password=password, replace=target.exists())
    return Book.open(target, definitions, password=password)


@pytest.mark.parametrize("password", [None, PASSWORD])
def test_backups_carry_the_archive(tmp_path: Path, password: str | None) -> None:
    with closing_book(tmp_path, password=password, today=IN_DECEMBER) as book:
        receipt(book, project(book), "1000.00", LAST)
        close(book, MONTH)
        (book.paths.archive / MONTH / "2.unfinished").mkdir()
        (book.paths.archive / MONTH / "2.unfinished" / "a.csv").write_bytes(b"x")
        backup = book.backups.make()
        before = archived(book, MONTH).snapshot

    elsewhere = tmp_path / "另一台"
    elsewhere.mkdir()
    with restored(backup, elsewhere / "黄寺村.rdb", password) as again:
        found = archived(again, MONTH)
        assert found.snapshot == before
        refuse_damaged(again, found)
        assert [path.name for path in (again.paths.archive / MONTH).iterdir()] == ["1"]


def test_a_restored_archive_is_what_the_restored_book_says(book: Book) -> None:
    unclosed = book.backups.make()
    close(book, MONTH)
    first = book.backups.make()
    told = archived(book, MONTH).snapshot
    path = book.path
    book.close()
    with restored(unclosed, path) as other:
        add(other, "person", name="李明")
        close(other, MONTH)
    with restored(first, path) as again:
        assert archived(again, MONTH).snapshot == told
        refuse_damaged(again, archived(again, MONTH))
        folder = again.snapshots.folder(MONTH, 1)
        assert len(list(folder.glob("snapshot*.json"))) == 2  # the other one is kept


@pytest.mark.parametrize("password", [None, PASSWORD])
def test_verifying_a_book_reads_its_archive_too(tmp_path: Path, password: str | None) -> None:
    with closing_book(tmp_path, password=password, today=IN_DECEMBER) as book:
        receipt(book, project(book), "1000.00", LAST)
        close(book, MONTH)
        path, folder = book.path, book.snapshots.folder(MONTH, 1)
    assert verify(path, password).ok
    [file] = folder.rglob("receipt.csv*")
    content = bytearray(file.read_bytes())
    content[-30] ^= 1
    file.write_bytes(bytes(content))
    told = verify(path, password)
    assert (told.ok, [one.code for one in told.problems]) == (False, ["archive"])
    assert "receipt.csv" in told.problems[0].message
    shutil.rmtree(folder)
    assert "snapshot.json" in verify(path, password).problems[0].message
