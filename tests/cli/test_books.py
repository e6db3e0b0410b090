"""Commands on whole books, and every book that cannot be opened."""

import os
import sqlite3
from pathlib import Path

import pytest

from ruraldesk.files import recent
from ruraldesk.services.books import open_book
from tests.cli.conftest import HUANGSI, TOWN, Run

INIT = ["--unit", HUANGSI, "--name", "黄寺村", "--level", "village", "--parent", TOWN]


def test_init_makes_an_empty_book_that_other_commands_open(run: Run, folder: Path) -> None:
    path = folder / "我的 账本.rdb"
    done = run("init", path, *INIT, "--json")
    assert done.code == 0
    assert done.document == {
        "book": str(path), "unit": HUANGSI, "name": "黄寺村", "level": "village", "parent": TOWN,
    }  # fmt: skip
    assert run("rows", path, "project", "--json").document == {
        "form": "project", "count": 0, "rows": [],
    }  # fmt: skip
    assert run("verify", path, "--json").document == {"ok": True, "kind": "book", "problems": []}


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["--unit", "4107", "--name", "x", "--level", "village"], "12 位"),
        (["--unit", "04107261042O1", "--name", "x", "--level", "village"], "12 位"),
        (["--unit", HUANGSI, "--name", "  ", "--level", "village"], "名称"),
        (["--unit", HUANGSI, "--name", "x", "--level", "village", "--parent", "x"], "12 位"),
    ],
)
def test_init_refuses_what_is_no_unit(
    run: Run, folder: Path, arguments: list[str], word: str
) -> None:
    done = run("init", folder / "a.rdb", *arguments, "--json")
    assert done.code == 1
    assert word in done.problems[0]["message"]
    assert list(folder.iterdir()) == []


def test_init_never_touches_a_file_that_is_there(run: Run, folder: Path) -> None:
    path = folder / "a.rdb"
    path.write_text("mine")
    done = run("init", path, *INIT, "--json")
    assert (done.code, done.problems[0]["code"]) == (1, "exists")
    assert path.read_text() == "mine"


def test_init_in_a_folder_that_is_not_there(run: Run, folder: Path) -> None:
    done = run("init", folder / "没有" / "a.rdb", *INIT, "--json")
    assert (done.code, done.problems[0]["code"]) == (1, "folder_missing")


def test_a_password_from_a_file_or_the_environment_protects_the_book(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, secret = folder / "a.rdb", folder / "密 码.txt"
    secret.write_bytes("\ufeff密码 123\r\nsecond line\r\n".encode())
    assert run("init", path, *INIT, "--password-file", secret).code == 0
    assert not path.read_bytes().startswith(b"SQLite format 3")
    assert run("rows", path, "unit", "--json").problems[0]["code"] == "password_needed"
    monkeypatch.setenv("RURALDESK_PASSWORD", "falsch")
    assert run("rows", path, "unit", "--json").problems[0]["code"] == "wrong_password"
    monkeypatch.setenv("RURALDESK_PASSWORD", "密码 123")
    assert run("rows", path, "unit", "--json").code == 0
    assert run("put", path, "unit", "--json", stdin=b"").code == 0


@pytest.mark.parametrize("content", [b"", b"\n", b"\r\nx", b"\xff\xfe\x00", None, "folder"])
def test_a_password_file_without_a_password_never_makes_an_open_book(
    run: Run, folder: Path, content: bytes | str | None
) -> None:
    secret = folder / "p.txt"
    if content == "folder":
        secret.mkdir()
    elif isinstance(content, bytes):
        secret.write_bytes(content)
    done = run("init", folder / "a.rdb", *INIT, "--password-file", secret, "--json")
    assert done.code == 1
    assert done.problems[0]["code"] in ("empty_password", "no_password_file")
    assert not (folder / "a.rdb").exists()


READING = [
    ["rows", "BOOK", "project"],
    ["forms", "BOOK"],
    ["check", "BOOK", "--month", "2023-11"],
    ["close", "BOOK", "--month", "2023-11"],
    ["reopen", "BOOK", "--month", "2023-11", "--reason", "漏记"],
    ["nil", "BOOK", "project", "--month", "2023-11", "--reason", "没有"],
    ["figures", "BOOK"],
    ["trace", "BOOK", "cadre_total"],
    ["export", "BOOK", "--month", "2023-11", "--to", "OUT"],
    ["backup", "BOOK"],
    ["put", "BOOK", "project"],
    ["import", "BOOK", "project", "x.xlsx"],
]


@pytest.mark.parametrize("command", READING, ids=lambda one: one[0])
@pytest.mark.parametrize("kind", ["missing", "folder", "text", "empty", "foreign", "damaged"])
def test_what_is_no_book_is_refused_by_every_command_and_left_alone(
    run: Run, folder: Path, book: Path, command: list[str], kind: str
) -> None:
    path = folder / f"{kind} 账.rdb"
    if kind == "folder":
        path.mkdir()
    elif kind == "text":
        path.write_text("这不是账本" * 1000, encoding="utf-8")
    elif kind == "empty":
        path.touch()
    elif kind == "foreign":
        with sqlite3.connect(path) as other:
            other.execute("CREATE TABLE t (a)")
        other.close()
    elif kind == "damaged":
        data = bytearray(book.read_bytes())
        data[4096 : len(data) - 4096] = b"\x5a" * (len(data) - 8192)
        path.write_bytes(data)
    before = path.read_bytes() if path.is_file() else None
    places = {"BOOK": path, "OUT": folder / "out"}
    done = run(*(places.get(one, one) for one in command), "--json")
    assert done.code == 1
    [problem] = [one for one in done.problems if one["level"] == "block"]
    assert problem["message"].endswith(("。", "？"))
    assert path.name in problem["message"]
    if before is not None:
        assert path.read_bytes() == before
    assert not (folder / "out").exists()


def test_a_book_from_the_future_is_refused_and_left_alone(run: Run, book: Path) -> None:
    with sqlite3.connect(book) as db:
        db.execute("PRAGMA user_version = 9999")
    db.close()
    done = run("put", book, "project", "--json", stdin=b'{"name": "a", "stage": "proposed"}')
    assert done.code == 1
    assert done.problems[0]["code"] == "newer"


def test_a_book_open_elsewhere_can_be_read_but_not_written(run: Run, book: Path) -> None:
    with open_book(book):
        assert run("rows", book, "project", "--json").code == 0
        done = run("put", book, "project", "--json", stdin=b'{"name": "a", "stage": "proposed"}')
        assert (done.code, done.problems[0]["code"]) == (1, "book_in_use")
        done = run("import", book, "project", book, "--json")
        assert (done.code, done.problems[0]["code"]) == (1, "book_in_use")
    assert run("rows", book, "project", "--json").document["count"] == 0


def test_backup_and_restore_carry_everything(run: Run, book: Path, folder: Path) -> None:
    line = '{"name": "村内道路", "stage": "proposed", "estimate": "100.00"}'
    assert run("put", book, "project", stdin=line.encode()).code == 0
    made = run("backup", book, "--to", folder / "U 盘", "--json")
    if made.code:  # the folder has to be there
        (folder / "U 盘").mkdir()
        made = run("backup", book, "--to", folder / "U 盘", "--json")
    file = Path(made.document["file"])
    assert run("verify", file, "--json").document["ok"] is True
    done = run("restore", file, "--to", folder / "恢复.rdb", "--json")
    assert done.code == 0
    assert done.document["after"]["project"] == 1
    again = run("restore", file, "--to", folder / "恢复.rdb", "--json")
    assert again.code == 1
    replaced = run("restore", file, "--to", folder / "恢复.rdb", "--replace", "--json")
    assert replaced.document["before"]["project"] == 1


def test_verify_tells_damage(run: Run, book: Path) -> None:
    data = bytearray(book.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 3000] = b"\x00" * 3000
    book.write_bytes(data)
    done = run("verify", book, "--json")
    assert done.code == 1
    assert done.document["ok"] is False
    assert done.problems
    assert "已损坏" in run("verify", book).out


def test_verify_calls_nothing_damaged_that_is_no_book(run: Run, folder: Path) -> None:
    (folder / "说明.txt").write_text("说明", encoding="utf-8")
    assert "说明.txt 不是本程序生成的文件。" in run("verify", folder / "说明.txt").out
    assert "没有.rdb 未能检查。" in run("verify", folder / "没有.rdb").out


@pytest.mark.skipif(os.name == "nt", reason="Windows allows other names")
def test_a_name_that_is_too_long_is_refused(run: Run, folder: Path, book: Path) -> None:
    long = folder / ("长" * 300 + ".xlsx")
    done = run("import", book, "project", long, "--json")
    assert done.code == 1
    assert done.problems[0]["message"].endswith("。")
    assert run("rows", long, "project", "--json").code == 1
    assert run("export", book, "--month", "2023-11", "--to", long, "--json").code == 1


@pytest.mark.parametrize("path", ["", "  ", "a\0b.rdb", "a\nb.rdb"])
def test_what_is_no_path_is_wrong_usage(run: Run, book: Path, path: str) -> None:
    assert run("import", book, "project", path, "--json").code == 2
    assert run("rows", path, "project", "--json").code == 2


@pytest.mark.parametrize(
    ("unit", "level", "parent", "doubts"),
    [
        ("410726104201", "village", "410726104000", 0),
        ("410726104000", "town", "410726000000", 0),
        ("410726000000", "county", "", 0),
        ("410726104000", "village", "", 1),
        ("410726104201", "county", "", 1),
        ("410726104201", "village", "410726104201", 1),
    ],
)
def test_a_new_book_is_asked_about_codes_that_do_not_fit(
    run: Run, folder: Path, unit: str, level: str, parent: str, doubts: int
) -> None:
    given = ["--unit", unit, "--name", "某地", "--level", level, "--parent", parent]
    done = run("init", folder / "新.rdb", *given, "--json")
    assert done.code == 0
    told = done.document.get("problems", [])
    assert [problem["level"] for problem in told] == ["warn"] * doubts


@pytest.mark.usefixtures("own_preferences")
def test_all_known_books_are_backed_up_and_the_rest_is_told(
    run: Run, book: Path, folder: Path
) -> None:
    recent.note_book(book, "黄寺村", "2023-11")
    (folder / "文档").mkdir()
    (folder / "文档" / "坏.rdb").write_bytes(book.read_bytes()[:5000])
    report = folder / "没备份的.txt"
    done = run("backup", "--known", "--below", folder / "文档", "--report", report, "--json")
    assert done.code == 1
    assert list(done.document["backups"]) == [str(book)]
    (problem,) = done.problems
    assert problem["code"] == "not_backed_up"
    assert report.read_text(encoding="utf-16").rstrip("\n") == problem["message"]
    assert "坏.rdb" in problem["message"]
    (folder / "文档" / "坏.rdb").unlink()
    again = run("backup", "--known", "--report", report, "--below", folder / "文档")
    assert (again.code, report.read_text(encoding="utf-16")) == (0, "")


@pytest.mark.parametrize("words", [["--known", "--to", "X"], ["BOOK", "--known"], ["--to", "X"]])
def test_a_backup_is_of_one_book_or_of_all(run: Run, words: list[str]) -> None:
    assert run("backup", *words).code == 2
