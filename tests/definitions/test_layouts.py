"""Prints of lines and cards: what a form need not say."""

from pathlib import Path

from tests.definitions.builders import form_from

WELL = """
list_columns = ["code", "depth"]
[[section]]
key = "basic"
title = "基本"
[[field]]
key = "code"
type = "text"
label = "编号"
section = "basic"
[[field]]
key = "depth"
type = "decimal"
places = 1
label = "井深"
unit = "米"
[[field]]
key = "photos"
type = "files"
label = "照片"
[[lines]]
key = "checks"
title = "检修"
list_columns = ["found", "spent"]
totals = ["spent"]
[[lines.field]]
key = "found"
type = "text"
label = "情况"
[[lines.field]]
key = "spent"
type = "money"
label = "费用"
[[print]]
key = "checks"
lines = "checks"
[[print]]
key = "card"
kind = "card"
[[print.table]]
lines = "checks"
"""


def test_a_print_of_lines_names_the_record_and_then_lists_them(tmp_path: Path) -> None:
    lines, _ = form_from(tmp_path, WELL).prints
    assert [(column.field, column.heading) for column in lines.columns] == [
        ("parent.code", "编号"),
        ("parent.depth", "井深（米）"),
        ("found", "情况"),
        ("spent", "费用"),
    ]
    assert [column.total for column in lines.columns] == [False, False, False, True]
    assert lines.orientation == "landscape"


def test_a_card_shows_all_fields_but_files_by_section_on_upright_paper(tmp_path: Path) -> None:
    _, card = form_from(tmp_path, WELL).prints
    shown = {column.field: column.group for column in card.columns}
    assert shown == {"unit": "基本", "code": "基本", "depth": "基本"}
    assert card.orientation == "portrait"
    (table,) = card.tables
    assert (table.title, table.lines) == ("检修", "checks")
    assert [column.field for column in table.columns] == ["found", "spent"]


BETWEEN = """
[[section]]
key = "basic"
title = "基本"
[[section]]
key = "now"
title = "现状"
[[field]]
key = "code"
type = "text"
label = "编号"
[[field]]
key = "depth"
type = "integer"
label = "井深"
[[field]]
key = "deep"
type = "computed"
result = "yes_no"
label = "深井"
section = "now"
expression = "depth > 50"
[excel]
columns = ["code", "deep", "depth"]
[[print]]
key = "card"
kind = "card"
columns = ["code", "depth", "deep"]
"""


def test_what_is_computed_stands_in_the_group_of_the_answers_around_it(tmp_path: Path) -> None:
    form = form_from(tmp_path, BETWEEN)
    assert form.excel is not None
    assert [column.group for column in form.excel.columns] == ["基本", "基本", "基本"]
    (card,) = form.prints
    assert [column.group for column in card.columns] == ["基本", "基本", "现状"]
