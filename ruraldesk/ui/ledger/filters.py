"""What a clerk types under a heading, turned into conditions, and back into words.

Texts: a part of the text; `=word` the whole text. Numbers: `>100`, `<=5`, `100-200`, `100`.
Dates and months: `2023`, `2023-11`, `2023-11-05`, `>2023-11`, `2023-10~2023-12`, `本月`, `<今天`,
`>30天前`. Choices: a part of the label. Everywhere: `=` alone finds the empty ones, `<>` alone
those that are filled.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from ruraldesk.definitions.model import FieldDef, FieldType, Value
from ruraldesk.definitions.values import BadValue, parse, text_of
from ruraldesk.services.ledger import Filter
from ruraldesk.texts.clean import fold_width
from ruraldesk.texts.dates import month_range
from ruraldesk.texts.translate import joined, listed, tr
from ruraldesk.ui.ledger.columns import heading_of
from ruraldesk.ui.ledger.day_words import days_of
from ruraldesk.ui.ledger.picking import CHOOSABLE, Condition, choose, members

__all__ = [
    "CHOOSABLE",
    "NUMBERS",
    "BadFilter",
    "Condition",
    "Filters",
    "choose",
    "members",
    "understand",
]

NUMBERS = frozenset(
    {FieldType.INTEGER, FieldType.DECIMAL, FieldType.MONEY, FieldType.PERCENT, FieldType.YEAR}
)
_COMPARED = re.compile(r"\s*(>=|<=|≥|≤|>|<|=)\s*(.+)", re.DOTALL)
_DATE_RANGE = re.compile(r"(.+?)\s*(?:~|～|至|到|\.\.)\s*(.+)")
_NUMBER_RANGE = re.compile(r"(.*?[0-9万亿元%])\s*(?:-|–|—|~|～|至|到|\.\.)\s*(.+)")


class BadFilter(ValueError):
    """What was typed under a heading is no condition; the text says what is expected."""


def understand(field: FieldDef, typed: str, today: date | None = None) -> Condition | None:
    """Return the condition that `typed` states for `field`; None for an empty text.

    Args:
        today: the day from which words such as 本月 are seen.

    Raises:
        BadFilter: it states none, with the sentence for the clerk.
    """
    text, whole = fold_width(typed).strip(), typed.strip()
    label = tr(field.label)
    if not text:
        return None
    if text == "=":
        return Condition(
            (Filter(field.key, "empty", None),), tr("{field}: empty").format(field=label)
        )
    if text in ("<>", "!="):
        words = tr("{field}: filled").format(field=label)
        return Condition((Filter(field.key, "filled", None),), words)
    shape = field.shape
    if shape in CHOOSABLE:
        return _by_label(field, whole)
    if shape in NUMBERS:
        return _by_span(field, text, _NUMBER_RANGE, heading_of(field))
    if shape in (FieldType.DATE, FieldType.MONTH):
        said = _in_days(field, text, today or date.today())
        condition = _by_span(field, said, _DATE_RANGE, label)
        return condition if said == text else replace(condition, words=_told(label, text))
    return _by_text(field, whole)


def _in_days(field: FieldDef, text: str, today: date) -> str:
    """Return a condition about dates with written days in the place of words such as 本月."""
    match = _COMPARED.fullmatch(text)
    sign, words = (match[1], match[2]) if match else ("", text)
    found = days_of(words, today)
    if found is None:
        return text
    first, last = found
    if field.shape is FieldType.MONTH:
        return (
            f"{sign}{first:%Y-%m}" if f"{first:%Y-%m}" == f"{last:%Y-%m}" else f"{sign}{first:%Y}"
        )
    if first == last:
        return f"{sign}{first}"
    return f"{sign}{first:%Y-%m}" if first.month == last.month else f"{sign}{first:%Y}"


def _told(label: str, text: str) -> str:
    """Return a condition about days in the words in which it was typed."""
    sign = "" if _COMPARED.fullmatch(text) else "= "
    return tr("{field} {value}").format(field=label, value=f"{sign}{text}")


def _by_label(field: FieldDef, text: str) -> Condition:
    wanted = text.removeprefix("=").strip().lower()
    own = {item.code: item.label for item in field.choices.items} if field.choices else {}
    found = [
        code
        for code, label in members(field)
        if wanted in label.lower() or wanted in own.get(code, "").lower()  # in either language
    ]
    if not found:
        offered = listed(label for _, label in members(field))
        raise BadFilter(
            tr("“{field}” has no “{text}”. It has: {choices}.").format(
                field=tr(field.label), text=text, choices=offered
            )
        )
    condition = choose(field, found)
    assert condition is not None
    return condition


def _by_text(field: FieldDef, text: str) -> Condition:
    label = tr(field.label)
    if text.startswith("="):
        whole = text[1:].strip()
        words = tr("{field} = {labels}").format(field=label, labels=whole)
        return Condition((Filter(field.key, "equals", whole),), words)
    words = tr("{field} contains “{text}”").format(field=label, text=text)
    return Condition((Filter(field.key, "contains", text),), words)


def _by_span(field: FieldDef, text: str, ranges: re.Pattern[str], label: str) -> Condition:
    """Numbers, dates and months: compared, between, or one value."""
    if match := _COMPARED.fullmatch(text):
        return _compared(field, match[1], match[2], label)
    if match := ranges.fullmatch(text):
        low, high = _span(field, match[1])[0], _span(field, match[2])[1]
        if _unordered(low, high):
            raise BadFilter(
                tr(
                    "“{text}”: the first is greater than the second. Write the smaller one first."
                ).format(text=text)
            )
        shown = f"{text_of(field, low)} – {text_of(field, high)}"
        words = tr("{field} {value}").format(field=label, value=shown)
        return Condition((Filter(field.key, "between", (low, high)),), words)
    low, high = _span(field, text)
    words = tr("{field} = {labels}").format(field=label, labels=text)
    if low == high:
        return Condition((Filter(field.key, "equals", low),), words)
    return Condition((Filter(field.key, "between", (low, high)),), words)


def _compared(field: FieldDef, sign: str, text: str, label: str) -> Condition:
    low, high = _span(field, text)
    sign = {">=": "≥", "<=": "≤"}.get(sign, sign)
    words = tr("{field} {value}").format(field=label, value=f"{sign} {text}")
    filters = {
        "≥": Filter(field.key, "at_least", low),
        "≤": Filter(field.key, "at_most", high),
        ">": Filter(field.key, "at_least", _next(field, high, 1)),
        "<": Filter(field.key, "at_most", _next(field, low, -1)),
        "=": Filter(field.key, "between", (low, high)),
    }
    return Condition((filters[sign],), words)


def _span(field: FieldDef, text: str) -> tuple[Value, Value]:
    """Return the first and the last value that `text` names: a year names all of its days."""
    year = re.fullmatch(r"((?:19|20)[0-9]{2})年?", text)
    shape = field.shape
    if shape is FieldType.DATE:
        if year:
            return date(int(year[1]), 1, 1), date(int(year[1]), 12, 31)
        if re.fullmatch(r"[0-9]{4}(?:-|/|\.|年)[0-9]{1,2}月?|[0-9]{6}", text):
            return month_range(str(_parsed(replace(field, type=FieldType.MONTH), text)))
    if shape is FieldType.MONTH and year:
        return f"{year[1]}-01", f"{year[1]}-12"
    value = _parsed(field, text)
    return value, value


def _parsed(field: FieldDef, text: str) -> Value:
    typed = replace(field, type=field.shape) if field.type is FieldType.COMPUTED else field
    try:
        return parse(typed, text)
    except BadValue as error:
        raise BadFilter(str(error)) from error


def _next(field: FieldDef, value: Value, step: int) -> Value:
    """Return the neighbour of `value`: ">100" is "at least 100.01" where there are two decimals."""
    if isinstance(value, Decimal):
        scale = field.expression.scale if field.expression is not None else field.places
        if field.shape is FieldType.MONEY:
            scale = max(scale, 2)
        return value + step * Decimal(1).scaleb(-scale)
    if isinstance(value, int):
        return value + step
    if isinstance(value, date):
        return value + timedelta(days=step)
    first, last = month_range(str(value))
    day = last + timedelta(days=1) if step > 0 else first - timedelta(days=1)
    return f"{day:%Y-%m}"


def _unordered(low: Value, high: Value) -> bool:
    if isinstance(low, (int, Decimal)) and isinstance(high, (int, Decimal)):
        return low > high
    if isinstance(low, date) and isinstance(high, date):
        return low > high
    return isinstance(low, str) and isinstance(high, str) and low > high


@dataclass(frozen=True, slots=True)
class Picked:
    """Values that were ticked under a heading, with what they are called; or left out."""

    codes: tuple[str, ...]
    labels: Mapping[str, str]
    without: bool = False


class Filters:
    """The conditions under all headings of one ledger."""

    def __init__(self) -> None:
        self.today: date | None = None  # from which words such as 本月 are seen
        self._typed: dict[str, str] = {}
        self._picked: dict[str, Picked] = {}
        self._conditions: dict[str, Condition] = {}
        self._called: dict[str, Mapping[str, str]] = {}  # values by code, of each field

    def know(self, key: str, labels: Mapping[str, str]) -> None:
        """Learn what values of a field are called."""
        self._called[key] = {**self._called.get(key, {}), **labels}

    def type_text(self, field: FieldDef, text: str) -> None:
        """Take what was typed under the heading of `field`.

        Raises:
            BadFilter: it is no condition; the column's earlier one is gone.
        """
        self.clear(field.key)
        if text.strip():
            self._typed[field.key] = text
            condition = understand(field, text, self.today)
            if condition is not None:
                self._conditions[field.key] = condition

    def choose(
        self,
        field: FieldDef,
        codes: Sequence[str],
        *,
        without: bool = False,
    ) -> None:
        """Take the values that were picked under the heading of `field`, or those left out."""
        self.clear(field.key)
        labels = self._called.get(field.key, {})
        condition = choose(field, codes, labels, without=without)
        if condition is not None:
            known = {code: label for code, label in labels.items() if code in codes}
            self._picked[field.key] = Picked(tuple(codes), known, without=without)
            self._conditions[field.key] = condition

    def clear(self, key: str = "") -> None:
        """Drop the condition of one field, or all of them."""
        for one in [key] if key else list(self._typed | self._picked):
            self._typed.pop(one, None)
            self._picked.pop(one, None)
            self._conditions.pop(one, None)

    def typed(self, key: str) -> str:
        """Return the text under a heading."""
        return self._typed.get(key, "")

    def all_typed(self) -> Mapping[str, str]:
        """Return the texts under all headings, by field key."""
        return dict(self._typed)

    def all_picked(self) -> Mapping[str, Picked]:
        """Return what is picked under all headings, by field key."""
        return dict(self._picked)

    def chosen(self, key: str) -> tuple[str, ...]:
        """Return the ticked values under a heading; none where some are left out."""
        picked = self._picked.get(key)
        return picked.codes if picked is not None and not picked.without else ()

    def shown(self, key: str) -> str:
        """Return what the filter row shows under a heading."""
        picked = self._picked.get(key)
        if picked is None:
            return self._typed.get(key, "")
        words = tr("without {count}") if picked.without else tr("{count} chosen")
        return words.format(count=len(picked.codes))

    def is_bad(self, key: str) -> bool:
        """Say whether the text under a heading could not be understood."""
        return key in self._typed and key not in self._conditions

    def all(self, but: str = "") -> tuple[Filter, ...]:
        """Return every condition, for the store; `but` is the key of a field that is left free."""
        return tuple(
            one
            for key, condition in self._conditions.items()
            if key != but
            for one in condition.filters
        )

    def words(self) -> str:
        """Return every condition in words; "" when there is none."""
        return joined(condition.words for condition in self._conditions.values())
