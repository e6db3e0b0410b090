"""A unit's key is taken in by hand: by its fingerprint, from one of its files, or as a text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from ruraldesk.errors import UserError
from ruraldesk.services.identity import key_in_file, public_key, trust_key
from ruraldesk.services.unit_keys import Told, UnitKeys, tell_fingerprint
from ruraldesk.texts.translate import tr
from ruraldesk.ui import folders, messages
from ruraldesk.ui.dialogs.parts import cancel_button
from ruraldesk.ui.dialogs.working import WorkSheet
from ruraldesk.ui.session import Session
from ruraldesk.ui.widgets import Button

_PUBLIC = "rdk1:"
_FOLDER = "key_folder"  # key of the preference


class RegisterDialog(WorkSheet):
    """Takes in what the unit tells; `told` says what became of it."""

    def __init__(self, session: Session, unit: UnitKeys, parent: QWidget | None) -> None:
        super().__init__(tr("{unit}: register a key").format(unit=unit.name), parent, 580)
        self._session, self._unit = session, unit
        self.told = ""
        self.say(
            tr(
                "Type the fingerprint that {unit} says or that stands on its key card or printed "
                "cover. Small letters and spaces do no harm. The whole public key, a line that "
                "begins with “rdk1:”, can be pasted instead."
            ).format(unit=unit.name),
            "table",
        )
        self.field = QLineEdit()
        self.field.setPlaceholderText("7K4M-2QXX-9HRT-3WPA-B6CD")
        self.field.returnPressed.connect(self.act)
        self.ask(tr("Fingerprint or public key"), self.field)
        self.file = Button(tr("From a file of the unit…"))
        self.file.clicked.connect(self._ask_file)
        self.main = Button(tr("Register"), primary=True, hint="Ctrl+Return")
        self.main.clicked.connect(self.act)
        self.finish(cancel_button(self), self.file, self.main)
        self.field.setFocus()

    def act(self) -> None:
        """Take in what was typed."""
        text, book, by = self.field.text().strip(), self._session.book, self._session.operator
        unit = self._unit.unit
        if not text:
            self.refuse(tr("Type the fingerprint first, or choose a file."), self.field)
        elif text.lower().startswith(_PUBLIC):
            self._do(lambda: self._trusted(text))
        else:
            self._do(lambda: _in_words(tell_fingerprint(book, unit, text, operator=by), self._unit))

    def _trusted(self, text: str) -> str:
        trust_key(
            self._session.book,
            self._unit.unit,
            public_key(text),
            operator=self._session.operator,
        )
        return _in_words(Told.TAKEN, self._unit)

    def _do(self, act: Callable[[], str]) -> None:
        self.refuse("")
        self._latest.run(act, done=self._on_done, failed=self._fail)

    def _on_done(self, told: str) -> None:
        self.told = told
        self.accept()

    def _fail(self, error: UserError) -> None:
        self.refuse(str(error), self.field)

    def _ask_file(self) -> None:
        begin = str(folders.proposed(_FOLDER))
        chosen, _ = QFileDialog.getOpenFileName(
            self,
            tr("Which file of the unit?"),
            begin,
            tr("Packages, receipts, packs ({files})").format(files="*.rdp *.rdr *.rdk"),
        )
        if chosen:
            folders.keep(_FOLDER, Path(chosen).parent)
            self.use_file(Path(chosen))

    def use_file(self, path: Path) -> None:
        """Show the fingerprint of a file's key; take it in when it was compared."""
        book, unit = self._session.book, self._unit

        def compare(found: tuple[str, str]) -> None:
            text, fingerprint = found
            if messages.ask(
                self,
                tr("Does {unit} say that {fingerprint} is its key?").format(
                    unit=unit.name, fingerprint=fingerprint
                ),
                yes=tr("Yes, I asked: take it in"),
                detail=tr("Compare it with the printed cover, or by phone, letter by letter."),
            ):
                self._do(lambda: self._trusted(text))

        def look() -> tuple[str, str]:
            key = key_in_file(book, path, unit.unit)
            return key.text, key.fingerprint

        self.refuse("")
        self._latest.run(look, done=compare, failed=self._fail)


def _in_words(told: Told, unit: UnitKeys) -> str:
    words = {
        Told.CONFIRMED: tr("The fingerprint is that of the key that is known: {unit} is compared."),
        Told.TAKEN: tr("{unit} is known by this key from now on."),
        Told.EXPECTED: tr("Kept: the next file of {unit} under a new key must have it."),
    }
    return words[told].format(unit=unit.name)
