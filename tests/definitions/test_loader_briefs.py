"""What the list of briefs may say."""

from pathlib import Path

import pytest

from ruraldesk.definitions.faults import Fault
from ruraldesk.definitions.loader import faults_of, load
from tests.definitions.builders import write_forms

WELL = '[[field]]\nkey = "kind"\ntype = "text"\nlabel = "种类"\n'


def folder_with(folder: Path, text: str, *templates: str) -> Path:
    write_forms(folder, ledgers={"well": WELL})
    (folder / "briefs").mkdir()
    (folder / "briefs" / "briefs.toml").write_text(text, encoding="utf-8")
    for name in templates:
        (folder / "briefs" / name).write_text("甲", encoding="utf-8")
    return folder


def faults(folder: Path, text: str, *templates: str) -> tuple[Fault, ...]:
    return faults_of(folder_with(folder, text, *templates))


def test_briefs_are_read_in_their_order(tmp_path: Path) -> None:
    text = '[[brief]]\nkey = "b"\ntitle = "乙"\nnote = "每月"\n[[brief]]\nkey = "a"\ntitle = "甲"\n'
    found = load(folder_with(tmp_path, text, "a.docx", "b.txt")).briefs
    assert [(one.key, one.title, one.note) for one in found] == [
        ("b", "乙", "每月"),
        ("a", "甲", ""),
    ]


def test_a_brief_names_the_levels_that_write_it(tmp_path: Path) -> None:
    text = '[[brief]]\nkey = "a"\ntitle = "甲"\nlevels = ["town"]\n'
    text += '[[brief]]\nkey = "b"\ntitle = "乙"\n'
    found = load(folder_with(tmp_path, text, "a.txt", "b.txt")).briefs
    assert [one.levels for one in found] == [("town",), ("village", "town", "county")]


def test_a_folder_without_briefs_has_none(tmp_path: Path) -> None:
    assert load(write_forms(tmp_path, ledgers={"well": WELL})).briefs == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[brief]]\nkey = "a"\ntitle = "甲"\n', "a.docx"),
        ('[[brief]]\nkey = "b"\ntitel = "乙"\n', "title"),
        ('[[brief]]\nkey = "b"\n', "title"),
        ('[[brief]]\nkey = "../b"\ntitle = "乙"\n', "../b"),
        ('[[brief]]\nkey = "b"\ntitle = "乙"\n[[brief]]\nkey = "b"\ntitle = "丙"\n', "b"),
        ('[[brief]]\nkey = "b"\ntitle = "乙"\nlevels = ["twon"]\n', "town"),
        ("[[breif]]\n", "brief"),
    ],
)
def test_each_fault_is_told_with_its_file(tmp_path: Path, text: str, said: str) -> None:
    found = faults(tmp_path, text, "b.txt")
    assert found
    assert any(said in f"{one.message} {one.nearest}" for one in found)
    assert all("briefs.toml" in str(one.file) for one in found)
