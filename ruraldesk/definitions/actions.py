"""What a record can be made into: a deduction into a rectification, a list into the next one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ruraldesk.definitions.expressions import Expression


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionDef:
    """One step from a record, or from a line of it, to a new entry in another ledger.

    Nothing is saved by it: the new entry is opened with `values` filled in, and with the lines that
    it `copies`: those who are paid each quarter are entered once.
    """

    key: str
    title: str  # what the menu says: 转为整改
    form: str  # key of the ledger of the new entry
    values: tuple[tuple[str, Expression], ...] = ()  # new entry's field, what it begins with
    link: str = ""  # field of the new entry that refers to the record it came from
    sets: str = ""  # reference of the record it came from that then means the new one
    lines: str = ""  # key of the lines for each of which it is offered; "" = for the record
    copies: tuple[tuple[str, tuple[str, ...]], ...] = ()  # lines of both ledgers, fields to copy
    when: Expression | None = None  # only where this holds
