"""Where something is to be written: a stick that is plugged in, or a folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from ruraldesk.services.carrying import Stick
from ruraldesk.texts.translate import tr
from ruraldesk.ui.dialogs.parts import Combo
from ruraldesk.ui.widgets import LinkButton

Place = Stick | Path


class PlaceRow(QWidget):
    """The places to choose from, looking once more which sticks there are, another folder."""

    look_wanted = Signal()
    offered = Signal()  # other places than before
    folder_chosen = Signal()

    def __init__(self, question: str) -> None:
        """Make the row, without a place yet; `question` is asked with the choice of a folder."""
        super().__init__()
        self._question = question
        self._places: list[Place] = []
        self.combo = Combo()
        self.again = LinkButton(tr("Look again"))
        self.again.clicked.connect(self.look_wanted)
        self.folder = LinkButton(tr("A folder…"))
        self.folder.clicked.connect(self._ask_folder)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.combo, 1)
        row.addWidget(self.again)
        row.addWidget(self.folder)
        self.setFocusProxy(self.combo)

    def offer_sticks(self, sticks: Sequence[Stick]) -> None:
        """Offer the sticks that are plugged in now, behind the folders that were chosen."""
        self._offer([*(one for one in self._places if isinstance(one, Path)), *sticks])

    def use_folder(self, folder: Path) -> None:
        """Offer a folder before all else."""
        self._offer([folder, *(one for one in self._places if one != folder)])
        self.folder_chosen.emit()

    def _offer(self, places: list[Place]) -> None:
        self._places = places
        self.combo.clear()
        self.combo.addItems([str(one) if isinstance(one, Path) else one.name for one in places])
        if not places:
            self.combo.addItem(tr("No stick is plugged in"))
        self.offered.emit()

    def chosen(self) -> Place | None:
        """Return the place that is chosen; None where there is none."""
        return self._places[self.combo.currentIndex()] if self._places else None

    def set_idle(self, idle: bool) -> None:
        """Let the place be changed, or not while something is written there."""
        self.combo.setEnabled(idle and bool(self._places))
        self.again.setEnabled(idle)
        self.folder.setEnabled(idle)

    def _ask_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self.window(), self._question)
        if chosen:
            self.use_folder(Path(chosen))
