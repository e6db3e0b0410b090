"""check, figures and trace on the command line."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ruraldesk.services.books import open_book
from ruraldesk.services.figures import trace_json
from tests.cli.conftest import Run

pytestmark = pytest.mark.long

DAY = "2023-11-16"


def test_figures_have_value_unit_wording_rows_and_answers(run: Run, sample: Path) -> None:
    done = run("figures", sample, "cadre_total", "--as-of", DAY, "invested_total", "--json")
    assert done.code == 0
    assert done.document["as_of"] == DAY
    total, invested = done.document["figures"]
    assert (total["key"], total["value"], total["unit"]) == ("cadre_total", "174", "名")
    assert total["rows"] == 174
    assert total["answers"]
    assert invested["text"] == "1300余万元"


def test_figures_are_broken_down_by_a_field(run: Run, sample: Path) -> None:
    done = run("figures", sample, "--as-of", DAY, "--by", "category", "planned_projects", "--json")
    [figure] = done.document["figures"]
    assert [part["value"] for part in figure["by"]] == ["4", "6", "3", "1", "2", "1"]
    assert all(
        {"value-of-field", "value", "text", "category"} <= set(part) for part in figure["by"]
    )


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["cadre_totl"], "cadre_total"),
        (["cadre_total", "--by", "categry"], "education"),
        (["--by", "no_such_field"], "category"),
        (["x" * 5000], "…"),
    ],
)
def test_unknown_figures_and_fields_are_refused_naming_the_nearest(
    run: Run, sample: Path, arguments: list[str], word: str
) -> None:
    done = run("figures", sample, *arguments, "--json")
    assert done.code == 1
    [problem] = done.problems
    assert word in problem["message"]


def test_trace_opens_the_rows_behind_a_figure(run: Run, sample: Path) -> None:
    done = run("trace", sample, "out_wells", "--as-of", DAY, "--json")
    assert done.code == 0
    found = done.document
    assert found["count"] == len(found["rows"]) > 0
    assert found["condition"]
    assert {"form", "uuid", "name"} <= set(found["rows"][0])
    assert run("trace", sample, "out_well", "--json").problems[0]["code"] == "unknown_figure"


def test_every_figure_can_be_told_and_traced(run: Run, sample: Path) -> None:
    figures = run("figures", sample, "--as-of", DAY, "--json").document["figures"]
    assert len(figures) > 20
    with open_book(sample, read_only=True) as book:
        for figure in figures:
            traced = trace_json(book, figure["key"], date.fromisoformat(DAY))
            assert traced["count"] == len(traced["rows"]) == figure["rows"]
    for figure in figures[::40]:  # the command says what the service says
        done = run("trace", sample, figure["key"], "--as-of", DAY, "--json")
        assert done.code == 0
        assert done.document["count"] == len(done.document["rows"]) == figure["rows"]


def test_the_lines_behind_a_figure_add_up_to_it(run: Run, sample: Path) -> None:
    found = run("trace", sample, "out_sewer", "--as-of", DAY, "--json").document
    lines = [row["outputs"][0] for row in found["rows"]]
    assert {line["item"] for line in lines} == {"sewer"}
    quantities = [Decimal(line.get("accepted_qty") or line["done_qty"]) for line in lines]
    assert sum(quantities) == Decimal(found["value"])


def test_check_lists_all_problems_and_fails_only_when_one_blocks(run: Run, sample: Path) -> None:
    done = run("check", sample, "--month", "2023-11", "--json")
    blocking = [problem for problem in done.problems if problem["level"] == "block"]
    assert done.code == (1 if blocking else 0)
    assert done.document["month"] == "2023-11"
    assert all(problem["form"] and problem["record"] for problem in done.problems)


def test_check_names_each_record_to_those_who_read_it(run: Run, sample: Path) -> None:
    said = run("check", sample, "--month", "2023-11").err
    assert "[请核对] 资金拨付“" in said
    assert "payment" not in said


@pytest.mark.parametrize("month", ["1900-01", "2099-12"])
def test_months_far_away_are_answered(run: Run, sample: Path, month: str) -> None:
    assert run("check", sample, "--month", month, "--json").code in (0, 1)
    assert run("figures", sample, "--as-of", f"{month}-01", "--json").code == 0
