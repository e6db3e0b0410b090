"""One unit's key beside the list: how it is known, what came instead, and what to do."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ruraldesk.services.identity import KeySource, KeyState, KnownKey
from ruraldesk.services.unit_keys import Known, UnitKeys
from ruraldesk.texts.translate import joined, tr
from ruraldesk.ui import tokens
from ruraldesk.ui.widgets import Button, Card, Chip, ElidedLabel, empty, label, recolour, scrolling
from ruraldesk.ui.wrapping import WrappingRow

_LEAST_WIDTH = 330  # pixels: a fingerprint, in letters that can be read out


class KeyDetail(Card):
    """Fingerprints one under the other, a paragraph that says what to do, buttons."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(16, 14, 16, 14)
        inside.setSpacing(10)
        self.name, self.state = ElidedLabel("card"), Chip()
        top = QHBoxLayout()
        top.addWidget(self.name, 1)
        top.addWidget(self.state)
        inside.addLayout(top)
        self.setMinimumWidth(_LEAST_WIDTH)
        self.advice = label("", "table")
        self.advice.setWordWrap(True)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(1)
        inside.addWidget(self._scrolling(), 1)
        self.take = Button(tr("Take the new key in…"), primary=True)
        self.refuse = Button(tr("Refuse it"))
        self.register = Button(tr("Register a key…"))
        row = WrappingRow()
        row.add(self.take, self.refuse, self.register)
        inside.addWidget(row)
        self.texts: list[str] = []  # fingerprints that are shown

    def _scrolling(self) -> QScrollArea:
        """Return what is told in a frame that scrolls where the screen is too low."""
        told = QWidget()
        column = QVBoxLayout(told)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.advice)
        column.addLayout(self._rows)
        column.addStretch(1)
        scroll = scrolling(told, sideways=False)
        for ground in (scroll.viewport(), told):
            ground.setAutoFillBackground(False)  # the card's shows
        return scroll

    def show_unit(self, one: UnitKeys | None, *, writable: bool) -> None:
        """Show a unit; None: there is none."""
        self.setVisible(one is not None)
        empty(self._rows)
        self.texts = []
        if one is None:
            return
        self.name.setText(f"{one.name}　{one.unit}" if one.name != one.unit else one.unit)
        self.state.show_state(*state_of(one))
        self.advice.setText(_advice(one))
        strange = one.known is Known.STRANGE
        recolour(self.advice, tokens.CINNABAR_TEXT if strange else tokens.INK)
        if one.strange is not None:
            self._add(tr("In the file"), one.strange, tokens.CINNABAR_TEXT)
        if one.key is not None:
            told = one.key.state is KeyState.EXPECTED
            so_far = tr("Known so far") if one.strange is not None else tr("Its key")
            self._add(tr("Told fingerprint") if told else so_far, one.key, tokens.INK)
        for former in one.former:
            self._add(_former(former), former, tokens.QUIET)
        for button in (self.take, self.refuse):
            button.setVisible(strange)
            button.setEnabled(writable)
        self.register.setEnabled(writable)
        self.register.set_primary(one.known in (Known.NONE, Known.FIRST))
        compare = one.known is Known.FIRST
        self.register.setText(tr("Compare the fingerprint…") if compare else tr("Register a key…"))
        self.register.updateGeometry()

    def _add(self, words: str, key: KnownKey, ink: str) -> None:
        code = label(key.fingerprint, "strong")
        code.setFont(tokens.font(tokens.CARD_TITLE, bold=True, spacing=0.6))
        code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        recolour(code, ink)
        more = label(_where_from(key), "hint")
        more.setWordWrap(True)
        more.setContentsMargins(0, 0, 0, 8)
        for part in (label(words, "label"), code, more):
            self._rows.addWidget(part)
        self.texts.append(key.fingerprint)


def state_of(one: UnitKeys) -> tuple[str, str]:
    """Return the chip of a unit: its word and its tone."""
    words = {
        Known.NONE: (tr("no key yet"), "stone"),
        Known.EXPECTED: (tr("fingerprint told"), "sky"),
        Known.FIRST: (tr("not compared"), "wheat"),
        Known.COMPARED: (tr("compared"), "pine"),
        Known.STRANGE: (tr("another key"), "cinnabar"),
    }
    return words[one.known]


def _advice(one: UnitKeys) -> str:
    if one.known is Known.STRANGE:
        return tr(
            "A file came with another key than the one that is known or was told. That is right "
            "when the unit made a new key or began a new book; otherwise somebody else made the "
            "file. Call {unit} and let it read its fingerprint out, from its own page “Unit keys” "
            "or its printed cover."
        ).format(unit=one.name)
    if one.known is Known.NONE and one.above:
        return tr(
            "There is no key of the office above yet, so packages are not encrypted. Its first "
            "pack or receipt brings the key along; or register the fingerprint from its key card "
            "now."
        )
    if one.known is Known.NONE:
        return tr(
            "Its key comes with its first package. With the fingerprint from its key card "
            "registered before, the package is checked against it at once."
        )
    if one.known is Known.EXPECTED:
        return tr(
            "The next file of {unit} under a new key must have the told fingerprint; any other is "
            "refused."
        ).format(unit=one.name)
    if one.known is Known.FIRST:
        return tr(
            "The key came with a file, and nobody has compared it yet. Compare it once with the "
            "printed cover or by phone: type the fingerprint that {unit} says."
        ).format(unit=one.name)
    return tr("Its files are checked against this key each time; nothing is to be done.")


def _former(key: KnownKey) -> str:
    if key.state is KeyState.REFUSED:
        return tr("Refused key")
    return tr("Told fingerprint") if key.state is KeyState.EXPECTED else tr("Key before")


def _where_from(key: KnownKey) -> str:
    sources = {
        KeySource.FIRST: tr("with a file"),
        KeySource.TYPED: tr("registered or compared by hand"),
        KeySource.PACK: tr("with a pack of the office above"),
    }
    first = tr("first seen {day}").format(day=key.first_seen[:10])
    return joined(filter(None, (sources[key.source], first, key.operator)))
