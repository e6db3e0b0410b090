"""A pack opened: what it changes, sentence by sentence, and what lies in it for whom."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from ruraldesk.services.pack_board import PackStory, SentRow
from ruraldesk.texts.translate import tr
from ruraldesk.ui import tokens

_SHOWN = 60  # records of a ledger that are named


class StoryView(QPlainTextEdit):
    """Text to be read and copied; the sentences are those that receivers see, too."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setFont(tokens.font(tokens.TABLE))
        self.setAccessibleName(tr("What is in the pack"))
        self.setTabChangesFocus(True)
        document: QTextDocument = self.document()
        document.setDocumentMargin(8)

    def show_story(self, story: PackStory | None, doubts: Sequence[str] = ()) -> None:
        """Show what a pack brings; None empties the view."""
        self.setPlainText("" if story is None else "\n".join(told(story, doubts)))


def told(story: PackStory, doubts: Sequence[str] = ()) -> list[str]:
    """Return a pack in words, a line for each thing."""
    lines = [f"! {one}" for one in doubts]
    lines += [f"· {one.message}" for one in story.changes]
    for title, some in groupby(story.rows, key=lambda one: one.title):
        rows = list(some)
        lines += [
            *([""] if lines else []),
            tr("{form}: {count} records").format(form=title, count=len(rows)),
        ]
        lines += [f"   · {_named(one)}" for one in rows[:_SHOWN]]
        if len(rows) > _SHOWN:
            lines.append(tr("   … and {count} more").format(count=len(rows) - _SHOWN))
    if not story.changes and not story.rows:
        lines.append(tr("Nothing that those below do not have already."))
    return lines


def _named(row: SentRow) -> str:
    return tr("{name} (only {unit})").format(name=row.name, unit=row.unit) if row.unit else row.name
