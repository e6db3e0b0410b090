"""What the office above asks about the panel's record: each comment at its place, and answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from ruraldesk.errors import UserError
from ruraldesk.services.answering import mended
from ruraldesk.services.comments import Comment
from ruraldesk.texts.translate import listed, tr
from ruraldesk.ui import jobs, messages
from ruraldesk.ui.entry.asked_strip import Asked, AskedStrip

if TYPE_CHECKING:
    from ruraldesk.ui.entry.panel import EntryPanel

_Place = tuple[str, str]  # ("field", its key), ("lines", their key), ("", "") above the tabs
_ABOVE: _Place = ("", "")


class Asking:
    """Puts comments where they belong, leads from one to the next, and keeps the answers."""

    def __init__(self, panel: EntryPanel) -> None:
        self._panel = panel
        self._latest = jobs.Latest(panel)
        self._asked: list[Asked] = []
        self._record = ""
        self.above = self._connected(AskedStrip())  # what is asked about the whole record
        self._strips: dict[_Place, AskedStrip] = {_ABOVE: self.above}

    def begin(self) -> None:
        """Show what is asked about the record that the panel shows now."""
        base = self._panel.working.base
        record = "" if base.deleted else base.uuid
        if record != self._record:
            self.keep()
        self._record = record
        door = self._panel.door
        found = door.asked_about(record) if record else []
        known = {one.comment.uuid: one.stood for one in self._asked}
        self._asked = [
            Asked(one, "", known.get(one.uuid, "")) for one in found if one.form == door.form.key
        ]
        self.arrange()
        if self._asked:
            self._latest.run(
                lambda: {one.uuid: door.stood_then(one) for one in found}, done=self._take_stood
            )

    def arrange(self) -> None:
        """Put each comment under its field, its table, or above the tabs where neither is seen."""
        if not self._asked and not any(strip.asked() for strip in self._strips.values()):
            return
        by_place: dict[_Place, list[Asked]] = {place: [] for place in self._strips}
        for one in self._asked:
            place = self._place_of(one.comment)
            by_place.setdefault(place, []).append(self._worded(one, place))
        read_only = self._panel.door.read_only
        pages = self._panel.pages
        for place, asked in by_place.items():
            strip = self._strips.get(place) or self._make(place)
            if place[0] == "lines":
                pages.lines[place[1]].show_comments(asked, read_only=read_only)
            else:
                strip.show_asked(asked, read_only=read_only)
        waiting = {one.comment.lines for one in self._asked if one.comment.is_open}
        pages.show_asked_tabs(waiting - {""})

    def _place_of(self, about: Comment) -> _Place:
        pages = self._panel.pages
        if about.lines:
            return ("lines", about.lines) if about.lines in pages.lines else _ABOVE
        box = pages.page.boxes.get(about.field)
        return ("field", about.field) if box is not None and box.asked else _ABOVE

    def _worded(self, one: Asked, place: _Place) -> Asked:
        """Name what a comment is about where its place does not show it."""
        if place[0] == "field":
            return one
        if place == _ABOVE:
            return replace(one, place=self._panel.door.part_of(one.comment))
        page = self._panel.pages.lines[place[1]]
        at = page.model.place_of(one.comment)
        words = tr("the whole table") if not one.comment.line else tr("a row that is gone")
        if at is not None:
            words = tr("Row {number}").format(number=at[0] + 1)
            if page.form.find(one.comment.field) is not None:
                words = f"{words} · {tr(page.form.field(one.comment.field).label)}"
        return replace(one, place=words)

    def _make(self, place: _Place) -> AskedStrip:
        """Make the strip of a place: forms of eighty fields open faster without eighty of them."""
        strip = self._strips[place] = self._connected(AskedStrip())
        kind, key = place
        pages = self._panel.pages
        holder = pages.lines[key] if kind == "lines" else pages.page.boxes[key]
        holder.put_comments(strip)
        return strip

    def _connected(self, strip: AskedStrip) -> AskedStrip:
        strip.mended.connect(self._mend)
        strip.explained.connect(self._explain)
        return strip

    def _take_stood(self, stood: dict[str, str]) -> None:
        self._asked = [replace(one, stood=stood.get(one.comment.uuid, "")) for one in self._asked]
        self.arrange()

    # answering

    def go_next(self) -> None:
        """Give the focus to the next comment that waits for an answer (F7)."""
        order = [place for place in self._order() if self._waits(place)]
        if not order:
            self._panel.foot.tell(tr("No comment waits for an answer here"))
            return
        now = next((n for n, one in enumerate(order) if self._has_focus(one)), -1)
        self.go_to(order[(now + 1) % len(order)])

    def go_to(self, place: _Place) -> None:
        """Show a place and give the focus to the answer there."""
        pages = self._panel.pages
        if place[0] == "lines":
            pages.show_tab(list(pages.lines).index(place[1]) + 1)
        elif place[0] == "field":
            pages.show_tab(0)
            pages.page.show_whole(place[1])
        self._strips[place].start()

    def _order(self) -> list[_Place]:
        pages = self._panel.pages
        fields = [("field", key) for key in pages.page.boxes]
        every = [_ABOVE, *fields, *(("lines", key) for key in pages.lines)]
        return [place for place in every if place in self._strips]

    def _waits(self, place: _Place) -> bool:
        return any(one.comment.is_open for one in self._strips[place].asked())

    def _has_focus(self, place: _Place) -> bool:
        focus = QApplication.focusWidget()
        return focus is not None and self._strips[place].isAncestorOf(focus)

    def _mend(self, about: Comment, said: str) -> None:
        """Save what was put right, and say so."""
        panel = self._panel
        if panel.has_unsaved() and not panel.save(following=False):
            return  # the panel says what is to be mended first
        elsewhere = panel.door.changed_parts(about)
        if panel.door.is_as_reported(about) and not (elsewhere and said):
            self._strip_of(about).refuse(self._still_as_reported(about, elsewhere))
            return
        self._answer(about, mended(said))

    def _still_as_reported(self, about: Comment, elsewhere: Sequence[str]) -> str:
        """Say what is not mended yet; where something else was, that words to it are enough."""
        if not elsewhere:
            return tr(
                "It is still as it was reported. Put it right first; or write why it is right, "
                "and choose “Explain”."
            )
        told = tr(
            "{field} is still as it was reported; changed is: {others}. If that puts it right, "
            "write so in a few words and choose “Mended” once more."
        )
        field = self._panel.door.part_of(about)
        return told.format(field=field, others=listed(elsewhere))

    def _explain(self, about: Comment, said: str) -> None:
        if said:
            self._answer(about, said)
        else:
            self._strip_of(about).refuse(tr("Write in a few words why it is right."))

    def _answer(self, about: Comment, text: str) -> None:
        try:
            self._panel.door.answer(about, text)
        except UserError as error:
            self._strip_of(about).refuse(str(error))
            return
        strip = self._strip_of(about)
        strip.forget_begun(about.uuid)
        self.begin()
        self._panel.other_saved.emit(about.form)
        self._panel.foot.tell(tr("Answered; it goes up with the next package"))
        waiting = [place for place in self._order() if self._waits(place)]
        if waiting:
            self.go_to(waiting[0])
        else:
            self._return_focus(about)

    def _return_focus(self, about: Comment) -> None:
        pages = self._panel.pages
        place = self._place_of(about)
        if place[0] == "field":
            pages.page.focus(place[1])
        elif place[0] == "lines":
            pages.lines[place[1]].table.setFocus()

    def _strip_of(self, about: Comment) -> AskedStrip:
        return self._strips[self._place_of(about)]

    def keep(self) -> None:
        """Keep the answers that were begun, since leaving loses nothing."""
        kept = ""
        for strip in self._strips.values():
            for about, text in strip.begun():
                if text == about.answer or self._panel.door.read_only:
                    continue
                try:
                    self._panel.door.answer(about, text)
                except UserError as error:
                    messages.tell_error(self._panel, error)
                else:
                    kept = about.form
        if kept:
            self._panel.other_saved.emit(kept)
