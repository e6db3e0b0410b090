"""The clerk's own views in a ledger's page: shown, kept, renamed, deleted, opened with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QMenu, QWidget

from ruraldesk.definitions.model import ViewDef
from ruraldesk.errors import UserError
from ruraldesk.services import views
from ruraldesk.services.pivot import PivotSpec
from ruraldesk.services.views import KeptView, PickedValues
from ruraldesk.texts.translate import tr
from ruraldesk.ui import messages
from ruraldesk.ui.dialogs.parts import Sheet
from ruraldesk.ui.ledger import columns
from ruraldesk.ui.ledger.filters import BadFilter
from ruraldesk.ui.widgets import Button

if TYPE_CHECKING:
    from ruraldesk.ui.ledger.page import LedgerPage

_OURS = "kept."  # begins the key of a view that a clerk keeps, so that no form's has the same


def key_of(view: KeptView) -> str:
    """Return the key under which the page shows a kept view."""
    return f"{_OURS}{view.key}"


def shown(page: LedgerPage) -> KeptView | None:
    """Return the kept view that the page shows."""
    if page.view is None or not page.view.key.startswith(_OURS):
        return None
    found = views.kept_views(page.session.book, page.form)
    return next((one for one in found if key_of(one) == page.view.key), None)


def lay(page: LedgerPage, view: KeptView) -> None:
    """Let the table show what a kept view asks for."""
    base = next((one for one in page.form.views if one.key == view.base), None)
    page.filters.clear()
    for key, text in view.typed.items():
        try:
            page.filters.type_text(page.form.field(key), text)
        except BadFilter as error:  # a choice is called otherwise by now, for one
            messages.tell(page, str(error), "wheat")
    for key, picked in view.picked.items():
        page.filters.know(key, picked.labels)
        page.filters.choose(page.form.field(key), tuple(picked.labels), without=picked.without)
    page.show_view(
        ViewDef(
            key=key_of(view),
            title=view.title,
            columns=view.columns,
            where=base.where if base is not None else None,
            sort=view.sort or (base.sort if base is not None else ()),
        )
    )


def as_it_stands(page: LedgerPage, title: str, pivot: PivotSpec | None = None) -> KeptView:
    """Return what the page shows now as a view."""
    view, form = page.view, page.form
    before = shown(page)
    base = before.base if before is not None else view.key if view is not None else ""
    keys = tuple(column.key for column in page.model.columns())
    picked = {
        key: PickedValues(
            labels={code: one.labels.get(code, code) for code in one.codes}, without=one.without
        )
        for key, one in page.filters.all_picked().items()
    }
    return KeptView(
        title=title,
        base=base,
        typed=page.filters.all_typed(),
        picked=picked,
        sort=page.sort() if page.sort() != form.sort else (),
        columns=keys if keys != columns.default_keys(form) else (),
        pivot=pivot,
    )


def keep(page: LedgerPage, pivot: PivotSpec | None = None, over: QWidget | None = None) -> None:
    """Ask for a name, and keep what the page shows under it."""
    if _comes_from_elsewhere(page):
        sentence = tr(
            "These rows were opened from a number; a view keeps only what is asked under the "
            "headings. Clear the filter, set it there, then keep the view."
        )
        messages.tell(over or page, sentence, "wheat")
        return

    def take(title: str) -> None:
        made = views.keep_view(page.session.book, page.form, as_it_stands(page, title, pivot))
        if pivot is None:
            lay(page, made)
        words = tr("Kept as “{title}”; it stands in the menu “View”.").format(title=made.title)
        messages.tell(over or page, words)

    TitleDialog(over or page, tr("Keep as view"), "", take).open()


def _comes_from_elsewhere(page: LedgerPage) -> bool:
    """Say whether rows are hidden by what neither a heading nor a view asks."""
    asked = len(page.filters.all())
    if page.view is not None and page.view.where is not None:
        asked += 1
    return len(page.query().where) > asked


def leave(page: LedgerPage, view: ViewDef | None, *, in_bin: bool = False) -> None:
    """Show one of the form's own views, all records or the bin; a kept view takes its filters."""
    if shown(page) is not None:
        page.filters.clear()
    page.show_view(view, in_bin=in_bin)


def keep_again(page: LedgerPage, view: KeptView) -> None:
    """Let a kept view be what the page shows now."""
    made = replace(as_it_stands(page, view.title, view.pivot), key=view.key)

    def act() -> None:
        views.keep_view(page.session.book, page.form, made)
        messages.tell(page, tr("“{title}” is kept as it is shown now.").format(title=view.title))

    _try(page, act)


def rename(page: LedgerPage, view: KeptView) -> None:
    """Ask for another name of a kept view."""

    def take(title: str) -> None:
        made = views.keep_view(page.session.book, page.form, replace(view, title=title))
        if page.view is not None and page.view.key == key_of(made):
            lay(page, made)

    TitleDialog(page, tr("Rename the view"), view.title, take).open()


def drop(page: LedgerPage, view: KeptView) -> None:
    """Forget a kept view, after a question."""
    question = tr("Delete the view “{title}”?").format(title=view.title)
    if not messages.ask(page, question, yes=tr("Delete"), detail=tr("The records stay.")):
        return
    _try(page, lambda: views.drop_view(page.session.book, page.form, view.key))
    if page.view is not None and page.view.key == key_of(view):
        page.filters.clear()
        page.show_view(None)


def open_with(page: LedgerPage, view: KeptView | None) -> None:
    """Let the ledger open with a kept view, or with all its records."""
    key = view.key if view is not None else ""
    _try(page, lambda: views.open_with(page.session.book, page.form, key))


def add_to_menu(page: LedgerPage, menu: QMenu, show: Callable[[KeptView], object]) -> None:
    """Add the kept views to the menu of views, and what can be done with them."""
    book, form = page.session.book, page.form
    found = views.kept_views(book, form)
    usual = views.usual_view(book, form)
    current = shown(page)
    if found:
        menu.addSection(tr("Own views"))
    for view in found:
        marks = "　★" if usual is not None and usual.key == view.key else ""
        entry = menu.addAction(f"{view.title}{marks}")
        entry.setCheckable(True)
        entry.setChecked(current is not None and current.key == view.key)
        entry.triggered.connect(lambda _=False, one=view: show(one))
    menu.addSeparator()
    writable = not book.read_only
    menu.addAction(tr("Keep as view…"), lambda: keep(page)).setEnabled(writable and not page.bin)
    if current is None:
        return
    own = menu.addMenu(tr("“{title}”").format(title=current.title))
    own.setEnabled(writable)
    own.addAction(tr("Keep as it is shown now"), lambda: keep_again(page, current))
    own.addAction(tr("Rename…"), lambda: rename(page, current))
    if usual is not None and usual.key == current.key:
        own.addAction(tr("No longer open with it"), lambda: open_with(page, None))
    else:
        own.addAction(tr("Open the ledger with it"), lambda: open_with(page, current))
    own.addAction(tr("Delete…"), lambda: drop(page, current))


def _try(page: LedgerPage, act: Callable[[], object]) -> None:
    try:
        act()
    except UserError as error:
        messages.tell_error(page, error)


class TitleDialog(Sheet):
    """Asks what a view is to be called; says why a name cannot be taken."""

    def __init__(
        self, parent: QWidget, title: str, text: str, take: Callable[[str], object]
    ) -> None:
        super().__init__(title, parent, width=440)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._take = take
        self.field = QLineEdit(text)
        self.field.setAccessibleName(tr("Name"))
        self.field.setMaxLength(2 * views.LONGEST_TITLE)
        self.ask(tr("Name"), self.field, tr("It is kept in the book and goes into its backups."))
        leave = Button(tr("Cancel"), hint="Esc")
        self.confirm = Button(tr("Keep"), primary=True, hint="Return")
        leave.clicked.connect(self.reject)
        self.confirm.clicked.connect(self.keep)
        self.finish(leave, self.confirm)
        self.field.setFocus()
        self.field.selectAll()

    def keep(self) -> None:
        """Keep the view under the name, or say why not."""
        try:
            self._take(self.field.text())
        except UserError as error:
            self.refuse(str(error), self.field)
        else:
            self.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.keep()
        else:
            super().keyPressEvent(event)
