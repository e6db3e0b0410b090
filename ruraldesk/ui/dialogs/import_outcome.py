"""What an import would do, or did: the honest counts, and each problem with its row."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QGridLayout,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ruraldesk.errors import Level, Problem
from ruraldesk.services.importing import Imported
from ruraldesk.texts.translate import listed, tr
from ruraldesk.ui import tokens
from ruraldesk.ui.plain_table import PlainCells, choose_rows, dress, wrap_rows
from ruraldesk.ui.widgets import Card, framed, label, recolour

_SHOWN = 500  # problems in the list


class Counts(Card):
    """Rows before, added, changed, unchanged, refused."""

    def __init__(self) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(18, 12, 18, 12)
        grid.setHorizontalSpacing(26)
        self._numbers: dict[str, QLabel] = {}
        titles = (
            ("before", tr("before")),
            ("added", tr("added")),
            ("changed", tr("changed")),
            ("unchanged", tr("unchanged")),
            ("refused", tr("refused")),
        )
        for column, (key, title) in enumerate(titles):
            number = label("0", "title")
            self._numbers[key] = number
            grid.addWidget(number, 0, column)
            grid.addWidget(label(title, "label"), 1, column)
        grid.setColumnStretch(len(titles), 1)

    def show_counts(self, found: Imported) -> None:
        """Show the counts of one run."""
        for key, number in self._numbers.items():
            number.setText(f"{getattr(found, key):,}")
        recolour(self._numbers["refused"], tokens.CINNABAR if found.refused else tokens.INK)

    def texts(self) -> dict[str, str]:
        """Return what is shown, by count."""
        return {key: number.text() for key, number in self._numbers.items()}


class ProblemsTable(QTableWidget):
    """Row of the file, how heavy, and the sentence."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, 3, parent)
        self.setHorizontalHeaderLabels([tr("Row"), "", tr("What is wrong, and what to do")])
        across = dress(self, tr("What is wrong, and what to do"))
        choose_rows(self, many=True)
        wrap_rows(self)
        self.setItemDelegate(PlainCells(self))
        across.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        self.setColumnWidth(0, 56)
        self.setColumnWidth(1, 64)

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Show the problems, the blocking ones first."""
        order = {Level.BLOCK: 0, Level.WARN: 1, Level.INFORM: 2}
        shown = sorted(problems, key=lambda one: (order[one.level], one.row or 0))[:_SHOWN]
        words = {Level.BLOCK: tr("refused"), Level.WARN: tr("doubtful"), Level.INFORM: tr("note")}
        inks = {
            Level.BLOCK: tokens.CINNABAR_TEXT,
            Level.WARN: tokens.WHEAT_TEXT,
            Level.INFORM: tokens.SKY,
        }
        self.setRowCount(len(shown))
        for number, problem in enumerate(shown):
            row = "" if problem.row is None else str(problem.row)
            for column, text in enumerate((row, words[problem.level], problem.message)):
                item = QTableWidgetItem(text)
                if column == 1:
                    item.setForeground(QColor(inks[problem.level]))
                self.setItem(number, column, item)


class Outcome(QWidget):
    """Counts, what was passed over, and the problems."""

    def __init__(self) -> None:
        super().__init__()
        self.head = label("", "card")
        self.head.setWordWrap(True)
        self.counts = Counts()
        self.passed_over = label("", "label")
        self.passed_over.setWordWrap(True)
        self.problems = ProblemsTable()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.head)
        layout.addWidget(self.counts)
        layout.addWidget(self.passed_over)
        self._frame = framed(self.problems)
        layout.addWidget(self._frame, 1)
        layout.addStretch()

    def show_outcome(self, head: str, found: Imported) -> None:
        """Show one run under the sentence `head`."""
        self.head.setText(head)
        self.counts.show_counts(found)
        parts = [
            tr("{reason}: row {rows}").format(reason=reason, rows=_rows(rows))
            for reason, rows in found.ignored.items()
        ]
        text = tr("Passed over: {parts}").format(parts=tr("; ").join(parts))
        self.passed_over.setText(text if parts else "")
        self.passed_over.setVisible(bool(parts))
        self.problems.show_problems(found.problems)
        self._frame.setVisible(bool(found.problems))


def _rows(rows: Sequence[int]) -> str:
    shown = listed(map(str, rows[:8]))
    return shown + ("…" if len(rows) > 8 else "")
