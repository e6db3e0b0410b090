"""The units of the ledgers, and which of them are the same quantity.

A book keeps the base unit (元, 米, 平方米, 亩, 眼 …) and prints 万元, 亿元, 公里 or 万亩 where a
reader expects them. Only powers of ten are converted for show: 亩 and 平方米 are two quantities
that offices measure separately, and turning one into the other would print a figure nobody has
measured.
Reading a table that another office wrote is different: `ratio` knows what its units are worth.
"""

from decimal import Context, Decimal
from fractions import Fraction

# The unit dictionary of the source documents; a form may bring further units of its own.
BASE_UNITS = (
    *("元", "米", "平方米", "亩", "户", "人", "人次", "吨", "%", "百分点"),
    *("眼", "座", "盏", "棵", "根", "处", "个", "所", "家", "辆", "起", "件", "条", "面", "名"),
    *("场", "次", "组次", "岁", "工作日", "月", "年"),
)

EXACT = Context(prec=1000)  # more digits than any figure has, so that nothing is rounded on the way

_PREFIXES = {"万": 4, "亿": 8}  # powers of ten
_MULTIPLES = {"公里": ("米", 3), "平方公里": ("平方米", 6)}

# One unit as so many of a base unit, exactly: 15 亩 make a 公顷, 2 斤 a 公斤.
_WORTH: dict[str, tuple[str, Fraction]] = {
    "千米": ("米", Fraction(1000)),
    "公里": ("米", Fraction(1000)),
    "厘米": ("米", Fraction(1, 100)),
    "平方公里": ("平方米", Fraction(1_000_000)),
    "平方千米": ("平方米", Fraction(1_000_000)),
    "公顷": ("平方米", Fraction(10_000)),
    "亩": ("平方米", Fraction(2000, 3)),
    "㎡": ("平方米", Fraction(1)),
    "平米": ("平方米", Fraction(1)),
    "平方": ("平方米", Fraction(1)),
    "吨": ("公斤", Fraction(1000)),
    "千克": ("公斤", Fraction(1)),
    "斤": ("公斤", Fraction(1, 2)),
    "立方": ("立方米", Fraction(1)),
    "方": ("立方米", Fraction(1)),
}


class UnitMismatch(ValueError):
    """Two units measure different quantities; a definition that asks for this is wrong."""

    def __init__(self, source: str, target: str) -> None:
        super().__init__(f"{source!r} cannot be shown in {target!r}: they are different quantities")
        self.source, self.target = source, target


def split_prefix(unit: str) -> tuple[str, str]:
    """Split "万元" into its counting word and the rest, ("万", "元"); "元" into ("", "元")."""
    return (unit[0], unit[1:]) if unit[:1] in _PREFIXES else ("", unit)


def convert(value: Decimal, source: str, target: str) -> Decimal:
    """Return `value`, given in the unit `source`, in the unit `target`, exactly.

    Raises:
        UnitMismatch: the units are not powers of ten of one base unit (亩 and 平方米 never are).
    """
    source_base, source_power = _base(source)
    target_base, target_power = _base(target)
    if source_base != target_base:
        raise UnitMismatch(source, target)
    return shift(value, source_power - target_power)


def ratio(source: str, target: str) -> Fraction:
    """Return how many `target` one `source` is, exactly: 1 公顷 is 15 亩, 1 亩 is 2000/3 平方米.

    Raises:
        UnitMismatch: the units measure different quantities, or one of them is not known.
    """
    source_base, source_worth = _worth(source)
    target_base, target_worth = _worth(target)
    if source_base != target_base:
        raise UnitMismatch(source, target)
    return source_worth / target_worth


def _worth(unit: str) -> tuple[str, Fraction]:
    """Return the base unit of a measure, and how many of it one of them is."""
    prefix, rest = split_prefix(unit)
    base, worth = _WORTH.get(rest, (rest, Fraction(1)))
    return base, worth * 10 ** _PREFIXES.get(prefix, 0)


def shift(value: Decimal, power: int) -> Decimal:
    """Return `value` times ten to the `power`, exactly, and never in the form 1.5E+4."""
    shifted = value.scaleb(power, EXACT)
    exponent = shifted.as_tuple().exponent
    if isinstance(exponent, int) and exponent > 0:
        return shifted.quantize(Decimal(1), context=EXACT)
    return shifted


def _base(unit: str) -> tuple[str, int]:
    """Return the base unit of `unit` and the power of ten between them."""
    prefix, rest = split_prefix(unit)
    base, power = _MULTIPLES.get(rest, (rest, 0))
    return base, power + _PREFIXES.get(prefix, 0)
