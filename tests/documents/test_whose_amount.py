"""One word for an amount, which other columns of the table settle."""

from pathlib import Path

import pytest

from ruraldesk.documents.excel_raw import read_sheets
from ruraldesk.documents.understanding import understand
from tests.forms.office import shipped
from tests.services.office import lines, table


@pytest.mark.parametrize(
    ("heading", "amount"),
    [
        ("资金名称 | 文号 | 项目名称 | 金额", "allocation.planned"),
        ("资金名称 | 文号 | 付款日期 | 收款单位 | 金额", "payment.amount"),
        ("资金名称 | 下达文号 | 项目名称 | 计划金额 | 下达金额", "allocation.allocated"),
        ("资金名称 | 下达文号 | 项目名称 | 安排金额 | 下达金额", "issued_amount"),
        ("资金名称 | 下达文号 | 下达金额 | 项目名称 | 分配金额", "issued_amount"),
    ],
)
def test_whose_amount_it_is_other_columns_tell(tmp_path: Path, heading: str, amount: str) -> None:
    forms = shipped().forms
    count = heading.count("|") + 1
    rows = lines(heading + "\n" + " | ".join(["甲"] * count))
    found = understand(
        read_sheets(table(tmp_path / "资金.xlsx", rows)), forms["funding_source"], forms
    )
    named = heading.replace(" ", "").split("|")
    fields = {one.heading: one.field for one in found.columns}
    assert fields[next(one for one in ("下达金额", "金额") if one in named)] == amount
