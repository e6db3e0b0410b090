"""What a pack would change, before it is taken in or taken back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel, QPlainTextEdit, QWidget

from ruraldesk.texts.translate import tr
from ruraldesk.ui.dialogs.parts import Sheet, cancel_button
from ruraldesk.ui.widgets import Button

if TYPE_CHECKING:
    from ruraldesk.services.packs import PackResult

_WIDTH, _HEIGHT = 620, 240
_MOST_DOUBTS = 5


class PackDialog(Sheet):
    """Shows each change and each doubt; accepted when the clerk wants it."""

    def __init__(
        self,
        result: PackResult,
        told: Sequence[str],
        parent: QWidget | None,
        *,
        back: bool = False,
    ) -> None:
        """Show what taking a pack in would do, or (`back`) what taking it back would."""
        pack = result.pack
        title = tr("Pack {number} “{title}” of {unit}")
        super().__init__(
            title.format(number=pack.number, title=pack.title, unit=pack.unit_name), parent, _WIDTH
        )
        if pack.note and not back:
            self.say(pack.note)
        self.say(_back() if back else _in(), "hint")
        lines = [f"· {sentence}" for sentence in told]
        if not lines:
            lines = [tr("Nothing changes in the forms and settings of this book.")]
        self.changes = QPlainTextEdit("\n".join(lines))
        self.changes.setReadOnly(True)
        self.changes.setAccessibleName(tr("What the pack changes"))
        self.changes.setTabChangesFocus(True)
        self.changes.setMinimumHeight(_HEIGHT)
        self.body.addWidget(self.changes, 1)
        self.doubts = QLabel("\n".join(_doubts(result)))
        self.doubts.setWordWrap(True)
        self.body.addWidget(self.doubts)
        self.doubts.setVisible(bool(result.problems))
        words = tr("Take it back") if back else tr("Take it in")
        taking = Button(words, primary=True, hint="Ctrl+Return")
        taking.clicked.connect(self.act)
        self.finish(cancel_button(self), taking, filled=True)
        taking.setFocus()


def _doubts(result: PackResult) -> list[str]:
    """Return what should be known; of many sentences the first, and how many follow."""
    told = [problem.message for problem in result.problems]
    if len(told) <= _MOST_DOUBTS:
        return told
    more = tr("… and {count} more, which the check of the month tells, too.")
    return [*told[:_MOST_DOUBTS], more.format(count=len(told) - _MOST_DOUBTS)]


def _in() -> str:
    return tr("After a backup, all of this is taken in at once:")


def _back() -> str:
    return tr(
        "After a backup, the pack is taken out of this book. Records that it brought and nobody "
        "touched go into the recycle bin, all else that was entered stays. Books of others are not "
        "changed: those who have it take it back themselves."
    )
