"""Which field a column's heading means: by label, by the other words offices use, with its unit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from fractions import Fraction

from ruraldesk.definitions.model import FieldType, FormDef
from ruraldesk.documents.cells import columns_of, heading_of
from ruraldesk.documents.heading_members import for_members, for_years
from ruraldesk.documents.heading_targets import UUID_HEADING, Target, targets_of
from ruraldesk.documents.heading_words import (
    TELLING,
    agrees,
    endings,
    factor_of,
    is_number_heading,
    loose_heading,
    only_counts,
    plain_heading,
    says_nothing,
    says_otherwise,
    whole,
)

LIKE_ENOUGH = 0.86  # similarity from which a heading is taken for a slip of a known one

Heading = tuple[str, ...]
"""The words over a column, from the widest group down to its own; () for none."""


@dataclass(frozen=True, slots=True)
class DateParts:
    """The columns of a date whose month and day stand apart, and its year where no column says."""

    year: int | None
    month: int
    day: int
    said: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMatch:
    """What was understood of one column.

    `field` is the target's path, "" when the column is not taken in. `factor` turns its numbers
    into the field's unit; `sure` is false when the heading only resembles a known one.
    """

    index: int
    heading: str
    field: str = ""
    target: Target | None = None
    factor: Fraction = Fraction(1)
    unit_said: bool = False
    sure: bool = True
    computed: bool = False  # the program works it out itself: nothing is lost by leaving it out
    derived: bool = False  # this program wrote a computed value: it speaks of new records only
    parts: DateParts | None = None


class Matcher:
    """Knows all headings of a form, its lines and the forms its rows spread into."""

    def __init__(self, form: FormDef, forms: Mapping[str, FormDef]) -> None:
        self._whole: dict[str, list[Target]] = {}  # bracketed remarks kept: 面积（亩） ≠ 面积
        self._plain: dict[str, list[Target]] = {}
        self._loose: dict[str, list[Target]] = {}
        self._order: dict[tuple[str, str], int] = {}  # how near a word is to a target's label
        self.targets: dict[str, Target] = {}
        self._form = form
        spread = [forms[one.form] for one in form.imports.spread]
        self.dating = [form.dated_by, *(f"{one.key}.{one.dated_by}" for one in spread)]
        self.instead, self.ranges = form.imports.instead, form.imports.ranges
        computed = [one for one in form.fields if one.type is FieldType.COMPUTED]
        said = [word for one in computed for word in (one.label, *one.headings)]
        said += [f"{one.label}（{one.unit}）" for one in computed if one.unit]
        self._computed_whole = frozenset(map(whole, said))
        self._computed = frozenset(map(plain_heading, said))
        for target, words in targets_of(form, forms):
            self.targets.setdefault(target.path, target)
            for place, word in enumerate(words):
                self._order.setdefault((target.path, plain_heading(word)), place)
                _add(self._whole, whole(word), target)
                _add(self._plain, plain_heading(word), target)
                _add(self._loose, loose_heading(word), target)

    def match(self, headings: Sequence[Heading]) -> list[ColumnMatch]:
        """Return what each column means.

        A target is used once. Words together with those of the group above come before a column's
        own words, exact words before a likeness, and the form's own fields before those of lines
        and other forms.
        """
        taken: set[str] = set()
        found: dict[int, tuple[Target, bool]] = {}
        own, computed = self._own_workbook(headings)
        for index, mine in own.items():
            found[index] = (mine, True)
            taken.add(mine.key)
        asked = {index for index, heading in enumerate(headings) if self._is_asked(heading)}
        free = {index: headings[index] for index in sorted(asked - set(found))}
        for index, yearly in for_years(self._form, free, lambda words: self._own_anyway(words, ())):
            if yearly.key not in taken:
                found[index] = (yearly, True)
                taken.update((yearly.key, yearly.path))
        for sure, look in self._ways():
            if look == self._alike:
                self._turn(headings, found, taken)
            left = asked - set(found)
            if look == self._by_ending:
                left -= self._rivals(left, headings, taken)
            for index in self._nearest_first(left, headings, look, taken):
                target = look(headings[index], taken)
                if target is not None and not (target.root and index in computed):
                    found[index] = (target, sure)
                    taken.add(target.key)
        self._repeat(headings, found, asked)
        return [
            self._column(index, heading, found.get(index), derived=index in computed)
            for index, heading in enumerate(headings)
        ]

    def _nearest_first(
        self,
        asked: set[int],
        headings: Sequence[Heading],
        look: Callable[[Heading, Taken], Target | None],
        taken: set[str],
    ) -> list[int]:
        """Return columns, those first whose words are nearest to the label of what they mean.

        Of 主管单位 and 实施单位 the field 责任单位 means the second, whichever stands first.
        """

        def far(index: int) -> tuple[bool, int, int]:
            target = look(headings[index], taken)
            word = plain_heading(headings[index][-1])
            last = len(self._order)
            place = self._order.get((target.path, word), last) if target else last
            return self._of_several_forms(word, target), place, index

        return sorted(asked, key=far)

    def _rivals(self, left: set[int], headings: Sequence[Heading], taken: set[str]) -> set[int]:
        """Return columns that end with the words of one field: which is meant cannot be told."""
        claims: dict[str, list[int]] = {}
        for index in left:
            target = self._by_ending(headings[index], taken)
            if target is not None:
                claims.setdefault(target.path, []).append(index)
        return {index for rivals in claims.values() if len(rivals) > 1 for index in rivals}

    def _repeat(
        self,
        headings: Sequence[Heading],
        found: dict[int, tuple[Target, bool]],
        asked: set[int],
    ) -> None:
        """Let further columns add to a choice of lines, as 党内职务 and 行政职务 are two posts."""
        for index in sorted(asked - set(found)):
            target = self._own_anyway(headings[index], ()) or self._together(headings[index], ())
            if target is None or target.field.choices is None:
                continue
            groups = {headings[one][:-1] for one, (held, _) in found.items() if held == target}
            beside = bool(headings[index][:-1]) and headings[index][:-1] in groups
            if (target.rank == 1 and target.field.required) or beside:
                found[index] = (target, True)

    def meaning(self, heading: Heading) -> Target | None:
        """Return what a heading means by its very words, whether another column means it or not."""
        return self._together(heading, ()) or self._own_anyway(heading, ())

    def _own_workbook(self, headings: Sequence[Heading]) -> tuple[dict[int, Target], set[int]]:
        """Return the targets of a workbook that this program wrote, and its computed columns.

        Its layout says exactly what each column is.
        """
        layout = self._form.excel
        mark = whole(UUID_HEADING)
        if layout is None or not any(one and whole(one[-1]) == mark for one in headings):
            return {}, set()
        known = {
            whole(heading_of(column, field, layout)): field
            for column, field in columns_of(self._form, layout)
        }
        fields = {
            index: known[whole(heading[-1])]
            for index, heading in enumerate(headings)
            if heading and whole(heading[-1]) in known
        }
        return (
            {i: self.targets[field.key] for i, field in fields.items() if field.stored},
            {i for i, field in fields.items() if not field.stored},
        )

    def _is_asked(self, heading: Heading) -> bool:
        """Say whether a column may be taken in: not one of row numbers, or of computed values."""
        if not heading or is_number_heading(heading[-1]):
            return False
        own = whole(heading[-1])
        if own not in self._computed_whole or own in self._whole:
            return True
        # 党员（名）: computed of a village, but the very words of what its line of the year holds.
        return any(target.rank == 1 for target in self._plain.get(plain_heading(heading[-1]), ()))

    def score(self, headings: Sequence[Heading]) -> int:
        """Return how many columns of a candidate heading are known for certain."""
        known = {
            target.path
            for heading in headings
            if self._is_asked(heading)
            for target in (self._together(heading, ()) or self._own(heading, ()),)
            if target is not None
        }
        return len(known)

    def knows(self, words: str) -> bool:
        """Say whether a text by itself is a known heading."""
        return plain_heading(words) in self._plain or is_number_heading(words)

    def _ways(self) -> tuple[tuple[bool, Callable[[Heading, Taken], Target | None]], ...]:
        return (
            (True, self._together),
            (True, self._own),
            (True, self._counted),
            (True, self._own_label),
            (True, self._together),  # again: what is told of a person needs his column
            (True, self._own),
            (True, self._loosely),
            (True, self._own_below_nothing),
            (False, self._alike),
            (False, self._by_ending),
            (False, self._own_anyway),
        )

    def _together(self, heading: Heading, taken: Taken) -> Target | None:
        """Find the words of a column together with those of its groups, or the telling ones."""
        if len(heading) < 2:
            return None
        own, groups = heading[-1], "".join(heading[:-1])
        joined = ["".join(heading[start:]) for start in range(len(heading) - 1)]
        joined += [word + own for word in TELLING if word in groups]
        return self._first(joined, self._whole, whole, heading, taken) or self._first(
            joined, self._plain, plain_heading, heading, taken
        )

    def _own(self, heading: Heading, taken: Taken) -> Target | None:
        """Find the column's own words, unless they only count what the group names."""
        if len(heading) > 1 and only_counts(heading[-1]):
            return None
        return self._own_anyway(heading, taken)

    def _own_label(self, heading: Heading, taken: Taken) -> Target | None:
        """Find the column's own words where they are the very label of a field."""
        found = self._own_anyway(heading, taken)
        return found if found and whole(found.field.label) == whole(heading[-1]) else None

    def _own_below_nothing(self, heading: Heading, taken: Taken) -> Target | None:
        return self._own_anyway(heading, taken) if says_nothing(heading[0]) else None

    def _own_anyway(self, heading: Heading, taken: Taken) -> Target | None:
        return self._first(heading[-1:], self._whole, whole, heading, taken) or self._first(
            heading[-1:], self._plain, plain_heading, heading, taken
        )

    def _counted(self, heading: Heading, taken: Taken) -> Target | None:
        """Find what a group names whose columns only count: 脱贫户 | 户数."""
        if len(heading) < 2 or not only_counts(heading[-1]):
            return None
        found = self._first(heading[-2:-1], self._plain, plain_heading, heading, taken)
        if found is not None:
            return found
        group = heading[-2].removeprefix("其中").lstrip("：:")
        return self._first((group,), self._plain, plain_heading, heading, taken)

    def _by_ending(self, heading: Heading, taken: Taken) -> Target | None:
        """Find a field of the form or its lines by the very words that a heading ends with."""
        for words in endings(heading[-1]):
            free = _free(self._plain.get(words, ()), heading, taken)
            own = [one for one in free if one.rank < 2 and not one.until]
            if own and not (len(own) > 1 and own[0].rank == own[1].rank):
                return own[0]
        return None

    def _loosely(self, heading: Heading, taken: Taken) -> Target | None:
        """Find other words for the same, where they can mean one thing only."""
        joined = ["".join(heading[start:]) for start in range(len(heading))]
        for words in joined if not only_counts(heading[-1]) else joined[:-1]:
            targets = _free(self._loose.get(loose_heading(words), ()), heading, taken)
            if targets and (len(targets) == 1 or targets[0].rank < targets[1].rank):
                return targets[0]
        return None

    def _alike(self, heading: Heading, taken: Taken) -> Target | None:
        wanted = plain_heading(heading[-1])
        if len(wanted) < 3:
            return None
        best, ratio = None, LIKE_ENOUGH
        for key, targets in self._plain.items():
            if abs(len(key) - len(wanted)) > 3 or says_otherwise(key, wanted):
                continue
            free = [one for one in _free(targets, heading, taken) if not one.root]
            like = SequenceMatcher(None, key, wanted).ratio() if free else 0
            if like >= ratio:
                best, ratio = free[0], like
        return best

    def _turn(
        self, headings: Sequence[Heading], found: dict[int, tuple[Target, bool]], taken: set[str]
    ) -> None:
        """Find the columns that hold amounts for one member of a choice list each."""
        pivot = self._form.imports.pivot
        if pivot is not None and pivot.choice not in taken:
            free = {at: one for at, one in enumerate(headings) if one and at not in found}
            members = for_members(
                self._form, self.targets, free, lambda words: self._together(words, ())
            )
            found.update({index: (target, True) for index, target in members.items()})
            taken.update(target.key for target in members.values())

    def _first(
        self,
        candidates: Sequence[str],
        known: Mapping[str, Sequence[Target]],
        form: Callable[[str], str],
        heading: Heading,
        taken: Taken,
    ) -> Target | None:
        for words in candidates:
            free = _free(known.get(form(words), ()), heading, taken)
            if free:
                return max(free, key=lambda one: (-one.rank, self._company(one, taken)))
        return None

    def _company(self, target: Target, taken: Taken) -> int:
        """Return how many columns speak of the same other ledger: whose 金额 is meant."""
        form = target.path.rpartition(".")[0]
        told = sum(path.startswith(f"{form}.") or path == form for path in taken)
        return told if target.rank == 2 else 0

    def _of_several_forms(self, word: str, target: Target | None) -> bool:
        """Say whether a word may belong to several other ledgers, so that it is settled last."""
        if target is None or target.rank != 2:
            return False
        return sum(one.rank == 2 for one in self._plain.get(word, ())) > 1

    def _column(
        self,
        index: int,
        heading: Heading,
        found: tuple[Target, bool] | None,
        *,
        derived: bool,
    ) -> ColumnMatch:
        words = f"{''.join(heading[:-1])} {heading[-1]}".strip() if heading else ""
        if found is None:
            computed = derived or (bool(heading) and plain_heading(heading[-1]) in self._computed)
            return ColumnMatch(index=index, heading=words, computed=computed)
        return replace(matched(index, words, heading, *found), derived=derived)


def matched(
    index: int, words: str, heading: Heading, target: Target, sure: bool = True
) -> ColumnMatch:
    """Return a column that goes to `target`, with the unit that its heading names."""
    said = (factor_of(target.field, word) for word in reversed(heading))
    factor = next((one for one in said if one is not None), None)
    return ColumnMatch(
        index=index,
        heading=words,
        field=target.path,
        target=target,
        factor=factor or Fraction(1),
        unit_said=factor is not None,
        sure=sure,
    )


Taken = frozenset[str] | set[str] | tuple[()]


def _free(targets: Sequence[Target], heading: Heading, taken: Taken) -> list[Target]:
    """Return the targets that are not taken and that the heading does not contradict."""
    return [
        target
        for target in targets
        if target.path not in taken
        and agrees(target.field, heading)
        and (not target.root or isinstance(taken, tuple) or target.root in taken)
    ]


def _add(known: dict[str, list[Target]], key: str, target: Target) -> None:
    targets = known.setdefault(key, [])
    if key and all(one.path != target.path for one in targets):
        targets.append(target)
        targets.sort(key=lambda one: one.rank)
