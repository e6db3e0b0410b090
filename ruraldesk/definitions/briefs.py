"""What briefs there are: texts whose numbers are figures, kept as Word and text templates."""

from __future__ import annotations

from dataclasses import dataclass

from ruraldesk.definitions.identity import BOOK_LEVELS


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefDef:
    """A brief of `forms/briefs/`: `<key>.docx` and `<key>.txt` are its templates."""

    key: str
    title: str
    note: str = ""  # what it is for, and how often
    levels: tuple[str, ...] = BOOK_LEVELS  # in whose books it is offered
