"""The entry panel: one record of a ledger, its fields and detail rows, made for the keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from ruraldesk.definitions.model import FormDef, Record
from ruraldesk.definitions.names import name_of
from ruraldesk.errors import Problem, UserError
from ruraldesk.texts.translate import tr
from ruraldesk.ui import messages, sheet
from ruraldesk.ui.entry import following, keys, notices, widening
from ruraldesk.ui.entry.asking import Asking
from ruraldesk.ui.entry.door import Door
from ruraldesk.ui.entry.filling import Filling
from ruraldesk.ui.entry.foot import EntryFoot
from ruraldesk.ui.entry.head import EntryHead
from ruraldesk.ui.entry.keeping import DraftKeeper
from ruraldesk.ui.entry.nesting import Nested
from ruraldesk.ui.entry.notice import NoticeBar
from ruraldesk.ui.entry.noting import Noting
from ruraldesk.ui.entry.pages import EntryPages
from ruraldesk.ui.entry.pins import Pins
from ruraldesk.ui.entry.reviewing import Reviewer
from ruraldesk.ui.entry.sorting_problems import sort_problems
from ruraldesk.ui.entry.usual import UsualFields
from ruraldesk.ui.entry.verified import Verified
from ruraldesk.ui.entry.working import Working, without_unreadable
from ruraldesk.ui.widgets import Card

if TYPE_CHECKING:
    from ruraldesk.services.books import Book
    from ruraldesk.services.entry import Draft, Review


class EntryPanel(Card):
    """Beside the table, or in its place: shows a record, enters a new one, never loses either."""

    saved = Signal(str)  # UUID of the record
    begun = Signal()  # another record is shown, or the same one anew
    closed = Signal()
    deleted = Signal(str)  # UUID of the record
    record_wanted = Signal(str, str)  # form key and UUID of a record that a problem names
    new_wanted = Signal(str, object)  # form key and Record: what a new entry begins with
    other_saved = Signal(str)  # key of another ledger of which a record was saved from here

    def __init__(
        self, book: Book, form: FormDef, parent: QWidget | None = None, *, door: Door | None = None
    ) -> None:
        super().__init__(parent)
        self.door = door or Door(book, form.key)
        self._form = form
        self.before: Record | None = None  # what Ctrl+D takes from
        self._all_problems = False  # after a refused save nothing is held back
        self._review: Review | None = None
        self._problems: tuple[Problem, ...] = ()
        self.working = Working(form, Record(values={}))
        self.setStyleSheet(sheet.panel())
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # Shift+Tab goes on to what is above
        self.head, self.notice, self.foot = EntryHead(), NoticeBar(), EntryFoot()
        self.pages = EntryPages(form, self.door)
        self.reviewer = Reviewer(self._readable, self.door.review, self)
        self.keeper = DraftKeeper(self)
        self.filling, self.nested, self.asking = Filling(self), Nested(self), Asking(self)
        self.noting, self.pins = Noting(self), Pins(self)
        self.verified, self.usual = Verified(self), UsualFields(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        for part in (self.head, self.notice, self.asking.above, self.noting.above):
            layout.addWidget(part)
        layout.addWidget(self.pages, 1)
        layout.addWidget(self.foot)
        self._acts = keys.acts_of(self)
        self._connect()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus_changed)
        self.pages.set_read_only(self.door.read_only)
        self.foot.set_writable(not self.door.read_only)

    def _connect(self) -> None:
        self.head.close_wanted.connect(self.close_panel)
        self.head.history_wanted.connect(lambda: notices.open_history(self))
        self.head.copy_wanted.connect(self.open_copy)
        self.head.delete_wanted.connect(self.delete)
        self.head.wide_wanted.connect(lambda: widening.toggle(self))
        self.foot.save_wanted.connect(lambda following: self.save(following=following))
        self.foot.back_wanted.connect(self.pages.go_back)
        self.pages.changed.connect(self._on_changed)
        self.pages.left.connect(self._on_left)
        self.pages.page.more_asked.connect(self.foot.tell_asked)
        self.pages.finished.connect(self._on_finished)
        self.pages.record_wanted.connect(self._open_other)
        self.reviewer.reviewed.connect(self._show_review)
        following.lead(self)

    # opening

    def open(self, uuid: str) -> None:
        """Show a saved record, with the draft that was made of it where there is one."""
        self.keep_draft()
        try:
            record = self.door.load(uuid)
        except UserError as error:
            messages.tell_error(self, error)
            return
        draft = next((one for one in self.door.drafts() if one.key == uuid), None)
        revision = draft.record.revision if draft else record.revision
        self._begin(Working(self.door.form, record, uuid, revision), draft)

    def refresh(self) -> None:
        """Show the record as it is saved now, where nothing is unsaved: it may have been undone."""
        saved = self.working.base
        if self.working.is_new or self.has_unsaved():
            return
        try:
            record = self.door.load(saved.uuid)
        except UserError:
            self.close_panel()  # it is gone
            return
        if (record.revision, record.deleted) != (saved.revision, saved.deleted):
            place = self.pages.place()
            self._begin(Working(self.door.form, record))
            self.pages.return_to(place)

    def open_blank(self) -> None:
        """Begin a new record; drafts of new records that wait are offered."""
        self.keep_draft()
        self._begin(Working(self.door.form, self.pins.blank()))
        notices.offer_drafts(self)

    def open_copy(self) -> None:
        """Begin a new record like the present one."""
        self.open_new(self.door.copy_of(self.working.base.uuid))

    def open_new(self, record: Record) -> None:
        """Begin a new record with what `record` holds already."""
        self.keep_draft()
        self._begin(Working(self.door.form, self.door.blank()))
        self.pages.show_record(record)
        self._on_changed()
        self.pages.start(empty=True)

    def open_draft(self, draft: Draft) -> None:
        """Go on with a half-filled record, a new one or a saved one."""
        if draft.record.revision:
            self.open(draft.key)
            return
        self.keep_draft()
        self._begin(Working(self.door.form, self.door.blank(), draft.key), draft)
        self.pages.start(empty=True)

    def new_drafts(self) -> list[Draft]:
        """Return the half-filled new records of the ledger that wait, the newest first."""
        return notices.new_drafts(self.door, except_key=self.working.key)

    def _begin(self, working: Working, draft: Draft | None = None) -> None:
        self.nested.shut(back=False)
        if self.working.base.uuid:
            self.before = self.working.base
        self.working = working
        self._all_problems = False
        self._review, self._problems = None, ()
        self.notice.clear()
        self.foot.tell("")
        self.pages.show_record(draft.record if draft else working.base)
        self.pages.show_tab(0)
        self.filling.begin()
        self.keeper.begin(self.state() if draft else None)
        self.reviewer.now()
        self._show_head()
        if draft is not None:
            notices.tell_draft(self, draft)
        elif working.base.deleted:
            notices.tell_deleted(self)
        elif self.door.read_only:
            self.notice.tell(tr("The book can only be read; nothing can be entered."), "stone")
        self.asking.begin()
        self.begun.emit()

    # what is entered

    def has_unsaved(self) -> bool:
        """Say whether anything differs from what is saved, or waits for a record begun from it."""
        return self.nested.is_open() or self.differs()

    def differs(self) -> bool:
        """Say whether anything that is entered differs from what is saved."""
        entered = self.pages.entered()
        return self.working.differs(entered.values, entered.lines)

    def keep_draft(self) -> bool:
        """Keep what is not saved as a draft; return whether there was anything to keep."""
        self.pages.settle()
        self.asking.keep()
        return self.keeper.keep()

    def drop_draft(self) -> None:
        """Forget the draft and show what is saved, or an empty entry."""
        self.door.drop_draft(self.working.key)
        self._begin(Working(self.door.form, self.working.base, self.working.key))
        self.pages.start(empty=self.working.is_new)

    def state(self) -> tuple[object, ...]:
        """Return everything that is entered, to be compared."""
        entered = self.pages.entered()
        return dict(entered.values), dict(entered.lines)

    def entered(self) -> Record:
        """Return the record as it is entered, readable or not."""
        entered = self.pages.entered()
        return self.working.record(entered.values, entered.names, entered.lines)

    def _readable(self) -> Record:
        readable = self.pages.readable()
        return self.working.record(readable.values, readable.names, readable.lines)

    def _on_changed(self) -> None:
        self.reviewer.soon()
        self.keeper.soon()
        self._show_head()
        self.foot.tell("")

    def _on_left(self) -> None:
        """Say what is wrong with a field once it is left; the next one may depend on it."""
        if not self.reviewer.if_waiting():
            self._show_problems(self._problems)

    def _on_focus_changed(self, old: QWidget | None, new: QWidget | None) -> None:
        """Look at the book again when the clerk comes back from the table."""
        inside = new is not None and self.isAncestorOf(new)
        if inside and old is not None and not self.isAncestorOf(old):
            self.refresh()

    # looking at it

    def _show_review(self, review: Review) -> None:
        self._review = review
        self._show_problems(review.problems)

    def _show_problems(self, problems: tuple[Problem, ...]) -> None:
        """Show what the last look, or the last refused save, found."""
        self._problems = problems
        review = self._review
        visible = review.visible if review else frozenset(one.key for one in self._form.fields)
        unreadable = self.pages.unreadable()
        found = sort_problems(self._form, problems, unreadable, visible)
        if not self._all_problems:  # a text that is still being typed is no mistake yet
            found.fields.pop(self.pages.typing_in(unreadable), None)
        if review is not None:
            refused = self._all_problems
            everything = refused or not self.working.is_new
            self.pages.show_review(review, found, all_of_them=everything, refused=refused)
            self.asking.arrange()
        self._show_head()

    def _show_head(self) -> None:
        entered = self.pages.entered()
        computed = self._review.computed if self._review else {}  # names may be made of these
        record = self.working.record({**computed, **entered.values}, entered.names, entered.lines)
        self.door.subject = name_of(self._form, without_unreadable(self._form, record))
        self.head.show_name(self.door.form, record, new=self.working.is_new)
        writable = not self.door.read_only and not self.working.base.deleted
        self.head.show_acts(saved=not self.working.is_new, writable=writable)
        self.head.show_unsaved(self.working.differs(entered.values, entered.lines))
        self.pages.show_changes(self.working.base, entered.values)

    # saving

    def save(self, *, following: bool) -> bool:
        """Save; with `following` begin the next record. What is refused stays on screen."""
        self.pages.settle()
        if self.door.read_only:
            return False
        if self.working.is_new and not self.has_unsaved():
            self.foot.tell(tr("Nothing entered"))  # such as by Ctrl+Enter pressed twice
            return False
        self.filling.look(leaving=False)
        self.reviewer.now()
        if self.pages.has_unreadable():
            self._refuse(self._problems)
            return False
        from ruraldesk.ui.entry.saving import save_record

        outcome = save_record(self, self._readable())
        if outcome is None:
            return False
        if outcome.refused:
            self._refuse(outcome.problems)
            return False
        self._on_saved(outcome.record, outcome.problems, following=following)
        return True

    def _refuse(self, problems: tuple[Problem, ...]) -> None:
        """Show everything that keeps the record from being saved, and go to the first of it."""
        self._all_problems = True
        self._show_problems(problems)
        told = tr("Not saved: {count} to mend").format(count=self.pages.count_blocks())
        self.foot.tell(told)
        if not self.pages.go_to_problem() and not self.pages.holds_focus():
            self.pages.start(empty=False)

    def _on_saved(self, record: Record, problems: tuple[Problem, ...], *, following: bool) -> None:
        self.door.drop_draft(self.working.key)
        place = self.pages.place()
        fresh = self.door.load(record.uuid)
        self.working = Working(self.door.form, fresh)
        name = name_of(self.door.form, fresh)
        if following:
            self._begin(Working(self.door.form, self.pins.blank()))
            self.pages.start(empty=True)
        else:
            self._begin(self.working)
            self.pages.return_to(place)
        from ruraldesk.ui.entry.saving import tell_saved

        tell_saved(self, name, problems, following=following)
        self.saved.emit(fresh.uuid)

    def delete(self) -> None:
        """Put the record into the recycle bin, after a question."""
        from ruraldesk.ui.entry.saving import delete_record

        uuid = self.working.base.uuid
        if delete_record(self):
            self.door.drop_draft(self.working.key)
            self.working = Working(self.door.form, Record(values={}))
            self.pages.show_record(self.working.base)
            self.deleted.emit(uuid)
            self.saved.emit(uuid)
            self.closed.emit()

    # other acts

    def take_above(self, *, counted: bool = False) -> None:
        """Take what the record before, or the row above, has; `counted`: what follows on it."""
        if self.door.read_only:
            return
        if self.before is None:
            self.before = self.door.latest()
        if not self.pages.take_above(self.before, counted=counted):
            self.foot.tell(tr("No value above"))

    def close_panel(self) -> None:
        """Close; what is not saved is kept as a draft."""
        kept = self.keep_draft()
        self.reviewer.stop()
        widening.narrow(self)
        if kept:
            messages.tell(self, tr("Not saved yet; kept as a draft."), "sky")
        self.closed.emit()

    def _open_other(self, form_key: str, uuid: str) -> None:
        """Open the record that a problem names; whoever holds the panel opens other ledgers."""
        if form_key == self._form.key:
            self.open(uuid)
            self.pages.start(empty=False)
        else:
            self.record_wanted.emit(form_key, uuid)

    def _on_finished(self, direction: int) -> None:
        """Enter after the last field goes to usual lines, then to the button that saves."""
        if direction > 0 and not self.door.read_only and not self.usual.go_on():
            self.foot.save_next.setFocus(Qt.FocusReason.TabFocusReason)

    # Qt

    def event(self, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and not self.nested.is_open()
            and keys.act_of(event) in self._acts
        ):
            event.accept()  # these keys mean the panel while the focus is in it
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.nested.is_open() or not keys.perform(event, self._acts):
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.nested.is_open():
            self.nested.focus()
        else:
            self.pages.start(empty=self.working.is_new)

    def hideEvent(self, event: QHideEvent) -> None:
        if not event.spontaneous():
            self.keep_draft()
        super().hideEvent(event)
