"""package, keys and verify on the command line, from a village's put to the town's merge."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import HUANGSI, TOWN, Run

pytestmark = pytest.mark.long

MONTH = "2023-11"
ROAD = {"name": "村内道路硬化", "kind": "other", "stage": "proposed"}


@pytest.fixture
def closed(run: Run, book: Path) -> Path:
    """A village's book whose month is closed."""
    rows = json.dumps({"code": HUANGSI, "name": "黄寺村", "level": "village"}).encode()
    run("put", book, "unit", stdin=rows)
    nil_reports(run, book)
    done = run("close", book, "--month", MONTH, "--json")
    assert done.code == 0, done.problems
    return book


def nil_reports(run: Run, book: Path) -> None:
    """Say of every ledger that must be reported monthly that there was nothing."""
    for problem in run("check", book, "--month", MONTH, "--json").document["problems"]:
        if problem["code"] == "nil_missing":
            run("nil", book, problem["form"], "--month", MONTH, "--reason", "本月无")


def test_package_writes_a_file_and_its_cover(run: Run, closed: Path, folder: Path) -> None:
    done = run("package", closed, "--month", MONTH, "--to", folder / "报 送", "--json")
    assert done.code == 0
    found = done.document
    package, cover = map(Path, found["files"])
    assert package.name == "黄寺村 2023年11月 第1次.rdp"
    assert cover.name == "黄寺村 2023年11月 第1次 封面.pdf"
    assert package.is_file()
    assert cover.is_file()
    assert (found["state"], found["sequence"], found["encrypted"]) == ("submitted", 1, False)
    again = run("package", closed, "--month", MONTH, "--to", folder / "又一份", "--json")
    assert again.document["check_code"] == found["check_code"]
    assert Path(again.document["files"][0]).read_bytes() == package.read_bytes()


def test_package_of_an_open_month_is_refused(run: Run, book: Path, folder: Path) -> None:
    done = run("package", book, "--month", MONTH, "--to", folder / "out", "--json")
    assert done.code == 1
    assert [problem["code"] for problem in done.problems] == ["not_closed"]


def test_verify_tells_a_whole_package_from_a_damaged_one(
    run: Run, closed: Path, folder: Path
) -> None:
    done = run("package", closed, "--month", MONTH, "--to", folder / "out", "--json")
    file = Path(done.document["files"][0])
    assert run("verify", file, "--json").document == {
        "ok": True,
        "kind": "package",
        "problems": [],
    }
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    damaged = run("verify", file, "--json")
    assert damaged.code == 1
    assert (damaged.document["ok"], damaged.document["kind"]) == (False, "package")
    assert [problem["code"] for problem in damaged.problems] == ["damaged"]
    assert "已损坏" in run("verify", file).out


def test_an_encrypted_package_is_made_for_the_office_above(
    run: Run, closed: Path, folder: Path
) -> None:
    town = folder / "王楼镇.rdb"
    run("init", town, "--unit", TOWN, "--name", "王楼镇", "--level", "town")
    key = run("keys", town, "--json").document["key"]
    known = run("keys", closed, "--trust", TOWN, "--key", key, "--json").document["known"]
    assert [(one["unit"], one["key"], one["state"]) for one in known] == [(TOWN, key, "trusted")]
    done = run("package", closed, "--month", MONTH, "--to", folder / "out", "--json").document
    assert done["encrypted"]
    sealed = run("verify", done["files"][0], "--json")
    assert sealed.code == 0
    assert [problem["level"] for problem in sealed.problems] == ["inform"]
    assert [problem["code"] for problem in sealed.problems] == ["sealed"]
    assert "没有看里面" in run("verify", done["files"][0]).out
    opened = run("verify", done["files"][0], "--book", town, "--json")
    assert [problem["code"] for problem in opened.problems] == ["new_key"]
    assert "没有看里面" not in run("verify", done["files"][0], "--book", town).out
    other = run("verify", done["files"][0], "--book", closed, "--json")
    assert [problem["code"] for problem in other.problems] == ["sealed"]
    assert f"王楼镇（{TOWN}）" not in other.problems[0]["message"]  # nobody has told its name
    assert TOWN in other.problems[0]["message"]


def test_a_signature_by_another_key_than_the_book_knows_is_told(
    run: Run, closed: Path, folder: Path
) -> None:
    town = folder / "王楼镇.rdb"
    run("init", town, "--unit", TOWN, "--name", "王楼镇", "--level", "town")
    file = run("package", closed, "--month", MONTH, "--to", folder, "--json").document["files"][0]
    run("keys", town, "--trust", HUANGSI, "--from", file)
    known = run("verify", file, "--book", town, "--json")
    assert (known.code, [one["code"] for one in known.problems]) == (0, ["known_key"])
    run("keys", closed, "--renew")
    again = run("package", closed, "--month", MONTH, "--to", folder, "--json").document["files"][0]
    strange = run("verify", again, "--book", town, "--json")
    assert (strange.code, [one["code"] for one in strange.problems]) == (1, ["forged"])
    assert HUANGSI in strange.problems[0]["message"]


def test_another_key_of_a_unit_is_taken_in_from_its_file(
    run: Run, closed: Path, folder: Path
) -> None:
    town = folder / "王楼镇.rdb"
    run("init", town, "--unit", TOWN, "--name", "王楼镇", "--level", "town")
    before = run("keys", closed, "--json").document["fingerprint"]
    after = run("keys", closed, "--renew", "--json").document["fingerprint"]
    assert before != after
    file = run("package", closed, "--month", MONTH, "--to", folder, "--json").document["files"][0]
    taken = run("keys", town, "--trust", HUANGSI, "--from", file, "--json")
    assert [one["fingerprint"] for one in taken.document["known"]] == [after]
    other = run("keys", town, "--trust", "410726104202", "--from", file, "--json")
    assert [problem["code"] for problem in other.problems] == ["other_unit"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["--trust", TOWN],
        ["--key", "rdk1:"],
        ["--from", "a.rdp"],
        ["--trust", TOWN, "--key", "x", "--from", "a.rdp"],
    ],
)
def test_half_said_trust_is_wrong_usage(run: Run, book: Path, arguments: list[str]) -> None:
    assert run("keys", book, *arguments).code == 2


def test_what_is_no_key_is_refused_with_a_sentence(run: Run, book: Path) -> None:
    done = run("keys", book, "--trust", TOWN, "--key", "rdk1:abc", "--json")
    assert done.code == 1
    assert [problem["code"] for problem in done.problems] == ["bad_key"]


@pytest.mark.parametrize("unit", [HUANGSI, "123", "王楼镇"])
def test_only_another_unit_is_known_by_a_key(run: Run, book: Path, unit: str) -> None:
    key = run("keys", book, "--json").document["key"]
    done = run("keys", book, "--trust", unit, "--key", key, "--json")
    assert [problem["code"] for problem in done.problems] == ["no_other_unit"]
