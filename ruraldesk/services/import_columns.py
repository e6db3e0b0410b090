"""What a dialog needs to show how an office's table was understood, and to change it."""

from __future__ import annotations

from ruraldesk.documents.heading_targets import UUID_PATH, Target
from ruraldesk.documents.headings import ColumnMatch, Matcher
from ruraldesk.documents.understanding import Understanding
from ruraldesk.services.import_given import lacking

__all__ = [
    "UUID_PATH",
    "ColumnMatch",
    "Matcher",
    "Target",
    "Understanding",
    "lacking",
]
