"""Taking rows in from an office's Excel: look, correct, try, then do it; counts at the end."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ruraldesk.definitions.model import FormDef
from ruraldesk.errors import Level, UserError
from ruraldesk.services import entry, importing
from ruraldesk.services.import_columns import UUID_PATH, Understanding, lacking
from ruraldesk.services.importing import Imported
from ruraldesk.texts.translate import tr
from ruraldesk.ui import folders
from ruraldesk.ui.dialogs.import_columns import ColumnsTable, target_words
from ruraldesk.ui.dialogs.import_given import GivenValues
from ruraldesk.ui.dialogs.import_outcome import Outcome
from ruraldesk.ui.dialogs.parts import Combo, cancel_button
from ruraldesk.ui.dialogs.reason import ask_reason
from ruraldesk.ui.dialogs.working import WorkSheet
from ruraldesk.ui.jobs import Job
from ruraldesk.ui.progress import PATIENCE_MS
from ruraldesk.ui.widgets import Button, Card, framed, label

if TYPE_CHECKING:
    from ruraldesk.services.books import Book

FILE, COLUMNS, TRIED, DONE = range(4)
_NOTE_WIDTH = 520  # pixels
_MOST_DOUBTS = 3  # lines above the columns
_NOTHING = Imported(
    sheet="",
    title="",
    columns=(),
    before=0,
    added=0,
    changed=0,
    unchanged=0,
    refused=0,
    problems=(),
)
_ENDINGS = "*.xlsx *.xlsm *.xls *.et *.csv *.ods"


class ImportDialog(WorkSheet):
    """Four steps: the file, its columns, a try that changes nothing, the result."""

    def __init__(self, book: Book, form: FormDef, parent: QWidget | None) -> None:
        super().__init__(tr("Import into “{form}”").format(form=tr(form.title)), parent, 900)
        self.resize(920, 660)
        self.setAcceptDrops(True)
        self._book, self._form = book, form
        self._file: Path | None = None
        self._understood: Understanding | None = None
        self._last = _NOTHING
        self._taken_in = False
        self._reason: str | None = None  # why records of a closed month change; None: not asked yet
        self.sheet = Combo()
        self.columns = ColumnsTable()
        self.given = GivenValues()
        self.tried, self.done_page = Outcome(), Outcome()
        self.work.ended.connect(lambda: self._set_busy(False))
        self.steps = QStackedWidget()
        for page in (self._file_page(), self._columns_page(), self.tried, self.done_page):
            self.steps.addWidget(page)
        self.body.addWidget(self.steps, 1)
        self.body.addWidget(self.work)
        self._make_foot()
        self._show_step(FILE)

    # pages

    def _file_page(self) -> QWidget:
        page = Card()
        layout = QVBoxLayout(page)
        layout.addStretch(1)
        middle = Qt.AlignmentFlag.AlignHCenter
        text = tr("Drop the office's Excel file here, or choose it.")
        layout.addWidget(label(text, "text"), 0, middle)
        self.choose = Button(tr("Choose a file…"), primary=True)
        self.choose.clicked.connect(self._choose_file)
        layout.addSpacing(8)
        layout.addWidget(self.choose, 0, middle)
        note = tr(
            "The sheet and its heading are found by what they contain; title rows, row numbers, "
            "totals and remarks do no harm. Nothing is changed before you agree."
        )
        words = label(note, "hint")
        words.setWordWrap(True)
        words.setAlignment(middle)
        words.setFixedWidth(_NOTE_WIDTH)
        words.setMinimumHeight(words.heightForWidth(_NOTE_WIDTH))  # the layout does not ask
        layout.addSpacing(10)
        layout.addWidget(words, 0, middle)
        layout.addStretch(2)
        return page

    def _columns_page(self) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(label(tr("Sheet"), "label"))
        self.sheet.setMinimumWidth(180)
        self.sheet.setAccessibleName(tr("Sheet"))
        self.sheet.activated.connect(lambda _: self._understand(self.sheet.currentText()))
        row.addWidget(self.sheet)
        self.about = label("", "label")
        row.addWidget(self.about, 1)
        layout.addLayout(row)
        self.doubts = label("", "doubt")
        self.doubts.setWordWrap(True)
        layout.addWidget(self.doubts)
        layout.addWidget(framed(self.columns), 1)
        layout.addWidget(self.given)
        return page

    def _make_foot(self) -> None:
        self.back = Button(tr("Back"))
        self.back.clicked.connect(self._go_back)
        self.next = Button(tr("Try without changing anything"), primary=True, hint="Ctrl+Return")
        self.next.clicked.connect(self.act)
        self.skip = Button(tr("Take in the good rows only"), primary=True)
        self.skip.clicked.connect(lambda: self._run(skip_bad=True))
        self.errors = Button(tr("Open the refused rows"))
        self.errors.clicked.connect(self._open_errors)
        self.leave = cancel_button(self, tr("Close"))
        self.finish(self.leave, self.errors, self.back, self.skip, self.next, filled=True)

    # steps

    def _show_step(self, step: int) -> None:
        self.steps.setCurrentIndex(step)
        self.refuse("")
        refused = self._last.refused if step in (TRIED, DONE) else 0
        self.back.setVisible(step in (COLUMNS, TRIED))
        self.errors.setVisible(step in (TRIED, DONE) and self._last.error_file is not None)
        good = self._last.added + self._last.changed  # rows that are as they were bring nothing
        self.skip.setVisible(step == TRIED and refused > 0 and good > 0)
        self.next.setVisible(step == COLUMNS or (step == TRIED and not refused))
        words = tr("Try without changing anything") if step == COLUMNS else tr("Take the rows in")
        self.next.setText(words)
        self.next.updateGeometry()
        target = {FILE: self.choose, COLUMNS: self.next, DONE: self.leave}.get(step, self.next)
        if step == TRIED and refused:
            target = self.skip if good else self.back
        target.setFocus()

    def act(self) -> None:
        """Do what the step is for: try, or take the rows in."""
        if self.work.is_working():
            return
        if self.steps.currentIndex() == COLUMNS:
            if self.columns.taken():
                self._run(dry_run=True)
            else:
                self.refuse(tr("Say for at least one column where it goes."))
        elif self.steps.currentIndex() == TRIED and not self._last.refused:
            self._run()

    def _go_back(self) -> None:
        self._show_step(self.steps.currentIndex() - 1)

    def _choose_file(self) -> None:
        folder = str(folders.proposed("import_folder"))
        chosen, _ = QFileDialog.getOpenFileName(
            self, tr("Which table?"), folder, tr("Tables ({endings})").format(endings=_ENDINGS)
        )
        if chosen:
            self.open_file(Path(chosen))

    def open_file(self, file: Path) -> None:
        """Look at a file, unless another one is being read."""
        if self.work.is_working():
            return
        folders.keep("import_folder", file.parent)
        self._file = file
        self._reason = None
        self.sheet.clear()
        self._understand(None)

    def _understand(self, sheet: str | None) -> None:
        book, form, file = self._book, self._form.key, self._file
        if file is None:
            return
        self.refuse("")

        self._set_busy(True)
        self.work.start(
            lambda job: importing.understand(
                book, form, file, sheet=sheet, progress=job.progress, cancelled=job.cancelled
            ),
            done=self._on_understood,
            failed=self._on_failed,
            stopped=lambda: self.refuse(tr("Stopped; the file was not read.")),
            patience_ms=PATIENCE_MS,
        )

    def _on_understood(self, understood: Understanding) -> None:
        self._understood = understood
        self.sheet.clear()
        self.sheet.addItems(understood.beside)
        self.sheet.setCurrentText(understood.sheet.name)
        text = tr(
            "{file} · heading in row {heading} · data from row {first} · {count} columns known"
        )
        assert self._file is not None
        heading = understood.heading
        rows = (
            f"{heading.start + 1}" if len(heading) == 1 else f"{heading.start + 1}–{heading.stop}"
        )
        self.about.setText(
            text.format(
                file=self._file.name,
                heading=rows,
                first=understood.first + 1,
                count=len(understood.taken),
            )
        )
        self.columns.show_columns(understood, self._form, self._book.definitions.forms)
        self._offer_given(understood)
        doubts = _doubts(understood)
        self.doubts.setText("\n".join(doubts))
        self.doubts.setVisible(bool(doubts))
        self._show_step(COLUMNS)

    def _offer_given(self, understood: Understanding) -> None:
        """Offer the fields that no column fills for one value in all rows."""
        filled = {one.field for one in understood.taken}
        targets = understood.matcher.targets
        free = {path: one for path, one in targets.items() if path not in filled | {UUID_PATH}}
        words = target_words(free, self._form, self._book.definitions.forms)
        needed = [one.path for one in lacking(understood.matcher, filled)]
        self.given.show_targets(free, words, needed)

    def _run(self, *, dry_run: bool = False, skip_bad: bool = False) -> None:
        book, form, file = self._book, self._form.key, self._file
        sheet, mapping = self.sheet.currentText(), self.columns.corrections()
        given, reason = self.given.values(), self._reason or ""
        if file is None:
            return
        self.refuse("")
        self._set_busy(True)

        def run(job: Job) -> Imported:
            return importing.run(
                book,
                form,
                file,
                sheet=sheet,
                mapping=mapping,
                given=given,
                dry_run=dry_run,
                skip_bad=skip_bad,
                operator=entry.operator(book),
                reason=reason,
                progress=job.progress,
                cancelled=job.cancelled,
            )

        self.work.start(
            run,
            done=lambda found: self._on_tried(found) if dry_run else self._on_done(found),
            failed=self._on_failed,
            stopped=self._on_stopped,
        )

    def _set_busy(self, busy: bool) -> None:
        for part in (self.back, self.next, self.skip, self.choose, self.sheet):
            part.setEnabled(not busy)

    def _on_tried(self, found: Imported) -> None:
        if self._asks_why(found):
            QTimer.singleShot(0, self, lambda: self._run(dry_run=True))  # once this one has ended
            return
        self._last = found
        taken = found.added + found.changed
        if found.refused:
            text = tr("{taken} rows can be taken in, {refused} cannot. Nothing is changed yet.")
        else:
            text = tr("All is well: {taken} rows can be taken in. Nothing is changed yet.")
        self.tried.show_outcome(text.format(taken=taken, refused=found.refused), found)
        self._show_step(TRIED)

    def _asks_why(self, found: Imported) -> bool:
        """Ask once for all rows why final records change; return whether a reason was given."""
        rows = {one.row for one in found.problems if one.code == entry.CLOSED_MONTH}
        if not rows or self._reason is not None:
            return False
        told = tr(
            "{count} rows enter or change records of a closed month, which are final. Say in a few "
            "words why: the reason is kept with each of them. Without one these rows are refused."
        )
        title = tr("Correct a closed month")
        self._reason = ask_reason(self, title, told.format(count=len(rows)), tr("Correct"))
        return bool(self._reason)

    def has_taken_in(self) -> bool:
        """Say whether the book holds rows from the file, however the dialog was left."""
        return self._taken_in

    def _on_done(self, found: Imported) -> None:
        self._last = found
        self._taken_in = self._taken_in or found.added + found.changed > 0
        if found.stopped:
            text = tr("Nothing was taken in, because {refused} rows were refused.")
        else:
            text = tr("Done: {added} rows added, {changed} changed, {refused} refused.")
        self.done_page.show_outcome(
            text.format(added=found.added, changed=found.changed, refused=found.refused), found
        )
        self._show_step(DONE)

    def _on_failed(self, error: UserError) -> None:
        self.refuse(str(error))

    def _on_stopped(self) -> None:
        self.refuse(tr("Stopped; nothing was changed."))

    def _open_errors(self) -> None:
        if self._last.error_file is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._last.error_file)))

    # Qt

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        urls = event.mimeData().urls()
        if self.steps.currentIndex() == FILE and len(urls) == 1 and urls[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.open_file(Path(event.mimeData().urls()[0].toLocalFile()))


def _doubts(understood: Understanding) -> list[str]:
    """Return the doubts about a table in a few lines; columns left out are only counted."""
    doubts = [one.message for one in understood.problems if one.level is not Level.INFORM]
    left_out = len(understood.problems) - len(doubts)
    lines = doubts[:_MOST_DOUBTS]
    if len(doubts) > _MOST_DOUBTS:
        lines.append(tr("… and {count} more.").format(count=len(doubts) - _MOST_DOUBTS))
    if left_out:
        lines.append(
            tr("{count} columns are not taken in; choose below where they belong.").format(
                count=left_out
            )
        )
    return lines
