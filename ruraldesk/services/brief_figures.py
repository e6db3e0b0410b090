"""Figures in the template of a brief: `{{ f.cadre_total }}`, and other ways to say them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from ruraldesk.definitions.choosing import did_you_mean, nearest
from ruraldesk.definitions.expression_nodes import Kind
from ruraldesk.definitions.expression_parser import parse_expression
from ruraldesk.definitions.expressions import BadExpression, aggregates_of
from ruraldesk.definitions.model import FieldType, FigureDef
from ruraldesk.errors import UserError
from ruraldesk.services.figures import FigureResult, UnknownFigure
from ruraldesk.services.wordings import told_as
from ruraldesk.store.book import Book
from ruraldesk.store.figure_parts import FigurePart
from ruraldesk.store.figures import worded
from ruraldesk.texts.dates import parse_date
from ruraldesk.texts.numbers import phrase
from ruraldesk.texts.numerals import chinese_integer
from ruraldesk.texts.translate import tr

FIGURE_BEGINS, FIGURE_SAYS, FIGURE_ENDS = "\ue000", "\ue001", "\ue002"
"""Around a figure's text where its place is to be found again: key between the first two."""
_TWO = 2  # 两 before a counted thing, 二 in a row
_NOTHING = "—"
_SAME = "持平"


class UnknownWord(UserError):
    """A template names something that there is not: a ledger, a field, a part of a figure."""

    code = "unknown_word"


class Number:
    """A number with its unit in a template: as official wording has it, unless asked otherwise."""

    def __init__(self, key: str, *, marked: bool) -> None:
        self._key, self._marked = key, marked

    @property
    def definition(self) -> FigureDef:
        """The figure that it is, or is a part of."""
        return self._shown()[0]

    @property
    def value(self) -> Decimal | None:
        """The number in the base unit, for comparing."""
        return self._shown()[1]

    @property
    def text(self) -> str:
        """The official wording, with its unit."""
        return self._shown()[2]

    def __str__(self) -> str:
        return self._mark(self.text)

    @property
    def number(self) -> str:
        """The official wording without its unit: 300 of 300平方米."""
        unit = self.definition.shown_in or self.definition.unit
        return self._mark(self.text.removesuffix(unit))

    @property
    def chinese(self) -> str:
        """The number as one says it, with its unit: 两所, 十二个; as `text` when it is no count."""
        count = self._count()
        if count is None:
            return str(self)
        said = "两" if count == _TWO else chinese_integer(count)
        return self._mark(said + self.definition.unit)

    @property
    def ordinal(self) -> str:
        """Which one in a row, with its unit: 第一批, 第二批; as `text` when it is no count."""
        count = self._count()
        if count is None:
            return str(self)
        return self._mark(f"第{chinese_integer(count)}{self.definition.unit}")

    def said(self, unit: str = "", how: str = "", digits: int = 0) -> str:
        """The number in another unit, exact or cut: 15.96万棵, and with 余, 多 or 约 before that.

        Args:
            unit: to say it in: 万棵, 亿元, 公里; the figure's own when empty.
            how: 余, 多 or 约; exact when empty.
            digits: how many digits are kept with those: 1300余万元 has two.

        Raises:
            BadWording: it cannot be said so.
        """
        return self._mark(told_as(self.definition, self.value, unit, how, digits))

    def _shown(self) -> tuple[FigureDef, Decimal | None, str]:
        """Return the figure, the value, and its wording."""
        raise NotImplementedError

    def _mark(self, text: str) -> str:
        if not self._marked:
            return text
        return f"{FIGURE_BEGINS}{self._key}{FIGURE_SAYS}{text}{FIGURE_ENDS}"

    def _count(self) -> int | None:
        value = self.value
        whole = value is not None and value >= 0 and value == value.to_integral_value()
        return int(value) if value is not None and whole else None


class Part(Number):
    """A part of a figure that is broken down: `{{ part.label }}{{ part }}`."""

    def __init__(self, definition: FigureDef, part: FigurePart, *, marked: bool) -> None:
        super().__init__(definition.key, marked=marked)
        self._definition, self._part = definition, part

    @property
    def label(self) -> str:
        """What the part is called."""
        return self._part.label

    def _shown(self) -> tuple[FigureDef, Decimal | None, str]:
        return self._definition, self._part.value, self._part.text


class FigureWords(Number):
    """One figure in a template, worked out when it is first needed."""

    def __init__(self, book: Book, figure: FigureDef, as_of: date, *, marked: bool) -> None:
        super().__init__(figure.key, marked=marked)
        self._book, self._figure, self._as_of = book, figure, as_of
        self._result: FigureResult | None = None

    @property
    def label(self) -> str:
        """What the figure is called."""
        return self._known().definition.label

    @property
    def rows(self) -> int:
        """Of how many rows it was computed."""
        return self._known().rows

    def by(self, field: str) -> list[Part]:
        """Return its parts by a field, without those that are nothing."""
        parts = self._parts(field)
        return [Part(self.definition, one, marked=self._marked) for one in parts if one.value]

    def part(self, field: str, name: str) -> Part:
        """Return one of its parts by a field, also when it is nothing: 田秀才 of the talents.

        Raises:
            UnknownWord: the field has no such value, as far as the book knows.
        """
        parts = self._parts(field)
        found = next((one for one in parts if name in (one.label, one.key)), None)
        if found is None:
            known = [*(one.label for one in parts), *self._could_be(field)]
            if name not in known:
                sentence = tr("“{label}” has no part “{name}”.")
                said = sentence.format(label=tr(self.label), name=name)
                raise UnknownWord(said + did_you_mean(nearest(name, known)))
            nothing = Decimal(0)
            text = worded(self.definition, nothing)
            found = FigurePart(field=field, key=name, label=name, value=nothing, text=text)
        return Part(self.definition, found, marked=self._marked)

    def at(self, day: str) -> FigureWords:
        """Return the same figure as of another day: `f.cadre_total.at("2022-12-31")`."""
        return FigureWords(self._book, self._figure, parse_date(day), marked=self._marked)

    def change(self, day: str) -> str:
        """By how much it is more or less than on another day: 增加12名, 减少3名."""
        now, before = self.value, self.at(day).value
        if now is None or before is None:
            return self._mark(_NOTHING)
        unit = self.definition.unit
        said = phrase(abs(now - before), unit, display_unit=self.definition.shown_in)
        return self._mark(_turned(now - before, "增加", "减少", said))

    def growth(self, day: str) -> str:
        """By what share it is more or less than on another day: 增长12.3%, 下降3.2%."""
        now, before = self.value, self.at(day).value
        if now is None or not before:
            return self._mark(_NOTHING)
        share = phrase(abs(now - before) * 100 / abs(before), "%", places=1)
        return self._mark(_turned(now - before, "增长", "下降", share))

    def _parts(self, field: str) -> tuple[FigurePart, ...]:
        return self._book.figures.of(self._figure, self._as_of, field).by

    def _could_be(self, field: str) -> Iterator[str]:
        """Yield what a field by which it is broken down may be: choices, or the units there are."""
        for node in aggregates_of(self.definition.value):
            ledger = self._book.definitions.form(node.source.ledger)
            forms = [ledger, *(one for one in ledger.lines if one.table == node.source.form.table)]
            for form in reversed(forms):
                asked = form.find(field)
                if asked is None:
                    continue
                if asked.choices is not None:
                    yield from (item.label for item in asked.choices.items)
                elif asked.type is FieldType.DIVISION:
                    yield from (name for _, name in self._book.records.units())
                break

    def _shown(self) -> tuple[FigureDef, Decimal | None, str]:
        known = self._known()
        return known.definition, known.value, known.text

    def _known(self) -> FigureResult:
        if self._result is None:
            self._result = self._book.figures.of(self._figure, self._as_of)
        return self._result


class Figures:
    """All figures, by their keys; `asked` are those a template named."""

    def __init__(self, book: Book, as_of: date, *, marked: bool) -> None:
        self._book, self._as_of, self._marked = book, as_of, marked
        self.asked: dict[str, FigureWords] = {}

    def __getattr__(self, key: str) -> FigureWords:
        if key.startswith("_"):
            raise AttributeError(key)
        figure = self._book.definitions.figures.get(key)
        if figure is None:
            raise UnknownFigure(key, self._book)
        if key not in self.asked:
            self.asked[key] = FigureWords(self._book, figure, self._as_of, marked=self._marked)
        return self.asked[key]

    __getitem__ = __getattr__


def worked_out(book: Book, source: str, unit: str, as_of: date) -> FigureWords:
    """Return the number that an expression over ledgers is: what no figure counts yet.

    Raises:
        UnknownWord: the expression cannot be understood, or is no number.
    """
    try:
        expression = parse_expression(source, None, book.definitions.forms)
    except BadExpression as error:
        raise UnknownWord(str(error)) from error
    if expression.kind is not Kind.NUMBER:
        raise UnknownWord(tr("“{source}” is no number.").format(source=source))
    figure = FigureDef(key="", label=source, value=expression, unit=unit)
    return FigureWords(book, figure, as_of, marked=False)


def _turned(difference: Decimal, more: str, less: str, said: str) -> str:
    if not difference:
        return _SAME
    return (more if difference > 0 else less) + said
