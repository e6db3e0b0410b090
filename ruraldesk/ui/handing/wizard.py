"""Making a pack in four steps: what it is about, forms, tasks and targets, a last look."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QLineEdit,
    QPlainTextEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ruraldesk.errors import UserError
from ruraldesk.services import pack_board
from ruraldesk.services.pack_board import PackStory
from ruraldesk.services.pack_carrying import Draft, content_of, write_pack_of
from ruraldesk.services.pack_changes import DUE_DAY
from ruraldesk.services.pack_checks import PackRefused
from ruraldesk.services.pack_making import LONGEST_NOTE, LONGEST_TITLE, Content, MadePack
from ruraldesk.texts.translate import tr
from ruraldesk.ui import tokens
from ruraldesk.ui.dialogs.parts import Combo, asked, cancel_button
from ruraldesk.ui.dialogs.room import open_within
from ruraldesk.ui.dialogs.working import WorkSheet
from ruraldesk.ui.handing.form_choice import FormChoice
from ruraldesk.ui.handing.record_choice import RecordChoice
from ruraldesk.ui.handing.story import StoryView
from ruraldesk.ui.session import Session
from ruraldesk.ui.widgets import Button, LinkButton, label

ABOUT, FORMS, RECORDS, LOOK = range(4)
_LAST_DAY = 28  # every month has it


class PackWizard(WorkSheet):
    """Puts a pack together; `made` is the pack once it is written beside the book."""

    stepped = Signal(int)  # a step is on the screen, ready

    def __init__(self, session: Session, parent: QWidget | None) -> None:
        super().__init__(tr("New pack for the units below"), parent, 640)
        self._session = session
        self._content: Content | None = None
        self.made: MadePack | None = None
        open_within(self, 860, 640)
        self.rail = _Rail()
        self.title, self.note, self.due = QLineEdit(), QPlainTextEdit(), Combo()
        self.forms, self.records = FormChoice(session), RecordChoice(session)
        self.story = StoryView()
        self.here = QCheckBox(tr("Let it hold in this office's own book, too (recommended)"))
        self.here.setChecked(True)
        self.stack = QStackedWidget()
        for part in (self._about(), self._forms(), self._records(), self._look()):
            self.stack.addWidget(part)
        self.forms.checked.connect(self._show_buttons)
        self.work.ended.connect(self._show_buttons)
        self.body.addWidget(self.rail)
        self.body.addWidget(self.stack, 1)
        self.body.addWidget(self.work)
        self.back = LinkButton(tr("Back"))
        self.back.clicked.connect(self._go_back)
        self.leave = cancel_button(self)
        self.main = Button("", primary=True, hint="Ctrl+Return")
        self.main.clicked.connect(self.act)
        foot = self.finish(self.leave, self.main, filled=True)
        foot.insertWidget(0, self.back)
        self.go_to(ABOUT)

    # the steps

    def _about(self) -> QWidget:
        self.title.setMaxLength(LONGEST_TITLE)
        self.title.setPlaceholderText(tr("for example 十二月任务"))
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(84)
        self.due.addItem(tr("as before"), "")
        for day in range(1, _LAST_DAY + 1):
            self.due.addItem(tr("day {day} of the month after").format(day=day), str(day))
        part, column = _part()
        column.addWidget(asked(tr("What it is called *"), self.title))
        note = tr("A word to the clerks below; they read it before they take the pack in.")
        column.addWidget(asked(tr("Note for the clerks below"), self.note, note))
        explained = tr("A new day holds for all months from now on, also here.")
        column.addWidget(asked(tr("When the month is due"), self.due, explained))
        column.addStretch(1)
        return part

    def _forms(self) -> QWidget:
        part, column = _part(
            tr(
                "New or changed ledgers, lists, figures and briefs: a folder laid out like the "
                "program's “forms”, or single files. Forms of earlier packs go along by themselves."
            )
        )
        column.addWidget(self.forms, 1)
        return part

    def _records(self) -> QWidget:
        part, column = _part(
            tr(
                "Tick what shall go down: tasks, targets, plans of this book. A record that names "
                "a unit below goes to that unit alone, any other to everybody, in a copy of "
                "their own."
            )
        )
        column.addWidget(self.records, 1)
        return part

    def _look(self) -> QWidget:
        part, column = _part(tr("This is what the units below will read before they take it in:"))
        self.named = label("", "card")
        self.named.setWordWrap(True)
        self.said = label("", "table")
        self.said.setWordWrap(True)
        column.addWidget(self.named)
        column.addWidget(self.said)
        column.addWidget(self.story, 1)
        column.addWidget(self.here)
        return part

    # going on

    def step(self) -> int:
        """Return the step that is on the screen."""
        return self.stack.currentIndex()

    def draft(self) -> Draft:
        """Return what was put together."""
        due = str(self.due.currentData() or "")
        return Draft(
            title=self.title.text(),
            note=self.note.toPlainText(),
            forms=self.forms.files(),
            chosen=self.records.chosen(),
            settings={DUE_DAY: due} if due else {},
        )

    def go_to(self, step: int) -> None:
        """Show a step."""
        self.refuse("")
        self.stack.setCurrentIndex(step)
        self.rail.show_step(step)
        self._show_buttons()
        first = (self.title, self.forms.folder, self.records.form, self.main)[step]
        first.setFocus(Qt.FocusReason.OtherFocusReason)
        self.stepped.emit(step)

    def act(self) -> None:
        """Go on, or write the pack."""
        step = self.step()
        if self.work.is_working():
            return
        if step == ABOUT and not self._is_said():
            return
        if step == FORMS and not self.forms.sound:
            self.refuse(tr("Mend the forms, or take them out, then go on."), self.forms.list)
        elif step == RECORDS:
            self._compose()
        elif step == LOOK:
            self._write()
        else:
            self.go_to(step + 1)

    def _is_said(self) -> bool:
        if not self.title.text().strip():
            self.refuse(tr("Give the pack a title, so that those below know it."), self.title)
            return False
        if len(self.note.toPlainText().strip()) > LONGEST_NOTE:
            told = tr("The note has more than {most} characters. Shorten it.")
            self.refuse(told.format(most=LONGEST_NOTE), self.note)
            return False
        return True

    def _go_back(self) -> None:
        self.go_to(self.step() - 1)

    def _compose(self) -> None:
        draft, book = self.draft(), self._session.book
        if not (draft.forms.files or draft.chosen or draft.settings):
            text = tr("Nothing goes down yet: choose forms or records, or another due day.")
            self.refuse(text, self.records.form)
            return

        def look() -> tuple[Content, PackStory]:
            content = content_of(book, draft)
            return content, pack_board.to_be_sent(book, content)

        self.work.start(
            lambda _: look(),
            done=lambda found: self._show_content(*found),
            failed=self._fail,
            stopped=lambda: None,
        )
        self._show_buttons()

    def _show_content(self, content: Content, story: PackStory) -> None:
        self._content = content
        named = tr("Pack {number} “{title}” of {unit}")
        unit = self._session.book.info.name
        self.named.setText(named.format(number=content.number, title=content.title, unit=unit))
        self.said.setText(content.note)
        self.said.setVisible(bool(content.note))
        self.story.show_story(story, [one.message for one in content.problems])
        self.here.setVisible(bool(content.changes or content.news))
        self.go_to(LOOK)

    def _write(self) -> None:
        content, book, by = self._content, self._session.book, self._session.operator
        assert content is not None
        self.work.start(
            lambda _: write_pack_of(book, content, operator=by),
            done=self._on_written,
            failed=self._fail,
            stopped=lambda: None,
        )
        self._show_buttons()

    def _on_written(self, made: MadePack) -> None:
        self.made = made
        self.accept()

    def holds_here(self) -> bool:
        """Say whether the office takes the pack in itself."""
        return self.here.isVisibleTo(self) and self.here.isChecked()

    def _fail(self, error: UserError) -> None:
        problems = error.problems if isinstance(error, PackRefused) else ()
        lines = [one.message for one in problems[:6] if one.message != str(error)]
        self.refuse("\n".join([str(error), *lines]))
        self._show_buttons()

    def _show_buttons(self) -> None:
        idle, step = not self.work.is_working(), self.step()
        self.back.setVisible(step != ABOUT)
        self.back.setEnabled(idle)
        self.main.setText(tr("Make the pack") if step == LOOK else tr("Next"))
        self.main.updateGeometry()
        self.main.setEnabled(idle)

    def done(self, result: int) -> None:
        self.forms.forget()
        self.records.forget()
        super().done(result)


def _part(explained: str = "") -> tuple[QWidget, QVBoxLayout]:
    part = QWidget()
    column = QVBoxLayout(part)
    column.setContentsMargins(0, 4, 0, 0)
    column.setSpacing(10)
    if explained:
        words = label(explained, "label")
        words.setWordWrap(True)
        column.addWidget(words)
    return part, column


class _Rail(QWidget):
    """The steps in a line; the one on the screen is marked."""

    def __init__(self) -> None:
        super().__init__()
        self._at = 0
        self._names = (tr("Title and note"), tr("Forms"), tr("Tasks and targets"), tr("Last look"))
        self.setFixedHeight(28)

    def show_step(self, at: int) -> None:
        """Mark a step."""
        self._at = at
        self.setAccessibleName(self._names[at])
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left = 0.0
        for number, name in enumerate(self._names):
            here, passed = number == self._at, number < self._at
            tone = tokens.TONES["wheat" if here else "pine" if passed else "stone"]
            painter.setFont(tokens.font(tokens.LABEL, bold=here))
            text = f"{'✓' if passed else '①②③④'[number]} {name}"
            width = painter.fontMetrics().horizontalAdvance(text) + 22
            box = QRectF(left, 2, width, 24)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tone.ground))
            painter.drawRoundedRect(box, 12, 12)
            painter.setPen(QColor(tone.text))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
            left += width + 8
            if number + 1 < len(self._names):
                painter.setPen(QColor(tokens.FIELD_LINE))
                painter.drawLine(int(left), 14, int(left) + 18, 14)
                left += 26
