"""Reading the home page: which figures stand on it, and what its charts compare."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ruraldesk.definitions.expression_parser import parse_expression
from ruraldesk.definitions.expressions import BadExpression, aggregates_of
from ruraldesk.definitions.home import (
    LOOKS,
    ORDERS,
    CardDef,
    ChartDef,
    HomeDef,
    NoteDef,
    SeriesDef,
)
from ruraldesk.definitions.identity import BOOK_LEVELS
from ruraldesk.definitions.loader_keys import check_all_of, check_key, check_one_of, check_twice
from ruraldesk.definitions.loader_source import TABLES, TEXT, TEXTS, WHOLE, Node
from ruraldesk.definitions.model import FigureDef
from ruraldesk.texts.translate import tr

_CARD = {"figure": TEXT, "note": TABLES}
_NOTE = {"figure": TEXT, "label": TEXT}
_CHART = {
    "key": TEXT,
    "title": TEXT,
    "by": TEXT,
    "order": TEXT,
    "most": WHOLE,
    "levels": TEXTS,
    "series": TABLES,
}
_SERIES = {"figure": TEXT, "label": TEXT, "look": TEXT}


def read_home(node: Node, figures: Mapping[str, FigureDef]) -> HomeDef:
    """Return the home page; figures that do not exist are noted."""
    node.checked({"card": TABLES, "chart": TABLES})
    charts: dict[str, ChartDef] = {}
    for one in node.tables("chart"):
        chart = _chart(one, figures)
        if chart is not None and check_twice(one, chart.key, charts):
            charts[chart.key] = chart
    cards = tuple(_card(one, figures) for one in node.tables("card"))
    return HomeDef(cards=cards, charts=tuple(charts.values()))


def _card(node: Node, figures: Mapping[str, FigureDef]) -> CardDef:
    figure = _figure(node, node.checked(_CARD, ("figure",)), figures)
    return CardDef(figure=figure, notes=tuple(_note(one, figures) for one in node.tables("note")))


def _note(node: Node, figures: Mapping[str, FigureDef]) -> NoteDef:
    data = node.checked(_NOTE, tuple(_NOTE))
    return NoteDef(figure=_figure(node, data, figures), label=data.get("label", ""))


def _figure(node: Node, data: Mapping[str, str], figures: Mapping[str, FigureDef]) -> str:
    key = data.get("figure", "")
    if key:
        check_one_of(node, "figure", key, figures)
    return key


def _chart(node: Node, figures: Mapping[str, FigureDef]) -> ChartDef | None:
    data = node.checked(_CHART, ("key", "title", "by", "series"))
    if "levels" in data:
        check_all_of(node, "levels", data["levels"], dict.fromkeys(BOOK_LEVELS))
    if "order" in data:
        check_one_of(node, "order", data["order"], ORDERS)
    by = data.get("by", "")
    series = [_series(one, figures, by) for one in node.tables("series")]
    known = tuple(one for one in series if one is not None)
    mains = [one for one in known if one.look == LOOKS[0]]
    if len(known) == len(series) and len(mains) != 1:
        node.fault(tr("One series of a chart must be the main one, and only one."), "series")
    if not check_key(node, data.get("key")) or len(mains) != 1:
        return None
    given: dict[str, Any] = {"title": "", "by": "", **data, "series": known}
    if "levels" in given:
        given["levels"] = tuple(given["levels"])
    return ChartDef(**given)


def _series(node: Node, figures: Mapping[str, FigureDef], by: str) -> SeriesDef | None:
    data = node.checked(_SERIES, ("figure",))
    if "look" in data and not check_one_of(node, "look", data["look"], LOOKS):
        return None
    figure = figures.get(data.get("figure", ""))
    if figure is None:
        check_one_of(node, "figure", data.get("figure", ""), figures)
        return None
    found = SeriesDef(**data)
    if not _divides(figure, by):
        message = tr("The figure “{figure}” cannot be broken down by “{field}”.")
        node.fault(message.format(figure=figure.key, field=by), "figure")
    elif found.look == LOOKS[0] and not _has_rows(figure):
        message = tr("The bars of “{figure}” open no rows: it must count or add up one ledger.")
        node.fault(message.format(figure=figure.key), "figure")
    return found


def _divides(figure: FigureDef, by: str) -> bool:
    """Say whether a figure can be broken down by a field, or by the month or year of a date."""
    if by in figure.by:
        return True
    if not by.startswith(("month(", "year(")):
        return False
    for node in aggregates_of(figure.value):
        try:
            parse_expression(by, node.source.form, {node.source.form.key: node.source.form})
        except BadExpression:
            return False
    return True


def _has_rows(figure: FigureDef) -> bool:
    """Say whether the rows behind a part of it are those of one ledger, at any day."""
    nodes = aggregates_of(figure.value)
    ledgers = {node.source.form.key for node in nodes}
    whole = not any(node.source.form.parent for node in nodes)
    return whole and len(nodes) == len(ledgers) == 1 and figure.span in ("as_of", "ever")
