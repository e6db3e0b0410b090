"""Beside the matrix: what a unit's package of a month changed, the comments, and what to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ruraldesk.services.comments import Comment, CommentLevel
from ruraldesk.services.reporting_board import ReportState, UnitReport
from ruraldesk.texts.dates import told_month
from ruraldesk.texts.translate import tr
from ruraldesk.ui import tokens
from ruraldesk.ui.reporting.change_table import ChangeTable
from ruraldesk.ui.reporting.comment_box import CommentList
from ruraldesk.ui.reporting.words import shown_time, state_of
from ruraldesk.ui.widgets import Button, Card, Chip, ElidedLabel, LinkButton, label, scrolling
from ruraldesk.ui.wrapping import WrappingRow

ACCEPT, RETURN, COMMENT, RECEIPT, CHANGES = "accept", "return", "comment", "receipt", "changes"
REMIND, NOTE, BACK = "remind", "note", "back"
_STYLE = "QScrollArea, QWidget#reportBody { background: transparent; }"


@dataclass(frozen=True, slots=True)
class Act:
    """What a button says; `primary` for what comes next."""

    key: str
    words: str
    primary: bool = False


class Detail(Card):
    """One unit in one month."""

    asked = Signal(str)  # key of an act
    settled = Signal(str)  # UUID of a comment

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._report: UnitReport | None = None
        self._buttons: dict[str, Button] = {}
        self.title = ElidedLabel("card")
        self.title.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.chip = Chip(bold=True)
        self.about = label("", "label")
        self.about.setWordWrap(True)
        self.about.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.table = ChangeTable()
        self.heading = label(tr("Comments (they go down with the receipt)"), "strong")
        self.comments = CommentList()
        self.comments.settled.connect(self.settled)
        self._acts = WrappingRow(6)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 14, 16, 14)
        whole.setSpacing(6)
        whole.addLayout(self._head())
        whole.addWidget(self._body(), 1)
        whole.addWidget(self._acts)
        for part in (self.title, self.chip, self.back, self.table, self.heading, self.comments):
            part.hide()  # until a report is shown

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.title)
        row.addWidget(self.chip, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch(1)
        self.back = LinkButton(tr("Take back…"))
        self.back.setFixedHeight(24)
        self.back.setFont(tokens.font(tokens.LABEL))
        self.back.clicked.connect(lambda: self.asked.emit(BACK))
        row.addWidget(self.back)
        return row

    def _body(self) -> QScrollArea:
        inside = QWidget()
        inside.setObjectName("reportBody")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.about)
        column.addWidget(self.table)
        column.addWidget(self.heading)
        column.addWidget(self.comments)
        column.addStretch(1)
        area = scrolling(inside, sideways=False)
        area.setStyleSheet(_STYLE)
        return area

    def report(self) -> UnitReport | None:
        """Return what is shown."""
        return self._report

    def button(self, key: str) -> Button:
        """Return the button of an act that can be done now.

        Raises:
            KeyError: it cannot.
        """
        return self._buttons[key]

    def acts(self) -> tuple[str, ...]:
        """Return the acts that can be done now."""
        return tuple(self._buttons)

    def start(self) -> None:
        """Give the focus to what comes next."""
        first = next(iter(self._buttons.values()), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_report(
        self,
        report: UnitReport | None,
        title: Callable[[str], str],
        place: Callable[[Comment], str],
        *,
        mine: str,
    ) -> None:
        """Show a unit's month.

        Args:
            title: of a ledger, by its key.
            place: what a comment is about.
            mine: the code of the office, "" where nothing may be written.
        """
        self._report = report
        self.title.setVisible(report is not None)
        self.chip.setVisible(report is not None)
        self.back.setVisible(report is not None and report.last is not None and bool(mine))
        self.heading.setVisible(report is not None and bool(report.comments))
        self.comments.setVisible(report is not None and bool(report.comments))
        self.table.setVisible(report is not None and bool(report.ledgers))
        if report is None:
            self.about.setText(tr("Choose a unit to see what its report changed."))
            self._show_acts(())
            return
        self.title.setText(f"{report.name} · {told_month(report.month)}")
        word, tone = _chip(report)
        self.chip.show_state(word, tone)
        self.about.setText(_about(report))
        again = report.last is not None and report.last.verdict == "correction"
        self.table.show_changes(report.ledgers, title, again=again)
        self.comments.show_comments(report.comments, place, mine=mine)
        acts = acts_of(report) if mine else ()
        look = Act(CHANGES, tr("See all changes"))
        self._show_acts((*acts, look) if any(_moved(report)) else acts)

    def _show_acts(self, acts: tuple[Act, ...]) -> None:
        here = any(button.hasFocus() for button in self._buttons.values())
        self._acts.clear()
        self._buttons = {}
        for act in acts:
            button = Button(act.words, primary=act.primary)
            button.clicked.connect(lambda _=False, key=act.key: self.asked.emit(key))
            self._buttons[act.key] = button
        self._acts.add(*self._buttons.values())
        if here:  # the keys go on here, not in whatever widget comes next in the window
            self.start()


def acts_of(report: UnitReport) -> tuple[Act, ...]:
    """Return what can be done with a unit's month, what comes next first."""
    state = report.state.state
    if state is ReportState.MISSING:
        return (
            Act(REMIND, tr("Print the reminder"), primary=True),
            Act(NOTE, tr("Came as tables")),
        )
    comment = Act(COMMENT, tr("Comment…"))
    back = Act(RETURN, tr("Send back"))
    asks = any(one.is_open and one.level is CommentLevel.MEND for one in report.comments)
    can_return = any(one.is_open for one in report.comments)
    receipt = () if report.state.by_hand else (Act(RECEIPT, tr("Write the receipt"), primary=True),)
    if state is ReportState.RETURNED:
        return (*receipt, Act(ACCEPT, tr("Accept after all")), comment)
    if state is ReportState.ACCEPTED:
        return (*receipt, *((back,) if can_return else ()), comment)
    if asks:
        return (Act(RETURN, back.words, primary=True), Act(ACCEPT, tr("Accept")), comment)
    accept = Act(ACCEPT, tr("Accept"), primary=True)
    return (accept, *((back,) if can_return else ()), comment)


def _chip(report: UnitReport) -> tuple[str, str]:
    if report.state.state is ReportState.ACCEPTED:
        return tr("accepted"), "pine"
    return state_of(report.state)


def _moved(report: UnitReport) -> list[bool]:
    return [bool(one.added or one.changed or one.removed) for one in report.ledgers]


def _about(report: UnitReport) -> str:
    """Return where the report came from, and by which code it is told to match its paper."""
    last = report.last
    if last is None:
        return tr("Nothing has come in. Remind the unit, or note that it handed in tables.")
    if report.state.by_hand:
        told = tr("Handed in as tables, noted on {time}; its rows were imported here.")
        return told.format(time=shown_time(last.time))
    told = tr("{path} · submission {number} · taken in {time} · check code {code}")
    if last.closed_at:
        told = tr(
            "{path} · submission {number} · closed {closed} · taken in {time} · check code {code}"
        )
    return told.format(
        path=last.path,
        number=last.sequence,
        closed=shown_time(last.closed_at),
        time=shown_time(last.time),
        code=last.check_code,
    )
