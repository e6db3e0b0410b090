"""Wrong things at every door: a Chinese sentence, the right exit code, and nothing changed.

The cases are written as tables. Each is tried on a book with a project in it, whose records and
journal must be what they were.
"""

import os
import shutil
import sqlite3
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from ruraldesk.services.books import open_book
from ruraldesk.services.putting import put
from tests.cli.conftest import HUANGSI, Done, Run

ROOT = Path(__file__).resolve().parents[2]
GOOD = '"name": "村内道路", "stage": "proposed"'


def content(book: Path) -> str:
    """Return a hash over every row of the book but those of the search index."""
    digest = sha256()
    with sqlite3.connect(f"{book.as_uri()}?mode=ro", uri=True) as connection:
        names = connection.execute(
            "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' ORDER BY 1"
        ).fetchall()
        for (name,) in names:
            for row in connection.execute(f'SELECT * FROM "{name}" ORDER BY 1'):
                digest.update(repr((name, row)).encode("utf-8", "surrogatepass"))
    connection.close()
    return digest.hexdigest()


def is_sentence(text: str) -> bool:
    """Say whether a message is in Chinese, ends as sentences do, and is no pile of internals."""
    chinese = any("\u4e00" <= char <= "\u9fff" for char in text)
    return (
        chinese
        and text.rstrip().endswith(("。", "？", "！"))
        and "Error" not in text
        and "http" not in text
    )


def refused(done: Done, code: int = 1) -> str:
    """Check that the command refused in sentences, and return the first."""
    assert done.code == code, done.out
    assert done.problems
    for problem in done.problems:
        assert is_sentence(problem["message"]), problem["message"]
    first = done.problems[0]["message"]
    assert isinstance(first, str)
    return first


@pytest.fixture(scope="session")
def filled_book(empty_book: Path) -> Path:
    """A book with one project; nobody writes into it."""
    path = Path(shutil.copyfile(empty_book, empty_book.with_name("一个项目.rdb")))
    with open_book(path) as book:
        assert not put(book, "project", [f"{{{GOOD}}}"]).refused
    return path


@pytest.fixture
def filled(filled_book: Path, folder: Path) -> Path:
    """A book with one project to spoil."""
    return Path(shutil.copyfile(filled_book, folder / "黄寺 村.rdb"))


def with_value(text: str) -> bytes:
    return f"{{{GOOD}, {text}}}".encode("utf-8", "surrogatepass")


BAD_LINES = {
    "broken": b'{"name":',
    "a list": b"[1]",
    "null": b"null",
    "two objects": b'{"name":"a"}{"name":"b"}',
    "carriage returns only": b'{"name":"a"}\r{"name":"b"}',
    "zero bytes": b"\0\0\0",
    "GBK": '{"name": "村内道路"}'.encode("gbk"),
    "UTF-16": '{"name": "路"}'.encode("utf-16"),
    "byte order mark twice": b"\xef\xbb\xbf\xef\xbb\xbf{}",
    "byte order mark on line 2": b'\n\xef\xbb\xbf{"name": "a"}',
    "nested lists": with_value(f'"content": {"[" * 50_000}{"]" * 50_000}'),
    "nested objects": b'{"a":' * 20_000 + b"1" + b"}" * 20_000,
    "never closed": b"[" * 500_000,
    "key twice": with_value('"name": "b"'),
    "key twice in lines": with_value('"outputs": [{"item": "wells", "item": "sewer"}]'),
    "unknown key": with_value('"naem": 1'),
    "long key": with_value(f'"{"k" * 9999}": 1'),
    "half a character as key": with_value(r'"na\ud800me": 1'),
    "the program's own key": with_value('"deleted": null'),
    "NaN": with_value('"estimate": NaN'),
    "Infinity": with_value('"estimate": -Infinity'),
    "1e400": with_value('"estimate": 1e400'),
    "an endless exponent": with_value(f'"estimate": 1e{"9" * 30}'),
    "5000 digits": with_value(f'"estimate": {"9" * 5000}'),
    "half a fen too much": with_value('"estimate": "9999999999999.995"'),
    "one fen too much": with_value('"estimate": 10000000000000.00'),
    "finer than a fen": with_value('"estimate": "1.234"'),
    "below zero": with_value('"estimate": "-0.01"'),
    "full-width digits": with_value('"estimate": "１２３"'),
    "Chinese digits": with_value('"estimate": "一百万"'),
    "a number with its unit": with_value('"estimate": "12万元"'),
    "underscores": with_value('"estimate": "1_000"'),
    "a truth as amount": with_value('"estimate": true'),
    "an object as amount": with_value('"estimate": {"a": 1}'),
    "year 1899": with_value('"proposed_on": "1899-12-31"'),
    "year 2101": with_value('"proposed_on": "2101-01-01"'),
    "month 13": with_value('"proposed_on": "2023-13-01"'),
    "30 February": with_value('"proposed_on": "2023-02-30"'),
    "a day as number": with_value('"proposed_on": 45000'),
    "unknown place": with_value('"unit": "不存在村"'),
    "no place": with_value('"unit": null'),
    "unknown choice": with_value('"category": "nope"'),
    "a number as choice": with_value('"category": 1'),
    "lines as text": with_value('"outputs": "x"'),
    "lines in lines": with_value('"outputs": [[{}]]'),
    "an empty line": with_value('"outputs": [{}]'),
    "a quantity beyond range": with_value('"outputs": [{"item": "wells", "planned_qty": 1e13}]'),
    "NUL": with_value(r'"content": "a\u0000"'),
    "raw control character": with_value('"content": "a\x01"'),
    "turned writing": with_value('"content": "a\u202eb"'),
    "half a character": with_value(r'"content": "a\ud800"'),
    "half a character as day": with_value(r'"proposed_on": "\ud800"'),
    "name of spaces": b'{"name": "\xe3\x80\x80 ", "stage": "proposed"}',
    "a line of 5 MB": with_value(f'"outputs": [{"{}," * 1_700_000}{{}}]'),
    "long name": f'{{"name": "{"路" * 100_000}", "stage": "proposed"}}'.encode(),
    "UUID that is none": with_value('"uuid": "x"'),
    "half a character as UUID": with_value(r'"uuid": "\ud800"'),
    "revision that is none": with_value('"revision": true'),
}


@pytest.mark.parametrize("stdin", BAD_LINES.values(), ids=BAD_LINES)
def test_a_wrong_line_is_refused_and_no_line_is_kept(run: Run, filled: Path, stdin: bytes) -> None:
    before = content(filled)
    message = refused(
        run("put", filled, "project", "--json", stdin=b"{%s}\n" % GOOD.encode() + stdin)
    )
    assert "第" in message
    assert len(message) < 300
    assert content(filled) == before


@pytest.fixture
def places(folder: Path) -> dict[str, Path]:
    """Paths that are not what a command expects."""
    (folder / "目 录").mkdir()
    (folder / "文件.txt").write_text("你好", encoding="utf-8")
    (folder / "空.rdb").touch()
    (folder / "表.xlsx").write_bytes(b"PK\x03\x04broken")
    with sqlite3.connect(folder / "别的.rdb") as other:
        other.execute("CREATE TABLE _book (key, value)")
    other.close()
    return {path.name: path for path in folder.iterdir()} | {"没有": folder / "没有.rdb"}


STRANGERS = ("目 录", "文件.txt", "空.rdb", "表.xlsx", "别的.rdb", "没有")


@pytest.mark.parametrize("name", STRANGERS)
@pytest.mark.parametrize(
    "command",
    ["rows BOOK project", "forms BOOK", "put BOOK project", "figures BOOK", "trace BOOK x",
     "check BOOK --month 2023-11", "export BOOK --month 2023-11 --to X", "backup BOOK",
     "import BOOK project FILE", "verify BOOK", "restore BOOK --to X"],
)  # fmt: skip
def test_what_is_no_book_is_refused(
    run: Run, places: dict[str, Path], folder: Path, name: str, command: str
) -> None:
    words = {"BOOK": places[name], "X": folder / "新.rdb", "FILE": places["文件.txt"]}
    before = sorted(folder.rglob("*"))
    done = run(*(words.get(word, word) for word in command.split()), "--json", stdin=b"{}")
    assert name.removesuffix(".rdb") in refused(done) or name == "没有"
    assert sorted(folder.rglob("*")) == before


def cut(data: bytes, size: float) -> bytes:
    return data[: int(len(data) * size)]


DAMAGES = {
    "cut in the header": lambda data: data[:60],
    "cut after a page": lambda data: data[:4096],
    "cut in the middle": lambda data: cut(data, 0.5),
    "cut at the end": lambda data: data[:-1],
    "zero bytes at the start": lambda data: bytes(4096) + data[4096:],
    "a zero page": lambda data: data[: 4096 * 40] + bytes(4096) + data[4096 * 41 :],
    "a zero schema": lambda data: data[:4096] + bytes(4096 * 20) + data[4096 * 21 :],
    "another program's mark": lambda data: data[:68] + b"xxxx" + data[72:],
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_book_is_named_as_such(run: Run, filled: Path, damage: object) -> None:
    assert callable(damage)
    filled.write_bytes(damage(filled.read_bytes()))
    before = filled.read_bytes()
    refused(run("verify", filled, "--json"))
    assert filled.read_bytes() == before
    refused(run("backup", filled, "--json"))
    for command in (["rows", filled, "project"], ["figures", filled, "planned_projects"]):
        done = run(*command, "--json")  # the pages it reads may be whole
        if done.code:
            refused(done)
    assert filled.read_bytes() == before


UNFIT = [
    (["--unit", "1"], 1),
    (["--unit", "４１０７２６１０４２０１"], 1),
    (["--unit", ""], 1),
    (["--unit", HUANGSI, "--parent", "x"], 1),
    (["--unit", HUANGSI, "--name", " "], 1),
    (["--unit", HUANGSI, "--name", "村\n庄"], 2),
    (["--unit", HUANGSI, "--name", "村\0"], 2),
    (["--unit", HUANGSI, "--name", "\ud800"], 2),
    (["--unit", HUANGSI, "--name", "村" * 1000], 2),
    (["--unit", HUANGSI, "--level", "hamlet"], 2),
]


@pytest.mark.parametrize(("arguments", "code"), UNFIT, ids=lambda one: repr(one)[:60])
def test_a_book_of_no_unit_is_not_made(
    run: Run, folder: Path, arguments: list[str], code: int
) -> None:
    book = folder / "新 账本.rdb"
    basic = ["--name", "黄寺村", "--level", "village"]
    refused(run("init", book, *basic, *arguments, "--json"), code)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("target", ["BOOK", "目 录", "文件.txt", "无/新.rdb", "文件.txt/新.rdb"])
def test_a_book_is_never_made_over_something_or_nowhere(
    run: Run, filled: Path, places: dict[str, Path], folder: Path, target: str
) -> None:
    path = filled if target == "BOOK" else folder / target
    before = content(filled)
    unit = ["--unit", HUANGSI, "--name", "x", "--level", "village"]
    refused(run("init", path, *unit, "--json"))
    assert places["文件.txt"].read_text(encoding="utf-8") == "你好"
    assert content(filled) == before


@pytest.mark.parametrize(
    "command",
    ["export BOOK --month 2023-11 --form unit --format xlsx --to FILE",
     "export BOOK --month 2023-11 --form unit --format xlsx --to FILE/x",
     "export BOOK --month 2023-11 --form unti --to DIR",
     "backup BOOK --to FILE", "backup BOOK --to FILE/x",
     "restore FILE --to X", "restore DIR --to X", "restore BOOK --to X",
     "rows BOOK project --password-file NONE", "rows BOOK project --password-file DIR",
     "rows BOOK project --password-file EMPTY", "rows BOOK project --password-file FILE",
     "figures BOOK cadre_totl", "figures BOOK cadre_total --by x", "trace BOOK nope",
     "rows BOOK _journal", "rows BOOK project__outputs", "put BOOK _book", "rows BOOK ../x",
     "import BOOK project NONE", "import BOOK project DIR", "import BOOK project FILE --map DIR"],
)  # fmt: skip
def test_a_command_that_cannot_be_done_changes_nothing(
    run: Run, filled: Path, places: dict[str, Path], folder: Path, command: str
) -> None:
    words = {
        "BOOK": filled, "FILE": places["文件.txt"], "DIR": places["目 录"], "X": folder / "新.rdb",
        "NONE": places["没有"], "EMPTY": places["空.rdb"],
    }  # fmt: skip
    before = content(filled)
    given = [
        places["文件.txt"] / "x" if word == "FILE/x" else words.get(word, word)
        for word in command.split()
    ]
    message = refused(run(*given, "--json", stdin=b"{}"))
    assert "没有响应" not in message  # the drive is not to blame
    assert content(filled) == before
    assert not (folder / "新.rdb").exists()


@pytest.mark.parametrize("word", ["\ud800", "a\nb", "王\0", "王" * 1000], ids=repr)
def test_an_operator_is_a_name(run: Run, filled: Path, word: str) -> None:
    before = content(filled)
    done = run("put", filled, "project", "--operator", word, "--json", stdin=f"{{{GOOD}}}".encode())
    refused(done, 2)
    assert content(filled) == before


@pytest.mark.skipif(sys.platform == "win32", reason="there it may stand in a name")
def test_a_path_with_half_a_character_is_none(run: Run) -> None:
    refused(run("rows", "/tmp/\ud800.rdb", "project", "--json"), 2)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
def test_a_pipe_is_no_book_and_nobody_waits_for_it(run: Run, folder: Path) -> None:
    os.mkfifo(folder / "管道.rdb")
    for command in (
        ["rows", folder / "管道.rdb", "unit"],
        ["restore", folder / "管道.rdb", "--to", "x"],
    ):
        refused(run(*command, "--json"))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_an_answer_that_cannot_be_written_is_told(filled: Path) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            [sys.executable, "-m", "ruraldesk", "rows", str(filled), "project", "--json"],
            cwd=ROOT, stdout=full, stderr=subprocess.PIPE, check=False, timeout=60,
        )  # fmt: skip
    assert done.returncode == 1
    assert is_sentence(done.stderr.decode("utf-8"))
    assert "磁盘已满" in done.stderr.decode("utf-8")


@pytest.mark.skipif(sys.platform == "win32", reason="a shell's way to close streams")
def test_closed_streams_are_no_crash(filled: Path) -> None:
    command = f'"{sys.executable}" -m ruraldesk put "{filled}" project --json <&- >&-'
    done = subprocess.run(
        ["sh", "-c", command], cwd=ROOT, stderr=subprocess.PIPE, check=False, timeout=60
    )
    assert (done.returncode, done.stderr.decode("utf-8")) == (0, "")


def test_a_folder_without_definitions_is_a_fault(run: Run, folder: Path) -> None:
    assert "定义文件" in refused(run("forms", "--check", folder, "--json"))


FORM = """
key = "thing"
title = "东西"
group = "g"
levels = ["village"]
name = "{name}"
placed = false
[[field]]
key = "name"
type = "text"
label = "名称"
[[field]]
key = "n"
type = "integer"
label = "数"
[example]
name = "甲"
"""
INTEGER = 'type = "integer"'
COMPUTED = 'type = "computed"\nresult = "integer"\nexpression = '
FAULTS = {
    "syntax": FORM + "key = ",
    "key twice": FORM + 'name = "乙"',
    "empty": "",
    "unknown key": 'titel = "x"' + FORM,
    "number as title": FORM.replace('"东西"', "5"),
    "unknown level": FORM.replace("village", "villag"),
    "unknown group": FORM.replace('"g"', '"h"'),
    "unknown type": FORM.replace('"integer"', '"intger"'),
    "key of the program": FORM.replace('"n"', '"uuid"'),
    "key in Chinese": FORM.replace('"n"', '"数"'),
    "name of no field": FORM.replace("{name}", "{nam}"),
    "choices of no list": FORM.replace(INTEGER, 'type = "choice"\nchoices = "x"'),
    "reference to nothing": FORM.replace(INTEGER, 'type = "reference"\nform = "x"'),
    "range upside down": FORM.replace(INTEGER, INTEGER + '\nrange = ["5", "1"]'),
    "range of nothing": FORM.replace(INTEGER, INTEGER + '\nrange = ["0", "NaN"]'),
    "pattern": FORM.replace('type = "text"', 'type = "text"\npattern = "("\npattern_help = "x"'),
    "expression": FORM.replace(INTEGER, COMPUTED + '"1 +"'),
    "circle": FORM.replace(INTEGER, COMPUTED + '"n + 1"'),
    "kinds": FORM.replace(INTEGER, COMPUTED + '"name / 2"'),
    "deep": f"a = {'[' * 5000}{']' * 5000}\n" + FORM,
    "example": FORM + "n = 'x'",
}  # fmt: skip


@pytest.mark.parametrize("text", FAULTS.values(), ids=FAULTS)
def test_a_faulty_definition_is_told_with_its_file(run: Run, folder: Path, text: str) -> None:
    ledgers = folder / "ledgers" / "g"
    ledgers.mkdir(parents=True)
    (folder / "groups.toml").write_text('[[group]]\nkey = "g"\ntitle = "组"\n', encoding="utf-8")
    (ledgers / "thing.toml").write_text(FORM, encoding="utf-8")
    assert run("forms", "--check", folder, "--json").code == 0
    (ledgers / "thing.toml").write_text(text, encoding="utf-8")
    assert "thing.toml" in refused(run("forms", "--check", folder, "--json"))


def test_a_folder_in_the_place_of_a_file_is_told(run: Run, folder: Path) -> None:
    (folder / "ledgers" / "g" / "thing.toml").mkdir(parents=True)
    assert "不是文件" in refused(run("forms", "--check", folder, "--json"))


@pytest.mark.parametrize(
    "raw", [FORM.encode("gbk"), FORM.encode("utf-16"), b"\0", b"#" * 10_000_000], ids=range(4)
)
def test_a_file_that_is_no_text_is_told(run: Run, folder: Path, raw: bytes) -> None:
    (folder / "ledgers" / "g").mkdir(parents=True)
    (folder / "ledgers" / "g" / "thing.toml").write_bytes(raw)
    done = run("forms", "--check", folder, "--json")
    refused(done)
    assert any("thing.toml" in problem["form"] for problem in done.problems)
