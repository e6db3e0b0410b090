"""The page about keys: the own one to be told to others, and those by which others are known."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from ruraldesk.services import identity, unit_keys
from ruraldesk.services.unit_keys import KeyBoard, Known, UnitKeys, write_key_card
from ruraldesk.texts.translate import joined, tr
from ruraldesk.ui import jobs, keys, messages, tokens
from ruraldesk.ui.dialogs.paper_dialog import PaperDialog
from ruraldesk.ui.handing.key_detail import KeyDetail, state_of
from ruraldesk.ui.handing.lines import Line, LineTable
from ruraldesk.ui.handing.register_dialog import RegisterDialog
from ruraldesk.ui.page import BookPage
from ruraldesk.ui.session import Session
from ruraldesk.ui.widgets import Button, Card, ElidedLabel, LinkButton, label

_GAP = 14


class KeysPage(BookPage):
    """The own key above; below all units, and at the right the one that the cursor is on."""

    help_wanted = Signal(str)
    renewed = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._board: KeyBoard | None = None
        self._units: dict[str, UnitKeys] = {}
        self.table = LineTable(
            (tr("Unit"), tr("Division code"), tr("Fingerprint of its key"), tr("State")),
            tr("Keys of other units"),
            wide=2,
            spare=(1,),
        )
        self.table.chosen.connect(self._show_unit)
        self.setFocusProxy(self.table)
        self.detail = KeyDetail()
        self.detail.register.clicked.connect(lambda: self.register_key())
        self.detail.take.clicked.connect(lambda: self._decide(take=True))
        self.detail.refuse.clicked.connect(lambda: self._decide(take=False))
        card = Card()
        inside = QVBoxLayout(card)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.table)
        below = QHBoxLayout()
        below.setSpacing(_GAP)
        below.addWidget(card, 60)
        below.addWidget(self.detail, 42)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(tokens.MARGIN, 14, tokens.MARGIN, 16)
        layout.setSpacing(10)
        layout.addLayout(self._head())
        layout.addWidget(self._own())
        layout.addLayout(below, 1)
        keys.set_hints(self, tr("↑↓ unit · Tab to the buttons · F6 next area · F1 help"))

    # parts

    def _head(self) -> QHBoxLayout:
        self.count = ElidedLabel("quiet")
        self.help = LinkButton(tr("New clerk, lost computer, two books?"))
        self.help.clicked.connect(lambda: self.help_wanted.emit("单位密钥"))
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(label(tr("Unit keys"), "title"), 0, Qt.AlignmentFlag.AlignBaseline)
        head.addWidget(self.count, 1, Qt.AlignmentFlag.AlignBaseline)
        head.addWidget(self.help)
        return head

    def _own(self) -> Card:
        card = Card()
        row = QHBoxLayout(card)
        row.setContentsMargins(18, 12, 16, 12)
        row.setSpacing(8)
        column = QVBoxLayout()
        column.setSpacing(2)
        self.whose = ElidedLabel("label")
        self.fingerprint = label("", "strong")
        self.fingerprint.setFont(tokens.font(tokens.TITLE, bold=True, spacing=1.0))
        self.fingerprint.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(self.whose)
        column.addWidget(self.fingerprint)
        row.addLayout(column, 1)
        self.card = Button(tr("Print the key card…"), primary=True)
        self.card.clicked.connect(lambda: self.print_card())
        self.more = Button(tr("More"), menu=True)
        self.more.clicked.connect(self._open_more)
        for button in (self.card, self.more):
            row.addWidget(button)
        return card

    # what is shown

    def _read(self) -> None:
        book = self._session.book
        self._latest.run(
            lambda: unit_keys.key_board(book),
            done=self._show,
            failed=self.fail,
        )

    def _show(self, board: KeyBoard) -> None:
        self._board = board
        self._units = {one.unit: one for one in board.units}
        whose = tr("The key of {unit} ({code}): whoever asks for it is told this fingerprint")
        self.whose.setText(whose.format(unit=board.name, code=board.unit))
        self.fingerprint.setText(board.fingerprint)
        self.count.setText(_counted(board))
        self.table.show_lines([_line(one) for one in board.units])
        self.loaded.emit()

    def board(self) -> KeyBoard | None:
        """Return what is shown."""
        return self._board

    def shown(self) -> UnitKeys | None:
        """Return the unit at the right."""
        return self._units.get(self.table.current())

    def _show_unit(self, unit: str) -> None:
        self.detail.show_unit(self._units.get(unit), writable=not self._session.book.read_only)

    # acts

    def register_key(self) -> RegisterDialog | None:
        """Open the dialog that takes a key in: by its fingerprint, a file or its text."""
        one = self.shown()
        if one is None:
            return None
        dialog = RegisterDialog(self._session, one, self.window())
        dialog.accepted.connect(lambda: self._on_told(dialog.told))
        self.open_dialog(dialog)
        return dialog

    def _on_told(self, told: str) -> None:
        self._session.note_change()
        messages.tell(self, told)

    def _decide(self, *, take: bool) -> None:
        one, book, by = self.shown(), self._session.book, self._session.operator
        if one is None or one.strange is None:
            return
        strange = one.strange
        if take and not messages.ask(
            self,
            tr("Does {unit} say that {fingerprint} is its key?").format(
                unit=one.name, fingerprint=strange.fingerprint
            ),
            yes=tr("Yes, I asked: take it in"),
            detail=tr("Read it out on the telephone, letter by letter. The old key ends with it."),
        ):
            return
        act = unit_keys.take_strange if take else unit_keys.refuse_strange
        jobs.run(
            lambda: act(book, one.unit, strange.public, operator=by),
            done=lambda _: self._on_told(
                tr("{unit} is known by its new key now; take its file in once more.").format(
                    unit=one.name
                )
                if take
                else tr("The other key of {unit} stays refused; the known one goes on.").format(
                    unit=one.name
                )
            ),
            failed=lambda error: messages.tell_error(self, error),
            owner=self,
        )

    def print_card(self) -> PaperDialog:
        """Show the key card as it will be printed."""
        book = self._session.book
        dialog = PaperDialog(
            self.window(),
            tr("Key card"),
            f"{book.info.name}_密钥卡",
            lambda target: write_key_card(book, target),
        )
        self.open_dialog(dialog)
        return dialog

    def _open_more(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(tr("Copy the public key"), self.copy_key)
        new = menu.addAction(tr("Make a new key…"), self._ask_renew)
        new.setEnabled(not self._session.book.read_only)
        menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def copy_key(self) -> None:
        """Put the public key on the clipboard, as the line that others can paste."""
        if self._board is not None:
            QApplication.clipboard().setText(self._board.public)
            messages.tell(self, tr("Copied: the line that begins with “rdk1:”."))

    def _ask_renew(self) -> None:
        book = self._session.book
        if messages.ask(
            self,
            tr("Make a new key for {unit}?").format(unit=book.info.name),
            yes=tr("Make a new key"),
            detail=tr(
                "Only when somebody else has a copy of the book. All others must take the new key "
                "in before they accept files again; what was encrypted for the old key cannot be "
                "opened any more."
            ),
        ):
            self.renew_key()

    def renew_key(self) -> None:
        """Make a new own key, and say what follows."""
        book = self._session.book

        def tell(_: object) -> None:
            self._session.note_change()
            text = tr("New key made. Print the key card and tell all others its fingerprint.")
            messages.tell(self, text, "wheat")
            self.renewed.emit()

        jobs.run(
            lambda: identity.renew(book),
            done=tell,
            failed=lambda error: messages.tell_error(self, error),
            owner=self,
        )


def _line(one: UnitKeys) -> Line:
    text, tone = state_of(one)
    found = one.strange or one.key
    cells = (one.name, one.unit, found.fingerprint if found is not None else "—", text)
    return Line(key=one.unit, cells=cells, tone=tone)


def _counted(board: KeyBoard) -> str:
    known = sum(one.key is not None and one.known is not Known.EXPECTED for one in board.units)
    clauses = [
        tr("{known} of {count} units are known by their key").format(
            known=known, count=len(board.units)
        )
    ]
    if board.waiting:
        clauses.append(tr("{count} came with another key").format(count=board.waiting))
    return joined(clauses)
