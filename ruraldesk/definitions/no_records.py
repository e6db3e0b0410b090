"""A book in which nothing is entered, to evaluate expressions against."""

from __future__ import annotations

from ruraldesk.definitions.evaluate import fold
from ruraldesk.definitions.expression_nodes import Aggregate, Raw, Through
from ruraldesk.definitions.rows import Row


class NoRecords:
    """A book without records."""

    def aggregate(self, node: Aggregate, this: Row) -> Raw:
        """Return the aggregate of no rows."""
        return fold(node)([])

    def look_up(self, node: Through, key: str, row: Row) -> Raw:
        """Return that there is no such record."""
