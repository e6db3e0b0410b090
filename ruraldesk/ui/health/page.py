"""The health of the book: areas at the left, findings at the right, what can be done below."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ruraldesk.errors import Level, UserError
from ruraldesk.files import preferences
from ruraldesk.services import health, health_tasks
from ruraldesk.services.health import Area, Finding, Mending, Report, area_title
from ruraldesk.services.health_mending import SET_ASIDE, Mended
from ruraldesk.texts.translate import tr
from ruraldesk.ui import folders, messages, tokens
from ruraldesk.ui.dialogs.parts import WorkStrip
from ruraldesk.ui.dialogs.reason import ask_reason
from ruraldesk.ui.health.lists import ChoosingList
from ruraldesk.ui.jobs import Job
from ruraldesk.ui.page import Page
from ruraldesk.ui.row_list import Item
from ruraldesk.ui.session import Session
from ruraldesk.ui.widgets import Button, Card, ElidedLabel, Ground, LinkButton, label
from ruraldesk.ui.wrapping import WrappingRow

_TONES = {Level.BLOCK: "cinnabar", Level.WARN: "wheat", Level.INFORM: "sky"}
_AREAS_WIDTH = 246
_DETAIL = 62  # pixels of the sentence: three lines


class HealthPage(Page):
    """What the last look found; another look runs in the background and can be stopped."""

    place_opened = Signal(str, str, str)  # form key, UUID, field
    ledger_opened = Signal(str)  # form key
    examined = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.report: Report | None = None
        self._shown: tuple[Finding, ...] = ()
        self._read = False
        self._make_parts()
        self._lay_out()
        self._connect()

    def _make_parts(self) -> None:
        self.last = ElidedLabel("quiet")
        self.help = LinkButton(tr("Help"))
        self.accepted = LinkButton("")
        self.paper = Button(tr("List to print…"))
        self.examine = Button(tr("Examine now"), primary=True, hint="Ctrl+Return")
        self.work = WorkStrip()
        self.areas = ChoosingList()
        self.areas.setAccessibleName(tr("What is looked at"))
        self.findings = ChoosingList()
        self.findings.setAccessibleName(tr("Findings"))
        self.words = label("", "table")
        self.words.setWordWrap(True)
        self.words.setMinimumHeight(_DETAIL)
        self.words.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.go = Button(tr("Go and change"))
        self.mend = Button(tr("Mend…"))
        self.mend_all = Button("")
        self.accept = Button(tr("Checked, is right…"))
        self.setFocusProxy(self.areas)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(label(tr("Health check"), "title"), 0, Qt.AlignmentFlag.AlignBaseline)
        head.addWidget(self.last, 1, Qt.AlignmentFlag.AlignBaseline)
        for button in (self.help, self.accepted, self.paper, self.examine):
            head.addWidget(button)
        left = Card()
        inside = QVBoxLayout(left)
        inside.setContentsMargins(1, 6, 1, 6)
        inside.addWidget(self.areas)
        left.setFixedWidth(_AREAS_WIDTH)
        right = Card()
        beside = QVBoxLayout(right)
        beside.setContentsMargins(1, 6, 1, 10)
        beside.setSpacing(0)
        beside.addWidget(self.findings, 1)
        line = Ground(tokens.CARD, edge="top")
        below = QVBoxLayout(line)
        below.setContentsMargins(14, 10, 14, 0)
        below.setSpacing(8)
        below.addWidget(self.words)
        acts = WrappingRow()
        acts.add(self.go, self.mend, self.mend_all, self.accept)
        below.addWidget(acts)
        beside.addWidget(line)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(left)
        row.addWidget(right, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(tokens.MARGIN, 14, tokens.MARGIN, 16)
        layout.setSpacing(10)
        layout.addLayout(head)
        layout.addWidget(self.work)
        layout.addLayout(row, 1)

    def _connect(self) -> None:
        self.examine.clicked.connect(self.start)
        self.help.clicked.connect(self._open_help)
        self.paper.clicked.connect(self._open_paper)
        self.accepted.clicked.connect(self._open_accepted)
        self.areas.chosen.connect(lambda _: self._show_area())
        self.areas.opened.connect(lambda _: self.findings.setFocus())
        self.findings.chosen.connect(lambda _: self._show_finding())
        self.findings.opened.connect(lambda _: self._go())
        self.go.clicked.connect(self._go)
        self.mend.clicked.connect(lambda: self._mend(self._chosen()))
        self.mend_all.clicked.connect(lambda: self._mend(self._alike()))
        self.accept.clicked.connect(self._accept)
        self._session.changed.connect(lambda _: self._show_last())

    # the look

    def show_last(self) -> None:
        """Show what the last look found."""
        self._show(health.last_report(self._session.book))

    def start(self) -> None:
        """Look over the book now."""
        if self.work.is_working():
            return
        book = self._session.book
        self.examine.setEnabled(False)
        second = preferences.load_path(folders.BACKUPS)

        def examine(job: Job) -> Report:
            return health_tasks.examine(
                book, elsewhere=second, progress=job.progress, cancelled=job.cancelled
            )

        self.work.start(examine, done=self._done, failed=self._refused, stopped=self._stopped)

    def forget(self) -> None:
        self.work.cancel()

    def _done(self, report: Report) -> None:
        self.examine.setEnabled(True)
        self._show(report)
        self.examined.emit()

    def _refused(self, error: UserError) -> None:
        self.examine.setEnabled(True)
        messages.tell_error(self, error)

    def _stopped(self) -> None:
        self.examine.setEnabled(True)
        messages.tell(self, tr("The examination was stopped; the last result stays."), "wheat")

    # what is shown

    def _show(self, report: Report | None) -> None:
        self.report = report
        chosen = max(0, self.areas.current())
        self.areas.show_items(_area_items(report))
        self.areas.choose(chosen)
        self.paper.setEnabled(report is not None)
        self._show_last()
        self._show_area()
        self.loaded.emit()

    def _show_last(self) -> None:
        report = self.report
        self.accepted.setVisible(report is not None and report.accepted > 0)
        if report is None:
            self.last.setText(tr("never examined"))
            return
        self.accepted.setText(tr("{count} found right").format(count=report.accepted))
        self.accepted.updateGeometry()
        time = datetime.fromisoformat(report.time).astimezone()
        words = tr("{time}: {records} records, {count} findings").format(
            time=f"{time:%Y-%m-%d %H:%M}", records=f"{report.records:,}", count=len(report.findings)
        )
        if self._session.book.journal.head() != report.head:
            words = tr("{said} · changed since").format(said=words)
        self.last.setText(words)

    def _show_area(self) -> None:
        number = self.areas.current()
        if self.report is None or number < 0:
            self._shown = ()
        elif number == 0:
            levels = list(Level)
            self._shown = tuple(
                sorted(self.report.findings, key=lambda one: levels.index(one.level))
            )
        else:
            self._shown = self.report.of(tuple(Area)[number - 1])
        if self.report is None:
            self.findings.say_empty(
                tr("Not examined yet. “Examine now” reads the whole book and changes nothing."),
                "health",
            )
        else:
            self.findings.say_empty(tr("Nothing is wrong here."))
        self.findings.show_items([self._item(one) for one in self._shown])
        self._show_finding()

    def _item(self, one: Finding) -> Item:
        names = {Level.BLOCK: tr("Wrong"), Level.WARN: tr("Doubtful"), Level.INFORM: tr("Note")}
        text = one.message
        if one.called:
            text = tr("{place}: {sentence}").format(place=one.called, sentence=text)
        side = tr(self._session.form(one.form).title) if one.form else ""
        return Item(names[one.level], _TONES[one.level], text, side)

    def _show_finding(self) -> None:
        chosen = self._chosen()
        one = chosen[0] if chosen else None
        self.words.setText(self._item(one).text if one else self._nothing())
        writable = not self._session.book.read_only
        alike = self._alike()
        mendable = one is not None and one.mending is not Mending.NOTHING
        self.go.setVisible(one is not None and bool(one.form))
        self.mend.setVisible(mendable and writable)
        self.mend_all.setVisible(mendable and writable and len(alike) > 1)
        self.mend_all.setText(tr("All {count} of the kind…").format(count=len(alike)))
        self.mend_all.updateGeometry()
        self.accept.setVisible(one is not None and writable and one.level is not Level.BLOCK)

    def _nothing(self) -> str:
        if self.report is None:
            return tr(
                "An examination reads the whole book and every attachment: references, rules "
                "between ledgers, doubtful values, doubles, files, the search, backups. It changes "
                "nothing."
            )
        return ""

    def _chosen(self) -> tuple[Finding, ...]:
        number = self.findings.current()
        return (self._shown[number],) if 0 <= number < len(self._shown) else ()

    def _alike(self) -> tuple[Finding, ...]:
        """Return the findings that are mended in the same way as the chosen one."""
        chosen = self._chosen()
        if not chosen or chosen[0].mending is Mending.NOTHING or self.report is None:
            return ()
        kind = (chosen[0].check, chosen[0].mending)
        return tuple(one for one in self.report.findings if (one.check, one.mending) == kind)

    # what is done

    def _go(self) -> None:
        for one in self._chosen():
            if one.form and one.record:
                self.place_opened.emit(one.form, one.record, one.field)
            elif one.form:
                self.ledger_opened.emit(one.form)

    def _mend(self, findings: Sequence[Finding]) -> None:
        from ruraldesk.ui.health.mend_dialog import MendDialog

        if not findings:
            return
        dialog = MendDialog(self._session, findings, self.window())
        dialog.mended.connect(self._on_mended)
        dialog.exec()

    def _on_mended(self, mended: Mended) -> None:
        assert self.report is not None
        self._keep(health.without(self.report, mended.done))
        self._session.note_change()
        words = [tr("{count} mended.").format(count=len(mended.done))]
        if any(one.mending is Mending.SET_ASIDE for one in mended.done):
            folder = self._session.book.paths.backups / SET_ASIDE
            words.append(tr("What was put aside lies in {folder}.").format(folder=folder))
        words += [one for _, one in mended.refused[:1]]
        if len(mended.refused) > 1:
            words.append(tr("{count} more were refused.").format(count=len(mended.refused) - 1))
        messages.tell(self, "\n".join(words), "wheat" if mended.refused else "pine")

    def _accept(self) -> None:
        for one in self._chosen():
            reason = ask_reason(
                self.window(),
                tr("Checked, is right"),
                self._item(one).text,
                tr("Mark as right"),
            )
            if reason and self.report is not None:
                health.accept(self._session.book, one, reason)
                self._keep(health.without(self.report, [one], accepted=True))

    def _keep(self, report: Report) -> None:
        place = self.findings.current()
        health.remember(self._session.book, report)
        self._show(report)
        if self._shown:
            self.findings.choose(place)

    def _open_accepted(self) -> None:
        from ruraldesk.ui.health.accepted_dialog import AcceptedDialog

        AcceptedDialog(self._session, self.window()).exec()

    def _open_help(self) -> None:
        from ruraldesk.ui.dialogs.help import HelpDialog

        HelpDialog(self.window(), "数据体检").open()

    def _open_paper(self) -> None:
        from ruraldesk.services.health_paper import file_name, write_report
        from ruraldesk.ui.dialogs.paper_dialog import PaperDialog

        report, book = self.report, self._session.book
        if report is not None:
            PaperDialog(
                self.window(),
                tr("Findings of the health check"),
                file_name(book, report),
                lambda target: write_report(book, report, target),
            ).exec()

    # Qt

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._read:
            self._read = True
            self.show_last()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.start()
        else:
            super().keyPressEvent(event)


def _area_items(report: Report | None) -> list[Item]:
    """Return a line for all findings, and one for each area with how it stands."""
    if report is None:
        return [Item("—", "stone", area_title(area)) for area in Area]
    items = [_standing(report.findings, tr("All findings"))]
    return items + [_standing(report.of(area), area_title(area)) for area in Area]


def _standing(findings: Sequence[Finding], words: str) -> Item:
    if not findings:
        return Item(tr("In order"), "pine", words)
    heaviest = min(findings, key=lambda one: list(Level).index(one.level))
    return Item(f"{len(findings):,}", _TONES[heaviest.level], words)
