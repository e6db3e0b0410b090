"""Which cells of a table are chips, and in what colour: the state, and lights."""

from __future__ import annotations

from dataclasses import replace

from ruraldesk.definitions.model import COLOURS, Choice, ChoiceList, FieldDef, FieldType, Record
from ruraldesk.ui import tokens
from ruraldesk.ui.ledger.cells import make_row
from ruraldesk.ui.ledger.columns import make_columns
from tests.forms.office import shipped
from tests.ui.fakes import FORM

LIGHTS = ChoiceList(
    key="light",
    title="亮灯",
    items=(
        Choice(code="red", label="红灯", colour="cinnabar"),
        Choice(code="green", label="绿灯"),
    ),
)
LIGHT = FieldDef(key="light", type=FieldType.COMPUTED, result=FieldType.CHOICE, label="亮灯")
LIT = replace(FORM, fields=(*FORM.fields, replace(LIGHT, choices=LIGHTS)))


def tones(**values: str) -> dict[str, str]:
    columns = make_columns(LIT, ["code", "stage", "light"])
    row = make_row(Record(values=values), columns)
    return {column.key: tone for column, tone in zip(columns, row.tones, strict=True)}


def test_a_light_stands_in_its_colour_beside_the_state() -> None:
    assert tones(code="W1", stage="planned", light="red") == {
        "code": "",
        "stage": "stone",
        "light": "cinnabar",
    }


def test_a_member_without_a_colour_is_plain_text() -> None:
    assert tones(light="green")["light"] == ""


def test_an_empty_cell_has_no_chip() -> None:
    assert tones() == {"code": "", "stage": "", "light": ""}


def test_a_list_without_colours_makes_no_chips() -> None:
    plain = replace(LIGHTS, items=tuple(replace(one, colour="") for one in LIGHTS.items))
    form = replace(LIT, fields=(*FORM.fields, replace(LIGHT, choices=plain)))
    assert [column.chip for column in make_columns(form, ["stage", "light"])] == [True, False]


def test_every_colour_of_the_definitions_can_be_painted() -> None:
    assert set(COLOURS) == set(tokens.TONES)


def test_overdue_problems_and_tasks_show_red_in_their_lists() -> None:
    for form, code in (("rectification", "red"), ("task_list", "red"), ("plan", "red")):
        (column,) = make_columns(shipped().form(form), ["light"])
        assert column.colours[code] == "cinnabar"
