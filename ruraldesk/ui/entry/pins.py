"""Fields that new records take over from the one before: 沿用, remembered for each ledger."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ruraldesk.definitions.model import FieldDef, FieldType, Record
from ruraldesk.files import preferences
from ruraldesk.texts.translate import tr

if TYPE_CHECKING:
    from ruraldesk.ui.entry.panel import EntryPanel

_NEVER = (FieldType.SERIAL, FieldType.PERSON_ID, FieldType.FILES, FieldType.COMPUTED)


class Pins:
    """Knows which fields of a panel's form are carried on, and begins new records with them."""

    def __init__(self, panel: EntryPanel) -> None:
        self._panel = panel
        self._key = f"carried_on.{panel.door.form.key}"
        panel.head.pin_wanted.connect(self.toggle)
        panel.begun.connect(self._show)

    def keys(self) -> list[str]:
        """Return the fields that are carried on."""
        form = self._panel.door.form
        kept = [str(key) for key in preferences.load(self._key, [])]
        return [one.key for one in form.fields if one.key in kept and _may_be(one)]

    def toggle(self) -> None:
        """Carry the field with the focus on to new records, or do so no more (F9)."""
        panel = self._panel
        key = panel.pages.page.focused() if panel.pages.tabs.current() == 0 else ""
        if not key:
            return
        field, kept = panel.door.form.field(key), self.keys()
        label = tr(field.label)
        if not _may_be(field):
            panel.foot.tell(tr("“{field}” is each record's own").format(field=label))
            return
        on = key not in kept
        kept = [*kept, key] if on else [one for one in kept if one != key]
        preferences.keep(self._key, kept or None)
        self._show()
        told = tr("New records take “{field}” over") if on else tr("“{field}” begins empty again")
        panel.foot.tell(told.format(field=label))

    def blank(self) -> Record:
        """Return a new record with what is carried on from the one that was shown last."""
        panel = self._panel
        record, keys = panel.door.blank(), self.keys()
        shown = panel.working.base
        before = shown if shown.uuid else panel.before
        if keys and before is None:
            before = panel.door.latest()
        if before is None:
            return record
        values, names = dict(record.values), dict(record.names)
        for key in keys:
            if before[key] is not None:
                values[key] = before[key]
                names[key] = before.names.get(key, "")
                known = panel.door.form.field(key).known
                if known and before[known] is not None:
                    values[known] = before[known]
        return replace(record, values=values, names=names)

    def _show(self) -> None:
        kept = set(self.keys())
        for key, box in self._panel.pages.page.boxes.items():
            box.show_pinned(key in kept)


def _may_be(field: FieldDef) -> bool:
    return field.stored and not field.unique and field.type not in _NEVER
