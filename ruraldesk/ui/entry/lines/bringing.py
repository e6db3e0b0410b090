"""What a record brings into a row of detail rows that was chosen for one of its references."""

from __future__ import annotations

from ruraldesk.definitions.fitting import value_fault
from ruraldesk.definitions.model import FieldDef, FormDef
from ruraldesk.ui.entry.lines.rows import Row
from ruraldesk.ui.entry.source import Sources


def bring(row: Row, form: FormDef, changed: FieldDef, sources: Sources) -> None:
    """Fill what the record brings that was chosen just now, and take back what another did."""
    one = form.field(changed.known) if changed.known else changed
    uuid = row.values.get(one.key)
    if not one.fills or uuid == row.means.get(one.key) or value_fault(one, uuid):
        return
    row.means[one.key] = uuid
    meant = sources.brought(one, uuid) if isinstance(uuid, str) else None
    for own, _ in one.fills:
        present = row.values.get(own)
        if present not in (None, "", row.filled.get(own)):
            continue  # the clerk's own
        value = meant.values.get(own) if meant is not None else None
        row.values[own] = row.filled[own] = value
        row.names[own] = meant.names.get(own, "") if meant is not None else ""
