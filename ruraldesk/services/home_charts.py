"""The charts of the first page: figures broken down, each bar with the rows behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ruraldesk.definitions.expressions import Expression, aggregates_of
from ruraldesk.definitions.home import ChartDef, SeriesDef
from ruraldesk.definitions.model import NUMBER_TYPES, FigureDef
from ruraldesk.store.book import Book
from ruraldesk.store.figure_parts import FigurePart
from ruraldesk.store.figures import dated
from ruraldesk.store.lists import Filter
from ruraldesk.texts.numbers import group
from ruraldesk.texts.translate import joined, tr, with_unit
from ruraldesk.texts.units import convert

__all__ = ["Bar", "Chart", "Series", "chart", "charts_of", "rows_behind"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """What one figure says about every bar, in `unit`; `look` as in `SeriesDef`."""

    label: str
    look: str = "main"
    places: int = 2
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One value of the chart's field: a number for each series; `where` is the value itself."""

    label: str
    where: str
    values: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Bars in the order they are drawn; `unit` is that of the numbers that are written."""

    key: str
    title: str
    unit: str
    series: tuple[Series, ...]
    bars: tuple[Bar, ...]

    @property
    def main(self) -> int:
        """The place of the series whose numbers are written."""
        return next(at for at, one in enumerate(self.series) if one.look == "main")

    def told(self, bar: Bar) -> str:
        """Return one bar in a sentence: its name, and what each series says of it."""
        said = [
            f"{tr(one.label)} {with_unit(group(value, one.places), one.unit)}"
            for one, value in zip(self.series, bar.values, strict=True)
        ]
        return tr("{place}: {sentence}").format(place=tr(bar.label), sentence=joined(said))


def charts_of(book: Book) -> tuple[ChartDef, ...]:
    """Return the charts that a book of this level shows, in their order."""
    level = book.info.level
    return tuple(one for one in book.definitions.home.charts if level in one.levels)


def chart(book: Book, definition: ChartDef, day: date) -> Chart:
    """Return a chart as of a day; bars of which no series says anything are left out."""
    figures = book.definitions.figures
    sides = [_side(book, one, definition.by, day) for one in definition.series]
    labels = {
        key: part.label for side in _by_weight(definition, sides) for key, part in side.items()
    }
    bars = [
        Bar(
            label=label,
            where=key,
            values=tuple(
                _amount(side.get(key), figures[one.figure])
                for one, side in zip(definition.series, sides, strict=True)
            ),
        )
        for key, label in labels.items()
    ]
    bars = [bar for bar in bars if any(bar.values)]
    at = definition.series.index(definition.main)
    series = tuple(_series(one, figures[one.figure]) for one in definition.series)
    return Chart(
        key=definition.key,
        title=definition.title,
        unit=series[at].unit,
        series=series,
        bars=tuple(_ordered(definition, bars, at)),
    )


def rows_behind(book: Book, key: str, where: str) -> tuple[str, tuple[Filter | Expression, ...]]:
    """Return the ledger, and the conditions that find the rows behind one bar of a chart."""
    definition = next(one for one in book.definitions.home.charts if one.key == key)
    figure = dated(book.definitions.figures[definition.main.figure])
    [node] = aggregates_of(figure.value)
    form = book.definitions.form(node.source.ledger)
    field = form.field(definition.by.partition("(")[2].rstrip(")") or definition.by)
    if not where:
        found = Filter(field.key, "empty")
    elif field.shape in NUMBER_TYPES:
        found = Filter(field.key, "equals", Decimal(where))
    else:
        found = Filter(field.key, "equals", where)  # of dates also a month or a year
    counted = () if node.condition is None else (_about(figure.value, node.condition),)
    return form.key, (found, *counted)


def _about(figure: Expression, condition: object) -> Expression:
    """Return the condition on the rows of a figure as an expression about one of them."""
    return Expression(
        source=f"where: {figure.source}",
        tree=condition,  # type: ignore[arg-type]
        dependencies=figure.dependencies,
    )


def _by_weight(
    definition: ChartDef, sides: Sequence[dict[str, FigurePart]]
) -> list[dict[str, FigurePart]]:
    """Return the sides with the main one first: its order is the chart's."""
    at = definition.series.index(definition.main)
    return [sides[at], *sides[:at], *sides[at + 1 :]]


def _side(book: Book, series: SeriesDef, by: str, day: date) -> dict[str, FigurePart]:
    return {part.key: part for part in book.figures.value(series.figure, day, by).by}


def _series(one: SeriesDef, figure: FigureDef) -> Series:
    return Series(
        label=one.label or figure.label,
        look=one.look,
        places=figure.places,
        unit=figure.shown_in or figure.unit,
    )


def _amount(part: FigurePart | None, figure: FigureDef) -> Decimal:
    if part is None or part.value is None:
        return Decimal(0)
    return convert(part.value, figure.unit, figure.shown_in or figure.unit)


def _ordered(definition: ChartDef, bars: list[Bar], main: int) -> list[Bar]:
    """Return the bars in the chart's order, the most that it shows."""
    most = definition.most or len(bars)
    if definition.order == "largest":
        return sorted(bars, key=lambda bar: -bar.values[main])[:most]
    if "(" not in definition.by:
        return bars[:most]
    times = sorted(bars, key=lambda bar: bar.where)  # what has no date comes first
    return times[-most:]
