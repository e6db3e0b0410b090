"""How a ledger leaves the program: the layouts of Excel sheets and of prints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ruraldesk.definitions.expressions import Expression

OF_PARENT = "parent."
"""Begins the field of a column that, in a print of lines, shows the record they belong to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnDef:
    """One column of an Excel sheet or a printed table."""

    field: str  # key of a field of the form; in a print of lines, of the lines or `parent.key`
    heading: str  # what the heading says; the field's label (and unit) unless said otherwise
    width: int  # Excel: characters; paper: millimetres, shrunk or stretched to the page
    group: str = ""  # neighbours with the same group stand under one grouped heading
    total: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LayoutDef:
    """How a ledger leaves the program: one Excel sheet, one printed table, or cards.

    A print with `lines` has a row for each line of a record; what the record itself says stands
    once beside its lines. A card gives each record pages of its own: its fields by section, then
    its lines in `tables`.
    """

    key: str
    title: str
    columns: tuple[ColumnDef, ...]
    kind: str = "table"  # table or card
    lines: str = ""  # key of the lines that make the rows; "" = the records themselves
    only: str = ""  # key of a yes/no field of the lines: rows are those for which it holds
    tables: tuple[LayoutDef, ...] = ()  # of a card; each shows `lines`
    paper: str = "A4"  # A4 or A3
    orientation: str = "landscape"
    money_unit: str = "元"  # said above the table: 单位：元; money columns are shown in it
    signatures: tuple[str, ...] = ("单位负责人", "审核人", "填表人")
    page_subtotal: bool = True  # 本页小计, 承前页, 过次页; 合计 ends the ledger either way
    masked: bool = False  # private fields are masked
    where: Expression | None = None
    sort: tuple[tuple[str, bool], ...] = ()
