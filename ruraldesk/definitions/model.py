"""The form model: what everything after the loader sees. Frozen, typed, no Qt, no SQL."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from ruraldesk.definitions.actions import ActionDef
from ruraldesk.definitions.briefs import BriefDef
from ruraldesk.definitions.home import HomeDef
from ruraldesk.definitions.identity import BOOK_LEVELS
from ruraldesk.definitions.import_model import ImportDef
from ruraldesk.definitions.layouts import LayoutDef
from ruraldesk.definitions.summaries import SummaryDef

if TYPE_CHECKING:
    from ruraldesk.definitions.expressions import Expression

Value = str | int | Decimal | date | bool | tuple[str, ...] | None
"""A field's value in memory; None is "nothing entered". By type:

text, note, month ("2023-11"), choice (its code), reference (the other record's UUID), person id,
phone, credit code, division (12 digits), serial: str; integer, year: int; decimal, money (yuan),
percent (61.65 means 61.65 %): Decimal; date: date; yes/no: bool; several choices, files: tuple of
str. Empty text and empty tuples are None.
"""


class FieldType(StrEnum):
    """The kinds of question. Six media know each of them; a test holds every map complete."""

    TEXT = "text"
    NOTE = "note"
    INTEGER = "integer"
    DECIMAL = "decimal"
    MONEY = "money"
    PERCENT = "percent"
    DATE = "date"
    MONTH = "month"
    YEAR = "year"
    YES_NO = "yes_no"
    CHOICE = "choice"
    CHOICES = "choices"
    REFERENCE = "reference"
    PERSON_ID = "person_id"
    PHONE = "phone"
    CREDIT_CODE = "credit_code"
    DIVISION = "division"
    FILES = "files"
    SERIAL = "serial"
    COMPUTED = "computed"


NUMBER_TYPES = frozenset(
    {FieldType.INTEGER, FieldType.DECIMAL, FieldType.MONEY, FieldType.PERCENT, FieldType.YEAR}
)
SUMMABLE_TYPES = frozenset({FieldType.INTEGER, FieldType.DECIMAL, FieldType.MONEY})


UNIT = "unit"
"""The form that divisions are looked up in, and the key of the field that places a record."""

COLOURS = ("pine", "wheat", "cinnabar", "sky", "stone")
"""Of chips: done, in progress, wrong or late, information, of no account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One member of a choice list: what is stored, and what is shown."""

    code: str
    label: str
    aliases: tuple[str, ...] = ()  # other wordings that import accepts
    retired: bool = False  # kept for old records, no longer offered
    source: str = ""  # the document that lists it
    colour: str = ""  # of the chip that shows it in a table, one of COLOURS; "" shows plain text


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceList:
    """A code list, in the order in which it is offered.

    `ordered` lists may be compared with < and >= by position and cannot be extended by a user.
    """

    key: str
    title: str
    items: tuple[Choice, ...]
    ordered: bool = False
    extensible: bool = True

    def label(self, code: str) -> str:
        """Return the label of `code`, or the code itself when the list does not hold it."""
        return next((item.label for item in self.items if item.code == code), code)

    def codes(self) -> tuple[str, ...]:
        """Return all codes, retired ones included, in order."""
        return tuple(item.code for item in self.items)


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldDef:
    """One question. Column, editor, Excel cell, PDF cell and import all derive from it."""

    key: str
    type: FieldType
    label: str
    unit: str = ""  # of the quantity: 元, 米, 亩 …
    shown_in: str = ""  # money only: 元 (unless said), 万元 or 亿元 on screen; stored in 分 always
    places: int = 0  # decimals; money has 2, percent 2 unless said otherwise
    section: str = ""  # key of the entry form's section
    width: int = 1  # columns of the two-column entry form: 1 or 2
    required: bool = False
    unique: bool = False  # among the ledger's records; in lines, among those of one record
    default: Value = None
    range: tuple[Decimal | None, Decimal | None] | tuple[date | None, date | None] | None = None
    max_length: int = 200  # characters, for text; notes 4000 unless said otherwise
    pattern: str = ""  # regular expression for the whole text
    pattern_help: str = ""  # what to say when it does not match
    visible_when: Expression | None = None
    required_when: Expression | None = None
    help: str = ""
    private: bool = False  # masked wherever the public may look
    headings: tuple[str, ...] = ()  # what offices call this column
    since: int = 1  # form version that introduced it
    retired: bool = False  # column and values stay, nobody is asked any more
    choices: ChoiceList | None = None
    form: str = ""  # reference: key of the other form
    # Reference: fields of this form, each with the field of the other one that fills it when empty.
    fills: tuple[tuple[str, str], ...] = ()
    names: str = ""  # text: key of the form whose records it may name, see `known`
    behind: str = ""  # reference: key of the text that names what it means; nobody is asked for it
    serial: str = ""  # serial: e.g. "W{number:02}" or "{year}-{number:04}"
    expression: Expression | None = None  # computed
    result: FieldType | None = None  # computed: the type that formats it

    @property
    def shape(self) -> FieldType:
        """The type that decides how a value is formatted: a computed field's result type."""
        return self.result if self.type is FieldType.COMPUTED and self.result else self.type

    @property
    def known(self) -> str:
        """Key of the reference behind a text that names a record; "" where it names none.

        A task is somebody's who may be in the ledger of people, or may not: one question, whose
        answer is a name, and the record that was chosen for it.
        """
        return f"known_{self.key}" if self.names else ""

    @property
    def stored(self) -> bool:
        """Whether the field has a column of its own."""
        return self.type is not FieldType.COMPUTED


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionDef:
    """A titled group of fields in the entry form."""

    key: str
    title: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleDef:
    """What must hold across fields, lines and ledgers: a problem exists where `check` is false.

    A missing answer (None) is no problem: `required` says what must be filled. `message` may hold
    `{expression}` parts, shown formatted. `field` is where the window puts the sentence.
    """

    key: str
    check: Expression
    message: str
    message_parts: tuple[str | Expression, ...]  # `message` taken apart: literal text, expressions
    level: str = "block"
    when: Expression | None = None
    field: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StateDef:
    """One state of a record: its colour, where it may go, and what it demands."""

    code: str
    colour: str = "stone"  # one of COLOURS
    to: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()  # keys of fields (or lines) that must be filled in this state
    rules: tuple[RuleDef, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StatesDef:
    """The states of a form, kept in one of its choice fields.

    A new record may begin in any state whose demands it meets (old paper ledgers are taken in as
    they stand); a saved one moves only along `to`.
    """

    field: str
    states: tuple[StateDef, ...]

    def state(self, code: str | None) -> StateDef | None:
        """Return the state with `code`."""
        return next((state for state in self.states if state.code == code), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewDef:
    """A saved way of looking at a ledger."""

    key: str
    title: str
    columns: tuple[str, ...] = ()  # field keys; empty: the form's list columns
    where: Expression | None = None
    sort: tuple[tuple[str, bool], ...] = ()  # (field key, descending)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderDef:
    """Something due: a date, whom it concerns, and when it is settled."""

    key: str
    message: str
    message_parts: tuple[str | Expression, ...]
    due: Expression
    when: Expression | None = None  # only records for which this holds
    who: str = ""  # key of the field that names the person
    days_before: int = 7  # days ahead of `due` from which it is shown
    lines: str = ""  # key of the lines the expressions speak about; "" = the record itself
    each: str = ""  # key of the ledger whose records owe one here; the expressions speak about it


@dataclass(frozen=True, slots=True, kw_only=True)
class FormDef:
    """The definition of a ledger, or of the lines of one (then `parent` is the ledger's key)."""

    key: str  # also the SQL table's name; lines: `parent__key` is the table, `key` the JSON key
    title: str
    group: str = ""  # key of the navigation group
    version: int = 1
    levels: tuple[str, ...] = BOOK_LEVELS
    parent: str = ""
    name: str = ""  # template, e.g. "{code} {name}": how a record is named in lists
    help: str = ""
    fields: tuple[FieldDef, ...] = ()  # in the order of the entry form; `unit` first where kept
    sections: tuple[SectionDef, ...] = ()
    lines: tuple[FormDef, ...] = ()
    dated_by: str = ""  # key of the field that dates a record
    list_columns: tuple[str, ...] = ()  # the default table on screen
    frozen_columns: int = 2
    totals: tuple[str, ...] = ()  # keys of the fields summed in the totals row
    sort: tuple[tuple[str, bool], ...] = ()
    search: tuple[str, ...] = ()  # keys of the fields that the search index holds
    rules: tuple[RuleDef, ...] = ()
    states: StatesDef | None = None
    views: tuple[ViewDef, ...] = ()
    reminders: tuple[ReminderDef, ...] = ()
    actions: tuple[ActionDef, ...] = ()
    closes: bool = False  # its records of a closed month change only with a reason
    monthly: bool = False  # a month without a record of it needs a nil report
    lasting: bool = False  # standing facts: a month shows what changed in it since the last one
    excel: LayoutDef | None = None
    prints: tuple[LayoutDef, ...] = ()
    imports: ImportDef = field(default_factory=ImportDef)
    systems: tuple[str, ...] = ()  # mechanisms that live here: "11", or "12 incentives" in a part
    example: Record | None = None

    @property
    def table(self) -> str:
        """The SQL table's name."""
        return f"{self.parent}__{self.key}" if self.parent else self.key

    def find(self, key: str) -> FieldDef | None:
        """Return the field with `key`, or None."""
        return next((one for one in self.fields if one.key == key), None)

    def field(self, key: str) -> FieldDef:
        """Return the field with `key`; KeyError names what is missing."""
        found = self.find(key)
        if found is None:
            raise KeyError(f"{self.key} has no field {key}")
        return found

    def line(self, key: str) -> FormDef:
        """Return the line form with `key`; KeyError names what is missing."""
        for one in self.lines:
            if one.key == key:
                return one
        raise KeyError(f"{self.key} has no lines {key}")

    def asked(self) -> Iterator[FieldDef]:
        """Yield the fields of today's entry form: all but retired ones, and those behind others."""
        return (one for one in self.fields if not one.retired and not one.behind)

    def defaults(self) -> dict[str, Value]:
        """Return what a new record or line begins with, by the fields that have a default."""
        return {one.key: one.default for one in self.asked() if one.default is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureDef:
    """A named number computed from ledgers, as of a date or over a span."""

    key: str
    label: str
    value: Expression
    unit: str = ""  # of the base value: 元, 米, 人 …
    span: str = "as_of"  # as_of, month, year, ever
    places: int = 0
    shown_in: str = ""  # unit of the wording when it differs: 万元, 亿元, 公里
    wording: str = "exact"  # exact, over (余), over_spoken (多), about (约), some, spelled …
    place: Decimal | None = None  # the place to which 余 and 约 cut, in the shown unit: 100, 10
    bound: str = ""  # at_least (以上), at_most (以下), no_less (不少于): the number as a limit
    until: Expression | None = None  # the upper end where the number is a range: 1—2户
    by: tuple[str, ...] = ()  # fields by which it can be broken down
    target: Expression | None = None
    answers: tuple[str, ...] = ()  # ids of the source statements it answers
    note: str = ""  # 口径: what is counted and what is not


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupDef:
    """A heading of the navigation, and the order of the ledgers under it."""

    key: str
    title: str
    ledgers: tuple[str, ...] = ()  # those not named follow by key


@dataclass(frozen=True, slots=True, kw_only=True)
class Definitions:
    """All that a book's forms folder says, already checked."""

    forms: Mapping[str, FormDef]
    choices: Mapping[str, ChoiceList]
    figures: Mapping[str, FigureDef]
    groups: tuple[GroupDef, ...]
    home: HomeDef = field(default_factory=HomeDef)
    briefs: tuple[BriefDef, ...] = ()
    summaries: tuple[SummaryDef, ...] = ()

    def form(self, key: str) -> FormDef:
        """Return the ledger with `key`; KeyError names what is missing."""
        return self.forms[key]


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One row of a ledger, or one line of a record.

    `values` holds the fields by key (computed ones too where the record was read from a book),
    `lines` the detail rows by the line form's key. `names` holds what references and divisions are
    called, for showing. A record that was never saved has revision 0; one that has no UUID yet
    gets it when saved.
    """

    values: Mapping[str, Value]
    lines: Mapping[str, tuple[Record, ...]] = field(default_factory=dict)
    uuid: str = ""
    revision: int = 0
    id: int = 0  # the row's id in this book: for speed, never outside it
    names: Mapping[str, str] = field(default_factory=dict)
    deleted: bool = False
    created: str = ""  # ISO time of its birth
    changed: str = ""  # ISO time of the last change
    changed_by: str = ""

    def __getitem__(self, key: str) -> Value:
        """Return the value of a field; None when nothing is entered."""
        return self.values.get(key)
