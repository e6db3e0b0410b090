"""What an office says around its table: whose it is, for which year or month, in which unit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ruraldesk.documents.excel_raw import RawSheet, raw_text
from ruraldesk.documents.heading_words import MONEY_FACTORS
from ruraldesk.texts.clean import fold_width

BELOW = 8  # rows below the table in which a date of filling in is looked for

_UNIT_LINE = re.compile(
    r"单位[:：]?\s*(?:人民币)?\s*(亿元|万元|千元|元)(?=$|[\s、,，;；)）/\]】]|人|户|亩|个|米|公里)"
)
_OFFICE = re.compile(
    r"(?:填报|填表|上报|报送|编制|制表|申报|项目)?"
    r"(?:单位|乡镇|镇|村名|行政村|村|村委会)(?:名称)?(?:[(（][^()（）]*[)）])*\s*[:：]\s*([^\s:：（(]{2,40})"
)
_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?=\s*(?:年|[-./][0-9]))")
_MONTH = re.compile(
    r"(?<![0-9])((?:19|20)[0-9]{2})\s*(?:年|[-./])\s*(1[0-2]|0?[1-9])\s*(?:月|(?![0-9]))"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """The words around a table; "" and None where nothing is said.

    `office` is the unit that filled the table in, in its own words; `titles` are lines that may
    begin with the name of a unit: the title, and the name of the sheet.
    """

    office: str = ""
    titles: tuple[str, ...] = ()
    year: int | None = None
    month: str = ""
    money: Decimal | None = None


def said_around(sheet: RawSheet, top: int) -> Said:
    """Return what is said around the table whose heading begins at row `top`."""
    above = list(_lines(sheet, range(top)))
    title = above[0].split("\n")[0] if above else ""
    below = list(_lines(sheet, range(max(top, len(sheet.rows) - BELOW), len(sheet.rows))))
    dated = [*above, sheet.name, *(line for line in below if "期" in line), sheet.file.stem]
    return Said(
        office=_first(_OFFICE, [line for line in above if not _UNIT_LINE.search(line)]),
        titles=tuple(filter(None, (title, sheet.name.strip()))),
        year=int(_first(_YEAR, dated) or 0) or None,
        month=_month(dated),
        money=_money(above),
    )


def _lines(sheet: RawSheet, rows: range) -> Iterator[str]:
    for row in rows:
        for value in sheet.rows[row]:
            text = raw_text(value)
            if text:
                yield text


def _first(pattern: re.Pattern[str], lines: Sequence[str]) -> str:
    return next((found[1] for line in lines if (found := pattern.search(line))), "")


def _month(lines: Sequence[str]) -> str:
    found = next((match for line in lines if (match := _MONTH.search(line))), None)
    return f"{found[1]}-{int(found[2]):02}" if found else ""


def _money(lines: Sequence[str]) -> Decimal | None:
    said = _first(_UNIT_LINE, [fold_width(line) for line in lines])
    return MONEY_FACTORS[said] if said else None
