"""The words of a heading, as they are compared: without decoration, and with the unit they name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from ruraldesk.definitions.model import FieldDef, FieldType
from ruraldesk.texts.clean import clean_text, fold_width
from ruraldesk.texts.units import UnitMismatch, ratio

MONEY_FACTORS = {
    "元": Decimal(1),
    "千元": Decimal(1_000),
    "万元": Decimal(10_000),
    "万": Decimal(10_000),
    "亿元": Decimal(100_000_000),
}
NUMBER_HEADINGS = frozenset({"序号", "编号序号", "顺序号", "序", "no", "no.", "№", "项次", "行号"})

# Units that make a column another quantity; people, households and pieces are only remarks.
MEASURES = frozenset(
    {
        *("米", "公里", "千米", "厘米"),
        *("平方米", "㎡", "平米", "平方公里", "平方千米", "亩", "万亩", "公顷"),
        *("吨", "万吨", "公斤", "千克", "斤", "立方米", "万立方米"),
        *("万人", "%"),
    }
)
_SAME_MEASURE = {
    "m": "米",
    "km": "公里",
    "m2": "平方米",
    "m²": "平方米",
    "km2": "平方公里",
    "km²": "平方公里",
    "hm2": "公顷",
    "hm²": "公顷",
    "t": "吨",
    "kg": "公斤",
    "m3": "立方米",
    "m³": "立方米",
}

# What a heading may say in its own words, and what is compared instead.
_SYNONYMS = (
    *(("年月日", "时间"), ("日期", "时间"), ("年月", "时间"), ("号码", "号"), ("个数", "数")),
    *(("数量", "数"), ("以及", ""), ("及其", ""), ("及", ""), ("和", ""), ("与", ""), ("的", "")),
    *(("是否", ""), ("情况", ""), ("其它", "其他"), ("其中", "")),
)
_PREFIXES = (
    "所属",
    "本村",
    "全村",
    "村级",
    "项目",
    "工程",
    "村干部",
    "干部",
    "具体",
    "个人",
    "现有",
)
_COUNTING = frozenset(
    {
        "户数",
        "人数",
        "数量",
        "金额",
        "面积",
        "个数",
        "总数",
        "数",
        "户",
        "人",
        "资金",
        "时间",
        "日期",
    }
)
_LIMITING = (
    *(
        "未",
        "不",
        "无",
        "非",
        "上年",
        "去年",
        "上月",
        "本月",
        "本年",
        "累计",
        "剩余",
        "尚",
        "应",
        "拟",
    ),
    *("计划", "实际", "预计", "开工", "竣工", "完工", "男", "女", "户", "人", "村"),
)
# Words before a known one that make it another person's, an earlier or a denied one: 原任职务.
_ANOTHER = re.compile(
    r"原|曾|前任|工作单位|拟|未|不|非|无|配偶|父|母|子女|家属|家庭|户主|联系|帮|推荐|介绍|监理|设计|勘察|审计|"
    r"收款|付款|拨入|开户|上级|上年|去年|上月|本月|当月|本期|累计|剩余|人均|户均|亩均|平均|其他|中标|代理|管护|受益|同比"
)
_LOOSE_ENDS = ("名称", "情况", "内容", "概况", "说明", "类别", "明细")
_TOO_GENERAL = frozenset(
    {"单位", "名称", "情况", "类别", "类型", "地址", "地点", "编号", "文号", "备注"}
)
SHORTEST_END = 2  # characters of a known word that a heading may end with
_PLANNED, _DONE = ("计划", "拟", "预计", "预算"), ("实际", "已", "完成")
_GENERAL = ("情况", "基本", "概况", "信息", "规模", "总体")

_BRACKETS = re.compile(r"[（(【\[]([^（）()【】\[\]]*)[）)】\]]")
_MONEY_UNIT = re.compile(
    r"(?:金额)?(?:单位)?[:：]?(?:人民币)?(亿元|万元|千元|万|元)(?:[/每].{1,3})?"
)
_MONEY_END = re.compile(r".*[^百千万亿、，/]\s*[/／:：]?\s*(亿元|万元|千元)")
_NOISE = re.compile(r"[\s*＊★#、，,:：;；/\\\-—_.·“”\"'’‘？?]+")
_NUMBERED = re.compile(r"^[（(]?[0-9]{1,2}[)）.、．](?=[^0-9])")

# Words of a group that belong to the words below it: 资金到位情况 | 金额 is 到位金额.
TELLING = (
    *("计划", "拟", "预计", "实际", "受益", "到账", "到位", "付款", "支付", "拨付", "下达", "合同"),
    *("验收", "中标", "入党", "任职", "离任"),
)


@lru_cache(maxsize=4096)
def whole(text: str) -> str:
    """Return a heading with its bracketed remarks: half width, without spaces and marks."""
    folded = fold_width(clean_text(text, multiline=True))
    return _NOISE.sub("", _NUMBERED.sub("", folded)).lower()


@lru_cache(maxsize=4096)
def plain_heading(text: str) -> str:
    """Return a heading as it is compared: half width, no spaces, marks or bracketed remarks."""
    folded = fold_width(clean_text(text, multiline=True))
    bare = _BRACKETS.sub("", _NUMBERED.sub("", folded))
    unit = _MONEY_END.fullmatch(bare.strip())
    if unit:
        bare = bare.strip().removesuffix(unit[1])
    return _NOISE.sub("", bare).lower()


@lru_cache(maxsize=4096)
def loose_heading(text: str) -> str:
    """Return what a heading says apart from the words in which offices differ; "" for nothing."""
    loose = plain_heading(text)
    for said, same in _SYNONYMS:
        loose = loose.replace(said, same)
    for prefix in _PREFIXES:
        rest = loose.removeprefix(prefix)
        if loose != rest and rest and rest not in _COUNTING:
            return rest
    return loose


def endings(text: str) -> list[str]:
    """Return what a heading ends or begins with that may be a known word by itself, longest first.

    调整人员姓名 ends with 姓名, 职务名称 begins with 职务; 原任职务 is another post, and 实施单位
    only says that it is some unit.
    """
    words = plain_heading(text)
    found = [
        words[start:]
        for start in range(1, len(words) - SHORTEST_END + 1)
        if not _ANOTHER.search(words[:start])
    ]
    bare = next((words.removesuffix(end) for end in _LOOSE_ENDS if words.endswith(end)), "")
    said = [bare, *found] if len(bare) >= SHORTEST_END else found
    return [word for word in said if word not in _COUNTING | _TOO_GENERAL]


def is_number_heading(text: str) -> bool:
    """Say whether the heading is that of the column of row numbers."""
    return plain_heading(text) in NUMBER_HEADINGS


def only_counts(words: str) -> bool:
    """Say whether the words only tell what is counted, as 户数 under a heading 脱贫户."""
    return plain_heading(words) in _COUNTING


def says_nothing(group: str) -> bool:
    """Say whether the heading above a group adds no meaning to the columns below: 基本情况."""
    return any(word in group for word in _GENERAL)


def says_otherwise(one: str, other: str) -> bool:
    """Say whether one of two headings that are much alike denies or limits the other: 未到位."""
    return any((word in one) != (word in other) for word in _LIMITING)


def factor_of(field: FieldDef, words: str) -> Fraction | None:
    """Return what the unit that a heading names makes of a number; None when it names none.

    Raises:
        UnitMismatch: the heading names the unit of another quantity than the field's.
    """
    said = _unit_said(words)
    if said in MONEY_FACTORS and field.shape is FieldType.MONEY:
        return Fraction(MONEY_FACTORS[said])
    if said in MEASURES and field.unit in MEASURES:
        return ratio(said, field.unit)
    if said in MONEY_FACTORS and said != "万" and field.unit in MEASURES:
        raise UnitMismatch(said, field.unit)
    if said in MEASURES and field.shape is FieldType.MONEY:
        raise UnitMismatch(said, "元")
    if said == "万人" and field.unit == "人":
        return Fraction(10_000)
    return None


def _unit_said(words: str) -> str:
    folded = fold_width(clean_text(words, multiline=True))
    for inside in map(str, _BRACKETS.findall(folded)):
        bare = inside.strip().removeprefix("单位:").removeprefix("单位").strip()
        bare = _SAME_MEASURE.get(bare.lower(), bare)
        money = _MONEY_UNIT.fullmatch(inside.strip())
        if money:
            return str(money[1])
        if bare in MEASURES:
            return bare
    end = _MONEY_END.fullmatch(_BRACKETS.sub("", folded).strip())
    return str(end[1]) if end else ""


def agrees(field: FieldDef, heading: Sequence[str]) -> bool:
    """Say whether unit and group of a heading leave it possible that the field is meant."""
    try:
        for words in heading:
            factor_of(field, words)
    except UnitMismatch:
        return False
    groups = "".join(heading[:-1])
    planned, done = (any(word in groups for word in words) for words in (_PLANNED, _DONE))
    if planned == done:
        return True
    contrary = _DONE[:1] if planned else _PLANNED[:3]
    return not any(word in field.label for word in contrary)
