"""Which field a column's heading means: by label, by the other words offices use, with its unit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher

from ruraldesk.definitions.model import FieldDef, FieldType, FormDef
from ruraldesk.texts.clean import clean_text, fold_width

MONEY_FACTORS = {"元": Decimal(1), "万元": Decimal(10_000), "亿元": Decimal(100_000_000)}
LIKE_ENOUGH = 0.86  # similarity from which a heading is taken for a slip of a known one
NUMBER_HEADINGS = frozenset({"序号", "编号序号", "顺序号", "no", "no.", "项次"})
NOT_ASKED = frozenset({FieldType.COMPUTED})

_BRACKETS = re.compile(r"[（(【\[]([^（）()【】\[\]]*)[）)】\]]")
_UNIT = re.compile(r"(?:单位[:：]?)?(亿元|万元|元)")
_NOISE = re.compile(r"[\s*＊★#、，,:：/\\\-—_.·“”\"'’‘]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where a column may go: `path` is "field", "lines.field" or "form.field"."""

    path: str
    field: FieldDef
    rank: int  # 0 the form itself, 1 its lines, 2 a form the row spreads into


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMatch:
    """What was understood of one column.

    `field` is the target's path, "" when the column is not taken in. `factor` turns its amounts
    into yuan; `sure` is false when the heading only resembles a known one.
    """

    index: int
    heading: str
    field: str = ""
    target: Target | None = None
    factor: Decimal = Decimal(1)
    unit_said: bool = False
    sure: bool = True


def plain_heading(text: str) -> str:
    """Return a heading as it is compared: half width, no spaces, marks or bracketed remarks."""
    bare = _BRACKETS.sub("", fold_width(clean_text(text, multiline=True)))
    return _NOISE.sub("", bare).lower()


def unit_of(text: str) -> Decimal | None:
    """Return what the unit named in a heading makes of an amount, None when none is named."""
    folded = fold_width(text)
    for inside in _BRACKETS.findall(folded):
        found = _UNIT.fullmatch(inside.strip())
        if found:
            return MONEY_FACTORS[found[1]]
    return None


def is_number_heading(text: str) -> bool:
    """Say whether the heading is that of the column of row numbers."""
    return plain_heading(text) in NUMBER_HEADINGS


class Matcher:
    """Knows all headings of a form, its lines and the forms its rows spread into."""

    def __init__(self, form: FormDef, forms: Mapping[str, FormDef]) -> None:
        self._known: dict[str, list[Target]] = {}
        self._full: dict[str, list[Target]] = {}  # bracketed remarks kept: 面积（亩） ≠ 面积
        self.targets: dict[str, Target] = {}
        for target, words in _targets(form, forms):
            self.targets.setdefault(target.path, target)
            for word in words:
                _add(self._known, plain_heading(word), target)
                _add(self._full, _whole(word), target)

    def match(self, headings: Sequence[tuple[str, str]]) -> list[ColumnMatch]:
        """Return what each column means; `headings` holds (group above it or "", own words).

        A target is used once: exact words come before the words under a group, those before a
        likeness, and the form's own fields before those of lines and other forms.
        """
        taken: set[str] = set()
        found: dict[int, tuple[Target, bool]] = {}
        for sure, look in ((True, self._exact), (True, self._bare), (False, self._alike)):
            for index, (group, words) in enumerate(headings):
                if index in found or not words or is_number_heading(words):
                    continue
                target = look(group, words, taken)
                if target is not None:
                    found[index] = (target, sure)
                    taken.add(target.path)
        return [
            _column(index, group, words, found.get(index))
            for index, (group, words) in enumerate(headings)
        ]

    def score(self, headings: Sequence[tuple[str, str]]) -> int:
        """Return how many columns of a candidate heading are known for certain."""
        return sum(1 for column in self.match(headings) if column.field and column.sure)

    def _exact(self, group: str, words: str, taken: set[str]) -> Target | None:
        for key in filter(None, (_whole(group + words) if group else "", _whole(words))):
            target = _first(self._full.get(key, ()), taken)
            if target is not None:
                return target
        return None

    def _bare(self, group: str, words: str, taken: set[str]) -> Target | None:
        keys = [plain_heading(group + words)] if group else []
        for key in (*keys, plain_heading(words)):
            target = _first(self._known.get(key, ()), taken)
            if target is not None:
                return target
        return None

    def _alike(self, group: str, words: str, taken: set[str]) -> Target | None:
        wanted = plain_heading(words)
        if len(wanted) < 3:
            return None
        best, ratio = None, LIKE_ENOUGH
        for key, targets in self._known.items():
            target = _first(targets, taken)
            like = SequenceMatcher(None, key, wanted).ratio() if target is not None else 0
            if like >= ratio:
                best, ratio = target, like
        return best


def _whole(text: str) -> str:
    return _NOISE.sub("", fold_width(clean_text(text, multiline=True))).lower()


def _add(known: dict[str, list[Target]], key: str, target: Target) -> None:
    targets = known.setdefault(key, [])
    if all(one.path != target.path for one in targets):
        targets.append(target)
        targets.sort(key=lambda one: one.rank)


def _first(targets: Sequence[Target], taken: set[str]) -> Target | None:
    return next((target for target in targets if target.path not in taken), None)


def _column(index: int, group: str, words: str, found: tuple[Target, bool] | None) -> ColumnMatch:
    heading = f"{group} {words}".strip()
    if found is None:
        return ColumnMatch(index=index, heading=heading)
    target, sure = found
    factor = unit_of(words) or unit_of(group)
    return ColumnMatch(
        index=index,
        heading=heading,
        field=target.path,
        target=target,
        factor=factor or Decimal(1),
        unit_said=factor is not None,
        sure=sure,
    )


def _targets(form: FormDef, forms: Mapping[str, FormDef]) -> Iterator[tuple[Target, Sequence[str]]]:
    """Yield every target with the words by which it is known."""
    yield from _fields(form, "", 0)
    for key in form.imports.lines:
        yield from _fields(form.line(key), f"{key}.", 1)
    for spread in form.imports.spread:
        for target, words in _fields(forms[spread.form], f"{spread.form}.", 2):
            if target.field.key not in (spread.link, "unit"):
                yield target, words


def _fields(form: FormDef, prefix: str, rank: int) -> Iterator[tuple[Target, Sequence[str]]]:
    for field in form.asked():
        if field.type not in NOT_ASKED:
            target = Target(path=f"{prefix}{field.key}", field=field, rank=rank)
            words = [field.label, *field.headings]
            if field.unit:
                words.append(f"{field.label}（{field.unit}）")
            yield target, words
