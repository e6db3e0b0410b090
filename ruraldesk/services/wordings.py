"""The ways in which official texts may write one value: a brief picks what its sentence wants."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from ruraldesk.definitions.model import FigureDef
from ruraldesk.errors import UserError
from ruraldesk.texts.numbers import Wording, phrase
from ruraldesk.texts.translate import tr
from ruraldesk.texts.units import UnitMismatch, convert, split_prefix

_LARGE = {"万": Decimal(10_000), "亿": Decimal(100_000_000)}  # used from one of them upwards
_ALIKE = (
    ("人", "名"),
    ("棵", "株"),
    ("场次", "场", "次", "期"),
    ("起", "件"),
    ("个", "座", "处", "家"),
)  # words that official texts use for each other
_OTHER_WORDS = {word: tuple(w for w in words if w != word) for words in _ALIKE for word in words}
_HOWS: Mapping[str, Wording] = {"": "exact", "余": "over", "多": "over_spoken", "约": "about"}
_KEPT = {"余": 1, "多": 1, "约": 2}  # digits, where nobody says how many
_KILOMETRES_FROM = Decimal(1_000)
_NOTHING = "—"
_MOST_DECIMALS = 2  # with more, a number is no longer written out
_CUTS = 3  # 余 keeps one, two or three digits; 约 two or three, since one is too far off


class BadWording(UserError):
    """A figure cannot be said as somebody wants it."""

    code = "bad_wording"


def told_as(definition: FigureDef, value: Decimal | None, unit: str, how: str, digits: int) -> str:
    """Return a figure's value in a unit, exact or cut, see `brief_figures.Number.said`.

    Raises:
        BadWording: the unit measures something else, or 余, 多, 约 is spelled otherwise.
    """
    if how not in _HOWS:
        message = tr("“{how}” is no way to say a number. There are: 余, 多, 约.")
        raise BadWording(message.format(how=how))
    if digits < 0:
        raise BadWording(tr("So many digits cannot be kept: {digits}.").format(digits=digits))
    if value is None:
        return _NOTHING
    shown_unit = unit or definition.shown_in or definition.unit
    try:
        shown = convert(value, definition.unit, _own_word(definition.unit, shown_unit))
    except UnitMismatch as error:
        message = tr("“{label}” is counted in {unit} and cannot be said in {other}.")
        raise BadWording(
            message.format(label=tr(definition.label), unit=definition.unit, other=unit)
        ) from error
    if not how:
        return phrase(shown, shown_unit)
    place = Decimal(1).scaleb(shown.adjusted() - (digits or _KEPT[how]) + 1)
    return phrase(shown, shown_unit, _HOWS[how], place)


def _own_word(base: str, unit: str) -> str:
    """Return `unit` with the base unit in place of a word that may stand for it: 万名, 万人."""
    prefix, word = split_prefix(unit)
    return prefix + base if word in _OTHER_WORDS.get(base, ()) else unit


def wordings(definition: FigureDef, value: Decimal | None, told: str) -> tuple[str, ...]:
    """Return official wordings of a figure's value, `told` first, each once.

    They differ in the unit (2300000元, 230万元), in words for it that may stand for each
    other (12人, 12名), and in how exact they are (2632吨, 2600余吨, 约2600吨). None of them says
    anything but the value: 余 is never put on an exact number.
    """
    if value is None or definition.bound or "/" in definition.unit:
        return (told,)
    if definition.wording == "ordinal":
        return tuple(dict.fromkeys((told, f"第{value.normalize():f}{definition.unit}")))
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
    shown = convert(value, base, _own_word(base, unit))
    if shown == round(shown, _MOST_DECIMALS):
        yield phrase(shown, unit)
    if unit == "%":  # a share is rounded as figures say it, never to a whole that it is not
        yield from (phrase(shown, unit, places=places) for places in range(_MOST_DECIMALS + 1))
        return
    for digits in range(1, _CUTS + 1):
        place = Decimal(1).scaleb(shown.adjusted() - digits + 1)
        if shown and place >= Decimal("0.01"):
            yield phrase(shown, unit, "over", place)
            yield phrase(shown, unit, "over_spoken", place)
            if digits > 1:
                yield phrase(shown, unit, "about", place)
