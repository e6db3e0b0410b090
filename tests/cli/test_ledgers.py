"""forms, put and rows: what scripts write and read."""

import json
import os
import subprocess
import sys
from pathlib import Path
from time import monotonic

import pytest

from tests.cli.conftest import HUANGSI, Run

ROOT = Path(__file__).resolve().parents[2]


def lines(*objects: object) -> bytes:
    return "\n".join(json.dumps(one, ensure_ascii=False) for one in objects).encode()


def project(**values: object) -> dict[str, object]:
    return {"name": "村内道路", "stage": "谋划", **values}


def test_forms_lists_every_form_with_fields_types_choices_and_lines(run: Run, book: Path) -> None:
    forms = {form["key"]: form for form in run("forms", book, "--json").document["forms"]}
    assert {"unit", "project", "funding_source", "cadre"} <= set(forms)
    fields = {field["key"]: field for field in forms["project"]["fields"]}
    assert fields["name"] == {
        "key": "name", "label": "项目名称", "type": "text", "required": True, "unit": "",
        "places": 0, "choices": None, "form": None,
    }  # fmt: skip
    assert {"code": "proposed", "label": "谋划"} in fields["stage"]["choices"]
    assert {"outputs", "contracts"} <= {line["key"] for line in forms["project"]["lines"]}
    assert run("forms", "--json", book).document["forms"]
    assert run("forms", book).out.count("\n") == len(forms)


def test_forms_check_tells_the_faults_of_a_folder(run: Run, folder: Path) -> None:
    assert run("forms", "--check", ROOT / "forms", "--json").code == 0
    done = run("forms", "--check", folder / "没有", "--json")
    assert done.code == 1
    assert done.problems
    (folder / "ledgers" / "x").mkdir(parents=True)
    (folder / "ledgers" / "x" / "y.toml").write_text("key = ", encoding="utf-8")
    done = run("forms", "--check", folder, "--json")
    assert done.code == 1
    assert any("y.toml" in problem["form"] for problem in done.problems)


def test_put_and_rows_are_exact_and_meet_again(run: Run, book: Path) -> None:
    given = project(estimate="13282600.00", outputs=[{"item": "道路硬化", "planned_qty": "0.10"}])
    done = run("put", book, "project", "--json", stdin=lines(given))
    assert done.code == 0
    assert {key: done.document[key] for key in ("added", "changed", "unchanged")} == {
        "added": 1, "changed": 0, "unchanged": 0,
    }  # fmt: skip
    found = run("rows", book, "project", "--json").document
    [row] = found["rows"]
    assert found["count"] == 1
    assert row["uuid"] == done.document["uuids"][0]
    assert (row["unit"], row["estimate"], row["stage"]) == (HUANGSI, "13282600.00", "proposed")
    assert row["outputs"][0]["planned_qty"] == "0.10"
    again = run("put", book, "project", "--json", stdin=lines(row))
    assert again.document["unchanged"] == 1
    assert again.problems == []


@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_put_reads_utf8_with_and_without_bom_and_either_line_end(
    run: Run, book: Path, start: bytes, end: bytes
) -> None:
    first, second = lines(project()), lines(project(name="机井"))
    done = run("put", book, "project", "--json", stdin=start + first + end * 3 + second + end)
    assert done.document["added"] == 2
    assert {row["name"] for row in run("rows", book, "project", "--json").document["rows"]} == {
        "村内道路", "机井",
    }  # fmt: skip


@pytest.mark.parametrize(
    "stdin", ["{}".encode("utf-16"), '{"name": "村"}'.encode("gb18030"), b'{"a": "\xff"}']
)
def test_put_refuses_other_encodings_with_the_line(run: Run, book: Path, stdin: bytes) -> None:
    done = run("put", book, "project", "--json", stdin=lines(project()) + b"\n" + stdin)
    assert done.code == 1
    assert "2" in done.problems[0]["message"]
    assert run("rows", book, "project", "--json").document["count"] == 0


def test_put_of_nothing_is_done(run: Run, book: Path) -> None:
    done = run("put", book, "project", "--json", stdin=b"\n\n")
    assert (done.code, done.document["added"], done.problems) == (0, 0, [])


def test_put_is_all_or_nothing_and_names_the_line(run: Run, book: Path) -> None:
    done = run("put", book, "project", "--json", stdin=lines(project(), {"name": "x", "stag": 1}))
    assert done.code == 1
    assert (done.document["added"], done.document["uuids"]) == (0, [])
    [problem] = done.problems
    assert (problem["row"], problem["field"], problem["form"]) == (2, "stag", "project")
    assert "stage" in problem["message"]
    assert run("rows", book, "project", "--json").document["count"] == 0


def test_put_tells_people_what_was_done(run: Run, book: Path) -> None:
    assert "新增 1 条" in run("put", book, "project", stdin=lines(project())).out
    refused = run("put", book, "project", stdin=b"{")
    assert "没有保存" in refused.out
    assert "[必须改正]" in refused.err
    assert "第 1 行" in refused.err


def test_ten_thousand_lines_are_put_in_one_go(run: Run, book: Path) -> None:
    many = lines(*(project(name=f"项目{number}") for number in range(10_000)))
    started = monotonic()
    done = run("put", book, "project", "--json", stdin=many)
    assert done.document["added"] == 10_000
    found = run("rows", book, "project", "--limit", 3, "--json").document
    assert (found["count"], len(found["rows"])) == (3, 3)
    assert monotonic() - started < 120  # a quarter of it on an idle machine


def test_rows_answers_conditions_and_limits(run: Run, book: Path) -> None:
    stdin = lines(*(project(name=f"项目{n}", estimate=n * 100) for n in range(1, 6)))
    run("put", book, "project", stdin=stdin)
    where = ["--where", "estimate > 200 and stage == 'proposed'"]
    assert run("rows", book, "project", *where, "--json").document["count"] == 3
    assert run("rows", book, "project", *where, "--limit", 2, "--json").document["count"] == 2
    told = run("rows", book, "project", *where).out
    assert "项目3" in told
    assert "共 3 条" in told


@pytest.mark.parametrize(
    ("where", "word"),
    [
        ("naem == 'x'", "name"),
        ("stage == 'nope'", "nope"),
        ("name", "比较"),
        ("estimate >", "不能使用"),
        ("estimate > 'x'", "不能使用"),
        ("__import__('os').system('x')", "__import__"),
        ("estimate * 9999999999999999999999 > 1", "不能使用"),
        ("(" * 3000 + "1" + ")" * 3000, "不能使用"),
        ("not " * 900 + "True", "不能使用"),
        ("", "不能使用"),
        ("name == '\ud800'", "不能使用"),
        ("proposed_on > date(2023, 13, 1)", "不能使用"),
        ("lambda: 1", "不能使用"),
    ],
)
def test_a_condition_that_means_nothing_is_refused(
    run: Run, book: Path, where: str, word: str
) -> None:
    done = run("rows", book, "project", "--where", where, "--json")
    assert done.code == 1
    [problem] = done.problems
    assert problem["code"] == "bad_condition"
    assert word in problem["message"]
    assert len(problem["message"]) < 300


@pytest.mark.parametrize("where", ["estimate / 0 > 1", "estimate * 999999999999 > 1"])
def test_a_condition_that_cannot_be_computed_is_answered_or_refused(
    run: Run, book: Path, where: str
) -> None:
    run("put", book, "project", stdin=lines(project(estimate="9999999999999.99")))
    done = run("rows", book, "project", "--where", where, "--json")
    assert done.code in (0, 1)
    if done.code:
        assert done.problems[0]["message"].endswith(("。", "？"))


def test_unknown_ledgers_are_refused_naming_the_nearest(run: Run, book: Path) -> None:
    for command in (["rows", book, "projct"], ["put", book, "projct"]):
        done = run(*command, "--json")
        assert (done.code, done.problems[0]["code"]) == (1, "unknown_form")
        assert "是不是“project”" in done.problems[0]["message"]


def test_put_and_rows_work_through_pipes_with_chinese_paths(book: Path) -> None:
    names = ("SYSTEMROOT", "USERPROFILE")
    of_every_windows = {name: os.environ[name] for name in names if name in os.environ}

    def command(*arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, "-m", "ruraldesk", *arguments, "--json"],
            cwd=ROOT, input=stdin, capture_output=True, check=False, timeout=120,
            env={"PYTHONIOENCODING": "ascii", "PATH": "", **of_every_windows},
        )  # fmt: skip

    done = command("put", str(book), "project", stdin=lines(project(name="𠮷野〇号𬺰路")))
    assert done.returncode == 0, done.stderr.decode()
    found = json.loads(command("rows", str(book), "project").stdout.decode("utf-8"))
    assert found["rows"][0]["name"] == "𠮷野〇号𬺰路"
    refused = command("put", str(book), "project", stdin=b"{")
    assert refused.returncode == 1
    assert json.loads(refused.stdout)["problems"][0]["row"] == 1
    assert "第 1 行" in refused.stderr.decode("utf-8")
