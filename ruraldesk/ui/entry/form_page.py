"""The form's own fields, section after section, in a page that follows the focus."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from ruraldesk.definitions.model import FormDef, Record, Value
from ruraldesk.definitions.values import BadValue, text_of
from ruraldesk.errors import Problem
from ruraldesk.texts.translate import tr
from ruraldesk.ui.entry.dropping import Dropping
from ruraldesk.ui.entry.editors import LineEditor, NamedEditor, NameEditor, NoteEditor
from ruraldesk.ui.entry.field_box import FieldBox
from ruraldesk.ui.entry.section import Section, columns_for
from ruraldesk.ui.entry.source import Sources
from ruraldesk.ui.keys import set_hints

_MARGIN = 16
_IN_VIEW = 40  # pixels kept free around the field that has the focus


class FormPage(QScrollArea):
    """All fields of one form. Knows values and order; not what is right or saved."""

    changed = Signal(str)  # key of the field that the user changed
    more_asked = Signal(list)  # labels of the fields that are asked for since an answer was given
    left = Signal(str)  # key of the field that lost the focus
    finished = Signal(int)  # stepped past the last field (1) or before the first (-1)
    record_wanted = Signal(str, str)

    def __init__(self, form: FormDef, sources: Sources, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._form = form
        self.boxes: dict[str, FieldBox] = {}
        self.passes: Callable[[FieldBox], bool] = lambda _: False  # whether Enter passes it over
        self.stood_in = ""  # key of the field of this record that had the focus last
        self._looked_at = False  # whether it is known what the record asks for
        self._sections: list[Section] = []
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._body = QWidget()
        self._body.setObjectName("formBody")
        self.viewport().setAutoFillBackground(False)
        self._body.setAutoFillBackground(False)
        layout = QVBoxLayout(self._body)
        layout.setContentsMargins(_MARGIN, 10, _MARGIN, 12)
        layout.setSpacing(4)
        for section in self._make_sections(sources):
            layout.addWidget(section)
        layout.addStretch(1)
        self.setWidget(self._body)
        self._following = QTimer(self)
        self._following.setSingleShot(True)
        self._following.setInterval(0)  # once the layout has settled
        self._following.timeout.connect(self._follow)
        self._arrange()
        self._set_tab_order()
        self.dropping = Dropping(self)

    # what is entered

    def show_record(self, record: Record) -> None:
        """Show the values of `record`."""
        for key, box in self.boxes.items():
            box.show_value(record[key], record.names.get(key, ""), record[box.field.known])
        self._looked_at = False
        self.stood_in = ""
        self.verticalScrollBar().setValue(0)

    def show_computed(self, computed: Mapping[str, Value]) -> None:
        """Show computed values."""
        for key, value in computed.items():
            box = self.boxes.get(key)
            if box is not None and not box.field.stored:
                box.editor.show_value(value)

    def entered_values(self) -> dict[str, Value]:
        """Return what is in the fields, and behind names: values, or the text where it is none."""
        entered = {key: box.editor.entered() for key, box in self._stored()}
        for box in self.boxes.values():
            if isinstance(box.editor, NameEditor):
                entered[box.field.known] = box.editor.known()
        return entered

    def unreadable(self) -> dict[str, str]:
        """Return the keys of fields whose text is no value, with the sentence that says so."""
        found = {}
        for key, box in self._stored():
            try:
                box.editor.value()
            except BadValue as error:
                found[key] = str(error)
        return found

    def names(self) -> dict[str, str]:
        """Return what the references and units in the fields are called."""
        return {
            key: box.editor.name()
            for key, box in self.boxes.items()
            if isinstance(box.editor, NamedEditor) and box.editor.name()
        }

    def settle(self) -> None:
        """Take what is being typed as final."""
        for box in self.boxes.values():
            box.editor.settle()

    # what is shown

    def show_asked(self, visible: Iterable[str], required: Iterable[str]) -> None:
        """Show the fields that are asked for, and * at those that must be filled."""
        seen, needed = set(visible), set(required)
        more = [
            tr(box.field.label)
            for key, box in self.boxes.items()
            if key in seen and not box.asked and self._looked_at
        ]
        for key, box in self.boxes.items():
            box.asked = key in seen
            box.show_required(key in needed)
        self._looked_at = True
        self._arrange()
        if more:
            self.more_asked.emit(more)

    def show_problems(
        self, problems: Mapping[str, Sequence[Problem]], *, all_of_them: bool, own: str
    ) -> None:
        """Show the problems of each field."""
        for key, box in self.boxes.items():
            box.show_problems(problems.get(key, ()), all_of_them=all_of_them, own=own)

    def show_changes(self, saved: Record, present: Mapping[str, Value]) -> None:
        """Mark the fields that differ from the saved record."""
        for key, box in self._stored():
            before = saved[key]
            changed = present.get(key) != before
            box.show_changed(
                changed, text_of(box.field, before, saved.names.get(key, "")) if changed else ""
            )

    def set_read_only(self, read_only: bool) -> None:
        """Let the fields be read only."""
        for box in self.boxes.values():
            box.set_read_only(read_only)

    # where the focus goes

    def first_stop(self, *, empty: bool = False) -> str:
        """Return the key of the first field to fill; with `empty` the first that is empty."""
        stops = self._stops()
        for key in stops:
            if not empty or self.boxes[key].is_empty():
                return key
        return stops[0] if stops else ""

    def first_blocked(self) -> str:
        """Return the key of the first field that keeps the record from being saved."""
        return next((key for key, box in self.boxes.items() if box.asked and box.blocks()), "")

    def focus(self, key: str) -> None:
        """Give the focus to a field and bring it into view."""
        box = self.boxes[key]
        if isinstance(box.editor, LineEditor) and box.editor.hasFocus():
            box.editor.selectAll()  # as if it had just been reached
        box.editor.setFocus(Qt.FocusReason.TabFocusReason)
        self._following.start()

    def show_whole(self, key: str) -> None:
        """Bring a field and what the office above asks about it into view."""
        box = self.boxes[key]
        self._body.adjustSize()
        self.ensureWidgetVisible(box, 0, _IN_VIEW)
        if box.comments is not None:
            self.ensureWidgetVisible(box.comments, 0, 8)

    def focus_last(self) -> None:
        """Give the focus to the last field at which Enter stops."""
        stops = self._stops()
        if stops:
            self.focus(stops[-1])

    def focused(self) -> str:
        """Return the key of the field that has the focus; "" for none."""
        return next((key for key, box in self.boxes.items() if box.editor.hasFocus()), "")

    def _follow(self) -> None:
        """Scroll so that the field with the focus and the sentence under it are seen."""
        key = self.focused()
        if not key:
            return
        self.stood_in = key
        box = self.boxes[key]
        self.ensureWidgetVisible(box, 0, _IN_VIEW)
        for below in (box.problem, box.comments):
            if below is not None and below.isVisible():
                self.ensureWidgetVisible(below, 0, 8)
        if box.mapTo(self._body, QPoint(0, 0)).y() < 2 * _IN_VIEW:
            self.verticalScrollBar().setValue(0)  # the first row shows the heading above it

    def _stops(self) -> list[str]:
        """Return the fields at which Enter stops; all where it would stop nowhere."""
        every = [
            (key, box)
            for key, box in self.boxes.items()
            if box.asked and box.editor.stops and box.field.stored
        ]
        return [key for key, box in every if not self.passes(box)] or [key for key, _ in every]

    def _step(self, key: str, direction: int) -> None:
        self.boxes[key].visited = True
        self.left.emit(key)  # what is asked next may depend on the answer
        order = [one for one in self.boxes if one == key or one in self._stops()]
        place = order.index(key) + direction
        if 0 <= place < len(order):
            self.focus(order[place])
        else:
            self.finished.emit(direction)

    # making

    def _stored(self) -> list[tuple[str, FieldBox]]:
        return [(key, box) for key, box in self.boxes.items() if box.field.stored]

    def _make_sections(self, sources: Sources) -> list[Section]:
        named = {section.key for section in self._form.sections}
        groups: list[tuple[str, str, list[FieldBox]]] = []
        for key, title, note in (
            ("", "", ""),
            *((one.key, one.title, one.note) for one in self._form.sections),
        ):
            fields = [
                field
                for field in self._form.asked()
                if (field.section if field.section in named else "") == key
            ]
            if fields:
                groups.append(
                    (title, note, [self._make_box(field.key, sources) for field in fields])
                )
        self._sections = [
            Section(tr(title), tr(note), boxes, first=place == 0)
            for place, (title, note, boxes) in enumerate(groups)
        ]
        return self._sections

    def _make_box(self, key: str, sources: Sources) -> FieldBox:
        box = FieldBox(self._form.field(key), sources)
        self.boxes[key] = box
        box.editor.changed.connect(lambda: self.changed.emit(key))
        box.editor.stepped.connect(lambda direction: self._step(key, direction))
        box.record_wanted.connect(self.record_wanted)
        box.editor.installEventFilter(self)
        set_hints(box.editor, _hints(box))
        return box

    def _set_tab_order(self) -> None:
        editors = [box.editor for box in self.boxes.values()]
        for before, after in pairwise(editors):
            QWidget.setTabOrder(before, after)

    def _arrange(self) -> None:
        columns = columns_for(self.viewport().width() - 2 * _MARGIN)
        moved = [section.arrange(columns) for section in self._sections]
        if any(moved):
            self._body.updateGeometry()

    # Qt

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            for key, box in self.boxes.items():
                if box.editor is watched:
                    self._on_focus(key, box, came=kind is QEvent.Type.FocusIn)
                    break
        return False

    def _on_focus(self, key: str, box: FieldBox, *, came: bool) -> None:
        if came:
            self._following.start()
        else:
            box.visited = True
            self.left.emit(key)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
        self._following.start()


def _hints(box: FieldBox) -> str:
    """Return what the status bar says at a field: its help, and which keys work."""
    keys = (
        tr("Enter new line · Tab next field · Ctrl+Enter saves")
        if isinstance(box.editor, NoteEditor)
        else tr("Enter next field · Ctrl+D as before · F4 choices · Esc closes, keeps a draft")
    )
    return f"{tr(box.field.help)}  {keys}" if box.field.help else keys
