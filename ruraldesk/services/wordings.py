"""The ways in which official texts may write one value: a brief picks what its sentence wants."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ruraldesk.definitions.model import FigureDef
from ruraldesk.texts.numbers import phrase
from ruraldesk.texts.units import convert

_LARGE = {"万": Decimal(10_000), "亿": Decimal(100_000_000)}  # used from one of them upwards
_OTHER_WORDS = {"人": ("名",), "名": ("人",), "棵": ("株",), "株": ("棵",)}
_KILOMETRES_FROM = Decimal(1_000)
_MOST_DECIMALS = 2  # with more, a number is no longer written out
_CUTS = 3  # 余 keeps one, two or three digits; 约 two or three, since one is too far off


def wordings(definition: FigureDef, value: Decimal | None, told: str) -> tuple[str, ...]:
    """Return official wordings of a figure's value, `told` first, each once.

    They differ in the unit (2300000元, 230万元), in words for it that may stand for each
    other (12人, 12名), and in how exact they are (2632吨, 2600余吨, 约2600吨). None of them says
    anything but the value: 余 is never put on an exact number.
    """
    if value is None or definition.bound or "/" in definition.unit:
        return (told,)
    said = [told]
    for unit in _units(definition, abs(value)):
        said += _in_unit(value, definition.unit, unit)
    return tuple(dict.fromkeys(said))


def _units(definition: FigureDef, size: Decimal) -> Iterator[str]:
    """Yield the units in which a value of this size is written."""
    for unit in (definition.unit, *_OTHER_WORDS.get(definition.unit, ())):
        yield unit
        if unit not in ("", "%"):
            yield from (prefix + unit for prefix, least in _LARGE.items() if size >= least)
    if definition.unit == "米" and size >= _KILOMETRES_FROM:
        yield "公里"


def _in_unit(value: Decimal, base: str, unit: str) -> Iterator[str]:
    """Yield the value in one unit: exact where that is short, and cut or rounded."""
    prefix, word = (unit[0], unit[1:]) if unit[:1] in _LARGE else ("", unit)
    own = prefix + base if word in _OTHER_WORDS.get(base, ()) else unit
    shown = convert(value, base, own)
    if shown == round(shown, _MOST_DECIMALS):
        yield phrase(shown, unit)
    if unit == "%":  # a share is rounded as figures say it, never to a whole that it is not
        yield from (phrase(shown, unit, places=places) for places in range(_MOST_DECIMALS + 1))
        return
    for digits in range(1, _CUTS + 1):
        place = Decimal(1).scaleb(shown.adjusted() - digits + 1)
        if shown and place >= Decimal("0.01"):
            yield phrase(shown, unit, "over", place)
            if digits > 1:
                yield phrase(shown, unit, "about", place)
