"""How an office's table finds its way into a form: what `[import]` of its definition says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class SpreadDef:
    """An imported row of this ledger also makes a record of another one.

    `form` gets a record whose reference `link` points to the imported record, or to the record
    that an earlier spread of the same row made.
    """

    form: str
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PivotDef:
    """An office's table may have a column of amounts for each member of a choice list.

    Each such column makes a record of its own: the field `choice` holds the member, and the amount
    goes to `amount` ("field" or "form.field"), or to the field that the group above it names.
    """

    choice: str
    amount: str
    also: str = ""  # another choice that the column's words may tell: 中央 is a level as well


@dataclass(frozen=True, slots=True, kw_only=True)
class RangeDef:
    """One column of an office's table may hold two dates: 2024年3月—2024年8月 below 时间进度.

    `headings` are the words over such a column; its dates go to the fields `start` and `end`.
    """

    start: str
    end: str
    headings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class InferDef:
    """What another field of a row tells of a choice that the table does not name.

    The choice `field` is `value` where the field `source` is filled; without `value` it is the
    member whose words stand in the text of `source`.
    """

    field: str
    source: str
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BesideDef:
    """A column means something else where a column with certain words stands in the same table.

    下达金额 is what a project is given; beside 安排金额 it is what the document gives in all. Both
    `column` and `field` are "field" or "form.field", `words` parts of the other heading.
    """

    column: str
    words: tuple[str, ...]
    field: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportDef:
    """How an office's table finds its way into the form."""

    titles: tuple[str, ...] = ()  # words in a sheet's name or title that speak for this form
    identities: tuple[tuple[str, ...], ...] = ()  # fields that tell a record, strongest first
    lines: tuple[str, ...] = ()  # lines into which columns of the row may go, one line a row
    spread: tuple[SpreadDef, ...] = ()
    pivot: PivotDef | None = None
    # By a reference's key the text field that keeps a name as long as the other ledger is empty.
    instead: Mapping[str, str] = field(default_factory=dict)
    ranges: tuple[RangeDef, ...] = ()
    infer: tuple[InferDef, ...] = ()  # the first that tells something decides
    beside: tuple[BesideDef, ...] = ()
    # References whose records a row may describe too, and thereby bring: "person",
    # "payees.person" of a line, "household.head" of the record that "household" means.
    through: tuple[str, ...] = ()
