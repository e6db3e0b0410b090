"""The page about packs: what this office sent down, what came from above, and what is in each."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ruraldesk.services import pack_board, pack_carrying
from ruraldesk.services.carrying import Carried
from ruraldesk.services.pack_board import KeptPack, PackBoard, PackLine, PackState, PackStory
from ruraldesk.texts.translate import joined, tr
from ruraldesk.ui import keys, messages, tokens
from ruraldesk.ui.dialogs.place_row import Place
from ruraldesk.ui.empty_state import EmptyState
from ruraldesk.ui.entry.notice import NoticeBar
from ruraldesk.ui.handing.carry_dialog import CarryDialog
from ruraldesk.ui.handing.lines import Line, LineTable
from ruraldesk.ui.handing.story import StoryView
from ruraldesk.ui.handing.wizard import PackWizard
from ruraldesk.ui.jobs import Job, Latest
from ruraldesk.ui.page import BookPage
from ruraldesk.ui.session import Session
from ruraldesk.ui.widgets import Button, Card, Chip, ElidedLabel, LinkButton, label

_GAP = 14
_TOLD = 3  # forms of packs that are told to be older than the program's


class PacksPage(BookPage):
    """A table of packs, and at the right the one that the cursor is on."""

    made = Signal(Path, bool)  # a pack was made; whether it is to hold here, too
    install_wanted = Signal(Path)
    file_wanted = Signal()  # of a pack to be taken in
    back_wanted = Signal(int, str)  # number and office of a pack to be taken back
    help_wanted = Signal(str)
    told = Signal()  # the pack at the right is told

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._lines: dict[str, PackLine] = {}
        self._latest_story = Latest(self)
        self._office = session.book.info.level != "village"
        self.table = LineTable(
            (
                tr("Number"),
                tr("Title"),
                tr("What is in it"),
                tr("Made"),
                tr("Sent by"),
                tr("State"),
            ),
            tr("Packs"),
            wide=2,
            spare=(3, 4),
        )
        self.table.chosen.connect(self._show_pack)
        self.setFocusProxy(self.table)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(tokens.MARGIN, 14, tokens.MARGIN, 16)
        layout.setSpacing(10)
        layout.addLayout(self._head())
        layout.addLayout(self._tools())
        self.outdated = NoticeBar()
        layout.addWidget(self.outdated)
        below = QHBoxLayout()
        below.setSpacing(_GAP)
        below.addWidget(self._left(), 60)
        below.addWidget(self._right(), 42)
        layout.addLayout(below, 1)
        keys.set_hints(self, tr("↑↓ pack · Tab to the buttons · F6 next area · F1 help"))

    # parts

    def _head(self) -> QHBoxLayout:
        self.count = ElidedLabel("quiet")
        head = QHBoxLayout()
        head.setSpacing(10)
        title = label(page_title(self._session.book.info.level), "title")
        head.addWidget(title, 0, Qt.AlignmentFlag.AlignBaseline)
        head.addWidget(self.count, 1, Qt.AlignmentFlag.AlignBaseline)
        return head

    def _tools(self) -> QHBoxLayout:
        self.new = Button(tr("New pack…"), primary=True)
        self.new.clicked.connect(lambda: self.make_pack())
        if not self._office:
            self.new.hide()
        self.take = Button(tr("Take a pack in…"), primary=not self._office)
        self.take.clicked.connect(self.file_wanted)
        self.help = LinkButton(tr("How packs work"))
        self.help.clicked.connect(lambda: self.help_wanted.emit("下发包"))
        row = QHBoxLayout()
        row.setSpacing(8)
        book = self._session.book
        self.new.setEnabled(not book.read_only)
        self.take.setEnabled(not book.read_only or book.because is not None)
        row.addWidget(self.new)
        row.addWidget(self.take)
        row.addStretch(1)
        row.addWidget(self.help)
        return row

    def _left(self) -> Card:
        card = Card()
        inside = QVBoxLayout(card)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.table)
        self.empty = EmptyState("packs")
        self.empty.setText(
            tr(
                "Nothing was sent down yet. “New pack…” puts forms, tasks, targets and the due day "
                "into one file; it goes onto the sticks of the units below, and each takes it in "
                "once."
            )
            if self._office
            else tr(
                "Nothing came from the office above yet. What it sends down lies on the stick as "
                "a file that ends in “.rdk”: “Take a pack in…” shows what it would change before "
                "anything is changed."
            )
        )
        self.empty.hide()
        inside.addWidget(self.empty, 1)
        return card

    def _right(self) -> Card:
        self.detail = Card()
        inside = QVBoxLayout(self.detail)
        inside.setContentsMargins(16, 14, 16, 14)
        inside.setSpacing(8)
        self.name = ElidedLabel("card")
        self.state = Chip()
        top = QHBoxLayout()
        top.addWidget(self.name, 1)
        top.addWidget(self.state)
        inside.addLayout(top)
        self.about, self.note = label("", "label"), label("", "table")
        for words in (self.about, self.note):
            words.setWordWrap(True)
            inside.addWidget(words)
        self.story = StoryView()
        inside.addWidget(self.story, 1)
        self.carry = Button(tr("Write onto a stick…"), primary=True)
        self.carry.clicked.connect(lambda: self.carry_pack())
        self.here = Button(tr("Take it in here"))
        self.here.clicked.connect(self._install_here)
        self.back = Button(tr("Take the pack back…"))
        self.back.clicked.connect(self._take_back)
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in (self.carry, self.here, self.back):
            row.addWidget(button)
        row.addStretch(1)
        inside.addLayout(row)
        return self.detail

    # what is shown

    def _read(self) -> None:
        book = self._session.book
        self._latest.run(
            lambda: pack_board.board(book),
            done=self._show,
            failed=self.fail,
        )

    def forget(self) -> None:
        super().forget()
        self._latest_story.forget()

    def _show(self, board: PackBoard) -> None:
        lines = [*board.made, *board.received]
        self._lines = {str(one.pack.id): one for one in lines}
        self.count.setText(_counted(board))
        if board.outdated:
            self.outdated.tell("\n".join(one.message for one in board.outdated[:_TOLD]), "wheat")
        else:
            self.outdated.clear()
        self.table.setVisible(bool(lines))
        self.empty.setVisible(not lines)
        self.setFocusProxy(self.table if lines else self.new if self._office else self.take)
        self.detail.setVisible(bool(lines))
        self.table.show_lines([self._line(one) for one in lines])
        self.loaded.emit()

    def _line(self, one: PackLine) -> Line:
        text, tone = _state(one)
        pack = one.pack
        own = pack.unit == self._session.book.info.unit
        source = tr("this office") if own else pack.unit_name
        cells = (str(pack.number), pack.title, one.contents, pack.made[:10], source, text)
        return Line(key=str(pack.id), cells=cells, tone=tone)

    def shown(self) -> PackLine | None:
        """Return the pack that is told at the right."""
        return self._lines.get(self.table.current())

    def _show_pack(self, key: str) -> None:
        one = self._lines.get(key)
        if one is None:
            self._latest_story.forget()
            self.story.show_story(None)
            return
        pack, own = one.pack, one.pack.state is PackState.MADE
        self.name.setText(_called(pack))
        self.state.show_state(*_state(one))
        when = tr("made {made}") if own else tr("of {unit}, made {made}, taken in {taken}")
        self.about.setText(
            when.format(unit=pack.unit_name, made=pack.made[:10], taken=pack.time[:10])
        )
        self.note.setText(pack.note)
        self.note.setVisible(bool(pack.note))
        writable = not self._session.book.read_only
        self.carry.setVisible(own)
        self.here.setVisible(own and not one.here and bool(pack.forms or pack.settings))
        self.here.setEnabled(writable)
        installed = one.here if own else pack.state is PackState.INSTALLED
        self.back.setVisible(installed)
        self.back.setEnabled(writable or self._session.book.because is not None)
        book = self._session.book
        self._latest_story.run(
            lambda: pack_board.story(book, pack),
            done=self._tell,
            failed=lambda error: messages.tell_error(self, error),
        )

    def _tell(self, story: PackStory) -> None:
        self.story.show_story(story)
        self.told.emit()

    # acts

    def make_pack(self) -> PackWizard:
        """Open the wizard that makes a pack."""
        wizard = PackWizard(self._session, self.window())
        wizard.accepted.connect(lambda: self._on_made(wizard))
        self.open_dialog(wizard)
        return wizard

    def _on_made(self, wizard: PackWizard) -> None:
        if wizard.made is not None:
            self.table.setCurrentCell(-1, -1)  # the new one is shown, not the one from before
            self._session.note_change()
            self.made.emit(wizard.made.path, wizard.holds_here())

    def carry_pack(self) -> CarryDialog | None:
        """Open the dialog that writes the pack onto one stick after the other."""
        one, book = self.shown(), self._session.book
        if one is None:
            return None
        pack = one.pack

        def write(place: Place, job: Job) -> tuple[Carried, ...]:
            return pack_carrying.hand_over(
                book, pack, place, progress=job.progress, cancelled=job.cancelled
            )

        explained = tr(
            "It is written onto the stick of each unit below, one after the other; receipts and "
            "reports that lie there stay."
        )
        dialog = CarryDialog(_called(pack), explained, write, self.window())
        self.open_dialog(dialog)
        return dialog

    def _install_here(self) -> None:
        one = self.shown()
        if one is not None:
            book = self._session.book
            self._latest_story.run(
                lambda: pack_carrying.pack_file(book, one.pack),
                done=self.install_wanted.emit,
                failed=lambda error: messages.tell_error(self, error),
            )

    def _take_back(self) -> None:
        one = self.shown()
        if one is not None:
            self.back_wanted.emit(one.pack.number, one.pack.unit)


def page_title(level: str) -> str:
    """Return what the page is called in the book of an office of this level."""
    return tr("Packs from above") if level == "village" else tr("Forms and tasks")


def _called(pack: KeptPack) -> str:
    """Return a pack's number and title; one without a title of its own is called by its number."""
    bare = tr("Pack {number}").format(number=pack.number)
    if pack.title == bare:
        return bare
    return tr("Pack {number} “{title}”").format(number=pack.number, title=pack.title)


def _counted(board: PackBoard) -> str:
    clauses = []
    if board.level != "village":
        clauses.append(tr("{count} sent down").format(count=len(board.made)))
    here = sum(one.pack.state is PackState.INSTALLED for one in board.received)
    if here or board.level == "village":
        clauses.append(tr("{count} of the office above taken in").format(count=here))
    if board.waiting:
        clauses.append(tr("the last one is not taken in here yet"))
    return joined(clauses)


def _state(one: PackLine) -> tuple[str, str]:
    """Return the chip of a pack: its word and its tone."""
    if one.pack.state is PackState.REMOVED:
        return tr("taken back"), "stone"
    if one.pack.state is PackState.INSTALLED:
        return tr("taken in here"), "pine"
    if one.here:
        return tr("holds here, too"), "pine"
    if one.pack.forms:
        return tr("not yet taken in here"), "wheat"
    return tr("sent down"), "sky"
