"""receipt, receive, comment, comments, answer and settle, between two books on the command line."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from ruraldesk.exchange.containers import Envelope
from ruraldesk.exchange.keys import new_identity
from ruraldesk.exchange.receipt import read_receipt, write_receipt
from ruraldesk.services.books import create_book, open_book
from ruraldesk.services.checking import check
from ruraldesk.services.identity import identity_of
from ruraldesk.services.merging import merge
from ruraldesk.services.months import close
from ruraldesk.services.nil_reports import CODE, nil_report
from ruraldesk.services.packaging import package
from ruraldesk.services.putting import put
from tests.cli.conftest import HUANGSI, TOWN, Run

pytestmark = pytest.mark.long

MONTH = "2023-11"
WANGLOU = "410726104202"
UNIT = {"code": HUANGSI, "name": "黄寺村", "level": "village"}
PROJECT = {"name": "村内道路硬化", "stage": "proposed", "estimate": "135000.50"}
TEXT = "名称与批复不符，\n请核对“附件二”。"


@pytest.fixture(scope="module")
def november(empty_book: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with both books, the village's November taken in; nobody writes into it."""
    folder = tmp_path_factory.mktemp("十一月")
    place = tmp_path_factory.mktemp("U 盘")
    town = create_book(
        folder / "王楼镇.rdb", unit=TOWN, name="王楼镇", level="town", parent="410726000000"
    )
    with town, open_book(Path(shutil.copyfile(empty_book, folder / "黄寺村.rdb"))) as village:
        for book in (town, village):
            assert not put(book, "unit", [json.dumps(UNIT)]).refused
        assert not put(village, "project", [json.dumps(PROJECT)]).refused
        for problem in check(village, MONTH):
            if problem.code == CODE:
                nil_report(village, problem.form, MONTH, "本月无")
        assert not close(village, MONTH).refused
        assert merge(town, package(village, MONTH, place).files[:1]).batch
    return folder


@pytest.fixture
def reported(november: Path, folder: Path) -> Path:
    """The town's book, the village's November taken in."""
    shutil.copytree(november, folder, dirs_exist_ok=True)
    return folder / "王楼镇.rdb"


@pytest.fixture
def village(reported: Path) -> Path:
    """The book of the village that reported."""
    return reported.with_name("黄寺村.rdb")


@pytest.fixture
def stick(folder: Path) -> Path:
    return folder / "U 盘"


def hand_in(run: Run, town: Path, village: Path, stick: Path) -> None:
    closed = run("close", village, "--month", MONTH, "--json")
    assert closed.code == 0, closed.problems
    made = run("package", village, "--month", MONTH, "--to", stick, "--json").document
    merged = run("merge", town, made["files"][0], "--json")
    assert merged.code == 0, merged.problems


def answered(run: Run, town: Path, village: Path, stick: Path) -> dict[str, object]:
    """Write the receipt and take it in; return what the village is told."""
    written = run("receipt", town, "--month", MONTH, "--to", stick, "--json")
    assert written.code == 0
    [file] = written.document["files"]
    done = run("receive", village, file, "--json")
    assert done.code == 0, done.problems
    return done.document


def project_of(run: Run, book: Path) -> str:
    [row] = run("rows", book, "project", "--json").document["rows"]
    return str(row["uuid"])


def test_a_month_is_returned_answered_and_accepted(
    run: Run, reported: Path, village: Path, stick: Path
) -> None:
    town, road = reported, project_of(run, village)
    about = ("--month", MONTH, "--unit", HUANGSI, "--form", "project", "--record", road)
    made = run("comment", town, *about, "--field", "name", "--text", TEXT, "--json")
    assert made.code == 0
    assert made.document["text"] == TEXT
    assert made.document["place"].endswith("名称")

    told = answered(run, town, village, stick)

    assert (told["verdict"], told["state"], told["to_answer"]) == ("returned", "returned", 1)
    [one] = run("comments", village, "--month", MONTH, "--json").document["comments"]
    assert (one["text"], one["record"], one["open"]) == (TEXT, road, True)

    run("reopen", village, "--month", MONTH, "--reason", "按回执更正")
    refused = run("close", village, "--month", MONTH, "--json")
    assert refused.code == 1
    assert "comment_open" in {problem["code"] for problem in refused.problems}
    row = {"uuid": road, "name": "村内道路硬化（更正）"}
    assert run("put", village, "project", stdin=json.dumps(row).encode()).code == 0
    assert run("answer", village, one["uuid"], "--text", "已改", "--json").code == 0
    hand_in(run, town, village, stick)
    found = run("comments", town, "--unit", HUANGSI, "--json").document["comments"]
    assert [each["answer"] for each in found] == ["已改"]

    told = answered(run, town, village, stick)

    assert (told["verdict"], told["state"], told["sequence"]) == ("accepted", "accepted", 2)
    assert told["to_answer"] == 0
    again = run("package", village, "--month", MONTH, "--to", stick, "--json").document
    assert again["encrypted"]  # the office's key came with its receipt


def test_receipts_and_comments_are_told_in_words(
    run: Run, reported: Path, village: Path, stick: Path
) -> None:
    about = ("--month", MONTH, "--unit", HUANGSI, "--text", "封面没有签字", "--level", "look")
    said = run("comment", reported, *about)
    assert "请核对" in said.out or "请检查" in said.out
    assert "封面没有签字" in said.out
    written = run("receipt", reported, "--month", MONTH, "--to", stick, "--unit", HUANGSI)
    assert "黄寺村第1次报送：已接收，意见 1 条" in written.out
    [file] = stick.glob("*.rdr")
    received = run("receive", village, file)
    assert "王楼镇已接收2023年11月" in received.out
    assert "封面没有签字" in received.out
    assert "读取过" in run("receive", village, file).out
    assert run("comments", village, "--month", "2023-10").out == "没有意见。\n"


def test_a_stick_is_searched_for_the_books_own_receipts(
    run: Run, reported: Path, village: Path, stick: Path
) -> None:
    stick.mkdir()
    empty = run("receive", village, stick, "--json").document
    assert (empty["files"], empty["problems"]) == ([], [])
    assert empty["passed_over"] == {"known": 0, "others": 0}
    run("receipt", reported, "--month", MONTH, "--to", stick / "镇里 带回")
    [file] = stick.rglob("*.rdr")
    (stick / "坏的.rdr").write_bytes(file.read_bytes()[:-9])

    done = run("receive", village, stick, "--json")

    assert (done.code, [one["code"] for one in done.problems]) == (1, ["damaged"])
    assert [one["path"] for one in done.document["files"]] == [str(file)]
    assert done.document["files"][0]["state"] == "accepted"
    (stick / "坏的.rdr").unlink()
    said = run("receive", village, stick).out
    assert "没有本账本的新回执" in said
    assert "其中 1 份以前已读取" in said


def test_receipts_of_other_units_are_told_to_be_passed_over(
    run: Run, reported: Path, village: Path, stick: Path
) -> None:
    run("receipt", reported, "--month", MONTH, "--to", stick)
    [file] = stick.glob("*.rdr")
    with open_book(village) as book:
        mine = read_receipt(file, [identity_of(book)])
    signer = new_identity()
    other = replace(mine, unit=WANGLOU, unit_name="王楼村", key=signer.public.text)
    for place, envelope in enumerate((None, Envelope(to=WANGLOU, key=signer.public))):
        write_receipt(stick / f"{place}.rdr", other, signer, envelope)

    done = run("receive", village, stick)

    assert done.code == 0
    assert "其中 2 份是别的单位的" in done.out


def test_a_settled_comment_returns_nothing(
    run: Run, reported: Path, village: Path, stick: Path
) -> None:
    made = run(
        "comment", reported, "--month", MONTH, "--unit", HUANGSI, "--text", "看错了", "--json"
    )
    assert run("settle", reported, made.document["uuid"], "--json").document["settled"]
    assert answered(run, reported, village, stick)["verdict"] == "accepted"


def test_a_month_that_nobody_reported_gets_no_receipt(
    run: Run, reported: Path, stick: Path
) -> None:
    about = ("--month", "2023-10", "--to", stick)
    done = run("receipt", reported, *about, "--json")
    assert (done.code, done.document["files"]) == (0, [])
    assert "没有单位报送过" in run("receipt", reported, *about).out
    one = run("receipt", reported, *about, "--unit", HUANGSI, "--json")
    assert (one.code, [problem["code"] for problem in one.problems]) == (1, ["nothing_reported"])


def test_what_is_no_receipt_is_refused_with_its_reason(
    run: Run, reported: Path, village: Path, stick: Path
) -> None:
    made = run("package", village, "--month", MONTH, "--to", stick, "--json").document["files"]
    refused = run("receive", village, made[0], "--json")
    assert (refused.code, [one["code"] for one in refused.problems]) == (1, ["wrong_kind"])
    cover = made[1]
    refused = run("receive", village, cover, "--json")
    assert [one["code"] for one in refused.problems] == ["not_a_package"]
    gone = run("receive", village, stick / "没有.rdr", "--json")
    assert gone.code == 1
    assert run("answer", village, "nobody", "--text", "答", "--json").code == 1
    assert run("comment", reported, "--month", MONTH, "--text", "谁", "--json").code == 2


def test_verify_knows_a_receipt(run: Run, reported: Path, stick: Path) -> None:
    run("receipt", reported, "--month", MONTH, "--to", stick)
    [file] = stick.glob("*.rdr")
    told = run("verify", file, "--json").document
    assert (told["ok"], told["kind"]) == (True, "receipt")
    whole = bytearray(file.read_bytes())
    whole[len(whole) // 2] ^= 1
    file.write_bytes(whole)
    assert run("verify", file, "--json").document["ok"] is False


def test_a_book_from_before_receipts_has_no_comments(run: Run, village: Path) -> None:
    with open_book(village) as book, book.writing() as connection:
        for table in (
            *("_comments", "_receipts", "_judged", "_looked", "_given"),
            *("_own_notes", "_keyed_again"),
        ):
            connection.exec_driver_sql(f"DROP TABLE {table}")
        connection.exec_driver_sql("ALTER TABLE _taken DROP COLUMN closed_at")
        connection.exec_driver_sql("PRAGMA user_version = 5")
    assert run("comments", village, "--json").document == {"comments": []}
