"""Columns that only say something together: parts of one amount, and dates in several columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from ruraldesk.definitions.model import FieldType
from ruraldesk.documents.heading_targets import Target
from ruraldesk.documents.heading_words import plain_heading
from ruraldesk.documents.headings import ColumnMatch, DateParts, Heading, Matcher, matched
from ruraldesk.errors import Level, Problem
from ruraldesk.texts.clean import fold_width
from ruraldesk.texts.numbers import NotANumber, parse_number
from ruraldesk.texts.translate import listed, tr

# Who pays: amounts of several of these in one table are parts of one amount.
_PAYER = re.compile(
    r"(中央|国家|省|市|区|县|乡镇|镇|乡|村集体|村级|村|群众|村民|农户|农民|企业|社会|个人|银行)"
)
_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})\s*年?")


def added_up(
    columns: Sequence[ColumnMatch],
    headings: Sequence[Heading],
    matcher: Matcher,
    texts: Sequence[Sequence[str]],
) -> tuple[list[ColumnMatch], list[Problem]]:
    """Let columns of several payers be added up where the form has one amount for them.

    So 中央 and 省级 are both 拟争取上级资金. A column that is the sum of the others in every row
    stands for all of them; then they are left out.
    """
    found = list(columns)
    problems: list[Problem] = []
    holders = [one for one in columns if _may_be_part(one.target) and one.sure]
    for holder in holders:
        parts = [
            index for index, one in enumerate(columns) if _is_part(one, holder, headings, matcher)
        ]
        places = [holder.index, *parts]
        payers = [_payer(headings[index]) for index in places]
        if not parts or None in payers or len(set(payers)) < len(payers):
            continue
        total = _sum_of_others(places, texts)
        if total is not None:
            for index in places:
                if index != total:
                    found[index] = replace(found[index], field="", target=None, computed=True)
            parts = [total] if total != holder.index else []
        for index in parts:
            target = holder.target
            assert target is not None
            found[index] = matched(index, columns[index].heading, headings[index], target)
        if total is None:
            problems.append(_told(holder, [columns[index] for index in places]))
    return found, problems


def _may_be_part(target: Target | None) -> bool:
    return target is not None and not target.member and target.field.type is FieldType.MONEY


def _is_part(
    one: ColumnMatch, holder: ColumnMatch, headings: Sequence[Heading], matcher: Matcher
) -> bool:
    heading = headings[one.index]
    if one.target is not None or not heading or heading[:-1] != headings[holder.index][:-1]:
        return False
    meant = matcher.meaning(heading)
    return meant is not None and meant.path == holder.field


def _payer(heading: Heading) -> str | None:
    found = _PAYER.match(plain_heading(heading[-1]))
    return found[1] if found else None


def _sum_of_others(places: Sequence[int], texts: Sequence[Sequence[str]]) -> int | None:
    """Return the column that holds the sum of the others in every row, if there is one."""
    if len(places) < 3:
        return None
    rows = [
        numbers
        for row in range(len(texts[places[0]]))
        if any(numbers := [_number(texts[place][row]) for place in places])
    ]
    for at, place in enumerate(places):
        if rows and all(numbers[at] * 2 == sum(numbers) for numbers in rows):
            return place
    return None


def _number(text: str) -> Decimal:
    try:
        return parse_number(fold_width(text)) if text else Decimal(0)
    except NotANumber:
        return Decimal(0)


def _told(holder: ColumnMatch, parts: Sequence[ColumnMatch]) -> Problem:
    assert holder.target is not None
    message = tr("The columns {headings} are added up into “{label}”.").format(
        headings=listed(f"“{one.heading}”" for one in parts), label=holder.target.field.label
    )
    return Problem(message=message, level=Level.INFORM, field=holder.field, code="added_up")


def of_month_and_day(
    columns: Sequence[ColumnMatch],
    headings: Sequence[Heading],
    matcher: Matcher,
    year: int | None,
) -> list[ColumnMatch]:
    """Put columns 月 and 日, and 年 before them, together into the date of the table's records.

    A year may stand in the group above them, or is the one that the table is for.
    """
    found = list(columns)
    words = [plain_heading(heading[-1]) if heading else "" for heading in headings]
    for place in range(len(words) - 1):
        if words[place] not in ("月", "月份") or words[place + 1] not in ("日", "日期", "号"):
            continue
        above = _YEAR.search("".join(headings[place][:-1]))
        said = int(above[1]) if above else year
        years = place - 1 if place and words[place - 1] in ("年", "年份", "年度") else None
        target = _date_of(matcher, columns)
        if target is None or (said is None and years is None):
            continue
        others = [place + 1, *([years] if years is not None else [])]
        for index in others:
            found[index] = replace(columns[index], field=target.path, target=None, computed=True)
        column = matched(place, columns[place].heading, (), target)
        found[place] = replace(column, parts=DateParts(years, place, place + 1, said))
        return found
    return found


def _date_of(matcher: Matcher, columns: Sequence[ColumnMatch]) -> Target | None:
    """Return the date that a table's records are dated by and that no column gives yet."""
    taken = {one.field for one in columns if one.field}
    free = [target for target in _dating(matcher) if target.path not in taken]
    filled = [
        one
        for one in free
        if one.rank == 0
        or any(path.startswith(one.path.rpartition(".")[0] + ".") for path in taken)
    ]
    return filled[-1] if filled else None


def _dating(matcher: Matcher) -> Iterator[Target]:
    for path in matcher.dating:
        target = matcher.targets.get(path)
        if target is not None and target.field.type is FieldType.DATE:
            yield target
