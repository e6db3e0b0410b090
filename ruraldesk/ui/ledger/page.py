"""One ledger: what it is called and how many rows it has, its acts, its table, its entry panel."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ruraldesk.definitions.expressions import Expression
from ruraldesk.definitions.model import FormDef, ViewDef
from ruraldesk.services import ledger
from ruraldesk.services.cells import Written
from ruraldesk.services.ledger import Filter, ListQuery
from ruraldesk.texts.translate import tr
from ruraldesk.ui import keys, messages, tokens
from ruraldesk.ui.entry.waiting import WaitingBar
from ruraldesk.ui.ledger import acts, columns, menus, page_keys, page_words
from ruraldesk.ui.ledger.action_row import ActionRow
from ruraldesk.ui.ledger.asked import AskedLink, AskedRecords
from ruraldesk.ui.ledger.cells import Row
from ruraldesk.ui.ledger.column_chooser import ColumnChooser
from ruraldesk.ui.ledger.filters import BadFilter, Filters
from ruraldesk.ui.ledger.finding import LedgerFinding
from ruraldesk.ui.ledger.grid import Grid
from ruraldesk.ui.ledger.model import LedgerModel
from ruraldesk.ui.ledger.panel_place import PanelPlace
from ruraldesk.ui.ledger.reader import BookLedger, LedgerReader
from ruraldesk.ui.ledger.row_entry import RowEntry
from ruraldesk.ui.page import Page
from ruraldesk.ui.session import Session
from ruraldesk.ui.widgets import Button, ElidedLabel, LinkButton, label

MOST_MARKED = 10_000  # rows that one act may touch


class LedgerPage(Page):
    """The page of one ledger in the window."""

    copied = Signal(int)  # rows on the clipboard
    exported = Signal(str)  # path of the workbook

    def __init__(
        self,
        session: Session,
        form: FormDef,
        reader: LedgerReader | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.session, self.form = session, form
        self.reader = reader or BookLedger(session.book, form.key, session.day)
        self.model = LedgerModel(form, self.reader, self)
        self.asked = self.model.asked = AskedRecords(session.book, form.key, self)
        self.filters = Filters()
        self.grid = Grid(self.model, self.filters)
        self.view: ViewDef | None = None
        self.bin = False  # whether the recycle bin is shown
        self._sort: tuple[tuple[str, bool], ...] = ()
        self._behind: tuple[Filter | Expression, ...] = ()  # conditions that came from elsewhere
        self._behind_words = ""
        self._stale = self._own_change = False  # own: written here, and shown already
        self._goal = 0  # id of the record that the cursor goes to once the list is there
        self.title = label(tr(form.title), "title")
        self.count = ElidedLabel("quiet")
        self.clear = LinkButton(tr("Clear filter"))
        self.asked_link = AskedLink(self.asked)
        self.buttons = ActionRow()
        self.waiting = WaitingBar(session.book, form.key)
        self._add_actions()
        table = QWidget()
        self._lay_out_table(table)
        self.entering = RowEntry(self)
        self.place = PanelPlace(session, form.key, table)
        around = QHBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(self.place)
        self.setFocusProxy(self.grid)
        keys.set_hints(self.grid, keys.table_hints())
        keys.set_hints(self.grid.filter_row, keys.filter_hints())
        self._connect()
        self.finding = LedgerFinding(self)
        self._take_columns(columns.remembered_keys(form))
        self._let_type()
        self.finding.begin()

    def _add_actions(self) -> None:
        add = self.buttons.add
        self.new = add(Button(tr("New"), primary=True, hint="Ctrl+N", icon="plus"))
        self.restore = add(Button(tr("Restore"), primary=True))
        self.take_in = add(Button(tr("Import"), icon="import"))
        self.export = add(Button(tr("Export Excel"), icon="export"))
        self.print = add(Button(tr("Print"), hint="Ctrl+P", icon="print"))
        self.views = add(Button(tr("View"), menu=True))
        self.choose = add(Button(tr("Columns"), menu=True))
        writable = not self.session.book.read_only
        for button in (self.new, self.take_in, self.restore):
            button.setEnabled(writable)
        self.buttons.put_away(self.restore, True)

    def _lay_out_table(self, table: QWidget) -> None:
        layout = QVBoxLayout(table)
        layout.setContentsMargins(tokens.MARGIN, 16, tokens.MARGIN, 12)
        layout.setSpacing(10)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self.title, 0, Qt.AlignmentFlag.AlignBaseline)
        head.addWidget(self.count, 1, Qt.AlignmentFlag.AlignBaseline)
        head.addWidget(self.asked_link)
        head.addWidget(self.clear)
        self.clear.setFixedHeight(28)  # lower than the title: the table stays where it is
        layout.addLayout(head)
        layout.addWidget(self.buttons)
        layout.addWidget(self.waiting)
        layout.addWidget(self.grid, 1)
        self.clear.hide()

    def _connect(self) -> None:
        self.new.clicked.connect(self.open_blank)
        self.restore.clicked.connect(lambda: acts.restore_marked(self))
        self.take_in.clicked.connect(lambda: menus.open_import(self))
        self.export.clicked.connect(lambda: acts.export_list(self))
        self.print.clicked.connect(lambda: menus.open_print(self))
        self.views.clicked.connect(lambda: menus.open_views(self))
        self.choose.clicked.connect(self.choose_columns)
        self.clear.clicked.connect(self.clear_filters)
        self.asked_link.clicked.connect(self.show_asked)
        self.asked.changed.connect(self.model.problems_changed)
        self.model.loaded.connect(self._show_count)
        self.model.loaded.connect(self._go_to_goal)
        self.model.modelReset.connect(self._show_count)
        self.model.rowsInserted.connect(self._show_count)
        self.model.loaded.connect(self.loaded)
        self.model.failed.connect(lambda error: page_words.say_failed(self, error))
        grid = self.grid
        grid.opened.connect(self.open_row)
        grid.moved.connect(self._follow)
        grid.menu_asked.connect(lambda point: menus.open_row_menu(self, point))
        grid.widths_changed.connect(
            lambda: columns.remember_widths(self.form, grid.dragged_widths())
        )
        grid.header.sort_asked.connect(self.sort_by)
        grid.header.menu_asked.connect(lambda n, point: menus.open_heading_menu(self, n, point))
        grid.filter_row.typed.connect(self.type_filter)
        grid.filter_row.chosen.connect(self.choose_filter)
        self.place.saved.connect(lambda uuid: self.session.note_change(self.form.key))
        self.waiting.draft_wanted.connect(self.place.open_draft)
        self.place.opened.connect(self.waiting.forget)
        self.place.opened.connect(self._share_columns)
        self.place.closed.connect(self._share_columns)
        self.place.closed.connect(self._look_for_drafts)
        self.place.closed.connect(lambda: grid.setFocus(Qt.FocusReason.OtherFocusReason))
        self.session.changed.connect(self._on_changed)

    # what is shown

    def query(self) -> ListQuery:
        """Return what the table shows, as the store is asked for it."""
        where: tuple[Filter | Expression, ...] = (*self._behind, *self.filters.all())
        if self.view is not None and self.view.where is not None:
            where = (self.view.where, *where)
        return ListQuery(where=where, sort=self.sort(), deleted=self.bin, as_of=self.session.day)

    def sort(self) -> tuple[tuple[str, bool], ...]:
        """Return the order of the rows: clicked, the view's, or the form's."""
        return self._sort or (self.view.sort if self.view else ()) or self.form.sort

    def ask(self) -> None:
        """Read the rows that the filters, the view and the order ask for."""
        self._stale = False
        self.entering.forget()
        self.asked.look()
        self.grid.header.show_sort(self._sort)
        self.model.ask(self.query())
        self._show_count()

    def show_view(self, view: ViewDef | None, *, in_bin: bool = False) -> None:
        """Show a saved view, everything, or the recycle bin."""
        self.view, self.bin = view, in_bin
        self._sort, self._behind, self._behind_words = (), (), ""
        self.buttons.put_away(self.new, in_bin)
        self.buttons.put_away(self.restore, not in_bin)
        self.buttons.put_away(self.take_in, in_bin)
        keys = view.columns if view is not None and view.columns else ()
        self._take_columns(keys or columns.remembered_keys(self.form))
        self._let_type()
        self.ask()
        self._look_for_drafts()

    def show_only(self, where: Sequence[Filter | Expression], words: str) -> None:
        """Show the rows behind a figure or a bar: `where` in addition to nothing else."""
        self.filters.clear()
        self.view, self.bin = None, False
        self._let_type()
        self._look_for_drafts()
        self._behind, self._behind_words = tuple(where), words
        self.ask()

    def show_asked(self) -> None:
        """Show the records only that the office above asks about."""
        self.show_only((self.asked.filter(),), tr("with comments from above"))
        self.grid.setFocus()

    def sort_by(self, key: str, add: bool = False) -> None:
        """Order by a column: up, then down, then no more."""
        present = dict(self._sort)
        following = {None: False, False: True, True: None}[present.get(key)]
        kept = tuple(one for one in self._sort if one[0] != key) if add else ()
        self._sort = kept if following is None else (*kept, (key, following))
        self.ask()

    def sort_exactly(self, key: str, descending: bool) -> None:
        """Order by one column in one direction."""
        self._sort = ((key, descending),)
        self.ask()

    def type_filter(self, key: str, text: str) -> None:
        """Narrow the rows by what was typed under a heading."""
        if text == self.filters.typed(key) and (text or not self.filters.shown(key)):
            return
        try:
            self.filters.type_text(self.form.field(key), text)
        except BadFilter as error:
            self.grid.filter_row.setToolTip(str(error))
            messages.tell(self, str(error), "wheat")
        self.ask()

    def choose_filter(self, key: str, codes: Sequence[str]) -> None:
        """Narrow the rows to the members ticked under a heading."""
        self.filters.choose(self.form.field(key), codes)
        self.ask()

    def clear_filters(self) -> None:
        """Show every row again."""
        self.filters.clear()
        self._behind, self._behind_words = (), ""
        self.grid.filter_row.close_editor()
        self.ask()
        self.grid.setFocus()

    def focus_filter(self) -> None:
        """Go into the filter row, under the heading of the cursor's column (Ctrl+F)."""
        if self.model.columns():
            self.grid.filter_row.edit(self.grid.selection.column)

    def is_narrowed(self) -> bool:
        """Say whether a filter hides rows."""
        return bool(self.filters.words() or self._behind)

    def words(self) -> str:
        """Return in words what narrows the rows; "" when nothing does."""
        return page_words.narrowed_by(self, self._behind_words)

    def _show_count(self) -> None:
        self.count.setText(page_words.count_of(self))
        self.clear.setVisible(self.is_narrowed())
        self.grid.show_empty_text(page_words.why_empty(self))

    # columns

    def choose_columns(self) -> None:
        """Offer the fields of the form as columns."""
        shown = [column.key for column in self.model.columns()]
        chooser = ColumnChooser(self.form, shown, self)
        chooser.accepted.connect(self.take_columns)
        corner = self.choose.mapToGlobal(self.choose.rect().bottomRight())
        chooser.show_at(corner + QPoint(1, 3))

    def take_columns(self, keys: Sequence[str]) -> None:
        """Show these columns from now on; none means the form's own."""
        columns.remember_keys(self.form, keys or None)
        self._take_columns(keys or columns.default_keys(self.form))

    def _take_columns(self, keys: Sequence[str]) -> None:
        self.entering.forget()
        made = columns.make_columns(self.form, keys)
        widths = columns.remembered_widths(self.form)
        self.grid.show_columns(made, widths, columns.remembered_frozen(self.form))
        self._share_columns()

    def _share_columns(self) -> None:
        """Beside an open entry the form's own columns make room; those a clerk chose all stay."""
        shown = tuple(column.key for column in self.model.columns())
        chosen = shown == columns.remembered_keys(self.form) != columns.default_keys(self.form)
        self.grid.set_crowded(self.place.is_open() and not chosen)

    def _look_for_drafts(self) -> None:
        """Offer what is half-filled above the table; in the recycle bin nothing is gone on with."""
        if self.bin or self.place.is_open():
            self.waiting.forget()
        else:
            self.waiting.look()

    # rows

    def marked(self) -> list[Row]:
        """Return the marked rows, as far as one act may touch them."""
        rows = self.grid.selection.rows
        found = (self.model.row(one) for one in rows[:MOST_MARKED] if self.model.is_live(one))
        return [row for row in found if row.id]

    def open_row(self, row: int) -> None:
        """Open the record in a row at the side; in the recycle bin nothing opens."""
        if self.bin or not self.grid.cell.settle():
            return
        uuid, draft = self.model.row(row).uuid, self.entering.draft_of(row)
        self.entering.give_up(row)
        if uuid:
            self.place.open(uuid)
        elif draft is not None:
            self.place.open_draft(draft)
        elif row >= self.model.rowCount():
            self.open_blank()

    def go_to_new_row(self) -> None:
        """Put the cursor on the row that begins a new record (Ctrl+Shift+N)."""
        if self.grid.rows() > self.model.rowCount():
            self.grid.move_to(self.model.rowCount(), self.entering.first_free())
            self.grid.setFocus()

    def _let_type(self) -> None:
        """Let the cells be typed into where records may be changed."""
        writable = not self.session.book.read_only and not self.bin
        self.grid.write_with(self.entering if writable else None)

    def note_own_change(self) -> None:
        """Tell the window that rows were written here, which are shown already."""
        self._own_change = True
        self.session.note_change(self.form.key)
        self._own_change = False
        self.place.show_again(self.model.row(self.grid.selection.row).uuid)

    def show_written(self, written: Written) -> None:
        """Show a block of cells as it was written; new records stand last until one asks anew."""
        self.model.read_all_again()
        self.model.append(written.new_ids)
        self.note_own_change()

    def open_record(self, uuid: str, record_id: int = 0) -> None:
        """Open a record, and put the cursor on its row where it is in the list."""
        if self.bin:  # it is not among what was thrown away
            self.show_view(None)
        self._goal = record_id or ledger.id_of(self.session.book, self.form.key, uuid)
        self._go_to_goal()
        self.place.open(uuid)

    def _go_to_goal(self) -> None:
        """Put the cursor on the record that was asked for, or the last one, once it is listed."""
        row = self.model.row_of(self._goal) if self._goal else -1
        if row < 0 <= self.model.end_wanted == self.grid.selection.row:
            row, self.model.end_wanted = self.model.rowCount() - 1, -1
        if row >= 0:
            self._goal = 0
            self.grid.move_to(row, self.grid.selection.column)

    def open_blank(self) -> None:
        """Open an empty entry (Ctrl+N)."""
        if self.new.isEnabled() and not self.bin:
            self.place.open_blank()

    def _follow(self, row: int) -> None:
        self._goal = 0
        if not self.bin:
            self.place.follow(self.model.row(row).uuid)

    def forget(self) -> None:
        """Drop every question that is under way; the book is about to be closed."""
        self.entering.keep_typed()
        self.place.forget()
        self.model.forget()
        self.asked.forget()
        self.waiting.forget()

    def _on_changed(self, form_key: str) -> None:
        """Any ledger may compute with any other, so every change makes this page stale."""
        self.form = self.session.form(self.form.key)
        self.asked.look()
        if self._own_change:
            self.model.ask_totals()
        elif self.isVisible():
            self.model.refresh()
        else:
            self._stale = self.model.outdated = True

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._look_for_drafts()
        if self._stale:
            self._stale = False
            self.model.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.entering.keep_typed()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not page_keys.perform(self, event):
            super().keyPressEvent(event)
