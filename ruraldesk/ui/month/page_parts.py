"""The smaller parts of the month's page, and the words for the state of a month."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ruraldesk.services.month_steps import MonthState, MonthView, PastMonth, state_in_words
from ruraldesk.texts.dates import told_date, told_month
from ruraldesk.texts.translate import tr
from ruraldesk.ui.row_list import Item
from ruraldesk.ui.widgets import Button, Card, label


class Waiting(Card):
    """A line that leads to an earlier month which is not handed in yet, or came back."""

    def __init__(self) -> None:
        super().__init__()
        self.text = label("", "table")
        self.button = Button(tr("Go there"))
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 8, 6)
        row.addWidget(self.text, 1)
        row.addWidget(self.button)
        self.hide()

    def show_month(self, month: str) -> None:
        """Name the month; nothing for ""."""
        self.setVisible(bool(month))
        if month:
            told = tr("{month} is not done yet: it was not handed in, or came back.")
            self.text.setText(told.format(month=told_month(month)))


def month_hints() -> str:
    """Return the hints of the month's page."""
    return tr("Tab next · ↑↓ choose · Enter opens · F6 next area · F1 help")


def titled_card(title: str, note: QWidget, inside: QWidget, act: QWidget | None = None) -> Card:
    """Return a card with a title, a note beside it, and an act at its right."""
    card = Card()
    head = QHBoxLayout()
    head.setContentsMargins(16, 0, 16, 0)
    head.setSpacing(8)
    head.addWidget(label(title, "card"))
    head.addWidget(note)
    head.addStretch(1)
    if act is not None:
        head.addWidget(act)
    layout = QVBoxLayout(card)
    layout.setContentsMargins(1, 10, 1, 8)
    layout.setSpacing(8)
    layout.addLayout(head)
    layout.addWidget(inside, 1)
    return card


def told_state(view: MonthView) -> str:
    """Return in a line when the month is due and what happened to it."""
    status = view.status
    parts = [tr("due on {day}").format(day=told_date(status.due))]
    if status.sequence:
        parts.append(tr("submission {number}").format(number=status.sequence))
    if status.corrections:
        told = tr("{count} records were corrected since it was closed")
        parts.append(told.format(count=status.corrections))
    if status.reason and status.state in (MonthState.OPEN, MonthState.RETURNED):
        words = tr("reopened: {reason}"), tr("returned: {reason}")
        told = words[status.state is MonthState.RETURNED]
        parts.append(told.format(reason=status.reason))
    return " · ".join(parts)


def past_item(one: PastMonth) -> Item:
    """Return the line of a month that was closed."""
    status = one.status
    parts = [told_month(status.month), tr("submission {number}").format(number=status.sequence)]
    for words, time in (
        (tr("closed {day}"), status.closed_at),
        (tr("handed in {day}"), one.submitted_at),
        (tr("answered {day}"), one.answered_at),
    ):
        if time:
            parts.append(words.format(day=time[5:10]))
    if status.corrections:
        parts.append(tr("{count} corrected").format(count=status.corrections))
    return Item(state_in_words(status.state), status.light, "  ".join(parts))


def reopening_words(*, accepted: bool) -> str:
    """Return what follows when a month is opened again, and that it was accepted if it was."""
    says = tr(
        "What was reported stays in the archive. Mend what is wrong and close the month "
        "again: the next submission is a correction, and the office above sees the reason."
    )
    if not accepted:
        return says
    was = tr(
        "The office above has accepted this month already. Once it is opened again it counts as "
        "not reported until the correction is handed in and accepted, too."
    )
    return f"{was}\n\n{says}"
