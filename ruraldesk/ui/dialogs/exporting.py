"""The month's Excel workbook and PDF ledgers: which, where to, and what came of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QCloseEvent, QDesktopServices
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ruraldesk.errors import UserError
from ruraldesk.files import preferences
from ruraldesk.services import exporting
from ruraldesk.services.exporting import Exported
from ruraldesk.texts.dates import told_month
from ruraldesk.texts.translate import tr
from ruraldesk.ui import folders, tokens
from ruraldesk.ui.dialogs.months import recent_months
from ruraldesk.ui.dialogs.parts import (
    Combo,
    FolderField,
    Sheet,
    WorkStrip,
    asked,
    cancel_button,
    folder_refusal,
)
from ruraldesk.ui.jobs import Job
from ruraldesk.ui.widgets import Button, Card, LinkButton, label

if TYPE_CHECKING:
    from ruraldesk.services.books import Book

_ROW = 28  # pixels
_MOST_ROWS = 9  # of the list, without scrolling
_FORMATS = ("xlsx", "pdf")
_KEY = Qt.ItemDataRole.UserRole
_KEPT = "month_export"  # what is remembered of the last time


class ExportDialog(Sheet):
    """Asks, works, and shows the files that were written."""

    def __init__(self, book: Book, month: str, parent: QWidget | None) -> None:
        super().__init__(tr("The month's Excel and PDF"), parent, 620)
        self._book = book
        self.month = Combo()
        for one in recent_months(month):
            self.month.addItem(told_month(one), one)
        self.month.setCurrentIndex(self.month.findData(month))
        self.formats = {
            "xlsx": QCheckBox(tr("Excel workbook")),
            "pdf": QCheckBox(tr("PDF ledgers")),
        }
        for box in self.formats.values():
            box.setChecked(True)
        self.ledgers = self._ledger_list()
        self.folder = FolderField(folders.proposed(folders.EXPORTS), tr("Folder for Excel and PDF"))
        self.export = Button(tr("Write the files"), primary=True, hint="Ctrl+Return")
        self.work = WorkStrip()
        self.work.ended.connect(lambda: self.export.setEnabled(True))
        self._choices = QWidget()
        self.outcome = _ResultCard()
        self._choose_as_before()
        self._build()
        self.month.setFocus()

    def _ledger_list(self) -> QListWidget:
        made = QListWidget()
        made.setAccessibleName(tr("Ledgers"))
        for form in self._book.definitions.forms.values():
            if self._book.info.level not in form.levels:
                continue
            item = QListWidgetItem(tr(form.title))
            item.setData(_KEY, form.key)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked)
            item.setSizeHint(QSize(0, _ROW))
            made.addItem(item)
        made.setFixedHeight(min(made.count(), _MOST_ROWS) * _ROW + 12)
        return made

    def _choose_as_before(self) -> None:
        """Choose what was written last; ledgers that came since are taken along."""
        kept = preferences.load(_KEPT, {})
        formats, left_out = kept.get("formats", _FORMATS), kept.get("left_out", ())
        for key, box in self.formats.items():
            box.setChecked(key in formats)
        for place in range(self.ledgers.count()):
            item = self.ledgers.item(place)
            if item.data(_KEY) in left_out:
                item.setCheckState(Qt.CheckState.Unchecked)

    def _keep_choices(self) -> None:
        chosen = set(self.chosen_forms())
        keys = [self.ledgers.item(n).data(_KEY) for n in range(self.ledgers.count())]
        formats = [key for key, box in self.formats.items() if box.isChecked()]
        left_out = [key for key in keys if key not in chosen]
        preferences.keep(_KEPT, {"formats": formats, "left_out": left_out})

    def _build(self) -> None:
        choices = QVBoxLayout(self._choices)
        choices.setContentsMargins(0, 0, 0, 0)
        choices.setSpacing(10)
        row = QHBoxLayout()
        row.setSpacing(24)
        row.addWidget(asked(tr("Month"), self.month))
        for box in self.formats.values():
            row.addWidget(box, 0, Qt.AlignmentFlag.AlignBottom)
        row.addStretch(1)
        choices.addLayout(row)
        heading = QHBoxLayout()
        heading.addWidget(label(tr("Ledgers"), "label"))
        heading.addStretch(1)
        for text, state in (
            (tr("All of them"), Qt.CheckState.Checked),
            (tr("None of them"), Qt.CheckState.Unchecked),
        ):
            button = LinkButton(text)
            button.clicked.connect(lambda _=False, state=state: self._check_all(state))
            heading.addWidget(button)
        choices.addLayout(heading)
        choices.addWidget(self.ledgers)
        choices.addWidget(asked(tr("Into the folder"), self.folder))
        self.body.addWidget(self._choices)
        self.body.addWidget(self.outcome)
        self.body.addWidget(self.work)
        self.export.clicked.connect(self.act)
        self.finish(cancel_button(self, tr("Close")), self.export)

    def _check_all(self, state: Qt.CheckState) -> None:
        for place in range(self.ledgers.count()):
            self.ledgers.item(place).setCheckState(state)

    def chosen_forms(self) -> list[str]:
        """Return the keys of the ledgers that are checked."""
        items = [self.ledgers.item(place) for place in range(self.ledgers.count())]
        return [
            str(item.data(_KEY)) for item in items if item.checkState() == Qt.CheckState.Checked
        ]

    def act(self) -> None:
        """Write the files; nothing half-written remains when it is stopped."""
        if self.work.is_working():
            return
        if self._choices.isHidden():
            self._show_choices()
            return
        forms = self.chosen_forms()
        formats = [one for one in _FORMATS if self.formats[one].isChecked()]
        folder = self.folder.path()
        if not forms:
            self.refuse(tr("Choose at least one ledger."), self.ledgers)
            return
        if not formats:
            self.refuse(tr("Choose Excel, PDF or both."), self.formats["xlsx"])
            return
        if folder is None:
            self.refuse(tr("Choose the folder for the files."), self.folder)
            return
        refusal = folder_refusal(folder)
        if refusal:
            self.refuse(refusal, self.folder)
            return
        folders.keep(folders.EXPORTS, folder)
        self.refuse("")
        self.export.setEnabled(False)
        book, month = self._book, str(self.month.currentData())
        some = None if len(forms) == self.ledgers.count() else forms

        def write(job: Job) -> Exported:
            return exporting.export_month(
                book,
                month,
                folder,
                forms=some,
                formats=formats,
                progress=job.progress,
                cancelled=job.cancelled,
            )

        self.work.start(write, done=self._on_done, failed=self._on_failed, stopped=self._on_stopped)

    def _on_done(self, exported: Exported) -> None:
        self._keep_choices()
        self._choices.hide()
        self.export.setText(tr("Once more"))
        self.export.updateGeometry()
        self.outcome.show_result(exported)

    def _show_choices(self) -> None:
        self.outcome.hide()
        self._choices.show()
        self.export.setText(tr("Write the files"))
        self.export.updateGeometry()
        self.month.setFocus()

    def _on_failed(self, error: UserError) -> None:
        self.refuse(str(error))

    def _on_stopped(self) -> None:
        self.refuse(tr("Stopped. Files that were complete before remain in the folder."))

    def reject(self) -> None:
        if self.work.is_working():
            self.work.cancel()
        else:
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.work.is_working():
            self.work.cancel()
            event.ignore()


class _ResultCard(Card):
    """The files, the rows in them, the check code, and the way to the folder."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = Path()
        self.head = label("", "strong")
        self.files = QListWidget()
        self.files.setFont(tokens.font(tokens.TABLE))
        self.files.setFrameShape(QListWidget.Shape.NoFrame)
        self.files.setMinimumHeight(260)
        self.files.itemActivated.connect(lambda item: open_path(self._folder / item.text()))
        self.open_folder = Button(tr("Open the folder"))
        self.open_folder.clicked.connect(self._open)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 10, 14, 12)
        layout.setSpacing(6)
        top = QHBoxLayout()
        top.addWidget(self.head, 1)
        top.addWidget(self.open_folder)
        layout.addLayout(top)
        layout.addWidget(self.files)
        self.hide()

    def show_result(self, exported: Exported) -> None:
        """Show what was written."""
        rows = sum(exported.rows.values())
        text = tr("{files} files, {rows} rows. Check code {code}")
        self.head.setText(
            text.format(files=len(exported.files), rows=f"{rows:,}", code=exported.check_code)
        )
        self.files.clear()
        self.files.addItems([path.name for path in exported.files])
        self.open_folder.setVisible(bool(exported.files))
        if exported.files:
            self._folder = exported.files[0].parent
        self.show()
        self.open_folder.setFocus()

    def _open(self) -> None:
        open_path(self._folder)


def open_path(path: Path) -> bool:
    """Open a file or folder with what the system has for it."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
