"""Reading `summaries/*.toml`: the tables that an office makes of what those below it reported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ruraldesk.definitions.identity import BOOK_LEVELS
from ruraldesk.definitions.loader_keys import (
    check_all_of,
    check_key,
    check_one_of,
    check_twice,
)
from ruraldesk.definitions.loader_source import TABLES, TEXT, TEXTS, Node
from ruraldesk.definitions.model import UNIT, FigureDef
from ruraldesk.definitions.summaries import SummaryColumnDef, SummaryDef
from ruraldesk.texts.translate import tr

_SUMMARY = {"key": TEXT, "title": TEXT, "levels": TEXTS, "paper": TEXT, "columns": TABLES}
_COLUMN = {"figure": TEXT, "heading": TEXT, "group": TEXT}
_PAPERS = ("A4", "A3")


def read_summaries(
    nodes: Sequence[Node], figures: Mapping[str, FigureDef]
) -> tuple[SummaryDef, ...]:
    """Return the summary tables; figures that do not exist, or of no unit, are noted."""
    found: dict[str, SummaryDef] = {}
    for node in nodes:
        node.checked({"summary": TABLES})
        for one in node.tables("summary"):
            summary = _read(one, figures)
            if check_key(one, summary.key) and check_twice(one, summary.key, found):
                found[summary.key] = summary
    return tuple(found.values())


def _read(node: Node, figures: Mapping[str, FigureDef]) -> SummaryDef:
    data = node.checked(_SUMMARY, ("key", "title", "columns"))
    if "levels" in data:
        check_all_of(node, "levels", data["levels"], dict.fromkeys(BOOK_LEVELS))
    if "paper" in data:
        check_one_of(node, "paper", data["paper"], dict.fromkeys(_PAPERS))
    columns = [_column(one, figures) for one in node.tables("columns")]
    known = [column for column in columns if column is not None]
    return SummaryDef(**{"key": "", "title": "", **data, "columns": tuple(known)})


def _column(node: Node, figures: Mapping[str, FigureDef]) -> SummaryColumnDef | None:
    data = node.checked(_COLUMN, ("figure",))
    figure = figures.get(data.get("figure", ""))
    if figure is None:
        check_one_of(node, "figure", data.get("figure", ""), figures)
        return None
    if UNIT not in figure.by:
        message = tr("The figure “{figure}” cannot be broken down by “{field}”.")
        node.fault(message.format(figure=figure.key, field=UNIT), "figure")
    return SummaryColumnDef(**{"heading": figure.label, **data})
