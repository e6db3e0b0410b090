from decimal import Decimal

import pytest

from ruraldesk.definitions.model import FieldDef, FieldType, FormDef, Record
from ruraldesk.definitions.names import name_fields, name_of

FIELDS = (
    FieldDef(key="code", type=FieldType.SERIAL, label="编号"),
    FieldDef(key="name", type=FieldType.TEXT, label="名称"),
    FieldDef(key="post", type=FieldType.TEXT, label="职务"),
    FieldDef(key="project", type=FieldType.REFERENCE, label="项目", form="project"),
    FieldDef(
        key="amount", type=FieldType.MONEY, label="金额", places=2, unit="元", shown_in="万元"
    ),
)


def named(template: str, **values: str | Decimal | None) -> str:
    form = FormDef(key="well", title="机井台账", fields=FIELDS, name=template)
    return name_of(form, Record(values=values, names={"project": "道路硬化"}))


@pytest.mark.parametrize(
    ("template", "values", "name"),
    [
        ("{code} {name}", {"code": "W01", "name": "机井"}, "W01 机井"),
        ("{code} {name}", {"name": "机井"}, "机井"),
        ("{code} {name}", {"code": "W01"}, "W01"),
        ("{name}（{post}）", {"name": "王强", "post": "支书"}, "王强（支书）"),
        ("{name}（{post}）", {"name": "王强"}, "王强"),
        ("{name}（{post}）", {"post": "支书"}, "（支书）"),
        ("{code}-{name}-{post}", {"code": "1", "post": "支书"}, "1-支书"),
        ("{code}-{name}-{post}", {"name": "王强"}, "王强"),
        ("{name}（{code}，{post}）", {"name": "王强", "post": "支书"}, "王强（支书）"),
        ("{name}（{code}，{post}）", {"name": "王强", "code": "1"}, "王强（1）"),
        ("{name}（{code}，{post}）", {"name": "王强"}, "王强"),
        ("{project}：{amount}", {"project": "u", "amount": Decimal("5000.00")}, "道路硬化：0.50"),
        ("{code} {name}", {}, "机井台账"),
        ("{name}", {"name": "两\n行"}, "两 行"),
    ],
)
def test_missing_parts_vanish_with_the_marks_around_them(
    template: str, values: dict[str, str | Decimal], name: str
) -> None:
    assert named(template, **values) == name


def test_a_mark_inside_an_entered_text_stays_when_nothing_is_missing() -> None:
    assert named("{code} {name}", code="W01", name="- 甲 -- 乙（）-") == "W01 - 甲 -- 乙（）-"


def test_the_fields_of_a_name_are_known() -> None:
    form = FormDef(key="well", title="机井台账", fields=FIELDS, name="{code} {name}（{post}）")
    assert name_fields(form) == ("code", "name", "post")
