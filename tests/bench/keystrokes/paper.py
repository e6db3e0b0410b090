"""The paper lists: fifty cadres, twenty payments, and lines with mistakes in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from random import Random

CADRES, PAYMENTS = 50, 20
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"

CADRE_COLUMNS = ("姓名", "身份证号", "联系电话", "学历", "政治面貌", "职务", "村", "任职时间")
PAYMENT_COLUMNS = (
    *("付款日期", "项目", "收款单位", "付款金额", "用途", "凭证号"),
    *("经办人", "审批人"),
)
DIGITS = frozenset({"身份证号", "联系电话", "付款金额"})
DATES = frozenset({"任职时间", "付款日期"})
CHOSEN = frozenset({"学历", "政治面貌", "职务"})  # of a fixed list; typed by initials


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a paper list: what stands in each column; dates as the paper has them."""

    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def but(self, **cells: str) -> Line:
        """Return the line with other cells."""
        return replace(self, cells={**self.cells, **cells})


def id_number(born: str, number: int) -> str:
    """Return a number with the right check digit."""
    body = f"410726{born}{number:03}"
    total = sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True))
    return body + _CHECK[total % 11]


def cadres() -> list[Line]:
    """Return the roster: five villages with ten cadres each, the same each time."""
    chance = Random("花名册")
    villages = ["黄寺村", "吴杏庄村", "胡堂村", "范楼村", "杨树湾村"]
    posts = ["村委会主任", "村委会副主任", "村委会委员", "村监委会主任", "村监委会委员"]
    made = []
    for place in range(CADRES):
        born = f"{chance.randint(1962, 1998)}{chance.randint(1, 12):02}{place % 28 + 1:02}"
        cells = {
            "姓名": chance.choice("王李张刘陈杨赵黄")
            + chance.choice(["建国", "秀兰", "志强", "玉梅"]),
            "身份证号": id_number(born, 700 + place),
            "联系电话": f"138{chance.randint(10**7, 10**8 - 1)}",
            "学历": chance.choice(["高中", "大专", "本科"]),
            "政治面貌": chance.choice(["中共党员", "群众"]),
            "职务": posts[place % len(posts)],
            "村": villages[place * len(villages) // CADRES],
            "任职时间": "2021.3.15",
        }
        made.append(Line(cells))
    return made


@dataclass(frozen=True, slots=True)
class Fund:
    """A project with its money, as the paper names it, and what finds it in the book."""

    project: str
    sought: str
    source: str  # begins the name of its source


FUNDS = (
    Fund("农田地埋线及机井配套二期", "w08", "上级资金 2023年省级农田水利"),
    Fund("生活污水治理二期", "w09", "上级支持 2023年省级农村生活污水"),
    Fund("农田地埋线及机井配套一期", "w05", "上级资金 2022年省级农田水利"),
    Fund("通村道路硬化", "w04", "镇自筹 2022年"),
)
_PAYEES = (
    *("延津县顺达路桥工程有限公司", "河南豫北水利工程有限公司", "延津县城关五金建材商行"),
    *("曹喜顺", "李长河", "新乡市恒通管业有限公司"),
)
_PURPOSES = ("工程进度款", "管材款", "机械费", "人工费", "监理费", "零星维修材料")


def payments() -> list[Line]:
    """Return the payments of a fortnight in the order of their vouchers, some of one day."""
    chance = Random("付款")
    made, project = [], 0
    for place in range(PAYMENTS):
        if place % 3 == 0:
            project = (project + 1) % len(FUNDS)
        cells = {
            "付款日期": f"11.{1 + place * 14 // PAYMENTS}",
            "项目": FUNDS[project].project,
            "收款单位": _PAYEES[chance.randrange(len(_PAYEES))],
            "付款金额": f"{chance.randint(12, 98)}{chance.choice(['00', '50', '80'])}",
            "用途": _PURPOSES[chance.randrange(len(_PURPOSES))],
            "凭证号": f"付-2023-{101 + place}",
            "经办人": "孙玉洁",
            "审批人": "赵国强",
        }
        made.append(Line(cells))
    return made


@dataclass(frozen=True, slots=True)
class Mistake:
    """A line that is wrong on paper, or was misread: what is wrong, and in which column."""

    what: str
    column: str
    line: Line


def wrong_cadres() -> list[Mistake]:
    """Return lines of the roster with a mistake in each; the first is right."""
    right = cadres()
    bad_digit = right[1]["身份证号"][:-1] + ("0" if right[1]["身份证号"][-1] != "0" else "1")
    return [
        Mistake("", "", right[0]),
        Mistake("校验位错", "身份证号", right[1].but(身份证号=bad_digit)),
        Mistake("少打一位", "身份证号", right[2].but(身份证号=right[2]["身份证号"][:-1])),
        Mistake("同一个人登记两次", "身份证号", right[0].but(联系电话="13800000000")),
        Mistake("2 月 30 日", "任职时间", right[4].but(任职时间="2021.2.30")),
        Mistake("电话少一位", "联系电话", right[5].but(联系电话=right[5]["联系电话"][:-1])),
    ]


def wrong_payments() -> list[Mistake]:
    """Return payments with a mistake in each; the first is right."""
    right = payments()
    return [
        Mistake("", "", right[0]),
        Mistake("2 月 30 日", "付款日期", right[1].but(付款日期="2.30")),
        Mistake("多于到位的钱", "付款金额", right[2].but(付款金额="3429000")),
        Mistake("同一笔登记两次", "付款金额", right[0].but(凭证号="付-2023-199")),
        Mistake("还没有到的日期", "付款日期", right[4].but(付款日期="12.25")),
    ]
