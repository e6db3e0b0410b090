"""Taking packages in: tried first with a verdict for each file, then done; a batch can go back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ruraldesk.errors import UserError
from ruraldesk.services import merging, merging_memory, strange_keys
from ruraldesk.services.merging import Merged, Said, TakenBack, Verdict
from ruraldesk.services.merging_verdicts import TAKEN_IN
from ruraldesk.services.strange_keys import FirstKey, KeyChange
from ruraldesk.texts.translate import joined, listed, tr
from ruraldesk.ui import jobs, messages
from ruraldesk.ui.dialogs.parts import cancel_button
from ruraldesk.ui.dialogs.working import WorkSheet
from ruraldesk.ui.jobs import Job
from ruraldesk.ui.reporting.key_dialog import KeyDialog
from ruraldesk.ui.reporting.verdicts import VerdictTable
from ruraldesk.ui.session import Session
from ruraldesk.ui.widgets import Button, Card, framed, label

TRYING, TRIED, DONE, BACK = "trying", "tried", "done", "back"
_WIDTH, _HEIGHT = 1000, 620
_SENTENCE_HEIGHT = 92
_NAMED = 6  # units that a sentence names


class ReadingDialog(WorkSheet):
    """Files of a stick or a folder; nothing is changed before the clerk agrees."""

    shown = Signal(str)  # TRIED, DONE or BACK

    def __init__(
        self, session: Session, paths: Sequence[Path], parent: QWidget | None, place: str = ""
    ) -> None:
        """Look at the files of `paths`, which are told as `place` where a stick has a name."""
        super().__init__(tr("Take reports in"), parent, 720)
        self.resize(_WIDTH, _HEIGHT)
        self._session, self._paths = session, tuple(paths)
        self._state, self._merged = TRYING, Merged(batch="", files=())
        self._change: KeyChange | None = None
        self._firsts: dict[Path, FirstKey] = {}  # keys that nobody has compared yet, by their file
        self._keys = jobs.Latest(self)
        self.head = label("", "card")
        self.head.setWordWrap(True)
        self.place = label(tr("From {place}").format(place=place or _named(self._paths)), "label")
        self.table = VerdictTable()
        self.table.chosen.connect(self._show_sentence)
        self.work.ended.connect(self._show_buttons)
        self.body.addWidget(self.place)
        self.body.addWidget(self.head)
        self.frame = framed(self.table)
        self.body.addWidget(self.frame, 1)
        self.body.addWidget(self._sentence_card())
        self.body.addWidget(self.work)
        self._make_foot()
        self.try_them()

    # parts

    def _sentence_card(self) -> Card:
        card = Card()
        card.setMinimumHeight(_SENTENCE_HEIGHT)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(14, 10, 14, 10)
        inside.setSpacing(3)
        self.file, self.sentence = label("", "label"), label("", "table")
        self.first = label("", "doubt")  # a key that nobody has compared yet
        self.first.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        for words in (self.file, self.sentence, self.first):
            words.setWordWrap(True)
            inside.addWidget(words)
        inside.addStretch(1)
        return card

    def _make_foot(self) -> None:
        self.key = Button(tr("Another key…"))
        self.key.clicked.connect(self.look_at_key)
        self.anyway = Button(tr("Take it in all the same…"))
        self.anyway.clicked.connect(self.take_anyway)
        self.back = Button(tr("Take the batch back"))
        self.back.clicked.connect(self.take_back)
        self.take = Button("", primary=True, hint="Ctrl+Return")
        self.take.clicked.connect(self.act)
        self.leave = cancel_button(self, tr("Close"))
        self.finish(self.leave, self.back, self.anyway, self.key, self.take, filled=True)

    # what is shown

    def merged(self) -> Merged:
        """Return what is shown of the files."""
        return self._merged

    def state(self) -> str:
        """Return where the dialog stands: TRYING, TRIED, DONE or BACK."""
        return self._state

    def _show(self, state: str, merged: Merged, head: str) -> None:
        self._state, self._merged = state, merged
        self.head.setText(head)
        self._firsts = {}
        self._look_for_first_keys()
        self.table.show_verdicts(merged.files)
        self.frame.setVisible(bool(merged.files))
        self._show_sentence()
        self._show_buttons()
        target = self.take if self.take.isVisibleTo(self) else self.leave
        target.setFocus()
        self.shown.emit(state)

    def _show_sentence(self) -> None:
        one = self.table.current()
        self._change = None
        self.file.setText("" if one is None else str(one.path))
        self.sentence.setText("" if one is None else one.message)
        self._show_buttons()
        book = self._session.book
        self._show_first()
        if one is not None and one.verdict is Said.FORGED:
            self._latest.run(
                lambda: strange_keys.key_change(book, one), done=self._offer_key, failed=self._fail
            )

    def _look_for_first_keys(self) -> None:
        """Find out of which units a key came that nobody has compared yet."""
        book, taken = self._session.book, [f for f in self._merged.files if f.verdict in TAKEN_IN]

        def look() -> dict[Path, FirstKey]:
            found = ((one.path, strange_keys.first_key(book, one)) for one in taken)
            return {path: key for path, key in found if key is not None}

        self._keys.run(look, done=self._take_firsts, failed=self._fail)

    def _take_firsts(self, found: dict[Path, FirstKey]) -> None:
        self._firsts = found
        self._show_first()

    def _show_first(self) -> None:
        """Tell the key of the row to be compared; on another row of whom there are such keys."""
        one = self.table.current()
        first = self._firsts.get(one.path) if one is not None else None
        self.first.setVisible(bool(self._firsts))
        if first is not None:
            told = tr(
                "Nobody has compared the key of {unit} yet. Its printed cover must show "
                "{fingerprint}; then type it on the page “Unit keys”."
            )
            self.first.setText(told.format(unit=first.unit_name, fingerprint=first.fingerprint))
        elif self._firsts:
            names = listed([key.unit_name for key in self._firsts.values()][:_NAMED])
            told = tr("Keys that nobody has compared yet: {count} ({units}). Their rows tell them.")
            self.first.setText(told.format(count=len(self._firsts), units=names))

    def _offer_key(self, change: KeyChange | None) -> None:
        self._change = change
        self._show_buttons()

    def _show_buttons(self) -> None:
        idle = not self.work.is_working()
        good = self._good()
        self.take.setVisible(self._state == TRIED and bool(good))
        self.take.setText(tr("Take {count} in").format(count=len(good)))
        self.take.updateGeometry()
        self.back.setVisible(self._state == DONE and bool(self._merged.batch))
        one = self.table.current()
        older = one is not None and one.verdict is Said.OLDER
        self.anyway.setVisible(older and self._state in (TRIED, DONE))
        self.key.setVisible(self._change is not None and self._state in (TRIED, DONE))
        for button in (self.take, self.back, self.anyway, self.key):
            button.setEnabled(idle and not self._session.book.read_only)

    def _good(self) -> list[Verdict]:
        return [one for one in self._merged.files if one.verdict in TAKEN_IN]

    # acts

    def try_them(self) -> None:
        """Look at all files without keeping anything."""
        self._run(self._paths, self._on_tried, dry_run=True)

    def act(self) -> None:
        """Take in what can be taken in."""
        if self._state == TRIED and self._good() and not self.work.is_working():
            self._run(self._paths, self._on_done)

    def take_anyway(self) -> None:
        """Take in a file that does not follow the unit's last one, once that is confirmed."""
        one = self.table.current()
        if one is None:
            return
        question = tr("Take in {file} although it does not follow what came before it?")
        if messages.ask(
            self,
            question.format(file=one.path.name),
            yes=tr("Take it in all the same"),
            detail=tr(
                "Do it only when the unit has restored its book from a backup and says that this "
                "is the valid book: what it does not hold is put into the recycle bin here."
            ),
        ):
            self._run((one.path,), self._on_done, anyway=True)

    def look_at_key(self) -> None:
        """Show both fingerprints; take the new key in when the clerk has asked the unit."""
        change, book = self._change, self._session.book
        if change is None or not KeyDialog(change, self).exec():
            return
        jobs.run(
            lambda: strange_keys.take_key_in(book, change),
            done=lambda _: self.try_them(),
            failed=self._fail,
            owner=self,
        )

    def take_back(self) -> None:
        """Take back all that was taken in just now."""
        question = tr("Take back the {count} reports that were taken in just now?")
        batch, book, by = self._merged.batch, self._session.book, self._session.operator
        if messages.ask(
            self, question.format(count=len(self._good())), yes=tr("Take the batch back")
        ):
            jobs.run(
                lambda: merging.unmerge(book, batch, operator=by),
                done=self._on_back,
                failed=self._fail,
                owner=self,
            )

    def _run(
        self,
        paths: Sequence[Path],
        done: jobs.Done[Merged],
        *,
        dry_run: bool = False,
        anyway: bool = False,
    ) -> None:
        book, by = self._session.book, self._session.operator
        self.refuse("")

        def run(job: Job) -> Merged:
            return merging.merge(
                book,
                paths,
                dry_run=dry_run,
                anyway=anyway,
                operator=by,
                progress=job.progress,
                cancelled=job.cancelled,
            )

        self.work.start(run, done=done, failed=self._fail, stopped=self._show_buttons)
        self._show_buttons()

    def _on_tried(self, merged: Merged) -> None:
        head = ""
        if merged.files:
            told = tr("{good} can be taken in, {refused} cannot, {same} were taken in before.")
            head = told.format(**_counts(merged)) + tr(" Nothing is changed yet.")
        if merged.stopped:
            head = tr("Stopped: not all files were looked at. ") + head
        elif not merged.files:
            head = tr("There is no package there. Packages end in “.rdp”; look in another place.")
        self._show(TRIED, merged, head)
        if merged.refused and not self._good() and not self._session.book.read_only:
            self._remember(merged)

    def _remember(self, merged: Merged) -> None:
        """Let what was refused wait on the page about merging: nothing will be taken in here."""
        book, by = self._session.book, self._session.operator
        jobs.run(
            lambda: merging_memory.remember_refused(book, merged.files, by),
            done=lambda _: self._session.note_change(),
            failed=self._fail,
            owner=self._session,
        )

    def _on_done(self, merged: Merged) -> None:
        good = [one for one in merged.files if one.verdict in TAKEN_IN]
        clauses = [
            tr("{count} taken in").format(count=len(good)),
            tr("{count} records added").format(count=f"{sum(o.added for o in good):,}"),
            tr("{count} changed").format(count=f"{sum(o.changed for o in good):,}"),
            tr("{count} into the recycle bin").format(count=f"{sum(o.removed for o in good):,}"),
            tr("{count} refused").format(count=merged.refused),
        ]
        if merged.stopped:
            clauses.append(tr("then stopped; what is not listed was not looked at"))
        self._session.note_change()
        self._show(DONE, merged, joined(clauses))

    def _on_back(self, back: TakenBack) -> None:
        told = tr(
            "Taken back: {count} reports. {changed} records are as before, {removed} are in the "
            "recycle bin."
        )
        self._session.note_change()
        head = told.format(count=len(back.reports), changed=back.changed, removed=back.removed)
        self._show(BACK, self._merged, head)

    def _fail(self, error: UserError) -> None:
        self.refuse(str(error))
        self._show_buttons()


def _named(paths: Sequence[Path]) -> str:
    return str(paths[0]) if len(paths) == 1 else f"{paths[0]} …"


def _counts(merged: Merged) -> dict[str, int]:
    same = sum(one.verdict is Said.SAME for one in merged.files)
    good = sum(one.verdict in TAKEN_IN for one in merged.files)
    return {"good": good, "same": same, "refused": merged.refused}
