"""What stands in the cells: made once for each page that is read, painted many times."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ruraldesk.definitions.model import Record
from ruraldesk.definitions.values import text_of
from ruraldesk.ui.ledger.columns import Column


@dataclass(frozen=True, slots=True)
class Row:
    """One record, ready to be painted."""

    uuid: str
    id: int
    revision: int
    texts: tuple[str, ...]
    tones: tuple[str, ...]  # of the chips; "" where there is none
    told: str = ""  # why the row is not saved yet
    unsaved: frozenset[int] = frozenset()  # columns whose cells are not saved yet


EMPTY_ROW = Row("", 0, 0, (), ())


def texts_of(record: Record, columns: Sequence[Column]) -> list[str]:
    """Return the texts of `record` in `columns`, with the lines of notes."""
    values, names = record.values, record.names
    return [text_of(one.field, values.get(one.key), names.get(one.key, "")) for one in columns]


def make_row(record: Record, columns: Sequence[Column]) -> Row:
    """Return the texts of `record` in `columns`, and the colours of their chips."""
    texts = []
    tones = []
    for column in columns:
        field = column.field
        value = record.values.get(field.key)
        text = text_of(field, value, record.names.get(field.key, ""))
        texts.append(text.replace("\n", " ") if "\n" in text else text)
        tones.append(column.colours.get(str(value), "") if text else "")
    return Row(record.uuid, record.id, record.revision, tuple(texts), tuple(tones))
