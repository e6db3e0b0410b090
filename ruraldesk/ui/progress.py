"""Long work: how far it is, and a way to stop it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from ruraldesk.errors import UserError
from ruraldesk.texts.translate import tr
from ruraldesk.ui import jobs, messages
from ruraldesk.ui.jobs import Job
from ruraldesk.ui.time_left import TimeLeft
from ruraldesk.ui.widgets import Button, ElidedLabel, label

T = TypeVar("T")

PATIENCE_MS = 400  # work that ends sooner is never seen


def run(
    parent: QWidget,
    title: str,
    act: Callable[[Job], T],
    *,
    done: Callable[[T], object],
    failed: Callable[[UserError], object] | None = None,
    stoppable: bool = True,
    patience_ms: int = PATIENCE_MS,
) -> ProgressDialog:
    """Do `act` in another thread behind a dialog that shows how far it is and can stop it.

    Args:
        stoppable: False for what is done whole and within moments, such as making a book.
        patience_ms: how long the work may take before the dialog appears.
    """
    dialog = ProgressDialog(parent, title, stoppable=stoppable, patience_ms=patience_ms)

    def refuse(error: UserError) -> None:
        if failed is not None:
            failed(error)
        else:
            messages.tell_error(parent, error)

    dialog.watch(jobs.run_long(act, done=done, failed=refuse, progress=dialog.show_progress))
    return dialog


class ProgressDialog(QDialog):
    """Appears when the work takes a moment, and goes when it ends."""

    def __init__(
        self,
        parent: QWidget,
        title: str,
        *,
        stoppable: bool = True,
        patience_ms: int = PATIENCE_MS,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setFixedWidth(440)
        self.what = ElidedLabel("label")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 0)
        self.stop = Button(tr("Stop"), hint="Esc")
        self.stop.clicked.connect(self.cancel)
        self._stoppable = stoppable
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(10)
        layout.addWidget(label(title, "card"))
        layout.addWidget(self.bar)
        layout.addWidget(self.what)
        self.left = label("", "label")
        self._time = TimeLeft()
        row = QHBoxLayout()
        row.addWidget(self.left)
        row.addStretch(1)
        row.addWidget(self.stop)
        layout.addLayout(row)
        self.stop.setVisible(stoppable)  # in its place: alone it would be a window of its own
        self._job: Job | None = None
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(patience_ms)
        self._patience.timeout.connect(self.open)

    def watch(self, job: Job) -> None:
        """Show how far `job` is."""
        self._job = job
        self._time = TimeLeft()
        job.ended.connect(self._end)
        self._patience.start()

    def show_progress(self, done: int, total: int, what: str) -> None:
        """Show that `done` of `total` is done; a total of 0 is not known."""
        if not self.stop.isEnabled():  # what is stopping says so to its end
            return
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        self.what.setText(what)
        self.left.setText(self._time.note(done, total))

    def cancel(self) -> None:
        """Ask the work to stop where it can be; the dialog goes when it has."""
        if not self._stoppable:
            return
        if self._job is not None:
            self._job.cancel()
        self.stop.setEnabled(False)
        self.what.setText(tr("Stopping…"))
        self.left.clear()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.cancel()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._job is not None:
            self.cancel()
            event.ignore()

    def _end(self, *_: Any) -> None:
        self._patience.stop()
        self._job = None
        self.close()
        self.deleteLater()
