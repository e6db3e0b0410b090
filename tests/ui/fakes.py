"""A ledger computed on the fly, so that a million rows cost nothing to make."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from decimal import Decimal

from ruraldesk.definitions.model import (
    Choice,
    ChoiceList,
    FieldDef,
    FieldType,
    FormDef,
    Record,
    StateDef,
    StatesDef,
    Value,
)
from ruraldesk.errors import Level, Problem, UserError
from ruraldesk.services.ledger import ListQuery

STAGES = ChoiceList(
    key="stage",
    title="阶段",
    items=(
        Choice(code="planned", label="储备"),
        Choice(code="building", label="在建"),
        Choice(code="done", label="完工"),
        Choice(code="accepted", label="验收"),
    ),
)

FORM = FormDef(
    key="project",
    title="项目台账",
    group="projects",
    fields=(
        FieldDef(key="code", type=FieldType.TEXT, label="编号"),
        FieldDef(key="name", type=FieldType.TEXT, label="项目名称"),
        FieldDef(key="unit", type=FieldType.DIVISION, label="村"),
        FieldDef(key="stage", type=FieldType.CHOICE, label="阶段", choices=STAGES),
        FieldDef(
            key="total", type=FieldType.MONEY, label="总投资", unit="元", shown_in="万元", places=2
        ),
        FieldDef(
            key="paid", type=FieldType.MONEY, label="拨付", unit="元", shown_in="万元", places=2
        ),
        FieldDef(key="progress", type=FieldType.PERCENT, label="形象进度", places=0),
        FieldDef(key="start", type=FieldType.DATE, label="计划开工"),
        FieldDef(key="people", type=FieldType.INTEGER, label="受益人数", unit="人"),
        FieldDef(key="urgent", type=FieldType.YES_NO, label="紧急"),
        FieldDef(key="note", type=FieldType.NOTE, label="备注"),
    ),
    list_columns=("code", "name", "unit", "stage", "total", "paid", "progress"),
    totals=("total", "paid"),
    states=StatesDef(
        field="stage",
        states=(
            StateDef(code="planned", colour="stone"),
            StateDef(code="building", colour="wheat"),
            StateDef(code="done", colour="pine"),
            StateDef(code="accepted", colour="pine"),
        ),
    ),
)

NAMES = (
    "水毁道路修复",
    "水毁桥涵修复",
    "河道清淤",
    "通村道路硬化",
    "农田地埋线及机井配套一期",
    "村内巷道硬化",
)


class FakeLedger:
    """Answers like a book: ids 1 to `count`, in order, every record made when asked for."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.asked: list[ListQuery] = []
        self.summed: list[ListQuery] = []
        self.pages_read = 0
        self.problem_rows: set[int] = set()
        self.failure: UserError | None = None

    def _all(self, query: ListQuery) -> array[int]:
        ids = array("q", range(1, self.count + 1))
        if query.where:
            ids = array("q", (number for number in ids if number % 4 == 1))
        if query.sort and query.sort[0][1]:
            ids.reverse()
        return ids

    def first_ids(self, query: ListQuery, limit: int) -> array[int]:
        self.asked.append(query)
        if self.failure:
            raise self.failure
        return self._all(query)[:limit]

    def ids(self, query: ListQuery) -> array[int]:
        return self._all(query)

    def rows(self, ids: Sequence[int], fields: Sequence[str]) -> list[Record]:
        self.pages_read += 1
        return [record(number) for number in ids]

    def totals(self, query: ListQuery) -> dict[str, Value]:
        self.summed.append(query)
        return {"total": Decimal("11888600.00"), "paid": Decimal("9763400.00")}

    def problems(self, ids: Sequence[int]) -> list[Problem]:
        return [
            Problem(
                message="已拨付多于已到位，请核对。",
                level=Level.BLOCK,
                record=f"uuid-{number}",
                field="paid",
            )
            for number in ids
            if number in self.problem_rows
        ]


def record(number: int) -> Record:
    """The record with this id."""
    return Record(
        id=number,
        uuid=f"uuid-{number}",
        revision=1,
        values={
            "code": f"W{number:02}",
            "name": NAMES[number % len(NAMES)],
            "unit": "410726104201",
            "stage": STAGES.items[number % 4].code,
            "total": Decimal(number * 10000) + Decimal("1384000.00"),
            "paid": Decimal("630000.00"),
            "progress": Decimal(number % 101),
            "people": number,
        },
        names={"unit": "吴杏庄"},
    )
