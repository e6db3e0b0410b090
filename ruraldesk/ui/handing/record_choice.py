"""Records of the office's own ledgers, ticked to go down with a pack."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ruraldesk.definitions.model import FormDef
from ruraldesk.services import pack_board
from ruraldesk.texts.translate import joined, tr
from ruraldesk.ui import messages, tokens
from ruraldesk.ui.dialogs.parts import Combo
from ruraldesk.ui.jobs import Latest
from ruraldesk.ui.session import Session
from ruraldesk.ui.widgets import LinkButton, label

_MOST = 500  # records that are listed at once
_PAUSE_MS = 200
_UUID = Qt.ItemDataRole.UserRole


class RecordChoice(QWidget):
    """A ledger at the top, a search, its records with boxes; what is ticked stays ticked."""

    listed = Signal()
    changed = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._latest, self._ledgers = Latest(self), Latest(self)
        self._chosen: dict[str, dict[str, str]] = {}  # ledger → UUID → name
        self._forms: Sequence[FormDef] = ()
        self.form = Combo()
        self.form.setMinimumWidth(240)
        self.form.setAccessibleName(tr("Ledger"))
        self.form.activated.connect(lambda _: self.read())
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Find: text, pinyin initials"))
        self.search.setAccessibleName(tr("Find: text, pinyin initials"))
        self.search.setClearButtonEnabled(True)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.read)
        self.search.textChanged.connect(lambda _: self._pause.start())
        self.all, self.none = LinkButton(tr("Tick all")), LinkButton(tr("Tick none"))
        self.all.clicked.connect(lambda: self._tick(Qt.CheckState.Checked))
        self.none.clicked.connect(lambda: self._tick(Qt.CheckState.Unchecked))
        self.list = QListWidget()
        self.list.setFont(tokens.font(tokens.TABLE))
        self.list.setAccessibleName(tr("Records of the ledger"))
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.itemChanged.connect(self._on_ticked)
        self.count = label("", "label")
        self.count.setWordWrap(True)
        self._lay_out()
        self._read_ledgers()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.form)
        row.addWidget(self.search, 1)
        row.addWidget(self.all)
        row.addWidget(self.none)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(row)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.count)

    def chosen(self) -> dict[str, tuple[str, ...]]:
        """Return the UUIDs of what is ticked, by ledger."""
        return {key: tuple(some) for key, some in self._chosen.items() if some}

    def forget(self) -> None:
        """Drop every question that is under way."""
        self._pause.stop()
        self._latest.forget()
        self._ledgers.forget()

    def _read_ledgers(self) -> None:
        book = self._session.book
        self._ledgers.run(
            lambda: pack_board.offered(book),
            done=self._show_ledgers,
            failed=lambda error: messages.tell_error(self, error),
        )

    def _show_ledgers(self, found: Sequence[tuple[FormDef, int]]) -> None:
        self._forms = [form for form, _ in found]
        self.form.clear()
        for form, count in found:
            self.form.addItem(f"{tr(form.title)}　{count:,}", form.key)
        if found:
            self.read()
        else:
            self.form.addItem(tr("No ledger holds a record yet"), "")
            self._show_count()
            self.listed.emit()
        for part in (self.form, self.search, self.all, self.none):
            part.setEnabled(bool(found))

    def read(self) -> None:
        """List the records of the ledger that answer to the search."""
        key, search, book = str(self.form.currentData()), self.search.text(), self._session.book
        self._latest.run(
            lambda: pack_board.candidates(book, key, search, _MOST),
            done=lambda rows: self._show(key, rows),
            failed=lambda error: messages.tell_error(self, error),
        )

    def _show(self, key: str, rows: Sequence[tuple[str, str, str]]) -> None:
        ticked = self._chosen.get(key, {})
        self.list.blockSignals(True)
        self.list.clear()
        for uuid, name, unit in rows:
            whom = tr("only {unit}").format(unit=unit) if unit else tr("everybody below")
            item = QListWidgetItem(f"{name}　（{whom}）")
            item.setData(_UUID, uuid)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            on = Qt.CheckState.Checked if uuid in ticked else Qt.CheckState.Unchecked
            item.setCheckState(on)
            self.list.addItem(item)
        self.list.blockSignals(False)
        self._show_count(len(rows) == _MOST)
        self.listed.emit()

    def _tick(self, state: Qt.CheckState) -> None:
        for row in range(self.list.count()):
            self.list.item(row).setCheckState(state)

    def _on_ticked(self, item: QListWidgetItem) -> None:
        key, uuid = str(self.form.currentData()), str(item.data(_UUID))
        some = self._chosen.setdefault(key, {})
        if item.checkState() is Qt.CheckState.Checked:
            some[uuid] = item.text()
        else:
            some.pop(uuid, None)
        self._show_count()
        self.changed.emit()

    def _show_count(self, cut: bool = False) -> None:
        titles = {form.key: tr(form.title) for form in self._forms}
        clauses = [
            tr("{form} {count}").format(form=titles.get(key, key), count=len(some))
            for key, some in self._chosen.items()
            if some
        ]
        told = tr("Chosen: {what}").format(what=joined(clauses) or tr("nothing"))
        more = tr("Only the first {count} are listed: search for others.").format(count=_MOST)
        self.count.setText(f"{told}　{more}" if cut else told)
