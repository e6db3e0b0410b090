"""What the book and the window remember: who enters, who signs, where files go, how it looks."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from ruraldesk.errors import UserError
from ruraldesk.files import preferences
from ruraldesk.services.book_settings import keep_settings, setting
from ruraldesk.services.books import Book, level_name
from ruraldesk.services.exporting import SIGNERS
from ruraldesk.texts.translate import language, tr
from ruraldesk.ui import folders, themes
from ruraldesk.ui.dialogs.parts import Combo, FolderField, Sheet, asked, cancel_button
from ruraldesk.ui.dialogs.text_size import SIZES, text_size
from ruraldesk.ui.widgets import Button, LinkButton, label

_LANGUAGES = (("zh_CN", "简体中文"), ("en", "English"))


def _theme_names() -> tuple[tuple[str, str], ...]:
    return (
        (themes.SYSTEM, tr("As the system has it")),
        ("light", tr("Light")),
        ("dark", tr("Dark")),
        ("contrast", tr("High contrast")),
    )


class SettingsDialog(Sheet):
    """Kept with the book: operator and signers. Kept on this computer: the rest."""

    def __init__(self, book: Book, parent: QWidget | None) -> None:
        super().__init__(tr("Settings"), parent, 600)
        self._book = book
        self.operator = QLineEdit(setting(book, "operator"))
        self.signers = {role: QLineEdit(setting(book, f"signer.{role}")) for role in SIGNERS}
        self.export_folder = FolderField(
            folders.proposed(folders.EXPORTS), tr("Folder for Excel and PDF")
        )
        self.backup_folder = FolderField(
            preferences.load_path(folders.BACKUPS), tr("Second place for backups")
        )
        self.language = Combo()
        for code, name in _LANGUAGES:
            self.language.addItem(name, code)
        self.language.setCurrentIndex(self.language.findData(language()))
        self.text_size = Combo()
        for percent in SIZES:
            self.text_size.addItem(f"{percent}%", percent)
        self.text_size.setCurrentIndex(max(0, self.text_size.findData(text_size())))
        self.theme = Combo()
        for key, words in _theme_names():
            self.theme.addItem(words, key)
        self.theme.setCurrentIndex(self.theme.findData(themes.choice()))
        for field in (self.operator, *self.signers.values()):
            field.setReadOnly(book.read_only)
        self._build()
        self.operator.setFocus()

    def _build(self) -> None:
        info = self._book.info
        level = level_name(info.level)
        self.body.addWidget(label(tr("The book"), "strong"))
        text = tr("{name} · {level} · {code} · {path}")
        self.say(text.format(name=info.name, level=level, code=info.unit, path=self._book.path))
        note = tr("Stands in the journal at every change.")
        self._grid(
            (tr("Bookkeeper"), self.operator, note),
            *((tr(role), field, tr("Printed after it on paper.")) for role, field in self._roles()),
        )
        self.body.addWidget(label(tr("This computer"), "strong"))
        self.ask(tr("Folder for Excel and PDF"), self.export_folder)
        self.ask(
            tr("Second place for backups"),
            self.backup_folder,
            tr("Best another disk or a stick; backups beside the book are made in any case."),
        )
        self._grid(
            (tr("Language"), self.language, ""),
            (tr("Colours"), self.theme, tr("At once.")),
            (tr("Size of text"), self.text_size, tr("From the next start on.")),
        )
        about = LinkButton(tr("About the program and its licences"))
        about.clicked.connect(self._open_about)
        save = Button(tr("Keep settings"), primary=True, hint="Ctrl+Return")
        save.clicked.connect(self.act)
        foot = self.finish(cancel_button(self), save)
        foot.insertWidget(0, about)

    def _roles(self) -> list[tuple[str, QLineEdit]]:
        return list(self.signers.items())

    def _grid(self, *cells: tuple[str, QWidget, str]) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        for place, (question, field, note) in enumerate(cells):
            grid.addWidget(asked(question, field, note), place // 2, place % 2)
            grid.setColumnStretch(place % 2, 1)
        self.body.addLayout(grid)

    def act(self) -> None:
        """Keep what was changed; a folder that was not may be on a stick that is away."""
        for field in (self.export_folder, self.backup_folder):
            folder = field.path()
            if field.differs() and folder is not None and not folders.is_there(folder):
                text = tr("There is no folder {path}. Choose one that exists.")
                self.refuse(text.format(path=folder), field)
                return
        try:
            self._keep_in_book()
        except UserError as error:
            self.refuse(str(error))
            return
        for key, field in (
            (folders.EXPORTS, self.export_folder),
            (folders.BACKUPS, self.backup_folder),
        ):
            if field.differs():
                preferences.keep_path(key, field.path())
        preferences.keep("language", self.language.currentData())
        preferences.keep("theme", self.theme.currentData())
        preferences.keep("text_size", self.text_size.currentData())
        self.accept()

    def _keep_in_book(self) -> None:
        """Write what differs."""
        entered = {"operator": self.operator.text().strip()}
        entered |= {f"signer.{role}": field.text().strip() for role, field in self._roles()}
        keep_settings(self._book, entered)

    def _open_about(self) -> None:
        from ruraldesk.ui.dialogs.about import AboutDialog

        AboutDialog(self).exec()
