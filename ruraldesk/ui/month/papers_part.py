"""The wizard's third step: the package is made, cover and ledgers are printed to be signed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ruraldesk.services import month_papers, month_steps
from ruraldesk.services.month_papers import Papers
from ruraldesk.services.month_steps import MonthView
from ruraldesk.texts.translate import tr
from ruraldesk.ui import messages, tokens
from ruraldesk.ui.dialogs.exporting import open_path
from ruraldesk.ui.dialogs.pages_view import Pages
from ruraldesk.ui.dialogs.paper import make_printer
from ruraldesk.ui.dialogs.sending import send_all
from ruraldesk.ui.month.part import Part
from ruraldesk.ui.session import Session
from ruraldesk.ui.widgets import Button, Card, LinkButton, label


class PapersPart(Part):
    """Makes what is carried and what is signed, shows it, and prints it."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.papers: Papers | None = None
        self.told = label("", "text")
        self.told.setWordWrap(True)
        self.outcome = Card()
        self.code = label("", "title")
        self.note = label("", "label")
        self.note.setWordWrap(True)
        self.files = QListWidget()
        self.files.setAccessibleName(tr("Papers"))
        self.files.setFont(tokens.font(tokens.TABLE))
        self.files.setFrameShape(QListWidget.Shape.NoFrame)
        self.files.itemActivated.connect(lambda item: open_path(item.data(_PATH)))
        self.print = Button(tr("Print the ticked ones…"))
        self.print.clicked.connect(self.print_wanted)
        self.open_folder = LinkButton(tr("Open the folder"))
        self.open_folder.clicked.connect(self._open_folder)
        self._lay_out()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(label(tr("Check code"), "label"))
        top.addWidget(self.code)
        top.addStretch(1)
        top.addWidget(self.open_folder)
        top.addWidget(self.print)
        inside = QVBoxLayout(self.outcome)
        inside.setContentsMargins(16, 10, 12, 10)
        inside.setSpacing(6)
        inside.addLayout(top)
        inside.addWidget(self.note)
        inside.addWidget(self.files, 1)
        self.body.addWidget(label(tr("Print and sign"), "title"))
        self.body.addWidget(self.told)
        self.body.addWidget(self.outcome, 1)
        self.body.addStretch(0)
        self.body.addWidget(self.problem)
        self.body.addWidget(self.work)
        self.outcome.hide()

    def words(self) -> str:
        if self.work.is_working():
            return ""
        return tr("Make the package and the papers") if self.papers is None else tr("Signed, go on")

    def act(self) -> None:
        if self.papers is None:
            self.make()
            return
        month_steps.keep_printed(self._session.book, self._session.month)
        self.moved.emit()
        self.done.emit()

    def first_stop(self) -> QWidget | None:
        return self.print if self.papers is not None else None

    def _begin(self, view: MonthView) -> None:
        papers, status = self.papers, view.status
        if papers is not None and papers.packaged.sequence != status.sequence:
            self.papers = None
            self.outcome.hide()
        if self.papers is None:
            self.told.setText(
                tr(
                    "One signed file is made of the closed month, with a cover that carries its "
                    "check code. Print the cover and the ledgers and let them be signed: paper and "
                    "file can then be told to belong together."
                )
            )

    def make(self) -> None:
        """Make package, cover and ledgers."""
        book, month = self._session.book, self._session.month
        self._run(
            lambda job: month_papers.make_papers(
                book, month, progress=job.progress, cancelled=job.cancelled
            ),
            self._show,
            stopped=tr("Stopped. Nothing was handed in; make the papers again when you like."),
        )

    def _show(self, papers: Papers) -> None:
        self.papers = papers
        packaged = papers.packaged
        self.told.setText(
            tr("Print these, let them be signed and stamped, then go on to the stick.")
        )
        self.code.setText(packaged.check_code)
        sealed = (
            tr("Encrypted for the office above.")
            if packaged.encrypted
            else tr("Signed; not encrypted, since the key of the office above is not known yet.")
        )
        told = [sealed, *(problem.message for problem in packaged.problems)]
        self.note.setText("\n".join(told))
        self.files.clear()
        for path in papers.to_print:
            item = QListWidgetItem(_told_paper(path))
            item.setToolTip(path.name)
            item.setData(_PATH, path)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked)
            self.files.addItem(item)
        self.outcome.show()
        self._session.note_change()
        self.moved.emit()
        self.changed.emit()
        self.print.setFocus(Qt.FocusReason.OtherFocusReason)

    def wanted(self) -> list[Path]:
        """Return the files of the papers that are ticked."""
        items = [self.files.item(row) for row in range(self.files.count())]
        return [one.data(_PATH) for one in items if one.checkState() == Qt.CheckState.Checked]

    def print_wanted(self) -> None:
        """Ask for the printer, then print the papers that are ticked."""
        wanted = self.wanted()
        if not wanted:
            self.refuse(tr("Tick what is to be printed."))
            return
        first = Pages(wanted[0])
        printer = make_printer(first)
        first.close()
        dialog = QPrintDialog(printer, self)
        dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange, False)
        if dialog.exec() != QDialog.DialogCode.Accepted:
            return
        self.print_to(wanted, printer)

    def print_to(self, papers: Sequence[Path], printer: QPrinter) -> None:
        """Print papers one after the other; say how many pages there were, or why not."""
        self.refuse("")

        def tell(done: int) -> None:
            messages.tell(self, tr("{count} pages sent to the printer.").format(count=done))

        send_all(self, papers, printer, done=tell, failed=lambda error: self.refuse(str(error)))

    def _open_folder(self) -> None:
        if self.papers is not None:
            open_path(self.papers.folder)


def _told_paper(path: Path) -> str:
    """Return what a paper is called, without unit and month, which all of them carry."""
    _, _, ledger = path.stem.partition("_")
    return ledger.partition("_")[2] or path.stem.rsplit(" ", 1)[-1]


_PATH = Qt.ItemDataRole.UserRole
