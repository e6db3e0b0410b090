"""The page of the work calendar: a month at the left, the chosen day's list at the right."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ruraldesk.services.work_calendar import (
    PLANNED,
    REPORT,
    CalendarItem,
    calendar,
    write_calendar,
)
from ruraldesk.texts.dates import told_date, told_month
from ruraldesk.texts.translate import tr
from ruraldesk.ui import tokens
from ruraldesk.ui.calendar_grid import CalendarGrid, sign_of, weekdays
from ruraldesk.ui.chart_head import Arrow
from ruraldesk.ui.page import BookPage
from ruraldesk.ui.row_list import Item, RowList
from ruraldesk.ui.session import Session
from ruraldesk.ui.widgets import Button, Card, label


class CalendarPage(BookPage):
    """What is due on which day; a click on a day shows its list, Enter there opens a record."""

    record_opened = Signal(str, str)  # form key, UUID
    month_wanted = Signal()  # the page on which a month is reported

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._day = session.day
        self._items: list[CalendarItem] = []
        self.grid = CalendarGrid()
        self.title = label(tr("Work calendar"), "title")
        self.month = label("", "card")
        self.before, self.after = Arrow("left"), Arrow("right")
        self.before.setAccessibleName(tr("Month before"))
        self.after.setAccessibleName(tr("Month after"))
        self.before.clicked.connect(lambda: self.grid.turn(-1))
        self.after.clicked.connect(lambda: self.grid.turn(1))
        self.now = Button(tr("Today"))
        self.now.clicked.connect(lambda: self.go_to(self._session.day))
        self.print = Button(tr("Print"), icon="print")
        self.print.clicked.connect(self.open_print)
        self.grid.moved.connect(self.go_to)
        self.grid.opened.connect(lambda _: self._to_list())
        self.of_day = label("", "card")
        self.list = RowList(empty_text=tr("Nothing on this day."))
        self.list.opened.connect(self._open)
        self._lay_out()
        self.setFocusProxy(self.grid)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.title)
        head.addSpacing(12)
        for part in (self.before, self.month, self.after, self.now):
            head.addWidget(part)
        head.addStretch(1)
        head.addWidget(self.print)
        left, right = Card(), Card()
        inside = QVBoxLayout(left)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.grid)
        beside = QVBoxLayout(right)
        beside.setContentsMargins(1, 12, 1, 8)
        beside.setSpacing(9)
        named = QHBoxLayout()
        named.setContentsMargins(16, 0, 16, 0)
        named.addWidget(self.of_day)
        beside.addLayout(named)
        beside.addWidget(self.list, 1)
        both = QHBoxLayout()
        both.setSpacing(12)
        both.addWidget(left, 17)
        both.addWidget(right, 11)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(tokens.MARGIN, 16, tokens.MARGIN, 16)
        layout.setSpacing(12)
        layout.addLayout(head)
        layout.addLayout(both, 1)

    def items(self) -> Sequence[CalendarItem]:
        """Return what stands in the month that is shown."""
        return self._items

    def go_to(self, day: date) -> None:
        """Choose a day, of another month too."""
        other = f"{day:%Y-%m}" != f"{self._day:%Y-%m}"
        self._day = day
        if other:
            self.refresh()
        else:
            self._show_day()

    def open_print(self) -> None:
        """Show the month as it is printed."""
        from ruraldesk.ui.dialogs.paper_dialog import PaperDialog

        book, month = self._session.book, f"{self._day:%Y-%m}"
        name = f"{book.info.name} {month} 工作日历"
        title = tr("Work calendar")
        PaperDialog(self, title, name, lambda file: write_calendar(book, month, file)).open()

    def _read(self) -> None:
        book, month = self._session.book, f"{self._day:%Y-%m}"
        self._latest.run(
            lambda: calendar(book, month),
            done=lambda items: self._show(month, items),
            failed=self.fail,
        )

    def _show(self, month: str, items: list[CalendarItem]) -> None:
        self._items = items
        self.month.setText(told_month(month))
        by_day: dict[date, list[CalendarItem]] = {}
        for one in items:
            by_day.setdefault(one.day, []).append(one)
        self.grid.show_month(month, by_day, self._session.day, self._day)
        self._show_day()
        self.loaded.emit()

    def _show_day(self) -> None:
        self.grid.choose(self._day)
        items = self._of_day()
        weekday = weekdays()[self._day.weekday()]
        self.of_day.setText(f"{told_date(self._day)} · {weekday}")
        self.list.setAccessibleName(self.of_day.text())
        self.list.show_items(
            [Item(_word(one), sign_of(one)[1], one.text, one.who) for one in items]
        )

    def _of_day(self) -> list[CalendarItem]:
        return [one for one in self._items if one.day == self._day]

    def _to_list(self) -> None:
        if self._of_day():
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _open(self, number: int) -> None:
        one = self._of_day()[number]
        if one.form:
            self.record_opened.emit(one.form, one.record)
        else:
            self.month_wanted.emit()


def _word(item: CalendarItem) -> str:
    """Return the kind of something in a word."""
    if item.late:
        return tr("Overdue")
    return {REPORT: tr("Report"), PLANNED: tr("Planned ahead")}.get(item.kind, tr("Due"))
