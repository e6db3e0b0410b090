"""Which values of a ledger get a colour: one rule a line, tried before they are kept."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ruraldesk.definitions.model import FieldType, FormDef
from ruraldesk.errors import UserError
from ruraldesk.services.books import Book
from ruraldesk.services.colours import (
    MOST_RULES,
    TONES,
    VIEW,
    ColourRule,
    colour_rules,
    keep_colour_rules,
)
from ruraldesk.texts.translate import tr
from ruraldesk.ui import tokens
from ruraldesk.ui.dialogs.parts import Combo, Sheet, cancel_button
from ruraldesk.ui.ledger.colours import draw_sign
from ruraldesk.ui.ledger.filters import NUMBERS, BadFilter, understand
from ruraldesk.ui.widgets import Button, LinkButton

_NAMES = {"cinnabar": "Red", "wheat": "Amber", "sky": "Blue", "pine": "Green"}
_SWATCH = QSize(22, 16)
_CONDITION_WIDTH = 170


class RuleRow(QWidget):
    """One rule: the column, the condition, the colour, and how far it goes."""

    def __init__(self, form: FormDef, rule: ColourRule, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._form = form
        self.field, self.tone = Combo(), Combo()
        for one in form.asked():
            if one.shape is not FieldType.FILES:
                self.field.addItem(tr(one.label), one.key)
        for view in form.views:
            if view.where is not None:
                words = tr("View: {title}").format(title=tr(view.title))
                self.field.addItem(words, f"{VIEW}{view.key}")
        self.field.setAccessibleName(tr("Column"))
        self.field.setMinimumWidth(150)
        self.typed = QLineEdit(rule.typed)
        self.typed.setAccessibleName(tr("Condition"))
        self.typed.setMinimumWidth(_CONDITION_WIDTH)
        self.tone.setIconSize(_SWATCH)
        for tone in TONES:
            self.tone.addItem(_swatch(tone), tr(_NAMES[tone]), tone)
        self.tone.setAccessibleName(tr("Colour"))
        self.whole = QCheckBox(tr("Whole row"))
        self.whole.setChecked(rule.whole_row)
        self.remove = LinkButton(tr("Remove"))
        self.field.setCurrentIndex(max(0, self.field.findData(rule.field)))
        self.tone.setCurrentIndex(TONES.index(rule.tone))
        self._first = self._entered()
        self.field.currentIndexChanged.connect(lambda _: self._show_hint())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.field, 1)
        row.addWidget(self.typed, 2)
        row.addWidget(self.tone)
        row.addWidget(self.whole)
        row.addWidget(self.remove)
        self._show_hint()

    def rule(self) -> ColourRule:
        """Return what the line says.

        Raises:
            BadFilter: the condition is none, with the sentence for the clerk.
        """
        key, typed = str(self.field.currentData()), self.typed.text().strip()
        if key.startswith(VIEW):
            return ColourRule(key, "", str(self.tone.currentData()), whole_row=True)
        if understand(self._form.field(key), typed) is None:
            sentence = tr("Write when “{field}” gets its colour, such as {example}.")
            named = tr(self._form.field(key).label)
            raise BadFilter(sentence.format(field=named, example=self.typed.placeholderText()))
        return ColourRule(key, typed, str(self.tone.currentData()), self.whole.isChecked())

    def is_empty(self) -> bool:
        """Say whether the line is as an empty dialog begins with it: nobody meant a rule by it."""
        of_view = self._first.field.startswith(VIEW)
        return not of_view and not self._first.typed and self._entered() == self._first

    def _entered(self) -> ColourRule:
        return ColourRule(
            str(self.field.currentData()),
            self.typed.text().strip(),
            str(self.tone.currentData()),
            self.whole.isChecked(),
        )

    def _show_hint(self) -> None:
        """Say by an example what can be written for the column; a view needs nothing."""
        of_view = str(self.field.currentData()).startswith(VIEW)
        self.typed.setEnabled(not of_view)
        self.whole.setEnabled(not of_view)
        if of_view:
            self.whole.setChecked(True)
            self.typed.clear()
            self.typed.setPlaceholderText("")
            return
        field = self._form.field(str(self.field.currentData()))
        if field.shape in (FieldType.DATE, FieldType.MONTH):
            example = tr("<today") if field.shape is FieldType.DATE else tr("<this month")
        elif field.choices is not None and field.choices.items:
            example = tr(field.choices.items[0].label)
        elif field.shape is FieldType.YES_NO:
            example = tr("Yes")
        elif field.shape in NUMBERS:
            example = "<0"
        else:
            example = tr("a part of the text")
        self.typed.setPlaceholderText(example)


class ColoursDialog(Sheet):
    """The rules of one ledger; nothing is kept before all of them mean something."""

    def __init__(self, book: Book, form: FormDef, parent: QWidget | None = None) -> None:
        super().__init__(tr("Colours of {title}").format(title=tr(form.title)), parent, width=760)
        self._book, self._form = book, form
        self.say(
            tr(
                "Cells for which a condition holds get a colour and a sign on the screen; "
                "paper and Excel stay as they are. The first rule that holds counts. "
                "Conditions are written as under the headings: <0, 100-200, <today, = (empty)."
            )
        )
        self._rows: list[RuleRow] = []
        self._lines = QVBoxLayout()
        self._lines.setSpacing(8)
        self.body.addLayout(self._lines)
        self.add = Button(tr("Add a rule"), icon="plus")
        self.add.clicked.connect(lambda: self.add_rule())
        self.body.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        self.confirm = Button(tr("Keep"), primary=True, hint="Ctrl+Return")
        self.confirm.clicked.connect(self.act)
        self.confirm.setEnabled(not book.read_only)
        self.finish(cancel_button(self), self.confirm)
        for rule in colour_rules(book, form):
            self.add_rule(rule)
        if not self._rows:
            self.add_rule()

    def rows(self) -> Sequence[RuleRow]:
        """Return the lines."""
        return self._rows

    def add_rule(self, rule: ColourRule | None = None) -> RuleRow:
        """Add a line; without a rule an empty one."""
        first = next(one.key for one in self._form.asked())
        row = RuleRow(self._form, rule or ColourRule(first, "", TONES[0]))
        row.remove.clicked.connect(lambda: self._remove(row))
        self._rows.append(row)
        self._lines.addWidget(row)
        self.add.setEnabled(len(self._rows) < MOST_RULES)
        self._make_room()
        row.typed.setFocus()
        return row

    def _remove(self, row: RuleRow) -> None:
        self._rows.remove(row)
        row.hide()
        row.deleteLater()
        self.add.setEnabled(True)
        self.refuse("")

    def act(self) -> None:
        """Keep the rules; where one means nothing, say so and go there."""
        rules = []
        for row in self._rows:
            if row.is_empty() and len(self._rows) == 1:
                continue
            try:
                rules.append(row.rule())
            except BadFilter as error:
                self.refuse(str(error), row.typed)
                return
        try:
            keep_colour_rules(self._book, self._form, rules)
        except UserError as error:
            self.refuse(str(error))
            return
        self.accept()


def _swatch(tone: str) -> QIcon:
    """Return a colour with its sign, as a cell shows it."""
    picture = QPixmap(_SWATCH)
    picture.fill(tokens.colour(tokens.TONES[tone].ground))
    painter = QPainter(picture)
    draw_sign(painter, tone, 8, _SWATCH.height() / 2)
    painter.end()
    return QIcon(picture)
