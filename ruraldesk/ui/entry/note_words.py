"""A note in words."""

from __future__ import annotations

from ruraldesk.services.notes import Note
from ruraldesk.texts.translate import tr


def told_of(note: Note, part: str = "") -> str:
    """Return a note as tips and strips say it: its words, its day, who wrote it and when.

    Args:
        part: what of the record it is about, where its place does not show that.
    """
    parts = [f"{note.operator} {note.time[5:10]}".strip()]
    if note.due:
        parts.insert(0, tr("follow up by {day}").format(day=note.due))
    elif note.follow_up:
        parts.insert(0, tr("to be followed up"))
    told = tr("Note: {text} ({about})").format(text=note.text, about=" · ".join(parts))
    return tr("{place}: {sentence}").format(place=part, sentence=told) if part else told
