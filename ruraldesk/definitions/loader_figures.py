"""Reading figures: named numbers over ledgers."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, get_args

from ruraldesk.definitions.expression_nodes import number
from ruraldesk.definitions.expressions import Expression, aggregates_of
from ruraldesk.definitions.loader_expressions import Completing
from ruraldesk.definitions.loader_keys import check_all_of, check_key, check_one_of, check_twice
from ruraldesk.definitions.loader_source import TABLES, TEXT, TEXTS, WHOLE, Node
from ruraldesk.definitions.model import FigureDef
from ruraldesk.texts.numbers import CUTTING, Bound, Wording
from ruraldesk.texts.translate import tr
from ruraldesk.texts.units import UnitMismatch, convert

_FIGURE = {
    "key": TEXT,
    "label": TEXT,
    "value": TEXT,
    "unit": TEXT,
    "span": TEXT,
    "places": WHOLE,
    "shown_in": TEXT,
    "wording": TEXT,
    "place": TEXT,
    "bound": TEXT,
    "until": TEXT,
    "by": TEXTS,
    "target": TEXT,
    "answers": TEXTS,
    "note": TEXT,
}
_SPANS = ("as_of", "month", "year", "ever")
_WORDINGS = get_args(Wording)
_BOUNDS = get_args(Bound)[1:]
_MOST_PLACES = 6


def read_figures(nodes: Sequence[Node], completing: Completing) -> dict[str, FigureDef]:
    """Return the figures of all files, by key."""
    figures: dict[str, FigureDef] = {}
    for node in nodes:
        node.checked({"figure": TABLES}, ("figure",))
        for one in node.tables("figure"):
            figure = _read_figure(one, completing)
            if figure is not None and check_twice(one, figure.key, figures):
                figures[figure.key] = figure
    return figures


def _read_figure(node: Node, completing: Completing) -> FigureDef | None:
    data: dict[str, Any] = node.checked(_FIGURE, ("key", "label", "value"))
    for key, known in (("span", _SPANS), ("wording", _WORDINGS), ("bound", _BOUNDS)):
        if key in data:
            check_one_of(node, key, data[key], known)
    if data.get("places", 0) > _MOST_PLACES:
        message = tr("“{key}” must lie between {low} and {high}.")
        node.fault(message.format(key="places", low=0, high=_MOST_PLACES), "places")
    _check_unit(node, data)
    _check_frequency(node, data)
    place = _place(node, data)
    value = completing.expression(node, "value", None, number())
    target = completing.expression(node, "target", None, number())
    until = completing.expression(node, "until", None, number())
    if not check_key(node, data.get("key")) or value is None:
        return None
    _check_by(node, data.get("by", ()), value)
    if until is not None:
        _check_by(node, data.get("by", ()), until)
    given = data | {"value": value, "target": target, "until": until, "place": place}
    return FigureDef(**{"label": "", **given})


def _check_by(node: Node, keys: tuple[str, ...], value: Expression) -> None:
    """Note breakdowns by what some of the rows counted do not have.

    Lines can be broken down by the fields of their record too.
    """
    sources = [aggregate.source for aggregate in aggregates_of(value)]
    if keys and not sources:
        node.fault(tr("Only what is counted over rows can be broken down."), "by")
    for source in sources:
        forms = [source.form] if source.parent is None else [source.form, source.parent]
        check_all_of(node, "by", keys, {field.key: field for f in forms for field in f.fields})


def _check_unit(node: Node, data: dict[str, Any]) -> None:
    """Note a unit of the wording that is not a multiple of the value's."""
    if not data.get("shown_in"):
        return
    try:
        convert(Decimal(1), data.get("unit", ""), data["shown_in"])
    except UnitMismatch:
        message = tr("“{unit}” cannot be shown in “{shown}”; they measure different things.")
        text = message.format(unit=data.get("unit", ""), shown=data["shown_in"])
        node.fault(text, "shown_in")


def _check_frequency(node: Node, data: dict[str, Any]) -> None:
    """Note a frequency whose unit does not say of what and in which time, like 次/周."""
    unit = data.get("shown_in") or data.get("unit", "")
    if data.get("wording") == "per" and "/" not in unit:
        node.fault(tr("This wording needs a unit with a slash, like 次/周."), "wording")


def _place(node: Node, data: dict[str, Any]) -> Decimal | None:
    """Return the place at which a wording cuts, a power of ten; note a missing or wrong one."""
    text = data.get("place")
    if text is None:
        if data.get("wording") in CUTTING:
            node.fault(tr('This wording needs “place”: where to cut, like "100".'), "wording")
        return None
    if not _is_power_of_ten(text):
        message = tr('“{text}” is no power of ten, like "100", "1" or "0.1".')
        node.fault(message.format(text=text), "place")
        return None
    return Decimal(text)


def _is_power_of_ten(text: str) -> bool:
    whole, _, decimals = text.partition(".")
    if decimals:
        return whole == "0" and decimals.strip("0") == "1" and decimals.endswith("1")
    return whole.startswith("1") and not whole[1:].strip("0")
