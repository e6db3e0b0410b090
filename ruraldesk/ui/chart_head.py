"""The head of the home page's chart: which one it is, and the way to the others."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QWidget

from ruraldesk.definitions.home import ChartDef
from ruraldesk.services.home import Chart
from ruraldesk.texts.translate import tr, unit_name
from ruraldesk.ui import tokens
from ruraldesk.ui.widgets import Button, ElidedLabel, LinkButton


class ChartHead(QWidget):
    """Title and unit at the left; at the right an arrow each way, and a menu of all charts."""

    chosen = Signal(str)  # key of a chart

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._charts: Sequence[ChartDef] = ()
        self._key = ""
        self.title = ElidedLabel("card")
        self.title.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.note = ElidedLabel("quiet")
        self.before, self.after = Arrow("left"), Arrow("right")
        self.before.clicked.connect(lambda: self.turn(-1))
        self.after.clicked.connect(lambda: self.turn(1))
        self.place = LinkButton("", menu=True)
        self.place.clicked.connect(self._open_menu)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.title)
        row.addWidget(self.note, 1)
        for button in (self.before, self.place, self.after):
            row.addWidget(button)
            button.hide()  # until there are charts

    def show_charts(self, charts: Sequence[ChartDef], shown: Chart) -> None:
        """Show which of the charts is on the screen."""
        self._charts, self._key = charts, shown.key
        self.title.setText(tr(shown.title))
        unit = unit_name(shown.unit)
        note = tr("{unit}, click for the rows") if unit else tr("click for the rows")
        self.note.setText(note.format(unit=unit))
        at, count = self._at(), len(charts)
        for button, step in ((self.before, -1), (self.after, 1)):
            title = tr(charts[(at + step) % count].title)
            button.setAccessibleName(tr("Chart: {title}").format(title=title))
            button.setToolTip(title)
            button.setVisible(count > 1)
        self.place.setText(f"{at + 1} / {count}")
        self.place.setAccessibleName(tr("All charts"))
        self.place.setToolTip(tr("All charts"))
        self.place.setVisible(count > 1)
        self.place.updateGeometry()

    def turn(self, step: int) -> None:
        """Go so many charts on; after the last comes the first."""
        if len(self._charts) > 1:
            self.chosen.emit(self._charts[(self._at() + step) % len(self._charts)].key)

    def menu(self) -> QMenu:
        """Return the menu of all charts, that on the screen with a tick."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for one in self._charts:
            act = menu.addAction(tr(one.title), lambda key=one.key: self.chosen.emit(key))
            act.setCheckable(True)
            act.setChecked(one.key == self._key)
        return menu

    def _open_menu(self) -> None:
        self.menu().popup(self.place.mapToGlobal(QPoint(0, self.place.height())))

    def _at(self) -> int:
        keys = [one.key for one in self._charts]
        return keys.index(self._key) if self._key in keys else 0


class Arrow(Button):
    """A small button with an arrow alone."""

    def __init__(self, icon: str) -> None:
        super().__init__("", icon=icon)

    def sizeHint(self) -> QSize:
        return QSize(tokens.BUTTON - 2, tokens.BUTTON - 2)

    def _widths(self) -> tuple[int, int, int, int]:
        return 14, 0, 0, 0
