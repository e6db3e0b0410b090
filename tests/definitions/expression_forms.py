"""A small town for tests of expressions: every type of field, lines, references."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from ruraldesk.definitions.expression_parser import ExpressionParser
from ruraldesk.definitions.model import (
    Choice,
    ChoiceList,
    Definitions,
    FieldDef,
    FieldType,
    FormDef,
)

STAGES = ChoiceList(
    key="stage",
    title="项目阶段",
    ordered=True,
    extensible=False,
    items=(
        Choice(code="proposed", label="谋划"),
        Choice(code="under_way", label="在建"),
        Choice(code="completed", label="完工"),
    ),
)
KINDS = ChoiceList(
    key="kind",
    title="项目类别",
    items=(Choice(code="road", label="道路"), Choice(code="water", label="水利")),
)

COMPUTED: Mapping[tuple[str, str], str] = {
    ("project", "paid"): "sum(payment.amount, project == this)",
    ("project", "share"): "paid / total * 100",
    ("project", "rest"): "total - paid",
    ("project", "done"): "all_of(outputs, left <= 0)",
    ("project", "last_payment"): "latest(payment.kind, project == this)",
    ("project", "payer"): "latest(payment.payer, project == this)",
    ("project__outputs", "left"): "qty - done",
    ("project__outputs", "overdue"): "left > 0 and finished < as_of and parent.open",
    ("payment", "years"): "full_years(paid_on)",
    ("person", "age"): "age(first_of(birth, birth_of(person_id)))",
    ("person", "rank"): "'old' if age >= 60 else 'young' if age != None else None",
}


def field(key: str, type_: FieldType, **more: object) -> FieldDef:
    return FieldDef(key=key, type=type_, label=key, **more)  # type: ignore[arg-type]


def _computed(key: str, result: FieldType | None, **more: object) -> FieldDef:
    return field(key, FieldType.COMPUTED, result=result, **more)


T = FieldType

_UNIT = FormDef(
    key="unit",
    title="单位",
    fields=(
        field("code", T.DIVISION, unique=True),
        field("name", T.TEXT),
        field("level", T.CHOICE, choices=STAGES),
        field("area", T.DECIMAL, places=6),
        field("head", T.REFERENCE, form="person"),
    ),
)
_PERSON = FormDef(
    key="person",
    title="人员",
    fields=(
        field("unit", T.DIVISION),
        field("name", T.TEXT),
        field("birth", T.DATE),
        field("person_id", T.PERSON_ID),
        field("phone", T.PHONE),
        _computed("age", T.INTEGER),
        _computed("rank", T.TEXT),
    ),
)
_OUTPUTS = FormDef(
    key="outputs",
    title="产出",
    parent="project",
    dated_by="finished",
    fields=(
        field("item", T.TEXT),
        field("qty", T.DECIMAL, places=6),
        field("done", T.DECIMAL, places=3),
        field("finished", T.DATE),
        field("maker", T.REFERENCE, form="person"),
        _computed("left", T.DECIMAL, places=2),
        _computed("overdue", T.YES_NO),
    ),
)
_NOTES = FormDef(
    key="notes",
    title="备注",
    parent="project",
    fields=(field("text", T.NOTE), field("stage", T.CHOICE, choices=STAGES)),
)
_PROJECT = FormDef(
    key="project",
    title="工程项目",
    dated_by="started",
    lines=(_OUTPUTS, _NOTES),
    fields=(
        field("unit", T.DIVISION),
        field("title", T.TEXT),
        field("total", T.MONEY),
        field("ratio", T.PERCENT, places=2),
        field("length", T.DECIMAL, places=3),
        field("people", T.INTEGER),
        field("year", T.YEAR),
        field("started", T.DATE),
        field("month", T.MONTH),
        field("open", T.YES_NO),
        field("stage", T.CHOICE, choices=STAGES),
        field("kind", T.CHOICE, choices=KINDS),
        field("kinds", T.CHOICES, choices=KINDS),
        field("owner", T.REFERENCE, form="person"),
        field("before", T.REFERENCE, form="project"),
        field("photos", T.FILES),
        field("number", T.SERIAL),
        field("firm", T.CREDIT_CODE),
        _computed("paid", T.MONEY),
        _computed("share", T.PERCENT, places=2),
        _computed("rest", None),
        _computed("done", T.YES_NO),
        _computed("last_payment", T.CHOICE, choices=KINDS),
        _computed("payer", T.REFERENCE, form="person"),
    ),
)
_PAYMENT = FormDef(
    key="payment",
    title="支付",
    dated_by="paid_on",
    lines=(
        FormDef(
            key="slips",
            title="票据",
            parent="payment",
            fields=(field("amount", T.MONEY), field("kind", T.CHOICE, choices=KINDS)),
        ),
    ),
    fields=(
        field("project", T.REFERENCE, form="project"),
        field("payer", T.REFERENCE, form="person"),
        field("amount", T.MONEY),
        field("paid_on", T.DATE),
        field("kind", T.CHOICE, choices=KINDS),
        _computed("years", T.INTEGER),
    ),
)


@cache
def town() -> Mapping[str, FormDef]:
    """Return the forms, their computed fields parsed."""
    bare = {form.key: form for form in (_UNIT, _PERSON, _PROJECT, _PAYMENT)}
    parser = ExpressionParser(bare, COMPUTED)

    def whole(form: FormDef) -> FormDef:
        fields = tuple(
            replace(one, expression=parser.computed(form, one)) if not one.stored else one
            for one in form.fields
        )
        return replace(form, fields=fields, lines=tuple(map(whole, form.lines)))

    return {key: whole(form) for key, form in bare.items()}


@cache
def town_definitions() -> Definitions:
    """Return the town's forms as definitions, from which tables can be made."""
    return Definitions(forms=town(), choices={}, figures={}, groups=())
