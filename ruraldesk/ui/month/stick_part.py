"""The wizard's last step: onto the stick, read back, and only then safe to pull out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QListWidget, QVBoxLayout, QWidget

from ruraldesk.errors import UserError
from ruraldesk.files import preferences
from ruraldesk.services import carrying, month_papers
from ruraldesk.services.carrying import Stick
from ruraldesk.services.month_papers import HandedIn, Papers
from ruraldesk.services.month_steps import MonthView
from ruraldesk.texts.dates import told_month
from ruraldesk.texts.translate import tr
from ruraldesk.ui import jobs, tokens
from ruraldesk.ui.month.part import Part
from ruraldesk.ui.month.texts import Sign
from ruraldesk.ui.session import Session
from ruraldesk.ui.widgets import Card, LinkButton, label, recolour

_LOOK_MS = 2000
_LAST = "last_stick"  # under which preference the stick is kept that was written to last
_MB, _GB = 1024**2, 1024**3


class StickPart(Part):
    """Chooses among the sticks there are, writes, and says when the stick can be pulled out."""

    left = Signal()  # all is done

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.papers: Papers | None = None
        self._sticks: list[Stick] = []
        self._chosen: Stick | None = None  # a folder that was chosen by hand
        self._handed_in: HandedIn | None = None
        self._kept: HandedIn | None = None  # what lies in a folder only
        self._written_to: Stick | None = None
        self._is_looking = False
        self._latest = jobs.Latest(self)
        self._looking = QTimer(self)
        self._looking.setInterval(_LOOK_MS)
        self._looking.timeout.connect(self.look)
        self.told = label("", "text")
        self.told.setWordWrap(True)
        self.list = QListWidget()
        self.list.setAccessibleName(tr("USB sticks"))
        self.list.currentRowChanged.connect(lambda _: self._show_state())
        self.state = label("", "label")
        self.state.setWordWrap(True)
        self.other = LinkButton(tr("Another folder…"))
        self.other.clicked.connect(self._ask_folder)
        self.outcome = _Outcome()
        self.outcome.counts.clicked.connect(self._count_as_handed_in)
        self.work.ended.connect(lambda: self.choice.setEnabled(True))
        self._lay_out()

    def _lay_out(self) -> None:
        self.choice = QWidget()
        inside = QVBoxLayout(self.choice)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(8)
        inside.addWidget(self.list)
        row = QHBoxLayout()
        row.addWidget(self.state, 1)
        row.addWidget(self.other)
        inside.addLayout(row)
        self.list.setFixedHeight(132)
        self.body.addWidget(label(tr("Onto the stick"), "title"))
        self.body.addWidget(self.told)
        self.body.addWidget(self.choice)
        self.body.addWidget(self.outcome)
        self.body.addWidget(self.problem)
        self.body.addStretch(1)
        self.body.addWidget(self.work)
        self.outcome.hide()

    # the wizard's questions

    def words(self) -> str:
        if self.work.is_working():
            return ""
        if self._handed_in is not None:
            return tr("Eject again") if self._handed_in.refusal else tr("Done")
        if not self._writable():
            return ""
        if self.problem.text():
            return tr("Write once more")
        folder = self.stick() is self._chosen
        return tr("Write into the folder") if folder else tr("Write onto the stick")

    def act(self) -> None:
        if self._handed_in is not None and self._handed_in.refusal:
            self.eject()
        elif self._handed_in is not None:
            self.left.emit()
        elif self._writable():
            self.write()

    def first_stop(self) -> QWidget | None:
        return self.list if self.list.count() and self._handed_in is None else None

    def leave(self) -> None:
        self._looking.stop()
        self._latest.forget()

    def _begin(self, view: MonthView) -> None:
        if self._handed_in is not None:
            return
        words = tr(
            "The package of {month} and its cover are written, read back and compared. Do not pull "
            "the stick out before it says so here."
        )
        self.told.setText(words.format(month=told_month(view.status.month)))
        self.look()
        self._looking.start()

    # which stick

    def look(self) -> None:
        """Look again which sticks there are, off the window's thread; one look at a time."""
        if self._is_looking or self.work.is_working() or self._handed_in is not None:
            return
        self._is_looking = True
        looking = self._latest.run(
            carrying.sticks, done=self.show_sticks, failed=lambda error: self.refuse(str(error))
        )
        looking.ended.connect(self._come_back)

    def _come_back(self) -> None:
        self._is_looking = False

    def show_sticks(self, found: Sequence[Stick]) -> None:
        """Offer these sticks; the one that was marked stays marked.

        Of several none is marked by itself but the one that was written to last.
        """
        kept = self.stick()
        self._sticks = [*found, *([self._chosen] if self._chosen else [])]
        self.list.blockSignals(True)
        self.list.clear()
        for one in self._sticks:
            self.list.addItem(_told_stick(one))
        wanted = kept.identity if kept else preferences.load(_LAST, "")
        same = [n for n, one in enumerate(self._sticks) if one.identity == wanted]
        only = 0 if len(self._sticks) == 1 else -1
        self.list.setCurrentRow(same[0] if same else only)
        self.list.blockSignals(False)
        self._show_state()

    def stick(self) -> Stick | None:
        """Return the stick that is marked."""
        row = self.list.currentRow()
        return self._sticks[row] if 0 <= row < len(self._sticks) else None

    def _writable(self) -> bool:
        stick = self.stick()
        return stick is not None and not stick.write_protected

    def _show_state(self) -> None:
        marked, failed = self.stick(), self._written_to
        if marked and failed and marked.identity != failed.identity:
            self.refuse("")  # it was about another stick
        text, ink = self._state(marked)
        self.state.setText(text)
        recolour(self.state, ink)
        self.changed.emit()

    def _state(self, stick: Stick | None) -> tuple[str, str]:
        if stick is None and self._sticks:
            told = tr("{count} sticks are plugged in: choose the one that is handed in.")
            return told.format(count=len(self._sticks)), tokens.WHEAT_TEXT
        if stick is None:
            told = tr("No stick is plugged in. Put one in: it appears here within a few seconds.")
            return told, tokens.WHEAT_TEXT
        if stick.write_protected:
            told = tr(
                "This stick is write-protected. Slide the small lock at its side the other way, "
                "or take another one."
            )
            return told, tokens.CINNABAR_TEXT
        if self.papers is not None and stick.free < month_papers.needed(self.papers):
            told = tr("There is too little room on this stick. Delete old files, or take another.")
            return told, tokens.CINNABAR_TEXT
        return tr("Ready to be written to."), tokens.PINE

    def _ask_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self.window(), tr("Write to which folder?"))
        if chosen:
            self.choose(Path(chosen))

    def choose(self, folder: Path) -> None:
        """Offer a folder beside the sticks, and mark it."""
        try:
            self._chosen = month_papers.stick_at(folder)
        except UserError as error:
            self.refuse(str(error))
            return
        self.show_sticks([one for one in self._sticks if one is not self._chosen])
        self.list.setCurrentRow(self.list.count() - 1)

    # writing

    def write(self) -> None:
        """Write onto the marked stick; package and papers are made first where they are not."""
        stick, papers = self.stick(), self.papers
        assert stick is not None
        self._written_to = stick
        book, month = self._session.book, self._session.month
        release = stick is not self._chosen

        def act(job: jobs.Job) -> tuple[Papers, HandedIn]:
            made = papers or month_papers.make_papers(
                book, month, progress=job.progress, cancelled=job.cancelled
            )
            handed_in = month_papers.hand_in(
                book,
                made,
                stick,
                release=release,
                progress=job.progress,
                cancelled=job.cancelled,
            )
            return made, handed_in

        self._latest.forget()
        self.choice.setEnabled(False)
        self._run(
            act,
            lambda outcome: self._show_done(*outcome),
            failed=self._refused,
            stopped=tr("Stopped. Nothing of the month is on the stick."),
        )

    def eject(self) -> None:
        """Ask the system again to let the stick go."""
        handed_in, stick = self._handed_in, self._written_to
        assert handed_in is not None
        assert stick is not None
        self._run(
            lambda _: month_papers.released(handed_in, stick),
            self._show_released,
            stopped=tr("Stopped."),
        )

    def _show_released(self, handed_in: HandedIn) -> None:
        self._handed_in = handed_in
        self.outcome.show_outcome(handed_in, self.papers.packaged.check_code if self.papers else "")
        self.changed.emit()

    def _refused(self, error: UserError) -> None:
        self.refuse(str(error))
        self.look()

    def _show_done(self, papers: Papers, handed_in: HandedIn) -> None:
        self.papers = papers
        if handed_in.kept:
            self._show_kept(handed_in)
            return
        self._handed_in = handed_in
        if self._written_to is not None:
            preferences.keep(_LAST, self._written_to.identity)
        self._looking.stop()
        self.choice.hide()
        self.told.setText(carrying.told(handed_in.carried))
        self.outcome.show_outcome(handed_in, papers.packaged.check_code)
        self._session.note_change()
        self.moved.emit()
        self.changed.emit()

    def _show_kept(self, handed_in: HandedIn) -> None:
        """It lies in a folder of this computer: a stick may follow."""
        assert self._written_to is not None
        self._kept = handed_in
        told = tr("{count} files are written, read back and compared.")
        self.told.setText(told.format(count=len(handed_in.carried)))
        self.outcome.show_kept(self._written_to.root)
        self.choice.setEnabled(True)
        self.look()
        self.changed.emit()

    def _count_as_handed_in(self) -> None:
        """Somebody carries the drive away on which the folder lies."""
        papers, place, kept = self.papers, self._written_to, self._kept
        assert papers is not None
        assert place is not None
        assert kept is not None
        book = self._session.book
        jobs.run(
            lambda: month_papers.note_handed_in(book, papers.packaged, place),
            done=lambda _: self._show_done(papers, replace(kept, kept=False)),
            failed=self._refused,
            owner=self,
        )


class _Outcome(Card):
    """Says large whether the stick can be pulled out."""

    def __init__(self) -> None:
        super().__init__()
        self.sign = Sign("check", "pine", 36)
        self.head = label("", "title")
        self.more = label("", "text")
        self.more.setWordWrap(True)
        self.counts = LinkButton(tr("I hand in the drive on which this folder lies"))
        self.counts.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 18, 20, 18)
        row.setSpacing(16)
        row.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(6)
        column.addWidget(self.head)
        column.addWidget(self.more)
        column.addWidget(self.counts)
        row.addLayout(column, 1)

    def show_kept(self, folder: Path) -> None:
        """Say that it lies in a folder, and on no stick yet."""
        self.sign.show_sign("warning", "wheat")
        self.head.setText(tr("Written into the folder, not yet onto a stick"))
        told = tr(
            "It lies in {folder}. The month counts as handed in once it is on a stick: put one in, "
            "it appears above."
        )
        self.more.setText(told.format(folder=folder))
        self.counts.show()
        self.setAccessibleName(self.head.text())
        self.show()

    def show_outcome(self, handed_in: HandedIn, code: str) -> None:
        """Show what came of it."""
        together = tr(
            "Hand it in with the signed papers: the check code {code} stands on the cover and in "
            "the file."
        ).format(code=code)
        self.counts.hide()
        if handed_in.safe:
            self.sign.show_sign("check", "pine")
            self.head.setText(tr("The stick can be pulled out safely"))
            self.more.setText(together)
        elif handed_in.refusal:
            self.sign.show_sign("warning", "wheat")
            self.head.setText(tr("Written; do not pull the stick out yet"))
            self.more.setText(f"{handed_in.refusal}\n{together}")
        else:
            self.sign.show_sign("check", "pine")
            self.head.setText(tr("Written, read back and compared"))
            eject = tr("Before you pull the drive out, eject it where the system shows its drives.")
            self.more.setText(f"{eject}\n{together}")
        self.setAccessibleName(self.head.text())
        self.show()


def _told_stick(stick: Stick) -> str:
    """Return a stick's line: its name, its file system, its room."""
    room = tr("{free} free of {total}")
    parts = [
        stick.name,
        stick.file_system,
        room.format(free=_size(stick.free), total=_size(stick.total)),
    ]
    if stick.write_protected:
        parts.append(tr("write-protected"))
    return "   ".join(part for part in parts if part)


def _size(size: int) -> str:
    """Return bytes in words; a stick that is nearly full must not seem to have none or some."""
    return f"{size / _GB:.1f} GB" if size >= _GB else f"{size // _MB} MB"
