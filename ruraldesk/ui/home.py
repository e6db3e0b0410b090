"""The first page of a book: the month, the main figures, what is due, and its charts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QMenu,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ruraldesk.files import preferences
from ruraldesk.services import home
from ruraldesk.services.home import Chart, Due, Home, KeyFigure, Start
from ruraldesk.services.month_steps import ON
from ruraldesk.texts.translate import tr
from ruraldesk.ui import messages, tokens
from ruraldesk.ui.chart import BarChart
from ruraldesk.ui.chart_head import ChartHead
from ruraldesk.ui.due_card import DueCard
from ruraldesk.ui.figure_card import FigureCard
from ruraldesk.ui.jobs import Latest
from ruraldesk.ui.month_line import MonthLine
from ruraldesk.ui.page import BookPage
from ruraldesk.ui.row_list import Item
from ruraldesk.ui.session import Session
from ruraldesk.ui.widgets import Button, Card, Ground, empty, label, scrolling

_GAP = 12
_NARROW = 760  # pixels of the page
_LEAST_BESIDE, _LEAST_BELOW = 190, 250  # pixels of what is due and of the chart
_NUMBERS = "①②③④⑤"
_CHART = "home_chart"  # under which preference the chart that was chosen is kept
_ANY_HEIGHT = 16_777_215  # Qt's own largest, which is not in PySide


class HomePage(BookPage):
    """What a secretary looks at, and where a clerk begins."""

    step_chosen = Signal(str)  # key of a step of the month
    start_chosen = Signal(str)  # key of a first step of a new book
    figure_opened = Signal(str)  # key of a figure
    record_opened = Signal(str, str)  # form key, UUID
    bar_opened = Signal(int)
    calendar_wanted = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        session.checked.connect(self._on_checked)
        self._home: Home | None = None
        self._charts = Latest(self)
        self._narrow = False
        layout = QVBoxLayout(self._scrolled())
        layout.setContentsMargins(tokens.MARGIN, 16, tokens.MARGIN, 16)
        layout.setSpacing(_GAP)
        layout.addWidget(self._month_card())
        self._cards = QHBoxLayout()
        self._cards.setSpacing(_GAP)
        layout.addLayout(self._cards)
        self._below = below = QGridLayout()
        below.setSpacing(_GAP)
        self.due_card, self._chart_holder = DueCard(), self._chart_card()
        self.due_card.calendar_wanted.connect(self.calendar_wanted)
        self.due = self.due_card.list
        self.due.opened.connect(self._start)
        self.due.due_opened.connect(self.record_opened)
        self.due.menu_asked.connect(lambda due, point: self.due_menu(due).popup(point))
        below.addWidget(self.due_card, 0, 0)
        below.addWidget(self._chart_holder, 0, 1)
        layout.addLayout(below, 1)
        self._share_room(new=False)

    def _scrolled(self) -> QWidget:
        """Return what scrolls where the page has not the room that its parts need."""
        inside = Ground(tokens.PAPER)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolling(inside, sideways=False))
        return inside

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is narrow, the chart stands below what is due."""
        super().resizeEvent(event)
        if self._narrow == (self.width() < _NARROW):
            return
        self._narrow = not self._narrow
        self._below.addWidget(self._chart_holder, *((1, 0) if self._narrow else (0, 1)))
        self._share_room(new=self._is_new())

    def home(self) -> Home | None:
        """Return what is shown."""
        return self._home

    def _read(self) -> None:
        book, month = self._session.book, self._session.month
        chart = preferences.load(_CHART, "")
        self._latest.run(
            lambda: home.home(book, month, chart),
            done=self._show,
            failed=self.fail,
        )

    def _month_card(self) -> Card:
        card = Card()
        card.setFixedHeight(62)
        row = QHBoxLayout(card)
        row.setContentsMargins(19, 0, 18, 0)
        row.setSpacing(16)
        self.line = MonthLine()
        self.line.chosen.connect(self.step_chosen)
        self.deadline = label("", "text")
        self.go_on = Button(tr("Continue"), primary=True)
        self.go_on.clicked.connect(self._continue)
        self.go_on.hide()
        row.addWidget(label(tr("This month"), "card"))
        row.addSpacing(4)
        row.addWidget(self.line, 1)
        row.addWidget(self.deadline)
        row.addWidget(self.go_on)
        return card

    def _chart_card(self) -> Card:
        card = Card()
        layout = QVBoxLayout(card)
        layout.setContentsMargins(16, 8, 12, 6)
        layout.setSpacing(6)
        self.chart_head, self.chart = ChartHead(), BarChart()
        layout.addWidget(self.chart_head)
        self.chart_head.chosen.connect(self._show_other_chart)
        self.chart.turned.connect(self.chart_head.turn)
        self.chart.opened.connect(self.bar_opened)
        layout.addWidget(self._scrolling_chart(), 1)
        return card

    def _scrolling_chart(self) -> QScrollArea:
        """Return the chart in a frame that scrolls where all its bars do not fit."""
        scroll = scrolling(self.chart)
        for ground in (scroll.viewport(), self.chart):
            ground.setAutoFillBackground(False)  # the card's shows
        self.chart.moved.connect(lambda y: scroll.ensureVisible(0, y, 0, 30))
        return scroll

    def _show(self, found: Home) -> None:
        self._home = found
        self.line.show_steps(found.steps)
        self._show_deadline(found.days_left)
        self.go_on.setVisible(any(step.state in ON for step in found.steps))
        self._show_figures(found.figures)
        titles = {form.key: tr(form.title) for form in self._session.forms()}
        self.due_card.show_due(found.due, titles)
        if self._is_new():
            self._show_start()
        self._share_room(new=self._is_new())
        self._show_chart(found.chart)
        shown = self.go_on.isVisible() and not self._is_new()
        self.setFocusProxy(self.go_on if shown else self.due)
        self.loaded.emit()

    def _show_chart(self, chart: Chart | None) -> None:
        if self._home is None:
            return
        self._home = replace(self._home, chart=chart)
        for part in (self.chart_head, self.chart):
            part.setVisible(chart is not None)
        if chart is not None:
            self.chart_head.show_charts(self._home.charts, chart)
            self.chart.show_chart(chart)

    def _show_other_chart(self, key: str) -> None:
        """Show another chart, now and whenever the page is shown again."""
        preferences.keep(_CHART, key)
        book, day = self._session.book, self._session.day
        self._charts.run(
            lambda: home.shown_chart(book, day, key),
            done=self._show_chart,
            failed=lambda error: messages.tell_error(self, error),
        )

    def due_menu(self, due: Due) -> QMenu:
        """Return what can be done with something due, see `due_menu.menu_of`."""
        from ruraldesk.ui.due_menu import menu_of

        menu = menu_of(self, self._session, due, self._home.put_off if self._home else 0)
        menu.opened.connect(lambda: self.record_opened.emit(due.form, due.record))
        return menu

    def _show_deadline(self, days: int | None) -> None:
        self.deadline.setVisible(days is not None)
        if days is None:
            return
        text = tr("<b>{days}</b> days left") if days >= 0 else tr("<b>{days}</b> days late")
        self.deadline.setTextFormat(Qt.TextFormat.RichText)  # a number only, no record's text
        ink = tokens.WHEAT_TEXT if days >= 0 else tokens.CINNABAR_TEXT
        self.deadline.setText(f'<span style="color:{ink}">{text.format(days=abs(days))}</span>')

    def _show_figures(self, figures: tuple[KeyFigure, ...]) -> None:
        empty(self._cards)
        before: QWidget = self.go_on
        for figure in figures:
            card = FigureCard(figure)
            card.clicked.connect(lambda _=False, key=figure.key: self.figure_opened.emit(key))
            self._cards.addWidget(card, 1)
            QWidget.setTabOrder(before, card)
            before = card

    def _is_new(self) -> bool:
        """Say whether nobody has begun to work yet: then the first steps are shown."""
        found, writable = self._home, not self._session.book.read_only
        return found is not None and writable and bool(found.starts)

    def _share_room(self, *, new: bool) -> None:
        """Let to do and chart stand side by side; the first steps of a new book stand alone."""
        self._chart_holder.setVisible(not new)
        lines = len(self._starts())
        self.due.setMaximumHeight(lines * tokens.ROW + 2 if new else _ANY_HEIGHT)
        least = _LEAST_BELOW if self._narrow else _LEAST_BESIDE
        self._chart_holder.setMinimumHeight(least)
        self.due_card.setMinimumHeight(0 if new else least)
        top = Qt.AlignmentFlag.AlignTop
        self._below.setAlignment(self.due_card, top if new else Qt.AlignmentFlag(0))
        self._below.setColumnStretch(0, 17)
        self._below.setColumnStretch(1, 0 if new or self._narrow else 16)

    def _show_start(self) -> None:
        """Say how a new book is begun."""
        self.due_card.show_instead(tr("First steps"), start_items(self._starts()))

    def _starts(self) -> tuple[Start, ...]:
        return self._home.starts if self._home is not None else ()

    def _continue(self) -> None:
        steps = self._home.steps if self._home else ()
        current = next((step for step in steps if step.state in ON), None)
        if current is not None:
            self.step_chosen.emit(current.key)

    def _start(self, number: int) -> None:
        if self._is_new():
            self.start_chosen.emit(self._starts()[number].key)


def start_items(starts: Sequence[Start]) -> list[Item]:
    """Return the lines of the first steps; what is done has a tick instead of its number."""
    words = _start_words()
    items = []
    for number, start in enumerate(starts):
        text, side, done = words[start.key]
        chip = ("✓", "pine") if start.count else (_NUMBERS[number], "stone" if number else "wheat")
        items.append(Item(*chip, done.format(count=start.count) if start.count else text, side))
    return items


def _start_words() -> dict[str, tuple[str, str, str]]:
    """Return of each first step what it says, where it leads, and what it says once it is done."""
    who = tr("Say who keeps this book and who signs")
    registered = tr("{count} units below are registered; go on with others")
    down = tr("Hand forms, tasks and targets down to them; that can wait")
    return {
        "settings": (who, tr("Settings"), who),
        "enter": (tr("Enter the first record"), "Ctrl+N", ""),
        "import": (tr("Or take in the Excel tables there are"), tr("Import"), ""),
        "units": (
            tr("Register the units below, each with its code and this office above it"),
            tr("New entry"),
            registered,
        ),
        "unit_list": (
            tr("Or take in the list of them as an Excel table"),
            tr("Import"),
            registered,
        ),
        "pack": (down, tr("Forms and tasks"), down),
        "read": (
            tr("Take in the first stick: what the units below report"),
            tr("Read the stick"),
            "",
        ),
    }
