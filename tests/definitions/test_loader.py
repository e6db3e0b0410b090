from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ruraldesk.definitions.loader import BadDefinitions, faults_of, load
from ruraldesk.definitions.model import Choice, Definitions, FieldType
from tests.definitions.builders import form_from, loaded, write_forms
from tests.definitions.small_forms import COLOURS, FIGURES, PAYMENT, PROJECT


@pytest.fixture(scope="module")
def definitions(tmp_path_factory: pytest.TempPathFactory) -> Definitions:
    return loaded(
        tmp_path_factory.mktemp("forms"),
        ledgers={"project": PROJECT, "payment": PAYMENT},
        choices=COLOURS,
        figures=FIGURES,
    )


def test_a_ledger_begins_with_the_unit_it_belongs_to(definitions: Definitions) -> None:
    unit = definitions.form("project").fields[0]
    assert (unit.key, unit.type, unit.label, unit.required) == (
        "unit",
        FieldType.DIVISION,
        "所属单位",
        True,
    )
    assert "行政村" in unit.headings
    assert unit.section == "basic"


def test_a_ledger_may_define_its_own_unit_or_have_none(tmp_path: Path) -> None:
    own = '[[field]]\nkey = "name"\ntype = "text"\nlabel = "名称"\n'
    unit = '[[field]]\nkey = "unit"\ntype = "division"\nlabel = "村"\n'
    forms = loaded(
        tmp_path, ledgers={"own": own + unit, "homeless": "placed = false\n" + own}
    ).forms
    assert [field.key for field in forms["own"].fields] == ["name", "unit"]
    assert forms["own"].field("unit").label == "村"
    assert forms["homeless"].find("unit") is None


def test_lines_have_no_unit_and_know_their_ledger(definitions: Definitions) -> None:
    outputs = definitions.form("project").line("outputs")
    assert outputs.table == "project__outputs"
    assert [field.key for field in outputs.fields] == ["item", "quantity"]
    assert outputs.name == "{item}"
    assert outputs.rules[0].field == "quantity"


def test_fields_take_the_defaults_of_their_type(definitions: Definitions) -> None:
    form = definitions.form("project")
    total, note = form.field("total"), form.field("note")
    assert (total.unit, total.shown_in, total.places) == ("元", "万元", 2)
    assert total.range == (Decimal("0.00"), None)
    assert form.field("paid").places == 2
    assert form.field("paid").shown_in == "元"
    assert (note.max_length, note.width) == (4000, 2)
    assert form.field("started_on").range == (date(2000, 1, 1), date(2099, 12, 31))
    assert form.field("stage").default == "proposed"
    assert form.field("stage").section == "basic"
    assert form.field("name").max_length == 200


def test_expressions_see_all_forms_and_each_other(definitions: Definitions) -> None:
    form = definitions.form("project")
    progress = form.field("progress").expression
    assert progress is not None
    assert "payment.amount" in progress.dependencies
    assert form.views[0].where is not None
    assert form.views[0].sort == (("total", True),)
    assert form.prints[0].where is not None
    assert form.reminders[0].due.kind == "date"
    assert form.field("started_on").required_when is not None
    assert form.line("outputs").field("quantity").visible_when is not None


def test_messages_are_taken_apart(definitions: Definitions) -> None:
    rule = definitions.form("project").rules[0]
    parts = [part if isinstance(part, str) else part.source for part in rule.message_parts]
    assert parts == ["已付 ", "paid", " 元{含税}，超过 ", "total", " 元。"]
    assert rule.level == "warn"


def test_states_hold_moves_demands_and_rules(definitions: Definitions) -> None:
    states = definitions.form("project").states
    assert states is not None
    proposed, done = states.states
    assert proposed.to == ("done",)
    assert done.requires == ("length", "outputs")
    assert done.rules[0].key == "has_length"
    assert done.colour == "pine"


def test_what_is_not_said_is_derived(tmp_path: Path) -> None:
    form = form_from(
        tmp_path,
        """
        [[field]]
        key = "amount"
        type = "integer"
        label = "数量"
        [[field]]
        key = "title"
        type = "text"
        label = "名称"
        [[field]]
        key = "remark"
        type = "note"
        label = "备注"
        """,
    )
    assert form.name == "{title}"
    assert form.search == ("title",)
    assert form.group == "main"
    assert form.list_columns == ("unit", "amount", "title")
    assert form.levels == ("village", "town", "county")


def test_the_default_sheet_holds_all_fields_asked_by_section(definitions: Definitions) -> None:
    excel = definitions.form("project").excel
    assert excel is not None
    assert [column.field for column in excel.columns] == [
        *("unit", "code", "name", "stage", "started_on", "length"),
        *("paid", "progress", "note", "total"),
    ]
    total = excel.columns[-1]
    assert (total.group, total.heading, total.total) == ("资金", "总投资", True)
    assert excel.columns[5].heading == "长度（米）"
    assert all(6 <= column.width <= 60 for column in excel.columns)


def test_the_default_print_holds_the_list_columns(definitions: Definitions) -> None:
    (layout,) = definitions.form("payment").prints
    assert layout.key == "list"
    assert [column.field for column in layout.columns] == ["unit", "project", "amount", "paid_by"]
    assert [column.group for column in layout.columns] == [""] * 4


def test_a_layout_says_only_what_differs(definitions: Definitions) -> None:
    (board,) = definitions.form("project").prints
    assert board.masked
    assert board.title == "公示表"
    assert board.orientation == "landscape"
    assert [column.heading for column in board.columns] == ["名称", "总投资"]


def test_imports_name_what_tells_records_apart(definitions: Definitions) -> None:
    imports = definitions.form("project").imports
    assert imports.identities == (("code",), ("name", "unit"))
    assert imports.lines == ("outputs",)
    assert (imports.spread[0].form, imports.spread[0].link) == ("payment", "project")


def test_the_example_is_a_record(definitions: Definitions) -> None:
    example = definitions.form("project").example
    assert example is not None
    assert example["total"] == Decimal("1328.50")
    assert example["started_on"] == date(2023, 5, 1)
    assert example.lines["outputs"][0]["quantity"] == 3
    assert example.uuid == "1daf4be1-ffa3-4c0e-a1a7-2af5ac32401c"


def test_figures_and_groups_are_read(definitions: Definitions) -> None:
    figure = definitions.figures["paid_total"]
    assert figure.place == Decimal(100)
    assert figure.value.kind == "number"
    assert figure.by == ("project",)
    assert [group.key for group in definitions.groups] == ["main"]


def test_a_book_adds_its_own_choices_to_extensible_lists_only(tmp_path: Path) -> None:
    folder = write_forms(
        tmp_path,
        ledgers={"payment": PAYMENT, "project": PROJECT},
        choices=COLOURS,
    )
    own = Choice(code="own_1", label="绿")
    again = Choice(code="red", label="不要")
    found = load(folder, extra_choices={"colour": [own, again], "stage": [own], "gone": [own]})
    assert [item.label for item in found.choices["colour"].items] == ["红", "蓝", "绿"]
    assert [item.label for item in found.choices["stage"].items] == ["谋划", "完工"]
    paid_by = found.form("payment").field("paid_by").choices
    assert paid_by is not None
    assert paid_by.codes() == ("red", "blue", "own_1")


def test_forms_come_in_the_order_of_the_groups(tmp_path: Path) -> None:
    field = '[[field]]\nkey = "name"\ntype = "text"\nlabel = "名称"\n'
    groups = '[[group]]\nkey = "second"\ntitle = "二"\n[[group]]\nkey = "main"\ntitle = "一"\n'
    ledgers = {"a": 'group = "main"\n' + field, "b": 'group = "second"\n' + field}
    folder = write_forms(tmp_path, ledgers=ledgers, groups=groups)
    assert list(load(folder).forms) == ["b", "a"]


def test_a_file_with_windows_line_ends_and_a_mark_at_its_start_is_read(tmp_path: Path) -> None:
    folder = write_forms(tmp_path, ledgers={"payment": PAYMENT}, choices=COLOURS)
    path = folder / "ledgers" / "main" / "payment.toml"
    text = path.read_text(encoding="utf-8").replace('form = "project"\n', 'form = "payment"\n')
    path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert faults_of(folder) == ()


def test_a_folder_that_is_wrong_does_not_load_and_says_all(tmp_path: Path) -> None:
    folder = write_forms(tmp_path, ledgers={"payment": PAYMENT})
    with pytest.raises(BadDefinitions) as refused:
        load(folder)
    assert len(refused.value.faults) == 2  # the unknown form, the unknown list
    for fault in refused.value.faults:
        assert str(fault) in str(refused.value)
