"""The commands pack, install, uninstall and packs, with all ledgers of the program."""

import json
from pathlib import Path
from typing import Any

import pytest

from ruraldesk.texts.resources import forms_dir
from tests.cli.conftest import HUANGSI, TOWN, Run, keeps_no_monthly

pytestmark = pytest.mark.long

INDICATOR, TARGET = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"
TASK = "33333333-3333-4333-8333-333333333333"
PATROL = """
key = "river_patrol"
title = "巡河记录"
name = "{patrolled_on} {river}"
help = "每次巡河登记一条。"
[[field]]
key = "patrolled_on"
type = "date"
label = "巡河日期"
required = true
[[field]]
key = "river"
type = "text"
label = "河流"
required = true
"""
PATROL_PATH = "ledgers/environment/river_patrol.toml"


@pytest.fixture
def town(tmp_path: Path, run: Run) -> Path:
    path = tmp_path / "王楼 镇.rdb"
    assert run("init", path, "--unit", TOWN, "--name", "王楼镇", "--level", "town").code == 0
    villages = [{"code": HUANGSI, "name": "黄寺村", "level": "village"}]
    assert run("put", path, "unit", stdin=jsonl(villages)).code == 0
    return path


@pytest.fixture
def village(tmp_path: Path, run: Run) -> Path:
    path = tmp_path / "黄寺 村.rdb"
    words = ("--name", "黄寺村", "--level", "village", "--parent", TOWN)
    assert run("init", path, "--unit", HUANGSI, *words).code == 0
    return path


def jsonl(rows: list[dict[str, Any]]) -> bytes:
    return "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows).encode()


@pytest.fixture
def words(tmp_path: Path) -> tuple[object, ...]:
    """What a pack with a ledger, a task, an indicator and its target is made of."""
    folder = tmp_path / "新 表"
    (folder / PATROL_PATH).parent.mkdir(parents=True)
    (folder / PATROL_PATH).write_text(PATROL, encoding="utf-8")
    rows = {
        "indicator": [
            {
                "uuid": INDICATOR,
                "name": "新农合参合人数",
                "kind": "insurance",
                "measure": "人",
                "direction": "higher_better",
            }
        ],
        "indicator_target": [
            {
                "uuid": TARGET,
                "indicator": INDICATOR,
                "unit": "黄寺村",
                "year": 2023,
                "period": "year",
                "target": "1286.50",
            }
        ],
        "task_list": [
            {
                "uuid": TASK,
                "name": "河道清理",
                "starts_on": "2023-11-01",
                "due_on": "2023-11-30",
                "responsible": "张三",
            }
        ],
    }
    given: list[object] = ["--folder", folder, "--title", "十一月任务", "--set", "due_day=8"]
    for form, some in rows.items():
        file = tmp_path / f"{form}.jsonl"
        file.write_bytes(jsonl(some))
        given += ["--records", f"{form}={file}"]
    return tuple(given)


def test_a_pack_goes_from_town_to_village_and_back_out(
    town: Path, village: Path, words: tuple[object, ...], tmp_path: Path, run: Run
) -> None:
    made = run("pack", town, "--to", tmp_path / "下发.rdk", *words, "--json").document
    assert made["files"] == [str(tmp_path / "下发.rdk")]
    assert made["pack"]["number"] == 1
    assert len(made["check_code"]) == 7
    file = made["files"][0]

    tried = run("install", village, file, "--dry-run", "--json").document
    assert tried["dry_run"]
    assert [one["kind"] for one in tried["changes"]] == ["ledger", "key", "setting"]
    assert "巡河记录" in tried["changes"][0]["message"]
    assert {key: one["added"] for key, one in tried["records"].items()} == {
        "indicator": 1,
        "indicator_target": 1,
        "task_list": 1,
    }
    assert run("rows", village, "task_list", "--json").document["count"] == 0

    done = run("install", village, file, "--json").document
    assert {**done, "dry_run": True, "backup": None} == tried
    assert Path(done["backup"]).is_file()
    [task] = run("rows", village, "task_list", "--json").document["rows"]
    assert (task["unit"], task["name"]) == (HUANGSI, "河道清理")
    [indicator] = run("rows", village, "indicator", "--json").document["rows"]
    [target] = run("rows", village, "indicator_target", "--json").document["rows"]
    assert (target["uuid"], target["target"]) == (TARGET, "1286.50")
    assert target["indicator"] == indicator["uuid"]
    patrol = jsonl([{"patrolled_on": "2023-11-02", "river": "西柳青河"}])
    assert run("put", village, "river_patrol", stdin=patrol).code == 0

    again = run("install", village, file, "--json").document
    assert again["already"]
    assert (again["changes"], again["records"]) == ([], {})

    [kept] = run("packs", village, "--json").document["packs"]
    assert (kept["number"], kept["unit_name"], kept["state"]) == (1, "王楼镇", "installed")
    back = run("uninstall", village, 1, "--json").document
    assert back["changes"][0]["form"] == "river_patrol"
    assert run("rows", village, "task_list", "--json").document["count"] == 0
    assert run("rows", village, "river_patrol", "--json").code == 1


def test_what_was_sent_down_comes_back_with_the_month(
    town: Path, village: Path, words: tuple[object, ...], tmp_path: Path, run: Run
) -> None:
    file = run("pack", town, "--to", tmp_path, *words, "--json").document["files"][0]
    for book in (town, village):
        assert run("install", book, file).code == 0
    patrol = jsonl([{"patrolled_on": "2023-11-02", "river": "西柳青河"}])
    assert run("put", village, "river_patrol", stdin=patrol).code == 0
    [task] = run("rows", village, "task_list", "--json").document["rows"]
    doing = jsonl([{"uuid": task["uuid"], "status": "doing"}])
    assert run("put", village, "task_list", stdin=doing).code == 0

    keeps_no_monthly(village, "2023-11")
    assert run("close", village, "--month", "2023-11").code == 0
    sent = run("package", village, "--month", "2023-11", "--to", tmp_path / "盘", "--json").document
    assert sent["encrypted"]  # the pack brought the town's key
    [verdict] = run("merge", town, tmp_path / "盘", "--json").document["files"]

    assert verdict["verdict"] == "new"
    assert run("rows", town, "river_patrol", "--json").document["count"] == 1
    tasks = run("rows", town, "task_list", "--json").document["rows"]
    assert {row["unit"]: row["status"] for row in tasks} == {TOWN: "not_started", HUANGSI: "doing"}
    [target] = run("rows", town, "indicator_target", "--json").document["rows"]
    assert (target["uuid"], target["unit"], target["target"]) == (TARGET, HUANGSI, "1286.50")


def test_a_refused_pack_tells_every_fault_with_file_and_place(
    town: Path, village: Path, tmp_path: Path, run: Run
) -> None:
    folder = tmp_path / "forms"
    (folder / "ledgers" / "organisation").mkdir(parents=True)
    text = (forms_dir() / "ledgers" / "organisation" / "indicator.toml").read_text("utf-8")
    wrong = text.replace('key = "measure"\ntype = "text"', 'key = "measure"\ntype = "txt"')
    target = folder / "ledgers" / "organisation" / "indicator.toml"
    target.write_text(wrong, encoding="utf-8")

    done = run("pack", town, "--to", tmp_path, "--folder", folder, "--json")

    assert done.code == 1
    faults = [one for one in done.problems if one["code"] == "definition"]
    assert faults[0]["form"] == "ledgers/organisation/indicator.toml"
    assert "field[4] measure.type" in {fault["field"] for fault in faults}
    assert not list(tmp_path.glob("*.rdk"))


def test_what_is_no_pack_is_refused_with_what_to_do(
    village: Path, tmp_path: Path, run: Run
) -> None:
    file = tmp_path / "下发.rdk"
    file.write_bytes(b"PK")

    done = run("install", village, file, "--json")

    assert done.code == 1
    assert done.problems[0]["code"] == "not_a_package"


def test_a_pack_speaks_to_people_too(town: Path, village: Path, tmp_path: Path, run: Run) -> None:
    assert run("pack", town, "--to", tmp_path, "--set", "due_day=8", "--title", "期限").code == 0
    [file] = tmp_path.glob("*.rdk")

    done = run("install", village, file)

    assert done.code == 0
    assert "已装入王楼镇第 1 号下发包“期限”：" in done.out
    assert "报送期限：次月 8 日前（原为 5 日前）。" in done.out
    assert "核对一次对方密钥" in done.err
    assert "已装入：王楼镇第 1 号“期限”" in run("packs", village).out
    assert "已下发：第 1 号“期限”" in run("packs", town).out


def test_a_book_whose_own_forms_have_faults_is_read_with_a_word_and_mended_by_commands(
    village: Path, tmp_path: Path, run: Run
) -> None:
    own = tmp_path / "黄寺 村.files" / "forms" / PATROL_PATH
    own.parent.mkdir(parents=True)
    own.write_text(PATROL.replace('"date"', '"dat"'), encoding="utf-8")

    read = run("rows", village, "task_list", "--json")
    assert read.document["count"] == 0
    assert PATROL_PATH in read.err
    written = run("put", village, "task_list", "--json", stdin=jsonl([{"name": "栽树"}]))
    assert written.code == 1
    assert written.problems[0]["code"] == "faulty_forms"

    own.unlink()
    assert run("rows", village, "task_list").err == ""
