"""Making a new book: whose it is, where it lies, and whether it is locked."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QGridLayout, QHBoxLayout, QLineEdit, QWidget

from ruraldesk.definitions.identity import is_division_code
from ruraldesk.errors import UserError
from ruraldesk.services.books import BOOK_LEVELS, create_book, level_name
from ruraldesk.texts.filenames import legal_name
from ruraldesk.texts.translate import tr
from ruraldesk.ui import folders, progress
from ruraldesk.ui.dialogs.parts import Combo, Sheet, asked, cancel_button, folder_refusal
from ruraldesk.ui.dialogs.password import PasswordField
from ruraldesk.ui.jobs import Job
from ruraldesk.ui.widgets import Button

_ENDING = ".rdb"
_DIGITS = {"county": 6, "town": 9, "village": 12}  # of a code that are not zeros
_GAP = 12


class NewBookDialog(Sheet):
    """Asks once what the program must know; `book_path` is the new book."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(tr("New book"), parent, 580)
        self.book_path: Path | None = None
        self._place_typed = False
        self.name = QLineEdit()
        self.name.setPlaceholderText(tr("for example 王楼镇 or 黄寺村"))
        self.code = QLineEdit()
        self.code.setPlaceholderText("410726104000")
        self.level = Combo()
        for level in BOOK_LEVELS:
            self.level.addItem(level_name(level), level)
        self.parent_code = QLineEdit()
        self.place = QLineEdit(str(folders.proposed(folders.BOOKS) / f"{tr('New book')}{_ENDING}"))
        self.password, self.again = PasswordField(), PasswordField()
        self._build()
        self.name.textChanged.connect(self._propose_place)
        self.code.textChanged.connect(self._propose_from_code)
        self.place.textEdited.connect(self._on_place_typed)
        self.name.setFocus()

    def _build(self) -> None:
        self.say(
            tr("One file holds everything the unit keeps. These facts cannot be changed later.")
        )
        grid = QGridLayout()
        grid.setHorizontalSpacing(_GAP)
        grid.setVerticalSpacing(8)
        code_note = tr("12 digits; the township's statistics desk has the list.")
        cells = (
            (tr("Name of the unit *"), self.name, ""),
            (tr("Level *"), self.level, ""),
            (tr("Division code *"), self.code, code_note),
            (tr("Code of the office above"), self.parent_code, tr("Where monthly reports go.")),
            (tr("Password"), self.password, tr("Empty: not locked. Nobody can find a lost one.")),
            (tr("Password once more"), self.again, ""),
        )
        for place, (question, field, note) in enumerate(cells):
            grid.addWidget(asked(question, field, note), place // 2, place % 2)
            grid.setColumnStretch(place % 2, 1)
        self.body.addLayout(grid)
        row = QWidget()
        across = QHBoxLayout(row)
        across.setContentsMargins(0, 0, 0, 0)
        choose = Button(tr("Choose…"))
        choose.clicked.connect(self._choose_place)
        across.addWidget(self.place, 1)
        across.addWidget(choose)
        row.setFocusProxy(self.place)
        self.ask(tr("File of the book *"), row)
        make = Button(tr("Make the book"), primary=True, hint="Ctrl+Return")
        make.clicked.connect(self.act)
        self.finish(cancel_button(self), make)

    def act(self) -> None:
        """Make the book; what is wrong is said and everything stays as it was typed."""
        if self.password.text() != self.again.text():
            self.refuse(tr("The two passwords differ. Type the same one twice."), self.again)
            return
        path = Path(self.place.text().strip())
        if not self.place.text().strip() or path.is_dir():
            self.refuse(tr("Say which file the book becomes."), self.place)
            return
        if path.suffix.lower() != _ENDING:
            path = path.with_name(path.name + _ENDING)
        refusal = folder_refusal(path.parent)
        if refusal:
            self.refuse(refusal, self.place)
            return
        unit, name = self.code.text().strip(), self.name.text().strip()
        level, parent = str(self.level.currentData()), self.parent_code.text().strip()
        password = self.password.text() or None
        self.setEnabled(False)  # until it is made: pressed twice it would be there already

        def make(job: Job) -> Path:
            create_book(
                path,
                unit=unit,
                name=name,
                level=level,
                parent=parent,
                password=password,
                begun=True,
            ).close()
            return path

        progress.run(
            self,
            tr("Making the book"),
            make,
            done=self._on_made,
            failed=self._on_refused,
            stoppable=False,
        )

    def _on_made(self, path: Path) -> None:
        folders.keep(folders.BOOKS, path.parent)
        self.book_path = path
        self.accept()

    def _on_refused(self, error: UserError) -> None:
        self.setEnabled(True)
        self.refuse(str(error), self._wrong_field())

    def _wrong_field(self) -> QLineEdit:
        """Return the field that a refused book is refused for."""
        for field in (self.code, self.parent_code):
            code = field.text().strip()
            if (code or field is self.code) and not is_division_code(code):
                return field
        return self.place if self.name.text().strip() else self.name

    def _propose_place(self, name: str) -> None:
        if not self._place_typed:
            file = legal_name(name.strip() or tr("New book")) + _ENDING
            self.place.setText(str(folders.proposed(folders.BOOKS) / file))

    def _propose_from_code(self, code: str) -> None:
        """Tell the level, and the office above, by the code: its last digits are zeros."""
        code = code.strip()
        if len(code) != 12 or not code.isdigit():
            return
        level = next(one for one, digits in _DIGITS.items() if not code[digits:].strip("0"))
        self.level.setCurrentIndex(BOOK_LEVELS.index(level))
        above = {"village": code[:9] + "000", "town": code[:6] + "000000", "county": ""}[level]
        self.parent_code.setText(above)

    def _on_place_typed(self) -> None:
        self._place_typed = True

    def _choose_place(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self, tr("File of the book"), self.place.text(), f"*{_ENDING}"
        )
        if chosen:
            self._place_typed = True
            self.place.setText(str(Path(chosen)))
