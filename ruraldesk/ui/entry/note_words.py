"""A note in words."""

from __future__ import annotations

from ruraldesk.services.notes import Note
from ruraldesk.texts.translate import tr


def told_of(note: Note) -> str:
    """Return a note as tips and strips say it: its words, its day, who wrote it and when."""
    parts = [f"{note.operator} {note.time[5:10]}".strip()]
    if note.due:
        parts.insert(0, tr("follow up by {day}").format(day=note.due))
    elif note.follow_up:
        parts.insert(0, tr("to be followed up"))
    return tr("Note: {text} ({about})").format(text=note.text, about=" · ".join(parts))
