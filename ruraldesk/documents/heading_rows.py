"""Which rows of a sheet are the heading of its table, and the words over each column."""

from __future__ import annotations

import re

from ruraldesk.documents.excel_raw import RawSheet
from ruraldesk.documents.headings import Heading, Matcher

SEARCHED_ROWS = 40  # rows from the top in which a heading is looked for
DEEPEST = 4  # rows of a heading at the most
FEWEST = 2  # columns that must be known before a row is taken for the heading

# What stands between title and heading: 填报单位：王楼镇, 单位：万元, 截至2022年12月底.
_AROUND = re.compile(
    r"[(（]?[^()（）:：]{0,8}(?:单位|时间|日期|乡镇|镇|村名|村|年度|月份|电话|人|截至|截止)"
    r"(?:[(（][^()（）]*[)）])*\s*[:：].*"
    r"|[(（]?\s*(?:19|20)[0-9]{2}\s*年(?:\s*[0-9]{1,2}\s*月)?(?:\s*[0-9]{1,2}\s*日)?[底末]?\s*[)）]?"
    r"|[(（]?(?:截至|截止).*[0-9].*",
    re.DOTALL,
)

_SUM = re.compile(r"(?:合|总|小|共)\s*计")  # a row of sums may stand above the heading


def heading_rows(sheet: RawSheet, matcher: Matcher) -> tuple[int, range] | None:
    """Return how many columns are known and the rows of the heading; None where there is none.

    The rows that make most columns known are the heading. Of several that make equally many it is
    the first with the fewest rows, and those below that only divide its groups.
    """
    best: tuple[int, int, range] | None = None
    for top in range(min(SEARCHED_ROWS, len(sheet.rows))):
        if _is_around(sheet, top):
            continue
        least = _joined_down(sheet, top)
        for depth in range(least, max(least, DEEPEST) + 1):
            rows = range(top, min(top + depth, len(sheet.rows)))
            score = matcher.score(headings_of(sheet, rows))
            if score >= FEWEST and (best is None or (score, -depth) > best[:2]):
                best = (score, -depth, rows)
    if best is None:
        return None
    rows = _with_groups(sheet, best[2])
    while len(rows) < DEEPEST and _only_divides(sheet, rows):
        rows = range(rows.start, rows.stop + 1)
    return best[0], rows


def headings_of(sheet: RawSheet, rows: range) -> list[Heading]:
    """Return the words over each column of the heading rows, joined cells spread out.

    A cell joined over several columns is the group of those below it; one joined over several
    rows, or standing alone, is the column's own words.
    """
    width = max((len(sheet.rows[row]) for row in rows if row < len(sheet.rows)), default=0)
    words = [[sheet.text(row, column) for column in range(width)] for row in rows]
    spread: set[tuple[int, int]] = set()
    for top, left, bottom, right in sheet.merged:
        if top in rows:
            text = sheet.text(top, left)
            for row in range(top, min(bottom + 1, rows.stop)):
                for column in range(left, min(right + 1, width)):
                    words[row - rows.start][column] = text
                    spread.add((row - rows.start, column))
    _group_neighbours(words, spread)
    return [
        tuple(dict.fromkeys(row[column] for row in words if row[column])) for column in range(width)
    ]


def _group_neighbours(words: list[list[str]], spread: set[tuple[int, int]]) -> None:
    """Put columns under the group to their left, where the group's cells were not joined."""
    for place, row in enumerate(words[:-1]):
        below = words[place + 1]
        for column in range(1, len(row)):
            if row[column] or (place, column) in spread or not below[column]:
                continue
            if row[column - 1] and below[column - 1] not in ("", row[column - 1]):
                row[column] = row[column - 1]


def _is_around(sheet: RawSheet, row: int) -> bool:
    """Say whether a row tells of the whole table: its unit, its date, whose it is, or its title.

    Such a row divides no columns, so that it would only be mistaken for the group of those below.
    """
    texts = [text for column in range(len(sheet.rows[row])) if (text := sheet.text(row, column))]
    around = sum(_AROUND.fullmatch(text) is not None for text in texts)
    if len(texts) == 1 or (around and around * 2 >= len(texts)):  # 2024年 may stand over 月 and 日
        return True
    numbers = any(isinstance(value, float) for value in sheet.rows[row])
    return numbers and _SUM.fullmatch(texts[0]) is not None


def _joined_down(sheet: RawSheet, top: int) -> int:
    """Return how many rows a heading has at least that begins at `top`: cells joined downwards."""
    reach = [
        bottom - top + 1
        for first, left, bottom, right in sheet.merged
        if first == top and bottom > top and sheet.text(first, left)
    ]
    return min(max(reach, default=1), DEEPEST)


def _with_groups(sheet: RawSheet, rows: range) -> range:
    """Return the heading with the rows above it whose cells are joined with, or group, its own."""
    while rows.start > 0 and len(rows) < DEEPEST:
        above = rows.start - 1
        reaches = any(
            top == above and bottom >= rows.start and sheet.text(top, left)
            for top, left, bottom, _ in sheet.merged
        )
        if not reaches:
            break
        rows = range(above, rows.stop)
    return rows


def _only_divides(sheet: RawSheet, rows: range) -> bool:
    """Say whether the row below the heading only names the parts of its groups."""
    below = rows.stop
    if below >= len(sheet.rows):
        return False
    grouped = {
        column
        for top, left, bottom, right in sheet.merged
        if bottom == rows.stop - 1 and top in rows and right > left
        for column in range(left, right + 1)
    }
    filled = [column for column in range(len(sheet.rows[below])) if sheet.text(below, column)]
    return (
        bool(filled)
        and grouped.issuperset(filled)
        and not any(sheet.text(below, column).replace(".", "").isdigit() for column in filled)
    )
