"""Which rows of an office's table are data, and which are sums, subtitles, remarks and the like."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ruraldesk.definitions.model import FieldType
from ruraldesk.documents.excel_raw import RawValue, raw_text
from ruraldesk.documents.heading_words import is_number_heading
from ruraldesk.documents.understanding import Understanding, is_heading
from ruraldesk.texts.translate import tr

FEW = 3  # columns up to which a row with one text may be a record

_SUMS = re.compile(
    r".{0,12}(?:合计|小计|总计|累计|共计|承前页|过次页)(?:数|金额)?(?:[:：（(].*|[0-9共].*)?"
)
_REMARK = re.compile(
    r"[(（]?(?:附?注[0-9]?|备注|说明|附注|填表说明|填表人?|制表人?|编制人?|审核人?|复核人?|负责人|单位负责人|"
    r"(?:村|乡镇|镇)?(?:党)?(?:支部|支委)?书记|主要负责人|填报人|填报日期|填表日期|填表时间|制表日期|日期|"
    r"填报时间|上报日期|填报单位|单位|联系人|联系电话|分管领导|主要领导|经办人|报账员|签字|签章|盖章|公章)"
    r"(?:签字|签名|签章|盖章|[（(][^（）()]*[)）])*\s*[:：]"
)
_STAMP = re.compile(r"[（(](?:公章|盖章|签章|签字)[)）]")
_NUMBERING = re.compile(
    r"(?:(?P<first>[一二三四五六七八九十]+\s*[、.．])|"
    r"(?P<second>[（(]\s*[一二三四五六七八九十0-9]+\s*[)）][、.．]?)|(?P<third>[0-9]+\s*[、.．]))\s*"
)
_CHINESE_NUMBER = re.compile(r"[（(]?\s*[一二三四五六七八九十]+\s*[）)]?\s*[、.．]?")
_COUNT_BEHIND = re.compile(r"\s*(?:[（(][^（）()]*[)）]|[:：])+\s*$")
_COLUMN_NUMBERS = re.compile(r"[0-9]{1,3}|[甲乙丙丁戊]|[(（]?[0-9]{1,3}[)）]?(=.*)?|栏次")


@dataclass(frozen=True, slots=True)
class Kind:
    """What a row is: data when `reason` is empty; `title` is what a subtitle says.

    `silent` rows are empty; `ends` says that another table begins here.
    """

    reason: str = ""
    title: str = ""
    silent: bool = False
    ends: bool = False

    @property
    def is_data(self) -> bool:
        """Whether the row is to be taken in."""
        return not self.reason and not self.silent


class Kinds:
    """Tells data rows from what else stands in an office's table."""

    def __init__(self, found: Understanding) -> None:
        taken = {column.index: column for column in found.taken}
        self._taken = frozenset(taken)
        self._places = frozenset(
            index
            for index, column in taken.items()
            if column.field.startswith("unit.")
            or (column.target is not None and column.target.field.type is FieldType.DIVISION)
        )
        self._naming = frozenset(
            column.index
            for column in found.taken
            if column.target is not None
            and column.target.rank == 0
            and column.target.field.required
            and column.target.field.type is FieldType.TEXT
        )
        self._numbered = frozenset(
            column.index for column in found.columns if is_number_heading(column.heading)
        )
        self._words = {
            column.index: "".join(column.heading.split(" ")[-1].split()) for column in found.columns
        }
        self._matcher = found.matcher
        self._counts_on = any(
            found.sheet.text(row, column).rstrip(".、").isdigit()
            for column in self._numbered
            for row in range(found.first, len(found.sheet.rows))
        )

    def of(self, row: Sequence[RawValue]) -> Kind:
        """Return what the row is."""
        filled = [(index, text) for index, value in enumerate(row) if (text := raw_text(value))]
        if not filled:
            return Kind(silent=True)
        entries = [(index, text) for index, text in filled if index not in self._numbered]
        first = "".join(filled[0][1].split())
        reason = self._no_data(filled, entries, first)
        if reason:
            return Kind(reason=reason)
        if self._repeats_heading(filled):
            return Kind(reason=tr("the heading again"))
        if is_heading([text for _, text in filled], self._matcher):
            return Kind(reason=tr("another table"), ends=True)
        return self._title(filled, entries) or Kind()

    def _no_data(
        self, filled: Sequence[tuple[int, str]], entries: Sequence[tuple[int, str]], first: str
    ) -> str:
        if not entries and first.rstrip(".、").isdigit():
            return tr("only a row number")
        if any(_SUMS.fullmatch("".join(text.split())) for _, text in filled[:3]):
            return tr("sums")
        if _REMARK.match(first) or any(_STAMP.search(text) for _, text in filled[:2]):
            return tr("remarks and signatures")
        if all(_COLUMN_NUMBERS.fullmatch(text) for _, text in filled) and _running(filled):
            return tr("numbers of columns")
        told = [(index, text) for index, text in entries if index in self._taken]
        if not told and len(filled) > 1:
            return tr("nothing in the columns that are taken in")
        if len(filled) > 1 and all(index in self._places for index, _ in told):
            return tr("nothing but the place")
        if told and all(_is_zero(text) for index, text in told if index not in self._places):
            return tr("nothing but zeros")
        return ""

    def _title(
        self, filled: Sequence[tuple[int, str]], entries: Sequence[tuple[int, str]]
    ) -> Kind | None:
        """Tell a subtitle: one text alone, or 一、二 among rows that are numbered 1, 2."""
        texts = list(dict.fromkeys(text for _, text in filled))
        if self._counts_on and len(entries) < len(filled) and _CHINESE_NUMBER.fullmatch(texts[0]):
            texts = texts[1:]
        elif len(texts) > 1 or (len(self._taken) <= FEW and filled[0][0] in self._naming):
            return None
        bare = _NUMBERING.sub("", texts[0], count=1) if texts else ""
        return Kind(reason=tr("subtitles and remarks"), title=_COUNT_BEHIND.sub("", bare).strip())

    def _repeats_heading(self, filled: Sequence[tuple[int, str]]) -> bool:
        same = sum(1 for index, text in filled if "".join(text.split()) == self._words.get(index))
        return same >= 2 and same * 2 > len(filled)


def _is_zero(text: str) -> bool:
    return re.fullmatch(r"0(\.0+)?%?", text) is not None


def _running(filled: Sequence[tuple[int, str]]) -> bool:
    """Say whether at least three cells count on, 1, 2, 3 … or 甲, 乙, 1, 2: numbers of columns."""
    digits = [int(text) for _, text in filled if text.isdigit()]
    start = digits[0] if digits else 0
    return len(filled) >= 3 and digits == list(range(start, start + len(digits)))
