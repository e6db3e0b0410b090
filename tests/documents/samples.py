"""A small ledger with every kind of column, and records to put on paper."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from ruraldesk.definitions.model import FormDef, Record
from ruraldesk.documents.letterhead import Letterhead
from tests.definitions.builders import loaded

STAGES = """
[[list]]
key = "stage"
title = "阶段"
[[list.item]]
code = "building"
label = "在建"
[[list.item]]
code = "accepted"
label = "验收"
"""

WELL = """
key = "well"
title = "机井台账"
group = "main"
name = "{code} {name}"
placed = false
totals = ["cost"]
[[field]]
key = "code"
type = "text"
label = "编号"
[[field]]
key = "name"
type = "text"
label = "名称"
[[field]]
key = "stage"
type = "choice"
label = "阶段"
choices = "stage"
[[field]]
key = "owner_id"
type = "person_id"
label = "身份证号"
private = true
[[field]]
key = "dug_on"
type = "date"
label = "完工日期"
[[field]]
key = "depth"
type = "decimal"
places = 1
label = "井深"
unit = "米"
[[field]]
key = "cost"
type = "money"
label = "造价"
[[field]]
key = "progress"
type = "percent"
places = 1
label = "进度"
[[field]]
key = "lit"
type = "yes_no"
label = "通电"
[[field]]
key = "remark"
type = "note"
label = "备注"
[[lines]]
key = "checks"
title = "检修"
name = "{found}"
[[lines.field]]
key = "found"
type = "text"
label = "情况"
[[lines.field]]
key = "spent"
type = "money"
label = "费用"
[excel]
money_unit = "万元"
columns = [
  "code", "name", "stage", "owner_id", "dug_on", "depth", "cost", "progress", "lit", "remark",
]
[[print]]
key = "ledger"
title = "机井台账"
money_unit = "万元"
masked = true
columns = ["code", "name", "stage", "owner_id", "dug_on", "depth", "cost", "progress", "remark"]
"""

HEAD = Letterhead(
    unit_name="王楼镇人民政府",
    month="2023-11",
    printed_on=date(2023, 11, 21),
    check_code="7K4-M2Q",
    signers={"审核人": "陈文书"},
)


def well_form(folder: Path) -> FormDef:
    """Return the ledger of wells."""
    return loaded(folder, ledgers={"well": WELL}, choices=STAGES).form("well")


def well(number: int = 1, **values: object) -> Record:
    """Return one well; `values` replace its usual ones."""
    usual = {
        "code": f"J{number:03}",
        "name": "黄寺村东机井",
        "stage": "accepted",
        "owner_id": "410726197003081234",
        "dug_on": date(2023, 5, 6),
        "depth": Decimal("85.5"),
        "cost": Decimal("10000.00"),
        "progress": Decimal("100.0"),
        "lit": True,
        "remark": None,
    }
    return Record(values={**usual, **values}, uuid=f"00000000-0000-4000-8000-{number:012}")


def wells(count: int) -> Iterator[Record]:
    """Yield wells, each with one check."""
    for number in range(1, count + 1):
        line = Record(values={"found": "换泵", "spent": Decimal("350.50")}, uuid=f"line-{number}")
        yield replace(well(number), lines={"checks": (line,)})
