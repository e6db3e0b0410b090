"""Which unit a name means: 黄寺, 黄寺村委会, 王楼镇黄寺村 and 410726104201 are one village."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ruraldesk.definitions.choosing import did_you_mean, nearest
from ruraldesk.definitions.identity import is_division_code, parent_code
from ruraldesk.definitions.values import BadValue
from ruraldesk.store.book import Book
from ruraldesk.texts.clean import clean_text, fold_width
from ruraldesk.texts.translate import tr

CODE_DIGITS = 12

_OFFICES = re.compile(
    r"(?:村民委员会|村委会|居民委员会|居委会|党支部委员会|党支部|党总支|两委|党委|人民政府|政府|"
    r"街道办事处|办事处|经济合作社|股份经济合作社)$"
)
_ENDING = re.compile(r"(?:社区|街道|村|镇|乡|县|区|市)$")
# What stands for the book's own unit in the column of places, beside its villages.
_OWN = re.compile(
    r"(?:镇|乡|街道|县|区|村)(?:本级|直|级|机关|直单位)|全(?:镇|乡|街道|县|区|村)|本(?:镇|乡|村)"
)
_SHORTEST = 2  # characters of a name that may be told without its ending, or inside a title


@dataclass(frozen=True, slots=True)
class _Unit:
    code: str
    name: str
    parent: str


class Places:
    """Finds units by what offices call them; the book's own unit is always known."""

    def __init__(self, book: Book) -> None:
        info = book.info
        named = {info.unit: info.name, **dict(book.records.units())}
        self._units = [
            _Unit(code, _bare(name), parent_code(code) if is_division_code(code) else "")
            for code, name in named.items()
            if name
        ]
        self._own = info.unit
        self._sees_towns = info.level != "village"
        self._found: dict[tuple[str, str], str] = {}

    def code_of(self, text: str, upper: str = "") -> str:
        """Return the code of the unit that `text` names; `upper` names the unit above it.

        Raises:
            BadValue: no unit, or more than one, is called so.
        """
        known = self._found.get((text, upper))
        if known is None:
            known = self._found[text, upper] = self._code(text, upper)
        return known

    def find(self, text: str, upper: str = "") -> str:
        """Return the code of the unit that `text` names, "" where it names none for certain."""
        try:
            return self.code_of(text, upper) if text else ""
        except BadValue:
            return ""

    def town(self, text: str) -> str:
        """Return the code of the town (county) that `text` names, "" where it names none."""
        hits = {unit.code for unit in self._answering(text) if unit.code.endswith("000")}
        return hits.pop() if len(hits) == 1 else ""

    def leading(self, title: str) -> str:
        """Return the code of the unit whose name a title begins with, "" for none.

        The book's own name does not count: it stands on every title.
        """
        bare = _bare(title)
        starts = [
            unit
            for unit in self._units
            if len(unit.name) > _SHORTEST
            and unit.code != self._own
            and bare.startswith((unit.name, self._parent_name(unit) + unit.name))
        ]
        return starts[0].code if len(starts) == 1 else ""

    def is_own(self, text: str) -> bool:
        """Say whether `text` names the book's own unit, or one above it that it cannot know."""
        return self.find(text) == self._own or not self._sees_towns

    def _code(self, text: str, upper: str) -> str:
        bare = _bare(text)
        if bare.isdigit():
            return self._padded(bare)
        if _OWN.fullmatch(bare):
            return self._own
        found = next((hits for hits in self._ways(bare) if hits), [])
        if upper:
            found = self._below(found, text, upper)
        if len(found) == 1:
            return found[0].code
        if found:
            message = tr("{count} units are called “{name}”. Give the 12-digit code instead.")
            raise BadValue(message.format(count=len(found), name=text))
        message = tr(
            "This book has no unit called “{name}”. Enter the unit first, or correct the name."
        )
        hint = did_you_mean(nearest(bare, [unit.name for unit in self._units]))
        raise BadValue(message.format(name=text) + hint)

    def _padded(self, digits: str) -> str:
        """Return a code of a town or county with the zeros that it may be written without."""
        full = digits.ljust(CODE_DIGITS, "0")
        known = any(unit.code == full for unit in self._units)
        return full if known and len(digits) in (6, 9) else digits

    def _ways(self, bare: str) -> Iterator[list[_Unit]]:
        """Yield the units that answer to a name, the surest way first."""
        office = _OFFICES.sub("", bare)
        for name in dict.fromkeys((bare, office, f"{office}村")):
            yield [unit for unit in self._units if unit.name == name]
        stem = _ENDING.sub("", office)
        if len(stem) >= 1 and stem == office:
            yield [unit for unit in self._units if _ENDING.sub("", unit.name) == stem]
        yield [unit for unit in self._units if self._ends_with(office, unit)]
        yield [unit for unit in self._units if self._ends_with(f"{office}村", unit)]

    def _ends_with(self, text: str, unit: _Unit) -> bool:
        """Say whether `text` is the unit's name behind the names of those above it."""
        if len(unit.name) < _SHORTEST or not text.endswith(unit.name) or text == unit.name:
            return False
        before = text.removesuffix(unit.name)
        above = self._parent_name(unit)
        return before.endswith(above) if above else before[-1] in "镇乡道县区市"

    def _parent_name(self, unit: _Unit) -> str:
        return next((one.name for one in self._units if one.code == unit.parent), "")

    def _answering(self, text: str) -> list[_Unit]:
        """Return all units that may be called so, in whatever way."""
        return [unit for hits in self._ways(_bare(text)) for unit in hits] if text else []

    def _below(self, found: list[_Unit], text: str, upper: str) -> list[_Unit]:
        """Keep the units below the one that `upper` names, as far as the book knows that one."""
        above = {unit.code for unit in self._answering(upper)}
        inside = [unit for unit in found if unit.parent in above or unit.code in above]
        if inside or not found:
            return inside
        if above:
            message = tr("“{name}” is not in “{upper}”. Correct one of the two names.")
            raise BadValue(message.format(name=text, upper=upper))
        if self._sees_towns and not _bare(upper).isdigit():
            message = tr(
                "This book has no unit called “{name}”. Enter the unit first, or correct the name."
            )
            raise BadValue(message.format(name=upper))
        return found


def _bare(text: str) -> str:
    return fold_width(clean_text(text)).replace(" ", "").replace("“", "").replace("”", "")
