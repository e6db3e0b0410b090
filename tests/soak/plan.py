"""How large a trial is, how ugly, and which months it lives through."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ruraldesk.texts.dates import month_range
from tests.soak.entries import Kept

_NAMES = "东屯 西屯 榆林 石婆 任庄 丰庄 马庄 胡堤 小店 塔铺 魏邱 司寨 僧固 位邱 班枣 高寨 冯班 沙门"


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How large the trial is, and how ugly."""

    villages: int = 4
    months: int = 3
    seed: int = 1
    first: str = "2024-01"
    size: int = 2  # funds and cases that a village enters in a month
    ugly: int = 6  # ugly files a month
    copies: int = 0  # every so many packages are made with their Excel and PDF; 0 for none
    whole: int = 0  # every so many villages keep all ledgers; 0 for none
    kept: Kept = Kept.CORE  # what the others keep


def months_from(first: str, count: int) -> list[str]:
    """Return so many months, the first one first."""
    start = int(first[:4]) * 12 + int(first[5:]) - 1
    return [f"{one // 12:04}-{one % 12 + 1:02}" for one in range(start, start + count)]


def begins(plan: Plan) -> date:
    """Return the day on which a trial begins."""
    return month_range(plan.first)[0]


def village_name(number: int) -> str:
    """Return what a village is called; no two are called the same."""
    names = _NAMES.split()
    return f"{names[number % len(names)]}{'新' * (number // len(names))}村"
