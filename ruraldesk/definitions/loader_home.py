"""Reading the home page: which figures stand on it, and what its chart compares."""

from __future__ import annotations

from collections.abc import Mapping

from ruraldesk.definitions.home import CardDef, ChartDef, HomeDef, NoteDef
from ruraldesk.definitions.loader_keys import check_one_of
from ruraldesk.definitions.loader_source import TABLE, TABLES, TEXT, Node
from ruraldesk.definitions.model import FigureDef
from ruraldesk.texts.translate import tr

_CARD = {"figure": TEXT, "note": TABLES}
_NOTE = {"figure": TEXT, "label": TEXT}
_CHART = {"title": TEXT, "by": TEXT, "planned": TEXT, "received": TEXT, "paid": TEXT}


def read_home(node: Node, figures: Mapping[str, FigureDef]) -> HomeDef:
    """Return the home page; figures that do not exist are noted."""
    node.checked({"card": TABLES, "chart": TABLE})
    chart = node.table("chart")
    return HomeDef(
        cards=tuple(_card(one, figures) for one in node.tables("card")),
        chart=_chart(chart, figures) if chart is not None else None,
    )


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


def _chart(node: Node, figures: Mapping[str, FigureDef]) -> ChartDef:
    data = node.checked(_CHART, tuple(_CHART))
    for key in ("planned", "received", "paid"):
        figure = figures.get(data.get(key, ""))
        if figure is None:
            check_one_of(node, key, data.get(key, ""), figures)
        elif data.get("by") not in figure.by:
            message = tr("The figure “{figure}” cannot be broken down by “{field}”.")
            node.fault(message.format(figure=figure.key, field=data.get("by", "")), "by")
    return ChartDef(**{**dict.fromkeys(_CHART, ""), **data})
