"""The page on which an office goes on with what came in: what waits, what was read, the totals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from ruraldesk.services import merging_memory, reporting_points, reporting_totals
from ruraldesk.services.merging_memory import Reading
from ruraldesk.services.reporting_points import Point
from ruraldesk.services.reporting_totals import LedgerTotal
from ruraldesk.texts.translate import joined, tr
from ruraldesk.ui import keys, tokens
from ruraldesk.ui.page import BookPage
from ruraldesk.ui.reporting.batches_part import BatchesPart
from ruraldesk.ui.reporting.points_part import PointsPart
from ruraldesk.ui.reporting.tabs import Tabs
from ruraldesk.ui.reporting.totals_part import TotalsPart
from ruraldesk.ui.session import Session
from ruraldesk.ui.widgets import ElidedLabel, label

POINTS, BATCHES, TOTALS = 0, 1, 2  # tabs


@dataclass(frozen=True, slots=True)
class _Found:
    points: Sequence[Point]
    readings: Sequence[Reading]
    totals: Sequence[LedgerTotal]


class MergingPage(BookPage):
    """Three parts under tabs."""

    record_opened = Signal(str, str)  # form key, UUID
    unit_wanted = Signal(str, str)  # unit, month
    rows_wanted = Signal(str, object, str)  # form key, codes of units, name of the unit
    read_wanted = Signal()  # to go where reports are taken in

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.points, self.batches = PointsPart(session), BatchesPart(session)
        self.totals = TotalsPart(session)
        self.points.record_wanted.connect(self.record_opened)
        self.points.unit_wanted.connect(self.unit_wanted)
        self.totals.rows_wanted.connect(self.rows_wanted)
        self.batches.read_wanted.connect(self.read_wanted)
        self.totals.read_wanted.connect(self.read_wanted)
        self.tabs = Tabs((tr("To be decided"), tr("What was read"), tr("Totals")))
        self.tabs.setAccessibleName(tr("Merging and checking"))
        self.tabs.chosen.connect(self.show_tab)
        self.stack = QStackedWidget()
        for part in (self.points, self.batches, self.totals):
            self.stack.addWidget(part)
        self.count = ElidedLabel("quiet")
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(
            label(tr("Merging and checking"), "title"), 0, Qt.AlignmentFlag.AlignBaseline
        )
        head.addWidget(self.count, 1, Qt.AlignmentFlag.AlignBaseline)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(tokens.MARGIN, 14, tokens.MARGIN, 16)
        layout.setSpacing(10)
        layout.addLayout(head)
        layout.addWidget(self.tabs)
        layout.addWidget(self.stack, 1)
        self.setFocusProxy(self.points)
        keys.set_hints(self, tr("↑↓ line · Enter opens · Tab to the buttons · F6 next area"))
        keys.set_hints(self.tabs, tr("←→ another part · Tab into it"))

    def show_tab(self, place: int) -> None:
        """Show a part."""
        beside = self.tabs.hasFocus()
        self.tabs.set_current(place)
        self.stack.setCurrentIndex(place)
        part = (self.points, self.batches, self.totals)[place]
        self.setFocusProxy(part)
        if not beside:
            part.setFocus(Qt.FocusReason.OtherFocusReason)

    def _read(self) -> None:
        session = self._session
        self._latest.run(
            lambda: _found(session),
            done=self._show,
            failed=self.fail,
        )

    def _show(self, found: _Found) -> None:
        waiting = sum(one.looked is None for one in found.points)
        differing = sum(one.differing > 0 for one in found.totals)
        self.tabs.show_count(POINTS, waiting, wrong=waiting > 0)
        self.tabs.show_count(BATCHES, len(found.readings), wrong=False)
        self.tabs.show_count(TOTALS, differing, wrong=differing > 0)
        self.count.setText(
            joined(
                (
                    tr("{count} wait for you").format(count=waiting),
                    tr("{count} readings").format(count=len(found.readings)),
                    tr("in {count} ledgers other totals than the units'").format(count=differing)
                    if differing
                    else tr("all totals as the units'"),
                )
            )
        )
        self.points.show_points(found.points)
        self.batches.show_readings(found.readings)
        self.totals.show_totals(found.totals)
        self.loaded.emit()


def _found(session: Session) -> _Found:
    book = session.book
    return _Found(
        points=reporting_points.points(book),
        readings=merging_memory.readings(book),
        totals=reporting_totals.ledger_totals(book),
    )
