"""The paper lists typed straight into the ledger's table, with the columns of the paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QApplication

from ruraldesk.files import preferences
from ruraldesk.ui.desk import Desk
from tests.bench.keystrokes.form import choose_fund, text
from tests.bench.keystrokes.hands import Count
from tests.bench.keystrokes.paper import CHOSEN, Line
from tests.bench.keystrokes.window import WindowHands, quiet, wait

CADRE_FIELDS = {
    "村": "unit",
    "姓名": "name",
    "身份证号": "id_number",
    "联系电话": "phone",
    "学历": "education",
    "政治面貌": "political_status",
}  # the post and its beginning are lines of the record, and no column
PAYMENT_FIELDS = {
    "付款日期": "paid_on",
    "项目": "allocation",
    "收款单位": "payee",
    "付款金额": "amount",
    "用途": "purpose",
    "凭证号": "voucher",
    "经办人": "handled_by",
    "审批人": "approved_by",
}
_COUNTED_ON = frozenset({"凭证号"})


def enter_all(desk: Desk, form: str, fields: Mapping[str, str], lines: Sequence[Line]) -> Count:
    """Type a list into new rows, a cell after the other; return what was pressed."""
    preferences.keep(f"columns.{form}", list(fields.values()))
    desk.show(form)
    page = desk.ledger(form)
    wait(lambda: quiet() and page.model.complete)
    wait(lambda: page.grid.isVisible())
    page.grid.setFocus()
    wait(lambda: QApplication.focusWidget() is not None)
    hands, before = WindowHands(), None
    hands.press("ctrl+shift+n")
    for line in lines:
        for place, column in enumerate(fields):
            _cell(hands, column, line, before)
            hands.press("Return" if place == len(fields) - 1 else "Tab")
        before = line
    wait(quiet)
    return hands.stop()


def _cell(hands: WindowHands, column: str, line: Line, before: Line | None) -> None:
    words = line[column]
    same = before is not None and words == before[column]
    if same and len(words) > 2:
        hands.press("ctrl+d")
    elif column in _COUNTED_ON and before is not None:
        hands.press("ctrl+shift+d")
    elif column in CHOSEN or column == "村":
        hands.seek(words)
    elif column == "项目":
        choose_fund(hands, line)
    else:
        text(hands, words)
