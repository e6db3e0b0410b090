"""The rows that expressions are evaluated for, and where they ask for other records."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Protocol

from ruraldesk.definitions.expression_nodes import Aggregate, Raw, Through
from ruraldesk.definitions.model import Record


class Row:
    """A record at hand, and all that an expression about it may ask for.

    Args:
        parent: for a line, the row of the record it belongs to.
        this: inside an aggregate, the row for which it is computed.
    """

    __slots__ = ("as_of", "ledgers", "parent", "record", "span_start", "this", "values")

    def __init__(
        self,
        record: Record,
        ledgers: Ledgers,
        as_of: date,
        *,
        parent: Row | None = None,
        this: Row | None = None,
        span_start: date | None = None,
    ) -> None:
        self.record, self.ledgers, self.as_of = record, ledgers, as_of
        self.parent, self.this, self.span_start = parent, this, span_start
        self.values = record.values

    def near(self, record: Record, parent: Row | None, this: Row | None) -> Row:
        """Return the row of another record, for the same dates and ledgers."""
        return Row(
            record,
            self.ledgers,
            self.as_of,
            parent=parent,
            this=this,
            span_start=self.span_start,
        )


class Ledgers(Protocol):
    """Where other records are asked for: a book, or plain records in tests."""

    def aggregate(self, node: Aggregate, this: Row) -> Raw:
        """Return an aggregate over a ledger or its lines, computed for the row `this`."""

    def look_up(self, node: Through, key: str, row: Row) -> Raw:
        """Return `node.inner` for the record of `node.form` that `key` leads to.

        The key is its UUID, or its code when `node.by_code`; the answer None when there is none.
        """


Run = Callable[[Row], Any]
"""A compiled node: from a row to a `Raw` value."""
