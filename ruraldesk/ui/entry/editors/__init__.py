"""One editor for each field type; the form and the tables of lines use the same ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QWidget

from ruraldesk.definitions.model import FieldDef, FieldType
from ruraldesk.ui.entry.editors.choices import ChoiceEditor, ChoicesEditor, YesNoEditor
from ruraldesk.ui.entry.editors.dates import DateEditor, MonthEditor, YearEditor
from ruraldesk.ui.entry.editors.files import FilesEditor
from ruraldesk.ui.entry.editors.given import ComputedEditor, SerialEditor
from ruraldesk.ui.entry.editors.identity import CreditCodeEditor, PersonIdEditor, PhoneEditor
from ruraldesk.ui.entry.editors.line import LineEditor
from ruraldesk.ui.entry.editors.note import NoteEditor
from ruraldesk.ui.entry.editors.numbers import NumberEditor
from ruraldesk.ui.entry.editors.people import NameEditor, show_known
from ruraldesk.ui.entry.editors.references import DivisionEditor, NamedEditor, ReferenceEditor
from ruraldesk.ui.entry.editors.words import WordEditor
from ruraldesk.ui.entry.source import Sources

__all__ = [
    "EDITORS",
    "Editor",
    "FilesEditor",
    "LineEditor",
    "NameEditor",
    "NamedEditor",
    "NoteEditor",
    "editor",
    "show_known",
]

Editor = LineEditor | NoteEditor | FilesEditor
"""What all have in common: field, value, entered, show_value, typed, put_typed, mark, hint, step,
settle, open_choices, stops, and the signals changed, stepped and hint_changed."""

Maker = Callable[[FieldDef, Sources, QWidget | None], Editor]


def text_editor(field: FieldDef, sources: Sources, parent: QWidget | None) -> LineEditor:
    """Return the editor of a text: with people to choose from where it names them."""
    if field.names:
        return NameEditor(field, sources, parent)
    return WordEditor(field, sources, parent)


EDITORS: Mapping[FieldType, Maker] = {
    FieldType.TEXT: text_editor,
    FieldType.NOTE: lambda field, sources, parent: NoteEditor(field, parent),
    FieldType.INTEGER: lambda field, sources, parent: NumberEditor(field, parent),
    FieldType.DECIMAL: lambda field, sources, parent: NumberEditor(field, parent),
    FieldType.MONEY: lambda field, sources, parent: NumberEditor(field, parent),
    FieldType.PERCENT: lambda field, sources, parent: NumberEditor(field, parent),
    FieldType.DATE: lambda field, sources, parent: DateEditor(field, parent, sources.today),
    FieldType.MONTH: lambda field, sources, parent: MonthEditor(field, parent, sources.today),
    FieldType.YEAR: lambda field, sources, parent: YearEditor(field, parent),
    FieldType.YES_NO: lambda field, sources, parent: YesNoEditor(field, parent),
    FieldType.CHOICE: ChoiceEditor,
    FieldType.CHOICES: ChoicesEditor,
    FieldType.REFERENCE: ReferenceEditor,
    FieldType.PERSON_ID: lambda field, sources, parent: PersonIdEditor(field, parent),
    FieldType.PHONE: lambda field, sources, parent: PhoneEditor(field, parent),
    FieldType.CREDIT_CODE: lambda field, sources, parent: CreditCodeEditor(field, parent),
    FieldType.DIVISION: DivisionEditor,
    FieldType.FILES: FilesEditor,
    FieldType.SERIAL: lambda field, sources, parent: SerialEditor(field, parent),
    FieldType.COMPUTED: lambda field, sources, parent: ComputedEditor(field, parent),
}


def editor(field: FieldDef, sources: Sources, parent: QWidget | None = None) -> Editor:
    """Return a new editor for `field`.

    One for words takes no drops: a file would become the words of its path, and is meant for the
    field for files, to which the form leads it.
    """
    made = EDITORS[field.type](field, sources, parent)
    if not isinstance(made, FilesEditor):
        made.setAcceptDrops(False)
    return made
