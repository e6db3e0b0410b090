"""Ledgers in plain memory, the counterpart of a book in tests."""

from collections.abc import Iterator, Mapping, Sequence

from ruraldesk.definitions.evaluate import compiled, fold
from ruraldesk.definitions.expression_nodes import Aggregate, Raw, SourceKind, Through
from ruraldesk.definitions.model import Record
from ruraldesk.definitions.rows import Row


class MemoryLedgers:
    """Records by form, in the order of their ids."""

    def __init__(self, records: Mapping[str, Sequence[Record]]) -> None:
        self.records = records

    def aggregate(self, node: Aggregate, this: Row) -> Raw:
        return fold(node)(list(self._rows(node, this)))

    def look_up(self, node: Through, key: str, row: Row) -> Raw:
        for record in self.records.get(node.form.key, ()):
            found = record["code"] == key and not record.deleted
            if found if node.by_code else record.uuid == key:
                return compiled(node.inner)(row.near(record, None, None))  # type: ignore[no-any-return]
        return None

    def _rows(self, node: Aggregate, this: Row) -> Iterator[Row]:
        source = node.source
        records = [one for one in self.records.get(source.ledger, ()) if not one.deleted]
        if source.kind is SourceKind.LEDGER:
            yield from (this.near(record, None, this) for record in records)
            return
        parents = [this.near(record, None, None) for record in records]
        lines = [
            (place, line.id, line, parent)
            for parent in parents
            for place, line in enumerate(parent.record.lines.get(source.form.key, ()))
        ]
        for _, _, line, parent in sorted(lines, key=lambda one: one[:2]):
            yield this.near(line, parent, this)
