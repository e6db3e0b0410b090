"""A book's own definitions lie over those of the program, file by file."""

from pathlib import Path

import pytest

from ruraldesk.definitions.faults import BadDefinitions
from ruraldesk.definitions.layers import layered
from ruraldesk.definitions.loader import load
from tests.definitions.builders import write_forms

DEPTH = 'name = "{depth}"\n[[field]]\nkey = "depth"\ntype = "integer"\nlabel = "深度"\n'
WIDTH = '[[field]]\nkey = "width"\ntype = "integer"\nlabel = "宽度"\n'
LOOKING = """
name = "{year}"
[[field]]
key = "year"
type = "year"
label = "年度"
[[field]]
key = "deepest"
type = "computed"
result = "integer"
label = "最深"
expression = "max_of(well.depth)"
"""
BRIEF = '[[brief]]\nkey = "{key}"\ntitle = "{key}"\n'


def own_folder(tmp_path: Path, **ledgers: str) -> Path:
    folder = write_forms(tmp_path / "own", ledgers=ledgers)
    (folder / "groups.toml").unlink()
    return folder


def test_a_file_of_the_same_path_replaces_a_new_one_adds(tmp_path: Path) -> None:
    folder = write_forms(tmp_path / "forms", ledgers={"well": DEPTH, "pump": DEPTH})
    own = own_folder(tmp_path, well=DEPTH + WIDTH, ditch=DEPTH)

    found = load(folder, over=own)

    assert sorted(found.forms) == ["ditch", "pump", "well"]
    assert [field.key for field in found.form("well").fields][-1] == "width"
    assert found.form("pump") == load(folder).form("pump")


def test_files_come_in_the_order_of_one_folder(tmp_path: Path) -> None:
    folder = write_forms(tmp_path / "forms", ledgers={"b": DEPTH, "d": DEPTH})
    own = own_folder(tmp_path, a=DEPTH, c=DEPTH)

    names = [name for name in layered(folder, own) if name.startswith("ledgers")]

    assert names == [f"ledgers/main/{key}.toml" for key in "abcd"]


def test_a_fault_of_an_own_file_names_the_own_folder(tmp_path: Path) -> None:
    folder = write_forms(tmp_path / "forms", ledgers={"well": DEPTH})
    own = own_folder(tmp_path, ditch=DEPTH + WIDTH.replace("integer", "integre"))

    with pytest.raises(BadDefinitions) as refused:
        load(folder, over=own)

    assert refused.value.folder == own
    [fault] = refused.value.faults
    assert fault.file == "ledgers/main/ditch.toml"
    assert fault.nearest == "integer"


def test_a_file_of_the_program_that_no_longer_fits_is_told_as_the_programs(tmp_path: Path) -> None:
    folder = write_forms(tmp_path / "forms", ledgers={"well": DEPTH, "report": LOOKING})
    own = own_folder(tmp_path, well=DEPTH.replace("depth", "length"))

    with pytest.raises(BadDefinitions) as refused:
        load(folder, over=own)

    assert {fault.file for fault in refused.value.faults} == {
        "ledgers/main/report.toml（程序自带）"
    }


def test_a_brief_may_have_its_template_in_either_folder(tmp_path: Path) -> None:
    folder = write_forms(tmp_path / "forms", ledgers={"well": DEPTH})
    own = own_folder(tmp_path)
    for place, key in ((folder, "monthly"), (own, "yearly")):
        (place / "briefs").mkdir()
        text = BRIEF.format(key=key)
        (place / "briefs" / f"{key}.toml").write_text(text, encoding="utf-8")
    (folder / "briefs" / "monthly.txt").write_text("一", encoding="utf-8")
    (own / "briefs" / "yearly.txt").write_text("二", encoding="utf-8")

    assert [brief.key for brief in load(folder, over=own).briefs] == ["monthly", "yearly"]

    (own / "briefs" / "yearly.txt").unlink()
    with pytest.raises(BadDefinitions, match="yearly"):
        load(folder, over=own)
