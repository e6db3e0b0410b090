"""import and export on the command line: the promised shapes and exit codes."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import HUANGSI, Run
from tests.services.office import lines, table

GOOD = "项目名称|总投资（万元）|开工时间\n村内道路|13.5|2023-03-01\n机井|0.8|42758"
MIXED = "项目名称|总投资（万元）|开工时间\n村内道路|13.5|2023-03-01\n机井|很多|2023-02-30"


def test_import_answers_with_counts_columns_and_problems(
    run: Run, book: Path, folder: Path
) -> None:
    file = table(folder / "项 目.xlsx", lines(GOOD))
    done = run("import", book, "project", file, "--json")
    assert done.code == 0
    found = done.document
    told = {key: found[key] for key in ("before", "added", "changed", "unchanged", "refused")}
    assert told == {"before": 0, "added": 2, "changed": 0, "unchanged": 0, "refused": 0}
    assert found["columns"] == [
        {"heading": "项目名称", "field": "name"},
        {"heading": "总投资（万元）", "field": "estimate"},
        {"heading": "开工时间", "field": "started_on"},
    ]
    assert found["error_file"] is None
    rows = run("rows", book, "project", "--json").document["rows"]
    assert {row["name"]: (row["estimate"], row["started_on"], row["unit"]) for row in rows} == {
        "村内道路": ("135000.00", "2023-03-01", HUANGSI),
        "机井": ("8000.00", "2017-01-23", HUANGSI),
    }
    again = run("import", book, "project", file, "--json").document
    assert [again[key] for key in ("before", "added", "changed", "unchanged")] == [2, 0, 0, 2]


def test_import_refuses_with_row_field_and_error_file(run: Run, book: Path, folder: Path) -> None:
    file = table(folder / "a.xlsx", lines(MIXED))
    done = run("import", book, "project", file, "--json")
    assert done.code == 1
    found = done.document
    assert (found["added"], found["refused"]) == (0, 1)
    blocking = [problem for problem in done.problems if problem["level"] == "block"]
    assert {(problem["row"], problem["field"]) for problem in blocking} == {
        (3, "estimate"), (3, "started_on"),
    }  # fmt: skip
    assert Path(found["error_file"]).is_file()
    assert run("rows", book, "project", "--json").document["count"] == 0
    skipped = run("import", book, "project", file, "--skip-bad", "--json")
    assert skipped.code == 1
    assert (skipped.document["added"], skipped.document["refused"]) == (1, 1)
    told = run("import", book, "project", file, "--skip-bad")
    assert "未变 1 条" in told.out
    assert "未导入 1" in told.out
    assert "第 3 行" in told.err


def test_a_dry_run_leaves_the_book_as_it_was(run: Run, book: Path, folder: Path) -> None:
    file = table(folder / "a.xlsx", lines(GOOD))
    done = run("import", book, "project", file, "--dry-run", "--json")
    assert (done.code, done.document["added"]) == (0, 2)
    assert run("rows", book, "project", "--json").document["count"] == 0


def test_import_takes_a_sheet_and_a_mapping(run: Run, book: Path, folder: Path) -> None:
    file = table(folder / "a.xlsx", lines("叫什么|项目名称|地点\n一|甲|村东"), sheet="表 一")
    mapping = folder / "对应.json"
    mapping.write_text(json.dumps({"叫什么": "name", "项目名称": ""}), encoding="utf-8")
    done = run("import", book, "project", file, "--sheet", "表 一", "--map", mapping, "--json")
    assert done.code == 0
    assert [row["name"] for row in run("rows", book, "project", "--json").document["rows"]] == [
        "一"
    ]
    for wrong in (["--sheet", "表二"], ["--map", folder / "没有.json"], ["--map", file]):
        done = run("import", book, "project", file, *wrong, "--json")
        assert done.code == 1
        assert len(done.problems) == 1


def test_import_lays_one_value_for_all_rows(run: Run, book: Path, folder: Path) -> None:
    file = table(folder / "a.xlsx", lines(GOOD))
    given = ("--set", "nature=新建", "--set", "责任单位=王楼镇人民政府")
    done = run("import", book, "project", file, *given, "--json")
    assert done.code == 0
    assert done.document["given"] == [
        {"field": "nature", "value": "新建"},
        {"field": "responsible_unit", "value": "王楼镇人民政府"},
    ]
    rows = run("rows", book, "project", "--json").document["rows"]
    assert {(row["nature"], row["responsible_unit"]) for row in rows} == {
        ("new_build", "王楼镇人民政府")
    }
    assert run("import", book, "project", file, "--set", "nature").code == 2
    assert run("import", book, "project", file, "--set", "nature=随便").code == 1


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04\x00"])
def test_import_of_what_is_no_table_is_refused(
    run: Run, book: Path, folder: Path, content: bytes
) -> None:
    file = folder / "坏.xlsx"
    file.write_bytes(content)
    done = run("import", book, "project", file, "--json")
    assert (done.code, done.problems[0]["code"]) == (1, "cannot_read")
    assert run("import", book, "projekt", file, "--json").problems[0]["code"] == "unknown_form"


def test_export_writes_workbook_and_papers_with_one_check_code(
    run: Run, sample: Path, folder: Path
) -> None:
    done = run(
        "export", sample, "--month", "2023-11", "--to", folder / "十一 月", "--json",
        "--form", "project", "--form", "cadre", "funding_source",
    )  # fmt: skip
    assert done.code == 0
    files = [Path(file) for file in done.document["files"]]
    assert all(file.is_file() and file.stat().st_size > 1000 for file in files)
    assert {file.suffix for file in files} == {".xlsx", ".pdf"}
    assert len(done.document["check_code"]) == 7
    only = run("export", sample, "--month", "2023-11", "--to", folder / "x", "--format", "XLSX",
               "--form", "cadre", "--json")  # fmt: skip
    assert [Path(file).suffix for file in only.document["files"]] == [".xlsx"]


def test_export_refuses_unknown_ledgers_and_places(run: Run, sample: Path, folder: Path) -> None:
    wrong = run("export", sample, "--month", "2023-11", "--to", folder, "--form", "x", "--json")
    assert (wrong.code, wrong.problems[0]["code"]) == (1, "unknown_form")
    (folder / "file").write_text("mine")
    for place in (folder / "file", folder / "file" / "below"):
        done = run("export", sample, "--month", "2023-11", "--to", place, "--json")
        assert (done.code, done.problems[0]["code"]) == (1, "cannot_write")
    assert (folder / "file").read_text() == "mine"
