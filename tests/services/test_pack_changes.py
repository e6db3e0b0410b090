"""What other definitions would change is told in sentences, one for each thing."""

from pathlib import Path

import pytest

from ruraldesk.definitions.loader import load
from ruraldesk.definitions.model import Definitions
from ruraldesk.services.pack_changes import definition_changes
from tests.definitions.builders import GROUPS, write_forms

WELL = """
name = "{name}"
list_columns = ["name"]
[[field]]
key = "name"
type = "text"
label = "井名"
required = true
[[field]]
key = "colour"
type = "choice"
choices = "colours"
label = "颜色"
[[lines]]
key = "checks"
title = "检查"
[[lines.field]]
key = "day"
type = "date"
label = "日期"
[[rule]]
key = "named"
check = "name != '无'"
message = "请填写井名。"
"""
CHOICES = """
[[list]]
key = "colours"
title = "井的颜色"
[[list.item]]
code = "red"
label = "红"
[[list.item]]
code = "green"
label = "绿"
"""
FIGURES = """
[[figure]]
key = "wells"
label = "机井数"
value = "count(well)"
unit = "眼"
"""


def definitions(folder: Path, well: str, **more: str) -> Definitions:
    said = {"choices": CHOICES, "figures": FIGURES, "groups": GROUPS, **more}
    return load(write_forms(folder, ledgers={"well": well}, **said))


@pytest.fixture
def before(tmp_path: Path) -> Definitions:
    return definitions(tmp_path / "before", WELL)


def told(before: Definitions, after: Definitions) -> list[tuple[str, str]]:
    return [(change.kind, change.message) for change in definition_changes(before, after)]


def test_nothing_is_told_where_nothing_changes(before: Definitions, tmp_path: Path) -> None:
    assert told(before, definitions(tmp_path / "after", WELL)) == []


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('label = "井名"', 'label = "名称"', ("field", "“well台账”：“井名”改称“名称”。")),
        ("required = true\n", "", ("field", "“well台账”：“井名”改为选填。")),
        (
            'type = "text"',
            'type = "text"\nmax_length = 5',
            ("field", "“well台账”：“井名”的填写要求、检查或计算办法有改动。"),
        ),
        (
            "[[rule]]",
            '[[lines.field]]\nkey = "by"\ntype = "text"\nlabel = "检查人"\n[[rule]]',
            ("field", "“检查”：新增“检查人”。"),
        ),
        (
            'label = "颜色"',
            'label = "颜色"\nretired = true',
            ("field", "“well台账”：不再填写“颜色”，已填内容保留。"),
        ),
        ("name != '无'", "name != '没有'", ("rule", "“well台账”：检查改为：请填写井名。")),
        (
            'key = "named"',
            'key = "other"',
            ("rule", "“well台账”：新增检查：请填写井名。"),
        ),
        (
            'list_columns = ["name"]',
            'list_columns = ["name", "colour"]',
            ("layout", "“well台账”：列表、打印版式、提醒或状态有调整。"),
        ),
    ],
)
def test_a_changed_ledger_is_told_field_by_field(
    before: Definitions, tmp_path: Path, old: str, new: str, sentence: tuple[str, str]
) -> None:
    after = definitions(tmp_path / "after", WELL.replace(old, new, 1))

    assert sentence in told(before, after)


def test_lines_that_come_and_go_are_told(before: Definitions, tmp_path: Path) -> None:
    after = definitions(tmp_path / "after", WELL.replace('key = "checks"', 'key = "visits"'))

    assert told(before, after) == [
        ("lines", "“well台账”：新增明细“检查”。"),
        ("lines", "“well台账”：不再填写“检查”，已填内容保留。"),
    ]


def test_choices_are_told_once_for_all_ledgers(before: Definitions, tmp_path: Path) -> None:
    choices = CHOICES.replace('"绿"', '"青"').replace("red", "blue").replace('"红"', '"蓝"')

    assert told(before, definitions(tmp_path / "after", WELL, choices=choices)) == [
        ("choices", "选项“井的颜色”：新增蓝。"),
        ("choices", "选项“井的颜色”：不再提供红。"),
        ("choices", "选项“井的颜色”：“绿”改称“青”。"),
    ]


def test_figures_and_groups_are_told(before: Definitions, tmp_path: Path) -> None:
    figures = FIGURES.replace("count(well)", "count(well, name != None)")
    more = FIGURES.replace('"wells"', '"all"').replace("机井数", "总数")
    groups = GROUPS + '[[group]]\nkey = "rivers"\ntitle = "河湖"\n'
    after = definitions(tmp_path / "after", WELL, figures=figures + more, groups=groups)

    assert told(before, after) == [
        ("figure", "指标“机井数”的口径或表述有改动。"),
        ("figure", "新增指标“总数”。"),
        ("group", "新增台账分组“河湖”。"),
    ]
    assert ("figure", "不再统计指标“总数”。") in told(after, before)


def test_ledgers_and_briefs_that_come_and_go_are_told(tmp_path: Path, before: Definitions) -> None:
    folder = tmp_path / "after"
    write_forms(folder, ledgers={"well": WELL, "pump": WELL}, choices=CHOICES, figures=FIGURES)
    (folder / "briefs").mkdir()
    brief = '[[brief]]\nkey = "month"\ntitle = "月报"\n'
    (folder / "briefs" / "briefs.toml").write_text(brief, encoding="utf-8")
    (folder / "briefs" / "month.txt").write_text("无", encoding="utf-8")
    after = load(folder)

    assert told(before, after) == [
        ("ledger", "新增台账“pump台账”：所属单位、井名、颜色。"),
        ("brief", "新增简报“月报”。"),
    ]
    assert told(after, before) == [
        ("ledger", "不再使用台账“pump台账”；已有记录仍在账本中，重新装入后即可看到。"),
        ("brief", "不再提供简报“月报”。"),
    ]
