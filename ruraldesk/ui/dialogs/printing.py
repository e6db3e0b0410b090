"""The ledger as it will be printed: looked at, printed, saved as a PDF."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from ruraldesk.definitions.model import FormDef
from ruraldesk.errors import UserError
from ruraldesk.files import preferences
from ruraldesk.files.writing import copied_whole
from ruraldesk.services import exporting, figures
from ruraldesk.services.ledger import ListQuery
from ruraldesk.texts.dates import told_month
from ruraldesk.texts.filenames import legal_name
from ruraldesk.texts.translate import tr
from ruraldesk.ui import folders, messages, tokens
from ruraldesk.ui.dialogs.months import recent_months
from ruraldesk.ui.dialogs.pages_view import Pages, PagesView
from ruraldesk.ui.dialogs.paper import (
    PRINTER,
    Sides,
    choose_printer,
    lonely_sheet,
    make_printer,
    pages_to_print,
)
from ruraldesk.ui.dialogs.parts import Combo, WorkStrip
from ruraldesk.ui.dialogs.room import open_within
from ruraldesk.ui.dialogs.sending import send
from ruraldesk.ui.jobs import Job
from ruraldesk.ui.widgets import Button, ElidedLabel, Ground, label

if TYPE_CHECKING:
    from ruraldesk.services.books import Book

_SHOWN, _MARKED, _WHOLE = "shown", "marked", "whole"  # which rows
_KEPT = "printed"  # what is remembered of each ledger
_LEAST_TITLE = 14  # characters of a layout's title that are seen where there is little room
_ZOOMS = (50, 75, 100, 125, 150, 200)


class PrintDialog(QDialog):
    """Choices above, pages below, printing at the foot."""

    printed = Signal(int)  # how many sides

    def __init__(
        self,
        book: Book,
        form: FormDef,
        query: ListQuery | None,
        parent: QWidget | None,
        marked: Sequence[int] = (),
    ) -> None:
        """Take the rows as on screen, and the ids of the marked ones."""
        super().__init__(parent)
        self._book, self._form, self._query, self._marked = book, form, query, marked
        self._folder = tempfile.TemporaryDirectory(prefix="ruraldesk-")
        self._number = 0  # of the preview, since a file that is open is not overwritten
        self._file: Path | None = None
        self.pages: Pages | None = None
        self.setWindowTitle(tr("Print {title}").format(title=tr(form.title)))
        open_within(self, 1100, 720)
        self.layout_box, self.rows_box, self.month_box = Combo(), Combo(), Combo()
        self.zoom_box, self.sides_box = Combo(), Combo()
        self._name_boxes()
        self.first_page = QSpinBox()
        self.first_page.setAccessibleName(tr("Number of the first page"))
        self.view = PagesView()
        self.work = WorkStrip()
        self.place = label("", "label")
        self.problem = label("", "problem")
        self._build()
        self._choose_as_before()
        self._refresh()
        self.view.setFocus()

    # making

    def _name_boxes(self) -> None:
        """Give each box its name for a screen reader: Windows has none of its own for it."""
        for box, name in (
            (self.layout_box, tr("What is printed")),
            (self.rows_box, tr("Which records")),
            (self.month_box, tr("Month")),
            (self.zoom_box, tr("Size of the preview")),
            (self.sides_box, tr("Which pages")),
        ):
            box.setAccessibleName(name)

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._top())
        layout.addWidget(self.view, 1)
        layout.addWidget(self._bottom())
        self.view.page_changed.connect(lambda _: self._tell_place())
        self.view.zoom_changed.connect(lambda zoom: self._show_zoom(zoom))

    def _top(self) -> QWidget:
        bar = Ground(tokens.PAPER, edge="bottom")
        row = QHBoxLayout(bar)
        row.setContentsMargins(16, 10, 16, 10)
        row.setSpacing(8)
        for layout in self._form.prints:
            self.layout_box.addItem(tr(layout.title), layout.key)
        if self._query is not None:
            self.rows_box.addItem(tr("Rows as on screen"), _SHOWN)
        if self._marked:
            count = len(self._marked)
            self.rows_box.addItem(tr("Marked rows: {count}").format(count=count), _MARKED)
        self.rows_box.addItem(tr("The whole ledger"), _WHOLE)
        month = f"{figures.today(self._book):%Y-%m}"
        for one in recent_months(month):
            self.month_box.addItem(told_month(one), one)
        self.month_box.addItem(tr("No month"), "")
        self.month_box.setCurrentIndex(self.month_box.findData(month))
        self.layout_box.activated.connect(lambda _: self._prefer_marked())
        short = Combo.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        self.layout_box.setSizeAdjustPolicy(short)
        self.layout_box.setMinimumContentsLength(_LEAST_TITLE)
        for box in (self.layout_box, self.rows_box, self.month_box):
            row.addWidget(box, 1 if box is self.layout_box else 0)
            box.activated.connect(lambda _: self._refresh())
        row.addStretch(1)
        row.addWidget(self.place)
        row.addSpacing(12)
        self.zoom_box.addItem(tr("Page width"), 0)
        for percent in _ZOOMS:
            self.zoom_box.addItem(f"{percent}%", percent)
        self.zoom_box.activated.connect(lambda _: self._zoom())
        row.addWidget(self.zoom_box)
        return bar

    def _bottom(self) -> QWidget:
        bar = Ground(tokens.PAPER, edge="top")
        column = QVBoxLayout(bar)
        column.setContentsMargins(16, 8, 16, 10)
        column.setSpacing(6)
        self.problem.setWordWrap(True)
        self.problem.hide()
        column.addWidget(self.problem)
        column.addWidget(self.work)
        row = QHBoxLayout()
        row.setSpacing(8)
        for sides, text in (
            (Sides.ALL, tr("All pages")),
            (Sides.ODD, tr("Front sides: odd pages")),
            (Sides.EVEN, tr("Back sides: even pages")),
        ):
            self.sides_box.addItem(text, sides)
        self.sides_box.activated.connect(lambda _: self._tell_sides())
        self.first_page.setRange(1, 1)
        self.first_page.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self.first_page.setFixedWidth(52)
        self.first_page.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.hint = ElidedLabel("label")
        row.addWidget(self.sides_box)
        row.addWidget(label(tr("from page"), "label"))
        row.addWidget(self.first_page)
        row.addWidget(self.hint, 1)
        save = Button(tr("Save as PDF…"), hint="Ctrl+S")
        save.clicked.connect(self._save)
        close = Button(tr("Close"), hint="Esc")
        close.clicked.connect(self.reject)
        self.print = Button(tr("Print…"), primary=True, hint="Ctrl+P")
        self.print.clicked.connect(self._print)
        for button in (close, save, self.print):
            row.addWidget(button)
        column.addLayout(row)
        return bar

    def _choose_as_before(self) -> None:
        """Choose what was printed of this ledger last; marked rows are marked for this once."""
        kept = preferences.load(_KEPT, {}).get(self._form.key, {})
        for box, key in ((self.layout_box, "layout"), (self.sides_box, "sides")):
            box.setCurrentIndex(max(0, box.findData(kept.get(key))))
        place = self.rows_box.findData(kept.get("rows"))
        if place >= 0 and not self._marked:
            self.rows_box.setCurrentIndex(place)
        self._prefer_marked()

    def _keep_choices(self) -> None:
        """Remember what goes to paper or into a file now."""
        chosen = {
            "layout": self.layout_box.currentData(),
            "rows": self.rows_box.currentData(),
            "sides": Sides.ODD if self.sides_box.currentData() != Sides.ALL else Sides.ALL,
        }
        preferences.keep(_KEPT, preferences.load(_KEPT, {}) | {self._form.key: chosen})

    def _prefer_marked(self) -> None:
        """Offer cards of the marked records first: those of a whole ledger are rarely wanted."""
        place = self.rows_box.findData(_MARKED)
        if self._form.prints[self.layout_box.currentIndex()].kind == "card" and place >= 0:
            self.rows_box.setCurrentIndex(place)

    # the preview

    def _refresh(self) -> None:
        """Write the ledger again, as it is chosen above, and show its pages."""
        if self.work.is_working():
            return
        self._number += 1
        target = Path(self._folder.name) / f"{self._number}.pdf"
        book, key, month = self._book, self._form.key, str(self.month_box.currentData())
        layout = self._form.prints[max(0, self.layout_box.currentIndex())]
        query = self._query if self.rows_box.currentData() == _SHOWN else None
        marked = self._marked if self.rows_box.currentData() == _MARKED else ()

        def write(job: Job) -> Path:
            exporting.print_ledger(
                book,
                key,
                target,
                month=month,
                layout=layout,
                query=query,
                marked=marked,
                progress=job.progress,
                cancelled=job.cancelled,
            )
            return target

        self._refuse("")
        self.print.setEnabled(False)
        self.work.start(write, done=self._show, failed=self._on_failed, stopped=self._on_stopped)

    def _show(self, file: Path) -> None:
        if self.pages is not None:
            self.pages.close()
        self._file = file
        self.pages = Pages(file)
        self.first_page.setRange(1, max(1, len(self.pages)))
        self.print.setEnabled(len(self.pages) > 0)
        self.view.show_pages(self.pages)
        self._tell_place()
        self._tell_sides()

    def _on_failed(self, error: UserError) -> None:
        self._refuse(str(error))

    def _on_stopped(self) -> None:
        self._refuse(tr("Stopped; choose again to make the pages."))

    def _refuse(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))

    def _tell_place(self) -> None:
        count = len(self.pages) if self.pages is not None else 0
        text = tr("Page {number} of {count}")
        self.place.setText(text.format(number=min(count, self.view.current() + 1), count=count))

    def _tell_sides(self) -> None:
        """Say what to do with the paper between the two runs of a duplex print by hand."""
        sides = Sides(self.sides_box.currentData())
        count = len(self.pages) if self.pages is not None else 0
        text = ""
        if sides is Sides.ODD:
            text = tr("Print these first, then turn the stack over and print the back sides.")
        elif sides is Sides.EVEN and lonely_sheet(count):
            text = tr("Take the last sheet away first: it has no back side.")
        elif sides is Sides.EVEN:
            text = tr("Put the printed sheets back with the white side to be printed.")
        self.hint.setText(text)

    def _zoom(self) -> None:
        percent = self.zoom_box.currentData()
        if percent:
            self.view.zoom_to(percent / 100)
        else:
            self.view.fit_width()

    def _show_zoom(self, zoom: float) -> None:
        """Show the zoom, also one between those that are offered, such as by Ctrl and +."""
        percent = round(zoom * 100)
        self.zoom_box.setPlaceholderText(f"{percent}%")
        self.zoom_box.setCurrentIndex(
            0 if self.view.fits_width() else self.zoom_box.findData(percent)
        )

    # printing

    def _print(self) -> None:
        if self.pages is None or not len(self.pages):
            return
        printer = make_printer(self.pages)
        choose_printer(printer, preferences.load(PRINTER, ""))
        printer.setDocName(self._title())
        asking = QPrintDialog(printer, self)
        asking.setMinMax(1, len(self.pages))
        if asking.exec():
            preferences.keep(PRINTER, printer.printerName())
            self.print_to(printer)

    def print_to(self, printer: QPrinter) -> None:
        """Print the chosen pages; afterwards the back sides are offered when fronts were printed.

        `printed` tells the number of sides that the printer took.
        """
        if self.pages is None or self._file is None:
            return
        self._keep_choices()
        self._refuse("")
        sides = Sides(self.sides_box.currentData())
        numbers = pages_to_print(len(self.pages), sides, self.first_page.value())

        def tell(done: int) -> None:
            messages.tell(self, tr("{count} pages sent to the printer.").format(count=done))
            if sides is Sides.ODD and len(numbers) > 1:
                self.sides_box.setCurrentIndex(self.sides_box.findData(Sides.EVEN))
                self._tell_sides()
            self.printed.emit(done)

        send(self, self._file, printer, numbers=numbers, done=tell, failed=self._on_failed)

    def _save(self) -> None:
        if self._file is None:
            return
        chosen, _ = QFileDialog.getSaveFileName(
            self,
            tr("Save as PDF"),
            str(folders.proposed(folders.EXPORTS) / f"{self._title()}.pdf"),
            "PDF (*.pdf)",
        )
        if chosen:
            self.save_to(Path(chosen))

    def save_to(self, target: Path) -> None:
        """Save what is shown as `target`."""
        assert self._file is not None
        try:
            copied_whole(self._file, target)
        except UserError as error:
            self._refuse(str(error))
            return
        folders.keep(folders.EXPORTS, target.parent)
        self._keep_choices()
        messages.tell(self, tr("Saved: {name}").format(name=str(target)))

    def _title(self) -> str:
        month = str(self.month_box.currentData())
        parts = [self._book.info.name, month, self.layout_box.currentText()]
        return legal_name("_".join(part for part in parts if part))

    # Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if control and event.key() == Qt.Key.Key_P:
            self._print()
        elif control and event.key() == Qt.Key.Key_S:
            self._save()
        elif event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)

    def done(self, result: int) -> None:
        if self.work.is_working():
            self.work.cancel()
            return
        self.view.show_pages(None)
        if self.pages is not None:
            self.pages.close()
            self.pages = None
        self._folder.cleanup()
        super().done(result)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.work.is_working():
            self.work.cancel()
            event.ignore()
        else:
            super().closeEvent(event)
