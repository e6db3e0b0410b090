"""What waits for the office: a row each, the whole of it below, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from ruraldesk.definitions.model import Record
from ruraldesk.services import comments as commenting
from ruraldesk.services import entry, receipts, reporting_points
from ruraldesk.services.reporting_points import Kind, Point
from ruraldesk.texts.dates import told_month
from ruraldesk.texts.translate import tr
from ruraldesk.ui import jobs, messages, tokens
from ruraldesk.ui.dialogs.reason import ask_reason
from ruraldesk.ui.empty_state import EmptyState
from ruraldesk.ui.reporting.list_table import Cell, Column, ListTable
from ruraldesk.ui.reporting.twins import TwinsDialog
from ruraldesk.ui.reporting.verdicts import verdict_in_words
from ruraldesk.ui.reporting.words import shown_time
from ruraldesk.ui.session import Session
from ruraldesk.ui.widgets import Button, Card, label

_WHOLE = 96  # pixels, of the card that tells all about a point
_TONES = {Kind.REFUSED: "cinnabar", Kind.ANSWERED: "wheat", Kind.DOUBLE: "sky"}


class PointsPart(QWidget):
    """Refused files, answers that wait for a decision, and doubles between units."""

    record_wanted = Signal(str, str)  # form key, UUID
    unit_wanted = Signal(str, str)  # unit, month

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._all: Sequence[Point] = ()
        self._shown: Sequence[Point] = ()
        columns = (
            Column(tr("Sort"), 92),
            Column(tr("Unit"), 170),
            Column(tr("What it is about")),
            Column(tr("Since"), 96),
        )
        self.table = ListTable(columns, tr("What waits"), many=True)
        self.table.moved.connect(self._show_current)
        self.whole = label("", "table")
        self.whole.setWordWrap(True)
        self.also = QCheckBox(tr("Also what was looked at"))
        self.also.toggled.connect(lambda _: self._show())
        self.first = Button("", primary=True)
        self.table.opened.connect(self.first.click)
        self.second, self.third = Button(""), Button("")
        self.looked = Button(tr("Looked at…"))
        self._acts: dict[Button, Callable[[Point], object]] = {}
        for button in (self.first, self.second, self.third):
            button.clicked.connect(lambda _=False, one=button: self._do(one))
        self.looked.clicked.connect(self.look)
        self.setFocusProxy(self.table)
        self._lay_out()

    def _lay_out(self) -> None:
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.setSpacing(10)
        card = Card()
        inside = QVBoxLayout(card)
        inside.setContentsMargins(1, 1, 1, 1)
        self.nothing = EmptyState("check")
        inside.addWidget(self.nothing, 1)
        inside.addWidget(self.table, 1)
        around.addWidget(card, 1)
        self.below = below = Card()
        below.setMinimumHeight(_WHOLE)
        below.setObjectName(messages.KEPT_CLEAR)
        words = QVBoxLayout(below)
        words.setContentsMargins(16, 12, 16, 12)
        words.setSpacing(10)
        words.addWidget(self.whole)
        words.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in (self.first, self.second, self.third, self.looked):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.also)
        words.addLayout(row)
        around.addWidget(below)
        for part in (self.nothing, below):
            part.hide()  # until what waits has been read

    # what is shown

    def show_points(self, points: Sequence[Point]) -> None:
        """Show these points; those that were looked at only when they are asked for."""
        self._all = tuple(points)
        done = sum(one.looked is not None for one in points)
        self.also.setVisible(done > 0)
        self.also.setText(tr("Also what was looked at ({count})").format(count=done))
        self._show()

    def shown(self) -> Sequence[Point]:
        """Return the points in the order in which they are shown."""
        return self._shown

    def _show(self) -> None:
        also = self.also.isChecked() and self.also.isVisibleTo(self)
        self._shown = [one for one in self._all if also or one.looked is None]
        self.table.show_rows([self._cells(one) for one in self._shown])
        self.table.setVisible(bool(self._shown))
        self.below.setVisible(bool(self._shown) or self.also.isVisibleTo(self.below))
        self.nothing.setVisible(not self._shown)
        self.nothing.setText(
            tr(
                "Nothing waits. Here stand files that were refused and have not come again, "
                "answers of units to your comments, and people or projects that two units have."
            )
        )

    def _cells(self, one: Point) -> tuple[Cell, ...]:
        ink = tokens.QUIET if one.looked else ""
        unit = f"{one.unit_name} / {one.other_name}" if one.other_name else one.unit_name
        tone = "stone" if one.looked else _TONES[one.kind]
        return (
            Cell(_kind(one.kind), tone=tone),
            Cell(unit, ink=ink),
            Cell(self._about(one), ink=ink),
            Cell(shown_time(one.time), ink=tokens.QUIET),
        )

    def _about(self, one: Point) -> str:
        """Return a point in one line."""
        said = tr("{place}: {sentence}")
        if one.file is not None:
            month = f"{told_month(one.month)} · " if one.month else ""
            what = f"{month}{verdict_in_words(one.file.verdict)}"
            return said.format(place=what, sentence=one.file.message)
        if one.comment is not None:
            return said.format(place=told_month(one.month), sentence=one.comment.answer)
        assert one.double is not None
        title = tr(self._session.form(one.double.form).title)
        names = dict.fromkeys((one.double.name, one.double.other_name))
        return said.format(place=title, sentence=" / ".join(names))

    def _whole(self, one: Point) -> str:
        """Return all that is known of a point."""
        if one.file is not None:
            text = f"{one.file.path}\n{one.file.message}"
        elif one.comment is not None:
            place = commenting.place_of(self._session.book, one.comment)
            asked = tr("{place}: {sentence}").format(place=place, sentence=one.comment.text)
            text = f"{asked}\n{tr('Answer: {text}').format(text=one.comment.answer)}"
        else:
            told = tr(
                "“{name}” of {unit} and “{other}” of {neighbour} may be the same. Ask both units "
                "which of them keeps it; if both are right, say so with “Looked at”."
            )
            assert one.double is not None
            text = told.format(
                name=one.double.name,
                unit=one.unit_name,
                other=one.double.other_name,
                neighbour=one.other_name,
            )
        if one.looked is not None:
            told = tr("Looked at by {who} on {time}: {reason}")
            text += "\n" + told.format(
                who=one.looked.operator or "—",
                time=shown_time(one.looked.time),
                reason=one.looked.reason,
            )
        return text

    def current(self) -> Point | None:
        """Return the point that the cursor is on."""
        row = self.table.currentRow()
        return self._shown[row] if 0 <= row < len(self._shown) else None

    def _show_current(self) -> None:
        one, marked = self.current(), self.table.marked()
        self.whole.setText("" if one is None else self._whole(one))
        writable = not self._session.book.read_only
        offers = () if one is None or len(marked) > 1 else self._offers(one)
        self._acts = {}
        for place, button in enumerate((self.first, self.second, self.third)):
            button.setVisible(place < len(offers))
            if place < len(offers):
                words, act, writes = offers[place]
                button.setText(words)
                button.updateGeometry()
                button.setEnabled(writable or not writes)
                self._acts[button] = act
        some = [self._shown[row] for row in marked]
        can = [one for one in some if one.kind is not Kind.ANSWERED]
        self.looked.setVisible(bool(can) and len(can) == len(some))
        self.looked.setEnabled(writable)
        many = tr("{count} looked at…").format(count=len(can))
        self.looked.setText(tr("Looked at…") if len(can) < 2 else many)
        self.looked.updateGeometry()

    # acts

    def _offers(self, one: Point) -> tuple[tuple[str, Callable[[Point], object], bool], ...]:
        """Return what can be done: words, act, and whether it writes; the first is the main one."""
        if one.kind is Kind.DOUBLE:
            return (
                (tr("Compare both"), self.compare, False),
                (tr("Open that of {unit}").format(unit=one.unit_name), self._open_own, False),
                (tr("Open that of {unit}").format(unit=one.other_name), self._open_other, False),
            )
        show = (tr("Show the unit's report"), self._show_unit, False)
        if one.comment is None:
            return (show,) if one.unit and one.month else ()
        settle = (tr("Settle the comment"), self._settle, True)
        place = (tr("Open the record"), self._open_own, False)
        return (settle, show, *((place,) if one.comment.record else ()))

    def _do(self, button: Button) -> None:
        one = self.current()
        if one is not None and button in self._acts:
            self._acts[button](one)

    def compare(self, one: Point) -> None:
        """Show both records of a double side by side."""
        double, book = one.double, self._session.book
        assert double is not None

        def show(records: tuple[Record, Record]) -> None:
            form = self._session.form(double.form)
            dialog = TwinsDialog(form, records, (one.unit_name, one.other_name), self.window())
            uuids = (double.uuid, double.other_uuid)
            dialog.opened.connect(lambda place: self.record_wanted.emit(double.form, uuids[place]))
            dialog.exec()

        jobs.run(
            lambda: (
                entry.load(book, double.form, double.uuid),
                entry.load(book, double.form, double.other_uuid),
            ),
            done=show,
            failed=lambda error: messages.tell_error(self, error),
            owner=self,
        )

    def _open_own(self, one: Point) -> None:
        if one.comment is not None:
            self.record_wanted.emit(one.comment.form, one.comment.record)
        elif one.double is not None:
            self.record_wanted.emit(one.double.form, one.double.uuid)

    def _open_other(self, one: Point) -> None:
        assert one.double is not None
        self.record_wanted.emit(one.double.form, one.double.other_uuid)

    def _show_unit(self, one: Point) -> None:
        self.unit_wanted.emit(one.unit, one.month)

    def _settle(self, one: Point) -> None:
        book, comment = self._session.book, one.comment
        assert comment is not None
        self._change(lambda: receipts.settle(book, comment.uuid), tr("Settled."))

    def look(self) -> None:
        """Ask why the marked points stay as they are, and note it."""
        some = [self._shown[row] for row in self.table.marked()]
        if not some:
            return
        says = tr(
            "It no longer counts as waiting, and stays with its reason under “Also what was "
            "looked at”. Nothing is changed in the ledgers."
        )
        reason = ask_reason(self.window(), tr("Looked at"), says, tr("Note it"))
        if reason:
            book = self._session.book
            self._change(lambda: reporting_points.look(book, some, reason), tr("Noted."))

    def _change(self, act: Callable[[], object], told: str) -> None:
        def done(_: object) -> None:
            self.table.setFocus()  # the button that was pressed may go
            self._session.note_change()
            messages.tell(self, told)

        jobs.run(
            act,
            done=done,
            failed=lambda error: messages.tell_error(self, error),
            owner=self,
        )


def _kind(kind: Kind) -> str:
    words = {
        Kind.REFUSED: tr("refused file"),
        Kind.ANSWERED: tr("comment answered"),
        Kind.DOUBLE: tr("perhaps twice"),
    }
    return words[kind]
