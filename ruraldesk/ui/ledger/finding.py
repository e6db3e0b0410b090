"""What helps to find rows in a ledger's page: values to pick, columns to move and to freeze."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from shiboken6 import isValid

from ruraldesk.definitions.values import text_of
from ruraldesk.errors import UserError
from ruraldesk.services.book_settings import VIEWS, setting
from ruraldesk.services.ledger import ListQuery
from ruraldesk.texts.translate import tr
from ruraldesk.ui.jobs import Latest
from ruraldesk.ui.ledger import columns
from ruraldesk.ui.ledger.choice_popup import ChoicePopup
from ruraldesk.ui.ledger.colours import Legend, RowColours
from ruraldesk.ui.ledger.picking import EMPTY, code_of, known_as, members

if TYPE_CHECKING:
    from ruraldesk.services.listing import Occurring
    from ruraldesk.ui.ledger.page import LedgerPage


class LedgerFinding(QObject):
    """Joined to one page of a ledger; it lives as long as the page."""

    def __init__(self, page: LedgerPage) -> None:
        super().__init__(page)
        self._page = page
        self._listing = Latest(self)
        page.filters.today = page.session.day
        self.colours = page.model.colours = RowColours(page)
        self.colours.changed.connect(page.grid.viewport().update)
        self._add_legend()
        page.grid.filter_row.values_wanted.connect(self._list_values)
        page.grid.header.column_moved.connect(self.move_column)

    def begin(self) -> None:
        """Show the ledger for the first time: with the view that the clerk chose for that."""
        page = self._page
        if not setting(page.session.book, f"{VIEWS}{page.form.key}"):
            page.ask()  # most ledgers have none, and need not know what one is
            return
        from ruraldesk.services.views import usual_view
        from ruraldesk.ui.ledger.kept_views import lay

        view = usual_view(page.session.book, page.form)
        if view is None:
            page.ask()
        else:
            lay(page, view)

    # colours

    def _add_legend(self) -> None:
        """Put the meaning of the colours below the table."""
        around = self._page.grid.parentWidget()
        legend = Legend(self.colours, around)
        legend.clicked.connect(self.choose_colours)
        layout = around.layout() if around is not None else None
        if layout is not None:
            layout.addWidget(legend)

    def choose_colours(self) -> None:
        """Let the clerk say which values get a colour."""
        from ruraldesk.ui.ledger.colours_dialog import ColoursDialog

        page = self._page
        dialog = ColoursDialog(page.session.book, page.form, page)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(self.colours.read)
        dialog.open()

    # values of a column

    def query_but(self, key: str) -> ListQuery:
        """Return what the table shows if nothing were asked of one column."""
        query, filters = self._page.query(), self._page.filters
        own = {*filters.all()} - {*filters.all(but=key)}
        where = tuple(one for one in query.where if one not in own)
        return replace(query, where=where, sort=())

    def _list_values(self, key: str, popup: ChoicePopup) -> None:
        """Fill a list with the values that occur in a column, each with its number of rows."""
        from ruraldesk.services.listing import occurring

        page = self._page
        field = page.form.field(key)
        book, form, query = page.session.book, page.form.key, self.query_but(key)
        if not members(field):
            popup.tell(tr("reading…"))

        def show(found: list[Occurring]) -> None:
            if isValid(popup):
                self._show_values(popup, key, found)

        def refuse(error: UserError) -> None:
            if isValid(popup):
                popup.tell(str(error))

        self._listing.run(lambda: occurring(book, form, query, field), done=show, failed=refuse)

    def _show_values(self, popup: ChoicePopup, key: str, found: list[Occurring]) -> None:
        """Show what occurs; what can be chosen in any case and what is ticked stay in the list."""
        from ruraldesk.services.listing import MOST_VALUES

        page = self._page
        ticked = page.filters.chosen(key)
        picked = page.filters.all_picked().get(key)
        counts = {known_as(page.form.field(key), one.code): one for one in found[:MOST_VALUES]}
        offered = dict(members(page.form.field(key)))
        kept = picked.labels if picked is not None else {}
        labels = {
            **offered,
            **{code: one.label for code, one in counts.items()},
            **{code: kept[code] for code in ticked if code in kept and code not in counts},
        }
        values = [
            (code, label, f"{counts[code].rows:,}" if code in counts else "0")
            for code, label in labels.items()
        ]
        popup.show_values(values)
        if len(found) > MOST_VALUES:
            sentence = tr(
                "Only the {count} most frequent values are listed. For others, type a part."
            )
            popup.tell(sentence.format(count=f"{MOST_VALUES:,}"))
        else:
            popup.tell("" if found else tr("No record answers to the filter."))

    def values_in(self, row: int, key: str) -> dict[str, str]:
        """Return the values that stand in a cell by their codes, each with what it is called."""
        page = self._page
        field = page.form.field(key)
        found = page.reader.rows([page.model.id_at(row)], [key])
        value = found[0].values.get(key) if found else None
        if value is None:
            return {EMPTY: tr("(not entered)")}
        if isinstance(value, tuple):
            return {code: text_of(field, (code,)) for code in value}
        text = text_of(field, value, found[0].names.get(key, ""))
        return {code_of(value): text}

    def pick(self, key: str, values: Mapping[str, str], *, without: bool = False) -> None:
        """Show only the rows that have one of these values in a column, or those that have none."""
        page = self._page
        page.filters.know(key, values)
        page.filters.choose(page.form.field(key), tuple(values), without=without)
        page.ask()

    # columns

    def move_column(self, number: int, target: int) -> None:
        """Put a column where a clerk dragged it: before the one that is `target` now."""
        keys = [column.key for column in self._page.model.columns()]
        moved = keys.pop(number)
        keys.insert(target - (target > number), moved)
        self._page.take_columns(keys)

    def freeze(self, count: int | None) -> None:
        """Let the first `count` columns stay when the table is scrolled; None as the form says."""
        page = self._page
        columns.remember_frozen(page.form, count)
        page.take_columns([column.key for column in page.model.columns()])
