"""Forms to go down: a folder or single files, and at once what they change or what is wrong."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QListWidget,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from ruraldesk.errors import UserError
from ruraldesk.services.pack_carrying import Draft, content_of
from ruraldesk.services.pack_checks import PackRefused
from ruraldesk.services.pack_forms import FormFiles, files_in, single_files, together
from ruraldesk.services.pack_making import Content
from ruraldesk.texts.translate import tr
from ruraldesk.ui import folders, tokens
from ruraldesk.ui.jobs import Latest
from ruraldesk.ui.session import Session
from ruraldesk.ui.widgets import Button, LinkButton, label, recolour

_ALL = 100  # part of the room; what is told gives none to the stretch below it
_FOLDER = "forms_folder"  # key of the preference


class FormChoice(QWidget):
    """Folders and files in a list; below, what they change for those who receive them."""

    checked = Signal()  # what was chosen was looked through

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._latest = Latest(self)
        self._places: list[Path] = []
        self._files = FormFiles()
        self.sound = True  # without faults
        self.list = QListWidget()
        self.list.setFixedHeight(86)
        self.list.setFont(tokens.font(tokens.TABLE))
        self.list.setAccessibleName(tr("Forms that go along"))
        self.folder, self.single = Button(tr("Add a folder…")), Button(tr("Add files…"))
        self.away = LinkButton(tr("Take out"))
        self.folder.clicked.connect(self._ask_folder)
        self.single.clicked.connect(self._ask_files)
        self.away.clicked.connect(self._take_out)
        self.head = label("", "strong")
        self.told = QPlainTextEdit()
        self.told.setReadOnly(True)
        self.told.setTabChangesFocus(True)
        self.told.setFont(tokens.font(tokens.TABLE))
        self.told.setAccessibleName(tr("What these forms change"))
        self._lay_out()
        self._show_nothing()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in (self.folder, self.single, self.away):
            row.addWidget(button)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(row)
        layout.addWidget(self.list)
        layout.addWidget(self.head)
        layout.addWidget(self.told, _ALL)
        layout.addStretch(1)

    def files(self) -> FormFiles:
        """Return the definitions that were chosen."""
        return self._files

    def forget(self) -> None:
        """Drop every question that is under way."""
        self._latest.forget()

    def add(self, *places: Path) -> None:
        """Add folders or files, and look through all of them."""
        self._places += [one for one in places if one not in self._places]
        self._check()

    def _ask_folder(self) -> None:
        begin = str(folders.proposed(_FOLDER))
        chosen = QFileDialog.getExistingDirectory(self.window(), tr("Folder of forms"), begin)
        if chosen:
            folders.keep(_FOLDER, Path(chosen))
            self.add(Path(chosen))

    def _ask_files(self) -> None:
        begin = str(folders.proposed(_FOLDER))
        chosen, _ = QFileDialog.getOpenFileNames(
            self.window(),
            tr("Files of forms"),
            begin,
            tr("Forms and templates ({files})").format(files="*.toml *.docx *.txt"),
        )
        if chosen:
            folders.keep(_FOLDER, Path(chosen[0]).parent)
            self.add(*map(Path, chosen))

    def _take_out(self) -> None:
        row = self.list.currentRow()
        if 0 <= row < len(self._places):
            del self._places[row]
            self._check()

    def _check(self) -> None:
        self.list.clear()
        self.list.addItems([str(one) for one in self._places])
        self.list.setCurrentRow(self.list.count() - 1)
        self.away.setEnabled(bool(self._places))
        if not self._places:
            self._files, self.sound = FormFiles(), True
            self._latest.forget()
            self._show_nothing()
            self.checked.emit()
            return
        places, book = tuple(self._places), self._session.book
        self._say(tr("Looking the forms through …"), tokens.QUIET, [])

        def look() -> Content:
            folders = [files_in(one) for one in places if one.is_dir()]
            single = single_files([one for one in places if not one.is_dir()])
            self._files = together([*folders, single])
            return content_of(book, Draft(forms=self._files))

        self._latest.run(look, done=self._show, failed=self._refuse)

    def _show(self, content: Content) -> None:
        self.sound = True
        lines = [f"! {one.message}" for one in content.problems]
        lines += [f"· {one.message}" for one in content.news]
        count = len(content.news)
        head = (
            tr("Without faults; {count} things change for those below:").format(count=count)
            if count
            else tr("Without faults; those below have all of it already.")
        )
        self._say(head, tokens.PINE, lines)
        self.checked.emit()

    def _refuse(self, error: UserError) -> None:
        self.sound = False
        problems = error.problems if isinstance(error, PackRefused) else ()
        lines = [f"! {one.message}" for one in problems if one.message != str(error)]
        self._say(str(error), tokens.CINNABAR_TEXT, lines)
        self.checked.emit()

    def _show_nothing(self) -> None:
        self.away.setEnabled(False)
        self._say(tr("No forms go along; that is all right."), tokens.QUIET, [])

    def _say(self, head: str, ink: str, lines: list[str]) -> None:
        self.head.setText(head)
        recolour(self.head, ink)
        self.told.setPlainText("\n".join(lines))
        self.told.setVisible(bool(lines))
        self.list.setVisible(bool(self._places))
