"""merge, unmerge and status on the command line: the promised shapes and exit codes."""

import json
import shutil
from pathlib import Path

import pytest

from ruraldesk.services.books import create_book, open_book
from ruraldesk.services.putting import put
from tests.cli.conftest import HUANGSI, TOWN, Run
from tests.services.office import lines, table
from tests.services.packages import flipped, package_of

UNITS = [
    {"code": HUANGSI, "name": "黄寺村", "level": "village"},
    {"code": "410726104202", "name": "王楼村", "level": "village"},
    {"code": "410726104601", "name": "黄寺一组", "level": "villager_group"},
]
PROJECT = {"name": "村内道路", "stage": "proposed", "estimate": "135000.50"}
VERDICT = {
    *("path", "verdict", "unit", "unit_name", "month", "sequence", "check_code", "added"),
    *("changed", "unchanged", "removed", "message", "duplicates"),
}


@pytest.fixture(scope="module")
def empty_town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A town that knows its villages; nobody writes into it."""
    path = tmp_path_factory.mktemp("镇") / "王楼镇.rdb"
    with create_book(path, unit=TOWN, name="王楼镇", level="town", parent="410726000000") as book:
        assert not put(book, "unit", [json.dumps(one) for one in UNITS]).refused
    return path


@pytest.fixture
def town(empty_town: Path, folder: Path) -> Path:
    return Path(shutil.copyfile(empty_town, folder / "王楼 镇.rdb"))


@pytest.fixture(scope="module")
def package(empty_book: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package of Huangsi, with one project."""
    made = tmp_path_factory.mktemp("包")
    with open_book(Path(shutil.copyfile(empty_book, made / "黄寺村.rdb"))) as village:
        assert not put(village, "project", [json.dumps(PROJECT)]).refused
        return package_of(village, made)[0]


@pytest.fixture
def stick(package: Path, folder: Path) -> Path:
    """A stick with the package."""
    made = folder / "U 盘"
    made.mkdir()
    shutil.copy(package, made)
    return made


def test_merge_answers_with_a_batch_and_a_verdict_for_each_file(
    run: Run, town: Path, stick: Path
) -> None:
    done = run("merge", town, stick, "--json")

    assert done.code == 0, done.err
    [file] = done.document["files"]
    assert file.keys() == VERDICT
    assert (file["verdict"], file["unit"], file["month"]) == ("new", HUANGSI, "2023-11")
    assert (file["sequence"], file["added"], file["changed"]) == (1, 1, 0)
    assert done.document["batch"]
    assert done.problems == []
    [row] = run("rows", town, "project", "--json").document["rows"]
    assert (row["unit"], row["estimate"]) == (HUANGSI, "135000.50")
    shown = run("figures", town, "--by", "unit", "estimated_investment", "--json")
    [figure] = shown.document["figures"]
    assert figure["value"] == "135000.50"
    assert [(one["unit"], one["value"]) for one in figure["by"]] == [(HUANGSI, "135000.50")]


def test_a_refused_file_is_a_problem_and_exit_code_one(run: Run, town: Path, stick: Path) -> None:
    [path] = stick.glob("*.rdp")
    flipped(path)
    done = run("merge", town, path, "--json")
    assert done.code == 1
    [problem] = done.problems
    assert (problem["code"], problem["level"]) == ("damaged", "block")
    assert path.name in problem["message"]
    assert run("merge", town, path).code == 1


def test_a_dry_run_and_a_second_time(run: Run, town: Path, stick: Path) -> None:
    tried = run("merge", town, stick, "--dry-run", "--json").document
    assert (tried["batch"], tried["files"][0]["verdict"]) == ("", "new")
    assert "试收" in run("merge", town, stick, "--dry-run").out
    assert "批次" in run("merge", town, stick).out
    assert run("merge", town, stick, "--json").document["files"][0]["verdict"] == "same"


def test_unmerge_takes_the_batch_back(run: Run, town: Path, stick: Path) -> None:
    batch = run("merge", town, stick, "--json").document["batch"]
    done = run("unmerge", town, batch, "--json", "--operator", "李四", "--reason", "收错了")
    assert done.code == 0
    assert done.document["removed"] == 1
    assert run("rows", town, "project", "--json").document["count"] == 0
    again = run("unmerge", town, batch, "--json")
    assert again.code == 1
    assert again.problems[0]["code"] == "cannot_take_back"


def test_status_lists_the_villages(run: Run, town: Path, stick: Path) -> None:
    run("merge", town, stick)
    done = run("status", town, "--month", "2023-11", "--json")
    assert done.code == 0
    found = done.document
    assert found["month"] == "2023-11"
    assert found["due"] == "2023-12-05"
    assert [(one["name"], one["state"], one["sequence"]) for one in found["units"]] == [
        ("黄寺村", "reported", 1),
        ("王楼村", "missing", 0),
    ]
    assert [one["on_time"] for one in found["units"]] == [False, False]
    assert len(found["matrix"][HUANGSI]) == len(found["months"]) == 12
    assert "黄寺村" in run("status", town, "--month", "2023-11").out


def test_a_village_without_the_program_counts_as_reported(
    run: Run, town: Path, folder: Path
) -> None:
    file = table(folder / "王楼村项目.xlsx", lines("项目名称|总投资（万元）\n机井|0.8"))
    done = run("import", town, "project", file, "--set", "unit=王楼村", "--json")
    assert done.code == 0, done.err
    marked = run("status", town, "--month", "2023-11", "--mark", "王楼村", "--json")
    assert [one["state"] for one in marked.document["units"]] == ["missing", "reported"]
    assert marked.document["units"][1]["by_hand"] is True
    refused = run("status", town, "--month", "2023-11", "--mark", "外村", "--json")
    assert refused.code == 1
    assert refused.problems[0]["code"] == "not_below"


@pytest.mark.parametrize("command", ["status", "unmerge"])
def test_without_more_words_the_batches_are_listed(
    run: Run, town: Path, stick: Path, command: str
) -> None:
    assert "还没有收过报送包" in run(command, town).out
    (stick / "空的.rdp").write_bytes(b"")
    batch = run("merge", town, stick, "--operator", "李四", "--json").document["batch"]

    done = run(command, town, "--json")

    [told] = done.document["batches"]
    assert done.code == 0
    assert (told["batch"], told["operator"], told["place"]) == (batch, "李四", str(stick))
    assert (told["files"], told["refused"], told["units"]) == (2, 1, ["黄寺村"])
    assert told["time"]
    line = run(command, town).out
    assert batch in line
    assert "2 个文件" in line
    run("unmerge", town, batch)
    assert run(command, town, "--json").document["batches"] == []


def test_a_unit_is_noted_for_a_month(run: Run, town: Path) -> None:
    done = run("status", town, "--mark", HUANGSI)
    assert done.code == 2
    assert "--month" in done.err
    assert run("status", town, "--month", "2023-11", "--mark", HUANGSI).code == 0
    assert "以表格报送：黄寺村" in run("status", town).out
