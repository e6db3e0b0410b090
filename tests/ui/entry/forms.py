"""A ledger with the things a clerk meets: sections, conditions, computed fields, detail rows."""

from ruraldesk.definitions.model import (
    Choice,
    ChoiceList,
    FieldDef,
    FieldType,
    FormDef,
    SectionDef,
    StateDef,
    StatesDef,
)

STAGES = ChoiceList(
    key="stage",
    title="阶段",
    items=(
        Choice(code="planned", label="储备"),
        Choice(code="building", label="在建", aliases=("施工",)),
        Choice(code="accepted", label="验收"),
    ),
    extensible=False,
)
KINDS = ChoiceList(
    key="kind",
    title="类别",
    items=(
        Choice(code="road", label="道路硬化"),
        Choice(code="bridge", label="桥涵"),
        Choice(code="well", label="机井"),
    ),
)
OUTPUTS = FormDef(
    key="outputs",
    title="工程产出",
    parent="project",
    name="{item}",
    fields=(
        FieldDef(key="item", type=FieldType.CHOICE, label="名称", choices=KINDS, required=True),
        FieldDef(key="planned", type=FieldType.INTEGER, label="计划数量", unit="米"),
        FieldDef(key="done_on", type=FieldType.DATE, label="完成日期"),
        FieldDef(
            key="share", type=FieldType.COMPUTED, label="占比", result=FieldType.PERCENT, places=1
        ),
        FieldDef(key="remark", type=FieldType.NOTE, label="备注"),
    ),
    totals=("planned",),
)
PROJECT = FormDef(
    key="project",
    title="项目台账",
    name="{code} {name} {start}",
    fields=(
        FieldDef(key="unit", type=FieldType.DIVISION, label="所属单位", required=True),
        FieldDef(key="code", type=FieldType.SERIAL, label="编号", serial="W{number:02}"),
        FieldDef(key="name", type=FieldType.TEXT, label="项目名称", required=True, width=2),
        FieldDef(key="stage", type=FieldType.CHOICE, label="阶段", choices=STAGES),
        FieldDef(key="kinds", type=FieldType.CHOICES, label="类别", choices=KINDS),
        FieldDef(key="head", type=FieldType.REFERENCE, label="责任人", form="person"),
        FieldDef(key="start", type=FieldType.DATE, label="计划开工"),
        FieldDef(
            key="total",
            type=FieldType.MONEY,
            label="总投资",
            unit="元",
            shown_in="万元",
            places=2,
            section="money",
        ),
        FieldDef(
            key="paid",
            type=FieldType.COMPUTED,
            label="已拨付",
            result=FieldType.MONEY,
            shown_in="万元",
            section="money",
        ),
        FieldDef(key="accepted_on", type=FieldType.DATE, label="验收日期", section="money"),
        FieldDef(key="note", type=FieldType.NOTE, label="备注", section="money", width=2),
    ),
    sections=(SectionDef(key="money", title="资金", note="由资金台账算出"),),
    lines=(OUTPUTS,),
    states=StatesDef(
        field="stage",
        states=(
            StateDef(code="planned"),
            StateDef(code="building", colour="wheat"),
            StateDef(code="accepted", colour="pine"),
        ),
    ),
)
