"""Reading the home page: which figures stand on it, and what its chart compares."""

from __future__ import annotations

from collections.abc import Mapping

from ruraldesk.definitions.loader_keys import check_one_of
from ruraldesk.definitions.loader_source import TABLE, TABLES, TEXT, TEXTS, Node
from ruraldesk.definitions.model import CardDef, ChartDef, FigureDef, HomeDef
from ruraldesk.texts.translate import tr

_CARD = {"figure": TEXT, "notes": TEXTS}
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
    data = node.checked(_CARD, ("figure",))
    for key in (data.get("figure", ""), *data.get("notes", ())):
        if key:
            check_one_of(node, "notes" if key != data.get("figure") else "figure", key, figures)
    return CardDef(**{"figure": "", **data})


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
