"""What all units together hold: ledger, then unit, then the rows; beside what each unit says."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QWidget

from ruraldesk.definitions.model import FieldDef, FieldType
from ruraldesk.definitions.values import text_of
from ruraldesk.services.reporting_totals import LedgerTotal, UnitSums, UnitTotal
from ruraldesk.texts.dates import told_month
from ruraldesk.texts.translate import joined, tr
from ruraldesk.ui import tokens
from ruraldesk.ui.ledger.columns import heading_of
from ruraldesk.ui.reporting.list_table import Cell, Column, ListTable
from ruraldesk.ui.reporting.two_tables import TwoTables
from ruraldesk.ui.session import Session
from ruraldesk.ui.widgets import Button

_NUMBER = 104  # pixels of a column with sums


class TotalsPart(TwoTables):
    """At the left the ledgers, at the right the units of the one that the cursor is on."""

    rows_wanted = Signal(str, object, str)  # form key, codes of units, name of the unit

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__("reporting", parent)
        self._session = session
        self._totals: Sequence[LedgerTotal] = ()
        ledgers = (Column(tr("Ledger")), Column(tr("Rows"), 64, right=True), _checked())
        self.ledgers = ListTable(ledgers, tr("Ledgers with their totals"), many=False)
        self.ledgers.moved.connect(self._show_units)
        self.ledgers.opened.connect(self.open_ledger)
        self.units = ListTable(self._unit_columns(()), tr("Units with their totals"), many=False)
        self.units.moved.connect(self._show_sentence)
        self.units.opened.connect(self.open_unit)
        self.open = Button(tr("Show the rows"), primary=True)
        self.open.clicked.connect(self.open_unit)
        beside = QBoxLayout.Direction.LeftToRight
        self.lay_out(beside, (self.ledgers, self.units), (42, 68), self.open)
        self.nothing.setText(
            tr(
                "No unit has handed anything in yet. Here stand the totals of each ledger, beside "
                "what the units say themselves."
            )
        )

    def show_totals(self, totals: Sequence[LedgerTotal]) -> None:
        """Show these ledgers."""
        self._totals = tuple(totals)
        self.show_there(bool(totals))
        self.ledgers.show_rows([self._ledger_cells(one) for one in totals])

    def current(self) -> LedgerTotal | None:
        """Return the ledger that the cursor is on."""
        row = self.ledgers.currentRow()
        return self._totals[row] if 0 <= row < len(self._totals) else None

    def unit(self) -> UnitTotal | None:
        """Return the unit that the cursor is on; None on the line of the whole."""
        one, row = self.current(), self.units.currentRow()
        return one.units[row - 1] if one is not None and 0 < row <= len(one.units) else None

    def _ledger_cells(self, one: LedgerTotal) -> tuple[Cell, ...]:
        if one.differing:
            checked = Cell(
                tr("{count} differ").format(count=one.differing), ink=tokens.CINNABAR_TEXT
            )
        elif any(unit.agrees for unit in one.units):
            checked = Cell(f"{tr('totals agree')} ✓", ink=tokens.PINE)
        else:
            checked = Cell("—", ink=tokens.HINT)
        return Cell(tr(self._session.form(one.form).title)), Cell(f"{one.whole.rows:,}"), checked

    def _unit_columns(self, fields: Sequence[FieldDef]) -> tuple[Column, ...]:
        sums = (Column(heading_of(one), _NUMBER, right=True) for one in fields)
        return (Column(tr("Unit")), Column(tr("Rows"), 64, right=True), *sums, _checked())

    def _show_units(self) -> None:
        one = self.current()
        if one is None:
            self.units.show_columns(self._unit_columns(()))
            self._show_sentence()
            return
        self.units.show_columns(self._unit_columns(one.fields))
        whole = (
            Cell(tr("All together"), ink=tokens.PINE),
            *_numbers(one.fields, one.whole),
            Cell(""),
        )
        self.units.show_rows([whole, *(_unit_cells(one, unit) for unit in one.units)])

    def _show_sentence(self) -> None:
        one, unit = self.current(), self.unit()
        self.open.setEnabled(one is not None)
        if one is None:
            text = ""
        elif unit is None:
            own = tr("of it {count} rows of this office itself").format(count=one.own.rows)
            shown = tr("{count} units").format(count=sum(bool(u.here.rows) for u in one.units))
            text = joined((shown, own)) if one.own.rows else shown
        elif unit.agrees is None:
            text = tr("There is no package of {unit} to compare with.").format(unit=unit.name)
        elif unit.agrees:
            assert unit.package is not None
            told = tr("As {unit} said itself with {month}, submission {number}.")
            text = told.format(
                unit=unit.name,
                month=told_month(unit.package.month),
                number=unit.package.sequence,
            )
        else:
            text = _differences(one, unit)
        self.sentence.setText(text)

    def open_ledger(self) -> None:
        """Go on to the units of the ledger."""
        self.units.setFocus()

    def open_unit(self) -> None:
        """Show the rows of the unit in the ledger; all rows from the line of the whole."""
        one, unit = self.current(), self.unit()
        if one is not None:
            codes = () if unit is None else unit.codes
            self.rows_wanted.emit(one.form, codes, "" if unit is None else unit.name)


def _checked() -> Column:
    return Column(tr("Checked"), 104)


def _numbers(fields: Sequence[FieldDef], sums: UnitSums) -> tuple[Cell, ...]:
    shown = (_text(one, value) for one, value in zip(fields, sums.sums, strict=True))
    return Cell(f"{sums.rows:,}"), *(Cell(text) for text in shown)


def _text(field: FieldDef, value: Decimal) -> str:
    return text_of(field, int(value) if field.type is FieldType.INTEGER else value)


def _unit_cells(ledger: LedgerTotal, one: UnitTotal) -> tuple[Cell, ...]:
    if one.agrees is None:
        checked = Cell("—", ink=tokens.HINT)
    elif one.agrees:
        checked = Cell(f"{tr('totals agree')} ✓", ink=tokens.PINE)
    else:
        checked = Cell(tr("differs"), ink=tokens.CINNABAR_TEXT)
    return Cell(one.name), *_numbers(ledger.fields, one.here), checked


def _differences(ledger: LedgerTotal, one: UnitTotal) -> str:
    """Return in which numbers a unit's package and the book differ, and what to do."""
    assert one.said is not None
    told = tr("{what}: {theirs} by the package, {ours} here")
    found = []
    if one.said.rows != one.here.rows:
        found.append(told.format(what=tr("rows"), theirs=one.said.rows, ours=one.here.rows))
    for field, theirs, ours in zip(ledger.fields, one.said.sums, one.here.sums, strict=True):
        if theirs != ours:
            texts = _text(field, theirs), _text(field, ours)
            found.append(told.format(what=heading_of(field), theirs=texts[0], ours=texts[1]))
    why = tr("Rows of {unit} were changed or entered here since; its next package takes them back.")
    said = tr("{differences}. {sentence}")
    return said.format(differences=joined(found), sentence=why.format(unit=one.name))
