"""The briefs: which there are, what each says on a day, and the user's own templates."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import QDate, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import (
    QDateEdit,
    QFileDialog,
    QHBoxLayout,
    QListWidget,
    QVBoxLayout,
    QWidget,
)

from ruraldesk.errors import UserError
from ruraldesk.services import briefs
from ruraldesk.services.briefs import TEXT, WORD, Brief, Piece
from ruraldesk.texts.filenames import legal_name
from ruraldesk.texts.translate import tr
from ruraldesk.ui import folders, messages, tokens
from ruraldesk.ui.brief_view import BriefView
from ruraldesk.ui.jobs import run
from ruraldesk.ui.page import BookPage
from ruraldesk.ui.session import Session
from ruraldesk.ui.widgets import Button, ElidedLabel, LinkButton, label

_LIST_WIDTH = 220
_HELP = "简报怎么写"
_FOLDER = "brief_folder"  # name of the preference: where briefs were written last


class BriefsPage(BookPage):
    """A list of briefs at the left; at the right what the chosen one says, and where it goes."""

    figure_opened = Signal(str, date)
    shown = Signal()  # a brief stands on the screen, or why it does not
    written = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._briefs: list[Brief] = []
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Briefs"))
        self.list.currentRowChanged.connect(lambda _: self._look())
        self.title = ElidedLabel("title")
        self.note = label("", "label")
        self.note.setWordWrap(True)
        self.day = QDateEdit(QDate(session.day.year, session.day.month, session.day.day))
        self.day.setDisplayFormat("yyyy-MM-dd")
        self.day.setCalendarPopup(True)
        self.day.setAccessibleName(tr("as of"))
        self.day.dateChanged.connect(lambda _: self._look())
        self.view = BriefView()
        self.view.figure_opened.connect(lambda key: self.figure_opened.emit(key, self.as_of()))
        self._make_buttons()
        self._lay_out()
        self.setFocusProxy(self.list)

    def as_of(self) -> date:
        """Return the day whose figures are shown."""
        chosen = self.day.date()
        return date(chosen.year(), chosen.month(), chosen.day())

    def _read(self, choose: str = "") -> None:
        """Read again which briefs there are; stay at the chosen one, or go to `choose`."""
        wanted = choose or self._key()
        self._briefs = briefs.briefs(self._session.book)
        known = [one.key for one in self._briefs]
        self.list.blockSignals(True)
        self.list.clear()
        own = tr("{title} (own)")
        self.list.addItems(
            [own.format(title=one.title) if one.own else one.shown for one in self._briefs]
        )
        self.list.setCurrentRow(known.index(wanted) if wanted in known else 0)
        self.list.blockSignals(False)
        self._look()

    def add_template(self, path: Path) -> None:
        """Keep a template of the user's with the book, or say what is wrong with it."""
        book = self._session.book

        def tell(kept: Brief) -> None:
            self._read(kept.key)
            messages.tell(self, tr("“{title}” was checked and added.").format(title=kept.title))

        run(
            lambda: briefs.add_own(book, path),
            done=tell,
            failed=lambda error: messages.tell_error(self, error),
            owner=self,
        )

    def write_to(self, target: Path) -> None:
        """Write the chosen brief to a file, as Word or text by its ending."""
        book, key, day = self._session.book, self._key(), self.as_of()
        folders.keep(_FOLDER, target.parent)

        def tell(said: list[str]) -> None:
            text = tr("Written to {path}, with {count} figures.")
            act = (tr("Open"), lambda: _open(target))
            messages.tell(self, text.format(path=target, count=len(said)), act=act)
            self.written.emit(str(target))

        run(
            lambda: briefs.write(book, key, day, target),
            done=tell,
            failed=lambda error: messages.tell_error(self, error),
            owner=self,
        )

    # parts

    def _make_buttons(self) -> None:
        def made(button: Button, act: Callable[[], object]) -> Button:
            button.clicked.connect(act)
            return button

        self.word = made(Button(tr("As Word…"), primary=True), lambda: self._ask_target(WORD))
        self.text = made(Button(tr("As text…")), lambda: self._ask_target(TEXT))
        self.copy = made(Button(tr("Copy")), self._copy)
        self.add = made(LinkButton(tr("Add a template…")), self._ask_template)
        self.add.setEnabled(not self._session.book.read_only)
        self.folder = made(LinkButton(tr("Folder of templates")), self._open_folder)
        self.pick = made(LinkButton(tr("Choose figures…")), self._pick)
        self.help = made(LinkButton(tr("How to write one")), self._open_help)

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(4)
        self.list.setFixedWidth(_LIST_WIDTH)
        left.addWidget(self.list, 1)
        left.addWidget(label(tr("Own templates"), "label"))
        for button in (self.add, self.folder, self.pick, self.help):
            left.addWidget(button)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self.title, 1)
        for part in (self.copy, self.text, self.word):
            head.addWidget(part)
        below = QHBoxLayout()
        below.setSpacing(10)
        below.addWidget(self.note, 1)
        below.addWidget(label(tr("as of"), "label"))
        below.addWidget(self.day)
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addLayout(head)
        right.addLayout(below)
        right.addWidget(self.view, 1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(tokens.MARGIN, 14, tokens.MARGIN, 16)
        layout.setSpacing(16)
        layout.addLayout(left)
        layout.addLayout(right, 1)

    # what is shown

    def _chosen(self) -> Brief | None:
        row = self.list.currentRow()
        return self._briefs[row] if 0 <= row < len(self._briefs) else None

    def _key(self) -> str:
        chosen = self._chosen()
        return chosen.key if chosen else ""

    def _look(self) -> None:
        chosen = self._chosen()
        for button in (self.word, self.text, self.copy):
            button.setEnabled(False)
        if chosen is None:
            return
        self.title.setText(chosen.shown)
        self.note.setText(tr(chosen.note))
        self.note.setVisible(bool(chosen.note))
        book, key, day = self._session.book, chosen.key, self.as_of()
        self._latest.run(
            lambda: briefs.preview(book, key, day), done=self._show, failed=self._refuse
        )

    def _show(self, pieces: list[Piece]) -> None:
        self.view.show_pieces(pieces)
        chosen = self._chosen()
        self.word.setEnabled(chosen is not None and WORD in chosen.templates)
        self.text.setEnabled(chosen is not None and TEXT in chosen.templates)
        self.copy.setEnabled(True)
        self.shown.emit()
        self.loaded.emit()

    def _refuse(self, error: UserError) -> None:
        self.view.show_reason(str(error))
        self.shown.emit()

    # acts

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.view.plain())
        messages.tell(self, tr("The text of the brief was copied."))

    def _ask_target(self, suffix: str) -> None:
        chosen = self._chosen()
        if chosen is None:
            return
        kept = folders.proposed(_FOLDER)
        name = legal_name(f"{chosen.shown}_{self.as_of().isoformat()}")
        kinds = {WORD: tr("Word file (*.docx)"), TEXT: tr("Text (*.txt)")}
        target, _ = QFileDialog.getSaveFileName(
            self, tr("Write the brief to"), str(kept / f"{name}{suffix}"), kinds[suffix]
        )
        if target:
            path = Path(target)
            ends = path.suffix.lower() == suffix
            self.write_to(path if ends else path.with_name(f"{path.name}{suffix}"))

    def _ask_template(self) -> None:
        kept = str(folders.proposed(_FOLDER))
        chosen, _ = QFileDialog.getOpenFileName(
            self, tr("Add a template"), kept, tr("Templates (*.docx *.txt)")
        )
        if chosen:
            self.add_template(Path(chosen))

    def _open_folder(self) -> None:
        folder = briefs.own_folder(self._session.book)
        if not folder.is_dir():
            messages.tell(self, tr("No template of your own has been added yet."), "sky")
            return
        _open(folder)

    def _open_help(self) -> None:
        from ruraldesk.ui.dialogs.help import HelpDialog

        HelpDialog(self, _HELP).open()

    def _pick(self) -> None:
        from ruraldesk.ui.dialogs.figure_picker import FigurePicker

        book, day = self._session.book, self.as_of()
        told = partial(briefs.figure_told, book, as_of=day)
        FigurePicker(briefs.figure_choices(book), told, self).open()


def _open(path: Path) -> bool:
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
