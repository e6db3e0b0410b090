"""What summary tables may say."""

from pathlib import Path

import pytest

from ruraldesk.definitions.compiled import from_bytes, to_bytes
from ruraldesk.definitions.faults import Fault
from ruraldesk.definitions.loader import faults_of, load
from tests.definitions.builders import write_forms

WELL = """
[[field]]
key = "unit"
type = "division"
label = "单位"
[[field]]
key = "kind"
type = "text"
label = "种类"
"""
FIGURES = """
[[figure]]
key = "wells"
label = "水井"
value = "count(well)"
by = ["unit"]
[[figure]]
key = "kinds"
label = "种类"
value = "count(well)"
by = ["kind"]
"""
GOOD = """
[[summary]]
key = "water"
title = "饮水汇总表"
columns = [{ figure = "wells" }, { figure = "wells", heading = "井", group = "水" }]
"""


def folder_with(folder: Path, text: str) -> Path:
    write_forms(folder, ledgers={"well": WELL}, figures=FIGURES)
    (folder / "summaries").mkdir()
    (folder / "summaries" / "water.toml").write_text(text, encoding="utf-8")
    return folder


def faults(folder: Path, text: str) -> tuple[Fault, ...]:
    return faults_of(folder_with(folder, text))


def test_a_column_is_called_as_its_figure_unless_it_says_otherwise(tmp_path: Path) -> None:
    [found] = load(folder_with(tmp_path, GOOD)).summaries
    assert [(one.heading, one.group) for one in found.columns] == [("水井", ""), ("井", "水")]
    assert found.levels == ("town", "county")


def test_summaries_come_back_from_compiled_definitions(tmp_path: Path) -> None:
    definitions = load(folder_with(tmp_path, GOOD))
    assert from_bytes(to_bytes(definitions)).summaries == definitions.summaries


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('figure = "wells" }', 'figure = "welss" }', "wells"),
        ('figure = "wells" }', 'figure = "kinds" }', "unit"),
        ('title = "饮水汇总表"', "", "title"),
        ('key = "water"', 'key = "Water!"', "Water!"),
        ("columns", "colums", "columns"),
        ("[[summary]]\n", '[[summary]]\nlevels = ["twon"]\n', "town"),
        ("[[summary]]\n", '[[summary]]\npaper = "B5"\n', "A3"),
        ("[[summary]]", "[[sumary]]", "summary"),
    ],
)
def test_each_fault_is_told_with_its_file(
    tmp_path: Path, before: str, after: str, said: str
) -> None:
    found = faults(tmp_path, GOOD.replace(before, after, 1))
    assert any(said in one.message and one.file == "summaries/water.toml" for one in found), found


def test_two_tables_of_one_key_are_told(tmp_path: Path) -> None:
    assert faults(tmp_path, GOOD + GOOD)
